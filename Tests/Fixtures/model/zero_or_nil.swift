// An optional number that is 0 is not told from nil, so it is refused wherever it comes from.
// run: holds
// replace "value: 3" "value: 0": unsupported 0 at 15 "optional number that is 0"
// replace "pop(false)" "same(0, optional: true)": unsupported 0 at 17 "optional number that is 0"
// replace "pop(false)" "second()": unsupported 0 at 20 "optional number that is 0"
import Synchronization
struct Node { var value: Int; var next: UnsafeMutablePointer<Node>? }
let head = Atomic<UnsafeMutablePointer<Node>?>(nil)
let numbers = UnsafeMutablePointer<Int>.allocate(capacity: 2)
func pop(_ more: Bool) -> Int? {
  guard let node = head.load(ordering: .acquiring) else { return nil }
  let value = node.pointee.value
  var result = value
  if more { result = value + 1 }
  return result
}
func same(_ number: Int, optional: Bool) -> Int? {
  if optional { return number }
  return nil }
func second() -> Int? { if numbers[0] == 4 { return numbers[1] } else { return nil } }
// orderlint:init
func setUp() {
  let node = UnsafeMutablePointer<Node>.allocate(capacity: 1)
  node.initialize(to: Node(value: 3, next: nil))
  head.store(node, ordering: .releasing)
  numbers[0] = 4
  numbers[1] = 0
}
// orderlint:thread
func use() { precondition(pop(false) != nil && numbers[1] == 0) }
