import MemoryModel
import OrderLint

extension FunctionLowering {
  func resolve(_ node: TypeNode) -> SwiftType {
    index.resolve(node, file: context.file, enclosing: context.enclosing)
  }

  func infer(_ value: Expression) -> SwiftType {
    index.inferred(value, file: context.file, enclosing: context.enclosing)
  }

  /// The value of an expression; its events are emitted.
  mutating func lowerValue(_ value: Expression, expected: SwiftType = .unknown) -> Typed {
    guard depth < Self.depthLimit else {
      giveUp(Parser.tooDeep, value.span)
      return Typed(.unknown(Parser.tooDeep))
    }
    depth += 1
    // What a value is computed from is not what is changed.
    let outer = (writeBack, isChanging)
    isChanging = false
    defer {
      depth -= 1
      (writeBack, isChanging) = outer
    }
    let result = lowerKind(of: value, expected)
    return index.isExact ? snapshot(result, value.span) : result
  }

  private mutating func lowerKind(of value: Expression, _ expected: SwiftType) -> Typed {
    switch value.kind {
    case .integer(let number):
      return Typed(number.map { .integer($0) } ?? .unknown("integer"), expected.asNumber)
    case .boolean(let known): return Typed(.integer(known ? 1 : 0), .boolean)
    case .null: return Typed(.null, expected)
    case .string(let parts):
      for part in parts { _ = lowerValue(part) }
      return Typed(.unknown("string"), .number)
    case .otherLiteral: return Typed(.unknown("literal"), .number)
    case .keyPath: return Typed(.unknown("key path"))
    case .type(let node): return Typed(.unknown("type"), .metatype(resolve(node)))
    case .bind(let name): return Typed(.unknown(name))
    case .name, .member, .subscript, .forceUnwrap: return lowerRead(value)
    case .implicitMember(let name): return lowerImplicitMember(name, expected, value.span)
    case .call(let callee, let arguments):
      return lowerCall(Call(value, callee, arguments), expected: expected)
    case .optionalChain(let inner): return lowerValue(inner, expected: expected)
    case .addressOf(let inner): return lowerAddress(of: inner)
    case .prefix(let spelling, let inner): return lowerPrefix(spelling, inner, expected)
    case .postfix(_, let inner):
      _ = lowerValue(inner)
      return Typed(.unknown("postfix operator"))
    case .binary(let spelling, let left, let right):
      return lowerBinary(spelling, (left, right), value, expected)
    case .assignment(let base, let left, let right):
      lowerAssignment(base, left, right, value.span)
      return .void
    case .ternary(let condition, let yes, let no):
      return lowerTernary(condition, yes, no, expected)
    case .cast(let inner, let node, let kind): return lowerCast(inner, node, kind)
    case .tuple(let elements): return lowerTuple(elements, expected)
    case .array(let elements):
      for element in elements { use(element) }
      return Typed(.unknown("array"), expected == .unknown ? infer(value) : expected)
    case .dictionary(let pairs):
      for (key, item) in pairs {
        use(key)
        use(item)
      }
      return Typed(.unknown("dictionary"), expected)
    case .closure(let closure): return Typed(.closure(closure), .function(result: .unknown))
    case .statement(let statement): return lowerStatementValue(statement, expected)
    case .macro(let name, let arguments):
      for argument in arguments { _ = operand(lowerValue(argument.value), argument.value.span) }
      return Typed(.unknown("#\(name)"))
    case .opaque(let reason, let parts):
      for part in parts { _ = operand(lowerValue(part), part.span) }
      if reason != "missing expression" { lowerOpaque(reason, value.span) }
      return Typed(.unknown(reason))
    }
  }

  /// Reads all of a value that is kept where it is not followed.
  private mutating func use(_ expression: Expression) {
    let value = lowerValue(expression)
    readWhole(value, expression.span)
    _ = operand(value, expression.span)
  }

  mutating func lowerOpaque(_ reason: String, _ span: Span) {
    if Parser.limits.contains(reason) { giveUp(reason, span) } else { opaque(reason, span) }
  }

