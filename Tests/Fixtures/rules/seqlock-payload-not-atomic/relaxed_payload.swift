// origin: a sequence lock as it ought to be
// expect: nothing
import Synchronization

let seq = Atomic<UInt>(0)
let x = Atomic<Int>(0)
let y = Atomic<Int>(0)

func put(_ a: Int, _ b: Int) {
  let n = seq.load(ordering: .relaxed)
  seq.store(n &+ 1, ordering: .relaxed)
  atomicMemoryFence(ordering: .releasing)
  x.store(a, ordering: .relaxed)
  y.store(b, ordering: .relaxed)
  seq.store(n &+ 2, ordering: .releasing)
}

func get() -> (Int, Int) {
  while true {
    let n = seq.load(ordering: .acquiring)
    let copy = (x.load(ordering: .relaxed), y.load(ordering: .relaxed))
    atomicMemoryFence(ordering: .acquiring)
    if n & 1 == 0, seq.load(ordering: .relaxed) == n { return copy }
  }
}
