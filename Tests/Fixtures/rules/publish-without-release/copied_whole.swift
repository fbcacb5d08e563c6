// origin: written field by field, read by one assignment
// orders: STORE = relaxed release
import Synchronization

struct Point {
  var x = 0
  var y = 0
}

nonisolated(unsafe) var shared = Point()
let ready = Atomic<Bool>(false)

func put(_ x: Int, _ y: Int) {
  shared.x = x
  shared.y = y
  ready.store(true, ordering: STORE)  // expect[STORE=relaxed]: publish-without-release
}

func sum() -> Int? {
  guard ready.load(ordering: .acquiring) else { return nil }
  let copy = shared
  return copy.x + copy.y
}
