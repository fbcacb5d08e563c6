extension ConcurrentProgram.BinaryOperator {
  func apply(_ left: Int, _ right: Int) -> Int {
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
    case .unsignedDivide, .unsignedRemainder, .unsignedShiftRight, .unsignedLess,
      .unsignedLessOrEqual:
      applyUnsigned(UInt(bitPattern: left), UInt(bitPattern: right))
    }
  }

  private func applyUnsigned(_ left: UInt, _ right: UInt) -> Int {
    switch self {
    case .unsignedDivide: right == 0 ? 0 : Int(bitPattern: left / right)
    case .unsignedRemainder: right == 0 ? 0 : Int(bitPattern: left % right)
    case .unsignedShiftRight: Int(bitPattern: left >> right)
    case .unsignedLess: left < right ? 1 : 0
    case .unsignedLessOrEqual: left <= right ? 1 : 0
    case .add, .subtract, .multiply, .divide, .remainder, .and, .or, .xor, .shiftLeft,
      .shiftRight, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      preconditionFailure("only unsigned operators are applied to unsigned values")
    }
  }
}

extension UpdateOperator {
  /// What an update with this operator writes over `old`.
  func apply(_ old: Int, _ operand: Int, _ type: ConcurrentProgram.IntegerType) -> Int {
    type.wrap(value(old, operand, isSigned: type.isSigned))
  }

  private func value(_ old: Int, _ operand: Int, isSigned: Bool) -> Int {
    let isLess =
      isSigned ? old < operand : UInt(bitPattern: old) < UInt(bitPattern: operand)
    return switch self {
    case .add: old &+ operand
    case .subtract: old &- operand
    case .and: old & operand
    case .or: old | operand
    case .xor: old ^ operand
    case .nand: ~(old & operand)
    case .exchange: operand
    case .minimum: isLess ? old : operand
    case .maximum: isLess ? operand : old
    }
  }
}

extension ConcurrentProgram.IntegerType {
  /// The number of this type that equals `value` modulo two to the width.
  func wrap(_ value: Int) -> Int {
    guard bits > 0, bits < Int.bitWidth else { return value }
    let unused = Int.bitWidth - bits
    return isSigned
      ? (value << unused) >> unused : Int(bitPattern: (UInt(bitPattern: value) << unused) >> unused)
  }
}

extension Expression.Operator {
  /// Arithmetic wraps; division and remainder by zero give 0.
  func apply(_ left: Int, _ right: Int) -> Int { general.apply(left, right) }
}
