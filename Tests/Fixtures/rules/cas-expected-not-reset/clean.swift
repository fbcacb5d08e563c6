// origin: a loop that looks at what was found before it goes on
// expect: nothing
import Synchronization

let phase = Atomic<Int>(0)

func advance() -> Bool {
  var expected = 0
  while true {
    let (exchanged, original) = phase.compareExchange(
      expected: expected, desired: 2, ordering: .acquiringAndReleasing)
    if exchanged { return true }
    if original == 2 { return false }
    expected = original
  }
}
