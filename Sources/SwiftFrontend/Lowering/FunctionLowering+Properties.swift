import OrderLint

/// Properties that are functions: wrappers, and changes of what a property gives.
extension FunctionLowering {
  /// A property whose value is being changed in part: it was read, and must be written back.
  struct WriteBack {
    var place: Place
    var old: Operand
    var type: SwiftType
  }

  // MARK: Property wrappers

  /// The place of a stored property: what its wrapper's accessors give, if it has a wrapper.
  func place(
    of field: FieldEntry, of receiver: Operand, _ type: TypeEntry
  ) -> (Place, SwiftType) {
    let address = Operand.field(of: receiver, record: type.name, name: field.name)
    if let found = accessor("wrappedValue", of: field, in: receiver, type) {
      return (found.0, field.type)
    }
    return (.memory(address), field.type)
  }

  /// `$name`, which is what the wrapper projects, and `_name`, which is the wrapper itself.
  func wrapperMember(
    _ name: String, of receiver: Operand, _ type: Int
  ) -> (Place, SwiftType)? {
    let entry = index.types[type]
    guard let mark = name.first, mark == "$" || mark == "_",
      let number = entry.fieldNumbers[String(name.dropFirst())],
      let wrapper = wrapper(of: entry.fields[number])
    else { return nil }
    let field = entry.fields[number]
    let storage = Operand.field(of: receiver, record: entry.name, name: "_" + field.name)
    if mark == "_" { return (.memory(storage), .record(wrapper)) }
    if let found = accessor("projectedValue", of: field, in: receiver, entry) { return found }
    guard let stored = index.types[wrapper].fieldNumbers["projectedValue"] else { return nil }
    return place(of: index.types[wrapper].fields[stored], of: storage, index.types[wrapper])
  }

  private func wrapper(of field: FieldEntry) -> Int? {
    field.wrapper.flatMap { index.declaredType([$0], .init(file: field.file)) }
  }

  private func accessor(
    _ name: String, of field: FieldEntry, in receiver: Operand, _ type: TypeEntry
  ) -> (Place, SwiftType)? {
    guard let wrapper = wrapper(of: field), let number = index.types[wrapper].variables[name]
    else { return nil }
    let entry = index.variables[number]
    let storage = Operand.field(of: receiver, record: type.name, name: "_" + field.name)
    return (
      .property(
        getter: entry.symbol + ".get", setter: entry.symbol + ".set", arguments: [storage]),
      entry.type
    )
  }

  // MARK: Observers

  /// Writes a variable, and calls its observers.
  mutating func storeObserved(
    _ value: Typed, at address: Operand, _ type: SwiftType, _ span: Span
  ) {
    guard let variable = observedVariable(at: address),
      let observers = index.observers[variable.symbol]
    else { return store(value, at: address, type, span) }
    let given = observers.hasWillSet ? Typed(operand(value, span), value.type) : value
    let isWhole = variable.address == address
    let receiver = variable.receiver.map { [$0] } ?? []
    if observers.hasWillSet {
      let new = isWhole ? operand(given, span) : .unknown("newValue")
      _ = emitCall(variable.symbol + ".willSet", receiver + [new], span)
    }
    var old = Operand.unknown("oldValue")
    if observers.usesOldValue, isWhole {
      old = operand(snapshot(load(.memory(address), type, span), span), span)
    }
    store(given, at: address, type, span)
    if observers.hasDidSet {
      _ = emitCall(variable.symbol + ".didSet", receiver + [old], span)
    }
  }

  private struct ObservedVariable {
    var symbol: String
    var receiver: Operand?
    var address: Operand
  }

  /// The variable with observers that the address is, or lies in.
  private func observedVariable(at address: Operand) -> ObservedVariable? {
    guard !index.observers.isEmpty else { return nil }
    switch address {
    case .global(let symbol):
      guard index.observers[symbol] != nil, context.observed != symbol else { return nil }
      return ObservedVariable(symbol: symbol, receiver: nil, address: address)
    case .field(let receiver, let record, let name):
      let symbol = "\(record).\(name)"
      guard index.observers[symbol] != nil else { return observedVariable(at: receiver) }
      let isOwn = receiver == selfValue
      if isOwn, context.isLifetime || context.observed == symbol { return nil }
      return ObservedVariable(symbol: symbol, receiver: receiver, address: address)
    case .element(let base, _): return observedVariable(at: base)
    case .integer, .null, .parameter, .local, .result, .exchanged, .slot, .function, .not, .binary,
      .unknown:
      return nil
    }
  }

