// origin: numbers have the orders that are written, and handing an object over needs no more than
// the reference gives
// expect: nothing
import Atomics

final class Node: AtomicReference {
  var value = 0
}

let waiting = ManagedAtomic<Bool>(false)
let ready = ManagedAtomic<Bool>(false)

func announce() -> Bool {
  ready.store(true, ordering: .sequentiallyConsistent)
  return waiting.load(ordering: .sequentiallyConsistent)
}

func wait() -> Bool {
  waiting.store(true, ordering: .sequentiallyConsistent)
  return ready.load(ordering: .sequentiallyConsistent)
}

let mailbox = ManagedAtomic<Node?>(nil)

func put(_ value: Int) {
  let node = Node()
  node.value = value
  mailbox.store(node, ordering: .sequentiallyConsistent)
}

func take() -> Int? { mailbox.load(ordering: .sequentiallyConsistent)?.value }
