// origin: apple/swift-atomics#3; store buffering (SB); fences do what the reference does not
// orders: FENCE = none seq_cst
import Atomics

final class Node: AtomicReference {
  let value: Int
  init(value: Int) { self.value = value }
}

let slot = ManagedAtomic<Node?>(nil)
let readers = ManagedAtomic<Int>(0)

func retire() -> Bool {
  // expect@+1[FENCE=none]: swift-atomic-reference-order-ignored "'slot' is an atomic strong reference"
  slot.store(nil, ordering: .sequentiallyConsistent)
  atomicMemoryFence(ordering: FENCE)
  return readers.load(ordering: .sequentiallyConsistent) == 0  // note: "'readers' is read here"
}

func enter() -> Bool {
  readers.wrappingIncrement(ordering: .sequentiallyConsistent)
  atomicMemoryFence(ordering: FENCE)
  return slot.load(ordering: .sequentiallyConsistent) != nil  // note: "'slot' is read here"
}
