// A spin lock that is a struct.
// run: holds
// replace "ordering: .acquiring)" "ordering: .relaxed)": fails dataRace
// replace "ordering: .releasing" "ordering: .relaxed": fails dataRace
import Synchronization
struct SpinLock: ~Copyable {
  let flag = Atomic<Bool>(false)
  borrowing func lock() {
    while flag.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged == false {
      while flag.load(ordering: .relaxed) {}
    }
  }
  borrowing func unlock() { flag.store(false, ordering: .releasing) }
  borrowing func withLock<R>(_ body: () -> R) -> R { lock(); defer { unlock() }; return body() }
}
let spin = SpinLock()
nonisolated(unsafe) var counter = 0
// orderlint:repeat 2
func work() { spin.withLock { counter += 1 } }
// orderlint:final
func check() { precondition(counter == 2) }
