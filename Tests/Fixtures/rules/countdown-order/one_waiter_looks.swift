// origin: own; one of two that wait for the semaphore does not read the count again
import Dispatch
import Synchronization

final class Survey: @unchecked Sendable {
  private let answers = UnsafeMutablePointer<Int>.allocate(capacity: 8)
  private let missing: Atomic<Int>
  private let complete = DispatchSemaphore(value: 0)

  init(answers count: Int) { missing = Atomic(count) }

  func answer(_ value: Int, at index: Int) {
    answers[index] = value
    if missing.subtract(1, ordering: .releasing).newValue == 0 {  // expect: countdown-order
      complete.signal()
    }
  }

  func sum() -> Int {
    complete.wait()
    guard missing.load(ordering: .acquiring) == 0 else { return 0 }
    return answers[0] + answers[1]
  }

  func first() -> Int {
    let before = missing.load(ordering: .relaxed)
    if before > 0 { complete.wait() }
    return answers[0]
  }
}
