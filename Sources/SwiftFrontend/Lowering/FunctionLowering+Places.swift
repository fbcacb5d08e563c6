import OrderLint

/// Names, members and subscripts: where values are.
extension FunctionLowering {
  mutating func lowerRead(_ value: Expression) -> Typed {
    let exit = hasChain(value) ? builder.makeBlock() : nil
    guard let exit else {
      let (place, type) = lowerPlace(value)
      return load(place, type, value.span)
    }
    return joined(nilBlock: exit, value.span) { $0.lowerOptional(value, whenNil: exit) }
  }

  /// `x?.y` as a value: nil if `x` is.
  mutating func joined(
    nilBlock: Int, _ span: Span, _ body: (inout Self) -> Typed
  ) -> Typed {
    let after = builder.makeBlock()
    let value = body(&self)
    if case .tuple(let elements) = value.type, elements.isEmpty {
      builder.begin(after)
      builder.terminate(.jump(nilBlock))
      builder.begin(nilBlock)
      return .void
    }
    let result = makeTemporary()
    emit(.assign(result, operand(value, span)), span)
    builder.terminate(.jump(after))
    builder.begin(nilBlock)
    emit(.assign(result, .null), span)
    builder.begin(after)
    return Typed(.local(result), value.type)
  }

  /// Whether the expression is a chain with `?` in it.
  func hasChain(_ value: Expression) -> Bool {
    switch value.kind {
    case .optionalChain: true
    case .member(let base, _), .call(let base, _), .subscript(let base, _), .forceUnwrap(let base):
      hasChain(base)
    default: false
    }
  }

  /// The value of an optional chain; nil leads to the block.
  mutating func lowerOptional(_ value: Expression, whenNil: Int) -> Typed {
    chainExits.append(whenNil)
    defer { chainExits.removeLast() }
    switch value.kind {
    case .call(let callee, let arguments):
      return lowerPlainCall(Call(value, callee, arguments), expected: .unknown)
    case .name, .member, .subscript, .forceUnwrap:
      let (place, type) = lowerPlace(value)
      return load(place, type, value.span)
    default: return lowerValue(value)
    }
  }

  /// Where a variable is; its base expressions are evaluated.
  mutating func lowerPlace(_ value: Expression) -> (Place, SwiftType) {
    guard depth < Self.depthLimit else { return (.value(lowerValue(value)), .unknown) }
    depth += 1
    defer { depth -= 1 }
    switch value.kind {
    case .name(let name, let generics): return place(named: name, generics, value)
    case .member(let base, let name): return lowerMember(base, name, value)
    case .subscript(let base, let arguments): return lowerSubscript(base, arguments, value)
    case .forceUnwrap(let inner): return lowerPlace(inner)
    case .optionalChain(let inner): return lowerChainLink(inner)
    case .tuple(let elements) where elements.count == 1:
      if let only = elements.first { return lowerPlace(only.value) }
      return (.nowhere, .unknown)
    default:
      let result = lowerValue(value)
      return (.value(result), result.type)
    }
  }

  /// `inner?`: goes to the exit of the chain if it is nil.
  private mutating func lowerChainLink(_ inner: Expression) -> (Place, SwiftType) {
    let (place, type) = lowerPlace(inner)
    guard let exit = chainExits.last, !type.isObjectInPlace, !isStruct(type) else {
      return (place, type)
    }
    let value = load(place, type, inner.span)
    let tested = operand(value, inner.span)
    let next = builder.makeBlock()
    builder.terminate(.branch(.binary(.notEqual, tested, .null), then: next, else: exit))
    builder.begin(next)
    return (.value(Typed(tested, type)), type)
  }

  // MARK: Names

