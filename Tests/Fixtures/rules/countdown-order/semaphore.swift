// origin: the last part that arrives signals a semaphore
// orders: DROP = release acq_rel
import Dispatch
import Synchronization

final class Gather: @unchecked Sendable {
  private let parts = UnsafeMutablePointer<Int>.allocate(capacity: 8)
  private let outstanding: Atomic<Int>
  private let done = DispatchSemaphore(value: 0)

  init(width: Int) { outstanding = Atomic(width) }

  func deliver(_ part: Int, at index: Int) {
    parts[index] = part
    let left = outstanding.subtract(1, ordering: DROP).newValue  // expect[DROP=release]: countdown-order "does not acquire the work"
    if left == 0 { done.signal() }
  }

  func collect() -> Int {
    done.wait()
    return parts[0] + parts[1]
  }
}
