import MemoryModel
import OrderLint
import Vocabularies

/// Threads, tasks and queues; functions with closures that run in place; pointers.
extension FunctionLowering {
  // MARK: Threads

  /// Starts a closure, or a named function, on another thread.
  mutating func lowerSpawn(
    _ closure: Closure, _ call: Call, on queue: Expression? = nil
  ) -> Typed {
    for argument in call.arguments {
      if case .closure = argument.value.kind { continue }
      _ = operand(lowerValue(argument.value), argument.value.span)
    }
    // A task of an actor's member runs on the actor.
    let isTask: Bool = if case .name("Task", _) = call.callee.kind { true } else { false }
    let (entry, arguments) = lowerEscaping(
      closure, closure.span, isIsolated: isTask, queue: queue)
    return Typed(
      .result(emit(.spawn(entry: entry, arguments: arguments), call.span)), .concurrency(.task))
  }

  mutating func lowerNewTask(_ kind: SwiftType.ConcurrencyType, _ call: Call) -> Typed {
    switch kind {
    case .thread:
      // A thread starts when it is told to.
      if let closure = call.closure {
        let (entry, arguments) = lowerEscaping(closure, closure.span)
        let parts = arguments.enumerated().map {
          Value.Part(name: String($0.offset), value: Typed($0.element))
        }
        return Typed(
          .aggregate([Value.Part(name: "entry", value: Typed(entry))] + parts),
          .concurrency(.thread))
      }
    case .task:
      if let closure = call.closure { return lowerSpawn(closure, call) }
    case .group, .queue, .taskGroup: break
    }
    _ = lowerArguments(call.arguments)
    return Typed(.unknown("concurrency"), .concurrency(kind))
  }

  mutating func lowerStaticConcurrency(
    _ kind: SwiftType.ConcurrencyType, _ name: String, _ call: Call
  ) -> Typed? {
    if name == "concurrentPerform", let closure = call.closure {
      return lowerConcurrentPerform(closure, call)
    }
    if SwiftAtomics.spawningMethods.contains(name) || name == "detachNewThread",
      let closure = call.closure
    {
      return lowerSpawn(closure, call)
    }
    if call.closures.isEmpty {
      _ = lowerArguments(call.arguments)
      return Typed(.unknown(name))
    }
    return nil
  }

  /// Two of the iterations, at the same time: what goes wrong goes wrong with two. For execution, all.
  private mutating func lowerConcurrentPerform(_ closure: Closure, _ call: Call) -> Typed {
    var iterations: Int64 = 2
    for argument in call.arguments {
      if case .closure = argument.value.kind { continue }
      let given = operand(lowerValue(argument.value), argument.value.span)
      guard index.isExact else { continue }
      guard case .integer(let count) = given, (0...8).contains(count) else {
        opaque("'concurrentPerform' of no constant number of iterations, or of many", call.span)
        return .void
      }
      iterations = count
    }
    let (entry, arguments) = lowerEscaping(closure, closure.span)
    let takesNumber = !closure.parameters.isEmpty || closure.usesShorthand
    let given = { (number: Int64) in
      takesNumber ? [.integer(number)] + arguments.dropFirst() : arguments
    }
    let threads = (0..<iterations).map {
      emit(.spawn(entry: entry, arguments: given($0)), call.span)
    }
    for thread in threads { emit(.join(.result(thread)), call.span) }
    return .void
  }

  mutating func lowerConcurrencyCall(
    _ name: String, on receiver: Receiver, _ call: Call
  ) -> Typed? {
    let span = receiver.expression.span
    if case .concurrency(.thread) = receiver.type, name == "start" {
      return lowerStart(load(receiver.place, receiver.type, span), call)
    }
    if name == "waitForAll" || isJoin(name, receiver.type) {
      if builder.spawned.isEmpty, case .concurrency(.group) = receiver.type {
        return lowerGroupCall(name, on: receiver, call)
      }
      join(builder.spawned, call.span)
      _ = lowerArguments(call.arguments)
      return .void
    }
    if case .concurrency(.group) = receiver.type, name == "leave" {
      return lowerGroupCall(name, on: receiver, call)
    }
    if case .concurrency(.queue) = receiver.type, name == "sync", let closure = call.closure {
      let queue = queueAddress(receiver)
      emit(.lock(at: queue, isTry: false), call.span)
      return lowerInPlace(closure, [], unlocking: (queue, call.span))
    }
    guard SwiftAtomics.spawningMethods.contains(name), let closure = call.closure else {
      return nil
    }
    if !isQueueInPlace(receiver) { _ = operand(load(receiver.place, receiver.type, span), span) }
    let isSerial = runsOneAtATime(receiver, call)
    let task = lowerSpawn(closure, call, on: isSerial ? receiver.expression : nil)
    if isKeptQueue(receiver) { builder.setRole(.submits) }
    return task
  }

