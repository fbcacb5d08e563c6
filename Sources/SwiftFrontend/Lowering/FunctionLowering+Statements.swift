import OrderLint

extension FunctionLowering {
  mutating func lower(_ statements: [Statement]) {
    announceFunctions(statements)
    for statement in statements { lower(statement) }
  }

  mutating func lower(_ statement: Statement) {
    guard depth < Self.depthLimit else {
      giveUp(Parser.tooDeep, statement.span)
      return
    }
    depth += 1
    defer { depth -= 1 }
    switch statement.kind {
    case .expression(let value): lowerDiscarded(value)
    case .declaration(let declaration): lower(declaration)
    case .if(let branches, let otherwise): lowerIf(branches, otherwise)
    case .guard(let conditions, let body): lowerGuard(conditions, body)
    case .while(let label, let conditions, let body): lowerWhile(label, conditions, body)
    case .repeatWhile(let label, let body, let condition):
      lowerRepeat(label, body, condition)
    case .forIn(let label, let pattern, let sequence, let filter, let body):
      lowerFor(ForLoop(label: label, pattern: pattern, filter: filter, body: body), sequence)
    case .switch(let label, let subject, let cases): lowerSwitch(label, subject, cases)
    case .do(let label, let body, let catches): lowerDo(label, body, catches)
    case .defer(let body): scopes[scopes.count - 1].cleanups.append(.statements(body))
    case .return(let value): lowerReturn(value, statement.span)
    case .throw(let value): lowerThrow(value)
    case .break(let label): lowerBreak(label)
    case .continue(let label): lowerContinue(label)
    case .fallthrough: break
    case .group(let body): lower(body)
    case .opaque(let reason): lowerOpaque(reason, statement.span)
    }
  }

  private mutating func lowerDiscarded(_ value: Expression) {
    if case .statement(let statement) = value.kind {
      lower(statement)
      return
    }
    if case .string(let parts) = value.kind {
      for part in parts { _ = lowerValue(part) }
      return
    }
    let result = lowerValue(value)
    // A closure that nobody is given still has a body.
    if case .closure = result.value { _ = operand(result, value.span) }
  }

  private mutating func lower(_ declaration: Declaration) {
    switch declaration {
    case .variable(let variable): lower(variable)
    case .statement(let statement): lower(statement)
    case .conditional(let branches, let active):
      if let active { for item in branches[active] { lower(item) } }
    case .function(let function): declare(function)
    case .type, .alias, .imports, .enumCases, .other: break
    }
  }

  mutating func lower(_ variable: VariableDeclaration) {
    if variable.modifiers.isAsync, index.isExact {
      opaque("'async let'; start a Task, or use a task group", variable.span)
    }
    for binding in variable.bindings {
      let isComputed = binding.accessors.contains {
        switch $0.kind {
        case .get: true
        case .set, .willSet, .didSet: false
        }
      }
      if isComputed { continue }
      if variable.modifiers.isAsync, !index.isExact {
        lowerAsync(binding)
      } else {
        lower(binding, isLet: variable.isLet)
      }
    }
  }

  private mutating func lower(_ binding: VariableDeclaration.Binding, isLet: Bool) {
    let written = typeInMemory(of: binding)
    guard let initial = binding.initial else {
      if case .bind(let name) = binding.pattern.kind {
        var initial: Typed?
        // It is nil each time control comes here.
        if index.isExact, !isLet, case .optional? = binding.type?.kind {
          initial = Typed(.null, written ?? .unknown)
        }
        declare(name, initial, type: written ?? .unknown, isLet: isLet, binding.span)
      }
      return
    }
    if initializeGlobal(binding, initial) { return }
    if case .bind(let name) = binding.pattern.kind,
      declareUniqueObject(name, initial, written, isLet: isLet, binding.span)
    {
      return
    }
    var value = lowerValue(initial, expected: written ?? .unknown)
    if let written, refusesNumber(value, written, binding.span) { value.type = .unknown }
    if let written, written.isOptional || isComposite(written), !value.type.isOptional {
      value = fitted(value, to: written, binding.span)
    } else if let written, written != .unknown {
      value.type = merged(written, value.type)
    }
    if case .bind(let name) = binding.pattern.kind {
      if value.type == .unknown { value.type = infer(initial) }
      refuseCopy(value, initial)
      if isConstantStruct(value, initial, isLet: isLet) { value = copied(value, binding.span) }
      declare(name, value, type: value.type, isLet: isLet, binding.span)
    } else {
      destructure(binding.pattern, value, isLet: isLet)
    }
  }

