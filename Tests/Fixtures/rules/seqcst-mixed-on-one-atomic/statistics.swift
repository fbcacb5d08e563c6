// origin: a counter read for a report
// expect: nothing
import Synchronization

let served = Atomic<Int>(0)

func serve() { served.wrappingAdd(1, ordering: .sequentiallyConsistent) }
func report() { print(served.load(ordering: .relaxed)) }
