// The same closure is another one in each call that is lowered in place: it sees the variables of its own.
// run: holds
// replace "box.nest(2)" "box.nest(3)": fails assertionFailure
// replace "box.add(20)" "box.add(21)": fails assertionFailure

final class Box {
  func with(_ body: () -> Void) { body() }
  func add(_ number: Int, _ body: () -> Void) {
    with { total += number }
    body()
  }
  func nest(_ number: Int, _ body: () -> Void) {
    if number > 0 {
      nest(number - 1) {
        body()
        total += number
      }
    } else {
      body()
    }
  }
}
nonisolated(unsafe) var total = 0
let box = Box()

// orderlint:thread
func run() {
  let number = 1000
  box.add(1) { total += 2 }
  do {
    let other = 5
    box.add(20) { total += other }
  }
  precondition(total == 28)
  box.nest(2) { total += number }
  precondition(total == 1031)
}