  /// What threads that were started elsewhere say to a group, and what it tells who waits.
  private mutating func lowerGroupCall(
    _ name: String, on receiver: Receiver, _ call: Call
  ) -> Typed {
    let span = receiver.expression.span
    let group = operand(load(receiver.place, receiver.type, span), span)
    let arguments = [group] + lowerArguments(call.arguments)
    let event = emit(.call(.member(name + call.labelText), arguments: arguments), call.span)
    builder.setRole(SignalCalls.role(ofMember: name, of: "DispatchGroup"))
    return Typed(.result(event))
  }

  /// Waits for threads, some of which may have been started in a loop or in one branch only.
  private mutating func join(_ threads: [EventID], _ span: Span) {
    for thread in threads {
      if builder.isInCurrentBlock(thread) {
        emit(.join(.result(thread)), span)
      } else if index.isExact {
        joinAll(thread, span)
      } else {
        let local = makeTemporary()
        builder.keep(thread, in: local)
        emit(.join(.local(local)), span)
      }
    }
  }

  /// Waits for all threads that an event started, which may have happened any number of times: it
  /// chains them to a list.
  private mutating func joinAll(_ thread: EventID, _ span: Span) {
    let list = makeTemporary()
    builder.chain(thread, to: list)
    let next = builder.makeBlock()
    let wait = builder.makeBlock()
    let after = builder.makeBlock()
    builder.begin(next)
    builder.terminate(.branch(.binary(.notEqual, .local(list), .null), then: wait, else: after))
    builder.begin(wait)
    let handle = emit(.read(at: .element(of: .local(list), index: .integer(0)), .plain), span)
    emit(.join(.result(handle)), span)
    let rest = emit(.read(at: .element(of: .local(list), index: .integer(1)), .plain), span)
    emit(.assign(list, .result(rest)), span)
    builder.terminate(.jump(next))
    builder.begin(after)
  }

  private func isJoin(_ name: String, _ type: SwiftType) -> Bool {
    switch type {
    case .concurrency(.group), .concurrency(.thread): name == "wait" || name == "join"
    case .foreign, .unknown, .scalar, .boolean, .record, .pointer, .atomic, .lock, .function,
      .tuple, .metatype, .optional, .ordering, .array, .concurrency:
      false
    }
  }

  private mutating func lowerStart(_ thread: Typed, _ call: Call) -> Typed {
    guard case .aggregate(let parts) = thread.value, let first = parts.first else {
      emit(.spawn(entry: operand(thread, call.span), arguments: []), call.span)
      return .void
    }
    let entry = operand(first.value, call.span)
    let captures = parts.dropFirst().map { operand($0.value, call.span) }
    let event = emit(.spawn(entry: entry, arguments: captures), call.span)
    return Typed(.result(event), .concurrency(.task))
  }

  // MARK: Closures that run in place

  mutating func lowerScopedCall(
    _ name: String, on receiver: Receiver, _ call: Call
  ) -> Typed? {
    guard let scope = SwiftAtomics.scopedMethods[name],
      let closure = call.closures.first ?? keyPathClosure(name, call)
    else { return nil }
    let span = receiver.expression.span
    switch scope {
    case .locked:
      // `sync` of an unknown queue.
      _ = operand(load(receiver.place, receiver.type, span), span)
      return lowerInPlace(closure, [])
    case .once: return lowerOnce(name, closure, receiver, call)
    case .repeated: return lowerRepeated(name, receiver, call)
    }
  }

  private mutating func lowerOnce(
    _ name: String, _ closure: Closure, _ receiver: Receiver, _ call: Call
  ) -> Typed {
    let span = receiver.expression.span
    for argument in call.arguments {
      if case .closure = argument.value.kind { continue }
      _ = operand(lowerValue(argument.value), argument.value.span)
    }
    if tailAllocation(of: receiver.type) != nil {
      let object = operand(load(receiver.place, receiver.type, span), span)
      if let result = lowerTailAllocated(name, closure, object, receiver.type) { return result }
    }
    if case .memory(let address) = receiver.place, !isPointer(receiver.type) {
      // The contents of an array, or the bytes of a variable.
      return lowerInPlace(closure, [Typed(address, .pointer(receiver.type.element))])
    }
    let value = load(receiver.place, receiver.type, span)
    return lowerInPlace(closure, [Typed(operand(value, span), receiver.type)])
  }

