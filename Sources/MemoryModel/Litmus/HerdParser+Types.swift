// The C types of variables and registers. What they are given is converted, so it wraps; expressions
// are computed in 64 bits, as what is left of C's conversions makes no difference there but for
// unsigned numbers.

/// A type of C, as far as what it does to numbers.
enum HerdType: Hashable {
  case boolean
  case integer(ConcurrentProgram.IntegerType)
  /// A pointer, or a type nobody gave: nothing is converted.
  case unknown

  static let int = HerdType.integer(.init(bits: 32, isSigned: true))

  /// The type that words of a declaration name.
  init(_ words: [String], isPointer: Bool) {
    guard !isPointer else {
      self = .unknown
      return
    }
    var bits: Int?
    var isSigned = true
    for word in words {
      let name = word.hasPrefix("atomic_") ? String(word.dropFirst("atomic_".count)) : word
      switch name {
      case "bool", "_Bool":
        self = .boolean
        return
      case "unsigned": isSigned = false
      case "char", "schar": bits = 8
      case "uchar": (bits, isSigned) = (8, false)
      case "short": bits = 16
      case "ushort": (bits, isSigned) = (16, false)
      case "int": bits = bits ?? 32
      case "uint": (bits, isSigned) = (32, false)
      case "long", "llong", "intptr_t", "ptrdiff_t", "intmax_t": bits = 64
      case "ulong", "ullong", "size_t", "uintptr_t", "uintmax_t": (bits, isSigned) = (64, false)
      default:
        guard let sized = Self.sized(name) else { continue }
        (bits, isSigned) = (sized.bits, sized.isSigned)
      }
    }
    if bits == nil, words.contains("unsigned") || words.contains("signed") { bits = 32 }
    self = bits.map { .integer(.init(bits: $0, isSigned: isSigned)) } ?? .unknown
  }

  /// `uint8_t`, `int_least16_t` and their like.
  private static func sized(_ name: String) -> ConcurrentProgram.IntegerType? {
    guard name.hasSuffix("_t") else { return nil }
    let isSigned = !name.hasPrefix("u")
    var rest = name.dropLast(2)
    for part in ["u", "int", "_least", "_fast"] where rest.hasPrefix(part) {
      rest = rest.dropFirst(part.count)
    }
    guard name.contains("int"), let bits = Int(rest), [8, 16, 32, 64].contains(bits) else {
      return nil
    }
    return .init(bits: bits, isSigned: isSigned)
  }

  /// The type as a read-modify-write has it.
  var integer: ConcurrentProgram.IntegerType? {
    if case .integer(let type) = self { type } else { nil }
  }

  /// After the integer promotions ([conv.prom]).
  var promoted: HerdType {
    switch self {
    case .boolean: .int
    case .integer(let type): type.bits < 32 ? .int : self
    case .unknown: .unknown
    }
  }

  /// The type of arithmetic on two promoted operands ([expr.arith.conv]).
  func common(with other: HerdType) -> HerdType {
    guard case .integer(let left) = self, case .integer(let right) = other else { return .unknown }
    if left.bits != right.bits { return left.bits > right.bits ? self : other }
    return .integer(.init(bits: left.bits, isSigned: left.isSigned && right.isSigned))
  }

  /// Whether all values of the other type are values of this.
  func holds(_ other: HerdType) -> Bool {
    switch (self, other) {
    case (.unknown, _), (.boolean, .boolean), (.integer, .boolean): return true
    case (.boolean, _), (.integer, .unknown): return false
    case (.integer(let own), .integer(let other)):
      if own.bits == 64 { return true }
      return own.isSigned == other.isSigned
        ? own.bits >= other.bits : own.isSigned && own.bits > other.bits
    }
  }

  func converted(_ value: Int) -> Int {
    switch self {
    case .boolean: value == 0 ? 0 : 1
    case .integer(let type): type.wrap(value)
    case .unknown: value
    }
  }
}

extension HerdParser {
  // MARK: Types of what there is

  func type(of variable: Variable) -> HerdType { variableTypes[variable] ?? .unknown }

  /// The type of what a place holds at the end.
  func type(of place: FinalPlace) -> HerdType {
    switch place {
    case .variable(let variable): type(of: variable)
    case .register(let thread, let register):
      finalTypes[thread]?[register] ?? .unknown
    }
  }

  func type(of expression: Expression) -> HerdType {
    switch expression {
    case .constant(let value):
      return HerdType.int.converted(value) == value
        ? .int : .integer(.init(bits: 64, isSigned: true))
    case .register(let register): return registerTypes[register] ?? .unknown
    case .not: return .int
    case .binary(let symbol, let left, let right):
      switch symbol {
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return .int
      case .shiftLeft, .shiftRight: return type(of: left).promoted
      case .and:
        // A mask that is no narrower than what it is to become.
        if case .constant(let mask) = right, (0...0xFFFF_FFFF).contains(mask) {
          for bits in [8, 16, 32] where mask < 1 << bits {
            return .integer(.init(bits: bits, isSigned: false))
          }
        }
        return type(of: left).promoted.common(with: type(of: right).promoted)
      case .add, .subtract, .multiply, .divide, .remainder, .or, .xor:
        return type(of: left).promoted.common(with: type(of: right).promoted)
      }
    }
  }

  // MARK: Conversions

  func converted(_ value: Expression, to type: HerdType) -> Expression {
    if case .constant(let constant) = value { return .constant(type.converted(constant)) }
    guard !type.holds(self.type(of: value)) else { return value }
    switch type {
    case .unknown: return value
    case .boolean: return .binary(.notEqual, value, .constant(0))
    case .integer(let integer):
      let low = Expression.binary(.and, value, .constant((1 << integer.bits) - 1))
      guard integer.isSigned else { return low }
      let sign = Expression.constant(1 << (integer.bits - 1))
      return .binary(.subtract, .binary(.xor, low, sign), sign)
    }
  }

  /// An operator as C has it. What overflows a signed type is undefined, and left as it is.
  func arithmetic(_ symbol: BinaryOperator, _ left: Expression, _ right: Expression) -> Expression {
    let leftType = type(of: left).promoted
    let isShift = symbol == .shiftLeft || symbol == .shiftRight
    let common = isShift ? leftType : leftType.common(with: type(of: right).promoted)
    guard let integer = common.integer, !integer.isSigned, integer.bits < 64 else {
      return .binary(symbol, left, right)
    }
    let a = converted(left, to: common)
    let b = isShift ? right : converted(right, to: common)
    let result = Expression.binary(symbol, a, b)
    switch symbol {
    case .add, .subtract, .multiply, .shiftLeft:
      return .binary(.and, result, .constant((1 << integer.bits) - 1))
    case .divide, .remainder, .and, .or, .xor, .shiftRight, .equal, .notEqual, .less,
      .lessOrEqual, .greater, .greaterOrEqual:
      return result
    }
  }

  // MARK: Declarations

  mutating func note(_ type: HerdType, of name: String, count: Int? = nil) {
    guard type != .unknown else { return }
    for name in count.map({ (0..<$0).map { "\(name)[\($0)]" } }) ?? [name, "\(name)[0]"]
    where variableTypes[Variable(name)] == nil {
      variableTypes[Variable(name)] = type
    }
  }

  /// The types that read-modify-writes of variables compute in.
  var updateTypes: [Variable: ConcurrentProgram.IntegerType] {
    variableTypes.compactMapValues { type in
      type.integer.flatMap { $0.bits < 64 || !$0.isSigned ? $0 : nil }
    }
  }
}
