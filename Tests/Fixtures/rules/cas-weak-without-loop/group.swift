// origin: swiftlang/swift#40540, the shape in Swift
import Synchronization

final class Group: Sendable {
  let state = Atomic<Int>(0)
  let waiting = Atomic<Int>(0)

  func close() {
    let (exchanged, _) = state.weakCompareExchange(  // expect: cas-weak-without-loop
      expected: 1, desired: 2, ordering: .acquiringAndReleasing)
    precondition(exchanged)
  }

  func begin() -> Bool {
    state.weakCompareExchange(  // expect: cas-weak-without-loop
      expected: 0, desired: 1, ordering: .acquiring
    ).exchanged
  }
}
