/// A binary relation over the events `0..<count`, as bit rows.
public struct Relation: Hashable, Sendable {
  public let count: Int
  private let words: Int
  private var bits: [UInt64]

  /// The empty relation.
  public init(count: Int) {
    self.count = count
    words = (count + 63) / 64
    bits = Array(repeating: 0, count: words * count)
  }

  /// The relation of the pairs for which `isRelated` holds.
  public init(count: Int, _ isRelated: (Int, Int) -> Bool) {
    self.init(count: count)
    for first in 0..<count {
      for second in 0..<count where isRelated(first, second) { insert(first, second) }
    }
  }

  /// The identity on the events for which `isMember` holds: `[set]` in the notation of papers.
  public init(count: Int, on isMember: (Int) -> Bool) {
    self.init(count: count)
    for event in 0..<count where isMember(event) { insert(event, event) }
  }

  public mutating func insert(_ first: Int, _ second: Int) {
    bits[first * words + second / 64] |= 1 << UInt64(second % 64)
  }

  public mutating func remove(_ first: Int, _ second: Int) {
    bits[first * words + second / 64] &= ~(1 << UInt64(second % 64))
  }

  public func contains(_ first: Int, _ second: Int) -> Bool {
    bits[first * words + second / 64] & (1 << UInt64(second % 64)) != 0
  }

  public var isEmpty: Bool { bits.allSatisfy { $0 == 0 } }

  /// The pairs, sorted.
  public var pairs: [(Int, Int)] {
    (0..<count).flatMap { first in successors(of: first).map { (first, $0) } }
  }

  public func successors(of event: Int) -> [Int] {
    (0..<count).filter { contains(event, $0) }
  }
}

// MARK: - Algebra

extension Relation {
  public static func | (left: Relation, right: Relation) -> Relation {
    var result = left
    for index in result.bits.indices { result.bits[index] |= right.bits[index] }
    return result
  }

  public static func & (left: Relation, right: Relation) -> Relation {
    var result = left
    for index in result.bits.indices { result.bits[index] &= right.bits[index] }
    return result
  }

  public static func - (left: Relation, right: Relation) -> Relation {
    var result = left
    for index in result.bits.indices { result.bits[index] &= ~right.bits[index] }
    return result
  }

  /// Composition: `left; right`.
  public static func * (left: Relation, right: Relation) -> Relation {
    var result = Relation(count: left.count)
    for first in 0..<left.count {
      for middle in left.successors(of: first) { result.addRow(first, right, middle) }
    }
    return result
  }

  private mutating func addRow(_ row: Int, _ other: Relation, _ otherRow: Int) {
    for word in 0..<words { bits[row * words + word] |= other.bits[otherRow * words + word] }
  }

  public var inverse: Relation { Relation(count: count) { contains($1, $0) } }

  /// The relation and the identity: `r?`.
  public var reflexive: Relation { self | Relation(count: count) { _ in true } }

  /// The transitive closure: `r+`.
  public var closure: Relation {
    var result = self
    for middle in 0..<count {
      for first in 0..<count where result.contains(first, middle) {
        let copy = result
        result.addRow(first, copy, middle)
      }
    }
    return result
  }

  /// The reflexive and transitive closure: `r*`.
  public var reflexiveClosure: Relation { closure.reflexive }

  public var isIrreflexive: Bool { (0..<count).allSatisfy { !contains($0, $0) } }

  public var isAcyclic: Bool { topologicalOrder != nil }

  /// An order of all events that respects the relation, the smallest event first where there is a
  /// choice; nil if there is a cycle.
  public var topologicalOrder: [Int]? {
    var missing = Array(repeating: 0, count: count)
    for (_, second) in pairs { missing[second] += 1 }
    var order: [Int] = []
    var isPlaced = Array(repeating: false, count: count)
    while order.count < count {
      guard let next = (0..<count).first(where: { !isPlaced[$0] && missing[$0] == 0 }) else {
        return nil
      }
      isPlaced[next] = true
      order.append(next)
      for successor in successors(of: next) { missing[successor] -= 1 }
    }
    return order
  }
}
