// A Treiber stack of swift-atomics' UnsafeAtomic, which is made before the threads start.
// run: holds
// replace "successOrdering: .releasing" "successOrdering: .relaxed": fails dataRace
import Atomics
struct Node { var value: Int; var next: UnsafeMutablePointer<Node>? }
nonisolated(unsafe) var head: UnsafeAtomic<UnsafeMutablePointer<Node>?>!
// orderlint:init
func setUp() { head = UnsafeAtomic<UnsafeMutablePointer<Node>?>.create(nil) }
func push(_ value: Int) {
  let node = UnsafeMutablePointer<Node>.allocate(capacity: 1)
  node.initialize(to: Node(value: value, next: head.load(ordering: .relaxed)))
  while true {
    let (done, found) = head.compareExchange(expected: node.pointee.next, desired: node, successOrdering: .releasing, failureOrdering: .relaxed)
    if done { break }
    node.pointee.next = found
  }
}
func pop() -> Int? {
  while let node = head.load(ordering: .acquiring) {
    if head.compareExchange(expected: node, desired: node.pointee.next, ordering: .acquiring).exchanged {
      return node.pointee.value
    }
  }
  return nil
}
// orderlint:thread
func a() { push(1) }
// orderlint:thread
func b() { if let v = pop() { precondition(v == 1) } }
