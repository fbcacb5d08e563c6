// origin: own; what is read decides no more than a number that is shown
// expect: nothing
import Atomics
import Dispatch

final class TicketLock: @unchecked Sendable {
  private let next = ManagedAtomic<Int>(0)
  private let serving = ManagedAtomic<Int>(0)
  private var total = 0

  func add(_ amount: Int) {
    let mine = next.loadThenWrappingIncrement(ordering: .relaxed)
    while serving.load(ordering: .acquiring) != mine {}
    total += amount
    let current = serving.load(ordering: .relaxed)
    serving.store(current + 1, ordering: .releasing)
  }

  var length: Int {
    let drawn = next.load(ordering: .relaxed)
    return max(0, drawn - serving.load(ordering: .relaxed))
  }
}

let lock = TicketLock()
DispatchQueue.concurrentPerform(iterations: 4) { worker in
  lock.add(worker)
  if worker == 2 { print(lock.length) }
}
