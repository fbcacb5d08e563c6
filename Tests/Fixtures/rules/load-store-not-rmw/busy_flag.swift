// origin: own; the classic: free, then taken, then the data is touched, and the flag given back
import Dispatch
import Synchronization

final class Printer: Sendable {
  private let isBusy = Atomic<Bool>(false)
  nonisolated(unsafe) private var pages = 0

  func print(_ count: Int) -> Bool {
    if isBusy.load(ordering: .sequentiallyConsistent) { return false }
    isBusy.store(true, ordering: .sequentiallyConsistent)  // expect: load-store-not-rmw
    pages += count
    isBusy.store(false, ordering: .sequentiallyConsistent)
    return true
  }
}

func share(_ printer: Printer) {
  DispatchQueue.concurrentPerform(iterations: 4) { _ = printer.print($0) }
}
