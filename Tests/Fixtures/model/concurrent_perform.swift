// All iterations run at the same time.
// run: holds
// replace "counter.wrappingAdd(1, ordering: .relaxed)" "plain += 1": fails dataRace
import Dispatch
import Synchronization
let counter = Atomic<Int>(0)
nonisolated(unsafe) var plain = 0
// orderlint:thread
func run() {
  DispatchQueue.concurrentPerform(iterations: 2) { i in counter.wrappingAdd(1, ordering: .relaxed) }
  precondition(counter.load(ordering: .relaxed) == 2 || plain == 2)
}
