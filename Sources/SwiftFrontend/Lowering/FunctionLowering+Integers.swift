import MemoryModel
import OrderLint

/// Integers when lowered for execution: how wide they are, what wraps, and what traps.
extension FunctionLowering {
  typealias Integer = ConcurrentProgram.IntegerType

  /// The type of two values of which one is given for the other.
  func common(_ first: SwiftType, _ second: SwiftType) -> SwiftType {
    if first == .unknown { return second }
    if first == .number, case .scalar = second { return second }
    return first
  }

  /// What a literal on the left of an operator is taken for.
  func ofOperands(_ spelling: String, _ expected: SwiftType) -> SwiftType {
    guard index.isExact, let operation = Self.operators[spelling], !operation.isComparison,
      case .scalar = expected
    else { return .unknown }
    return expected
  }

  /// What a literal on the right of an operator is taken for.
  func ofRightOperand(_ spelling: String, _ type: SwiftType) -> SwiftType {
    index.isExact && isShift(Self.operators[spelling]) ? .unknown : type
  }

  private func isShift(_ operation: BinaryOperator?) -> Bool {
    operation == .shiftLeft || operation == .shiftRight
  }

  // MARK: Operators

  /// An operator on numbers or on a pointer; nil if it is one of other types.
  mutating func exactBinary(
    _ spelling: String, _ left: (Operand, SwiftType), _ right: (Operand, SwiftType), _ span: Span
  ) -> Typed? {
    guard let operation = Self.operators[spelling] else { return nil }
    if operation == .equal || operation == .notEqual { return nil }
    if case .pointer = left.1 { return moved(left, by: right, operation) }
    let type = isShift(operation) ? left.1 : common(left.1, right.1)
    let isUnknown = left.1 == .unknown || right.1 == .unknown && !isShift(operation)
    switch type {
    case .scalar(.any) where isUnknown: return Typed(.unknown(Self.untyped))
    case .unknown: return Typed(.unknown(Self.untyped))
    case .scalar(.other): return Typed(.unknown("arithmetic on numbers that are no integers"), type)
    case .scalar:
      guard let integer = type.integer else { return nil }
      let arithmetic = Arithmetic(spelling, left.0, right.0, integer, span)
      return Typed(compute(operation, arithmetic), operation.isComparison ? .boolean : type)
    case .boolean, .record, .foreign, .pointer, .atomic, .lock, .function, .tuple, .metatype,
      .optional, .ordering, .array, .concurrency:
      return nil
    }
  }

  private static let untyped = "a number whose type does not show; write its type"

  private func moved(
    _ pointer: (Operand, SwiftType), by distance: (Operand, SwiftType),
    _ operation: BinaryOperator
  ) -> Typed? {
    if case .pointer = distance.1 {
      return operation.isComparison
        ? nil : Typed(.unknown("the distance of two pointers; count the elements"), .number)
    }
    switch operation {
    case .add:
      return Typed(.element(of: pointer.0, index: scaled(distance.0, pointer.1)), pointer.1)
    case .subtract:
      let back = Operand.folded(.subtract, .integer(0), scaled(distance.0, pointer.1))
      return Typed(.element(of: pointer.0, index: back), pointer.1)
    case .multiply, .divide, .remainder, .and, .or, .xor, .shiftLeft, .shiftRight, .equal,
      .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return nil
    }
  }

  /// A prefix operator on a number.
  mutating func exactPrefix(
    _ spelling: String, _ value: Operand, _ type: SwiftType, _ span: Span
  ) -> Typed? {
    switch spelling {
    case "-": return exactBinary("-", (.integer(0), type), (value, type), span)
    case "~":
      guard let integer = type.integer else { return Typed(.unknown(Self.untyped), type) }
      return Typed(wrapped(.folded(.xor, value, .integer(-1)), integer), type)
    case "+": return Typed(value, type)
    default: return nil
    }
  }

  // MARK: Arithmetic

  /// An operator and two values of one type.
  struct Arithmetic {
    var spelling: String
    var left: Operand
    var right: Operand
    var type: Integer
    var span: Span

    init(
      _ spelling: String, _ left: Operand, _ right: Operand, _ type: Integer, _ span: Span
    ) {
      self.spelling = spelling
      self.left = left
      self.right = right
      self.type = type
      self.span = span
    }

    var wraps: Bool { spelling.hasPrefix("&") }
    var isWideUnsigned: Bool { type.bits == 64 && !type.isSigned }
  }

  mutating func compute(_ operation: BinaryOperator, _ arithmetic: Arithmetic) -> Operand {
    let (left, right) = (arithmetic.left, arithmetic.right)
    switch operation {
    case .add, .subtract, .multiply:
      if !arithmetic.wraps {
        require(fits(operation, arithmetic), .overflow, arithmetic.span)
      }
      return wrapped(.folded(operation, left, right), arithmetic.type)
    case .divide, .remainder: return quotient(operation, arithmetic)
    case .shiftLeft: return shifted(arithmetic, isLeft: true)
    case .shiftRight: return shifted(arithmetic, isLeft: false)
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      return compared(operation, left, right, .scalar(.integer(arithmetic.type)))
    case .and, .or, .xor, .equal, .notEqual: return .folded(operation, left, right)
    }
  }

  /// Turning the highest bit turns the order of unsigned numbers of 64 bits into that of signed ones.
  func compared(
    _ operation: BinaryOperator, _ left: Operand, _ right: Operand, _ type: SwiftType
  ) -> Operand {
    guard let integer = type.integer, integer.bits == 64, !integer.isSigned else {
      return .folded(operation, left, right)
    }
    return .folded(
      operation, .folded(.xor, left, .integer(.min)), .folded(.xor, right, .integer(.min)))
  }

