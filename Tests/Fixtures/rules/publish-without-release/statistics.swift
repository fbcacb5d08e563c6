// origin: a counter that is only reported; llvm/llvm-project#222307
// expect: nothing
import Synchronization

nonisolated(unsafe) var last = 0
let requests = Atomic<Int>(0)

func handle(_ id: Int) {
  last = id
  requests.wrappingAdd(1, ordering: .relaxed)
}

func report() -> Int { requests.load(ordering: .relaxed) }