  func isPointer(_ type: SwiftType) -> Bool {
    if case .pointer = type { true } else { false }
  }

  mutating func lowerFreeFunction(
    _ function: SwiftAtomics.FreeFunction, _ name: String, _ call: Call
  ) -> Typed {
    switch function {
    case .fence:
      let order = call.arguments.first.map { ordering($0.value) }
      emit(.fence(order ?? Ordering(.known(.sequentiallyConsistent)), .thread), call.span)
      return .void
    case .lock(let isTry):
      let address = lowerArguments(call.arguments).first ?? .unknown("lock")
      let event = emit(.lock(at: address, isTry: isTry), call.span)
      // pthread_mutex_trylock gives 0 for success.
      let isPosix = name.hasPrefix("pthread")
      if isTry, isPosix { return Typed(.negated(.exchanged(event)), .number) }
      return isTry ? Typed(.exchanged(event), .boolean) : Typed(.integer(0), .number)
    case .unlock:
      let address = lowerArguments(call.arguments).first ?? .unknown("lock")
      emit(.unlock(at: address), call.span)
      return Typed(.integer(0), .number)
    case .spawn: return lowerThreadCreation(call)
    case .join:
      emit(.join(lowerArguments(call.arguments).first ?? .unknown("thread")), call.span)
      return Typed(.integer(0), .number)
    case .fatal:
      if index.isExact {
        let code = name == "exit" || name == "_exit" ? name : Primitive.failedAssertion.rawValue
        emit(.call(.direct(code), arguments: []), call.span)
      } else {
        _ = lowerArguments(call.arguments)
      }
      builder.terminate(.unreachable)
      return Typed(.unknown("never"))
    case .check: return lowerCheck(call)
    case .scoped: return lowerScopedFunction(name, call)
    case .pure:
      if index.isExact, let value = exactFunction(name, call) { return value }
      let arguments = lowerArguments(call.arguments)
      if name == "min" || name == "max", arguments.count == 2 {
        // Which it is decides nothing but a number: that is no branch.
        let comparison = name == "min" ? BinaryOperator.less : .greater
        return Typed(.either(arguments[0], arguments[1], if: comparison), .number)
      }
      return Typed(.unknown(name), .number)
    }
  }

  private mutating func lowerCheck(_ call: Call) -> Typed {
    guard let first = call.arguments.first else { return .void }
    let holds = builder.makeBlock()
    let fails = builder.makeBlock()
    lowerCondition(first.value, then: holds, otherwise: fails)
    builder.begin(fails)
    if index.isExact {
      emit(.call(.direct(Primitive.failedAssertion.rawValue), arguments: []), call.span)
    }
    builder.terminate(.unreachable)
    builder.begin(holds)
    return .void
  }

  /// `pthread_create(&thread, attributes, start, argument)`: the thread's variable names it.
  private mutating func lowerThreadCreation(_ call: Call) -> Typed {
    guard call.arguments.count >= 3 else {
      _ = lowerArguments(call.arguments)
      return Typed(.unknown("pthread_create"), .number)
    }
    let (place, type) = threadPlace(call.arguments[0].value)
    _ = operand(lowerValue(call.arguments[1].value), call.span)
    var entry: Operand
    var passed: [Operand] = []
    if case .closure(let closure) = call.arguments[2].value.kind {
      // A C function: it captures nothing.
      entry = lowerEscaping(closure, closure.span).operand
    } else {
      entry = operand(lowerValue(call.arguments[2].value), call.span)
    }
    passed += lowerArguments(Array(call.arguments.dropFirst(3)))
    let event = emit(.spawn(entry: entry, arguments: passed), call.span)
    assign(Typed(.result(event), type), to: place, type, call.span)
    return Typed(.integer(0), .number)
  }

  private mutating func threadPlace(_ value: Expression) -> (Place, SwiftType) {
    if case .addressOf(let inner) = value.kind { return lowerPlace(inner) }
    return (.memory(operand(lowerValue(value), value.span)), .unknown)
  }

