// origin: a sequence lock whose reader validates with and without the acquire fence
// orders: FENCE = none acquire
import Synchronization

let version = Atomic<UInt>(0)
let x = Atomic<Int>(0)
let y = Atomic<Int>(0)

func update(_ a: Int, _ b: Int) {
  let v = version.load(ordering: .relaxed)
  version.store(v &+ 1, ordering: .relaxed)
  atomicMemoryFence(ordering: .releasing)
  x.store(a, ordering: .relaxed)
  y.store(b, ordering: .relaxed)
  version.store(v &+ 2, ordering: .releasing)
}

func snapshot() -> (Int, Int) {
  while true {
    let before = version.load(ordering: .acquiring)
    if before & 1 != 0 { continue }
    let a = x.load(ordering: .relaxed)
    let b = y.load(ordering: .relaxed)
    atomicMemoryFence(ordering: FENCE)
    // expect@+1[FENCE=none]: seqlock-reader-missing-acquire-fence
    if version.load(ordering: .relaxed) == before { return (a, b) }
  }
}
