// origin: a lock that is only tried
// expect: nothing
import Synchronization

final class Gate: Sendable {
  private let word = Atomic<Int>(0)

  func tryLock() -> Bool {
    guard word.load(ordering: .relaxed) == 0 else { return false }
    return word.compareExchange(expected: 0, desired: 1, successOrdering: .acquiring, failureOrdering: .relaxed).exchanged
  }

  func unlock() { word.store(0, ordering: .releasing) }
}
