// expect: nothing
// origin: a statistic may be read with any order
import Synchronization

let requests = Atomic<Int>(0)

func handle() { requests.wrappingAdd(1, ordering: .sequentiallyConsistent) }

func report() -> Int { requests.load(ordering: .relaxed) }
