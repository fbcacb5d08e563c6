// origin: every link acquires
// expect: nothing
import Synchronization

nonisolated(unsafe) var data = 0
let ready = Atomic<Bool>(false)
let go = Atomic<Bool>(false)

func produce(_ value: Int) {
  data = value
  ready.store(true, ordering: .releasing)
}

func relay() {
  while !ready.load(ordering: .acquiring) {}
  go.store(true, ordering: .releasing)
}

func consume() -> Int { go.load(ordering: .acquiring) ? data : -1 }
