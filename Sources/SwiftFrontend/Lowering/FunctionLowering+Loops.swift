import MemoryModel
import OrderLint

extension FunctionLowering {
  struct ForLoop {
    var label: String?
    var pattern: Expression
    var filter: Expression?
    var body: [Statement]
  }

  /// One round of a loop over elements.
  struct Round {
    /// The block where it ends, and the one after the loop.
    var next: Int
    var exit: Int
    /// How many came before, if elements are numbered by that.
    var number: Operand?

    var index: Operand { number ?? .unknown("index") }
    var offset: Operand { number ?? .unknown("offset") }
  }

  mutating func lowerWhile(_ label: String?, _ conditions: [Condition], _ body: [Statement]) {
    let head = builder.makeBlock()
    let exit = builder.makeBlock()
    builder.begin(head)
    inLoop(label, continueBlock: head, breakBlock: exit) { lowering in
      lowering.lower(conditions, otherwise: exit)
      lowering.inScope { $0.lower(body) }
    }
    builder.terminate(.jump(head))
    builder.begin(exit)
  }

  mutating func lowerRepeat(_ label: String?, _ body: [Statement], _ condition: Expression) {
    let head = builder.makeBlock()
    let test = builder.makeBlock()
    let exit = builder.makeBlock()
    builder.begin(head)
    inLoop(label, continueBlock: test, breakBlock: exit) { lowering in
      lowering.inScope { $0.lower(body) }
    }
    builder.begin(test)
    lowerCondition(condition, then: head, otherwise: exit)
    builder.begin(exit)
  }

  private mutating func inLoop(
    _ label: String?, continueBlock: Int, breakBlock: Int, _ body: (inout Self) -> Void
  ) {
    loops.append(
      Loop(
        label: label, continueBlock: continueBlock, breakBlock: breakBlock, depth: scopes.count))
    inScope(body)
    loops.removeLast()
  }

  mutating func lowerFor(_ loop: ForLoop, _ sequence: Expression) {
    if let (lower, upper, isClosed) = bounds(of: sequence) {
      lowerCounting(loop, from: lower, to: upper, isClosed: isClosed)
      return
    }
    if index.isExact, case .array(let items) = sequence.kind, items.count <= 64 {
      return lowerEach(of: items, loop)
    }
    let elements = elements(of: sequence)
    inRounds(sequence.span) { lowering, round in
      lowering.inLoop(loop.label, continueBlock: round.next, breakBlock: round.exit) { lowering in
        let read = lowering.element(of: elements, in: round, sequence.span)
        lowering.destructurePattern(loop.pattern, lowering.position(read, in: sequence, round))
        lowering.lowerFiltered(loop, next: round.next)
      }
    }
  }

  /// `for order in [first, second]`, one round after the other.
  private mutating func lowerEach(of items: [Expression], _ loop: ForLoop) {
    let values = items.map { copied(lowerValue($0), $0.span) }
    let exit = builder.makeBlock()
    for value in values {
      let next = builder.makeBlock()
      inLoop(loop.label, continueBlock: next, breakBlock: exit) { lowering in
        lowering.destructurePattern(loop.pattern, value)
        lowering.lowerFiltered(loop, next: next)
      }
      builder.begin(next)
    }
    builder.begin(exit)
  }

  /// A position in a collection is one value for all of a round: `items[i]` is one element.
  private mutating func position(
    _ element: Typed, in sequence: Expression, _ round: Round
  ) -> Typed {
    guard !index.isExact, case .member(_, "indices") = sequence.kind,
      case .operand(.unknown) = element.value
    else { return element }
    let local = makeTemporary()
    emit(.assign(local, round.index), sequence.span)
    return Typed(.local(local), .number)
  }

  /// A loop over elements. Its rounds are counted, because it waits for nothing, whatever a round
  /// reads.
  mutating func inRounds<Result>(
    _ span: Span, _ body: (inout Self, Round) -> Result
  ) -> Result {
    let number = makeTemporary()
    emit(.assign(number, .integer(0)), span)
    let head = builder.makeBlock()
    let inside = builder.makeBlock()
    let next = builder.makeBlock()
    let exit = builder.makeBlock()
    builder.begin(head)
    builder.terminate(.branch(.unknown("next"), then: inside, else: exit))
    builder.begin(inside)
    // How many elements there are is unknown, which a model of the program may not make up.
    let result = body(
      &self, Round(next: next, exit: exit, number: index.isExact ? nil : .local(number)))
    builder.begin(next)
    emit(.assign(number, .binary(.add, .local(number), .integer(1))), span)
    builder.terminate(.jump(head))
    builder.begin(exit)
    return result
  }

