import MemoryModel
import OrderLint

/// Structs and tuples where the code is executed. The value of an expression is a copy, and optional
/// ones are pointers to copies: what is done to a variable later does not change it.
extension FunctionLowering {
  /// Whether values of the type are copied part by part.
  func isComposite(_ type: SwiftType) -> Bool { index.isExact && index.isComposite(type) }

  private static let copyLimit = 256

  // MARK: Copies

  /// The value of a struct or tuple in memory now: its parts are read.
  mutating func snapshot(_ value: Typed, _ span: Span) -> Typed {
    guard isComposite(value.type), case .operand(let address) = value.value,
      index.isCopyable(value.type)
    else { return value }
    if case .unknown = address { return value }
    guard index.cells(of: value.type) <= Self.copyLimit else {
      opaque("a copy of a value of very many parts; use a pointer to it", span)
      return Typed(.unknown("copy"), value.type)
    }
    let parts = places(in: value.type, at: address).map { part in
      Value.Part(
        name: part.name, value: snapshot(load(.memory(part.address), part.type, span), span))
    }
    return Typed(.aggregate(parts), value.type)
  }

  private struct PartPlace {
    var name: String
    var address: Operand
    var type: SwiftType
  }

  private func places(in type: SwiftType, at address: Operand) -> [PartPlace] {
    switch type {
    case .record(let number) where index.types[number].kind == .enum:
      return (0..<index.cells(of: type)).map { cell in
        PartPlace(
          name: String(cell), address: address.tuplePart(cell), type: .unknown)
      }
    case .record(let number):
      return index.types[number].fields.map { field in
        PartPlace(
          name: field.name,
          address: .field(of: address, record: index.types[number].name, name: field.name),
          type: field.type)
      }
    case .tuple(let elements):
      return elements.enumerated().map { number, element in
        PartPlace(
          name: element.label ?? String(number),
          address: tupleElement(number, of: address, elements), type: element.type)
      }
    case .unknown, .scalar, .boolean, .foreign, .pointer, .atomic, .lock, .function, .metatype,
      .optional, .ordering, .array, .concurrency:
      return []
    }
  }

  /// Where an element of a tuple is: fields of tuples are named by the cells before them.
  func tupleElement(
    _ number: Int, of address: Operand, _ elements: [SwiftType.TupleElement]
  ) -> Operand {
    address.tuplePart(index.offset(of: number, in: elements))
  }

  /// A value that later assignments to the variables it is computed from do not change.
  mutating func settled(_ value: Typed, _ span: Span) -> Typed {
    guard index.isExact, case .operand(let operand) = value.value, operand.dependsOnLocal else {
      return value
    }
    let local = makeTemporary()
    emit(.assign(local, operand), span)
    return Typed(.local(local), value.type)
  }

  /// The address of a copy that nobody else has.
  mutating func memory(of value: Typed, _ span: Span) -> Operand {
    let local = makeTemporary()
    locals[local.index].layout = index.layout(of: value.type)
    store(value, at: .slot(local), value.type, span)
    return .slot(local)
  }

  // MARK: Values for places

  /// The operand that stands for the value in a variable, parameter or result of the type.
  mutating func operand(_ value: Typed, as type: SwiftType, _ span: Span) -> Operand {
    guard index.isExact else { return operand(value, span) }
    if case .optional(let wrapped) = type { return optional(value, wrapped, span) }
    if case .tuple = type, isComposite(type), case .aggregate = value.value {
      return memory(of: Typed(value.value, type), span)
    }
    let fits = isComposite(type) == isComposite(value.type) && !value.type.isOptional
    if type != .unknown, !fits, isKnown(value), !isProtocol(type) {
      opaque(Self.otherType, span)
      return .unknown(Self.otherType)
    }
    return operand(value, span)
  }

  static let otherType =
    "a struct or tuple where its type does not show; write the type, or a function for the type"

  private func isProtocol(_ type: SwiftType) -> Bool {
    guard case .record(let number) = type else { return false }
    return index.types[number].kind == .protocol
  }

  private func isKnown(_ value: Typed) -> Bool {
    if case .operand(.unknown) = value.value { false } else { true }
  }

