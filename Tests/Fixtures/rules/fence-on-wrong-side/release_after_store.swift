// origin: dora-rs/dora#3288, cameron314/readerwriterqueue#172
// orders: BEFORE = none release; AFTER = release acq_rel
import Synchronization

nonisolated(unsafe) var data = 0
let ready = Atomic<Bool>(false)

func produce(_ value: Int) {
  data = value
  atomicMemoryFence(ordering: BEFORE)
  ready.store(true, ordering: .relaxed)
  atomicMemoryFence(ordering: AFTER)  // expect[BEFORE=none]: fence-on-wrong-side
}

func consume() -> Int { ready.load(ordering: .acquiring) ? data : -1 }
