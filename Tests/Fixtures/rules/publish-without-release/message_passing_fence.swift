// origin: MP with a fence in the writer, [atomics.fences]/2-4
// orders: FENCE = none acquire release acq_rel seq_cst; LOAD = acquire seq_cst
import Synchronization

nonisolated(unsafe) var data = 0
let ready = Atomic<Bool>(false)

func produce(_ value: Int) {
  data = value
  atomicMemoryFence(ordering: FENCE)
  ready.store(true, ordering: .relaxed)  // expect[FENCE=none|acquire]: publish-without-release
}

func consume() -> Int { ready.load(ordering: LOAD) ? data : -1 }
