// origin: own; what was taken out of use is freed if none of several guards names it
// orders: MIDDLE = acq_rel seq_cst
import Synchronization

struct Table { var rows: Int }

final class Guards: @unchecked Sendable {
  let count: Int
  private let slots: UnsafeMutablePointer<Atomic<UnsafeMutablePointer<Table>?>>

  init(count: Int) {
    self.count = count
    slots = .allocate(capacity: count)
    for index in 0..<count { (slots + index).initialize(to: Atomic(nil)) }
  }

  func pin(
    _ index: Int, _ source: borrowing Atomic<UnsafeMutablePointer<Table>?>
  ) -> UnsafeMutablePointer<Table>? {
    var seen = source.load(ordering: .acquiring)
    while true {
      slots[index].store(seen, ordering: .releasing)  // expect[MIDDLE=acq_rel]: store-buffering-needs-seqcst
      atomicMemoryFence(ordering: MIDDLE)
      let again = source.load(ordering: .acquiring)
      if again == seen { return seen }
      seen = again
    }
  }

  func leave(_ index: Int) { slots[index].store(nil, ordering: .releasing) }

  func names(_ table: UnsafeMutablePointer<Table>) -> Bool {
    (0..<count).contains { slots[$0].load(ordering: .sequentiallyConsistent) == table }
  }
}

final class Tables: @unchecked Sendable {
  private let current = Atomic<UnsafeMutablePointer<Table>?>(nil)
  private let guards = Guards(count: 4)
  private let retired = Mutex<[UnsafeMutablePointer<Table>]>([])

  func rows(_ reader: Int) -> Int? {
    defer { guards.leave(reader) }
    return guards.pin(reader, current)?.pointee.rows
  }

  func replace(_ table: Table) {
    let fresh = UnsafeMutablePointer<Table>.allocate(capacity: 1)
    fresh.initialize(to: table)
    let old = current.exchange(fresh, ordering: .sequentiallyConsistent)
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    retired.withLock { list in
      if let old { list.append(old) }
      list.removeAll { table in
        if guards.names(table) { return false }
        table.deallocate()
        return true
      }
    }
  }
}
