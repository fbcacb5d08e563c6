// origin: the shared-memory sequence lock, counter behind a raw pointer
// orders: OPEN = relaxed release; FENCE = none release
import Synchronization

struct SharedLock {
  let sequence: UnsafeMutablePointer<Atomic<UInt32>>

  func lockForWriting() {
    let n = sequence.pointee.load(ordering: .relaxed)
    sequence.pointee.store(n &+ 1, ordering: OPEN)  // expect[FENCE=none]: seqlock-writer-missing-release-fence "torn read"
    atomicMemoryFence(ordering: FENCE)
  }

  func unlock() {
    let n = sequence.pointee.load(ordering: .relaxed)
    sequence.pointee.store(n &+ 1, ordering: .releasing)
  }

  func beginReading() -> UInt32 {
    while true {
      let n = sequence.pointee.load(ordering: .acquiring)
      if n & 1 == 0 { return n }
    }
  }

  func isValid(_ begin: UInt32) -> Bool {
    atomicMemoryFence(ordering: .acquiring)
    return sequence.pointee.load(ordering: .relaxed) == begin
  }
}
