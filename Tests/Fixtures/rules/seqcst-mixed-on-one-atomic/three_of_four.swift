// origin: store buffering (SB); three seq_cst of four are as good as none
// orders: LOAD = relaxed acquire seq_cst
import Synchronization

let left = Atomic<Bool>(false)
let right = Atomic<Bool>(false)

func enterLeft() -> Bool {
  left.store(true, ordering: .sequentiallyConsistent)
  // expect@+2[LOAD!=seq_cst]: seqcst-mixed-on-one-atomic "'right' is seq_cst elsewhere"
  // expect@+1[LOAD!=seq_cst]: store-buffering-needs-seqcst "3 of 4"
  return !right.load(ordering: LOAD)
}

func enterRight() -> Bool {
  right.store(true, ordering: .sequentiallyConsistent)
  return !left.load(ordering: .sequentiallyConsistent)
}
