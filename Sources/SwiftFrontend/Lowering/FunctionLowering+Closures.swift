import OrderLint

extension FunctionLowering {
  /// Runs a closure's body here. Its parameters are values, or variables at addresses.
  mutating func lowerInPlace(
    _ closure: Closure, _ values: [Typed], bindings: [Binding] = [],
    unlocking: (Operand, Span)? = nil
  ) -> Typed {
    guard depth < Self.depthLimit else {
      giveUp(Parser.tooDeep, closure.span)
      return Typed(.unknown("closure"))
    }
    depth += 1
    defer { depth -= 1 }
    scopes.append(Scope())
    if let (address, span) = unlocking {
      scopes[scopes.count - 1].cleanups.append(.unlock(address, span))
    }
    bindCaptures(of: closure)
    bindParameters(of: closure, values, bindings)
    defer {
      shorthand.removeLast()
      scopes.removeLast()
    }
    if closure.body.count == 1, let only = closure.body.first,
      case .expression(let value) = only.kind
    {
      return lowerSingle(value, isGuarded: unlocking != nil)
    }
    return lowerBody(closure)
  }

  private mutating func lowerSingle(_ value: Expression, isGuarded: Bool) -> Typed {
    if case .statement(let statement) = value.kind {
      lower(statement)
      runCleanups(downTo: scopes.count - 1)
      return .void
    }
    var result = lowerValue(value)
    // A struct is copied while the lock is held.
    if isGuarded, !index.isExact { result = copied(result, value.span) }
    if case .closure = result.value { result = Typed(operand(result, value.span), result.type) }
    runCleanups(downTo: scopes.count - 1)
    return result
  }

  private mutating func lowerBody(_ closure: Closure) -> Typed {
    let after = builder.makeBlock()
    returns.append(
      ReturnTarget(block: after, result: nil, type: .unknown, depth: scopes.count - 1))
    let savedLoops = loops
    loops = []
    lower(closure.body)
    runCleanups(downTo: scopes.count - 1)
    loops = savedLoops
    let target = returns.removeLast()
    builder.begin(after)
    guard let result = target.result else { return .void }
    return snapshot(Typed(.local(result), target.type), closure.span)
  }

  private mutating func bindCaptures(of closure: Closure) {
    for capture in closure.captures {
      guard let name = capture.label else { continue }
      if case .name(let written, _) = capture.value.kind, written == name {
        if index.isExact, name != "self" { bindCopy(name, of: capture.value) }
        continue
      }
      let value = lowerValue(capture.value)
      declare(name, value, type: value.type, isLet: true, capture.value.span)
    }
  }

  /// A closure that runs later has its own copies of parameters that are structs or tuples.
  private mutating func bindCopies(of names: Set<String>, _ span: Span) {
    guard index.isExact else { return }
    for name in names.union(["self"]).sorted() {
      guard case .value(let value)? = lookUp(name), case .operand(let address) = value.value,
        !address.isStatic, isComposite(value.type), index.isCopyable(value.type)
      else { continue }
      let copy = optional(snapshot(value, span), value.type, span)
      bind(name, .value(Typed(copy, value.type)))
    }
  }

  /// `[name]`: what the variable holds now.
  private mutating func bindCopy(_ name: String, of variable: Expression) {
    let value = settled(lowerValue(variable), variable.span)
    guard isComposite(value.type), index.isCopyable(value.type) else {
      if case .operand = value.value { bind(name, .value(value)) }
      return
    }
    let copy = optional(value, value.type, variable.span)
    bind(name, .value(Typed(copy, value.type)))
  }

  private mutating func bindParameters(
    of closure: Closure, _ values: [Typed], _ bindings: [Binding]
  ) {
    var all = bindings
    all += values.map { .value($0) }
    for (number, parameter) in closure.parameters.enumerated() {
      guard parameter.name != "_" else { continue }
      var binding: Binding = .value(Typed(.unknown(parameter.name)))
      if all.indices.contains(number) {
        binding = all[number]
      } else if let node = parameter.type {
        binding = .value(Typed(.unknown(parameter.name), resolve(node)))
      }
      bind(parameter.name, binding)
    }
    for (number, binding) in all.enumerated() where closure.usesShorthand {
      bind("$\(number)", binding)
    }
    shorthand.append([])
  }

  // MARK: Escaping closures

