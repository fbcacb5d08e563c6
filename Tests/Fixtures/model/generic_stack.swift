// Generic containers have the sizes of what they are used with; two uses that differ are refused.
// run: holds
// replace "desired: node, successOrdering: .releasing" "desired: node, successOrdering: .relaxed": fails dataRace
// replace "Stack<Pair>()" "Stack<Pair>(), other = Stack<Int>()": unsupported
import Synchronization

struct Pair {
  var first: Int
  var second: Int
}
struct Node<Element> {
  var element: Element
  var next: UnsafeMutablePointer<Node<Element>>?
}
final class Stack<Element>: @unchecked Sendable {
  private let head = Atomic<UnsafeMutablePointer<Node<Element>>?>(nil)
  func push(_ element: Element) {
    var expected = head.load(ordering: .relaxed)
    let node = UnsafeMutablePointer<Node<Element>>.allocate(capacity: 1)
    node.initialize(to: Node(element: element, next: expected))
    while true {
      let (done, found) = head.compareExchange(
        expected: expected, desired: node, successOrdering: .releasing, failureOrdering: .relaxed)
      if done { return }
      expected = found
      node.pointee.next = found
    }
  }
  func top() -> UnsafeMutablePointer<Node<Element>>? { head.load(ordering: .acquiring) }
}
let stack = Stack<Pair>()

// orderlint:repeat 2
func push(_ number: Int) { stack.push(Pair(first: number + 1, second: number + 1)) }
// orderlint:thread
func look() {
  switch stack.top() {
  case .some(let node): precondition(node.pointee.element.first == node.pointee.element.second)
  case .none: break
  }
}
