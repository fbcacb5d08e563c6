import MemoryModel

extension RoutineBuilder {
  /// Adds the instructions of one event.
  mutating func translate(_ event: Event) throws(Unsupported) {
    let origin = place(event.range)
    switch event.kind {
    case .read(let address, let access): try read(event, address, access, origin)
    case .write(let address, let value, let access):
      try write(event, address, (value, access), origin)
    case .update: try update(event, origin)
    case .compareExchange: try compareExchange(event, origin)
    case .fence(let ordering, let scope):
      // What orders nothing between threads leaves every execution as it was.
      guard scope == .thread else { return }
      emit(.fence(try order(ordering)), origin)
    case .assign(let local, let value):
      guard operands.registers.slots[local.index] == nil else {
        throw Unsupported("a local variable that is also used through its address")
      }
      try refuseZero(value, asOptional: isAssignedNull(local), at: event.range)
      emit(
        .compute(into: operands.registers.locals[local.index], try operands.value(value)), origin)
      if let flag = assignmentFlags[local.index] {
        emit(.compute(into: flag, .constant(1)), origin)
      }
    case .allocate: try allocate(event, origin)
    case .free(let address): emit(.free(try operands.value(address)), origin)
    case .lock(let address, let isTry):
      let mutex = try operands.value(address)
      emit(isTry ? .tryLock(into: success(of: event), at: mutex) : .lock(at: mutex), origin)
    case .unlock(let address): emit(.unlock(at: try operands.value(address)), origin)
    case .spawn(let entry, let arguments): try spawn(event, entry, arguments, origin)
    case .join(let thread):
      emit(.join(into: result(of: event), try operands.value(thread)), origin)
    case .call(let callee, let arguments): try call(event, callee, arguments, origin)
    case .opaque(let reason): throw Unsupported(reason)
    }
  }

  func result(of event: Event) -> Int { operands.registers.results[event.id] ?? 0 }
  func success(of event: Event) -> Int { operands.registers.exchanged[event.id] ?? 0 }

  // MARK: Accesses

  func order(_ ordering: Ordering) throws(Unsupported) -> MemoryOrder {
    if let order = ordering.order { return order }
    if case .operand(let operand) = ordering.value, let raw = operands.constant(operand),
      let order = MemoryOrder(rawValue: Int(truncatingIfNeeded: raw))
    {
      return order
    }
    throw Unsupported("a memory order that is no constant; name the order")
  }

  private func mode(_ access: Access) throws(Unsupported) -> AccessMode {
    switch access {
    // A volatile access is not atomic ([intro.races]).
    case .plain, .volatile: .plain
    case .atomic(let ordering): .atomic(try order(ordering))
    }
  }

  private mutating func read(
    _ event: Event, _ address: Operand, _ access: Access, _ origin: Int
  ) throws(Unsupported) {
    let target = try operands.place(address)
    let place = target.address
    let mode = try mode(access)
    if let view = target.view {
      guard mode == .plain else { throw OperandLowering.atomicPart }
      let first = load(view.cells, at: place, origin)
      return emit(
        .compute(into: result(of: event), view.value { .register(first + $0) }), origin)
    }
    if case .unsupported(let reason)? = event.layout { throw Unsupported(reason) }
    if case .atomic(let record)? = event.layout {
      let value = makeRegister()
      emit(.load(into: value, at: place, mode), origin)
      return unpack(value, cells: record.cells, of: event, origin)
    }
    let cells = event.layout?.cells ?? 1
    guard cells != 1 || event.layout?.isRecord == true else {
      emit(.load(into: result(of: event), at: place, mode), origin)
      // Another member of a union may have been written, of another type.
      if owner.recordLayouts.hasUnions, let type = integerType(event), type.bits < 64 {
        let value = ConcurrentProgram.Value.register(result(of: event))
        emit(.compute(into: result(of: event), .wrapped(value, type)), origin)
      }
      return
    }
    guard mode == .plain else { throw Self.recordOfOtherType }
    try fillLimit(cells)
    operands.registers.records[event.id] = (load(cells, at: place, origin), cells)
  }

  private mutating func load(
    _ cells: Int, at place: ConcurrentProgram.Value, _ origin: Int
  ) -> Int {
    let first = makeRegister(cells)
    for cell in 0..<cells {
      emit(.load(into: first + cell, at: place[cell], .plain), origin)
    }
    return first
  }

  /// Writes what has no cell of its own.
  private mutating func write(
    _ value: ConcurrentProgram.Value, to place: ConcurrentProgram.Value,
    as view: OperandLowering.View, _ origin: Int
  ) {
    var first = 0
    if case .bits = view { first = load(1, at: place, origin) }
    for (cell, part) in view.parts(of: value, { .register(first + $0) }).enumerated() {
      emit(.store(at: place[cell], part, .plain), origin)
    }
  }

