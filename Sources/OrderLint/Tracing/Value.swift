import MemoryModel

/// A value or an address in one trace: an operand whose locals have been replaced by what they
/// hold on this path.
public enum Value: Hashable, Sendable {
  case integer(Int64)
  /// A parameter of the trace's root function.
  case parameter(Int)
  /// What the item at the index read, or the object it allocated.
  case result(Int)
  /// Whether the compare-exchange or try-lock at the index succeeded.
  case exchanged(Int)
  indirect case global(String)
  /// The address of a local variable of one activation.
  indirect case slot(activation: Int, LocalID)
  indirect case field(of: Value, record: String, name: String)
  indirect case element(of: Value, index: Value)
  indirect case function(String)
  indirect case not(Value)
  indirect case binary(BinaryOperator, Value, Value)
  /// Not known; equal numbers are the same unknown value.
  case unknown(Int)
}

extension Value {
  /// The object an address lies in, without fields and elements.
  var base: Value {
    switch self {
    case .field(let base, _, _): base.base
    case .element(let base, _): base.base
    case .binary(.add, let left, _), .binary(.subtract, let left, _): left.base
    case .integer, .parameter, .result, .exchanged, .global, .slot, .function, .not, .binary,
      .unknown:
      self
    }
  }

  /// Whether the value is the address of an object of this program, which is never null.
  var isObjectAddress: Bool {
    switch self {
    case .global, .slot, .field, .element, .function: true
    case .integer, .parameter, .result, .exchanged, .not, .binary, .unknown: false
    }
  }

  /// Whether the value is computed from the result of an item of which the condition is true.
  func depends(on condition: (Int) -> Bool) -> Bool {
    switch self {
    case .result(let index), .exchanged(let index): condition(index)
    case .field(let base, _, _): base.depends(on: condition)
    case .element(let base, let index):
      base.depends(on: condition) || index.depends(on: condition)
    case .not(let inner): inner.depends(on: condition)
    case .binary(_, let left, let right):
      left.depends(on: condition) || right.depends(on: condition)
    case .integer, .parameter, .global, .slot, .function, .unknown: false
    }
  }

  /// Whether the value is true if the item gives one number, and false if it gives another.
  func holds(if item: Int, is number: Int64, butNotIf other: Int64) -> Bool {
    let when = { (found: Int64) in evaluated { $0 == item ? found : nil }.map { $0 != 0 } }
    return when(number) == true && when(other) == false
  }

  var dependsOnItems: Bool { depends { _ in true } }

  /// Every item whose result the value is computed from.
  var dependencies: Set<Int> {
    switch self {
    case .result(let index), .exchanged(let index): [index]
    case .field(let base, _, _): base.dependencies
    case .element(let base, let index): base.dependencies.union(index.dependencies)
    case .not(let inner): inner.dependencies
    case .binary(_, let left, let right): left.dependencies.union(right.dependencies)
    case .integer, .parameter, .global, .slot, .function, .unknown: []
    }
  }

  /// The same without what indices are only masked with: a ring's size that is not known is taken to
  /// be larger than any index.
  var decidingDependencies: Set<Int> {
    switch self {
    case .binary(.and, let left, _), .binary(.remainder, let left, _):
      left.decidingDependencies
    case .not(let inner): inner.decidingDependencies
    case .binary(_, let left, let right):
      left.decidingDependencies.union(right.decidingDependencies)
    case .result, .exchanged, .field, .element, .integer, .parameter, .global, .slot, .function,
      .unknown:
      dependencies
    }
  }

  var containsUnknown: Bool {
    switch self {
    case .unknown: true
    case .field(let base, _, _): base.containsUnknown
    case .element(let base, let index): base.containsUnknown || index.containsUnknown
    case .not(let inner): inner.containsUnknown
    case .binary(_, let left, let right): left.containsUnknown || right.containsUnknown
    case .integer, .parameter, .result, .exchanged, .global, .slot, .function: false
    }
  }