  private mutating func place(
    named name: String, _ generics: [TypeNode], _ value: Expression
  ) -> (Place, SwiftType) {
    if name == "_" { return (.nowhere, .unknown) }
    if let binding = lookUp(name) { return place(of: binding) }
    if name.hasPrefix("$"), let found = shorthandPlace(name) { return found }
    if name == "self" || name == "super" {
      let type: SwiftType = context.enclosing.map { .record($0) } ?? .unknown
      return (.value(Typed(.unknown(name), .metatype(type))), .metatype(type))
    }
    if let found = implicitMember(name, value) { return found }
    if let variable = globalVariable(name) { return place(ofVariable: variable, value.span) }
    if let order = SwiftAtomics.importedOrders[name] {
      return (.value(Typed(.integer(Int64(order.rawValue)), .ordering)), .ordering)
    }
    if let type = index.metatype(value, context.file, context.enclosing) {
      return (.value(Typed(.unknown(name), type)), type)
    }
    if let function = freeFunction(name, labels: nil) {
      let entry = index.functions[function]
      return (
        .value(Typed(.function(entry.symbol), .function(result: .unknown))),
        .function(result: .unknown)
      )
    }
    return (.memory(.global(name)), .unknown)
  }

  func place(of binding: Binding) -> (Place, SwiftType) {
    switch binding {
    case .value(let value): (.value(value), value.type)
    case .local(let local, let type): (.local(local), type)
    case .memory(let address, let type): (.memory(address), type)
    case .function(let symbol, _, let result):
      (
        .value(Typed(.function(symbol), .function(result: result))), .function(result: result)
      )
    }
  }

  private func shorthandPlace(_ name: String) -> (Place, SwiftType)? {
    guard let number = Int(name.dropFirst()), let values = shorthand.last,
      values.indices.contains(number)
    else { return nil }
    return (.value(values[number]), values[number].type)
  }

  private func globalVariable(_ name: String) -> Int? {
    guard let candidates = index.globalVariables[name] else { return nil }
    let module = index.files[context.file].module
    return candidates.first { index.variables[$0].file == context.file }
      ?? candidates.first { index.files[index.variables[$0].file].module == module }
      ?? candidates.first
  }

  /// A member of `self`, or a static member of a type around.
  private mutating func implicitMember(
    _ name: String, _ value: Expression
  ) -> (Place, SwiftType)? {
    var current = context.enclosing
    var isSelf = true
    while let type = current {
      if isSelf, let receiver = selfValue, hasInstanceMember(name, type) {
        return member(name, of: receiver, type, value.span)
      }
      if let variable = index.types[type].variables[name], index.variables[variable].isStatic {
        return place(ofVariable: variable, value.span)
      }
      if context.isStatic, isSelf, let constant = index.types[type].cases[name] {
        return (.value(Typed(.integer(constant), .record(type))), .record(type))
      }
      isSelf = false
      current = index.types[type].enclosing
    }
    return nil
  }

  var selfValue: Operand? {
    guard case .value(let value) = lookUp("self"), case .operand(let operand) = value.value else {
      return nil
    }
    return operand
  }

  private func hasInstanceMember(_ name: String, _ type: Int) -> Bool {
    var current: Int? = type
    var steps = 0
    while let number = current, steps < 16 {
      if index.types[number].fieldNumbers[name] != nil { return true }
      if let variable = index.types[number].variables[name],
        !index.variables[variable].isStatic
      {
        return true
      }
      current = index.types[number].superclass
      steps += 1
    }
    return false
  }

  func place(ofVariable number: Int, _ span: Span) -> (Place, SwiftType) {
    let entry = index.variables[number]
    if entry.isComputed {
      return (
        .property(getter: entry.symbol + ".get", setter: entry.symbol + ".set", arguments: []),
        entry.type
      )
    }
    let address = Operand.global(entry.symbol)
    if entry.isUniqueObject { return (.value(Typed(address, entry.type)), entry.type) }
    if let constant = constant(entry) { return (.value(constant), entry.type) }
    return (.memory(address), entry.type)
  }

