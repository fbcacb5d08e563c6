// origin: MP with a fence in the reader
// orders: FENCE = relaxed acquire
import Synchronization

nonisolated(unsafe) var data = 0
let ready = Atomic<Bool>(false)

func produce(_ value: Int) {
  data = value
  ready.store(true, ordering: .releasing)
}

func consume() -> Int {
  while !ready.load(ordering: .relaxed) {}
  atomicMemoryFence(ordering: FENCE)  // expect[FENCE=relaxed]: no-op-fence "'data' is not ordered with 'ready'"
  return data
}
