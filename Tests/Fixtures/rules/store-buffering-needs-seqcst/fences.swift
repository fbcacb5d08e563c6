// origin: Dekker's entry with fences; only seq_cst fences on both sides help
// orders: LEFT = none acq_rel seq_cst; RIGHT = acq_rel seq_cst
import Synchronization

let left = Atomic<Bool>(false)
let right = Atomic<Bool>(false)

func enterLeft() -> Bool {
  left.store(true, ordering: .relaxed)  // expect[LEFT!=seq_cst]: store-buffering-needs-seqcst
  atomicMemoryFence(ordering: LEFT)
  return !right.load(ordering: .relaxed)
}

func enterRight() -> Bool {
  right.store(true, ordering: .relaxed)  // expect[LEFT=seq_cst, RIGHT!=seq_cst]: store-buffering-needs-seqcst
  atomicMemoryFence(ordering: RIGHT)
  return !left.load(ordering: .relaxed)
}
