// origin: own; the same with a count of visits above the index
// expect: nothing
import Atomics

final class Seats: @unchecked Sendable {
  private let following: UnsafeMutablePointer<UnsafeAtomic<UInt64>>
  private let vacant = ManagedAtomic<UInt64>(0)

  init(count: Int) {
    following = .allocate(capacity: count)
    for seat in 0..<count {
      (following + seat).initialize(to: UnsafeAtomic<UInt64>.create(UInt64(seat + 1)))
    }
  }

  func take() -> Int? {
    var head = vacant.load(ordering: .acquiring)
    while head & 0xFFFF_FFFF != 0xFFFF_FFFF {
      let next = following[Int(head & 0xFFFF_FFFF)].load(ordering: .relaxed)
      let (done, seen) = vacant.compareExchange(
        expected: head, desired: (head & ~0xFFFF_FFFF) | next,
        successOrdering: .acquiringAndReleasing, failureOrdering: .acquiring)
      if done { return Int(head & 0xFFFF_FFFF) }
      head = seen
    }
    return nil
  }

  func giveBack(_ seat: Int) {
    var head = vacant.load(ordering: .relaxed)
    while true {
      following[seat].store(head & 0xFFFF_FFFF, ordering: .relaxed)
      let visit = (head &+ 0x1_0000_0000) & ~0xFFFF_FFFF
      let (done, seen) = vacant.compareExchange(
        expected: head, desired: visit | UInt64(seat), successOrdering: .releasing,
        failureOrdering: .relaxed)
      if done { return }
      head = seen
    }
  }
}
