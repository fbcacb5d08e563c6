// origin: own; a guard that names the object is cleared when its reader is done
// orders: CLEAR = release relaxed
import Synchronization

struct Table { var rows: Int }

final class Tables: @unchecked Sendable {
  private let live = Atomic<UnsafeMutablePointer<Table>?>(nil)
  private let held = Atomic<UnsafeMutablePointer<Table>?>(nil)

  func rows() -> Int {
    while true {
      let table = live.load(ordering: .sequentiallyConsistent)
      held.store(table, ordering: .sequentiallyConsistent)
      guard live.load(ordering: .sequentiallyConsistent) == table else { continue }
      let rows = table?.pointee.rows ?? 0
      held.store(nil, ordering: CLEAR)  // expect[CLEAR=relaxed]: publish-without-release
      return rows
    }
  }

  func replace(_ fresh: UnsafeMutablePointer<Table>) {
    let old = live.exchange(fresh, ordering: .sequentiallyConsistent)
    guard let old else { return }
    while held.load(ordering: .sequentiallyConsistent) == old {}
    old.deallocate()
  }
}
