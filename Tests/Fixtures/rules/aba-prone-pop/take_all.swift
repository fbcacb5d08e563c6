// origin: a list that is only ever taken as a whole
// expect: nothing
import Synchronization

struct Node {
  var value: Int
  var next: UnsafeMutablePointer<Node>?
}

final class Inbox: Sendable {
  let head = Atomic<UnsafeMutablePointer<Node>?>(nil)

  func push(_ node: UnsafeMutablePointer<Node>) {
    var seen = head.load(ordering: .relaxed)
    while true {
      node.pointee.next = seen
      let (exchanged, original) = head.weakCompareExchange(
        expected: seen, desired: node, successOrdering: .releasing, failureOrdering: .relaxed)
      if exchanged { return }
      seen = original
    }
  }

  func takeAll() -> UnsafeMutablePointer<Node>? { head.exchange(nil, ordering: .acquiring) }
}
