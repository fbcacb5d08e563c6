import MemoryModel

extension Operand {
  /// A binary operation, computed now if both sides are constants.
  public static func folded(_ operation: BinaryOperator, _ left: Operand, _ right: Operand)
    -> Operand
  {
    guard let a = left.integerValue, let b = right.integerValue,
      b != 0 || operation != .divide && operation != .remainder
    else { return simplified(operation, left, right) }
    return .integer(operation.apply(a, b))
  }

  private static func simplified(
    _ operation: BinaryOperator, _ left: Operand, _ right: Operand
  ) -> Operand {
    switch (operation, left, right) {
    case (.add, .integer(0), _): right
    case (.add, _, .integer(0)), (.subtract, _, .integer(0)): left
    default: .binary(operation, left, right)
    }
  }

  /// The second number if it compares so with the first, or else the first, without a branch.
  public static func either(
    _ first: Operand, _ second: Operand, if comparison: BinaryOperator
  ) -> Operand {
    let difference = Operand.binary(.subtract, second, first)
    return .binary(
      .add, first, .binary(.multiply, .binary(comparison, second, first), difference))
  }

  /// Logical negation; twice is none where the value is 0 or 1.
  public static func negated(_ operand: Operand) -> Operand {
    switch operand {
    case .integer(let value): .integer(value == 0 ? 1 : 0)
    case .null: .integer(1)
    case .not(let inner) where inner.isBoolean: inner
    default: .not(operand)
    }
  }

  /// 1 if the operand is not 0, else 0: conversion to `_Bool`.
  public static func truth(of operand: Operand) -> Operand {
    if operand.isBoolean { return operand }
    switch operand {
    case .integer(let value): return .integer(value == 0 ? 0 : 1)
    case .null: return .integer(0)
    case .unknown: return operand
    default: return .binary(.notEqual, operand, .integer(0))
    }
  }

  /// The constant that the operand is.
  public var integerValue: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// Whether the value can only be 0 or 1.
  public var isBoolean: Bool {
    switch self {
    case .not, .exchanged, .integer(0), .integer(1): true
    case .binary(let operation, _, _): operation.isComparison
    default: false
    }
  }
}

extension UpdateOperator {
  /// The value after the update, from the value before.
  public func newValue(old: Operand, operand: Operand) -> Operand {
    switch self {
    case .add: .folded(.add, old, operand)
    case .subtract: .folded(.subtract, old, operand)
    case .and: .folded(.and, old, operand)
    case .or: .folded(.or, old, operand)
    case .xor: .folded(.xor, old, operand)
    case .nand: .folded(.xor, .folded(.and, old, operand), .integer(-1))
    case .exchange: operand
    case .minimum, .maximum, .unsignedMinimum, .unsignedMaximum: .unknown("value after \(rawValue)")
    }
  }
}
