import OrderLint

/// Enums where the code is executed. A case is a number, and no case is 0, which is `nil`. An enum whose
/// cases hold something is that number and the cells of what it holds.
extension FunctionLowering {
  // MARK: Raw values

  private func rawType(_ number: Int) -> SwiftType {
    guard let node = index.types[number].inherited.first else { return .number }
    let type = index.resolve(
      node, file: index.types[number].file, enclosing: index.types[number].enclosing)
    return type.isNumber ? type : .number
  }

  func rawValue(of value: Operand, _ number: Int) -> Typed {
    Typed(rank(of: value, .record(number)), rawType(number))
  }

  /// What cases compare by: their raw values, or their order.
  func rank(of value: Operand, _ type: SwiftType) -> Operand {
    guard index.isExact, case .record(let number) = type,
      let zero = index.types[number].caseOfZero
    else { return value }
    return .folded(.multiply, value, .folded(.notEqual, value, .integer(zero)))
  }

  /// `Phase(rawValue: n)`: the case, or nil.
  mutating func caseOfRawValue(_ raw: Expression, _ number: Int) -> Typed {
    let type = index.types[number]
    let value = operand(lowerValue(raw, expected: rawType(number)), raw.span)
    guard type.cases.count <= 64, type.payloads.isEmpty else {
      opaque("an enum of very many cases", raw.span)
      return Typed(.unknown(type.name), .record(number))
    }
    var result = Operand.integer(0)
    for constant in type.cases.values.sorted() {
      let raw = constant == type.caseOfZero ? 0 : constant
      let isCase = Operand.folded(.equal, value, .integer(raw))
      result = .folded(.add, result, .folded(.multiply, isCase, .integer(constant)))
    }
    return Typed(result, .record(number))
  }

  /// `x!` of an enum traps if it is nil. Pointers are found out when they are used.
  mutating func checked(
    _ place: Place, _ type: SwiftType, _ span: Span
  ) -> (Place, SwiftType) {
    guard index.isExact, !isChanging, case .record(let number) = type,
      index.types[number].kind == .enum, !isComposite(type)
    else { return (place, type) }
    let value = operand(load(place, type, span), span)
    let some = builder.makeBlock()
    let none = builder.makeBlock()
    builder.terminate(.branch(.binary(.notEqual, value, .null), then: some, else: none))
    builder.begin(none)
    emit(.call(.direct(Primitive.failedAssertion.rawValue), arguments: []), span)
    builder.terminate(.unreachable)
    builder.begin(some)
    return (.value(Typed(value, type)), type)
  }

  // MARK: Cases that hold something

  /// A case with what it holds; nil if it is none of an enum whose cases hold something.
  mutating func caseValue(
    _ name: String, _ number: Int, _ arguments: [Argument], _ span: Span
  ) -> Typed? {
    let type = SwiftType.record(number)
    guard isComposite(type), let constant = index.types[number].cases[name] else { return nil }
    let payload = index.types[number].payloads[name] ?? []
    guard payload.count == arguments.count else { return nil }
    var cells = [Typed(.integer(constant))]
    for (part, argument) in zip(payload, arguments) {
      let value = lowerValue(argument.value, expected: part.type)
      cells += flattened(value, as: part.type, argument.value.span)
    }
    let missing = max(index.cells(of: type) - cells.count, 0)
    cells += Array(repeating: Typed(.integer(0)), count: missing)
    let parts = cells.enumerated().map { Value.Part(name: String($0.offset), value: $0.element) }
    return Typed(.aggregate(parts), type)
  }

  /// The cells of a value, one after the other.
  private mutating func flattened(
    _ value: Typed, as type: SwiftType, _ span: Span
  ) -> [Typed] {
    _ = refusesNumber(value, type, span)
    guard isComposite(type), case .aggregate = value.value else {
      return [settled(Typed(operand(value, as: type, span), type), span)]
    }
    // In memory, parts that are not given and those of other types are where they belong.
    let address = memory(of: Typed(value.value, type), span)
    return (0..<index.cells(of: type)).map { cell in
      load(.memory(address.tuplePart(cell)), .unknown, span)
    }
  }

