// origin: own, a flag that the observer of the data sets
import Synchronization

final class Cell: Sendable {
  let ready = Atomic<Bool>(false)
  nonisolated(unsafe) var data: Int = 0 {
    didSet {
      ready.store(true, ordering: .relaxed)  // expect: publish-without-release
    }
  }
  init() { data = 1 }
}

func serve(_ cell: Cell) async {
  Task.detached { cell.data = 42 }
  Task.detached {
    while !cell.ready.load(ordering: .acquiring) {}
    print(cell.data)  // note: "read"
  }
}
