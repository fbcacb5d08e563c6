import OrderLint

/// Calls that name a type: new objects, static methods, allocation.
extension FunctionLowering {
  mutating func lowerConstruction(_ type: SwiftType, _ call: Call) -> Typed {
    switch type {
    case .record(let number): return lowerRecord(number, call)
    case .atomic(let storage, let element): return lowerNewAtomic(storage, element, type, call)
    case .lock(let guarded): return lowerNewLock(guarded, type, call)
    case .concurrency(let kind): return lowerNewTask(kind, call)
    case .scalar where index.isExact: return convertedNumber(to: type, call)
    case .pointer where call.argument("bufferClass") != nil:
      _ = lowerArguments(call.arguments)
      return Typed(.result(emit(.allocate, call.span)), type)
    case .pointer, .scalar, .boolean, .ordering:
      guard let first = call.arguments.first else { return Typed(.integer(0), type) }
      let value = lowerValue(first.value)
      for argument in call.arguments.dropFirst() {
        _ = operand(lowerValue(argument.value), argument.value.span)
      }
      return converted(value, to: type)
    case .unknown where call.arguments.count == 1 && call.argument("rawValue") != nil:
      // A generic parameter that is RawRepresentable.
      return Typed(lowerValue(call.arguments[0].value).value)
    case .array: return lowerNewCollection(type, call)
    case .unknown, .function, .tuple, .metatype, .optional:
      _ = lowerArguments(call.arguments)
      return Typed(.unknown("value"), type)
    case .foreign(let name): return lowerForeign(name, type, call)
    }
  }

  /// A collection made of the elements of a buffer reads them.
  private mutating func lowerNewCollection(_ type: SwiftType, _ call: Call) -> Typed {
    var type = type
    for argument in call.arguments {
      let value = lowerValue(argument.value)
      let source = operand(value, argument.value.span)
      guard case .pointer(let held) = value.type, argument.label == nil, !index.isExact else {
        continue
      }
      _ = element(of: source, value.type, argument.value.span)
      if type.element == .unknown { type = .array(held) }
    }
    return Typed(.unknown("value"), type)
  }

  /// What fields start with by their declarations. Memory starts as 0.
  private mutating func initializeFields(of object: Operand, _ type: TypeEntry, _ span: Span) {
    guard fieldDepth < 8 else { return opaque("objects nested too deeply", span) }
    fieldDepth += 1
    defer { fieldDepth -= 1 }
    for field in type.fields {
      guard let initial = field.initial else { continue }
      let address = Operand.field(of: object, record: type.name, name: field.name)
      if let constant = index.initialValue(of: initial, field.type) {
        guard constant != 0 else { continue }
        var place = address
        if case .lock(.guarding) = field.type { place = guardedValue(of: address) }
        emit(.write(at: place, value: .integer(constant), .plain), span)
        continue
      }
      switch field.type {
      case .lock(.guarding(let held)) where startsComputed(held):
        let isMade = inDeclaration(of: type, field) {
          $0.construct(initial, at: address, field.type, span)
        }
        if !isMade { opaque("the initial value of '\(field.name)'", span) }
        continue
      case .lock, .concurrency, .array: continue
      case .record(let number):
        let isObject = [.class, .actor].contains(index.types[number].kind)
        let isMade = inDeclaration(of: type, field) {
          !isObject && $0.construct(initial, at: address, field.type, span)
        }
        if isMade { continue }
      case .unknown, .scalar, .boolean, .foreign, .atomic, .pointer, .function, .tuple, .metatype,
        .optional, .ordering:
        break
      }
      let value = inDeclaration(of: type, field) { $0.lowerValue(initial, expected: field.type) }
      store(value, at: address, field.type, span)
    }
  }

  /// Whether what a lock guards is given its value by code.
  private func startsComputed(_ held: SwiftType) -> Bool {
    guard index.isExact else { return false }
    switch held {
    case .scalar, .boolean, .pointer, .record, .tuple, .optional: return true
    case .unknown, .foreign, .atomic, .lock, .function, .metatype, .ordering, .array, .concurrency:
      return false
    }
  }