  private mutating func lowerScopedFunction(_ name: String, _ call: Call) -> Typed {
    let firstSpawn = builder.spawned.count
    var values: [Typed] = []
    for argument in call.arguments where argument.label != "of" {
      if case .closure = argument.value.kind { continue }
      let value = lowerValue(argument.value)
      let given = operand(value, argument.value.span)
      if argument.label == "to" {
        values.append(Typed(given, isPointer(value.type) ? value.type : .pointer(value.type)))
      } else if values.isEmpty, name.hasPrefix("withExtended") {
        values.append(Typed(given, value.type))
      }
    }
    let isGroup = name.hasSuffix("TaskGroup")
    if isGroup { values = [Typed(.unknown("group"), .concurrency(.taskGroup))] }
    var result = Typed.void
    for closure in call.closures { result = lowerInPlace(closure, values) }
    if call.closures.isEmpty {
      let arguments = values.map { operand($0, call.span) }
      return Typed(.result(emit(.call(.direct(name), arguments: arguments), call.span)))
    }
    if isGroup {
      join(Array(builder.spawned.dropFirst(firstSpawn)), call.span)
    }
    return result
  }

  // MARK: Pointers

  mutating func lowerPointerCall(
    _ name: String, on receiver: Receiver, _ call: Call
  ) -> Typed? {
    guard case .pointer(let element) = receiver.type else {
      return lowerUntypedPointerCall(name, receiver, call)
    }
    let span = receiver.expression.span
    switch name {
    case "initialize", "assign", "update", "initializeElement", "moveInitialize", "moveUpdate":
      let pointer = operand(load(receiver.place, receiver.type, span), span)
      return lowerPointerWrite(pointer, element, call)
    case "move":
      let pointer = operand(load(receiver.place, receiver.type, span), span)
      return copied(load(.memory(pointer), element, call.span), call.span)
    case "deallocate":
      let pointer = operand(load(receiver.place, receiver.type, span), span)
      emit(.free(pointer), call.span)
      return .void
    case "deinitialize":
      _ = operand(load(receiver.place, receiver.type, span), span)
      return .void
    case "advanced", "successor", "predecessor", "assumingMemoryBound", "bindMemory",
      "withMemoryRebound":
      return lowerPointerArithmetic(name, receiver, call)
    default: return nil
    }
  }

  /// What only pointers have, of a value that a C function returned.
  private mutating func lowerUntypedPointerCall(
    _ name: String, _ receiver: Receiver, _ call: Call
  ) -> Typed? {
    switch (name, call.arguments.count) {
    case ("assumingMemoryBound", 1), ("bindMemory", 2):
      guard receiver.type == .unknown, call.argument("to") != nil else { return nil }
      return lowerPointerArithmetic(name, receiver, call)
    default: return nil
    }
  }

  private mutating func lowerPointerWrite(
    _ pointer: Operand, _ element: SwiftType, _ call: Call
  ) -> Typed {
    if index.isExact, let count = call.argument("count") {
      return exactPointerWrite(pointer, element, call, count)
    }
    for argument in call.arguments where argument.label == "from" {
      let source = operand(lowerValue(argument.value), argument.value.span)
      let value = emit(.read(at: .element(of: source, index: .unknown("index")), .plain), call.span)
      let target = Operand.element(of: pointer, index: .unknown("index"))
      emit(.write(at: target, value: .result(value), .plain), call.span)
      return .void
    }
    let given = call.argument("to") ?? call.argument("repeating") ?? call.arguments.first?.value
    guard let given else { return .void }
    var address = pointer
    if call.argument("repeating") != nil {
      address = .element(of: pointer, index: .unknown("index"))
    } else if call.arguments.count == 2, call.arguments.first?.label == "at",
      let position = call.arguments.first?.value
    {
      address = .element(
        of: pointer,
        index: scaled(operand(lowerValue(position), position.span), .pointer(element)))
    }
    let value = lowerValue(given, expected: element)
    store(value, at: address, element == .unknown ? value.type : element, call.span)
    return .void
  }

  private mutating func lowerPointerArithmetic(
    _ name: String, _ receiver: Receiver, _ call: Call
  ) -> Typed? {
    let span = receiver.expression.span
    if name == "withMemoryRebound", call.closure != nil { return nil }
    let pointer = operand(load(receiver.place, receiver.type, span), span)
    switch name {
    case "assumingMemoryBound", "bindMemory":
      var type: SwiftType = .pointer(.unknown)
      if let target = call.argument("to") {
        var named = target
        if case .member(let inner, "self") = target.kind { named = inner }
        if let found = typeName(named) { type = .pointer(found) }
      }
      return Typed(pointer, type)
    case "successor":
      return Typed(
        .element(of: pointer, index: scaled(.integer(1), receiver.type)), receiver.type)
    case "predecessor":
      return Typed(
        .element(of: pointer, index: scaled(.integer(-1), receiver.type)), receiver.type)
    default:
      let arguments = lowerArguments(call.arguments)
      return Typed(
        .element(
          of: pointer, index: scaled(arguments.first ?? .unknown("index"), receiver.type)),
        receiver.type)
    }
  }
}
