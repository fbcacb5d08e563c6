import MemoryModel

extension RoutineBuilder {
  mutating func call(
    _ event: Event, _ callee: Event.Callee, _ arguments: [Operand], _ origin: Int
  ) throws(Unsupported) {
    if let target = owner.program.resolve(callee, from: function) {
      return try call(event, function: target, arguments, origin)
    }
    switch callee {
    case .direct(let symbol):
      if let primitive = Primitive(rawValue: symbol) {
        return try call(event, primitive, arguments, origin)
      }
      try callLibrary(event, symbol, arguments, origin)
    case .member(let name):
      throw Unsupported("a call of '\(name)' on a value whose type is not known")
    case .indirect(let pointer):
      let routine = try operands.value(pointer)
      emitCall(event, routine, try operands.arguments(arguments), origin)
    }
  }

  private mutating func call(
    _ event: Event, function target: Int, _ arguments: [Operand], _ origin: Int
  ) throws(Unsupported) {
    let parameters = owner.program.functions[target].parameters.count
    if owner.program.functions[target].isAtomicByName {
      throw Unsupported(
        "a function that its name makes atomic; lock a mutex in it, or use atomic operations")
    }
    guard arguments.count >= parameters else {
      throw Unsupported(
        "a call of '\(owner.program.functions[target].name)' with default arguments")
    }
    var constants: [Int: Int64] = [:]
    for index in owner.orderParameters(of: target) where arguments.indices.contains(index) {
      constants[index] = operands.constant(arguments[index])
    }
    let routine = owner.routine(
      of: target, constants: constants, isResultUsed: isResultUsed(event))
    let values = try operands.arguments(Array(arguments.prefix(parameters)))
    emitCall(event, .routine(routine), values, origin)
  }

  /// A record comes back in an object that the caller makes for it.
  private mutating func emitCall(
    _ event: Event, _ routine: ConcurrentProgram.Value, _ values: [ConcurrentProgram.Value],
    _ origin: Int
  ) {
    guard case .record? = event.layout, let cells = event.layout?.cells else {
      return emit(
        .call(
          into: result(of: event), routine: routine, arguments: values + threadLocalArgument),
        origin)
    }
    let object = makeRegister()
    let first = makeRegister(max(cells, 1))
    operands.registers.records[event.id] = (first, cells)
    emit(.allocate(into: object, cells: .constant(max(cells, 1))), origin)
    emit(
      .call(
        into: nil, routine: routine,
        arguments: values + [.register(object)] + threadLocalArgument), origin)
    for cell in 0..<cells {
      emit(
        .load(into: first + cell, at: ConcurrentProgram.Value.register(object)[cell], .plain),
        origin)
    }
    emit(.free(.register(object)), origin)
  }

  // MARK: What no source defines

  private mutating func call(
    _ event: Event, _ primitive: Primitive, _ arguments: [Operand], _ origin: Int
  ) throws(Unsupported) {
    let values = try operands.values(arguments)
    let into = result(of: event)
    switch primitive {
    case .allocate, .allocateBytes:
      if primitive == .allocateBytes {
        // An object has no more cells than bytes.
        assume("'\(function.name)' allocates as much as it uses", at: event.range)
      }
      let cells = try required(values, 0)
      let isFilled = values.count > 1
      if function.language != .swift { assume("allocations succeed", at: event.range) }
      emit(
        .allocate(into: into, cells: cells),
        isFilled
          ? origin
          : place(event.range, assuming: "memory allocated in '\(function.name)' starts as 0"))
    case .fill:
      try fill(try required(values, 0), cells: try count(values, 1), origin)
    case .copy:
      let cells = try count(values, 2)
      try fillLimit(cells)
      let first = makeRegister(max(cells, 1))
      for cell in 0..<cells {
        emit(.load(into: first + cell, at: try required(values, 1)[cell], .plain), origin)
      }
      for cell in 0..<cells {
        emit(
          .store(at: try required(values, 0)[cell], .register(first + cell), .plain), origin)
      }
    case .unsignedDivide: try compute(.divide, values, into, origin)
    case .unsignedRemainder: try compute(.remainder, values, into, origin)
    case .unsignedShiftRight: try compute(.shiftRight, values, into, origin)
    case .currentThread:
      emit(.compute(into: into, .unsigned(.currentThread, .constant(0), .constant(0))), origin)
    case .checkArithmetic:
      let failure = operands.constant(arguments.last ?? .null).flatMap(ArithmeticFailure.init)
      var place = ModelPlace(
        range: event.range, function: function.name, language: function.language)
      place.failure = (failure ?? .overflow).text
      emit(.assert(try required(values, 0)), owner.place(place))
    case .failedAssertion: fail(event.range, origin)
    }
  }

