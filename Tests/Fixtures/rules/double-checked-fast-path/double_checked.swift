// origin: double-checked locking; the second check may be relaxed, isocpp/CppCoreGuidelines#899
// orders: FAST = relaxed acquire; STORE = relaxed release
import Foundation
import Synchronization

let mutex = NSLock()
let isReady = Atomic<Bool>(false)
nonisolated(unsafe) var table = 0

func lookup() -> Int {
  if !isReady.load(ordering: FAST) {  // expect[FAST=relaxed]: double-checked-fast-path
    mutex.lock()
    if !isReady.load(ordering: .relaxed) {
      table = 42
      isReady.store(true, ordering: STORE)  // expect[STORE=relaxed]: double-checked-fast-path
    }
    mutex.unlock()
  }
  return table
}
