// origin: fences do what the reference does not
// expect: nothing
import Atomics

final class Node: AtomicReference {}

let slot = ManagedAtomic<Node?>(nil)
let readers = ManagedAtomic<Int>(0)

func retire() -> Bool {
  slot.store(nil, ordering: .sequentiallyConsistent)
  atomicMemoryFence(ordering: .sequentiallyConsistent)
  return readers.load(ordering: .sequentiallyConsistent) == 0
}

func enter() -> Bool {
  readers.store(1, ordering: .sequentiallyConsistent)
  atomicMemoryFence(ordering: .sequentiallyConsistent)
  return slot.load(ordering: .sequentiallyConsistent) != nil
}
