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
      result = lowerKnownCall(method, receiver: slot, call)
    } else {
      let arguments = lowerArguments(call.arguments)
      if name == "formUnion" || name == "insert", let bits = arguments.first, isNumber(bits) {
        new = .binary(.or, value, bits)
      }
    }
    assign(Typed(new, type), to: place, type, call.span)
    return result
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
    case .unknown, .foreign: return SwiftAtomics.mutatingMethods.contains(name)
    case .scalar, .boolean, .pointer, .atomic, .lock, .function, .tuple, .metatype, .ordering,
      .array, .concurrency:
      // What collections and numbers do is known by name.
      return false
    }
  }

  private func isValue(_ type: SwiftType) -> Bool {
    guard case .record(let number) = type else { return true }
    return !index.types[number].isReference
  }

  private func isNumber(_ operand: Operand) -> Bool {
    switch operand {
    case .integer, .parameter, .result, .local: true
    case .null, .exchanged, .global, .slot, .field, .element, .function, .not, .binary, .unknown:
      false
    }
  }
}
