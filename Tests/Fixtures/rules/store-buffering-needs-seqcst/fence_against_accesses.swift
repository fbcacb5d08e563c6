// origin: a seq_cst fence on one side, seq_cst accesses on the other, [atomics.order]/4
// expect: nothing
import Synchronization

let left = Atomic<Bool>(false)
let right = Atomic<Bool>(false)

func enterLeft() -> Bool {
  left.store(true, ordering: .relaxed)
  atomicMemoryFence(ordering: .sequentiallyConsistent)
  return !right.load(ordering: .relaxed)
}

func enterRight() -> Bool {
  right.store(true, ordering: .sequentiallyConsistent)
  return !left.load(ordering: .sequentiallyConsistent)
}