  /// The type that is written. What else may be `nil` than a local number is told where it is written.
  private func typeInMemory(of binding: VariableDeclaration.Binding) -> SwiftType? {
    guard let node = binding.type else { return nil }
    guard case .bind(let name) = binding.pattern.kind,
      capturedNames.contains(name) || addressedNames.contains(name)
    else { return resolve(node) }
    return index.held(node, resolve(node))
  }

  /// A value for a variable of the type that is written.
  private mutating func fitted(_ value: Typed, to type: SwiftType, _ span: Span) -> Typed {
    if type.isOptional { return Typed(operand(value, as: type, span), type) }
    guard case .tuple(let elements) = type, case .aggregate(var parts) = value.value,
      parts.count == elements.count
    else { return Typed(value.value, merged(type, value.type)) }
    for (number, element) in elements.enumerated() {
      parts[number].name = element.label ?? String(number)
    }
    return Typed(.aggregate(parts), type)
  }

  /// A struct that is copied out of memory must be read now.
  private func isConstantStruct(_ value: Typed, _ initial: Expression, isLet: Bool) -> Bool {
    guard isLet, isStruct(value.type), case .operand = value.value else { return false }
    if case .call = initial.kind { return false }
    return true
  }

  /// The written type, with the parts that only the value knows: `Atomic` without its argument.
  func merged(_ written: SwiftType, _ found: SwiftType) -> SwiftType {
    switch (written, found) {
    case (.atomic(_, .unknown), .atomic): found
    case (.foreign, .record), (.foreign, .pointer): found
    default: written
    }
  }

  /// `let x = Object()` that closures capture: the global that stands for it is the object.
  private mutating func declareUniqueObject(
    _ name: String, _ initial: Expression, _ written: SwiftType?, isLet: Bool, _ span: Span
  ) -> Bool {
    let type = written.map { merged($0, infer(initial)) } ?? infer(initial)
    let isObject = type.isObjectInPlace
    let isCaptured = capturedNames.contains(name)
    guard isObject || isCaptured && isLet && index.isConstruction(initial, of: type) else {
      return false
    }
    let address: Operand
    if isCaptured {
      let symbol = "\(self.name).\(name)"
      var variable = Global(symbol: symbol, name: name)
      variable.declaration = range(span)
      context.output.declare(variable)
      address = .global(symbol)
    } else {
      address = .slot(makeLocal(name))
    }
    guard construct(initial, at: address, type, span) else {
      if !isCaptured { locals.removeLast() }
      return false
    }
    bind(name, .memory(address, type))
    if !isObject { bind(name, .value(Typed(address, type))) }
    return true
  }

  mutating func destructure(_ pattern: Expression, _ value: Typed, isLet: Bool) {
    switch pattern.kind {
    case .bind(let name): declare(name, value, type: value.type, isLet: isLet, pattern.span)
    case .tuple(let elements):
      if elements.count == 1, let only = elements.first {
        destructure(only.value, value, isLet: isLet)
        return
      }
      for (number, element) in elements.enumerated() {
        let part = value.part(element.label ?? String(number)) ?? value.part(String(number))
        destructure(element.value, part ?? Typed(.unknown("tuple")), isLet: isLet)
      }
    default: break
    }
  }

  // MARK: Leaving

  private mutating func lowerReturn(_ value: Expression?, _ span: Span) {
    let expected = returns.last?.declared ?? declaredResult
    let result = value.map { lowerValue($0, expected: index.isExact ? expected : .unknown) }
    leave(with: result, span)
  }

  mutating func leave(with result: Typed?, _ span: Span) {
    if let result { readWhole(result, span) }
    if index.isExact, context.isLifetime, case .operand(.null)? = result?.value {
      opaque("an initializer that gives nil; use a function that does", span)
    }
    guard let target = returns.last else {
      var returned: Operand?
      if let result, !isVoid(result) {
        returned =
          index.isExact
          ? operand(settled(result, span), as: declaredResult, span)
          : returnedOperand(result, span)
      }
      runCleanups(downTo: 0)
      builder.terminate(.return(returned))
      return
    }
    if var result, !isVoid(result) {
      if !index.isExact { result = copied(result, span) }
      let local = target.result ?? makeTemporary()
      let type = target.declared.isOptional ? target.declared : result.type
      if target.result != nil, isComposite(target.type) != isComposite(type) {
        opaque(Self.otherType, span)
      }
      returns[returns.count - 1].result = local
      returns[returns.count - 1].type = type
      emit(.assign(local, operand(result, as: target.declared, span)), span)
    }
    runCleanups(downTo: target.depth)
    builder.terminate(.jump(target.block))
  }

  /// A struct behind a pointer that becomes a value is read there and then.
  mutating func readWhole(_ value: Typed, _ span: Span) {
    guard !index.isExact, isStruct(value.type), case .operand(let address) = value.value else {
      return
    }
    switch address {
    case .result, .element, .field: _ = copied(value, span)
    case .integer, .null, .parameter, .local, .exchanged, .global, .slot, .function, .not, .binary,
      .unknown:
      break
    }
  }

