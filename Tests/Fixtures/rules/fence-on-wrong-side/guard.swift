// origin: message passing (MP) with the acquire fence before or after the load it is meant for;
// dora-rs/dora#3288, tud-zih-energy/lo2s#291
// orders: BEFORE = none acquire acq_rel; AFTER = none acquire
import Synchronization

nonisolated(unsafe) var data = 0
let ready = Atomic<Bool>(false)

func produce(_ value: Int) {
  data = value  // note[AFTER=none]: "data"
  ready.store(true, ordering: .releasing)
}

func consume() -> Int {
  atomicMemoryFence(ordering: BEFORE)  // expect[BEFORE!=none, AFTER=none]: fence-on-wrong-side
  // expect@+1[BEFORE=none, AFTER=none]: guard-load-without-acquire
  guard ready.load(ordering: .relaxed) else { return -1 }
  atomicMemoryFence(ordering: AFTER)
  return data  // note[AFTER=none]: "data"
}
