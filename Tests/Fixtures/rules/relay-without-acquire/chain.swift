// origin: litmus test ISA2 with a relaxed link
// orders: LINK = relaxed acquire
import Synchronization

nonisolated(unsafe) var data = 0
let ready = Atomic<Bool>(false)
let go = Atomic<Bool>(false)

func produce(_ value: Int) {
  data = value
  ready.store(true, ordering: .releasing)
}

func relay() {
  while !ready.load(ordering: LINK) {}  // expect[LINK=relaxed]: relay-without-acquire
  go.store(true, ordering: .releasing)
}

func consume() -> Int { go.load(ordering: .acquiring) ? data : -1 }
