import MemoryModel
import OrderLint

/// What an expression stands for while a function is lowered.
indirect enum Value: Sendable {
  /// A scalar, a pointer, or the address of an object that is its own variable (an atomic, a lock, a
  /// struct in memory).
  case operand(Operand)
  /// A tuple or a struct whose parts are known.
  case aggregate([Part])
  /// A closure literal that no event has needed as a value yet.
  case closure(Closure)

  var isOperand: Bool { if case .operand = self { true } else { false } }

  struct Part: Sendable {
    var name: String
    var value: Typed
  }
}

struct Typed: Sendable {
  var value: Value
  var type: SwiftType

  init(_ value: Value, _ type: SwiftType = .unknown) {
    self.value = value
    self.type = type
  }

  init(_ operand: Operand, _ type: SwiftType = .unknown) {
    self.init(.operand(operand), type)
  }

  static let void = Typed(.unknown("()"), .tuple([]))

  func part(_ name: String) -> Typed? {
    guard case .aggregate(let parts) = value else { return nil }
    if let found = parts.first(where: { $0.name == name }) { return found.value }
    guard let number = Int(name), parts.indices.contains(number) else { return nil }
    return parts[number].value
  }
}

/// Where a value is kept.
enum Place {
  case local(LocalID)
  case memory(Operand)
  /// Not a variable: the value itself.
  case value(Typed)
  /// A computed property: the functions to call and what to give them.
  case property(getter: String, setter: String, arguments: [Operand])
  /// `_`
  case nowhere
}

/// What a name means inside a function.
enum Binding {
  case value(Typed)
  case local(LocalID, SwiftType)
  case memory(Operand, SwiftType)
  /// A function inside the function: its symbol and the captured values it is given.
  case function(String, captures: [Operand], result: SwiftType)
  /// What a task computes, which the local holds.
  case task(LocalID, SwiftType)
}

extension Operand {
  /// Whether it is the address of a part of an object.
  var isPart: Bool {
    switch self {
    case .field, .element: true
    case .integer, .null, .parameter, .local, .result, .exchanged, .slot, .global, .function, .not,
      .binary, .unknown:
      false
    }
  }

  /// A part of the tuple at the address, by its label or number; where code is executed, by the number of
  /// cells before it.
  func tuplePart(_ name: String) -> Operand { .field(of: self, record: "tuple", name: name) }

  func tuplePart(_ number: Int) -> Operand { tuplePart(String(number)) }

  /// Whether evaluating it later could give another value.
  var dependsOnLocal: Bool {
    switch self {
    case .local: true
    case .field(let base, _, _), .not(let base): base.dependsOnLocal
    case .element(let base, let index): base.dependsOnLocal || index.dependsOnLocal
    case .binary(_, let left, let right): left.dependsOnLocal || right.dependsOnLocal
    case .integer, .null, .parameter, .result, .exchanged, .global, .slot, .function, .unknown:
      false
    }
  }
}
