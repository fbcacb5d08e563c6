// origin: a sequence lock with a word for each end, which readers take in the other order
// orders: FENCE = none release
import Synchronization

struct Cell: ~Copyable, @unchecked Sendable {
  private let opened = Atomic<UInt32>(0)
  private let closed = Atomic<UInt32>(0)
  private let words: UnsafeMutablePointer<Atomic<UInt64>>
  private let width: Int

  init(width: Int) {
    self.width = width
    words = .allocate(capacity: width)
  }

  borrowing func update(_ value: UInt64) {
    let round = opened.load(ordering: .relaxed) &+ 1
    opened.store(round, ordering: .releasing)  // expect[FENCE=none]: seqlock-writer-missing-release-fence
    atomicMemoryFence(ordering: FENCE)
    for i in 0..<width { words[i].store(value, ordering: .relaxed) }
    closed.store(round, ordering: .releasing)
  }

  borrowing func copy(into out: inout [UInt64]) -> Bool {
    let end = closed.load(ordering: .acquiring)
    for i in 0..<width { out.append(words[i].load(ordering: .relaxed)) }
    atomicMemoryFence(ordering: .acquiring)
    return opened.load(ordering: .relaxed) == end
  }
}
