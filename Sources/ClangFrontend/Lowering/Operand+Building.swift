import MemoryModel
import OrderLint

extension Operand {
  /// The address `count` elements after an address. `p + i + j` and `&a[i] + j` are one step.
  static func advanced(_ base: Operand, by count: Operand) -> Operand {
    if case .element(let array, let index) = base {
      return .element(of: array, index: .folded(.add, index, count))
    }
    return count == .integer(0) ? base : .element(of: base, index: count)
  }

  /// A binary operation, computed now if both sides are constants.
  static func folded(_ operation: BinaryOperator, _ left: Operand, _ right: Operand) -> Operand {
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

  static func negated(_ operand: Operand) -> Operand {
    switch operand {
    case .integer(let value): .integer(value == 0 ? 1 : 0)
    case .null: .integer(1)
    case .not(let inner) where inner.isBoolean: inner
    default: .not(operand)
    }
  }

  /// 1 if the operand is not 0, else 0: conversion to `_Bool`.
  static func truth(of operand: Operand) -> Operand {
    if operand.isBoolean { return operand }
    switch operand {
    case .integer(let value): return .integer(value == 0 ? 0 : 1)
    case .null: return .integer(0)
    case .unknown: return operand
    default: return .binary(.notEqual, operand, .integer(0))
    }
  }

  var integerValue: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// Whether the value can only be 0 or 1.
  var isBoolean: Bool {
    switch self {
    case .not, .exchanged, .integer(0), .integer(1): true
    case .binary(let operation, _, _): operation.isComparison
    default: false
    }
  }
}

extension UpdateOperator {
  /// The value after the update, from the value before.
  func newValue(old: Operand, operand: Operand) -> Operand {
    switch self {
    case .add: .folded(.add, old, operand)
    case .subtract: .folded(.subtract, old, operand)
    case .and: .folded(.and, old, operand)
    case .or: .folded(.or, old, operand)
    case .xor: .folded(.xor, old, operand)
    case .nand: .folded(.xor, .folded(.and, old, operand), .integer(-1))
    case .exchange: operand
    case .minimum, .maximum: .unknown("value after \(rawValue)")
    }
  }
}