  private mutating func compute(
    _ operation: UnsignedOperator, _ values: [ConcurrentProgram.Value],
    _ into: Int, _ origin: Int
  ) throws(Unsupported) {
    emit(
      .compute(into: into, .unsigned(operation, try required(values, 0), try required(values, 1))),
      origin)
  }

  func required(
    _ values: [ConcurrentProgram.Value], _ index: Int
  ) throws(Unsupported) -> ConcurrentProgram.Value {
    guard values.indices.contains(index) else { throw Unsupported("a missing argument") }
    return values[index]
  }

  private func count(
    _ values: [ConcurrentProgram.Value], _ index: Int
  ) throws(Unsupported) -> Int {
    guard case .constant(let count) = try required(values, index), count >= 0 else {
      throw Unsupported("a block of memory whose size is no constant")
    }
    return count
  }

  private mutating func fail(_ range: SourceRange, _ origin: Int) {
    emit(.assert(.constant(0)), origin)
    end(.exit(nil), calling: "assert", at: range)
  }

  // MARK: The library

  private mutating func callLibrary(
    _ event: Event, _ name: String, _ arguments: [Operand], _ origin: Int
  ) throws(Unsupported) {
    guard let meaning = ModelLibrary.meaning(of: name) else {
      if name.hasSuffix("timedwait") || name.hasSuffix("timedlock") {
        throw Unsupported(
          "a wait with a timeout, '\(name)'; write both ends of it, chosen by "
            + "__VERIFIER_nondet_bool()")
      }
      throw Unsupported(
        "a call of '\(name)', which is not defined in these files; "
          + "name the file that defines it, or write a small version of it")
    }
    let into = result(of: event)
    switch meaning {
    case .nothing: emit(.compute(into: into, .constant(0)), origin)
    case .counts(let operation, let bits, let isFirst):
      let value = try required(try operands.values(arguments), 0)
      let count = ConcurrentProgram.Value.unsigned(operation, value, .constant(bits))
      // `ffs` is 0 for 0, else it counts from 1.
      let first = ConcurrentProgram.Value.binary(
        .multiply, .binary(.add, count, .constant(1)), .binary(.notEqual, value, .constant(0)))
      emit(.compute(into: into, isFirst ? first : count), origin)
    case .isOnlyNormal:
      guard arguments.last == .integer(0) else {
        throw Unsupported("a mutex that is not of the normal kind; write what its kind does")
      }
      emit(.compute(into: into, .constant(0)), origin)
    case .fails: fail(event.range, origin)
    case .ends: end(.exit(nil), calling: name, at: event.range)
    case .endsThread:
      let value = arguments.first == .null ? nil : try operands.values(arguments).first
      end(.exit(value), calling: name, at: event.range)
    case .neverReached: end(.unreachable, calling: name, at: event.range)
    case .assumes: emit(.assume(try required(try operands.values(arguments), 0)), origin)
    case .asserts: emit(.assert(try required(try operands.values(arguments), 0)), origin)
    case .retires:
      assume("what hazard pointers protect is never freed", at: event.range)
      emit(.compute(into: into, .constant(0)), origin)
    case .chooses(let isBoolean):
      let range = isBoolean ? 0...1 : owner.bounds.nondeterministic
      if !isBoolean {
        assume("\(name)() gives \(range.lowerBound) to \(range.upperBound)", at: event.range)
      }
      emit(.choose(into: into, range), origin)
    case .synchronizes(let synchronization):
      try call(synchronization, try operands.values(arguments), into: into, event.range)
    case .wait:
      assume("waits for condition variables end only after a signal", at: event.range)
      try wait(try operands.values(arguments), libraryPlace(event.range))
    case .signal:
      assume("a condition variable's signal may wake every waiter", at: event.range)
      let origin = libraryPlace(event.range)
      emit(
        .update(
          ConcurrentProgram.Update(
            at: try required(try operands.values(arguments), 0), .add, .constant(1), .relaxed)),
        origin)
    }
  }
}

extension Function {
  /// Whether SV-COMP takes the function for atomic, and nothing in it locks anything.
  fileprivate var isAtomicByName: Bool {
    guard name.hasPrefix("__VERIFIER_atomic_") else { return false }
    return !events.contains {
      if case .lock = $0.kind { true } else { false }
    }
  }
}
