// origin: in Swift an order must be a constant where the operation stands
// expect: nothing
import Synchronization

let state = Atomic<Int>(0)
func get(_ isFast: Bool) -> Int {
  isFast ? state.load(ordering: .relaxed) : state.load(ordering: .acquiring)
}
