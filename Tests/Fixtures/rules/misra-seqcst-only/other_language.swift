// origin: the rule is about C
// expect: nothing
import Synchronization

let state = Atomic<Int>(0)
func get() -> Int { state.load(ordering: .relaxed) }
