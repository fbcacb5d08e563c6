// origin: an exchange wrapped in a function that returns both results
// orders: SUCCESS = relaxed acquire
import Synchronization

final class Slot: @unchecked Sendable {
  private let owner = Atomic<Int>(0)
  private var uses = 0

  private func claim(_ thread: Int) -> (isMine: Bool, before: Int) {
    let (exchanged, original) = owner.compareExchange(  // expect[SUCCESS=relaxed]: rmw-missing-half
      expected: 0, desired: thread, successOrdering: SUCCESS, failureOrdering: .relaxed)
    return (exchanged, original)
  }

  func use(as thread: Int) -> Bool {
    let (isMine, _) = claim(thread)
    guard isMine else { return false }
    uses += 1
    owner.store(0, ordering: .releasing)
    return true
  }
}
