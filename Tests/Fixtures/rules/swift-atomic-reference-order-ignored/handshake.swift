// origin: apple/swift-atomics#3; store buffering (SB)
import Atomics

final class Node: AtomicReference {
  let value: Int
  init(value: Int) { self.value = value }
}

let slot = ManagedAtomic<Node?>(nil)
let readers = ManagedAtomic<Int>(0)

func retire() -> Bool {
  // expect@+1: swift-atomic-reference-order-ignored "'slot' is an atomic strong reference"
  slot.store(nil, ordering: .sequentiallyConsistent)
  return readers.load(ordering: .sequentiallyConsistent) == 0  // note: "'readers' is read here"
}

func enter() -> Bool {
  readers.wrappingIncrement(ordering: .sequentiallyConsistent)
  return slot.load(ordering: .sequentiallyConsistent) != nil  // note: "'slot' is read here"
}
