import MemoryModel
import OrderLint

/// Conversions, and what the library does with integers, when lowered for execution.
extension FunctionLowering {
  // MARK: Conversions

  /// `UInt8(x)`, which traps if the value does not fit, and its relatives.
  mutating func convertedNumber(to type: SwiftType, _ call: Call) -> Typed {
    guard let first = call.arguments.first else { return Typed(.integer(0), type) }
    let label = first.label
    let source = lowerValue(first.value, expected: label == nil ? type : .unknown)
    let value = operand(source, first.value.span)
    for argument in call.arguments.dropFirst() {
      _ = operand(lowerValue(argument.value), argument.value.span)
    }
    guard let target = type.integer else {
      return Typed(.unknown("a value of a type that is no integer"), type)
    }
    if case .pointer = source.type, label == "bitPattern" { return Typed(value, type) }
    guard let integer = source.type.integer else {
      return Typed(.unknown("a conversion of a value whose type does not show"), type)
    }
    switch label {
    case nil, "_":
      require(fits(value, integer, in: target), .conversion, call.span)
      return Typed(wrapped(value, target), type)
    case "truncatingIfNeeded", "bitPattern", "_truncatingBits", "truncatingBitPattern":
      return Typed(fitsAlways(integer, target) ? value : wrapped(value, target), type)
    case "clamping": return Typed(clamped(value, integer, to: target, call.span), type)
    default: return Typed(.unknown("\(text(of: call.callee))(\(label ?? ""):)"), type)
    }
  }

  private func fitsAlways(_ source: Integer, _ target: Integer) -> Bool {
    source == target || source.bits < target.bits && (target.isSigned || !source.isSigned)
  }

  /// Whether a value of one type is one of another.
  private func fits(_ value: Operand, _ source: Integer, in target: Integer) -> Operand {
    if fitsAlways(source, target) { return .integer(1) }
    let isSame = Operand.folded(.equal, value, wrapped(value, target))
    let isNatural = Operand.folded(.greaterOrEqual, value, .integer(0))
    // The bits of a large unsigned number are those of a negative one, and the other way round.
    let turnsSign = source.bits == 64 && !source.isSigned || target.bits == 64 && !target.isSigned
    return turnsSign ? .folded(.and, isSame, isNatural) : isSame
  }

  private mutating func clamped(
    _ value: Operand, _ source: Integer, to target: Integer, _ span: Span
  ) -> Operand {
    if fitsAlways(source, target) { return value }
    let type = SwiftType.scalar(.integer(source))
    var result = value
    for isLeast in [true, false] {
      let limit = Operand.integer(isLeast ? target.least : target.greatest)
      // A limit that is no number of the source limits nothing.
      guard fits(limit, target, in: source) == .integer(1) else { continue }
      result = extreme(result, limit, type, isLeast: !isLeast, span)
    }
    return result
  }

  // MARK: Constants

  /// `UInt8.max` and the like.
  func limit(_ name: String, of type: SwiftType) -> Operand? {
    guard case .scalar(.integer(let integer)) = type else { return nil }
    switch name {
    case "max": return .integer(integer.greatest)
    case "min": return .integer(integer.least)
    case "zero": return .integer(0)
    case "bitWidth": return .integer(Int64(integer.bits))
    default: return nil
    }
  }

  // MARK: Members

  /// A property of a number.
  mutating func exactProperty(
    _ name: String, _ place: Place, _ number: SwiftType, _ span: Span
  ) -> Typed? {
    guard let type = number.integer else { return nil }
    let int = SwiftType.scalar(.integer(.int64))
    let unsigned = Integer(bits: type.bits, isSigned: false)
    func value() -> Operand { operand(load(place, number, span), span) }
    switch name {
    case "bitWidth": return Typed(.integer(Int64(type.bits)), int)
    case "nonzeroBitCount":
      return Typed(counted("__builtin_popcountll", wrapped(value(), unsigned), span), int)
    case "leadingZeroBitCount":
      let zeros = counted("__builtin_clzll", wrapped(value(), unsigned), span)
      return Typed(.folded(.subtract, zeros, .integer(Int64(64 - type.bits))), int)
    case "trailingZeroBitCount":
      var bits = value()
      // A bit above the number stops the count at its width.
      if type.bits < 64 { bits = .folded(.or, bits, .integer(1 << Int64(type.bits))) }
      return Typed(counted("__builtin_ctzll", bits, span), int)
    case "magnitude":
      let bits = value()
      let sign = Operand.folded(.shiftRight, bits, .integer(63))
      let result =
        type.isSigned
        ? wrapped(.folded(.subtract, .folded(.xor, bits, sign), sign), unsigned) : bits
      return Typed(result, .scalar(.integer(unsigned)))
    default: return nil
    }
  }

  private mutating func counted(_ function: String, _ value: Operand, _ span: Span) -> Operand {
    let event = emit(.call(.direct(function), arguments: [value]), span)
    builder.setNumber()
    return .result(event)
  }

