// origin: parking_lot ded782f1 and c866ba80, as a lock of one word: the writer waits for the last reader
// orders: TAKE = relaxed acquire; WAIT = relaxed acquire
import Synchronization

final class SharedLock: Sendable {
  private let state = Atomic<UInt>(0)

  func lockShared() {
    while true {
      let before = state.load(ordering: .relaxed)
      if before & 1 == 0, state.compareExchange(expected: before, desired: before + 2, successOrdering: .acquiring, failureOrdering: .relaxed).exchanged { return }
    }
  }

  func unlockShared() { state.subtract(2, ordering: .releasing) }

  func lockExclusive() {
    while state.bitwiseOr(1, ordering: TAKE).oldValue & 1 != 0 {}
    while state.load(ordering: WAIT) & ~1 != 0 {}  // expect[WAIT=relaxed]: spinlock-order
  }

  func unlockExclusive() { state.bitwiseAnd(~1, ordering: .releasing) }
}
