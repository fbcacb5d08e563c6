// origin: what a child task did happens before the group's end
// expect: nothing
import Synchronization

final class Box: Sendable {
  nonisolated(unsafe) var value = 0
  let isFull = Atomic<Bool>(false)
}

func compute() async -> Int {
  let box = Box()
  await withTaskGroup(of: Void.self) { group in
    group.addTask {
      box.value = 42
      box.isFull.store(true, ordering: .relaxed)
    }
  }
  return box.isFull.load(ordering: .relaxed) ? box.value : 0
}