  /// What the declaration of a field says means what it means there.
  private mutating func inDeclaration<Result>(
    of type: TypeEntry, _ field: FieldEntry, _ body: (inout Self) -> Result
  ) -> Result {
    let outer = here
    context = LoweringContext(
      shared: context.shared, file: field.file, output: context.output,
      enclosing: index.declaredType([type.path], .init(file: field.file)))
    scopes.append(Scope(visible: 0))
    let result = body(&self)
    scopes.removeLast()
    here = outer
    return result
  }

  private func converted(_ value: Typed, to type: SwiftType) -> Typed {
    if case .pointer(.unknown) = type, case .pointer = value.type { return value }
    return Typed(value.value, type)
  }

  private mutating func lowerForeign(_ name: String, _ type: SwiftType, _ call: Call) -> Typed {
    let hasClosure = !call.closures.isEmpty
    let arguments = lowerArguments(call.arguments)
    let isStruct = name.first?.isLowercase ?? false
    guard hasClosure || !isStruct && !arguments.allSatisfy(isPlainValue) else {
      return Typed(.unknown(name), type)
    }
    let callee = Event.Callee.direct("\(name).init\(call.labelText)")
    return Typed(.result(emit(.call(callee, arguments: arguments), call.span)), type)
  }

  /// Whether a value cannot lead anyone to shared memory.
  private func isPlainValue(_ operand: Operand) -> Bool {
    switch operand {
    case .integer, .null, .unknown, .exchanged, .not, .binary, .local: true
    case .parameter, .result, .global, .slot, .field, .element, .function: false
    }
  }

  // MARK: Types of the run

  private mutating func lowerRecord(_ number: Int, _ call: Call) -> Typed {
    let type = index.types[number]
    let initializer = method("init", of: number, call)
    switch type.kind {
    case .class, .actor:
      let object = Operand.result(emit(.allocate, call.span))
      if index.isExact { builder.setAllocated(type.name) }
      initialize(object, with: initializer, type, call)
      return Typed(object, .record(number))
    case .struct, .extension:
      return lowerStruct(number, initializer, call)
    case .enum:
      if let initializer { return lowerStructInitializer(number, initializer, call) }
      if let raw = call.argument("rawValue") {
        if index.isExact { return caseOfRawValue(raw, number) }
        return Typed(lowerValue(raw).value, .record(number))
      }
      _ = lowerArguments(call.arguments)
      return Typed(.unknown(type.name), .record(number))
    case .protocol:
      _ = lowerArguments(call.arguments)
      return Typed(.unknown(type.name), .record(number))
    }
  }

  private mutating func initialize(
    _ object: Operand, with initializer: Int?, _ type: TypeEntry, _ call: Call
  ) {
    if index.isExact { initializeFields(of: object, type, call.span) }
    if let initializer {
      _ = lowerKnownCall(initializer, receiver: object, call)
    } else if !call.arguments.isEmpty {
      let arguments = [object] + lowerArguments(call.arguments)
      emit(
        .call(.direct("\(type.name).init\(call.labelText)"), arguments: arguments), call.span)
    }
  }

  private mutating func lowerStruct(
    _ number: Int, _ initializer: Int?, _ call: Call
  ) -> Typed {
    if let initializer { return lowerStructInitializer(number, initializer, call) }
    let type = index.types[number]
    var parts: [Value.Part] = []
    var given: Set<Int> = []
    for field in type.fields {
      if let position = call.arguments.firstIndex(where: { $0.label == field.name }) {
        given.insert(position)
        var value = lowerValue(call.arguments[position].value, expected: field.type)
        if value.type == .unknown { value.type = field.type }
        if index.isExact, case .scalar = field.type { value.type = field.type }
        if case .closure = value.value {
          value = Typed(operand(value, call.span), field.type)
        }
        parts.append(Value.Part(name: field.name, value: value))
      } else if field.type.isOptional, field.initial.map(\.isNull) ?? !field.isLet {
        parts.append(Value.Part(name: field.name, value: Typed(.null, field.type)))
      } else if let initial = field.initial.flatMap({ index.initialValue(of: $0, field.type) }) {
        parts.append(
          Value.Part(name: field.name, value: Typed(.integer(initial), field.type.asNumber)))
      } else if index.isExact, let initial = field.initial {
        let value = inDeclaration(of: type, field) {
          $0.lowerValue(initial, expected: field.type)
        }
        parts.append(Value.Part(name: field.name, value: value))
      } else if index.isExact, !field.isLet, case .optional? = field.node?.kind {
        parts.append(Value.Part(name: field.name, value: Typed(.null, field.type)))
      }
    }
    for (position, argument) in call.arguments.enumerated() where !given.contains(position) {
      _ = operand(lowerValue(argument.value), argument.value.span)
    }
    if type.fields.isEmpty { return Typed(.unknown(type.name), .record(number)) }
    return Typed(.aggregate(parts), .record(number))
  }

