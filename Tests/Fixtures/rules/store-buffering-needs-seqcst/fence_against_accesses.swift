// origin: a seq_cst fence on one side, seq_cst accesses on the other, [atomics.order]/4
// orders: STORE = release seq_cst; LOAD = acquire seq_cst
import Synchronization

let left = Atomic<Bool>(false)
let right = Atomic<Bool>(false)

func enterLeft() -> Bool {
  left.store(true, ordering: .relaxed)
  atomicMemoryFence(ordering: .sequentiallyConsistent)
  return !right.load(ordering: .relaxed)
}

func enterRight() -> Bool {
  right.store(true, ordering: STORE)  // expect[STORE=release]: store-buffering-needs-seqcst
  return !left.load(ordering: LOAD)  // expect[STORE=seq_cst, LOAD=acquire]: store-buffering-needs-seqcst
}