  /// What a case holds, from the cells of the enum.
  private mutating func payload(
    _ position: Int, of name: String, _ number: Int, _ cells: [Value.Part], _ span: Span
  ) -> Typed {
    let parts = index.types[number].payloads[name] ?? []
    let first = parts.prefix(position).reduce(1) { $0 + index.cells(of: $1.type) }
    let type = parts[position].type
    let held = cells.dropFirst(first).prefix(index.cells(of: type))
    if isComposite(type) {
      let local = makeTemporary()
      locals[local.index].layout = index.layout(of: type)
      for (cell, part) in held.enumerated() {
        let address = Operand.slot(local).tuplePart(cell)
        emit(.write(at: address, value: operand(part.value, span), .plain), span)
      }
      return snapshot(Typed(.slot(local), type), span)
    }
    guard let only = held.first else { return Typed(.unknown(name), type) }
    let value = operand(only.value, span)
    // A number is told from what may be nil by being computed.
    return Typed(type.isNumber ? .binary(.add, value, .integer(0)) : value, type)
  }

  // MARK: Patterns

  /// Whether the value is of the case, and what it holds matches.
  mutating func lowerCaseTest(
    _ callee: Expression, _ arguments: [Argument], _ value: Typed, _ choice: Choice
  ) {
    guard case .record(let number) = value.type, let name = caseName(callee, number),
      let constant = index.types[number].cases[name],
      case .aggregate(let cells) = snapshot(value, callee.span).value, let tag = cells.first
    else {
      builder.terminate(
        .branch(.unknown("a pattern"), then: choice.then, else: choice.otherwise))
      return
    }
    var next = builder.makeBlock()
    let found = operand(tag.value, callee.span)
    builder.terminate(
      .branch(
        .binary(.equal, found, .integer(constant)), then: next, else: choice.otherwise))
    builder.begin(next)
    let payload = index.types[number].payloads[name] ?? []
    if arguments.count == payload.count {
      for (position, argument) in arguments.enumerated() {
        let held = self.payload(position, of: name, number, cells, argument.value.span)
        next = builder.makeBlock()
        lowerTest(argument.value, held, Choice(then: next, otherwise: choice.otherwise))
        builder.begin(next)
      }
    } else if !arguments.isEmpty {
      opaque("a pattern for all that a case holds; name each part", callee.span)
    }
    builder.terminate(.jump(choice.then))
  }

  private func caseName(_ pattern: Expression, _ number: Int) -> String? {
    switch pattern.kind {
    case .implicitMember(let name): return name
    case .member(let base, let name): return typeName(base) == .record(number) ? name : nil
    default: return nil
    }
  }

  /// The names that one of several patterns binds become variables that the others also set.
  mutating func shareNames(of pattern: Expression, _ shared: inout [String: LocalID]?) {
    guard shared != nil else { return }
    for name in Self.boundNames(in: pattern) {
      guard let binding = lookUp(name) else { continue }
      let (place, type) = place(of: binding)
      let value = operand(
        snapshot(load(place, type, pattern.span), pattern.span), as: type, pattern.span)
      let local = shared?[name] ?? makeLocal(name)
      shared?[name] = local
      emit(.assign(local, value), pattern.span)
      bind(name, .local(local, type))
    }
  }

  private static func boundNames(in pattern: Expression) -> [String] {
    switch pattern.kind {
    case .bind(let name): [name]
    case .tuple(let elements): elements.flatMap { boundNames(in: $0.value) }
    case .call(_, let arguments): arguments.flatMap { boundNames(in: $0.value) }
    case .optionalChain(let inner), .cast(let inner, _, _): boundNames(in: inner)
    default: []
    }
  }
}
