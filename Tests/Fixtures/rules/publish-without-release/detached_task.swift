// origin: a task that outlives the call hands its result over through an atomic
// orders: STORE = relaxed release; LOAD = relaxed acquire
import Synchronization

final class Box: Sendable {
  nonisolated(unsafe) var value = 0
  let isFull = Atomic<Bool>(false)
}

func compute() -> Int {
  let box = Box()
  Task.detached {
    box.value = 42
    box.isFull.store(true, ordering: STORE)  // expect[STORE=relaxed]: publish-without-release
  }
  while !box.isFull.load(ordering: LOAD) {}  // expect[LOAD=relaxed]: guard-load-without-acquire
  return box.value
}
