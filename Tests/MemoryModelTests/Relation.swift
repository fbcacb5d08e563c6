/// A binary relation on at most 32 events, with the operators of the axioms and nothing clever.
struct Relation: Equatable {
  var rows: [UInt32]
  var size: Int { rows.count }

  init(size: Int) { rows = Array(repeating: 0, count: size) }

  static func identity(on set: UInt32, size: Int) -> Relation {
    var result = Relation(size: size)
    for event in 0..<size where set & (1 << event) != 0 { result.rows[event] = 1 << event }
    return result
  }

  mutating func add(_ from: Int, _ to: Int) { rows[from] |= 1 << to }
  func has(_ from: Int, _ to: Int) -> Bool { rows[from] & (1 << to) != 0 }

  static func | (left: Relation, right: Relation) -> Relation {
    var result = left
    for event in 0..<left.size { result.rows[event] |= right.rows[event] }
    return result
  }

  /// Composition: `left; right`.
  static func * (left: Relation, right: Relation) -> Relation {
    var result = Relation(size: left.size)
    for event in 0..<left.size {
      var middle = left.rows[event]
      while middle != 0 {
        result.rows[event] |= right.rows[middle.trailingZeroBitCount]
        middle &= middle - 1
      }
    }
    return result
  }

  var inverse: Relation {
    var result = Relation(size: size)
    for from in 0..<size {
      for to in 0..<size where has(from, to) { result.add(to, from) }
    }
    return result
  }

  var optional: Relation { self | .identity(on: .max, size: size) }

  var closure: Relation {
    var result = self
    for middle in 0..<size {
      for from in 0..<size where result.has(from, middle) {
        result.rows[from] |= result.rows[middle]
      }
    }
    return result
  }

  var isIrreflexive: Bool { !(0..<size).contains { has($0, $0) } }
  var isAcyclic: Bool { closure.isIrreflexive }
}