  /// A pointer to a copy of its own, or 0.
  mutating func optional(_ value: Typed, _ wrapped: SwiftType, _ span: Span) -> Operand {
    if case .operand(.null) = value.value { return .null }
    if value.type.isOptional || !isKnown(value) { return operand(value, span) }
    guard isComposite(value.type), index.isCopyable(value.type) else {
      opaque(Self.otherType, span)
      return .unknown(Self.otherType)
    }
    let type = isComposite(wrapped) ? wrapped : value.type
    let cells = Operand.integer(Int64(index.cells(of: type)))
    let event = emit(
      .call(.direct(Primitive.allocate.rawValue), arguments: [cells, .integer(1)]), span)
    store(value, at: .result(event), type, span)
    return .result(event)
  }

  /// What an optional holds that is not 0.
  mutating func held(by optional: Operand, _ type: SwiftType, _ span: Span) -> Typed {
    snapshot(Typed(optional, type.unwrapped), span)
  }

  // MARK: References

  /// An atomic or lock is where it is declared: nothing else refers to it.
  mutating func refuseSharing(_ value: Typed, at address: Operand, _ span: Span) {
    guard value.type.isObjectInPlace, case .operand(let other) = value.value, other != address,
      isKnown(value)
    else { return }
    opaque("a second reference to an atomic or a lock; use the one it was made for", span)
  }

  /// A struct that holds an atomic is where it is declared, too.
  mutating func refuseCopy(_ value: Typed, _ initial: Expression) {
    guard isComposite(value.type), !index.isCopyable(value.type), case .operand = value.value
    else { return }
    if case .call = initial.kind { return }
    opaque("a copy of a struct that holds an atomic or a lock; use the struct itself", initial.span)
  }

  // MARK: Stores

  /// Writes a struct, a tuple or an optional of one part by part; false if the value is none.
  mutating func storeComposite(
    _ value: Typed, at address: Operand, _ type: SwiftType, _ span: Span
  ) -> Bool {
    if refusesNumber(value, type, span) { return true }
    if case .optional(let wrapped) = type {
      emit(.write(at: address, value: optional(value, wrapped, span), .plain), span)
      return true
    }
    guard isComposite(type) || isComposite(value.type) || value.type.isOptional, isKnown(value)
    else { return false }
    if isProtocol(type) { return false }
    if case .operand(address) = value.value { return true }
    guard isComposite(type), case .aggregate(let parts) = snapshot(value, span).value else {
      opaque(Self.otherType, span)
      return true
    }
    let places = places(in: type, at: address)
    let isTuple = !hasNamedParts(type)
    for (number, part) in parts.enumerated() {
      let place =
        isTuple
        ? (places.indices.contains(number) ? places[number] : nil)
        : places.first { $0.name == part.name }
      guard let place, !isTuple || isSameLabel(part.name, place.name) else {
        opaque("a tuple whose labels are in another order", span)
        continue
      }
      store(part.value, at: place.address, place.type, span)
    }
    return true
  }

  /// Whether a number that may be 0 is given where that would be `nil`.
  mutating func refusesNumber(_ value: Typed, _ type: SwiftType, _ span: Span) -> Bool {
    guard index.isExact, type == .optionalNumber, case .operand(let operand) = value.value
    else { return false }
    switch operand {
    case .null, .unknown: return false
    case .integer(let number) where number != 0: return false
    default:
      guard value.type.isNumber else { return false }
      opaque("an optional number where 0 is not told from nil; put it in a struct", span)
      return true
    }
  }

  private func hasNamedParts(_ type: SwiftType) -> Bool {
    guard case .record(let number) = type else { return false }
    return index.types[number].kind == .struct
  }

  private func isSameLabel(_ first: String, _ second: String) -> Bool {
    first == second || Int(first) != nil || Int(second) != nil
  }

  // MARK: Unwrapping

  /// `x!` and `x?` of an optional struct or tuple. Where a part is changed, a copy is, which is then
  /// written back.
  mutating func unwrap(
    _ place: Place, _ type: SwiftType, _ span: Span, whenNil exit: Int?
  ) -> (Place, SwiftType) {
    let value = operand(load(place, type, span), span)
    let some = builder.makeBlock()
    let none = exit ?? builder.makeBlock()
    builder.terminate(.branch(.binary(.notEqual, value, .null), then: some, else: none))
    if exit == nil {
      builder.begin(none)
      emit(.call(.direct(Primitive.failedAssertion.rawValue), arguments: []), span)
      builder.terminate(.unreachable)
    }
    builder.begin(some)
    guard isChanging else { return (.value(Typed(value, type.unwrapped)), type.unwrapped) }
    if writeBack != nil { opaque("a change of an optional in an optional", span) }
    let slot = memory(of: held(by: value, type, span), span)
    writeBack = WriteBack(place: place, old: slot, type: type)
    return (.memory(slot), type.unwrapped)
  }

