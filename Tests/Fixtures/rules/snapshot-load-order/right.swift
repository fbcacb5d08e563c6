// origin: the derived index first, acquired
// expect: nothing
import Synchronization

final class Window: Sendable {
  let sent = Atomic<UInt>(0)
  let acknowledged = Atomic<UInt>(0)

  func acknowledge() { acknowledged.wrappingAdd(1, ordering: .releasing) }

  func reserve() -> Bool {
    var end = sent.load(ordering: .acquiring)
    while true {
      let start = acknowledged.load(ordering: .acquiring)
      if end &- start >= 64 { return false }
      let (exchanged, original) = sent.compareExchange(
        expected: end, desired: end &+ 1, ordering: .acquiringAndReleasing)
      if exchanged { return true }
      end = original
    }
  }

  var inFlight: UInt { sent.load(ordering: .relaxed) &- acknowledged.load(ordering: .relaxed) }
}
