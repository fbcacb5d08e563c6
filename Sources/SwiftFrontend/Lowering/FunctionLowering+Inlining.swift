import OrderLint

/// Calls that give closures to functions of the run which only run them, `lock.withLock { … }`. Where
/// the code is executed they are lowered in place: a closure sees the variables around it, and its own
/// thread's.
extension FunctionLowering {
  /// What a closure sees that is lowered somewhere else.
  struct Home {
    var scopeCount: Int
    var context: LoweringContext
    var captured: Set<String>
    var addressed: Set<String>
    var heldActor: Operand?
    var chainExits: [Int]
    var loops: [Loop]
  }

  private static let inlineLimit = 8

  var here: Home {
    get {
      Home(
        scopeCount: scopes.count, context: context, captured: capturedNames,
        addressed: addressedNames, heldActor: heldActor, chainExits: chainExits, loops: loops)
    }
    set {
      context = newValue.context
      capturedNames = newValue.captured
      addressedNames = newValue.addressed
      heldActor = newValue.heldActor
      chainExits = newValue.chainExits
      loops = newValue.loops
    }
  }

  /// A closure as a value. What it takes from its surroundings would be lost where code is executed.
  mutating func closureValue(
    _ closure: Closure, _ span: Span, given: [GivenParameter] = []
  ) -> Operand {
    if homes[ObjectIdentifier(closure)] != nil {
      opaque("a closure that is kept or passed on; call it where it was given", span)
      return .unknown("closure")
    }
    let (value, arguments) = lowerEscaping(closure, span, given: given)
    // What stands for its own parameters is not known here; what it takes with it is.
    let captures = arguments.drop { if case .unknown = $0 { true } else { false } }
    if index.isExact, !captures.isEmpty {
      opaque(
        "a closure that uses variables around it, as a value; write what it does where it is called",
        span)
    }
    return value
  }

  /// Lowers the body of the function here; nil if the call is none of a function that only runs the
  /// closures it is given.
  mutating func lowerInlined(
    _ entry: FunctionEntry, receiver: Operand?, _ call: Call
  ) -> Typed? {
    guard index.isExact, inlineDepth < Self.inlineLimit, let body = entry.declaration.body,
      index.inPlaceNames.contains(entry.declaration.name), entry.takesClosures,
      call.arguments.contains(where: { closure(in: $0.value) != nil }),
      let alignment = Self.alignment(of: call.arguments, entry.declaration.parameters)
    else { return nil }
    let outerHomes = homes
    defer { homes = outerHomes }
    var bindings: [(name: String, binding: Binding)] = []
    for (position, given) in alignment.enumerated() {
      let parameter = entry.declaration.parameters[position]
      bindings.append((parameter.name, bindingOf(parameter, position, given, entry, call)))
    }
    let outer = here
    inlineDepth += 1
    context = LoweringContext(
      shared: context.shared, file: entry.file, output: context.output,
      enclosing: entry.enclosing, isStatic: receiver == nil, isLifetime: false)
    loops = []
    chainExits = []
    analyse(body)
    scopes.append(Scope(visible: 0))
    if let receiver, let type = entry.enclosing {
      bind("self", .value(Typed(receiver, .record(type))))
    }
    for (name, binding) in bindings { bind(name, binding) }
    let declared = entry.declaration.result.map {
      index.resolve($0, file: entry.file, enclosing: entry.enclosing)
    }
    let result = lowerResult(of: body, declared, call.span)
    scopes.removeLast()
    inlineDepth -= 1
    here = outer
    return result
  }

  private func closure(in value: Expression) -> Closure? {
    switch value.kind {
    case .closure(let closure): return closure
    case .name(let name, _):
      guard case .value(let known)? = lookUp(name), case .closure(let closure) = known.value else {
        return nil
      }
      return closure
    default: return nil
    }
  }

  private mutating func bindingOf(
    _ parameter: ParameterSyntax, _ position: Int, _ given: [Int], _ entry: FunctionEntry,
    _ call: Call
  ) -> Binding {
    let type =
      parameter.type.map { index.resolve($0, file: entry.file, enclosing: entry.enclosing) }
      ?? .unknown
    if given.count == 1, let closure = closure(in: call.arguments[given[0]].value) {
      guard homes[ObjectIdentifier(closure)] == nil else {
        return .value(Typed(.closure(closure), type))
      }
      // Where calls are nested, the same text is several closures, each with its own surroundings.
      let instance = Closure(copying: closure)
      homes[ObjectIdentifier(instance)] = here
      return .value(Typed(.closure(instance), type))
    }
    let value = lowerParameter(position, given, type, entry, call)
    if parameter.type?.isInOut ?? false { return .memory(value, type) }
    guard value.dependsOnLocal else { return .value(Typed(value, type)) }
    let local = makeTemporary()
    emit(.assign(local, value), call.span)
    return .local(local, type)
  }

  /// Lowers a body in the scope that was opened for it.
  private mutating func lowerResult(
    of body: [Statement], _ declared: SwiftType?, _ span: Span
  ) -> Typed {
    let after = builder.makeBlock()
    let depth = scopes.count - 1
    var known = declared ?? .unknown
    // A generic result is what the closure gives.
    if case .foreign = known { known = .unknown }
    returns.append(
      ReturnTarget(block: after, result: nil, type: .unknown, depth: depth, declared: known))
    if declared != nil, body.count == 1, let only = body.first,
      case .expression(let value) = only.kind
    {
      leave(with: lowerValue(value, expected: known), value.span)
    } else {
      lower(body)
      runCleanups(downTo: scopes.count - 1)
    }
    let target = returns.removeLast()
    builder.begin(after)
    guard let result = target.result else { return .void }
    return snapshot(Typed(.local(result), target.type), span)
  }

  /// Runs a closure that the function which is lowered here was given.
  mutating func lowerAtHome(_ closure: Closure, _ call: Call) -> Typed {
    var bindings: [Binding] = []
    for argument in call.arguments {
      let value = lowerValue(argument.value)
      if case .addressOf = argument.value.kind, case .pointer(let element) = value.type {
        bindings.append(.memory(operand(value, argument.value.span), element))
      } else {
        bindings.append(.value(Typed(operand(value, argument.value.span), value.type)))
      }
    }
    guard let home = homes[ObjectIdentifier(closure)] else {
      return lowerInPlace(closure, [], bindings: bindings)
    }
    let outer = here
    here = home
    scopes.append(Scope(visible: home.scopeCount))
    let result = lowerInPlace(closure, [], bindings: bindings)
    scopes.removeLast()
    here = outer
    return result
  }
}

extension FunctionEntry {
  /// Whether a parameter is a function.
  var takesClosures: Bool { declaration.parameters.contains { $0.type?.isFunction ?? false } }

  /// Whether the function does nothing with the closures it is given but run them.
  var runsItsClosures: Bool {
    guard let body = declaration.body, declaration.kind == .function else { return false }
    let closures = declaration.parameters.filter { $0.type?.isFunction ?? false }
    guard !closures.isEmpty else { return false }
    let uses = GenericUses(body)
    return closures.allSatisfy { closure in
      !(closure.type?.isEscaping ?? true) && uses.isOnlyCalled(closure.name)
    }
  }
}

extension TypeNode {
  fileprivate var isFunction: Bool {
    if case .function = kind { true } else { false }
  }
}
