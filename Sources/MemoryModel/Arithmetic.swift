extension UpdateOperator {
  /// What an update with this operator writes over `old`.
  public func apply(
    _ old: Int, _ operand: Int, _ type: ConcurrentProgram.IntegerType = .int64
  ) -> Int {
    type.wrap(value(old, operand, isSigned: type.isSigned))
  }

  private func value(_ old: Int, _ operand: Int, isSigned: Bool) -> Int {
    let isBelow = UInt(bitPattern: old) < UInt(bitPattern: operand)
    let isLess = isSigned ? old < operand : isBelow
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
    case .unsignedMinimum: isBelow ? old : operand
    case .unsignedMaximum: isBelow ? operand : old
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
