import Synchronization

let x = Atomic<Int>(0)
let y = Atomic<Int>(0)
nonisolated(unsafe) var data = 0

func publish() {
  data = 1
  atomicMemoryFence(ordering: .releasing)
  x.store(1, ordering: .relaxed)
}

func receive() -> Int {
  guard x.load(ordering: .relaxed) == 1 else { return 0 }
  atomicMemoryFence(ordering: .acquiring)
  return data
}

func announce() -> Int {
  x.store(1, ordering: .relaxed)
  atomicMemoryFence(ordering: .sequentiallyConsistent)
  return y.load(ordering: .relaxed)
}

func both() {
  atomicMemoryFence(ordering: .acquiringAndReleasing)
}
