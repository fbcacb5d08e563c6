// origin: own; a seat that is found free and taken in one step, by threads that run the same code; the seats are
// structs in an array
// expect: nothing
import Atomics
import Dispatch

struct Seat {
  let isTaken = ManagedAtomic<Bool>(false)
  var guest = 0
}

final class Table {
  private var seats: [Seat] = (0..<8).map { _ in Seat() }

  private func takeFirst() -> Int? {
    for number in seats.indices {
      let attempt = seats[number].isTaken.compareExchange(
        expected: false, desired: true, ordering: .acquiring)
      if attempt.exchanged { return number }
    }
    return nil
  }

  func sit(_ guest: Int) {
    guard let number = takeFirst() else { return }
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
