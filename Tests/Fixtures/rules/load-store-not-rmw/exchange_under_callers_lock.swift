// origin: own, an exchange in two steps that is only called with a lock held
// expect: nothing
import Foundation
import Synchronization

let generation = Atomic<Int>(0)
func bump() { generation.add(1, ordering: .relaxed) }

private let stateLock = NSLock()
nonisolated(unsafe) private var state = 0

private func exchangeState(_ new: Int) -> Int {
  let old = state
  state = new
  return old
}

func setState(_ new: Int) -> Int {
  stateLock.lock()
  defer { stateLock.unlock() }
  return exchangeState(new)
}
