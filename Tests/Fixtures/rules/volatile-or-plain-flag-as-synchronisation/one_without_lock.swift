// origin: own; a transfer whose parts come in on other threads; one way out forgets the lock
import Foundation

protocol Sender: Sendable {
  func send(_ part: Int, done: @escaping @Sendable (Bool) -> Void)
}

final class Transfer: @unchecked Sendable {
  private let lock = NSLock()
  private var phase = 0
  private var arrived: Set<Int> = []
  private let sender: any Sender

  init(sender: any Sender) { self.sender = sender }

  func start(_ parts: [Int]) {
    lock.lock()
    phase = 1
    lock.unlock()
    for part in parts {
      sender.send(part) { [self] isGood in
        if isGood { accept(part) } else { giveUp() }
      }
    }
  }

  private func accept(_ part: Int) {
    lock.lock()
    defer { lock.unlock() }
    guard phase == 1 else { return }
    arrived.insert(part)
    if arrived.count == 8 { phase = 2 }
  }

  private func giveUp() {
    phase = 3  // expect: volatile-or-plain-flag-as-synchronisation
  }

  func currentPhase() -> Int {
    lock.lock()
    defer { lock.unlock() }
    return phase
  }
}

private let tableLock = NSLock()
nonisolated(unsafe) private var table: [String: Int] = [:]

enum Table {
  static func add(_ name: String, _ value: Int) {
    tableLock.lock()
    defer { tableLock.unlock() }
    table[name] = value
  }
  static func remove(_ name: String) {
    tableLock.withLock { table[name] = nil }
  }
  static func has(_ name: String) -> Bool {
    table[name] != nil  // expect: volatile-or-plain-flag-as-synchronisation
  }
}
