// origin: MP with a fence in the writer; hernanponcedeleon/Dat3M#165
// orders: FENCE = relaxed release
import Synchronization

nonisolated(unsafe) var data = 0
let ready = Atomic<Bool>(false)

func produce(_ value: Int) {
  data = value
  atomicMemoryFence(ordering: FENCE)  // expect[FENCE=relaxed]: no-op-fence "'data' is not ordered with 'ready'"
  ready.store(true, ordering: .relaxed)
}

func consume() -> Int { ready.load(ordering: .acquiring) ? data : -1 }
