// origin: the orders that Swift's type system admits, SE-0410
// orders: LOAD = relaxed acquire; STORE = relaxed release
// expect: nothing
import Synchronization

let x = Atomic<Int>(0)

func get() -> Int { x.load(ordering: LOAD) }
func set(_ value: Int) { x.store(value, ordering: STORE) }
func swap(_ value: Int) -> Int { x.exchange(value, ordering: .acquiringAndReleasing) }
