// origin: own; what is replaced goes to a list, which is freed when nobody reads
// orders: ENTER = acq_rel seq_cst
import Synchronization

struct Rules {
  var limit: Int
  var burst: Int
}

final class RuleBook: @unchecked Sendable {
  private let rules: Atomic<UnsafeMutablePointer<Rules>>
  private let readers = Atomic<Int>(0)
  private let replaced = Mutex<[UnsafeMutablePointer<Rules>]>([])

  init(_ first: Rules) {
    let start = UnsafeMutablePointer<Rules>.allocate(capacity: 1)
    start.initialize(to: first)
    rules = Atomic(start)
  }

  func limit() -> Int {
    readers.add(1, ordering: ENTER)  // expect[ENTER=acq_rel]: store-buffering-needs-seqcst  // expect[ENTER=acq_rel]: seqcst-mixed-on-one-atomic
    let current = rules.load(ordering: .sequentiallyConsistent)
    let limit = current.pointee.limit + current.pointee.burst
    readers.subtract(1, ordering: .releasing)
    return limit
  }

  func replace(with next: Rules) {
    let fresh = UnsafeMutablePointer<Rules>.allocate(capacity: 1)
    fresh.initialize(to: next)
    replaced.withLock { list in
      list.append(rules.exchange(fresh, ordering: .sequentiallyConsistent))
      guard readers.load(ordering: .sequentiallyConsistent) == 0 else { return }
      for old in list { old.deallocate() }
      list.removeAll()
    }
  }
}
