// origin: own; the flag is taken in one step
// expect: nothing
import Dispatch
import Synchronization

final class Printer: Sendable {
  private let isBusy = Atomic<Bool>(false)
  nonisolated(unsafe) private var pages = 0

  func print(_ count: Int) -> Bool {
    if isBusy.exchange(true, ordering: .sequentiallyConsistent) { return false }
    pages += count
    isBusy.store(false, ordering: .sequentiallyConsistent)
    return true
  }
}

func share(_ printer: Printer) {
  DispatchQueue.concurrentPerform(iterations: 4) { _ = printer.print($0) }
}
