// origin: own; work is given to a concurrent queue each time round a loop of the caller
import Dispatch
import Synchronization

final class Cell: Sendable {
  let value = Atomic<Int>(0)
}

@propertyWrapper
struct Shared: Sendable {
  private let cell = Cell()
  init(wrappedValue: Int) { cell.value.store(wrappedValue, ordering: .relaxed) }

  var wrappedValue: Int {
    get { cell.value.load(ordering: .acquiring) }
    nonmutating set { cell.value.store(newValue, ordering: .releasing) }
  }
}

final class Importer: @unchecked Sendable {
  @Shared private var imported = 0
  private let queue = DispatchQueue(label: "import", attributes: .concurrent)

  func start(_ name: String) {
    queue.async { self.imported += 1 }  // expect: swift-atomic-accessor-compound
  }
}

func importAll(_ names: [String], with importer: Importer) {
  for name in names { importer.start(name) }
}
