// Methods that are marked run on the one object of their class.
// run: holds
// replace "value.wrappingAdd(1" "value.store(1": fails assertionFailure
import Synchronization

final class Counter {
  let value = Atomic<Int>(0)
  var start = 5
  var end = 0
  // orderlint:init
  func prepare() { start = 10 }
  // orderlint:repeat 2
  func add(_ number: Int) { value.wrappingAdd(1, ordering: .relaxed) }
  // orderlint:final
  func check() {
    end = start + value.load(ordering: .relaxed)
    precondition(end == 12)
  }
}
let counter = Counter()
