import OrderLint
import Vocabularies

/// Calls of members.
extension FunctionLowering {
  mutating func lowerMemberCall(
    _ base: Expression, _ name: String, _ call: Call, _ expected: SwiftType
  ) -> Typed {
    if case .name("super", _) = base.kind { return lowerSuperCall(name, call) }
    if let object = lowerUnmanaged(base, name, call) { return object }
    if let value = lowerStandardCall(base, name, call) { return value }
    if let type = typeName(base) { return lowerStaticCall(type, name, base, call) }
    if let value = lowerChainedLoop(base, name, call) { return value }
    let outer = writeBack
    writeBack = nil
    let (place, type) = lowerChangedPlace(base)
    let change = isMutation(name, of: type, call) ? writeBack : nil
    writeBack = outer
    if let value = lowerMutation(name, of: place, type, base, call) { return value }
    let receiver = Receiver(place: place, type: type, expression: base)
    if let object = lowerUnmanaged(name, on: receiver, call) { return object }
    let result = lowerMethodCall(name, on: receiver, call)
    finish(change, call.span)
    return result
  }

  /// `Swift.max(a, b)`: not a method of that name of the type around.
  private mutating func lowerStandardCall(
    _ base: Expression, _ name: String, _ call: Call
  ) -> Typed? {
    guard case .name("Swift", _) = base.kind, lookUp("Swift") == nil,
      let known = SwiftAtomics.freeFunctions[name]
    else { return nil }
    return lowerFreeFunction(known, name, call)
  }

  private mutating func lowerMethodCall(
    _ name: String, on receiver: Receiver, _ call: Call
  ) -> Typed {
    let (place, type, base) = (receiver.place, receiver.type, receiver.expression)
    switch type {
    case .record(let number):
      if let method = method(name, of: number, call) {
        let receiver = operand(load(place, type, base.span), base.span)
        return lowerMethod(method, receiver, call)
      }
    case .metatype(let inner):
      return lowerStaticCall(inner, name, base, call)
    case .atomic(let storage, _):
      if let method = addedMethod(name, to: storage, call) {
        let receiver = operand(load(place, type, base.span), base.span)
        return lowerMethod(method, receiver, call)
      }
    case .scalar where index.isExact:
      if let value = exactMethod(name, receiver, call) { return value }
    case .unknown, .scalar, .boolean, .foreign, .pointer, .lock, .function, .tuple, .optional,
      .ordering, .array, .concurrency:
      break
    }
    return lowerVocabularyCall(name, on: receiver, call) ?? lowerOtherCall(name, receiver, call)
  }

  /// A method that an extension in the run adds to a library's atomic.
  private func addedMethod(
    _ name: String, to storage: SwiftType.AtomicStorage, _ call: Call
  ) -> Int? {
    for type in index.extensions(of: storage) {
      if let found = method(name, of: type, call) { return found }
    }
    return nil
  }

  struct Receiver {
    var place: Place
    var type: SwiftType
    var expression: Expression
  }

  private mutating func lowerMethod(_ method: Int, _ receiver: Operand, _ call: Call) -> Typed {
    let entry = index.functions[method]
    if entry.declaration.body == nil, entry.declaration.kind == .function {
      // A protocol's requirement: whichever type implements it.
      let arguments = [receiver] + lowerArguments(call.arguments)
      let callee = Event.Callee.member(entry.declaration.name + call.labelText)
      return Typed(
        .result(emit(.call(callee, arguments: arguments), call.span)), resultType(of: entry))
    }
    if entry.declaration.kind == .initializer, entry.enclosing == context.enclosing {
      _ = lowerKnownCall(method, receiver: receiver, call)
      return .void
    }
    return lowerKnownCall(method, receiver: receiver, call)
  }

  private mutating func lowerSuperCall(_ name: String, _ call: Call) -> Typed {
    guard let type = context.enclosing, let receiver = selfValue else {
      _ = lowerArguments(call.arguments)
      return Typed(.unknown("super"))
    }
    if let parent = index.types[type].superclass, let method = method(name, of: parent, call) {
      return lowerKnownCall(method, receiver: receiver, call)
    }
    let arguments = [receiver] + lowerArguments(call.arguments)
    if name == "init" { return .void }
    return Typed(
      .result(emit(.call(.member(name + call.labelText), arguments: arguments), call.span)))
  }

  /// A method of a receiver whose type says nothing about it.
  private mutating func lowerOtherCall(
    _ name: String, _ receiver: Receiver, _ call: Call
  ) -> Typed {
    let span = receiver.expression.span
    if case .record(let number) = receiver.type {
      let base = operand(load(receiver.place, receiver.type, span), span)
      if case (.memory(let address), .function(let result)) = member(
        name, of: base, number, call.span)
      {
        return lowerStoredClosure(at: address, result, call)
      }
      return lowerUnknownMethod(name, base, call)
    }
    let base: Operand
    if case .memory(let address) = receiver.place, isCollection(receiver.type) {
      base = address
    } else {
      base = operand(load(receiver.place, receiver.type, span), span)
    }
    let result = lowerUnknownMethod(name, base, call)
    if case .foreign(let type) = receiver.type {
      builder.setRole(SignalCalls.role(ofMember: name, of: type))
    }
    return result
  }

  private func isCollection(_ type: SwiftType) -> Bool {
    if case .array = type { true } else { false }
  }

  private mutating func lowerUnknownMethod(
    _ name: String, _ base: Operand, _ call: Call
  ) -> Typed {
    let arguments = [base] + lowerArguments(call.arguments)
    let callee = Event.Callee.member(name + call.labelText)
    return Typed(.result(emit(.call(callee, arguments: arguments), call.span)))
  }

  mutating func lowerImplicitCall(
    _ name: String, _ call: Call, _ expected: SwiftType
  ) -> Typed {
    let expected = expected.unwrapped
    if case .record(let number) = expected,
      let value = caseValue(name, number, call.arguments, call.span)
    {
      return value
    }
    if name == "init", expected != .unknown { return lowerConstruction(expected, call) }
    if expected != .unknown, !isEnumCase(name, expected) {
      return lowerStaticCall(expected, name, call.callee, call)
    }
    for argument in call.arguments {
      _ = operand(lowerValue(argument.value), argument.value.span)
    }
    return Typed(.unknown(".\(name)"), expected)
  }

  private func isEnumCase(_ name: String, _ type: SwiftType) -> Bool {
    guard case .record(let number) = type else { return false }
    return index.types[number].cases[name] != nil
  }

  func caseConstant(_ pattern: Expression, _ type: SwiftType) -> Operand? {
    switch pattern.kind {
    case .implicitMember(let name):
      guard case .record(let number) = type else { return nil }
      return index.types[number].cases[name].map { .integer($0) }
    case .member(let base, let name):
      guard case .record(let number) = typeName(base) else { return nil }
      return index.types[number].cases[name].map { .integer($0) }
    default: return nil
    }
  }
}
