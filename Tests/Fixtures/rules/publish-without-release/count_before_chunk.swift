// origin: own; a table of chunks that readers bound by a count, which grows before the chunk is made
import Atomics

final class Table: @unchecked Sendable {
  struct Chunk {
    var keys: UnsafeMutablePointer<Int>
    var values: UnsafeMutablePointer<Double>
  }

  private let lock = GrowthLock()
  private let chunks: UnsafeMutablePointer<Chunk>
  private let count = ManagedAtomic<Int>(0)

  init() { chunks = .allocate(capacity: 1024) }

  func find(_ key: Int) -> Double? {
    let (chunk, slot) = key.quotientAndRemainder(dividingBy: 64)
    if chunk >= count.load(ordering: .relaxed) { return nil }
    guard chunks[chunk].keys[slot] == key else { return nil }
    return chunks[chunk].values[slot]
  }

  private func slot(for key: Int) -> UnsafeMutablePointer<Double> {
    let (chunk, slot) = key.quotientAndRemainder(dividingBy: 64)
    if chunk >= count.load(ordering: .relaxed) {
      lock.lock()
      while chunk >= count.load(ordering: .relaxed) {
        let new = count.loadThenWrappingIncrement(ordering: .relaxed)  // expect: publish-without-release
        chunks.advanced(by: new).initialize(
          to: Chunk(keys: .allocate(capacity: 64), values: .allocate(capacity: 64)))
      }
      lock.unlock()
    }
    return chunks[chunk].values.advanced(by: slot)
  }

  func insert(_ value: Double, for key: Int) {
    slot(for: key).pointee = value
  }

  func reset(_ keys: [Int]) {
    for key in keys { insert(0, for: key) }
  }
}

final class GrowthLock {
  private let taken = ManagedAtomic<Bool>(false)

  func lock() {
    while taken.exchange(true, ordering: .acquiring) {}
  }

  func unlock() {
    taken.store(false, ordering: .releasing)
  }
}
