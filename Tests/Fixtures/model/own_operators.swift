// Operators on records are what the program declares, or compare all fields: neither is executed.
// run: unsupported at 20 "the operator '==' on records"
// replace "one == other" "one === other || one.next == nil": holds
// replace "let isSame = one == other" "let isSame = true; number += number": unsupported at 20 "the operator '+=' on records"

struct Number {
  var value = 1
  static func += (left: inout Number, right: Number) { left.value += 2 * right.value }
}
final class Node {
  var value = 1
  var next: Node?
  static func == (left: Node, right: Node) -> Bool { left.value == right.value }
}
// orderlint:thread
func run() {
  let one = Node()
  let other = Node()
  var number = Number()
  let isSame = one == other
  precondition(isSame && number.value > 0)
}
