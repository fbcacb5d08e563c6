// origin: own; a mask that threads of the program itself exchange
import Dispatch
import Synchronization

let opened = Atomic<Int>(0)
nonisolated(unsafe) var creationMask: UInt32 = 0o22

func setMask(_ mask: UInt32) -> UInt32 {
  let old = creationMask  // expect: load-store-not-rmw "two plain steps"
  creationMask = mask
  return old
}

func maskAll() {
  DispatchQueue.concurrentPerform(iterations: 4) { _ in
    opened.wrappingAdd(1, ordering: .relaxed)
    _ = setMask(0)
  }
}
