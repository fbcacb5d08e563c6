// origin: a test-and-set lock acquires when it is taken and releases when it is left
// orders: LOCK = relaxed acquire release acq_rel; UNLOCK = relaxed release
import Synchronization

let locked = Atomic<Bool>(false)
nonisolated(unsafe) var count = 0

func add() {
  while locked.exchange(true, ordering: LOCK) {}  // expect[LOCK=relaxed|release]: spinlock-order
  count += 1
  locked.store(false, ordering: UNLOCK)  // expect[UNLOCK=relaxed]: spinlock-order
}
