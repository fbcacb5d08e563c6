// Enums whose cases hold something: numbers, pointers, structs and tuples; copies are independent.
// run: holds
// replace "successOrdering: .releasing" "successOrdering: .relaxed": fails assertionFailure
// replace "case .right, .wrong(0)" "case .right": fails assertionFailure
// replace "start.x + end.x" "start.x - end.x": fails assertionFailure
import Synchronization

struct Point {
  var x: Int
  var y: Int
}
enum Figure {
  case nothing
  case dot(Point)
  case line(from: Point, to: Point)
  case count(Int, (Int, Int))

  var sum: Int {
    switch self {
    case .nothing: return 0
    case .dot(let point): return point.x
    case .line(from: let start, to: let end): return start.x + end.x
    case let .count(n, (_, last)): return n + last
    }
  }
  var number: Int {
    switch self {
    case .line(from: _, to: let point), .dot(let point): return point.y
    case .count(let n, _) where n > 100: return 100
    case .count(let n, _): return n
    case .nothing: return -1
    }
  }
  mutating func clear() { self = .nothing }
}
enum Answer { case right, wrong(Int) }
enum Made {
  case here(UnsafeMutablePointer<Point>)
  case there(UnsafeMutablePointer<Point>)
  var point: UnsafeMutablePointer<Point> {
    switch self {
    case .here(let pointer), .there(let pointer): return pointer
    }
  }
}
final class Drawing {
  var figure = Figure.nothing
  var after = 4
  var other: Figure? = nil
  var last = 5
}
let shared = Atomic<UnsafeMutablePointer<Point>?>(nil)
let drawing = Drawing()
let guarded = Mutex(Figure.dot(Point(x: 1, y: 2)))

func make() -> Made {
  let fresh = UnsafeMutablePointer<Point>.allocate(capacity: 1)
  fresh.initialize(to: Point(x: 3, y: 4))
  let result = shared.compareExchange(
    expected: nil, desired: fresh, successOrdering: .releasing, failureOrdering: .acquiring)
  if result.exchanged { return .here(fresh) }
  return .there(result.original!)
}
func answer(_ n: Int) -> Answer? { n < 0 ? nil : (n == 0 ? .right : .wrong(n - 1)) }
// orderlint:repeat 2
func maker(_ number: Int) { precondition(make().point.pointee.y == 4) }
// orderlint:final
func check() {
  precondition(drawing.figure.sum == 0)
  drawing.figure = .line(from: Point(x: 1, y: 2), to: Point(x: 8, y: 9))
  precondition(drawing.after == 4 && drawing.figure.sum == 9 && drawing.figure.number == 9)
  let kept = drawing.figure
  drawing.figure = .dot(Point(x: 3, y: 7))
  drawing.other = kept
  precondition(kept.sum == 9 && drawing.figure.number == 7 && drawing.last == 5)
  drawing.figure.clear()
  precondition(drawing.other!.sum == 9 && Figure.count(1, (2, 3)).sum == 4)
  if case .nothing = drawing.figure {} else { preconditionFailure() }
  let inside = guarded.withLock { $0 }
  guarded.withLock { $0 = .count(200, (0, 0)) }
  precondition(inside.number == 2 && guarded.withLock { $0.number } == 100)
  if answer(-1) != nil { preconditionFailure() }
  guard let first = answer(1) else { preconditionFailure() }
  switch first {
  case .right, .wrong(0): break
  case .wrong(let n): precondition(n > 5)
  }
}
