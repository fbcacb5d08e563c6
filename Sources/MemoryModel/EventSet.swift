/// A set of events of one execution graph, as a bit row.
struct EventSet: Hashable, Sendable, Sequence {
  static let capacity = UInt64.bitWidth
  static let empty = EventSet(bits: 0)

  var bits: UInt64

  init(bits: UInt64) { self.bits = bits }
  init(_ event: Int) { bits = 1 &<< UInt64(truncatingIfNeeded: event) }

  var isEmpty: Bool { bits == 0 }
  var isFull: Bool { bits == .max }
  var count: Int { bits.nonzeroBitCount }
  /// The lowest index that is not a member, or `capacity`.
  var firstFree: Int { (~bits).trailingZeroBitCount }
  /// The lowest member, or `capacity`.
  var first: Int { bits.trailingZeroBitCount }

  func contains(_ event: Int) -> Bool { bits & EventSet(event).bits != 0 }
  func intersects(_ other: EventSet) -> Bool { bits & other.bits != 0 }
  mutating func insert(_ event: Int) { bits |= EventSet(event).bits }
  mutating func remove(_ event: Int) { bits &= ~EventSet(event).bits }

  static func | (left: EventSet, right: EventSet) -> EventSet {
    EventSet(bits: left.bits | right.bits)
  }
  static func & (left: EventSet, right: EventSet) -> EventSet {
    EventSet(bits: left.bits & right.bits)
  }
  static func - (left: EventSet, right: EventSet) -> EventSet {
    EventSet(bits: left.bits & ~right.bits)
  }
  static func |= (left: inout EventSet, right: EventSet) { left.bits |= right.bits }
  static func &= (left: inout EventSet, right: EventSet) { left.bits &= right.bits }

  struct Iterator: IteratorProtocol {
    var bits: UInt64

    mutating func next() -> Int? {
      guard bits != 0 else { return nil }
      let event = bits.trailingZeroBitCount
      bits &= bits &- 1
      return event
    }
  }

  func makeIterator() -> Iterator { Iterator(bits: bits) }
}