  private mutating func lowerTuple(_ elements: [Argument], _ expected: SwiftType) -> Typed {
    if elements.count == 1, let only = elements.first, only.label == nil {
      return lowerValue(only.value, expected: expected)
    }
    if elements.isEmpty { return .void }
    var parts: [Value.Part] = []
    var types: [SwiftType.TupleElement] = []
    let wanted = elementTypes(expected, elements.count)
    for (number, element) in elements.enumerated() {
      var value = settled(
        lowerValue(element.value, expected: wanted?[number] ?? .unknown), element.value.span)
      if let known = wanted?[number], known != .unknown, known != .optionalNumber {
        if known.isOptional {
          value = Typed(operand(value, as: known, element.value.span), known)
        } else if value.type == .unknown || value.type == .number {
          value.type = known
        }
      }
      if case .closure = value.value {
        value = Typed(operand(value, element.value.span), value.type)
      }
      parts.append(Value.Part(name: element.label ?? String(number), value: value))
      types.append(SwiftType.TupleElement(label: element.label, type: value.type))
    }
    return Typed(.aggregate(parts), .tuple(types))
  }

  /// What the elements of a tuple are expected to be.
  private func elementTypes(_ expected: SwiftType, _ count: Int) -> [SwiftType]? {
    guard index.isExact, case .tuple(let elements) = expected.unwrapped, elements.count == count
    else { return nil }
    return elements.map(\.type)
  }

  // MARK: Operators

  private mutating func lowerPrefix(
    _ spelling: String, _ inner: Expression, _ expected: SwiftType
  ) -> Typed {
    let typed = lowerValue(inner, expected: expected)
    let value = operand(typed, inner.span)
    if index.isExact, let result = exactPrefix(spelling, value, typed.type, inner.span) {
      return result
    }
    switch spelling {
    case "!": return Typed(.negated(value), .boolean)
    case "-": return Typed(.folded(.subtract, .integer(0), value), .number)
    case "~": return Typed(.folded(.xor, value, .integer(-1)), .number)
    case "+": return Typed(value, .number)
    default: return Typed(.unknown("operator \(spelling)"))
    }
  }

  static let operators: [String: BinaryOperator] = [
    "+": .add, "&+": .add, "-": .subtract, "&-": .subtract, "*": .multiply, "&*": .multiply,
    "/": .divide, "%": .remainder, "&": .and, "|": .or, "^": .xor, "<<": .shiftLeft,
    ">>": .shiftRight, "&<<": .shiftLeft, "&>>": .shiftRight, "==": .equal, "!=": .notEqual,
    "===": .equal, "!==": .notEqual, "<": .less, "<=": .lessOrEqual, ">": .greater,
    ">=": .greaterOrEqual,
  ]

  private mutating func lowerBinary(
    _ spelling: String, _ sides: (Expression, Expression), _ whole: Expression,
    _ expected: SwiftType
  ) -> Typed {
    let (left, right) = sides
    switch spelling {
    case "&&", "||": return lowerLogical(whole)
    case "??": return lowerCoalescing(left, right)
    default: break
    }
    let first = lowerValue(left, expected: ofOperands(spelling, expected))
    let a = operand(first, left.span)
    let second = lowerValue(right, expected: ofRightOperand(spelling, first.type))
    let b = operand(second, right.span)
    let isTestForNil = a == .null || b == .null
    if !isTestForNil, refusesOperator(spelling, [first.type, second.type], whole.span) {
      return Typed(.unknown("operator \(spelling)"))
    }
    guard let operation = Self.operators[spelling] else {
      return Typed(.unknown("operator \(spelling)"), first.type)
    }
    if case .tuple = first.type, index.isExact {
      return comparedTuples(operation, first, second)
        ?? Typed(.unknown("operator \(spelling) on tuples"))
    }
    if case .pointer = first.type, operation == .add {
      return Typed(.element(of: a, index: scaled(b, first.type)), first.type)
    }
    if index.isExact, !isTestForNil,
      let result = exactBinary(spelling, (a, first.type), (b, second.type), whole.span)
    {
      return result
    }
    switch operation {
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      return Typed(
        .folded(operation, rank(of: a, first.type), rank(of: b, second.type)), .boolean)
    case .equal, .notEqual: return Typed(.folded(operation, a, b), .boolean)
    case .add, .subtract, .multiply, .divide, .remainder, .and, .or, .xor, .shiftLeft, .shiftRight:
      return Typed(.folded(operation, a, b), first.type == .unknown ? second.type : first.type)
    }
  }

