// origin: own; a thread that sends batches until it is told to stop, by a plain property
import Foundation
import Synchronization

final class Shipper: @unchecked Sendable {
  private let queue = Mutex<[String]>([])
  private let shipped = Atomic<Int>(0)
  nonisolated(unsafe) private var isRunning = true
  private let send: @Sendable ([String]) -> Bool

  init(send: @escaping @Sendable ([String]) -> Bool) { self.send = send }

  func start() {
    let thread = Thread { [self] in run() }
    thread.start()
  }

  func stop() { isRunning = false }

  private func run() {
    while isRunning {  // expect: volatile-or-plain-flag-as-synchronisation "isRunning"
      let batch = queue.withLock { lines -> [String] in
        defer { lines.removeAll() }
        return lines
      }
      if send(batch) { shipped.wrappingAdd(1, ordering: .relaxed) }
    }
  }
}

/// The thread itself ends here: what it calls says when.
final class Reader: @unchecked Sendable {
  private let lines = Atomic<Int>(0)
  nonisolated(unsafe) private var isOpen = true
  private let next: @Sendable (Reader) -> Bool

  init(next: @escaping @Sendable (Reader) -> Bool) { self.next = next }

  func start() {
    let thread = Thread { [self] in run() }
    thread.start()
  }

  func sawLast() { isOpen = false }

  private func run() {
    while isOpen {
      if next(self) { lines.wrappingAdd(1, ordering: .relaxed) }
    }
  }
}