  /// A tuple is returned as a variable that holds its parts.
  private mutating func returnedOperand(_ result: Typed, _ span: Span) -> Operand {
    guard case .aggregate(let parts) = result.value, parts.count > 1, !isStruct(result.type) else {
      return operand(result, span)
    }
    let local = makeTemporary()
    for (number, part) in parts.enumerated() {
      let place = Operand.slot(local).tuplePart(number)
      store(part.value, at: place, part.value.type, span)
    }
    return .slot(local)
  }

  /// The parts of the tuple that a call returned.
  mutating func tupleParts(of result: EventID, _ type: SwiftType, _ span: Span) -> Typed {
    guard case .tuple(let elements) = type, elements.count > 1 else {
      return Typed(.result(result), type)
    }
    var parts: [Value.Part] = []
    for (number, element) in elements.enumerated() {
      let place = Operand.result(result).tuplePart(number)
      let value = load(.memory(place), element.type, span)
      parts.append(Value.Part(name: element.label ?? String(number), value: value))
    }
    return Typed(.aggregate(parts), type)
  }

  private func isVoid(_ value: Typed) -> Bool {
    if case .tuple(let elements) = value.type { return elements.isEmpty }
    return false
  }

  private mutating func lowerThrow(_ value: Expression) {
    _ = lowerValue(value)
    if let catcher = catchers.last {
      runCleanups(downTo: catcher.depth)
      builder.terminate(.jump(catcher.block))
    } else {
      runCleanups(downTo: 0)
      builder.terminate(.return(.unknown("error")))
    }
  }

  private mutating func lowerBreak(_ label: String?) {
    let loop = loops.last { label == nil || $0.label == label }
    guard let loop else { return }
    runCleanups(downTo: loop.depth)
    builder.terminate(.jump(loop.breakBlock))
  }

  private mutating func lowerContinue(_ label: String?) {
    let loop = loops.last { $0.continueBlock != nil && (label == nil || $0.label == label) }
    guard let loop, let target = loop.continueBlock else { return }
    runCleanups(downTo: loop.depth)
    builder.terminate(.jump(target))
  }

  // MARK: Choices

  private mutating func lowerIf(_ branches: [IfBranch], _ otherwise: [Statement]?) {
    let after = builder.makeBlock()
    for branch in branches {
      let no = builder.makeBlock()
      inScope { lowering in
        lowering.lower(branch.conditions, otherwise: no)
        lowering.inScope { $0.lower(branch.body) }
      }
      builder.terminate(.jump(after))
      builder.begin(no)
    }
    if let otherwise { inScope { $0.lower(otherwise) } }
    builder.begin(after)
  }

  private mutating func lowerGuard(_ conditions: [Condition], _ body: [Statement]) {
    let no = builder.makeBlock()
    let yes = builder.makeBlock()
    // The names that the conditions bind are not visible in the body.
    scopes.append(Scope())
    lower(conditions, otherwise: no)
    let bound = scopes.removeLast().bindings
    builder.terminate(.jump(yes))
    builder.begin(no)
    inScope { $0.lower(body) }
    scopes[scopes.count - 1].bindings.merge(bound) { $1 }
    builder.terminate(.unreachable)
    builder.begin(yes)
  }

  private mutating func lowerDo(
    _ label: String?, _ body: [Statement], _ catches: [CatchSyntax]
  ) {
    let after = builder.makeBlock()
    loops.append(
      Loop(label: label ?? "", continueBlock: nil, breakBlock: after, depth: scopes.count))
    defer {
      loops.removeLast()
      builder.begin(after)
    }
    guard !catches.isEmpty else {
      inScope { $0.lower(body) }
      return
    }
    let handler = builder.makeBlock()
    catchers.append((handler, scopes.count))
    inScope { $0.lower(body) }
    catchers.removeLast()
    // Any call in the body may have thrown.
    builder.terminate(.branch(.unknown("throws"), then: handler, else: after))
    builder.begin(handler)
    for (number, item) in catches.enumerated() {
      let next = number + 1 < catches.count ? builder.makeBlock() : nil
      if let next {
        let here = builder.makeBlock()
        builder.terminate(.branch(.unknown("error"), then: here, else: next))
        builder.begin(here)
      }
      inScope { lowering in
        lowering.bind("error", .value(Typed(.unknown("error"))))
        for pattern in item.patterns { lowering.bindPattern(pattern) }
        lowering.lower(item.body)
      }
      builder.terminate(.jump(after))
      if let next { builder.begin(next) }
    }
  }
}
