import OrderLint

/// Arrays, dictionaries, sets and strings, each one object; buffers, whose elements are memory.
extension FunctionLowering {
  /// What a loop over a sequence visits.
  indirect enum Elements {
    /// Of the collection at an address, or of a value.
    case collection(base: Operand, SwiftType)
    case enumerated(Elements)
    case zipped([Elements])
    /// Some of them, or in another order.
    case part(Elements)
    case filtered(Elements, Closure)

    /// The type of an element.
    var type: SwiftType {
      switch self {
      case .collection(_, let type): type.element
      case .enumerated, .zipped: .unknown
      case .part(let inner), .filtered(let inner, _): inner.type
      }
    }
  }

  // MARK: Elements

  /// Evaluates a sequence before a loop over it.
  mutating func elements(of sequence: Expression) -> Elements {
    switch sequence.kind {
    case .call(let callee, let arguments):
      let call = Call(sequence, callee, arguments)
      if case .member(let base, let name) = callee.kind, typeName(base) == nil,
        let found = elements(of: base, through: name, call)
      {
        return found
      }
      if case .name("zip", _) = callee.kind, lookUp("zip") == nil,
        index.freeFunctions["zip"] == nil
      {
        return .zipped(arguments.map { elements(of: $0.value) })
      }
    case .member(let base, "lazy") where typeName(base) == nil: return elements(of: base)
    case .member(let base, "indices") where typeName(base) == nil && !index.isExact:
      // How many elements there are is no payload.
      if case .array = lowerPlace(base).1 {
        return .collection(base: .unknown("indices"), .unknown)
      }
    case .tuple(let parts) where parts.count == 1: return elements(of: parts[0].value)
    default: break
    }
    let (place, type) = lowerPlace(sequence)
    return elements(at: place, type, sequence.span)
  }

  /// `base.name(…)` as the elements of `base`, if that is what it is.
  private mutating func elements(
    of base: Expression, through name: String, _ call: Call
  ) -> Elements? {
    // A method of the run hides that of the library.
    guard !index.functionNames.contains(name) else { return nil }
    if name == "enumerated", call.arguments.isEmpty { return .enumerated(elements(of: base)) }
    if SwiftAtomics.elementViews.contains(name), call.closures.isEmpty {
      let inner = elements(of: base)
      _ = lowerArguments(call.arguments)
      return .part(inner)
    }
    if name == "filter", let closure = call.closures.first ?? keyPathClosure(name, call) {
      return .filtered(elements(of: base), closure)
    }
    return nil
  }

  mutating func elements(at place: Place, _ type: SwiftType, _ span: Span) -> Elements {
    // Atomics are used where they are: an array of them is no payload that is read as a whole.
    if !index.isExact, case .memory(let address) = place, case .array(let element) = type,
      element.isObjectInPlace
    {
      return .collection(base: address, type)
    }
    let value = operand(load(place, type, span), span)
    if case .memory(let address) = place, case .array = type {
      return .collection(base: address, type)
    }
    return .collection(base: value, type)
  }

  /// The element of one round. Elements that a filter leaves out lead to the next.
  mutating func element(of elements: Elements, in round: Round, _ span: Span) -> Typed {
    switch elements {
    case .collection(let base, let type): return element(of: base, type, at: round.index, span)
    case .enumerated(let inner):
      let value = element(of: inner, in: round, span)
      return tuple([Typed(round.offset, .number), value])
    case .zipped(let inner):
      return tuple(inner.map { element(of: $0, in: round, span) })
    case .part(let inner):
      return element(of: inner, in: Round(next: round.next, exit: round.exit), span)
    case .filtered(let inner, let closure):
      let value = element(of: inner, in: round, span)
      let keep = operand(lowerInPlace(closure, [value]), closure.span)
      let kept = builder.makeBlock()
      builder.terminate(.branch(keep, then: kept, else: round.next))
      builder.begin(kept)
      return value
    }
  }

  private func tuple(_ values: [Typed]) -> Typed {
    Typed(
      .aggregate(
        values.enumerated().map { Value.Part(name: String($0.offset), value: $0.element) }),
      .tuple(values.map { SwiftType.TupleElement(label: nil, type: $0.type) }))
  }

