// origin: a lock is left with a release, on every way out
// orders: UNLOCK = relaxed release
import Synchronization

let isTaken = Atomic<Bool>(false)
nonisolated(unsafe) var count = 0

func tryAdd(_ amount: Int) -> Bool {
  guard !isTaken.exchange(true, ordering: .acquiring) else { return false }
  defer { isTaken.store(false, ordering: UNLOCK) }  // expect[UNLOCK=relaxed]: spinlock-order
  count += amount
  return true
}