  /// A place that is about to be changed.
  mutating func lowerChangedPlace(_ value: Expression) -> (Place, SwiftType) {
    let outer = isChanging
    isChanging = index.isExact
    defer { isChanging = outer }
    return lowerPlace(value)
  }

  /// `swap(&a, &b)`
  mutating func lowerSwap(_ call: Call) -> Typed? {
    let outer = writeBack
    writeBack = nil
    defer { writeBack = outer }
    var places: [(Place, SwiftType)] = []
    for argument in call.arguments {
      guard case .addressOf(let inner) = argument.value.kind else { return nil }
      places.append(lowerChangedPlace(inner))
      if writeBack != nil { opaque("a swap of a part of an optional or of a property", call.span) }
    }
    guard places.count == 2 else { return nil }
    let values = places.map { place, type in
      settled(snapshot(load(place, type, call.span), call.span), call.span)
    }
    assign(values[1], to: places[0].0, places[0].1, call.span)
    assign(values[0], to: places[1].0, places[1].1, call.span)
    return .void
  }

  // MARK: Choices

  /// `condition ? a : nil` and the like give an optional.
  func choosesOptional(_ expected: SwiftType, _ choices: [Expression]) -> Bool {
    guard index.isExact else { return false }
    return expected.isOptional || choices.contains(where: \.isNull)
  }

  /// The type that a branch gives the value of an `if` or `switch` expression.
  mutating func typeOfBranch(_ local: LocalID, _ value: Typed) -> SwiftType? {
    guard let known = branchTypes[local] else { return nil }
    var type = known
    if known == .optional(.unknown) {
      type = isComposite(value.type) ? .optional(value.type) : value.type
    } else if known == .unknown {
      type = value.type
      if case .operand(.null) = value.value { type = .optional(.unknown) }
    }
    branchTypes[local] = type
    return type
  }

  /// `left ?? right` of optional structs and tuples; the left side has been evaluated.
  mutating func coalesced(
    _ first: Typed, _ left: Expression, _ right: Expression, isNil: Int
  ) -> Typed {
    let result = makeTemporary()
    let after = builder.makeBlock()
    let type = first.type.unwrapped
    let value = operand(first, left.span)
    if first.type.isOptional {
      let some = builder.makeBlock()
      builder.terminate(.branch(.binary(.notEqual, value, .null), then: some, else: isNil))
      builder.begin(some)
    } else if !hasChain(left) {
      opaque(Self.otherType, left.span)
    }
    emit(.assign(result, value), left.span)
    builder.terminate(.jump(after))
    builder.begin(isNil)
    let second = lowerValue(right, expected: type)
    if second.type.isOptional, !first.type.isOptional { opaque(Self.otherType, right.span) }
    let other =
      second.type.isOptional
      ? operand(second, right.span) : operand(second, as: type, right.span)
    emit(.assign(result, other), right.span)
    builder.terminate(.jump(after))
    builder.begin(after)
    if second.type.isOptional { return Typed(.local(result), second.type) }
    return snapshot(Typed(.local(result), type), right.span)
  }

  /// `(a, b) == (c, d)`, of numbers; nil if it compares anything else.
  mutating func comparedTuples(
    _ operation: BinaryOperator, _ first: Typed, _ second: Typed
  ) -> Typed? {
    guard case .aggregate(let left) = first.value, case .aggregate(let right) = second.value,
      left.count == right.count
    else { return nil }
    var equal: Operand = .integer(1)
    for (one, other) in zip(left, right) {
      guard case .operand(let a) = one.value.value, case .operand(let b) = other.value.value,
        one.value.type.isNumber, other.value.type.isNumber
      else { return nil }
      let isSame = Operand.folded(.equal, a, b)
      equal = equal == .integer(1) ? isSame : .folded(.and, equal, isSame)
    }
    return Typed(operation == .equal ? equal : .negated(equal), .boolean)
  }
}

extension Expression {
  /// `nil`
  var isNull: Bool { if case .null = kind { true } else { false } }
}
