import OrderLint

/// Members of values and of types.
extension FunctionLowering {
  mutating func lowerMember(
    _ base: Expression, _ name: String, _ value: Expression
  ) -> (Place, SwiftType) {
    if let type = typeName(base) {
      if let found = staticMember(name, of: type, value) { return found }
    }
    let (place, type) = lowerPlace(base)
    switch type {
    case .record(let number):
      let receiver = load(place, type, base.span)
      if index.types[number].isReference { writeBack = nil }
      noteWriteBack(of: receiver, to: place)
      if let part = receiver.part(name) { return (.value(part), part.type) }
      if name == "rawValue", index.types[number].isPlainEnum, index.isExact {
        let raw = rawValue(of: operand(receiver, base.span), number)
        return (.value(raw), raw.type)
      }
      if name == "rawValue", index.types[number].isPlainEnum {
        return (.value(Typed(receiver.value, .number)), .number)
      }
      return member(name, of: operand(receiver, base.span), number, value.span)
    case .pointer(let element):
      return lowerPointerMember(name, place, element, value.span)
    case .tuple:
      return lowerTupleMember(name, place, type, value)
    case .metatype(let inner):
      return staticMember(name, of: inner, value) ?? (.value(Typed(.unknown(name))), .unknown)
    case .foreign(let record) where isImportedStruct(record, base):
      let receiver: Operand
      if case .memory(let address) = place {
        receiver = address
      } else {
        receiver = operand(load(place, type, base.span), base.span)
      }
      return (.memory(.field(of: receiver, record: record, name: name)), .unknown)
    case .lock(.guarding(let inner)) where name == "value" || name == "_value":
      return (.memory(guardedValue(of: operand(load(place, type, base.span), base.span))), inner)
    case .concurrency(.task) where name == "value" || name == "result":
      let task = operand(load(place, type, base.span), base.span)
      let join = emit(.join(task), value.span)
      if index.isExact, name == "value" { return (.value(Typed(.result(join))), .unknown) }
      return (.value(Typed(.unknown("task value"))), .unknown)
    case .atomic(let storage, _):
      guard
        let added = index.extensions(of: storage).first(where: {
          index.types[$0].variables[name] != nil
        })
      else { return lowerOtherMember(name, place, type, base, value) }
      let receiver = operand(load(place, type, base.span), base.span)
      return member(name, of: receiver, added, value.span)
    case .unknown, .scalar, .boolean, .foreign, .lock, .function, .optional, .ordering, .array,
      .concurrency:
      return lowerOtherMember(name, place, type, base, value)
    }
  }

  /// Whether a type that no Swift file declares is a C struct: by its name, or because a pointer
  /// leads to it.
  private func isImportedStruct(_ record: String, _ base: Expression) -> Bool {
    if record.utf8.first.map({ $0 >= 97 || $0 == 95 }) ?? false { return true }
    switch base.kind {
    case .member(_, "pointee"), .subscript: return true
    default: return false
    }
  }

  func guardedValue(of lock: Operand) -> Operand {
    .field(of: lock, record: "Mutex", name: "value")
  }

  private mutating func lowerOtherMember(
    _ name: String, _ place: Place, _ type: SwiftType, _ base: Expression, _ value: Expression
  ) -> (Place, SwiftType) {
    if index.isExact, case .scalar = type,
      let result = exactProperty(name, place, type, base.span)
    {
      return (.value(result), result.type)
    }
    if case .value(let typed) = place {
      if let part = typed.part(name) { return (.value(part), part.type) }
      if name == "pointee", case .operand(let address) = typed.value {
        return (.memory(address), .unknown)
      }
      if name == "rawValue" || name == "bitPattern" || name == "magnitude" {
        return (place, .number)
      }
    }
    if name == "rawValue" || name == "wrappedValue" { return (place, type) }
    if name == "pointee" {
      return (.memory(operand(load(place, type, base.span), base.span)), .unknown)
    }
    if let property = SwiftAtomics.collectionProperties[name] {
      _ = operand(load(place, type, base.span), base.span)
      return collectionProperty(property, name, type)
    }
    switch type {
    case .unknown, .foreign: return unknownMember(name, place, type, value, base.span)
    case .scalar, .boolean, .record, .pointer, .atomic, .lock, .function, .tuple, .metatype,
      .optional, .ordering, .array, .concurrency:
      _ = operand(load(place, type, base.span), base.span)
      return (.value(Typed(.unknown(text(of: value)))), .unknown)
    }
  }

