// origin: own; the payload is an array of atomics, read by map in a closure that a patient loop calls
// orders: FENCE = relaxed acquire
import Atomics

final class Board: Sendable {
  private let stamp = ManagedAtomic<UInt32>(0)
  private let words: [ManagedAtomic<UInt64>] = (0..<4).map { _ in ManagedAtomic<UInt64>(0) }

  func publish(_ values: [UInt64]) {
    let opened = stamp.load(ordering: .relaxed) &+ 1
    stamp.store(opened, ordering: .relaxed)
    atomicMemoryFence(ordering: .releasing)
    for (word, value) in zip(words, values) { word.store(value, ordering: .relaxed) }
    stamp.store(opened &+ 1, ordering: .releasing)
  }

  func latest() -> [UInt64] {
    stable { words.map { $0.load(ordering: .relaxed) } }
  }

  private func stable<Value>(_ body: () -> Value) -> Value {
    var spins = 0
    while true {
      let first = stamp.load(ordering: .acquiring)
      if first & 1 == 0 {
        let value = body()
        atomicMemoryFence(ordering: FENCE)  // expect[FENCE=relaxed]: no-op-fence
        if stamp.load(ordering: .relaxed) == first { return value }  // expect[FENCE=relaxed]: seqlock-reader-missing-acquire-fence
      }
      spins += 1
      precondition(spins < 1_000_000, "the writer died")
    }
  }
}