  private mutating func lowerStructInitializer(
    _ number: Int, _ initializer: Int, _ call: Call
  ) -> Typed {
    let slot = Operand.slot(makeTemporary())
    if index.isExact {
      // The slot may hold what an earlier round of a loop made.
      for cell in 0..<index.cells(of: .record(number)) {
        let address = slot.tuplePart(cell)
        emit(.write(at: address, value: .integer(0), .plain), call.span)
      }
      initializeFields(of: slot, index.types[number], call.span)
    }
    _ = lowerKnownCall(initializer, receiver: slot, call)
    return Typed(slot, .record(number))
  }

  /// Makes the object that a `let` names at the given address. False if the expression does not.
  mutating func construct(
    _ initial: Expression, at address: Operand, _ type: SwiftType, _ span: Span
  ) -> Bool {
    switch type {
    case .record(let number):
      guard case .call(let callee, let arguments) = initial.kind else { return false }
      let call = Call(initial, callee, arguments)
      if index.isExact, !names(callee, number) { return false }
      if index.isExact, isStruct(type), method("init", of: number, call) == nil {
        store(lowerStruct(number, nil, call), at: address, type, span)
        return true
      }
      initialize(address, with: method("init", of: number, call), index.types[number], call)
      return true
    case .atomic, .lock:
      let value = lowerValue(initial, expected: type)
      store(value, at: address, type, span)
      return true
    case .pointer:
      guard case .call(_, let arguments) = initial.kind else { return false }
      _ = lowerArguments(arguments)
      return true
    case .unknown, .scalar, .boolean, .foreign, .function, .tuple, .metatype, .optional, .ordering,
      .array,
      .concurrency:
      return false
    }
  }

  /// Whether what is called is the type.
  private func names(_ callee: Expression, _ type: Int) -> Bool {
    switch callee.kind {
    case .implicitMember("init"): return true
    case .member(let base, "init"): return typeName(base) == .record(type)
    default:
      let known = index.metatype(callee, context.file, context.enclosing)
      return known == .metatype(.record(type))
    }
  }

  // MARK: Atomics and locks

  /// An atomic that is not yet anywhere: an aggregate of its value.
  private mutating func lowerNewAtomic(
    _ storage: SwiftType.AtomicStorage, _ element: SwiftType, _ type: SwiftType, _ call: Call
  ) -> Typed {
    if storage.isPointer {
      guard let first = call.arguments.first else { return lowerCreate(type, call) }
      return Typed(lowerValue(first.value).value, type)
    }
    guard let first = call.arguments.first else {
      let empty = Typed(storage.isLazy ? .null : .integer(0), element)
      return Typed(.aggregate([Value.Part(name: "", value: empty)]), type)
    }
    var value = lowerValue(first.value, expected: element)
    var element = element
    if element == .unknown { element = value.type }
    if case .closure = value.value { value = Typed(operand(value, call.span)) }
    return Typed(
      .aggregate([Value.Part(name: "", value: value)]), .atomic(storage, element))
  }

  private mutating func lowerCreate(_ type: SwiftType, _ call: Call) -> Typed {
    let initial = call.arguments.first.map { operand(lowerValue($0.value), $0.value.span) }
    let allocation: Event.Kind =
      index.isExact
      ? .call(.direct(Primitive.allocate.rawValue), arguments: [.integer(1), .integer(1)])
      : .allocate
    let object = Operand.result(emit(allocation, call.span))
    emit(.write(at: object, value: initial ?? .null, .plain), call.span)
    if case .atomic(let storage, .unknown) = type, let first = call.arguments.first {
      return Typed(object, .atomic(storage, infer(first.value)))
    }
    return Typed(object, type)
  }

