// origin: dora-rs/dora#3288, tud-zih-energy/lo2s#291
// orders: BEFORE = acquire acq_rel; AFTER = none acquire
import Synchronization

nonisolated(unsafe) var data = 0
let ready = Atomic<Bool>(false)

func produce(_ value: Int) {
  data = value
  ready.store(true, ordering: .releasing)
}

func consume() -> Int {
  atomicMemoryFence(ordering: BEFORE)  // expect[AFTER=none]: fence-on-wrong-side
  guard ready.load(ordering: .relaxed) else { return -1 }
  atomicMemoryFence(ordering: AFTER)
  return data
}
