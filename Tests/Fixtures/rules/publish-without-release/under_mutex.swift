// origin: a common mutex orders the data; the flag may be relaxed
// expect: nothing
import Foundation
import Synchronization

let mutex = NSLock()
nonisolated(unsafe) var data = 0
let ready = Atomic<Bool>(false)

func produce(_ value: Int) {
  mutex.lock()
  data = value
  ready.store(true, ordering: .relaxed)
  mutex.unlock()
}

func consume() -> Int {
  mutex.lock()
  defer { mutex.unlock() }
  return ready.load(ordering: .relaxed) ? data : -1
}
