// A global record starts with the values its fields are declared with, or with what makes it.
// run: holds
// replace "Pair()" "Pair(first: 3, second: 4)": fails assertionFailure
// replace "Pair()" "pair()": fails assertionFailure

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
