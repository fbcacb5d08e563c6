// origin: own; helpers whose callers hold the lock, what is set up before, and what one queue has to itself
// expect: nothing
import Dispatch
import Foundation

final class Registry: @unchecked Sendable {
  private let lock = NSLock()
  private let queue = DispatchQueue(label: "registry")
  private var entries: [String: Int] = [:]
  private var generation = 0
  private var limit = 8
  private var recent: [String] = []

  init(_ first: [String]) { fill(first) }

  private func fill(_ names: [String]) {
    for name in names { entries[name] = 0 }
  }

  /// Before others see it.
  func allow(_ limit: Int) { self.limit = limit }

  func add(_ name: String) {
    lock.lock()
    defer { lock.unlock() }
    guard entries.count < limit else { return }
    entries[name] = 1
    bump()
  }

  func remove(_ name: String) {
    lock.withLock {
      entries[name] = nil
      bump()
    }
  }

  func count() -> Int { lock.withLock { entries.count < limit ? entries.count : limit } }

  private func bump() { generation += 1 }

  func age() -> Int { lock.withLock { generation } }

  func note(_ name: String) { queue.async { self.recent.append(name) } }
  func forget() { queue.async { self.recent.removeAll() } }
  func latest() -> String? { queue.sync { recent.last } }
}
