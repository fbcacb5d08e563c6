// origin: own; a free list of indices whose links are atomics behind handles
import Atomics

final class Seats: @unchecked Sendable {
  private let following: UnsafeMutablePointer<UnsafeAtomic<Int>>
  private let vacant = ManagedAtomic<Int>(0)

  init(count: Int) {
    following = .allocate(capacity: count)
    for seat in 0..<count {
      (following + seat).initialize(to: UnsafeAtomic<Int>.create(seat + 1 < count ? seat + 1 : -1))
    }
  }

  func take() -> Int? {
    var seat = vacant.load(ordering: .acquiring)
    while seat >= 0 {
      let next = following[seat].load(ordering: .relaxed)
      let (done, seen) = vacant.compareExchange(  // expect: aba-prone-pop
        expected: seat, desired: next, successOrdering: .acquiringAndReleasing,
        failureOrdering: .acquiring)
      if done { return seat }
      seat = seen
    }
    return nil
  }

  func giveBack(_ seat: Int) {
    var head = vacant.load(ordering: .relaxed)
    while true {
      following[seat].store(head, ordering: .relaxed)
      let (done, seen) = vacant.compareExchange(
        expected: head, desired: seat, successOrdering: .releasing, failureOrdering: .relaxed)
      if done { return }
      head = seen
    }
  }
}