  /// A closure as a function of its own: its operand, and the arguments for a thread that runs it.
  /// The values it takes from its surroundings are its last parameters, so that those who call it
  /// without knowing them give the others their arguments.
  mutating func lowerEscaping(
    _ closure: Closure, _ span: Span, isIsolated: Bool = false, given: [GivenParameter] = [],
    queue: Expression? = nil
  ) -> (operand: Operand, arguments: [Operand]) {
    closureCount += 1
    let name = "closure\(closureCount)"
    var names = CaptureAnalysis.allNames(in: closure.body)
    for capture in closure.captures { if let label = capture.label { names.insert(label) } }
    if let queue {
      names.formUnion(CaptureAnalysis.allNames(in: [Statement(.expression(queue), queue.span)]))
    }
    reachFunctions(named: names)
    scopes.append(Scope())
    bindCaptures(of: closure)
    bindCopies(of: names, span)
    var inner = innerLowering(name)
    for (number, parameter) in closure.parameters.enumerated() {
      inner.addParameter(parameter, given: given.indices.contains(number) ? given[number] : nil)
    }
    if closure.usesShorthand { inner.addShorthand(in: names, given) }
    let ownParameters = inner.parameters
    names.subtract(inner.parameters.map(\.name))
    if closure.usesShorthand { names = names.filter { !$0.hasPrefix("$") } }
    let captures = inner.inherit(names, from: self)
    scopes.removeLast()
    if isIsolated, let heldActor {
      if heldActor.isStatic {
        inner.hold(heldActor, closure.span)
      } else {
        inner.isolate(closure.span)
      }
    }
    if let queue { inner.takeTurn(on: queue) }
    inner.finishBody(closure.body, returnsValue: true)
    context.output.functions.append(
      inner.function(kind: .closure, name: "\(self.name).\(name)", span: closure.span))
    return (
      .function(inner.symbol), ownParameters.map { .unknown($0.name) } + captures
    )
  }

  func innerLowering(_ name: String) -> FunctionLowering {
    var inner = FunctionLowering(
      context: context, symbol: "\(symbol).\(name)", name: "\(self.name).\(name)")
    inner.depth = depth
    inner.declaredNames = declaredNames
    return inner
  }

  /// Makes what the body mentions of the surroundings visible: variables in memory as they are,
  /// values as parameters. Returns the values.
  mutating func inherit(_ names: Set<String>, from outer: FunctionLowering) -> [Operand] {
    var captures: [Operand] = []
    var visible = names
    if outer.lookUp("self") != nil, outer.selfValue != nil { visible.insert("self") }
    for name in visible.sorted(by: { ($0 == "self" ? "" : $0) < ($1 == "self" ? "" : $1) }) {
      guard let binding = outer.lookUp(name) else { continue }
      switch binding {
      case .memory(let address, _):
        if address.isStatic {
          bind(name, binding)
        } else {
          capture(name, address, binding, &captures)
        }
      case .local(let local, let type):
        capture(name, .local(local), .value(Typed(.local(local), type)), &captures)
      case .value(let value):
        guard case .operand(let operand) = value.value else { continue }
        if operand.isStatic {
          bind(name, binding)
        } else {
          capture(name, operand, binding, &captures)
        }
      case .function(let symbol, let values, let result):
        var inner: [Operand] = []
        for (number, value) in values.enumerated() {
          if value.isStatic {
            inner.append(value)
          } else {
            captures.append(value)
            parameters.append(Parameter(name: "\(name)_\(number)"))
            inner.append(.parameter(parameters.count - 1))
          }
        }
        bind(name, .function(symbol, captures: inner, result: result))
      case .task(let task, let type):
        capture(name, .local(task), .value(Typed(.local(task), type)), &captures)
      }
    }
    return captures
  }

  private mutating func capture(
    _ name: String, _ value: Operand, _ binding: Binding, _ captures: inout [Operand]
  ) {
    captures.append(value)
    let type: SwiftType
    switch binding {
    case .memory(_, let known), .local(_, let known): type = known
    case .value(let typed): type = typed.type
    case .function, .task: type = .unknown
    }
    parameters.append(Parameter(name: name, type: parameterType(type)))
    let inner = Operand.parameter(parameters.count - 1)
    if case .memory = binding {
      bind(name, .memory(inner, type))
    } else {
      bind(name, .value(Typed(inner, type)))
    }
  }

  /// What a closure's parameter is, by the type of the function's parameter it is given for.
  struct GivenParameter {
    var type: SwiftType
    var isInOut: Bool
  }