  // MARK: Changes of a property's value

  /// Remembers that what is done to a part of the value is done to the property.
  mutating func noteWriteBack(of value: Typed, to place: Place) {
    guard writeBack == nil, case .property(_, let setter, _) = place,
      index.setters.contains(setter), isValue(value.type), case .operand(let old) = value.value
    else { return }
    writeBack = WriteBack(place: place, old: old, type: value.type)
  }

  /// Writes a value back that was changed in part.
  mutating func finish(_ change: WriteBack?, _ span: Span) {
    guard let change else { return }
    if isComposite(change.type.unwrapped) {
      // The parts of the copy were changed where they are.
      let new = snapshot(Typed(change.old, change.type.unwrapped), span)
      return assign(new, to: change.place, change.type, span)
    }
    let new = Operand.binary(.xor, change.old, .unknown("change"))
    assign(Typed(new, change.type), to: change.place, change.type, span)
  }

  /// A mutating method of a value that a property gives: the property is read, the value changed
  /// and written back. Each accessor by itself may be atomic; the whole is not.
  mutating func lowerMutation(
    _ name: String, of place: Place, _ type: SwiftType, _ base: Expression, _ call: Call
  ) -> Typed? {
    guard case .property(_, let setter, _) = place, index.setters.contains(setter),
      isMutation(name, of: type, call)
    else { return nil }
    let old = load(place, type, base.span)
    let value = operand(old, base.span)
    var result = Typed(.unknown(name))
    var new = Operand.binary(.xor, value, .unknown(name))
    if case .record(let number) = type, let method = method(name, of: number, call) {
      let slot = Operand.slot(makeTemporary())
      store(old, at: slot, type, base.span)
      if isComposite(type) { locals[locals.count - 1].layout = index.layout(of: type) }
      result = lowerKnownCall(method, receiver: slot, call)
      if isComposite(type) { new = slot }
    } else {
      let arguments = lowerArgumentsInPlace(call)
      if name == "formUnion" || name == "insert", let bits = arguments.first, isNumber(bits) {
        new = .binary(.or, value, bits)
      }
    }
    assign(Typed(new, type), to: place, type, call.span)
    return result
  }

  /// The arguments of a library's method, which runs its closures before it returns.
  private mutating func lowerArgumentsInPlace(_ call: Call) -> [Operand] {
    call.arguments.map { argument in
      guard case .closure(let closure) = argument.value.kind else {
        return operand(lowerValue(argument.value), argument.value.span)
      }
      inRounds(call.span) { lowering, _ in
        let values = Array(repeating: Typed(.unknown("element")), count: 2)
        _ = lowering.lowerInPlace(closure, values)
      }
      return .unknown("closure")
    }
  }

  /// Whether a method changes the value it is called on.
  func isMutation(_ name: String, of type: SwiftType, _ call: Call) -> Bool {
    guard isValue(type) else { return false }
    switch type {
    case .record(let number):
      if let method = method(name, of: number, call) {
        return index.functions[method].declaration.modifiers.isMutating
      }
      return SwiftAtomics.mutatingMethods.contains(name)
    case .foreign: return SwiftAtomics.mutatingMethods.contains(name)
    case .unknown, .scalar, .boolean, .pointer, .atomic, .lock, .function, .tuple, .metatype,
      .optional, .ordering, .array, .concurrency:
      // What collections and numbers do is known by name.
      return false
    }
  }

  /// Whether a property of the type holds the value itself, so that a change of a part changes the
  /// property. Types of other modules may be classes.
  private func isValue(_ type: SwiftType) -> Bool {
    switch type {
    case .record(let number): !index.types[number].isReference
    case .foreign(let name): SwiftAtomics.isValueType(name)
    case .scalar, .boolean, .pointer, .tuple, .array, .ordering: true
    case .unknown, .atomic, .lock, .function, .metatype, .optional, .concurrency: false
    }
  }

  private func isNumber(_ operand: Operand) -> Bool {
    switch operand {
    case .integer, .parameter, .result, .local: true
    case .null, .exchanged, .global, .slot, .field, .element, .function, .not, .binary, .unknown:
      false
    }
  }
}
