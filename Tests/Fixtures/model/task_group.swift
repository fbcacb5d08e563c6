// A group waits for all its tasks, however many a loop added.
// run: holds
// replace "0..<3 {" "0..<2 {": fails assertionFailure
import Synchronization
let counter = Atomic<Int>(0)
// orderlint:thread
func run() async {
  await withTaskGroup(of: Void.self) { group in
    for _ in 0..<3 { group.addTask { counter.wrappingAdd(1, ordering: .relaxed) } }
  }
  precondition(counter.load(ordering: .relaxed) == 3)
}