  mutating func addParameter(_ parameter: ParameterSyntax, given: GivenParameter? = nil) {
    var type = parameter.type.map { resolve($0) } ?? given?.type ?? .unknown
    if let node = parameter.type, node.isInOut { type = index.held(node, type) }
    var written = parameterType(type)
    if index.isExact, type.isNumber, case .named? = parameter.type?.kind {
      written = "Int"
    }
    var lowered = Parameter(name: parameter.name, type: written)
    if case .implicitMember(let name)? = parameter.defaultValue?.kind {
      lowered.defaultArgument = SwiftAtomics.orders[name].map { Int64($0.rawValue) }
    }
    parameters.append(lowered)
    bindLast(
      parameter.name, type, isInOut: parameter.type?.isInOut ?? false || given?.isInOut ?? false)
  }

  private mutating func addShorthand(in names: Set<String>, _ given: [GivenParameter]) {
    let numbers = names.compactMap { $0.hasPrefix("$") ? Int($0.dropFirst()) : nil }
    guard let last = numbers.max(), last < 32 else { return }
    for number in 0...last {
      let known = given.indices.contains(number) ? given[number] : nil
      let type = known?.type ?? .unknown
      parameters.append(Parameter(name: "_\(number)", type: parameterType(type)))
      bindLast("$\(number)", type, isInOut: known?.isInOut ?? false)
    }
  }

  private mutating func bindLast(_ name: String, _ type: SwiftType, isInOut: Bool) {
    let operand = Operand.parameter(parameters.count - 1)
    bind(name, isInOut ? .memory(operand, type) : .value(Typed(operand, type)))
  }

  /// The bare record name a parameter is or points to, or the kind of its type.
  func parameterType(_ type: SwiftType) -> String? {
    switch type {
    case .record(let number): index.types[number].name
    case .foreign(let name): name
    case .pointer(let element): parameterType(element)
    case .atomic: "Atomic"
    case .lock: "Lock"
    case .unknown, .scalar, .boolean, .function, .tuple, .metatype, .optional, .ordering, .array,
      .concurrency:
      nil
    }
  }

  // MARK: Bodies

  /// Lowers a whole body and ends the function.
  mutating func finishBody(_ body: [Statement], returnsValue: Bool) {
    analyse(body)
    if body.count == 1, returnsValue, let only = body.first {
      switch only.kind {
      case .expression(let value):
        let result = lowerValue(value, expected: declaredResult)
        leave(with: result, value.span)
        return
      case .if, .switch:
        if returnsValue, !Self.containsReturn([only]) {
          let value = Expression(.statement(only), only.span)
          leave(with: lowerValue(value, expected: declaredResult), only.span)
          return
        }
      default: break
      }
    }
    lower(body)
    runCleanups(downTo: 0)
    builder.terminate(.return(nil))
  }

  /// Finds out which variables of the body need memory.
  mutating func analyse(_ body: [Statement]) {
    var analysis = CaptureAnalysis(functionNames: index.functionNames)
    analysis.inPlaceNames = index.inPlaceNames
    analysis.visit(body)
    capturedNames = analysis.names
    addressedNames = analysis.addressed
    declaredNames.formUnion(analysis.declared)
  }

  private static func containsReturn(_ statements: [Statement]) -> Bool {
    statements.contains { statement in
      switch statement.kind {
      case .return, .throw: true
      case .if(let branches, let otherwise):
        branches.contains { containsReturn($0.body) } || otherwise.map(containsReturn) ?? true
      case .switch(_, _, let cases): cases.contains { containsReturn($0.body) }
      case .expression(let value):
        if case .assignment = value.kind { true } else { false }
      case .while, .repeatWhile, .forIn, .guard, .defer, .break, .continue, .declaration: true
      case .do, .fallthrough, .group, .opaque: true
      }
    }
  }

  func function(kind: Function.Kind, name: String, span: Span) -> Function {
    Function(
      symbol: symbol, name: name, language: .swift, kind: kind, visibility: .file,
      parameters: parameters, locals: locals, blocks: builder.finish(), range: range(span))
  }
}

extension Operand {
  /// Whether the operand means the same in every function.
  var isStatic: Bool {
    switch self {
    case .global, .integer, .null, .function, .unknown: true
    case .field(let base, _, _): base.isStatic
    case .element(let base, let index): base.isStatic && index.isStatic
    case .parameter, .local, .result, .exchanged, .slot, .not, .binary: false
    }
  }
}
