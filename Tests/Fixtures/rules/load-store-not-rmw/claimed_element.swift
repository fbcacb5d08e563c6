// origin: own; a seat that is found free and then taken, by threads that run the same code; the seats are
// structs in an array
import Atomics
import Dispatch

struct Seat {
  let isTaken = ManagedAtomic<Bool>(false)
  var guest = 0
}

final class Table {
  private var seats: [Seat] = (0..<8).map { _ in Seat() }

  private func firstFree() -> Int? {
    for number in seats.indices where !seats[number].isTaken.load(ordering: .acquiring) {
      return number
    }
    return nil
  }

  func sit(_ guest: Int) {
    guard let number = firstFree() else { return }
    seats[number].isTaken.store(true, ordering: .releasing)  // expect: load-store-not-rmw
    seats[number].guest = guest
  }

  func leave(_ number: Int) {
    seats[number].guest = 0
    seats[number].isTaken.store(false, ordering: .releasing)
  }
}

func open(_ table: Table) {
  DispatchQueue.concurrentPerform(iterations: 8) { table.sit($0) }
}
