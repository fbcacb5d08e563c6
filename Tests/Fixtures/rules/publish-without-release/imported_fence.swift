// origin: own; C's fence, called from Swift
// orders: FENCE = none release; LOAD = relaxed acquire
import Foundation
import Synchronization

final class Report: Sendable {
  nonisolated(unsafe) private var pages = 0
  private let isDone = Atomic<Bool>(false)

  func finish(_ count: Int) {
    pages = count
    atomic_thread_fence(memory_order_release)  // FENCE
    isDone.store(true, ordering: .relaxed)  // expect[FENCE=none]: publish-without-release
  }

  func result() -> Int? {
    guard isDone.load(ordering: LOAD) else { return nil }  // expect[LOAD=relaxed]: guard-load-without-acquire
    return pages
  }
}