  /// An element, whichever it is if no index is given.
  mutating func element(
    of base: Operand, _ type: SwiftType, at index: Operand = .unknown("index"), _ span: Span
  ) -> Typed {
    let address = Operand.element(of: base, index: index)
    switch type {
    case .pointer(let element):
      return copied(load(.memory(address), element, span), span)
    case .array(let element):
      if case .unknown = base { return Typed(.unknown("element"), element) }
      switch element {
      case .record, .pointer, .atomic, .lock: return load(.memory(address), element, span)
      case .unknown, .scalar, .boolean, .foreign, .function, .tuple, .metatype, .optional,
        .ordering, .array,
        .concurrency:
        return Typed(.unknown("element"), element)
      }
    case .unknown, .scalar, .boolean, .record, .foreign, .atomic, .lock, .function, .tuple,
      .metatype, .optional, .ordering, .concurrency:
      return Typed(.unknown("element"))
    }
  }

  // MARK: Methods

  /// `\.isReady` given where a function is wanted.
  func keyPathClosure(_ name: String, _ call: Call) -> Closure? {
    guard let last = call.arguments.last, case .keyPath(let names) = last.value.kind,
      !names.isEmpty, SwiftAtomics.readingMethods[name] != nil
    else { return nil }
    let span = last.value.span
    let body = names.reduce(Expression(.name("$0", generics: []), span)) {
      Expression(.member($0, $1), span)
    }
    return Closure(
      captures: [], parameters: nil, body: [Statement(.expression(body), span)], span: span)
  }

  /// Runs the closure of a collection's method any number of times.
  mutating func lowerRepeated(_ name: String, _ receiver: Receiver, _ call: Call) -> Typed {
    let span = receiver.expression.span
    let elements = elements(at: receiver.place, receiver.type, span)
    return lowerRepeated(name, elements, receiver, call)
  }

  /// `values.filter(isReady).forEach { … }` is one loop: what the filter finds out about an element
  /// holds where the closure is given it.
  mutating func lowerChainedLoop(_ base: Expression, _ name: String, _ call: Call) -> Typed? {
    guard case .repeated = SwiftAtomics.scopedMethods[name],
      !SwiftAtomics.mutatingMethods.contains(name),
      call.closures.first ?? keyPathClosure(name, call) != nil,
      case .call(let callee, let arguments) = base.kind,
      case .member(let inner, let view) = callee.kind,
      typeName(inner) == nil,
      let elements = elements(of: inner, through: view, Call(base, callee, arguments))
    else { return nil }
    let nowhere = Receiver(place: .nowhere, type: .unknown, expression: base)
    return lowerRepeated(name, elements, nowhere, call)
  }

  private mutating func lowerRepeated(
    _ name: String, _ elements: Elements, _ receiver: Receiver, _ call: Call
  ) -> Typed {
    guard let closure = call.closures.first ?? keyPathClosure(name, call) else { return .void }
    var initial = Typed(.unknown("partial result"))
    for argument in call.arguments {
      switch argument.value.kind {
      case .closure, .keyPath: continue
      default:
        let value = lowerValue(argument.value)
        initial.type = value.type
        _ = operand(value, argument.value.span)
      }
    }
    let answer = answer(to: name, call.span)
    let result = inRounds(call.span) { lowering, round in
      let item = lowering.element(of: elements, in: round, call.span)
      let values: [Typed] =
        switch name {
        case "reduce": [initial, item]
        case "sort", "sorted", "min", "max": [item, item]
        default: [item]
        }
      let result = lowering.lowerInPlace(closure, values)
      if let answer { lowering.end(round, with: answer, if: result, closure.span) }
      return result
    }
    if let answer { return Typed(.local(answer.local), .boolean) }
    if SwiftAtomics.mutatingMethods.contains(name) {
      change(receiver, to: .unknown(name), call.span)
    }
    switch name {
    case "map": return Typed(.unknown("collection"), .array(result.type))
    case "forEach": return .void
    default: return resultOfMethod(name, elements.type)
    }
  }

  /// What a question about all elements, or any, is answered with.
  private struct Answer {
    var local: LocalID
    /// What the closure says of an element that settles the question.
    var decisive: Bool
  }

