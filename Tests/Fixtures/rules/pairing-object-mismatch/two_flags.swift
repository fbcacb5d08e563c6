// origin: the shape in Swift
// orders: READY = relaxed release
import Synchronization

nonisolated(unsafe) var data = 0
let generation = Atomic<Int>(0)
let ready = Atomic<Bool>(false)

func produce(_ value: Int) {
  data = value
  generation.store(1, ordering: .releasing)
  ready.store(true, ordering: READY)  // expect[READY=relaxed]: pairing-object-mismatch
}

func consume() -> Int { ready.load(ordering: .acquiring) ? data : -1 }
