// Structs and tuples are copied: what is done to one variable later does not change another.
// run: holds 1
// replace "tail.x == 1 && line" "tail.x == 100 && line": fails assertionFailure
// replace "precondition(kept.x == 3)" "precondition(kept.x == 4)": fails assertionFailure
// replace "same(line.tail)" "generic(line.tail)": unsupported 0 at 63 "struct or tuple"
struct Point {
  var x: Int
  var y: Int
  var turned: Point { Point(x: y, y: x) }
  mutating func move(by n: Int) { x += n }
  mutating func reset() { self = Point(x: 0, y: 0) }
  func moved() -> Point {
    var copy = self
    copy.move(by: 10)
    return copy
  }
}
struct Line {
  var tail: Point
  var ends: (low: Point, high: Point)
  var color = 7
  subscript(number: Int) -> Point {
    get { number == 0 ? ends.low : ends.high }
    set { if number == 0 { ends.low = newValue } else { ends.high = newValue } }
  }
}
final class Box<Value> {
  var value: Value
  init(_ value: Value) { self.value = value }
  func get() -> Value { value }
  func exchange(_ new: Value) -> Value {
    let old = value
    value = new
    return old
  }
  func update<Result>(_ body: (inout Value) -> Result) -> Result { body(&value) }
}
final class Shape {
  var line = Line(tail: Point(x: 1, y: 2), ends: (Point(x: 3, y: 4), Point(x: 5, y: 6)))
  var tail: Point {
    get { line.tail }
    set { line.tail = newValue }
  }
}
let shape = Shape()
let box = Box(Point(x: 3, y: 4))
var global = Point(x: 1, y: 1)
func same(_ point: Point) -> Point { point }
func generic<Value>(_ value: Value) -> Value { value }
func twice(_ point: inout Point) {
  point.move(by: 1)
  point.move(by: 1)
}
func readOf(_ point: Point) -> Int {
  global.x = 9
  return point.x
}
// orderlint:thread
func copies() {
  let line = shape.line
  shape.line.tail.x = 100
  shape.line.ends.low = Point(x: 30, y: 40)
  let tail = same(line.tail)
  precondition(tail.x == 1 && line.ends.low.x == 3 && shape.line.color == 7)
  precondition(shape.line[0].y == 40 && line[1].x == 5)
  let first = line
  precondition(unchanged(first))
  shape.tail.move(by: 1)
  shape.tail.y = 8
  precondition(shape.line.tail.x == 101 && shape.line.tail.y == 8)
  shape.line[1].x = 50
  precondition(shape.line.ends.high.x == 50 && shape.line.ends.high.y == 6)
  twice(&shape.line.tail)
  let turned = shape.line.tail.turned
  let moved = shape.line.tail.moved()
  shape.line.tail.reset()
  precondition(turned.y == 103 && moved.x == 113 && shape.line.tail.x == 0)
}
func unchanged(_ line: Line) -> Bool { line.tail.x == 1 && line.ends.high.y == 6 }
// orderlint:final
func choices() {
  let kept = box.get()
  let old = box.exchange(Point(x: 8, y: 9))
  box.update { $0.x = 1 }
  let read = box.update { $0 }
  box.update { $0.y = 0 }
  precondition(kept.x == 3)
  precondition(old.y == 4 && read.x == 1 && read.y == 9 && box.value.y == 0)
  var a = Point(x: 1, y: 2)
  var b = Point(x: 3, y: 4)
  let chosen = a.x == 1 ? a : b
  let branch = if b.y == 4 { b } else { a }
  (a, b) = (b, a)
  precondition(chosen.x == 1 && branch.x == 3 && a.x == 3 && b.x == 1)
  swap(&a, &b)
  precondition(a.x == 1 && b.x == 3)
  var (i, j) = (1, 2)
  (i, j) = (j, i)
  precondition((i, j) == (2, 1) && (i, j) != (1, 2))
  precondition(readOf(global) == 1 && global.x == 9)
  var pair = (a, 3)
  let copy = pair
  pair.0.x = 8
  pair.1 = 4
  precondition(copy.0.x == 1 && copy.1 == 3 && a.x == 1)
}