  /// `a && b` as a value.
  private mutating func lowerLogical(_ whole: Expression) -> Typed {
    let result = makeTemporary()
    let yes = builder.makeBlock()
    let no = builder.makeBlock()
    let after = builder.makeBlock()
    lowerCondition(whole, then: yes, otherwise: no)
    builder.begin(yes)
    emit(.assign(result, .integer(1)), whole.span)
    builder.terminate(.jump(after))
    builder.begin(no)
    emit(.assign(result, .integer(0)), whole.span)
    builder.terminate(.jump(after))
    builder.begin(after)
    return Typed(.local(result), .boolean)
  }

  /// `a?.b.c ?? d`: the right side is evaluated if the left is nil.
  private mutating func lowerCoalescing(_ left: Expression, _ right: Expression) -> Typed {
    let result = makeTemporary()
    let after = builder.makeBlock()
    let isNil = builder.makeBlock()
    let first = lowerOptional(left, whenNil: isNil)
    if isComposite(first.type) || first.type.isOptional {
      return coalesced(first, left, right, isNil: isNil)
    }
    let value = operand(first, left.span)
    if first.type.isObjectInPlace || isStruct(first.type) || !hasChain(left) {
      let some = builder.makeBlock()
      builder.terminate(.branch(.binary(.notEqual, value, .null), then: some, else: isNil))
      builder.begin(some)
    }
    emit(.assign(result, value), left.span)
    builder.terminate(.jump(after))
    builder.begin(isNil)
    let second = lowerValue(right, expected: first.type)
    emit(.assign(result, operand(second, right.span)), right.span)
    builder.terminate(.jump(after))
    builder.begin(after)
    return Typed(.local(result), common(first.type, second.type))
  }

  private mutating func lowerTernary(
    _ condition: Expression, _ yes: Expression, _ no: Expression, _ expected: SwiftType
  ) -> Typed {
    let result = makeTemporary()
    let whenTrue = builder.makeBlock()
    let whenFalse = builder.makeBlock()
    let after = builder.makeBlock()
    lowerCondition(condition, then: whenTrue, otherwise: whenFalse)
    builder.begin(whenTrue)
    var wanted = expected
    let first = lowerValue(yes, expected: expected)
    readWhole(first, yes.span)
    if isComposite(first.type) || first.type.isOptional { wanted = first.type }
    if choosesOptional(expected, [yes, no]), isComposite(wanted) { wanted = .optional(wanted) }
    emit(.assign(result, operand(first, as: wanted, yes.span)), yes.span)
    builder.terminate(.jump(after))
    builder.begin(whenFalse)
    let second = lowerValue(no, expected: wanted == .unknown ? first.type : wanted)
    readWhole(second, no.span)
    if case .null = yes.kind, isComposite(second.type) { wanted = .optional(second.type) }
    emit(.assign(result, operand(second, as: wanted, no.span)), no.span)
    builder.terminate(.jump(after))
    builder.begin(after)
    if index.isExact, isComposite(wanted) || wanted.isOptional {
      return snapshot(Typed(.local(result), wanted), no.span)
    }
    let type = common(first.type, second.type)
    return Typed(.local(result), isVoidType(type) ? .unknown : type)
  }

  private func isVoidType(_ type: SwiftType) -> Bool {
    if case .tuple = type { true } else { false }
  }

  private mutating func lowerCast(
    _ inner: Expression, _ node: TypeNode, _ kind: Expression.CastKind
  ) -> Typed {
    let value = lowerValue(inner, expected: resolve(node))
    switch kind {
    case .test:
      _ = operand(value, inner.span)
      return Typed(.unknown("is"), .boolean)
    case .plain, .conditional, .forced: return Typed(value.value, resolve(node))
    }
  }

  /// `if` and `switch` as values.
  private mutating func lowerStatementValue(
    _ statement: Statement, _ expected: SwiftType
  ) -> Typed {
    let result = makeTemporary()
    let name = "$result\(result.index)"
    let type = index.isExact ? expected : .unknown
    scopes[scopes.count - 1].bindings[name] = .local(result, type)
    if index.isExact { branchTypes[result] = type }
    lower(Statement(assigning(statement.kind, to: name), statement.span))
    let found = branchTypes.removeValue(forKey: result) ?? .unknown
    return Typed(.local(result), found == .optional(.unknown) ? .unknown : found)
  }

