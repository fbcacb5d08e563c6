// origin: own; a struct behind a pointer becomes the value of a function
// orders: STORE = relaxed release
import Synchronization

struct Position {
  var x: Double
  var y: Double
}

final class Tracker: @unchecked Sendable {
  private let latest = Atomic<UnsafeMutablePointer<Position>?>(nil)
  private var shown: UnsafeMutablePointer<Position>?

  func report(_ position: Position) {
    let fresh = UnsafeMutablePointer<Position>.allocate(capacity: 1)
    fresh.initialize(to: position)
    latest.store(fresh, ordering: STORE)  // expect[STORE=relaxed]: publish-without-release
  }

  func show() -> Position? {
    if let found = latest.load(ordering: .acquiring) { shown = found }
    return shown?.pointee
  }
}