  /// Whether the value is made of more parts than that. A number that is mixed from itself doubles each
  /// time: what is shared in memory is walked again wherever it occurs.
  func hasMoreParts(than limit: Int) -> Bool {
    var left = limit
    return !fits(into: &left)
  }

  private func fits(into left: inout Int) -> Bool {
    left -= 1
    guard left >= 0 else { return false }
    return switch self {
    case .field(let base, _, _): base.fits(into: &left)
    case .element(let base, let index): base.fits(into: &left) && index.fits(into: &left)
    case .not(let inner): inner.fits(into: &left)
    case .binary(_, let one, let other): one.fits(into: &left) && other.fits(into: &left)
    case .integer, .parameter, .result, .exchanged, .global, .slot, .function, .unknown: true
    }
  }

  /// The value with every leaf replaced. Constants are folded again on the way up.
  func replacingLeaves(_ replace: (Value) -> Value) -> Value {
    switch self {
    case .field(let base, let record, let name):
      .field(of: base.replacingLeaves(replace), record: record, name: name)
    case .element(let base, let index):
      .element(of: base.replacingLeaves(replace), index: index.replacingLeaves(replace))
    case .not(let inner): Value.negation(inner.replacingLeaves(replace))
    case .binary(let kind, let left, let right):
      Value.computed(kind, left.replacingLeaves(replace), right.replacingLeaves(replace))
    case .integer, .parameter, .result, .exchanged, .global, .slot, .function, .unknown:
      replace(self)
    }
  }

  /// The value with results replaced for which another item is given; the same value if there are
  /// none, which is nearly always.
  func replacingResults(_ other: (Int) -> Int?) -> Value {
    guard depends(on: { other($0) != nil }) else { return self }
    return replacingLeaves { leaf in
      if case .result(let index) = leaf, let item = other(index) { .result(item) } else { leaf }
    }
  }

  static func negation(_ value: Value) -> Value {
    switch value {
    case .integer(let number): .integer(number == 0 ? 1 : 0)
    case .not(let inner) where inner.isTruthValue: inner
    case .binary(.equal, let left, let right): .binary(.notEqual, left, right)
    case .binary(.notEqual, let left, let right): .binary(.equal, left, right)
    default: value.isObjectAddress ? .integer(0) : .not(value)
    }
  }

  /// Whether the value can only be 0 or 1.
  var isTruthValue: Bool {
    switch self {
    case .not, .exchanged: true
    case .binary(.or, let left, let right), .binary(.and, let left, let right):
      left.isTruthValue && right.isTruthValue
    case .binary(let kind, _, _): kind.isComparison
    case .integer(let number): number == 0 || number == 1
    case .parameter, .result, .global, .slot, .field, .element, .function, .unknown: false
    }
  }

  static func computed(_ kind: BinaryOperator, _ left: Value, _ right: Value) -> Value {
    if case .integer(let a) = left, case .integer(let b) = right {
      return .integer(kind.apply(a, b))
    }
    switch kind {
    case .equal, .notEqual:
      if left == right, !left.containsUnknown { return .integer(kind == .equal ? 1 : 0) }
      let comparesNull = left == .integer(0) || right == .integer(0)
      if comparesNull, left.isObjectAddress || right.isObjectAddress {
        return .integer(kind == .equal ? 0 : 1)
      }
      // `(a == b) != 0` is what a C condition on a comparison becomes.
      if right == .integer(0), left.isTruthValue {
        return kind == .notEqual ? left : negation(left)
      }
    case .add, .or, .xor, .subtract:
      if right == .integer(0) { return left }
      if kind == .add, case .binary(.add, let inner, .integer(let a)) = left,
        case .integer(let b) = right
      {
        return computed(.add, inner, .integer(a &+ b))
      }
    case .multiply, .divide, .remainder, .and, .shiftLeft, .shiftRight, .less, .lessOrEqual,
      .greater, .greaterOrEqual:
      break
    }
    return .binary(kind, left, right)
  }
}
