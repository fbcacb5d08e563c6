// origin: relaxed accesses need no fence to be relaxed
// expect: nothing
import Synchronization

let hits = Atomic<Int>(0)

func hit() { hits.wrappingAdd(1, ordering: .relaxed) }
func report() -> Int { hits.load(ordering: .relaxed) }