  private mutating func lowerNewLock(
    _ guarded: SwiftType.LockValue, _ type: SwiftType, _ call: Call
  ) -> Typed {
    guard case .guarding(let element) = guarded, let first = call.arguments.first else {
      _ = lowerArguments(call.arguments)
      return Typed(.aggregate([]), type)
    }
    let value = lowerValue(first.value, expected: element)
    let inner = element == .unknown ? value.type : element
    return Typed(
      .aggregate([Value.Part(name: "value", value: value)]), .lock(.guarding(inner)))
  }

  // MARK: Static members

  mutating func lowerStaticCall(
    _ type: SwiftType, _ name: String, _ base: Expression, _ call: Call
  ) -> Typed {
    if name == "init" { return lowerConstruction(type, call) }
    if let value = lowerStorageCall(name, call) { return value }
    switch type {
    case .record(let number): return lowerStaticRecordCall(number, name, base, call)
    case .pointer:
      if name == "allocate" {
        if index.isExact { return exactAllocation(type, call) }
        _ = lowerArguments(call.arguments)
        return Typed(.result(emit(.allocate, call.span)), type)
      }
    case .atomic:
      if name == "create" { return lowerCreate(type, call) }
    case .concurrency(let kind):
      if let value = lowerStaticConcurrency(kind, name, call) { return value }
    case .unknown, .scalar, .boolean, .foreign, .lock, .function, .tuple, .metatype, .optional,
      .ordering,
      .array:
      break
    }
    if name == "allocate" || name == "create", call.closures.isEmpty {
      _ = lowerArguments(call.arguments)
      return Typed(.result(emit(.allocate, call.span)), type)
    }
    return lowerForeignStatic(type, name, base, call)
  }

  private mutating func lowerForeignStatic(
    _ type: SwiftType, _ name: String, _ base: Expression, _ call: Call
  ) -> Typed {
    if case .foreign = type,
      index.freeFunctions[name] != nil || SwiftAtomics.freeFunctions[name] != nil
    {
      // `Module.function()`
      let callee = Expression(.name(name, generics: []), base.span)
      return lowerFreeCall(name, Call(call.whole, callee, call.arguments))
    }
    if SwiftAtomics.scopedMethods[name] != nil, let closure = call.closure {
      return lowerInPlace(closure, closure.parameters.map { _ in Typed(.unknown("argument")) })
    }
    if SwiftAtomics.spawningMethods.contains(name), let closure = call.closure {
      return lowerSpawn(closure, call)
    }
    let arguments = lowerArguments(call.arguments)
    let owner: String
    switch type {
    case .foreign(let record): owner = record
    default: owner = text(of: base)
    }
    let callee = Event.Callee.direct("\(owner).\(name)\(call.labelText)")
    return Typed(.result(emit(.call(callee, arguments: arguments), call.span)), .unknown)
  }

  private mutating func lowerStaticRecordCall(
    _ number: Int, _ name: String, _ base: Expression, _ call: Call
  ) -> Typed {
    let type = index.types[number]
    if type.cases[name] != nil {
      if let value = caseValue(name, number, call.arguments, call.span) { return value }
      for argument in call.arguments {
        _ = operand(lowerValue(argument.value), argument.value.span)
      }
      return Typed(.unknown("\(type.name).\(name)"), .record(number))
    }
    if let method = method(name, of: number, call) {
      return lowerKnownCall(method, receiver: nil, call)
    }
    if type.kind == .extension || type.fields.isEmpty,
      let value = lowerVocabularyOnType(type.path, name, base, call)
    {
      return value
    }
    let arguments = lowerArguments(call.arguments)
    let callee = Event.Callee.direct("\(type.name).\(name)\(call.labelText)")
    return Typed(.result(emit(.call(callee, arguments: arguments), call.span)))
  }

  /// An extension of a library type does not hide its other static methods.
  private mutating func lowerVocabularyOnType(
    _ path: String, _ name: String, _ base: Expression, _ call: Call
  ) -> Typed? {
    guard let type = SwiftAtomics.type(named: path, arguments: []) else { return nil }
    return lowerStaticCall(type, name, base, call)
  }
}