  /// A method of a number.
  mutating func exactMethod(
    _ name: String, _ receiver: Receiver, _ call: Call
  ) -> Typed? {
    let number = receiver.type
    let operations: [String: BinaryOperator] = [
      "addingReportingOverflow": .add, "subtractingReportingOverflow": .subtract,
      "multipliedReportingOverflow": .multiply, "isMultiple": .remainder,
    ]
    guard let operation = operations[name], let argument = call.arguments.first,
      let type = number.integer
    else { return nil }
    let span = receiver.expression.span
    let left = operand(load(receiver.place, number, span), span)
    let right = operand(lowerValue(argument.value, expected: number), argument.value.span)
    let arithmetic = Arithmetic("&", left, right, type, call.span)
    if operation == .remainder {
      return Typed(.folded(.equal, compute(.remainder, arithmetic), .integer(0)), .boolean)
    }
    let overflow = Operand.folded(.equal, fits(operation, arithmetic), .integer(0))
    return Typed(
      .aggregate([
        Value.Part(name: "partialValue", value: Typed(compute(operation, arithmetic), number)),
        Value.Part(name: "overflow", value: Typed(overflow, .boolean)),
      ]),
      .tuple([
        SwiftType.TupleElement(label: "partialValue", type: number),
        SwiftType.TupleElement(label: "overflow", type: .boolean),
      ]))
  }

  // MARK: Functions

  /// `min`, `max` and `abs`.
  mutating func exactFunction(_ name: String, _ call: Call) -> Typed? {
    guard ["min", "max", "abs"].contains(name), let first = call.arguments.first else { return nil }
    let start = lowerValue(first.value)
    var (result, type) = (operand(start, first.value.span), start.type)
    if name == "abs" {
      guard let integer = type.integer else { return Typed(.unknown("abs"), type) }
      let sign = Operand.folded(.shiftRight, result, .integer(63))
      if integer.isSigned {
        require(.folded(.notEqual, result, .integer(integer.least)), .overflow, call.span)
        result = .folded(.subtract, .folded(.xor, result, sign), sign)
      }
      return Typed(result, type)
    }
    for argument in call.arguments.dropFirst() {
      let next = lowerValue(argument.value, expected: type)
      type = common(type, next.type)
      let value = operand(next, argument.value.span)
      guard type.integer != nil else { return Typed(.unknown(name), type) }
      result = extreme(result, value, type, isLeast: name == "min", call.span)
    }
    return Typed(result, type)
  }

  /// The smaller or larger of two numbers.
  private mutating func extreme(
    _ first: Operand, _ second: Operand, _ type: SwiftType, isLeast: Bool, _ span: Span
  ) -> Operand {
    let result = makeTemporary()
    let change = builder.makeBlock()
    let after = builder.makeBlock()
    emit(.assign(result, first), span)
    let condition = compared(isLeast ? .less : .greater, second, first, type)
    builder.terminate(.branch(condition, then: change, else: after))
    builder.begin(change)
    emit(.assign(result, second), span)
    builder.terminate(.jump(after))
    builder.begin(after)
    return .local(result)
  }

  // MARK: Atomics

  /// The smallest or largest, as the type compares.
  func exactUpdate(_ update: UpdateOperator, _ element: SwiftType) -> UpdateOperator {
    guard let integer = element.integer, !integer.isSigned else { return update }
    switch update {
    case .minimum: return .unsignedMinimum
    case .maximum: return .unsignedMaximum
    case .add, .subtract, .and, .or, .xor, .nand, .exchange, .unsignedMinimum, .unsignedMaximum:
      return update
    }
  }

  /// The value after an update. `add` and `subtract` trap where `wrappingAdd` wraps.
  mutating func exactNewValue(
    _ update: UpdateOperator, _ values: (old: Operand, change: Operand), _ element: SwiftType,
    _ call: Call
  ) -> Operand {
    let new = update.newValue(old: values.old, operand: values.change)
    guard let integer = element.integer else { return new }
    switch update {
    case .add, .subtract:
      let arithmetic = Arithmetic("&", values.old, values.change, integer, call.span)
      if case .member(_, let name) = call.callee.kind, name == "add" || name == "subtract" {
        require(fits(update == .add ? .add : .subtract, arithmetic), .overflow, call.span)
      }
      return wrapped(new, integer)
    case .minimum, .unsignedMinimum, .maximum, .unsignedMaximum:
      let isLeast = update == .minimum || update == .unsignedMinimum
      return extreme(values.old, values.change, element, isLeast: isLeast, call.span)
    case .and, .or, .xor, .nand, .exchange: return wrapped(new, integer)
    }
  }
}

extension ConcurrentProgram.IntegerType {
  /// The least number of the type.
  var least: Int64 { isSigned ? Int64.min >> Int64(64 - bits) : 0 }

  /// The bits of the greatest number of the type.
  var greatest: Int64 {
    let ones = UInt64.max >> UInt64(64 - bits)
    return Int64(bitPattern: isSigned ? ones >> 1 : ones)
  }
}
