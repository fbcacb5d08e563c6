// origin: own; the first free slot of a table is changed by compare-exchange and looked at plainly
import Foundation

final class SlotTable {
  var first: Int = -1
  var following: [Int]

  init(slots: Int) { following = .init(repeating: -1, count: slots) }

  func give(_ slot: Int) {
    var seen = first
    following[slot] = seen
    while !OSAtomicCompareAndSwapLongBarrier(seen, slot, &first) {
      seen = first
      following[slot] = seen
    }
  }

  func take() -> Int? {
    var seen = first  // expect: mixed-plain-and-atomic "plain read"
    if seen == -1 { return nil }
    while !OSAtomicCompareAndSwapLongBarrier(seen, following[seen], &first) {
      seen = first
      if seen == -1 { return nil }
    }
    return seen
  }
}
