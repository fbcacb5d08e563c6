// origin: a read-modify-write of any order is no fence for other objects; MariaDB/server#1951
// orders: OPEN = relaxed acquire release acq_rel seq_cst; FENCE = none release
import Synchronization

let seq = Atomic<UInt>(0)
let x = Atomic<Int>(0)
let y = Atomic<Int>(0)

func put(_ a: Int, _ b: Int) {
  seq.wrappingAdd(1, ordering: OPEN)  // expect[FENCE=none]: seqlock-writer-missing-release-fence
  atomicMemoryFence(ordering: FENCE)
  x.store(a, ordering: .relaxed)
  y.store(b, ordering: .relaxed)
  seq.wrappingAdd(1, ordering: .releasing)
}

func get() -> (Int, Int) {
  while true {
    let s = seq.load(ordering: .acquiring)
    if s & 1 == 1 { continue }
    let a = x.load(ordering: .relaxed)
    let b = y.load(ordering: .relaxed)
    atomicMemoryFence(ordering: .acquiring)
    if seq.load(ordering: .relaxed) == s { return (a, b) }
  }
}
