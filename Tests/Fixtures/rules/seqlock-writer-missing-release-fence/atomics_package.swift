// origin: a counter in shared memory through the Atomics package
// orders: OPEN = relaxed release; FENCE = none release
import Atomics

struct Slot {
  var key = 0
  var value = 0
}

struct Table {
  let sequence: UnsafeAtomic<UInt32>
  let slot: UnsafeMutablePointer<Slot>

  private func lock() {
    let n = sequence.load(ordering: .relaxed)
    sequence.store(n &+ 1, ordering: OPEN)  // expect[FENCE=none]: seqlock-writer-missing-release-fence
    atomicMemoryFence(ordering: FENCE)
  }

  private func unlock() {
    let n = sequence.load(ordering: .relaxed)
    sequence.store(n &+ 1, ordering: .releasing)
  }

  func put(_ key: Int, _ value: Int) {
    lock()
    slot.pointee.key = key  // expect: seqlock-payload-not-atomic
    slot.pointee.value = value
    unlock()
  }

  func get() -> Slot {
    while true {
      let begin = sequence.load(ordering: .acquiring)
      if begin & 1 == 1 { continue }
      let copy = slot.pointee
      atomicMemoryFence(ordering: .acquiring)
      if sequence.load(ordering: .relaxed) == begin { return copy }
    }
  }
}
