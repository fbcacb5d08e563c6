import OrderLint

extension FunctionLowering {
  /// A call as written.
  struct Call {
    var whole: Expression
    var callee: Expression
    var arguments: [Argument]
    /// The call is of an atomic that holds a strong reference.
    var isOnReference = false

    init(_ whole: Expression, _ callee: Expression, _ arguments: [Argument]) {
      self.whole = whole
      self.callee = callee
      self.arguments = arguments
    }

    var span: Span { whole.span }

    /// The first closure given, if any.
    var closure: Closure? { closures.first }

    var closures: [Closure] {
      arguments.compactMap {
        if case .closure(let closure) = $0.value.kind { closure } else { nil }
      }
    }

    func argument(_ label: String) -> Expression? {
      arguments.first { $0.label == label }?.value
    }

    var hasOrdering: Bool {
      arguments.contains { $0.label == "ordering" || $0.label == "successOrdering" }
    }

    var labelText: String {
      "(" + arguments.map { ($0.label ?? "_") + ":" }.joined() + ")"
    }
  }

  mutating func lowerCall(_ call: Call, expected: SwiftType) -> Typed {
    guard hasChain(call.callee) else { return lowerPlainCall(call, expected: expected) }
    let exit = builder.makeBlock()
    return joined(nilBlock: exit, call.span) { lowering in
      lowering.chainExits.append(exit)
      defer { lowering.chainExits.removeLast() }
      return lowering.lowerPlainCall(call, expected: expected)
    }
  }

  mutating func lowerPlainCall(_ call: Call, expected: SwiftType) -> Typed {
    let outer = changedProperties
    changedProperties = []
    let result = lowerCallee(call, expected: expected)
    for change in changedProperties {
      assign(
        load(.memory(change.old), change.type, call.span), to: change.place, change.type, call.span)
    }
    changedProperties = outer
    return result
  }

  private mutating func lowerCallee(_ call: Call, expected: SwiftType) -> Typed {
    switch call.callee.kind {
    case .name(let name, _): return lowerNamedCall(name, call, expected)
    case .member(let base, let name): return lowerMemberCall(base, name, call, expected)
    case .implicitMember(let name): return lowerImplicitCall(name, call, expected)
    case .closure(let closure):
      let values = call.arguments.map { lowerValue($0.value) }
      return lowerInPlace(closure, values)
    case .optionalChain: return lowerOptionalClosure(call)
    case .forceUnwrap(let inner):
      return lowerPlainCall(Call(call.whole, inner, call.arguments), expected: expected)
    case .tuple(let elements) where elements.count == 1 && elements[0].label == nil:
      return lowerPlainCall(Call(call.whole, elements[0].value, call.arguments), expected: expected)
    case .array, .type:
      if case .metatype(let type) = index.metatype(
        call.callee, context.file, context.enclosing)
      {
        return lowerConstruction(type, call)
      }
      return lowerIndirect(call)
    case .macro(let name, let given):
      for argument in given { _ = operand(lowerValue(argument.value), argument.value.span) }
      _ = lowerArguments(call.arguments)
      return Typed(.unknown("#\(name)"))
    default: return lowerIndirect(call)
    }
  }

  /// A call through a value.
  private mutating func lowerIndirect(_ call: Call) -> Typed {
    let callee = lowerValue(call.callee)
    let entry = operand(callee, call.callee.span)
    let arguments = lowerCopies(call.arguments)
    let result = emit(.call(.indirect(entry), arguments: arguments), call.span)
    if case .function(let type) = callee.type { return Typed(.result(result), type) }
    return Typed(.result(result))
  }

  /// `handler?(x)`: the chain is left if there is no handler.
  private mutating func lowerOptionalClosure(_ call: Call) -> Typed {
    let (place, type) = lowerPlace(call.callee)
    let entry = operand(load(place, type, call.callee.span), call.callee.span)
    let arguments = lowerCopies(call.arguments)
    return Typed(.result(emit(.call(.indirect(entry), arguments: arguments), call.span)))
  }

  mutating func lowerArguments(_ arguments: [Argument]) -> [Operand] {
    arguments.map { argument in
      let value = lowerValue(argument.value)
      if case .addressOf = argument.value.kind {} else { readWhole(value, argument.value.span) }
      return operand(value, argument.value.span)
    }
  }

