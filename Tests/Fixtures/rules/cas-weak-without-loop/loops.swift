// origin: loops of all kinds
// expect: nothing
import Synchronization

final class Meter: Sendable {
  let peak = Atomic<Int>(0)
  let word = Atomic<Bool>(false)

  func record(_ level: Int) {
    var seen = peak.load(ordering: .relaxed)
    repeat {
      guard level > seen else { return }
      let result = peak.weakCompareExchange(expected: seen, desired: level, ordering: .relaxed)
      if result.exchanged { return }
      seen = result.original
    } while true
  }

  func lock() {
    while !word.weakCompareExchange(expected: false, desired: true, ordering: .acquiring).exchanged {
    }
  }

  func unlock() { word.store(false, ordering: .releasing) }
}