  private mutating func write(
    _ event: Event, _ address: Operand, _ stored: (value: Operand, access: Access), _ origin: Int
  ) throws(Unsupported) {
    let target = try operands.place(address)
    let place = target.address
    let mode = try mode(stored.access)
    if let view = target.view {
      guard mode == .plain else { throw OperandLowering.atomicPart }
      return write(try operands.value(stored.value), to: place, as: view, origin)
    }
    if case .unsupported(let reason)? = event.layout { throw Unsupported(reason) }
    if let record = operands.record(stored.value) {
      if holdsRecord(event) || mode != .plain && event.layout == nil {
        let value = pack(record, origin)
        return emit(.store(at: place, value, mode), origin)
      }
      guard mode == .plain else { throw Self.recordOfOtherType }
      for cell in 0..<record.cells {
        emit(.store(at: place[cell], .register(record.first + cell), .plain), origin)
      }
      return
    }
    if mode != .plain, event.layout?.isRecord == true { throw Self.recordOfOtherType }
    if stored.value == .integer(0), let cells = event.layout?.cells, cells != 1 {
      return try fill(place, cells: cells, origin)
    }
    if event.layout == nil, case .slot(let local) = address,
      (function.locals[local.index].layout?.cells ?? 1) > 1
    {
      throw OperandLowering.recordAsValue
    }
    try refuseZero(stored.value, asOptional: isOptionalNumber(address), at: event.range)
    emit(.store(at: place, try operands.value(stored.value), mode), origin)
  }

  func integerType(_ event: Event) -> ConcurrentProgram.IntegerType? {
    guard case .integer(let bits, let isSigned)? = event.layout else { return nil }
    return ConcurrentProgram.IntegerType(bits: bits, isSigned: isSigned)
  }

  private mutating func update(_ event: Event, _ origin: Int) throws(Unsupported) {
    guard case .update(let address, let operation, let operand, let ordering) = event.kind else {
      return
    }
    if case .scalar? = event.layout, operation != .exchange {
      throw Unsupported("arithmetic on an atomic pointer; use a compare-exchange")
    }
    if holdsRecord(event) { return try exchangeRecord(event, origin) }
    let type = integerType(event) ?? .int64
    emit(
      .update(
        ConcurrentProgram.Update(
          into: result(of: event), at: try operands.value(address), operation,
          try operands.value(operand), type: type, try order(ordering))), origin)
  }

  private mutating func compareExchange(_ event: Event, _ origin: Int) throws(Unsupported) {
    guard
      case .compareExchange(
        let address, let expected, let desired, let success, let failure, let isWeak) = event.kind
    else { return }
    let record = holdsRecord(event) ? operands.record(expected) : nil
    emit(
      .compareExchange(
        ConcurrentProgram.CompareExchange(
          old: result(of: event), success: self.success(of: event),
          at: try operands.value(address), expected: try whole(expected, of: event, origin),
          desired: try whole(desired, of: event, origin), successOrder: try order(success),
          failureOrder: try order(failure), isWeak: isWeak)), origin)
    if let record { unpack(result(of: event), cells: record.cells, of: event, origin) }
  }

  // MARK: Objects

  func fillLimit(_ cells: Int) throws(Unsupported) {
    guard cells <= 4096 else { throw Unsupported("a block of \(cells) cells; make it smaller") }
  }

  mutating func fill(
    _ place: ConcurrentProgram.Value, cells: Int, _ origin: Int
  ) throws(Unsupported) {
    try fillLimit(cells)
    for cell in 0..<max(cells, 0) {
      emit(.store(at: place[cell], .constant(0), .plain), origin)
    }
  }

  private mutating func allocate(_ event: Event, _ origin: Int) throws(Unsupported) {
    let layout =
      event.layout
      ?? (event.allocated ?? AllocatedRecord(event.id, in: function, owner.program).name)
      .flatMap { owner.recordLayouts.layout(ofRecord: $0) }
    guard let layout else {
      throw Unsupported("an allocation whose type does not show")
    }
    if case .unsupported(let reason) = layout { throw Unsupported("an allocation of \(reason)") }
    emit(
      .allocate(into: result(of: event), cells: .constant(max(layout.cells, 1))), origin)
  }

  private mutating func spawn(
    _ event: Event, _ entry: Operand, _ arguments: [Operand], _ origin: Int
  ) throws(Unsupported) {
    let routine = try operands.value(entry)
    var values = try operands.values(arguments)
    if case .function(let symbol) = entry,
      let number = owner.program.resolve(symbol: symbol, from: function)
    {
      let count = owner.program.functions[number].parameters.count
      if values.count < count {
        let name = owner.program.functions[number].name
        assume("arguments that '\(name)' is not started with are 0", at: event.range)
      }
      values = Array(values.prefix(count))
      while values.count < count { values.append(.constant(0)) }
    }
    let start = owner.start(routine, values)
    emit(
      .spawn(into: result(of: event), routine: start.routine, arguments: start.arguments), origin)
  }
}

extension OperandLowering {
  mutating func values(_ list: [Operand]) throws(Unsupported) -> [Value] {
    var result: [Value] = []
    for operand in list { result.append(try value(operand)) }
    return result
  }
}

extension Layout {
  var isRecord: Bool {
    switch self {
    case .record, .array: true
    case .integer, .scalar, .unsupported, .atomic, .bits, .parts, .packed: false
    }
  }
}

/// What an allocation is used as, when its front end does not say.
private struct AllocatedRecord {
  private(set) var name: String?

  init(_ id: EventID, in function: Function, _ program: Program) {
    for block in function.blocks {
      for event in block.events {
        for operand in event.kind.operands { visit(operand, id) }
        if case .call(.direct(let symbol), let arguments) = event.kind,
          arguments.first == .result(id), name == nil,
          let dot = symbol.firstRange(of: ".init(")
        {
          name = String(symbol[..<dot.lowerBound])
        }
      }
    }
  }

  private mutating func visit(_ operand: Operand, _ id: EventID) {
    if case .field(.result(id), let record, _) = operand { name = name ?? record }
    for child in operand.children { visit(child, id) }
  }
}
