/// An `Expression` whose registers are indices into a thread's register file.
indirect enum IndexedExpression: Sendable {
  case constant(Int)
  case register(Int)
  case not(IndexedExpression)
  case binary(Expression.Operator, IndexedExpression, IndexedExpression)

  func value(in registers: ContiguousArray<Int>) -> Int {
    switch self {
    case .constant(let value): value
    case .register(let register): registers[register]
    case .not(let operand): operand.value(in: registers) == 0 ? 1 : 0
    case .binary(let symbol, let left, let right):
      symbol.apply(left.value(in: registers), right.value(in: registers))
    }
  }
}

extension Expression.Operator {
  /// Arithmetic wraps; division and remainder by zero give 0.
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
    }
  }
}

extension UpdateOperator {
  /// What an update with this operator writes over `old`.
  func apply(_ old: Int, _ operand: Int) -> Int {
    switch self {
    case .add: old &+ operand
    case .subtract: old &- operand
    case .and: old & operand
    case .or: old | operand
    case .xor: old ^ operand
    case .nand: ~(old & operand)
    case .exchange: operand
    case .minimum: min(old, operand)
    case .maximum: max(old, operand)
    }
  }
}
