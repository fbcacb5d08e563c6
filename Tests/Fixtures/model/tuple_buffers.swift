// Tuples in allocated memory: elements as far apart as they are long, also with records in them.
// run: holds
// replace "ordering: .releasing" "ordering: .relaxed": fails dataRace
// replace "square == n * n" "square == n": fails assertionFailure
import Synchronization

struct Point {
  var x: Int
  var y: Int
}
final class History: @unchecked Sendable {
  private static let last = 3
  private let squares: UnsafeMutablePointer<(Int, square: Int)>
  private let places: UnsafeMutablePointer<(at: Point, id: Int)>
  private let count = Atomic<Int>(0)

  init() {
    squares = .allocate(capacity: 3)
    places = UnsafeMutablePointer<(at: Point, id: Int)>.allocate(capacity: 3)
    for i in 0..<Self.last { (squares + i).initialize(to: (0, 0)) }
    places.initialize(repeating: (Point(x: 0, y: 0), 0), count: 3)
  }
  func add(_ n: Int) {
    let next = count.load(ordering: .relaxed)
    squares[next] = (n, n * n)
    places[next].at = Point(x: n, y: next)
    places[next].id = -n
    count.store(next + 1, ordering: .releasing)
  }
  func newest() -> (Int, Int) {
    let found = count.load(ordering: .acquiring)
    guard found > 0 else { return (0, 0) }
    let place = places[found - 1]
    precondition(place.at.x == -place.id && place.at.y == found - 1)
    return squares[found - 1]
  }
}
let history = History()
// orderlint:thread
func writer() {
  history.add(2)
  history.add(3)
}
// orderlint:thread
func reader() {
  let (n, square) = history.newest()
  precondition(square == n * n)
}
// orderlint:final
func check() { precondition(history.newest() == (3, 9)) }
