// origin: a lock type whose functions are called from others
// orders: LOCK = relaxed acquire; UNLOCK = relaxed release
import Synchronization

struct SpinLock: ~Copyable {
  private let state = Atomic<UInt8>(0)

  func lock() {
    while !state.compareExchange(  // expect[LOCK=relaxed]: spinlock-order
      expected: 0, desired: 1, successOrdering: LOCK, failureOrdering: .relaxed
    ).exchanged {}
  }

  func unlock() {
    state.store(0, ordering: UNLOCK)  // expect[UNLOCK=relaxed]: spinlock-order
  }
}

final class Account: Sendable {
  private let guarded = SpinLock()
  nonisolated(unsafe) private var balance = 0

  func deposit(_ amount: Int) {
    guarded.lock()
    balance += amount
    guarded.unlock()
  }
}
