// Tuples in fields and globals have a place for each element, and start as they are declared.
// run: holds
import Synchronization

final class Box {
  var payload: (Int, Int) = (3, 4)
  var rest = 9
  let full = Atomic<Bool>(false)
}
struct Point {
  var at: (x: Int, y: Int)
  var z: Int
}
let box = Box()
var pair = (5, 6)
var point = Point(at: (1, 2), z: 3)
let flags = (Atomic<Bool>(false), Atomic<Bool>(true))

// orderlint:thread
func producer() {
  precondition(box.payload.0 == 3 && box.payload.1 == 4 && box.rest == 9)
  box.payload = (1, 2)
  precondition(box.rest == 9)
  box.full.store(true, ordering: .releasing)
}
// orderlint:thread
func consumer() {
  if box.full.load(ordering: .acquiring) {
    precondition(box.payload.0 + box.payload.1 == 3)
  }
}
// orderlint:thread
func alone() {
  precondition(pair.0 == 5 && pair.1 == 6)
  var copy = point
  copy.at = (4, 5)
  precondition(copy.at.x == 4 && copy.at.y == 5 && copy.z == 3)
  precondition(point.at.x == 1 && point.at.y == 2)
  precondition(!flags.0.load(ordering: .relaxed) && flags.1.load(ordering: .relaxed))
}