  /// The statement with the last expression of each branch assigned to the variable.
  private func assigning(_ kind: Statement.Kind, to name: String) -> Statement.Kind {
    switch kind {
    case .if(let branches, let otherwise):
      return .if(
        branches.map { IfBranch(conditions: $0.conditions, body: yielding($0.body, name)) },
        otherwise: otherwise.map { yielding($0, name) })
    case .switch(let label, let subject, let cases):
      let rewritten = cases.map {
        SwitchCaseSyntax(patterns: $0.patterns, body: yielding($0.body, name))
      }
      return .switch(label: label, subject, rewritten)
    case .do(let label, let body, let catches):
      return .do(label: label, yielding(body, name), catches)
    default: return kind
    }
  }

  private func yielding(_ body: [Statement], _ name: String) -> [Statement] {
    guard let last = body.last else { return body }
    switch last.kind {
    case .expression(let value):
      if case .statement(let inner) = value.kind {
        return body.dropLast() + yielding([inner], name)
      }
      let target = Expression(.name(name, generics: []), value.span)
      let assignment = Expression(.assignment(nil, target, value), value.span)
      return body.dropLast() + [Statement(.expression(assignment), last.span)]
    case .if: return body.dropLast() + [Statement(assigning(last.kind, to: name), last.span)]
    default: return body
    }
  }

  private mutating func lowerImplicitMember(
    _ name: String, _ wanted: SwiftType, _ span: Span
  ) -> Typed {
    if name == "none", wanted.isOptional { return Typed(.null, wanted) }
    let expected = wanted.unwrapped
    if case .record(let number) = expected {
      if isComposite(expected), let value = caseValue(name, number, [], span) { return value }
      if let value = index.types[number].cases[name],
        !index.types[number].caseHasPayload.contains(name)
      {
        return Typed(.integer(value), expected)
      }
      if let variable = index.types[number].variables[name] { return readVariable(variable) }
    }
    if name == "none" { return Typed(.null, expected) }
    // Which integer type it is does not matter: it is more than what is counted.
    if case .scalar = expected {
      if index.isExact { return Typed(limit(name, of: expected) ?? .unknown(".\(name)"), expected) }
      if name == "max" { return Typed(.integer(.max), .number) }
    }
    if let order = SwiftAtomics.orders[name] {
      return Typed(.integer(Int64(order.rawValue)), .ordering)
    }
    return Typed(.unknown(".\(name)"), expected)
  }

  // MARK: Assignment

  private mutating func lowerAssignment(
    _ base: String?, _ left: Expression, _ right: Expression, _ span: Span
  ) {
    if case .tuple(let elements) = left.kind, elements.count > 1, base == nil {
      let value = lowerValue(right)
      for (number, element) in elements.enumerated() {
        let (place, type) = lowerPlace(element.value)
        let part = value.part(element.label ?? String(number)) ?? value.part(String(number))
        assign(part ?? Typed(.unknown("tuple")), to: place, type, span)
      }
      return
    }
    let exit = index.isExact && hasChain(left) ? builder.makeBlock() : nil
    if let exit { chainExits.append(exit) }
    lowerAssignment(base, to: left, right, span)
    guard let exit else { return }
    // Where the chain is nil, nothing is assigned.
    chainExits.removeLast()
    builder.begin(exit)
  }

  private mutating func lowerAssignment(
    _ base: String?, to left: Expression, _ right: Expression, _ span: Span
  ) {
    let outer = writeBack
    writeBack = nil
    let (place, type) = lowerChangedPlace(left)
    let part = writeBack
    writeBack = outer
    guard let base else {
      let value = lowerValue(right, expected: type)
      assign(value, to: place, type, span)
      finish(part, span)
      return
    }
    let old = operand(load(place, type, left.span), left.span)
    let given = lowerValue(right, expected: ofRightOperand(base, type))
    let change = operand(given, right.span)
    if refusesOperator(base + "=", [type], span) { return }
    if index.isExact, let new = exactBinary(base, (old, type), (change, given.type), span) {
      assign(Typed(new.value, type), to: place, type, span)
      finish(part, span)
      return
    }
    let new: Operand =
      Self.operators[base].map { .folded($0, old, change) }
      ?? .binary(.xor, old, .unknown("operator \(base)="))
    assign(Typed(new, type), to: place, type, span)
    finish(part, span)
  }
}
