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
}
