// origin: the same flags, changed in one step wherever they are changed
// expect: nothing
import Synchronization

struct Interest: OptionSet, Sendable {
  let rawValue: UInt32
}

final class Readiness: Sendable {
  private let bits = Atomic<UInt32>(0)
  private var pending: Interest {
    Interest(rawValue: bits.load(ordering: .acquiring))
  }

  func report(_ interest: Interest) {
    bits.bitwiseOr(interest.rawValue, ordering: .acquiringAndReleasing)
  }

  func take() -> Interest { Interest(rawValue: bits.exchange(0, ordering: .acquiring)) }
  func has(_ interest: Interest) -> Bool { pending.union(interest) == pending }
}