  /// The arguments of a call whose body is not known here: what a struct holds is read now.
  private mutating func lowerCopies(_ arguments: [Argument]) -> [Operand] {
    arguments.map { argument in
      let value = lowerValue(argument.value)
      if case .addressOf = argument.value.kind { return operand(value, argument.value.span) }
      return operand(copied(value, argument.value.span), argument.value.span)
    }
  }

  // MARK: Names

  private mutating func lowerNamedCall(
    _ name: String, _ call: Call, _ expected: SwiftType
  ) -> Typed {
    reachFunction(named: name)
    if let binding = lookUp(name) { return lowerLocalCall(binding, call) }
    if name.hasPrefix("$"), !shorthand.isEmpty { return lowerIndirect(call) }
    if let method = implicitMethod(name, call) { return method }
    return lowerFreeCall(name, call)
  }

  /// A call of what is no member and no local function.
  mutating func lowerFreeCall(_ name: String, _ call: Call) -> Typed {
    if let function = freeFunction(name, labels: call) {
      return lowerKnownCall(function, receiver: nil, call)
    }
    // Names of C are not in lower camel case, and would be taken for types.
    if let operation = index.libraries.operation(named: name),
      let value = lowerLibraryCall(operation, call)
    {
      return value
    }
    if case .metatype(let type) = index.metatype(call.callee, context.file, context.enclosing) {
      return lowerConstruction(type, call)
    }
    if name == "swap", index.isExact, let result = lowerSwap(call) { return result }
    if let closure = call.closures.first, let object = selfValue, let type = context.enclosing,
      let result = lowerTailAllocated(name, closure, object, .record(type))
    {
      return result
    }
    if let known = SwiftAtomics.freeFunctions[name] { return lowerFreeFunction(known, name, call) }
    if SwiftAtomics.conversions.contains(name), let first = call.arguments.first {
      if index.isExact, name == "numericCast" {
        return Typed(.unknown("numericCast, without a type that shows"))
      }
      return Typed(lowerValue(first.value).value, .number)
    }
    if let variable = index.globalVariables[name]?.first, !index.variables[variable].isComputed {
      return lowerIndirect(call)
    }
    // Not a Swift function of this run: C, or a library.
    let arguments = lowerArguments(call.arguments)
    noteExternal(name, call)
    return Typed(.result(emit(.call(.direct(name), arguments: arguments), call.span)))
  }

  /// What is passed with `&` may be changed, and the value of a struct is read where it is passed.
  private func noteExternal(_ name: String, _ call: Call) {
    guard context.output.externals[name] == nil, !call.arguments.isEmpty else { return }
    let parameters = call.arguments.map { argument -> ExternalFunction.Parameter in
      if case .addressOf = argument.value.kind { .writes } else { .reads }
    }
    context.output.externals[name] = ExternalFunction(symbol: name, parameters: parameters)
  }

  private mutating func lowerLocalCall(_ binding: Binding, _ call: Call) -> Typed {
    if case .value(let value) = binding, case .closure(let closure) = value.value {
      return lowerAtHome(closure, call)
    }
    guard case .function(let symbol, let captures, let result) = binding else {
      return lowerIndirect(call)
    }
    let arguments = captures + lowerArguments(call.arguments)
    return Typed(
      .result(emit(.call(.direct(symbol), arguments: arguments), call.span)), result)
  }

  /// A method of `self`, or a static method of a type around.
  private mutating func implicitMethod(_ name: String, _ call: Call) -> Typed? {
    var current = context.enclosing
    var isSelf = true
    while let type = current {
      if let method = self.method(name, of: type, call) {
        let entry = index.functions[method]
        if entry.isStatic || entry.declaration.modifiers.isStatic {
          return lowerKnownCall(method, receiver: nil, call)
        }
        if isSelf, let receiver = selfValue {
          return lowerKnownCall(method, receiver: receiver, call)
        }
      }
      if isSelf, let receiver = selfValue,
        case (.memory(let address), .function(let result)) = member(
          name, of: receiver, type, call.span)
      {
        return lowerStoredClosure(at: address, result, call)
      }
      if isSelf, let value = implicitOperation(name, in: type, call) { return value }
      isSelf = false
      current = index.types[type].enclosing
    }
    return nil
  }

