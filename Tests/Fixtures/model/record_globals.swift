// A global record starts with the values its fields are declared with, or what makes it is refused.
// run: holds
// replace "Pair()" "Pair(first: 3, second: 4)": unsupported 0 at 14 "initial value of 'shared'"
// replace "Pair()" "pair()": unsupported 0 at 14 "initial value of 'shared'"

struct Pair {
  var first = 1
  var second = 2
}
nonisolated(unsafe) var shared: Pair = Pair()
func pair() -> Pair { Pair(first: 5, second: 6) }
// orderlint:thread
func use() {
  precondition(shared.first == 1 && shared.second == 2)
}
