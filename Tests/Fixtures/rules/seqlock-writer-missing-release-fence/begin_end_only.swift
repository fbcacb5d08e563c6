// origin: only the begin and end functions are in view
// orders: OPEN = relaxed release seq_cst; FENCE = none release
import Synchronization

struct SequenceCount: ~Copyable {
  private let value = Atomic<UInt32>(0)

  func writeBegin() {
    value.wrappingAdd(1, ordering: OPEN)  // expect[FENCE=none]: seqlock-writer-missing-release-fence
    atomicMemoryFence(ordering: FENCE)
  }

  func writeEnd() { value.wrappingAdd(1, ordering: .releasing) }

  func readBegin() -> UInt32 {
    while true {
      let number = value.load(ordering: .acquiring)
      if number & 1 == 0 { return number }
    }
  }

  func readRetry(_ begin: UInt32) -> Bool {
    atomicMemoryFence(ordering: .acquiring)
    return value.load(ordering: .relaxed) != begin
  }
}
