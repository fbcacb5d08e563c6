// origin: Treiber's stack with manual memory
import Synchronization

struct Node {
  var value: Int
  var next: UnsafeMutablePointer<Node>?
}

final class Stack: Sendable {
  let head = Atomic<UnsafeMutablePointer<Node>?>(nil)

  func push(_ value: Int) {
    let node = UnsafeMutablePointer<Node>.allocate(capacity: 1)
    var seen = head.load(ordering: .relaxed)
    while true {
      node.initialize(to: Node(value: value, next: seen))
      let (exchanged, original) = head.compareExchange(
        expected: seen, desired: node, successOrdering: .releasing, failureOrdering: .relaxed)
      if exchanged { return }
      seen = original
    }
  }

  func pop() -> Int? {
    while let node = head.load(ordering: .acquiring) {
      let next = node.pointee.next
      let (exchanged, _) = head.compareExchange(  // expect: aba-prone-pop
        expected: node, desired: next, ordering: .acquiringAndReleasing)
      if exchanged {
        let value = node.pointee.value
        node.deallocate()
        return value
      }
    }
    return nil
  }
}
