// origin: own; each time round the loop has an object of its own, or waits for the work
// expect: nothing
import Dispatch
import Synchronization

final class Importer: @unchecked Sendable {
  private let count = Atomic<Int>(0)
  private let queue = DispatchQueue(label: "import", attributes: .concurrent)
  private let done = DispatchSemaphore(value: 0)

  var imported: Int {
    get { count.load(ordering: .acquiring) }
    set { count.store(newValue, ordering: .releasing) }
  }

  func start() {
    queue.async { self.imported += 1 }
  }

  func startAndSignal() {
    queue.async {
      self.imported += 1
      self.done.signal()
    }
  }

  func waitUntilDone() { done.wait() }
}

func importAll(_ importers: [Importer]) {
  for importer in importers { importer.start() }
}

func importInTurn(_ names: [String], with importer: Importer) {
  for _ in names {
    importer.startAndSignal()
    importer.waitUntilDone()
  }
}