  private func collectionProperty(
    _ property: SwiftAtomics.CollectionProperty, _ name: String, _ type: SwiftType
  ) -> (Place, SwiftType) {
    let result: SwiftType =
      switch property {
      case .scalar: .number
      case .element: type.element
      case .view: type
      }
    return (.value(Typed(.unknown(name), result)), result)
  }

  /// A member of a value whose type is not known. What lies in memory is taken for a struct, so that
  /// its members are parts of it; a value that was read whole is its members' value too.
  private mutating func unknownMember(
    _ name: String, _ place: Place, _ type: SwiftType, _ value: Expression, _ span: Span
  ) -> (Place, SwiftType) {
    if case .memory(let address) = place, hasParts(address) {
      return (.memory(.field(of: address, record: Self.unknownRecord, name: name)), .unknown)
    }
    let receiver = operand(load(place, type, span), span)
    switch receiver {
    case .result(let event):
      if case .value = place, builder.isPlainRead(event) {
        return (.value(Typed(receiver)), .unknown)
      }
    case .parameter, .local, .slot, .global, .field, .element: break
    case .integer, .null, .exchanged, .function, .not, .binary, .unknown:
      return (.memory(.unknown(text(of: value))), .unknown)
    }
    return (.memory(.field(of: receiver, record: Self.unknownRecord, name: name)), .unknown)
  }

  /// What the linker places inside whatever holds it.
  static let unknownRecord = "?"

  /// Whether what the address holds can have parts in place. A constant whose members change is a
  /// reference.
  private func hasParts(_ address: Operand) -> Bool {
    switch address {
    case .field(_, let record, let name): !index.constantFields.contains("\(record).\(name)")
    case .global(let symbol): !index.constantGlobals.contains(symbol)
    case .parameter, .result, .local, .slot, .element: true
    case .integer, .null, .exchanged, .function, .not, .binary, .unknown: false
    }
  }

  /// A short form of the text, for messages.
  func text(of value: Expression) -> String {
    let end = min(value.span.end, value.span.start + 60)
    let bytes = context.text.bytes
    guard value.span.start >= 0, end <= bytes.count, value.span.start < end else { return "value" }
    return String(decoding: bytes[value.span.start..<end], as: UTF8.self)
      .split(whereSeparator: \.isNewline).first.map(String.init) ?? "value"
  }

  private mutating func lowerTupleMember(
    _ name: String, _ place: Place, _ type: SwiftType, _ value: Expression
  ) -> (Place, SwiftType) {
    if index.isExact, let found = exactTupleMember(name, place, type, value) { return found }
    if case .value(let typed) = place, let part = typed.part(name) {
      return (.value(part), part.type)
    }
    guard case .tuple(let elements) = type else { return (.nowhere, .unknown) }
    let number = elements.firstIndex { $0.label == name } ?? Int(name) ?? 0
    let element = elements.indices.contains(number) ? elements[number].type : .unknown
    if case .memory(let address) = place {
      let label = elements.indices.contains(number) ? elements[number].label : nil
      return (
        .memory(address.tuplePart(label ?? String(number))), element
      )
    }
    return (.value(Typed(.unknown(text(of: value)), element)), element)
  }

  private mutating func exactTupleMember(
    _ name: String, _ place: Place, _ type: SwiftType, _ value: Expression
  ) -> (Place, SwiftType)? {
    guard case .tuple(let elements) = type,
      let number = elements.firstIndex(where: { $0.label == name }) ?? Int(name),
      elements.indices.contains(number)
    else { return nil }
    let whole = load(place, type, value.span)
    if case .aggregate(let parts) = whole.value {
      guard parts.indices.contains(number) else { return nil }
      return (.value(parts[number].value), elements[number].type)
    }
    noteWriteBack(of: whole, to: place)
    let address = tupleElement(number, of: operand(whole, value.span), elements)
    return (.memory(address), elements[number].type)
  }

