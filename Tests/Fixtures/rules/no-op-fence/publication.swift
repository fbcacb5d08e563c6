// origin: message passing (MP) that relies on a fence
// orders: FENCE = relaxed release acq_rel seq_cst
import Synchronization

nonisolated(unsafe) var data = 0
let ready = Atomic<Bool>(false)

func produce(_ value: Int) {
  data = value  // note: "data"
  atomicMemoryFence(ordering: FENCE)  // expect[FENCE=relaxed]: no-op-fence "data"
  ready.store(true, ordering: .relaxed)
}

func consume() -> Int {
  guard ready.load(ordering: .acquiring) else { return -1 }
  return data  // note: "data"
}