  /// An operation of the atomic that `self` is, in an extension of it.
  private mutating func implicitOperation(_ name: String, in type: Int, _ call: Call) -> Typed? {
    guard SwiftAtomics.operations[name] != nil, let extended = index.types[type].extended,
      let receiver = selfValue
    else { return nil }
    let atomic = Receiver(
      place: .value(Typed(receiver, extended)), type: extended, expression: call.callee)
    return lowerVocabularyCall(name, on: atomic, call)
  }

  mutating func lowerStoredClosure(
    at address: Operand, _ result: SwiftType, _ call: Call
  ) -> Typed {
    let entry = Operand.result(emit(.read(at: address, .plain), call.callee.span))
    let arguments = lowerCopies(call.arguments)
    return Typed(
      .result(emit(.call(.indirect(entry), arguments: arguments), call.span)), result)
  }

  /// A function of the run; without labels, the only one of the name.
  func freeFunction(_ name: String, labels call: Call?) -> Int? {
    guard let candidates = index.freeFunctions[name] else { return nil }
    let module = index.files[context.file].module
    let near = candidates.filter {
      let entry = index.functions[$0]
      return entry.file == context.file
        || !entry.declaration.modifiers.isFilePrivate
          && index.files[entry.file].module == module
    }
    let visible =
      near.isEmpty
      ? candidates.filter { !index.functions[$0].declaration.modifiers.isFilePrivate } : near
    guard let call else { return visible.count == 1 ? visible.first : nil }
    return best(of: visible, call)
  }

  /// The method of a type, its superclasses or the protocols it names that takes these arguments.
  func method(_ name: String, of type: Int, _ call: Call) -> Int? {
    if let own = index.types[type].methods[name], let found = best(of: own, call) { return found }
    var seen = [type]
    var work = index.parents[type]
    var next = 0
    var fallback: Int?
    while next < work.count, seen.count < 32 {
      let number = work[next]
      next += 1
      guard !seen.contains(number) else { continue }
      seen.append(number)
      if let inherited = index.types[number].methods[name], let found = best(of: inherited, call) {
        if index.functions[found].declaration.body != nil { return found }
        fallback = fallback ?? found
      }
      work += index.parents[number]
    }
    return fallback
  }

  /// Of the functions that take the arguments one with a body if there is such, and of these one that
  /// is compiled.
  private func best(of candidates: [Int], _ call: Call) -> Int? {
    var chosen: (number: Int, rank: Int)?
    for number in candidates {
      let hasBody = index.functions[number].declaration.body != nil
      let rank = (hasBody ? 2 : 0) + (index.functions[number].isActive ? 1 : 0)
      guard rank > chosen?.rank ?? -1,
        Self.isFitting(call.arguments, index.functions[number].declaration.parameters)
      else { continue }
      chosen = (number, rank)
      if rank == 3 { break }
    }
    return chosen?.number
  }

  /// Whether the labels fit.
  private static func isFitting(
    _ arguments: [Argument], _ parameters: [ParameterSyntax]
  ) -> Bool {
    var next = 0
    for parameter in parameters {
      let start = next
      while next < arguments.count, fits(arguments[next], parameter, isFirst: next == start) {
        next += 1
        if !parameter.isVariadic { break }
      }
      if next == start, parameter.defaultValue == nil, !parameter.isVariadic { return false }
    }
    return next == arguments.count
  }

  /// For each parameter the arguments it gets; nil if the labels do not fit.
  static func alignment(
    of arguments: [Argument], _ parameters: [ParameterSyntax]
  ) -> [[Int]]? {
    var result: [[Int]] = []
    var next = 0
    for parameter in parameters {
      var taken: [Int] = []
      while next < arguments.count, fits(arguments[next], parameter, isFirst: taken.isEmpty) {
        taken.append(next)
        next += 1
        if !parameter.isVariadic { break }
      }
      if taken.isEmpty, parameter.defaultValue == nil, !parameter.isVariadic { return nil }
      result.append(taken)
    }
    return next == arguments.count ? result : nil
  }

  private static func fits(
    _ argument: Argument, _ parameter: ParameterSyntax, isFirst: Bool
  ) -> Bool {
    if argument.label == parameter.label { return true }
    if parameter.isVariadic, !isFirst, argument.label == nil { return true }
    guard argument.label == nil, case .closure = argument.value.kind else { return false }
    if case .function = parameter.type?.kind { return true }
    if case .optional(let inner) = parameter.type?.kind, case .function = inner.kind { return true }
    // A generic or aliased closure type.
    if case .named = parameter.type?.kind { return parameter.defaultValue == nil }
    return false
  }