  /// The value of a global `let` that is an integer or a flag.
  private func constant(_ entry: VariableEntry) -> Typed? {
    guard entry.isLet, let initial = entry.initial else { return nil }
    switch initial.kind {
    case .integer(let number?): return Typed(.integer(number), .scalar)
    case .boolean(let flag): return Typed(.integer(flag ? 1 : 0), .boolean)
    default: return nil
    }
  }

  mutating func readVariable(_ number: Int) -> Typed {
    let span = index.variables[number].span
    let (place, type) = place(ofVariable: number, span)
    return load(place, type, span)
  }

  // MARK: Members

  private mutating func lowerMember(
    _ base: Expression, _ name: String, _ value: Expression
  ) -> (Place, SwiftType) {
    if let type = typeName(base) {
      if let found = staticMember(name, of: type, value) { return found }
    }
    let (place, type) = lowerPlace(base)
    switch type {
    case .record(let number):
      let receiver = load(place, type, base.span)
      if let part = receiver.part(name) { return (.value(part), part.type) }
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
      emit(.join(task), value.span)
      return (.value(Typed(.unknown("task value"))), .unknown)
    case .unknown, .scalar, .boolean, .foreign, .atomic, .lock, .function, .ordering, .array,
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
    if case .value(let typed) = place {
      if let part = typed.part(name) { return (.value(part), part.type) }
      if name == "pointee", case .operand(let address) = typed.value {
        return (.memory(address), .unknown)
      }
      if name == "rawValue" || name == "bitPattern" || name == "magnitude" {
        return (place, .scalar)
      }
    }
    if name == "rawValue" || name == "wrappedValue" { return (place, type) }
    let receiver = load(place, type, base.span)
    if name == "pointee" { return (.memory(operand(receiver, base.span)), .unknown) }
    if case .operand = receiver.value {} else { _ = operand(receiver, base.span) }
    if name == "isEmpty" || name == "count" || name == "description" || name == "hashValue" {
      return (.value(Typed(.unknown(name), .scalar)), .scalar)
    }
    if case .array(let element) = type, name == "first" || name == "last" {
      return (.value(Typed(.unknown(name), element)), element)
    }
    return (.memory(.unknown(text(of: value))), .unknown)
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
    if case .value(let typed) = place, let part = typed.part(name) {
      return (.value(part), part.type)
    }
    guard case .tuple(let elements) = type else { return (.nowhere, .unknown) }
    let number = elements.firstIndex { $0.label == name } ?? Int(name) ?? 0
    let element = elements.indices.contains(number) ? elements[number].type : .unknown
    if case .memory(let address) = place {
      let label = elements.indices.contains(number) ? elements[number].label : nil
      return (
        .memory(.field(of: address, record: "tuple", name: label ?? String(number))), element
      )
    }
    return (.value(Typed(.unknown(text(of: value)), element)), element)
  }

  private mutating func lowerPointerMember(
    _ name: String, _ place: Place, _ element: SwiftType, _ span: Span
  ) -> (Place, SwiftType) {
    let pointer = operand(load(place, .pointer(element), span), span)
    switch name {
    case "pointee": return (.memory(pointer), element)
    case "baseAddress", "unsafelyUnwrapped":
      return (.value(Typed(pointer, .pointer(element))), .pointer(element))
    case "count", "isEmpty", "indices":
      return (.value(Typed(.unknown(name), .scalar)), .scalar)
    default:
      // A pointer to a C struct reaches its fields without `pointee` only through an extension.
      return (.value(Typed(.unknown(name))), .unknown)
    }
  }

  /// A member of an instance of a type of the run.
  mutating func member(
    _ name: String, of receiver: Operand, _ type: Int, _ span: Span
  ) -> (Place, SwiftType) {
    var current: Int? = type
    var steps = 0
    while let number = current, steps < 16 {
      let entry = index.types[number]
      if let field = entry.fieldNumbers[name] {
        return fieldPlace(entry.fields[field], of: receiver, entry)
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
    return (.value(Typed(.unknown(name))), .unknown)
  }

  private func fieldPlace(
    _ field: FieldEntry, of receiver: Operand, _ type: TypeEntry
  ) -> (Place, SwiftType) {
    let address = Operand.field(of: receiver, record: type.name, name: field.name)
    if let wrapper = field.wrapper,
      let number = index.declaredType([wrapper], file: field.file, enclosing: nil),
      let property = index.types[number].variables["wrappedValue"]
    {
      let entry = index.variables[property]
      let storage = Operand.field(of: receiver, record: type.name, name: "_" + field.name)
      return (
        .property(
          getter: entry.symbol + ".get", setter: entry.symbol + ".set", arguments: [storage]),
        field.type
      )
    }
    return (.memory(address), field.type)
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
        return (.value(Typed(.integer(constant), type)), type)
      }
      if let nested = index.metatype(value, context.file, context.enclosing) {
        return (.value(Typed(.unknown(name), nested)), nested)
      }
      return (.value(Typed(.unknown(name))), .unknown)
    case .ordering:
      guard let order = SwiftAtomics.orders[name] else { return nil }
      return (.value(Typed(.integer(Int64(order.rawValue)), .ordering)), .ordering)
    case .unknown, .scalar, .boolean, .foreign, .pointer, .atomic, .lock, .function, .tuple,
      .metatype, .array, .concurrency:
      return (.value(Typed(.unknown(text(of: value)))), .unknown)
    }
  }

  // MARK: Subscripts and addresses

  private mutating func lowerSubscript(
    _ base: Expression, _ arguments: [Argument], _ value: Expression
  ) -> (Place, SwiftType) {
    let (place, type) = lowerPlace(base)
    if case .record(let number) = type, let methods = index.types[number].methods["subscript"] {
      return lowerSubscriptCall(methods, place, type, arguments, value)
    }
    let address: Operand
    switch (type, place) {
    case (.pointer, _): address = operand(load(place, type, base.span), base.span)
    case (_, .memory(let here)): address = here
    case (_, .local(let local)): address = .local(local)
    default: address = operand(load(place, type, base.span), base.span)
    }
    var position: Operand = .unknown("index")
    for (number, argument) in arguments.enumerated() {
      let given = operand(lowerValue(argument.value), argument.value.span)
      if number == 0 { position = given }
    }
    if case .metatype = type { return (.value(Typed(.unknown("type"), type)), type) }
    return (.memory(.element(of: address, index: position)), type.element)
  }

  private mutating func lowerSubscriptCall(
    _ methods: [Int], _ place: Place, _ type: SwiftType, _ arguments: [Argument],
    _ value: Expression
  ) -> (Place, SwiftType) {
    let labels = arguments.map(\.label)
    let match = methods.first { index.functions[$0].labels == labels } ?? methods.first
    var operands = [operand(load(place, type, value.span), value.span)]
    for argument in arguments {
      operands.append(operand(lowerValue(argument.value), argument.value.span))
    }
    guard let match else { return (.nowhere, .unknown) }
    let entry = index.functions[match]
    let result = entry.declaration.result.map {
      index.resolve($0, file: entry.file, enclosing: entry.enclosing)
    }
    return (
      .property(
        getter: entry.symbol + ".get", setter: entry.symbol + ".set", arguments: operands),
      result ?? .unknown
    )
  }

  /// `&x` as an argument.
  mutating func lowerAddress(of inner: Expression) -> Typed {
    let (place, type) = lowerPlace(inner)
    switch place {
    case .memory(let address): return Typed(address, .pointer(type))
    case .local(let local):
      // The variable should have had an address from the start; see `AddressAnalysis`.
      return Typed(.local(local), .pointer(type))
    case .value(let value): return Typed(operand(value, inner.span), .pointer(type))
    case .property:
      let value = load(place, type, inner.span)
      return Typed(operand(value, inner.span), .pointer(type))
    case .nowhere: return Typed(.unknown("_"))
    }
  }
}
