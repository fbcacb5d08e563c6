import OrderLint

extension FunctionLowering {
  /// Goes on if every condition holds, else to the block.
  mutating func lower(_ conditions: [Condition], otherwise: Int) {
    for condition in conditions {
      let next = builder.makeBlock()
      switch condition {
      case .expression(let value): lowerCondition(value, then: next, otherwise: otherwise)
      case .binding(let name, let node, let value, let isLet):
        lowerBinding(
          name, node, value, isLet: isLet, Choice(then: next, otherwise: otherwise))
      case .pattern(let pattern, let value):
        let subject = lowerValue(value)
        lowerTest(pattern, subject, Choice(then: next, otherwise: otherwise))
      }
      builder.begin(next)
    }
  }

  struct Choice {
    var then: Int
    var otherwise: Int
  }

  /// `if let name = value`: the value is compared with nil.
  private mutating func lowerBinding(
    _ name: String, _ node: TypeNode?, _ value: Expression?, isLet: Bool, _ choice: Choice
  ) {
    let span = value?.span ?? Span(start: 0, end: 0)
    let source =
      value ?? Expression(.name(name, generics: []), Span(start: span.start, end: span.end))
    var bound = lowerValue(source)
    if bound.type.isOptional {
      return lowerBinding(name, of: bound, isLet: isLet, source.span, choice)
    }
    if let node { bound.type = merged(resolve(node), bound.type) }
    // `if let x` of a captured or mutable variable is a new name for its value now.
    let isAggregate: Bool = if case .aggregate = bound.value { true } else { false }
    let here = isAggregate ? nil : operand(bound, source.span)
    let saved = scopes.count
    declareAs(name, bound, isLet: isLet, source.span)
    assert(saved == scopes.count)
    if let here, !isNeverNull(here, bound.type) {
      let test = currentOperand(of: name) ?? here
      builder.terminate(
        .branch(
          .binary(.notEqual, test, .null), then: choice.then, else: choice.otherwise))
    } else {
      builder.terminate(
        .branch(.unknown("optional"), then: choice.then, else: choice.otherwise))
    }
  }

  /// `if let` of an optional struct or tuple.
  private mutating func lowerBinding(
    _ name: String, of value: Typed, isLet: Bool, _ span: Span, _ choice: Choice
  ) {
    let some = builder.makeBlock()
    let tested = operand(value, span)
    builder.terminate(
      .branch(.binary(.notEqual, tested, .null), then: some, else: choice.otherwise))
    builder.begin(some)
    let found = held(by: tested, value.type, span)
    declare(name, found, type: found.type, isLet: isLet, span)
    builder.terminate(.jump(choice.then))
  }

  private mutating func declareAs(_ name: String, _ value: Typed, isLet: Bool, _ span: Span) {
    declare(name, value, type: value.type, isLet: isLet, span)
  }

  private func currentOperand(of name: String) -> Operand? {
    switch lookUp(name) {
    case .local(let local, _): .local(local)
    case .value(let value): if case .operand(let operand) = value.value { operand } else { nil }
    case .memory, .function, .task, nil: nil
    }
  }

  /// An object in place cannot be compared with nil: whether it is there is not known.
  private func isNeverNull(_ operand: Operand, _ type: SwiftType) -> Bool {
    // A function gives the address of what it made, or nothing.
    if index.isExact, case .result(let event) = operand, builder.isCall(event) { return false }
    return type.isObjectInPlace || isStruct(type)
  }

  /// Branches on a condition; `!`, `&&` and `||` become control flow.
  mutating func lowerCondition(_ value: Expression, then: Int, otherwise: Int) {
    guard depth < Self.depthLimit else {
      giveUp(Parser.tooDeep, value.span)
      builder.terminate(.branch(.unknown("condition"), then: then, else: otherwise))
      return
    }
    depth += 1
    defer { depth -= 1 }
    switch value.kind {
    case .boolean(let known): builder.terminate(.jump(known ? then : otherwise))
    case .prefix("!", let inner): lowerCondition(inner, then: otherwise, otherwise: then)
    case .binary("&&", let left, let right):
      let middle = builder.makeBlock()
      lowerCondition(left, then: middle, otherwise: otherwise)
      builder.begin(middle)
      lowerCondition(right, then: then, otherwise: otherwise)
    case .binary("||", let left, let right):
      let middle = builder.makeBlock()
      lowerCondition(left, then: then, otherwise: middle)
      builder.begin(middle)
      lowerCondition(right, then: then, otherwise: otherwise)
    case .tuple(let elements) where elements.count == 1:
      if let only = elements.first {
        lowerCondition(only.value, then: then, otherwise: otherwise)
      }
    default:
      let condition = operand(lowerValue(value), value.span)
      if case .not(let inner) = condition {
        builder.terminate(.branch(inner, then: otherwise, else: then))
      } else {
        builder.terminate(.branch(condition, then: then, else: otherwise))
      }
    }
  }

