// origin: a pusher that never dereferences the old head; matklad/once_cell#252
// expect: nothing
import Synchronization

struct Node {
  var next: UnsafeMutablePointer<Node>?
  var value: Int
}
nonisolated(unsafe) let top = Atomic<UnsafeMutablePointer<Node>?>(nil)

func push(_ n: UnsafeMutablePointer<Node>) {
  var head = top.load(ordering: .relaxed)
  while true {
    n.pointee.next = head
    let (exchanged, original) = top.weakCompareExchange(
      expected: head, desired: n, successOrdering: .releasing, failureOrdering: .relaxed)
    if exchanged { return }
    head = original
  }
}

func popAll() -> Int {
  var sum = 0
  var n = top.exchange(nil, ordering: .acquiring)
  while let node = n {
    sum += node.pointee.value
    n = node.pointee.next
  }
  return sum
}
