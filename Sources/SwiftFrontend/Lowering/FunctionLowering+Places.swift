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
    readWhole(value, span)
    let isWhole = isComposite(value.type) && index.isCopyable(value.type)
    let type = isWhole ? .optional(value.type) : value.type
    emit(.assign(result, operand(value, as: type, span)), span)
    builder.terminate(.jump(after))
    builder.begin(nilBlock)
    emit(.assign(result, .null), span)
    builder.begin(after)
    return Typed(.local(result), type)
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
    case .forceUnwrap(let inner):
      let (place, type) = lowerPlace(inner)
      if isComposite(type), index.isCopyable(type) { opaque(Self.otherType, inner.span) }
      guard type.isOptional else { return checked(place, type, inner.span) }
      return unwrap(place, type, inner.span, whenNil: nil)
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
    guard let exit = chainExits.last, !type.isObjectInPlace, !isStruct(type), !isComposite(type)
    else { return (place, type) }
    if type.isOptional { return unwrap(place, type, inner.span, whenNil: exit) }
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
    reachFunction(named: name)
    if case .task(let task, let type) = lookUp(name) {
      return (.value(awaitTask(task, name, type, value.span)), type)
    }
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
    // A variable of a function around that is not in scope here is no global of C.
    if declaredNames.contains(name) { return (.value(Typed(.unknown(name))), .unknown) }
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
    case .task(_, let type): (.value(Typed(.unknown("task"), type)), type)
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
      if context.isStatic, isSelf, let constant = index.types[type].cases[name],
        !isComposite(.record(type))
      {
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
      if name.hasPrefix("$") || name.hasPrefix("_"),
        let field = index.types[number].fieldNumbers[String(name.dropFirst())],
        index.types[number].fields[field].wrapper != nil
      {
        return true
      }
      if let variable = index.types[number].variables[name],
        !index.variables[variable].isStatic
      {
        return true
      }
      current = index.types[number].superclass
      steps += 1
    }
    return name == SwiftAtomics.header && tailAllocation(of: .record(type)) != nil
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
    case .integer(let number?): return Typed(.integer(number), entry.type.asNumber)
    case .boolean(let flag): return Typed(.integer(flag ? 1 : 0), .boolean)
    default: return nil
    }
  }

  mutating func readVariable(_ number: Int) -> Typed {
    let span = index.variables[number].span
    let (place, type) = place(ofVariable: number, span)
    return load(place, type, span)
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
    if case .pointer = type, !index.isExact, let only = arguments.first, arguments.count == 1,
      isRange(only.value)
    {
      // A slice has the elements of the buffer.
      _ = operand(lowerValue(only.value), only.value.span)
      return (.value(Typed(address, type)), type)
    }
    var position: Operand = .unknown("index")
    for (number, argument) in arguments.enumerated() {
      let given = operand(lowerValue(argument.value), argument.value.span)
      if number == 0 { position = given }
    }
    if case .metatype = type { return (.value(Typed(.unknown("type"), type)), type) }
    if case (.array(let element), .local) = (type, place) {
      // Nobody else sees the elements of an array that is a local value.
      return (.value(Typed(.unknown("element"), element)), element)
    }
    return (.memory(.element(of: address, index: scaled(position, type))), type.element)
  }

  private func isRange(_ value: Expression) -> Bool {
    switch value.kind {
    case .binary("..<", _, _), .binary("...", _, _), .prefix("..<", _), .prefix("...", _),
      .postfix("...", _):
      true
    case .tuple(let elements): elements.count == 1 && elements.allSatisfy { isRange($0.value) }
    default: false
    }
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
    let outer = writeBack
    writeBack = nil
    let (place, type) = lowerChangedPlace(inner)
    if index.isExact, writeBack != nil {
      opaque("the address of a part of an optional or of a property; change a copy", inner.span)
    }
    writeBack = outer
    switch place {
    case .memory(let address): return Typed(address, .pointer(type))
    case .local(let local):
      // The variable should have had an address from the start; see `AddressAnalysis`.
      return Typed(.local(local), .pointer(type))
    case .value(let value): return Typed(operand(value, inner.span), .pointer(type))
    case .property(_, let setter, _):
      let value = load(place, type, inner.span)
      guard index.setters.contains(setter) else {
        return Typed(operand(value, inner.span), .pointer(type))
      }
      let slot = Operand.slot(makeTemporary())
      store(value, at: slot, type, inner.span)
      changedProperties.append(WriteBack(place: place, old: slot, type: type))
      return Typed(slot, .pointer(type))
    case .nowhere: return Typed(.unknown("_"))
    }
  }
}
