// The statements of a script run in their order, and give its globals their values in passing.
// run: holds
// replace "done.wrappingAdd(1, ordering: .releasing)" "done.wrappingAdd(1, ordering: .relaxed)": fails dataRace
// replace "sum + 1" "sum": fails assertionFailure
import Foundation
import Synchronization

final class Tally: @unchecked Sendable {
  enum Start { static let value = 3 }
  let done = Atomic<Int>(Start.value)
  var slots = (0, 0)
  var first = 0
  var second = 0
}
let tally = Tally()
let done = Atomic<Int>(0)
Thread.detachNewThread {
  tally.first = 1
  done.wrappingAdd(1, ordering: .releasing)
}
let other = Thread {
  tally.second = 2
  done.wrappingAdd(1, ordering: .releasing)
}
other.start()
while done.load(ordering: .acquiring) < 2 {}
let sum = tally.first + tally.second
let more = sum + 1
precondition(more == 4 && tally.done.load(ordering: .relaxed) == 3)