  private mutating func lowerFiltered(_ loop: ForLoop, next: Int) {
    if let filter = loop.filter {
      let yes = builder.makeBlock()
      lowerCondition(filter, then: yes, otherwise: next)
      builder.begin(yes)
    }
    inScope { $0.lower(loop.body) }
  }

  /// `for i in a..<b` counts, as a C loop does.
  private mutating func lowerCounting(
    _ loop: ForLoop, from lower: Expression, to upper: Expression, isClosed: Bool
  ) {
    let span = loop.pattern.span
    let start = lowerValue(lower)
    let first = operand(start, lower.span)
    let end = lowerValue(upper, expected: start.type)
    let last = operand(end, upper.span)
    let type = index.isExact ? common(start.type, end.type).asNumber : .number
    var name = "i"
    if case .bind(let written) = loop.pattern.kind { name = written }
    let counter = makeLocal(name)
    emit(.assign(counter, first), span)
    let head = builder.makeBlock()
    let body = builder.makeBlock()
    let step = builder.makeBlock()
    let exit = builder.makeBlock()
    builder.begin(head)
    let comparison: BinaryOperator = isClosed ? .lessOrEqual : .less
    builder.terminate(
      .branch(compared(comparison, .local(counter), last, type), then: body, else: exit))
    builder.begin(body)
    inLoop(loop.label, continueBlock: step, breakBlock: exit) { lowering in
      if case .bind(let written) = loop.pattern.kind {
        if lowering.capturedNames.contains(written) {
          lowering.declare(
            written, Typed(.local(counter), type), type: type, isLet: true, span)
        } else {
          lowering.bind(written, .value(Typed(.local(counter), type)))
        }
      }
      lowering.lowerFiltered(loop, next: step)
    }
    builder.begin(step)
    emit(.assign(counter, .binary(.add, .local(counter), .integer(1))), span)
    builder.terminate(.jump(head))
    builder.begin(exit)
  }

  private func bounds(of sequence: Expression) -> (Expression, Expression, Bool)? {
    switch sequence.kind {
    case .binary("..<", let lower, let upper): return (lower, upper, false)
    case .binary("...", let lower, let upper): return (lower, upper, true)
    case .tuple(let elements):
      return elements.count == 1 ? elements.first.flatMap { bounds(of: $0.value) } : nil
    default: return nil
    }
  }

  // MARK: Patterns

  /// Binds the names of a pattern whose value is not followed.
  mutating func bindPattern(_ pattern: Expression) {
    destructurePattern(pattern, Typed(.unknown("pattern")))
  }

  /// Whether the pattern is that of an optional with a value.
  func isSome(_ pattern: Expression, _ type: SwiftType) -> Bool {
    if case .record(let number) = type, index.types[number].cases["some"] != nil { return false }
    switch pattern.kind {
    case .implicitMember("some"): return true
    case .member(let base, "some"):
      if case .name("Optional", _) = base.kind { return true }
      return false
    default: return false
    }
  }

  /// A part of a tuple that a function left in memory.
  private mutating func storedPart(_ number: Int, of value: Typed, _ span: Span) -> Typed? {
    guard index.isExact, case .operand(let address) = value.value,
      case .tuple(let elements) = value.type, elements.indices.contains(number)
    else { return nil }
    let place = Place.memory(tupleElement(number, of: address, elements))
    return snapshot(load(place, elements[number].type, span), span)
  }

  /// Binds the names of a pattern to a value, without testing it.
  mutating func destructurePattern(_ pattern: Expression, _ value: Typed) {
    switch pattern.kind {
    case .bind(let name): declare(name, value, type: value.type, isLet: true, pattern.span)
    case .tuple(let elements):
      if elements.count == 1, let only = elements.first {
        destructurePattern(only.value, value)
        return
      }
      for (number, element) in elements.enumerated() {
        let part =
          value.part(element.label ?? String(number)) ?? value.part(String(number))
          ?? storedPart(number, of: value, pattern.span)
        destructurePattern(element.value, part ?? Typed(.unknown("tuple")))
      }
    case .call(let callee, let arguments):
      if isSome(callee, value.type), arguments.count == 1, let only = arguments.first {
        // An optional is its wrapped value.
        destructurePattern(only.value, value)
        return
      }
      for argument in arguments {
        destructurePattern(argument.value, Typed(.unknown("payload")))
      }
    case .optionalChain(let inner), .cast(let inner, _, _): destructurePattern(inner, value)
    default: break
    }
  }
}
