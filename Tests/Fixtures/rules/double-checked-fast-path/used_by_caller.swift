// origin: own; who calls the initialization uses what it fills, without the lock on the fast path
import Foundation
import Synchronization

final class Face: @unchecked Sendable {
  private let lock = NSLock()
  private let prepared = Atomic<Bool>(false)
  private var kerning: [UInt16: Int] = [:]
  private var height = 0

  private func prepareIfNeeded() {
    if prepared.load(ordering: .acquiring) { return }
    lock.lock()
    defer { lock.unlock() }
    guard !prepared.load(ordering: .relaxed) else { return }
    readMetrics()
    for code in UInt16(0)..<100 { kerning[code] = -1 }
  }

  private func readMetrics() {
    height = 4
    prepared.store(true, ordering: .releasing)  // expect: double-checked-fast-path "before the initialization is complete"
  }

  func measure(_ code: UInt16) -> Int {
    prepareIfNeeded()
    return height + (kerning[code] ?? 0)
  }
}