  private mutating func answer(to method: String, _ span: Span) -> Answer? {
    guard method == "contains" || method == "allSatisfy" else { return nil }
    let answer = Answer(local: makeTemporary(), decisive: method == "contains")
    emit(.assign(answer.local, .integer(answer.decisive ? 0 : 1)), span)
    return answer
  }

  private mutating func end(
    _ round: Round, with answer: Answer, if result: Typed, _ span: Span
  ) {
    let value = operand(result, span)
    let settled = builder.makeBlock()
    let (yes, no) = answer.decisive ? (settled, round.next) : (round.next, settled)
    builder.terminate(.branch(value, then: yes, else: no))
    builder.begin(settled)
    emit(.assign(answer.local, .integer(answer.decisive ? 1 : 0)), span)
    builder.terminate(.jump(round.exit))
  }

  private func resultOfMethod(_ name: String, _ element: SwiftType) -> Typed {
    switch SwiftAtomics.readingMethods[name] {
    case .scalar: Typed(.unknown(name), .number)
    case .element: Typed(.unknown(name), element)
    case .collection: Typed(.unknown(name), .array(element))
    case .other, nil: Typed(.unknown(name))
    }
  }

  private mutating func change(_ receiver: Receiver, to value: Operand, _ span: Span) {
    switch (receiver.place, receiver.type) {
    case (.memory, .array), (.memory, .scalar), (.memory, .boolean), (.property, .array),
      (.property, .scalar), (.property, .boolean):
      assign(Typed(value, receiver.type), to: receiver.place, receiver.type, span)
    default: break
    }
  }

  /// A method of a collection, string or buffer: it reads the object, and some write it.
  mutating func lowerCollectionCall(
    _ name: String, on receiver: Receiver, _ call: Call
  ) -> Typed? {
    let isMutating = SwiftAtomics.mutatingMethods.contains(name)
    let isKnown = isMutating || SwiftAtomics.readingMethods[name] != nil
    switch receiver.type {
    case .array, .scalar, .boolean: break
    case .pointer:
      return isKnown ? lowerBufferCall(name, isMutating: isMutating, receiver, call) : nil
    case .unknown, .record, .foreign, .atomic, .lock, .function, .tuple, .metatype, .optional,
      .ordering,
      .concurrency:
      return nil
    }
    // An extension's method does what its body does.
    if !isKnown, index.functionNames.contains(name) { return nil }
    let arguments = lowerElements(call.arguments)
    let span = receiver.expression.span
    let old = operand(load(receiver.place, receiver.type, span), span)
    if name == "toggle" {
      if case .local(let local) = receiver.place { emit(.assign(local, .negated(old)), call.span) }
      change(receiver, to: .negated(old), call.span)
      return .void
    }
    if isMutating { change(receiver, to: kept(arguments.first) ?? .unknown(name), call.span) }
    return resultOfMethod(name, receiver.type.element)
  }

  /// Arguments; of a buffer whose contents are taken, the elements.
  private mutating func lowerElements(_ arguments: [Argument]) -> [Operand] {
    arguments.map { argument in
      guard argument.label == "contentsOf" else { return lowerArguments([argument])[0] }
      let value = lowerValue(argument.value)
      let base = operand(value, argument.value.span)
      if !index.isExact, case .pointer = value.type {
        _ = element(of: base, value.type, argument.value.span)
      }
      return base
    }
  }

  /// An argument that others can reach from now on.
  private func kept(_ argument: Operand?) -> Operand? {
    switch argument {
    case .parameter, .result, .slot, .global, .field, .element, .function: argument
    case .integer, .null, .local, .exchanged, .not, .binary, .unknown, nil: nil
    }
  }

  private mutating func lowerBufferCall(
    _ name: String, isMutating: Bool, _ receiver: Receiver, _ call: Call
  ) -> Typed {
    _ = lowerArguments(call.arguments)
    let span = receiver.expression.span
    let base = operand(load(receiver.place, receiver.type, span), span)
    let value = element(of: base, receiver.type, call.span)
    if isMutating {
      let address = Operand.element(of: base, index: .unknown("index"))
      store(value, at: address, receiver.type.element, call.span)
    }
    if case .element = SwiftAtomics.readingMethods[name] { return value }
    return resultOfMethod(name, receiver.type.element)
  }
}
