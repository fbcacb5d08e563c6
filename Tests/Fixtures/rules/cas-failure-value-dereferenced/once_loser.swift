// origin: parking_lot a02c3093: who loses the race to make the table uses the winner's
// orders: FAILURE = relaxed acquire
import Synchronization

struct Table { var size: Int }
let table = Atomic<UnsafeMutablePointer<Table>?>(nil)

func createTable() -> UnsafeMutablePointer<Table> {
  let new = UnsafeMutablePointer<Table>.allocate(capacity: 1)
  new.initialize(to: Table(size: 4))
  let result = table.compareExchange(expected: nil, desired: new, successOrdering: .releasing, failureOrdering: FAILURE)  // expect[FAILURE=relaxed]: cas-failure-value-dereferenced
  if result.exchanged { return new }
  new.deallocate()
  return result.original!
}

func size() -> Int { createTable().pointee.size }
