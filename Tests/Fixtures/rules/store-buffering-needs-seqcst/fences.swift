// origin: Dekker's entry with fences; only seq_cst fences on both sides help
// orders: LEFT = none acq_rel seq_cst; RIGHT = acq_rel seq_cst
import Synchronization

let left = Atomic<Bool>(false)
let right = Atomic<Bool>(false)

func enterLeft() -> Bool {
  // expect@+2[LEFT!=seq_cst]: store-buffering-needs-seqcst
  // expect@+1[LEFT=seq_cst, RIGHT!=seq_cst]: store-buffering-needs-seqcst
  left.store(true, ordering: .relaxed)
  atomicMemoryFence(ordering: LEFT)
  return !right.load(ordering: .relaxed)
}

func enterRight() -> Bool {
  right.store(true, ordering: .relaxed)
  atomicMemoryFence(ordering: RIGHT)
  return !left.load(ordering: .relaxed)
}
