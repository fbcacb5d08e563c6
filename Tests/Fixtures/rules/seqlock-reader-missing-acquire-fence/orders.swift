// origin: Boehm, Can seqlocks get along with programming language memory models?, MSPC 2012
// orders: FIRST = relaxed acquire; FENCE = none acquire release acq_rel seq_cst; SECOND = relaxed acquire
import Synchronization

let seq = Atomic<UInt>(0)
let x = Atomic<Int>(0)
let y = Atomic<Int>(0)

func put(_ a: Int, _ b: Int) {
  let s = seq.load(ordering: .relaxed)
  seq.store(s &+ 1, ordering: .relaxed)
  atomicMemoryFence(ordering: .releasing)
  x.store(a, ordering: .relaxed)
  y.store(b, ordering: .relaxed)
  seq.store(s &+ 2, ordering: .releasing)
}

func get() -> (Int, Int)? {
  let s = seq.load(ordering: FIRST)  // expect[FIRST=relaxed]: seqlock-reader-missing-acquire-fence "stale read"
  let a = x.load(ordering: .relaxed)
  let b = y.load(ordering: .relaxed)
  atomicMemoryFence(ordering: FENCE)
  let again = seq.load(ordering: SECOND)  // expect[FENCE=none|release]: seqlock-reader-missing-acquire-fence "torn read"
  return s & 1 == 0 && again == s ? (a, b) : nil
}
