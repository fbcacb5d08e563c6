import Foundation
import Synchronization

let mutex = NSLock()
nonisolated(unsafe) var total = 0
let version = Atomic<Int>(0)

func add(_ amount: Int) {
  mutex.lock()
  total = total + amount
  version.store(total, ordering: .releasing)
  mutex.unlock()
}
