// origin: Boehm, Can seqlocks get along with programming language memory models?, MSPC 2012
// orders: OPEN = relaxed release seq_cst; FENCE = none acquire release acq_rel seq_cst
import Synchronization

let seq = Atomic<UInt>(0)
let x = Atomic<Int>(0)
let y = Atomic<Int>(0)

func put(_ a: Int, _ b: Int) {
  let s = seq.load(ordering: .relaxed)
  seq.store(s &+ 1, ordering: OPEN)  // expect[FENCE=none|acquire]: seqlock-writer-missing-release-fence
  atomicMemoryFence(ordering: FENCE)
  x.store(a, ordering: .relaxed)
  y.store(b, ordering: .relaxed)
  seq.store(s &+ 2, ordering: .releasing)
}

func get() -> (Int, Int)? {
  let s = seq.load(ordering: .acquiring)
  let a = x.load(ordering: .relaxed)
  let b = y.load(ordering: .relaxed)
  atomicMemoryFence(ordering: .acquiring)
  return s & 1 == 0 && seq.load(ordering: .relaxed) == s ? (a, b) : nil
}
