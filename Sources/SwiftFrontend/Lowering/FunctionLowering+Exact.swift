import OrderLint

/// What lowering for execution says besides: how large objects are, and how far apart.
extension FunctionLowering {
  /// How many cells a value of the type takes; nil if that is not known.
  private func cells(_ type: SwiftType) -> Int? {
    if type == .optionalNumber { return 1 }
    return switch type {
    case .scalar, .boolean, .pointer, .function: 1
    case .atomic(let storage, _): storage == .inPlace || storage.isPointer ? 1 : nil
    case .record, .tuple, .optional, .lock: index.cells(of: type)
    case .unknown, .foreign, .metatype, .ordering, .array, .concurrency: nil
    }
  }

  /// When lowered for execution, indices are in cells.
  func scaled(_ position: Operand, _ type: SwiftType) -> Operand {
    guard index.isExact else { return position }
    guard let cells = cells(type.element) else {
      return .unknown("an element of a type that is not known")
    }
    if cells == 1 { return position }
    if case .integer(let constant) = position { return .integer(constant &* Int64(cells)) }
    return .binary(.multiply, position, .integer(Int64(cells)))
  }

  /// Whether an operator on values of these types is not one of numbers or references: the program
  /// declares it, or it compares all fields. When lowered for execution, control may not come to it.
  mutating func refusesOperator(_ spelling: String, _ types: [SwiftType], _ span: Span) -> Bool {
    guard index.isExact, spelling != "===", spelling != "!==" else { return false }
    let isOfRecords = types.contains { type in
      if type.isOptional { return true }
      guard case .record(let number) = type else { return false }
      let entry = index.types[number]
      return entry.kind != .enum || !entry.caseHasPayload.isEmpty || entry.methods[spelling] != nil
    }
    if isOfRecords {
      opaque("the operator '\(spelling)' on records; write what it does in a function", span)
    }
    return isOfRecords
  }

  /// `UnsafeMutablePointer<T>.allocate(capacity:)`.
  mutating func exactAllocation(_ type: SwiftType, _ call: Call) -> Typed {
    let arguments = lowerArguments(call.arguments)
    guard let count = arguments.first, cells(type.element) != nil else {
      emit(.opaque("an allocation of elements whose type is not known"), call.span)
      return Typed(.unknown("allocation"), type)
    }
    let event = emit(
      .call(.direct(Primitive.allocate.rawValue), arguments: [scaled(count, type)]), call.span)
    return Typed(.result(event), type)
  }

  /// `initialize(repeating:count:)`, `update(from:count:)` and the like: one element after the other.
  mutating func exactPointerWrite(
    _ pointer: Operand, _ element: SwiftType, _ call: Call, _ count: Expression
  ) -> Typed {
    let repeated = call.argument("repeating").map { lowerValue($0, expected: element) }
    let source = call.argument("from").map { operand(lowerValue($0), $0.span) }
    let end = operand(lowerValue(count), count.span)
    let number = makeTemporary()
    emit(.assign(number, .integer(0)), call.span)
    let head = builder.makeBlock()
    let body = builder.makeBlock()
    let exit = builder.makeBlock()
    builder.begin(head)
    builder.terminate(.branch(.binary(.less, .local(number), end), then: body, else: exit))
    builder.begin(body)
    let position = scaled(.local(number), .pointer(element))
    let value =
      repeated
      ?? source.map {
        copied(load(.memory(.element(of: $0, index: position)), element, call.span), call.span)
      } ?? Typed(.unknown("value"), element)
    store(value, at: .element(of: pointer, index: position), element, call.span)
    emit(.assign(number, .binary(.add, .local(number), .integer(1))), call.span)
    builder.terminate(.jump(head))
    builder.begin(exit)
    return .void
  }
}
