// Structs and tuples that may not be there: copies of their own, behind a pointer.
// run: holds
// replace "guard ready.load(ordering: .acquiring)" "guard ready.load(ordering: .relaxed)": fails dataRace
// replace "find(4)" "find(0)": fails assertionFailure
// replace "precondition(range!.low" "precondition(none!.low": fails assertionFailure
import Synchronization

struct Point {
  var x: Int
  var y: Int
}
final class Settings: @unchecked Sendable {
  var range: (low: Int, high: Int)? = nil
  var before = 5
  var origin: Point?
  var after = 6
  let ready = Atomic<Bool>(false)

  func set() {
    range = (low: 0, high: 70)
    origin = Point(x: 1, y: 0)
    ready.store(true, ordering: .releasing)
  }
  func limits() -> (low: Int, high: Int)? {
    guard ready.load(ordering: .acquiring) else { return nil }
    return range
  }
}
let settings = Settings()
func find(_ n: Int) -> Point? { n > 3 ? Point(x: n, y: n) : nil }
func pick(_ n: Int) -> (Int, Int)? {
  switch n {
  case 0: return (0, 0)
  case 1: return nil
  default: return settings.limits()
  }
}
// orderlint:thread
func writer() { settings.set() }
// orderlint:thread
func reader() {
  if let limits = settings.limits() { precondition(limits.low == 0 && limits.high == 70) }
  let high = settings.limits()?.high ?? 70
  precondition(high == 70)
}
// orderlint:final
func check() {
  precondition(settings.before == 5 && settings.after == 6)
  let range = settings.range
  let none: (low: Int, high: Int)? = nil
  settings.range?.high += 1
  settings.range!.low = 4
  precondition(range!.low == 0 && range?.high == 70 && none == nil)
  precondition(settings.range!.high == 71 && settings.range!.low == 4)
  let copy = settings.origin
  settings.origin?.x = 50
  settings.origin = nil
  settings.origin?.x = 60
  precondition(copy!.x == 1 && settings.origin == nil)
  precondition((find(4) ?? Point(x: 7, y: 7)).x == 4 && (find(1) ?? Point(x: 7, y: 7)).y == 7)
  guard let (zero, other) = pick(0), pick(1) == nil else { preconditionFailure() }
  precondition(zero == 0 && other == 0)
  switch find(9) {
  case let point?: precondition(point.y == 9)
  case nil: preconditionFailure()
  }
}