  private mutating func lowerPointerMember(
    _ name: String, _ place: Place, _ element: SwiftType, _ span: Span
  ) -> (Place, SwiftType) {
    // What a pointer leads to is no part of the pointer.
    writeBack = nil
    let pointer = operand(load(place, .pointer(element), span), span)
    if let found = tailAllocatedMember(name, of: pointer, .pointer(element)) { return found }
    switch name {
    case _ where SwiftAtomics.pointees.contains(name): return (.memory(pointer), element)
    case "baseAddress", "unsafelyUnwrapped":
      return (.value(Typed(pointer, .pointer(element))), .pointer(element))
    case "count", "isEmpty", "indices":
      return (.value(Typed(.unknown(name), .number)), .number)
    case "first", "last":
      return (.memory(.element(of: pointer, index: .unknown(name))), element)
    default:
      // A pointer to a C struct reaches its fields without `pointee` only through an extension.
      return (.value(Typed(.unknown(name))), .unknown)
    }
  }

  /// A member of an instance of a type of the run.
  mutating func member(
    _ name: String, of receiver: Operand, _ type: Int, _ span: Span
  ) -> (Place, SwiftType) {
    if let found = wrapperMember(name, of: receiver, type) { return found }
    var current: Int? = type
    var steps = 0
    while let number = current, steps < 16 {
      let entry = index.types[number]
      if let field = entry.fieldNumbers[name] {
        return place(of: entry.fields[field], of: receiver, entry)
      }
      if let variable = entry.variables[name] {
        let property = index.variables[variable]
        if property.isStatic { return place(ofVariable: variable, span) }
        return (
          .property(
            getter: property.symbol + ".get", setter: property.symbol + ".set",
            arguments: [receiver]), property.type
        )
      }
      current = entry.superclass
      steps += 1
    }
    if let found = inheritedMember(name, of: receiver, type) { return found }
    if let found = tailAllocatedMember(name, of: receiver, .record(type)) { return found }
    return (.value(Typed(.unknown(name))), .unknown)
  }

  /// A computed property of a protocol's extension.
  private func inheritedMember(
    _ name: String, of receiver: Operand, _ type: Int
  ) -> (Place, SwiftType)? {
    let entry = index.types[type]
    for node in entry.inherited {
      guard
        case .record(let parent) = index.resolve(node, file: entry.file, enclosing: entry.enclosing),
        let variable = index.types[parent].variables[name]
      else { continue }
      let property = index.variables[variable]
      return (
        .property(
          getter: property.symbol + ".get", setter: property.symbol + ".set",
          arguments: [receiver]), property.type
      )
    }
    return nil
  }

  /// The type an expression names, unless a variable hides it.
  func typeName(_ value: Expression) -> SwiftType? {
    var root = value
    while case .member(let inner, _) = root.kind { root = inner }
    if case .name(let name, _) = root.kind {
      if lookUp(name) != nil { return nil }
      if name == "Self", case .name = value.kind {
        return context.enclosing.map { .record($0) }
      }
    }
    guard case .metatype(let type) = index.metatype(value, context.file, context.enclosing) else {
      return nil
    }
    return type
  }

  private mutating func staticMember(
    _ name: String, of type: SwiftType, _ value: Expression
  ) -> (Place, SwiftType)? {
    switch type {
    case .record(let number):
      if let variable = index.types[number].variables[name] {
        return place(ofVariable: variable, value.span)
      }
      if let constant = index.types[number].cases[name] {
        if isComposite(type) {
          return (.value(caseValue(name, number, [], value.span) ?? Typed(.unknown(name))), type)
        }
        return (.value(Typed(.integer(constant), type)), type)
      }
      if let nested = index.metatype(value, context.file, context.enclosing) {
        return (.value(Typed(.unknown(name), nested)), nested)
      }
      return (.value(Typed(.unknown(name))), .unknown)
    case .ordering:
      guard let order = SwiftAtomics.orders[name] else { return nil }
      return (.value(Typed(.integer(Int64(order.rawValue)), .ordering)), .ordering)
    case .scalar:
      if index.isExact {
        return (.value(Typed(limit(name, of: type) ?? .unknown(text(of: value)), type)), type)
      }
      let limit = name == "max" ? text(of: value).split(separator: ".").first : nil
      let number = limit.flatMap { SwiftAtomics.maxima[String($0)] }
      return (.value(Typed(number.map { .integer($0) } ?? .unknown(text(of: value)), type)), type)
    case .unknown, .boolean, .foreign, .pointer, .atomic, .lock, .function, .tuple,
      .metatype, .optional, .array, .concurrency:
      return (.value(Typed(.unknown(text(of: value)))), .unknown)
    }
  }
}