  /// The operand modulo two to the width of the type.
  func wrapped(_ operand: Operand, _ type: Integer) -> Operand {
    if case .unknown = operand { return operand }
    guard type.bits < 64 else { return operand }
    guard type.isSigned else {
      return .folded(.and, operand, .integer((1 << Int64(type.bits)) - 1))
    }
    let distance = Operand.integer(Int64(64 - type.bits))
    return .folded(.shiftRight, .folded(.shiftLeft, operand, distance), distance)
  }

  /// Whether the sum, difference or product is a number of the type.
  mutating func fits(_ operation: BinaryOperator, _ arithmetic: Arithmetic) -> Operand {
    let (left, right, type) = (arithmetic.left, arithmetic.right, arithmetic.type)
    let result = Operand.folded(operation, left, right)
    // The exact result, or its lower 64 bits if it is the product of two large unsigned numbers.
    guard type.bits == 64 else { return .folded(.equal, result, wrapped(result, type)) }
    if operation == .multiply { return productFits(result, arithmetic) }
    let isSum = operation == .add
    guard type.isSigned else {
      let unsigned = SwiftType.scalar(.integer(type))
      return isSum
        ? compared(.greaterOrEqual, result, left, unsigned)
        : compared(.greaterOrEqual, left, right, unsigned)
    }
    // Operands of one sign give a sum of that sign; those of two signs, a difference of the first's.
    let signs = Operand.folded(
      .and, .folded(.xor, left, isSum ? result : right),
      .folded(.xor, isSum ? right : left, result))
    return .folded(.greaterOrEqual, signs, .integer(0))
  }

  private mutating func productFits(_ product: Operand, _ arithmetic: Arithmetic) -> Operand {
    let (left, right) = (arithmetic.left, arithmetic.right)
    let isZero = Operand.folded(.equal, right, .integer(0))
    if arithmetic.isWideUnsigned {
      let back = unsigned(.unsignedDivide, product, right, arithmetic.span)
      return .folded(.or, isZero, .folded(.equal, back, left))
    }
    let turns = Operand.folded(
      .and, .folded(.equal, left, .integer(.min)), .folded(.equal, right, .integer(-1)))
    let isExact = Operand.folded(.equal, .folded(.divide, product, right), left)
    return .folded(.or, isZero, .folded(.and, isExact, .folded(.equal, turns, .integer(0))))
  }

  private mutating func quotient(
    _ operation: BinaryOperator, _ arithmetic: Arithmetic
  ) -> Operand {
    let (left, right, type) = (arithmetic.left, arithmetic.right, arithmetic.type)
    require(.folded(.notEqual, right, .integer(0)), .divisionByZero, arithmetic.span)
    if arithmetic.isWideUnsigned {
      let primitive: Primitive = operation == .divide ? .unsignedDivide : .unsignedRemainder
      return unsigned(primitive, left, right, arithmetic.span)
    }
    if type.isSigned {
      let least = Int64.min >> Int64(64 - type.bits)
      let isLeast = Operand.folded(.equal, left, .integer(least))
      let turns = Operand.folded(.and, isLeast, .folded(.equal, right, .integer(-1)))
      require(.folded(.equal, turns, .integer(0)), .overflow, arithmetic.span)
    }
    return .folded(operation, left, right)
  }

  private mutating func unsigned(
    _ primitive: Primitive, _ left: Operand, _ right: Operand, _ span: Span
  ) -> Operand {
    let event = emit(.call(.direct(primitive.rawValue), arguments: [left, right]), span)
    builder.setNumber(bits: 64, isSigned: false)
    return .result(event)
  }

  // MARK: Shifts

  /// `<<` and `>>` shift everything out, and the other way if the distance is negative; `&<<` and
  /// `&>>` take the distance modulo the width.
  private mutating func shifted(_ arithmetic: Arithmetic, isLeft: Bool) -> Operand {
    var arithmetic = arithmetic
    let type = arithmetic.type
    if arithmetic.wraps {
      arithmetic.right = .folded(.and, arithmetic.right, .integer(Int64(type.bits - 1)))
    }
    let (left, right) = (arithmetic.left, arithmetic.right)
    if arithmetic.isWideUnsigned, !isLeft || !(arithmetic.wraps || isNatural(right)) {
      return wideShift(arithmetic, isLeft: isLeft)
    }
    return wrapped(.folded(isLeft ? .shiftLeft : .shiftRight, left, right), type)
  }

  private func isNatural(_ operand: Operand) -> Bool {
    if case .integer(let number) = operand { number >= 0 } else { false }
  }

  private mutating func wideShift(_ arithmetic: Arithmetic, isLeft: Bool) -> Operand {
    let distance = arithmetic.right
    if !isLeft, arithmetic.wraps || isNatural(distance) {
      return unsigned(.unsignedShiftRight, arithmetic.left, distance, arithmetic.span)
    }
    let backward = Operand.folded(.subtract, .integer(0), distance)
    let isForward = Operand.folded(.greater, distance, .integer(0))
    let along = Operand.folded(.multiply, distance, isForward)
    let against = Operand.folded(
      .multiply, backward, .folded(.less, distance, .integer(0)))
    let right = unsigned(
      .unsignedShiftRight, arithmetic.left, isLeft ? against : along, arithmetic.span)
    return .folded(.shiftLeft, right, isLeft ? along : against)
  }

  /// Control goes on only if the condition holds.
  mutating func require(_ condition: Operand, _ failure: ArithmeticFailure, _ span: Span) {
    if case .integer(let known) = condition, known != 0 { return }
    emit(
      .call(
        .direct(Primitive.checkArithmetic.rawValue),
        arguments: [condition, .integer(failure.rawValue)]), span)
  }
}
