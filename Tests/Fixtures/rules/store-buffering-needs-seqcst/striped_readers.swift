// origin: own; readers count themselves in before they use what a pointer names, whose replacer waits for them to leave
// orders: IN = acq_rel seq_cst
import Atomics

struct Stripes: @unchecked Sendable {
  private let counts: [UnsafeAtomic<Int>]
  init(count: Int) { counts = (0..<count).map { _ in .create(0) } }

  func arrive(_ hint: Int) -> Int {
    let index = hint & (counts.count - 1)
    counts[index].wrappingIncrement(ordering: IN)  // expect[IN=acq_rel]: store-buffering-needs-seqcst
    return index  // expect@-1[IN=acq_rel]: seqcst-mixed-on-one-atomic
  }
  func depart(_ index: Int) { counts[index].wrappingDecrement(ordering: .releasing) }
  func isQuiet(_ index: Int) -> Bool { counts[index].load(ordering: .sequentiallyConsistent) == 0 }
  var indices: Range<Int> { counts.indices }
}

final class Store: @unchecked Sendable {
  private let readers = Stripes(count: 4)
  private let live: UnsafeAtomic<UnsafeMutablePointer<Int>>

  init(_ value: Int) { live = .create(Store.make(value)) }

  private static func make(_ value: Int) -> UnsafeMutablePointer<Int> {
    let memory = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    memory.initialize(to: value)
    return memory
  }

  func read(hint: Int) -> Int {
    let seat = readers.arrive(hint)
    defer { readers.depart(seat) }
    return live.load(ordering: .sequentiallyConsistent).pointee
  }

  func replace(with value: Int) {
    let stale = live.exchange(Store.make(value), ordering: IN)  // expect[IN=acq_rel]: seqcst-mixed-on-one-atomic
    for stripe in readers.indices {
      while !readers.isQuiet(stripe) {}
    }
    stale.deallocate()
  }
}
