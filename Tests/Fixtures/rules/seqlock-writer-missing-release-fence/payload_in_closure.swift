// origin: a cell that lets its callers change the value in place
// orders: FENCE = none release
import Synchronization

struct Sample {
  var first = 0
  var second = 0
}

final class Cell: @unchecked Sendable {
  private let version = Atomic<UInt>(0)
  private var value = Sample()

  func update(_ body: (inout Sample) throws -> Void) rethrows {
    let n = version.load(ordering: .relaxed)
    version.store(n &+ 1, ordering: .releasing)  // expect[FENCE=none]: seqlock-writer-missing-release-fence
    atomicMemoryFence(ordering: FENCE)
    try body(&value)
    version.store(n &+ 2, ordering: .releasing)
  }

  func read() -> Sample? {
    let n = version.load(ordering: .acquiring)
    let copy = value
    atomicMemoryFence(ordering: .acquiring)
    return n & 1 == 0 && version.load(ordering: .relaxed) == n ? copy : nil
  }
}

func move(_ cell: Cell, by delta: Int) {
  cell.update {
    $0.first += delta  // expect: seqlock-payload-not-atomic
    $0.second += delta
  }
}
