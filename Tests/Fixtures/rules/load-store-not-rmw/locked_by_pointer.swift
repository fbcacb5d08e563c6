// origin: own; the lock lies behind a pointer
// expect: nothing
import Atomics
import Foundation

final class Clock: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<os_unfair_lock>.allocate(capacity: 1)
  private let ticks = ManagedAtomic<UInt64>(0)

  private func tick() -> UInt64 {
    let next = ticks.load(ordering: .relaxed) &+ 1
    ticks.store(next, ordering: .relaxed)
    return next
  }

  func stamp() -> UInt64 {
    os_unfair_lock_lock(lock)
    defer { os_unfair_lock_unlock(lock) }
    return tick()
  }

  var approximateTicks: UInt64 { ticks.load(ordering: .relaxed) }
}

let clock = Clock()
DispatchQueue.concurrentPerform(iterations: 4) { _ in _ = clock.stamp() }