  // MARK: Functions of the run

  mutating func lowerKnownCall(_ number: Int, receiver: Operand?, _ call: Call) -> Typed {
    let entry = index.functions[number]
    if let value = lowerInlined(entry, receiver: receiver, call) { return value }
    var operands: [Operand] = receiver.map { [$0] } ?? []
    let parameters = entry.declaration.parameters
    let alignment =
      Self.alignment(of: call.arguments, parameters) ?? call.arguments.indices.map { [$0] }
    let types = parameterTypes(of: number)
    for (position, given) in alignment.enumerated() {
      let type = position < types.count ? types[position] : .unknown
      operands.append(lowerParameter(position, given, type, entry, call))
    }
    let result = emitCall(entry.symbol, operands, call.span)
    let type = resultType(ofFunction: number)
    if case .named? = entry.declaration.result?.kind { noteNumber(type) }
    // What may not be there is looked at before its parts are.
    if index.isExact { return snapshot(Typed(.result(result), type), call.span) }
    return tupleParts(of: result, type, call.span)
  }

  private func parameterTypes(of number: Int) -> [SwiftType] {
    if let known = context.output.parameterTypes[number] { return known }
    let entry = index.functions[number]
    let types = entry.declaration.parameters.map { parameter in
      parameter.type.map { index.resolve($0, file: entry.file, enclosing: entry.enclosing) }
        ?? .unknown
    }
    context.output.parameterTypes[number] = types
    return types
  }

  private func resultType(ofFunction number: Int) -> SwiftType {
    if let known = context.output.resultTypes[number] { return known }
    let type = resultType(of: index.functions[number])
    context.output.resultTypes[number] = type
    return type
  }

  mutating func lowerParameter(
    _ position: Int, _ given: [Int], _ type: SwiftType, _ entry: FunctionEntry, _ call: Call
  ) -> Operand {
    if given.count == 1, let only = given.first {
      let value = call.arguments[only].value
      if case .closure(let closure) = value.kind {
        return closureValue(closure, value.span, given: closureParameters(position, entry))
      }
      let typed = lowerValue(value, expected: type)
      if case .addressOf = value.kind {
        if case .pointer(let held) = typed.type, isComposite(held), !isComposite(type),
          !isPointer(type)
        {
          opaque(Self.otherType, value.span)
        }
        return operand(typed, value.span)
      }
      if type == .unknown, isComposite(typed.type) { opaque(Self.otherType, value.span) }
      return operand(typed, as: type, value.span)
    }
    if given.isEmpty, position < entry.declaration.parameters.count,
      let standard = entry.declaration.parameters[position].defaultValue
    {
      return constantOperand(standard, type)
    }
    for number in given {
      let value = call.arguments[number].value
      _ = operand(lowerValue(value), value.span)
    }
    return .unknown("variadic")
  }

  /// The parameters of the function that a parameter is.
  private func closureParameters(_ position: Int, _ entry: FunctionEntry) -> [GivenParameter] {
    guard position < entry.declaration.parameters.count,
      let node = entry.declaration.parameters[position].type,
      case .function(let parameters, _) = node.kind
    else { return [] }
    return parameters.map {
      GivenParameter(
        type: index.resolve($0, file: entry.file, enclosing: entry.enclosing), isInOut: $0.isInOut)
    }
  }

  /// A default argument, if it is a constant: it belongs to another file.
  private func constantOperand(_ value: Expression, _ type: SwiftType) -> Operand {
    switch value.kind {
    case .integer(let number?): return .integer(number)
    case .boolean(let flag): return .integer(flag ? 1 : 0)
    case .null: return .null
    case .implicitMember(let name):
      if let order = SwiftAtomics.orders[name] { return .integer(Int64(order.rawValue)) }
      if case .record(let number) = type, let constant = index.types[number].cases[name] {
        return .integer(constant)
      }
      return .unknown("default")
    default: return .unknown("default")
    }
  }

  func resultType(of entry: FunctionEntry) -> SwiftType {
    guard let node = entry.declaration.result else { return .tuple([]) }
    return index.resolve(node, file: entry.file, enclosing: entry.enclosing)
  }
}