  // MARK: switch

  mutating func lowerSwitch(
    _ label: String?, _ subject: Expression, _ cases: [SwitchCaseSyntax]
  ) {
    let value = lowerValue(subject)
    let after = builder.makeBlock()
    loops.append(
      Loop(label: label, continueBlock: nil, breakBlock: after, depth: scopes.count))
    let bodies = cases.map { _ in builder.makeBlock() }
    for (number, item) in cases.enumerated() {
      let next = builder.makeBlock()
      inScope { lowering in
        lowering.lowerTests(item, value, Choice(then: bodies[number], otherwise: next))
        lowering.builder.begin(bodies[number])
        lowering.inScope { $0.lower(item.body) }
      }
      if case .fallthrough = item.body.last?.kind, number + 1 < bodies.count {
        builder.terminate(.jump(bodies[number + 1]))
      } else {
        builder.terminate(.jump(after))
      }
      builder.begin(next)
    }
    // Cases are exhaustive in Swift.
    if cases.isEmpty { builder.terminate(.jump(after)) } else { builder.terminate(.unreachable) }
    loops.removeLast()
    builder.begin(after)
  }

  private mutating func lowerTests(
    _ item: SwitchCaseSyntax, _ value: Typed, _ choice: Choice
  ) {
    guard !item.patterns.isEmpty else {
      builder.terminate(.jump(choice.then))
      return
    }
    // Names that several patterns bind are one variable.
    var shared: [String: LocalID]? = index.isExact && item.patterns.count > 1 ? [:] : nil
    for (number, (pattern, filter)) in item.patterns.enumerated() {
      let isLast = number + 1 == item.patterns.count
      let next = isLast ? choice.otherwise : builder.makeBlock()
      if filter != nil || shared != nil {
        let matched = builder.makeBlock()
        lowerTest(pattern, value, Choice(then: matched, otherwise: next))
        builder.begin(matched)
        shareNames(of: pattern, &shared)
        if let filter {
          lowerCondition(filter, then: choice.then, otherwise: next)
        } else {
          builder.terminate(.jump(choice.then))
        }
      } else {
        lowerTest(pattern, value, Choice(then: choice.then, otherwise: next))
      }
      if !isLast { builder.begin(next) }
    }
  }

  /// Tests a pattern and binds its names.
  mutating func lowerTest(_ pattern: Expression, _ value: Typed, _ choice: Choice) {
    switch pattern.kind {
    case .bind, .name("_", _):
      destructurePattern(pattern, value)
      builder.terminate(.jump(choice.then))
    case .tuple(let elements):
      lowerTupleTest(elements, pattern, value, choice)
    case .optionalChain(let inner) where index.isExact:
      // What is not there has no parts.
      let found = builder.makeBlock()
      let tested = operand(value, pattern.span)
      let isFound: Operand =
        isNeverNull(tested, value.type)
        ? .unknown("optional") : .binary(.notEqual, tested, .null)
      builder.terminate(.branch(isFound, then: found, else: choice.otherwise))
      builder.begin(found)
      let some =
        value.type.isOptional
        ? held(by: tested, value.type, pattern.span) : Typed(tested, value.type)
      guard !inner.alwaysMatches else {
        destructurePattern(inner, some)
        builder.terminate(.jump(choice.then))
        return
      }
      lowerTest(inner, some, choice)
    case .optionalChain(let inner):
      destructurePattern(inner, value)
      let tested = operand(value, pattern.span)
      builder.terminate(
        .branch(.binary(.notEqual, tested, .null), then: choice.then, else: choice.otherwise))
    case .call(let callee, let arguments)
    where index.isExact && arguments.count == 1 && isSome(callee, value.type):
      guard let inner = arguments.first?.value else { return }
      let some = Expression(.optionalChain(inner), pattern.span)
      lowerTest(some, value, choice)
    case .call(let callee, let arguments) where isComposite(value.type):
      lowerCaseTest(callee, arguments, value, choice)
    case .implicitMember where isComposite(value.type), .member where isComposite(value.type):
      lowerCaseTest(pattern, [], value, choice)
    case .call(let callee, _):
      destructurePattern(pattern, value)
      lowerConstantTest(callee, value, choice, hasPayload: true)
    case .cast(let inner, _, _):
      destructurePattern(inner, value)
      builder.terminate(
        .branch(.unknown("is"), then: choice.then, else: choice.otherwise))
    case .binary("...", let low, let high), .binary("..<", let low, let high):
      lowerRangeTest(pattern, low, high, value, choice)
    default: lowerConstantTest(pattern, value, choice, hasPayload: false)
    }
  }

