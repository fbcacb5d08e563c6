// origin: one fence after a relaxed spin, [atomics.fences]/4; llvm/llvm-project#213845
// orders: FENCE = none acquire release acq_rel seq_cst
import Synchronization

nonisolated(unsafe) var data = 0
let ready = Atomic<Bool>(false)

func produce(_ value: Int) {
  data = value
  ready.store(true, ordering: .releasing)
}

func consume() -> Int {
  while !ready.load(ordering: .relaxed) {}  // expect[FENCE=none|release]: guard-load-without-acquire
  atomicMemoryFence(ordering: FENCE)
  return data
}
