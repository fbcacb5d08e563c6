// origin: the shape in Swift, and the loop that is right
import Synchronization

final class Gate: Sendable {
  let word = Atomic<Int>(0)
  let sum = Atomic<Int>(0)

  func enter() {
    var expected = 0
    while true {
      let (exchanged, original) = word.weakCompareExchange(  // expect: cas-expected-not-reset
        expected: expected, desired: 1, ordering: .acquiring)
      if exchanged { return }
      expected = original
    }
  }

  func enterWell() {
    while !word.weakCompareExchange(expected: 0, desired: 1, ordering: .acquiring).exchanged {
    }
  }

  func leave() { word.store(0, ordering: .releasing) }

  func add(_ amount: Int) {
    var expected = 0
    while true {
      let (exchanged, original) = sum.weakCompareExchange(
        expected: expected, desired: expected + amount, ordering: .relaxed)
      if exchanged { return }
      expected = original
    }
  }
}