  private mutating func lowerRangeTest(
    _ pattern: Expression, _ low: Expression, _ high: Expression, _ value: Typed, _ choice: Choice
  ) {
    let tested = operand(value, pattern.span)
    let middle = builder.makeBlock()
    let bottom = operand(lowerValue(low), low.span)
    builder.terminate(
      .branch(
        compared(.greaterOrEqual, tested, bottom, value.type), then: middle, else: choice.otherwise)
    )
    builder.begin(middle)
    var isClosed = false
    if case .binary("...", _, _) = pattern.kind { isClosed = true }
    let top = operand(lowerValue(high), high.span)
    builder.terminate(
      .branch(
        compared(isClosed ? .lessOrEqual : .less, tested, top, value.type), then: choice.then,
        else: choice.otherwise))
  }

  private mutating func lowerTupleTest(
    _ elements: [Argument], _ pattern: Expression, _ value: Typed, _ choice: Choice
  ) {
    if elements.count == 1, let only = elements.first {
      lowerTest(only.value, value, choice)
      return
    }
    for (number, element) in elements.enumerated() {
      let part = value.part(element.label ?? String(number)) ?? value.part(String(number))
      let next = builder.makeBlock()
      lowerTest(
        element.value, part ?? Typed(.unknown("tuple")),
        Choice(then: next, otherwise: choice.otherwise))
      builder.begin(next)
    }
    builder.terminate(.jump(choice.then))
  }

  private mutating func lowerConstantTest(
    _ pattern: Expression, _ value: Typed, _ choice: Choice, hasPayload: Bool
  ) {
    var constant: Operand?
    if isComposite(value.type) || value.type.isOptional && !pattern.isNil {
      let reason = "a pattern that compares a struct, a tuple or an enum that holds something"
      builder.terminate(.branch(.unknown(reason), then: choice.then, else: choice.otherwise))
      return
    }
    switch pattern.kind {
    case .implicitMember("none"): constant = .null
    case _ where isSome(pattern, value.type):
      let tested = operand(value, pattern.span)
      builder.terminate(
        .branch(.binary(.notEqual, tested, .null), then: choice.then, else: choice.otherwise))
      return
    default: constant = caseConstant(pattern, value.type)
    }
    if constant == nil, !hasPayload {
      constant = operand(lowerValue(pattern, expected: value.type), pattern.span)
    }
    let tested = operand(value, pattern.span)
    let condition: Operand =
      constant.map { .binary(.equal, tested, $0) } ?? .unknown("case")
    builder.terminate(.branch(condition, then: choice.then, else: choice.otherwise))
  }
}

extension Expression {
  /// Whether a pattern only gives names.
  fileprivate var alwaysMatches: Bool {
    switch kind {
    case .bind, .name("_", _): true
    case .tuple(let elements): elements.allSatisfy(\.value.alwaysMatches)
    default: false
    }
  }

  /// `nil`, or what means it in a pattern.
  fileprivate var isNil: Bool {
    switch kind {
    case .null, .implicitMember("none"): true
    default: false
    }
  }
}
