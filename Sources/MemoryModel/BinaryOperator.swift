/// An operator on two integers. Arithmetic wraps; comparisons give 0 or 1; division and remainder by
/// zero give 0; shifts by the width or more shift everything out.
public enum BinaryOperator: String, CaseIterable, Hashable, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case and = "&"
  case or = "|"
  case xor = "^"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  public var isComparison: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
    case .add, .subtract, .multiply, .divide, .remainder, .and, .or, .xor, .shiftLeft, .shiftRight:
      false
    }
  }

  @inlinable
  public func apply<Number: FixedWidthInteger>(_ left: Number, _ right: Number) -> Number {
    switch self {
    case .add: left &+ right
    case .subtract: left &- right
    case .multiply: left &* right
    case .divide: right == 0 ? 0 : left.dividedReportingOverflow(by: right).partialValue
    case .remainder:
      right == 0 ? 0 : left.remainderReportingOverflow(dividingBy: right).partialValue
    case .and: left & right
    case .or: left | right
    case .xor: left ^ right
    // The smart shifts: an amount beyond the width shifts everything out instead of trapping.
    case .shiftLeft: left << right
    case .shiftRight: left >> right
    case .equal: left == right ? 1 : 0
    case .notEqual: left != right ? 1 : 0
    case .less: left < right ? 1 : 0
    case .lessOrEqual: left <= right ? 1 : 0
    case .greater: left > right ? 1 : 0
    case .greaterOrEqual: left >= right ? 1 : 0
    }
  }
}

/// The operators on unsigned numbers of 64 bits that give other bits than those on signed ones.
/// Narrower unsigned values are in range of the others. Three count bits in numbers as wide as their
/// right side says. The last three put two values into one and take them out again: a record that an
/// atomic holds is one value, which is 0 if all of it is.
public enum UnsignedOperator: String, CaseIterable, Hashable, Sendable {
  case divide = "u/"
  case remainder = "u%"
  case shiftRight = "u>>"
  case less = "u<"
  case lessOrEqual = "u<="
  case trailingZeros = "ctz"
  case leadingZeros = "clz"
  case ones = "popcount"
  case pair = "pair"
  case first = "first"
  case second = "second"
  /// What names the running thread.
  case currentThread = "thread"

  func apply(_ left: Int, _ right: Int) -> Int {
    switch self {
    case .divide: signed(.divide, left, right)
    case .remainder: signed(.remainder, left, right)
    case .shiftRight: signed(.shiftRight, left, right)
    case .less: signed(.less, left, right)
    case .lessOrEqual: signed(.lessOrEqual, left, right)
    case .trailingZeros: min(left.trailingZeroBitCount, right)
    case .leadingZeros: narrowed(left, to: right).leadingZeroBitCount &- (Int.bitWidth &- right)
    case .ones: narrowed(left, to: right).nonzeroBitCount
    // What two values other than 0 are together is in the table of an exploration.
    case .pair, .first, .second, .currentThread: 0
    }
  }

  private func signed(_ operation: BinaryOperator, _ left: Int, _ right: Int) -> Int {
    Int(bitPattern: operation.apply(UInt(bitPattern: left), UInt(bitPattern: right)))
  }

  private func narrowed(_ value: Int, to bits: Int) -> UInt {
    bits >= UInt.bitWidth ? UInt(bitPattern: value) : UInt(bitPattern: value) & ((1 << bits) &- 1)
  }
}
