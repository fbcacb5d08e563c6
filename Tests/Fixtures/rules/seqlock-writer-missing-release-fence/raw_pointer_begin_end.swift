// origin: only begin and end functions in view, counter behind a raw pointer
// orders: OPEN = relaxed release; FENCE = none release
import Synchronization

struct SharedLock {
  let sequence: UnsafeMutablePointer<Atomic<UInt32>>

  func lock() {
    let n = sequence.pointee.load(ordering: .relaxed)
    sequence.pointee.store(n &+ 1, ordering: OPEN)  // expect[FENCE=none]: seqlock-writer-missing-release-fence
    atomicMemoryFence(ordering: FENCE)
  }

  func unlock() {
    let n = sequence.pointee.load(ordering: .relaxed)
    sequence.pointee.store(n &+ 1, ordering: .releasing)
  }

  func begin() -> UInt32 { sequence.pointee.load(ordering: .acquiring) }

  func isValid(_ begin: UInt32) -> Bool {
    atomicMemoryFence(ordering: .acquiring)
    return sequence.pointee.load(ordering: .relaxed) == begin
  }
}
