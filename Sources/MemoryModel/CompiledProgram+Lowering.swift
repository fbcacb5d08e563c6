extension CompiledProgram {
  init(_ program: ConcurrentProgram) {
    layOut(program.objects)
    for routine in program.routines {
      // Handed over and back, so that nothing is copied.
      var whole = CompiledProgram()
      swap(&whole, &self)
      var compiler = RoutineCompiler(routine, whole)
      whole = CompiledProgram()
      compiler.compile()
      swap(&self, &compiler.program)
    }
    for (index, object) in program.objects.enumerated() {
      for (cell, value) in object.initialValues.enumerated() {
        initialValues[objects[index].firstCell + cell] = constant(value)
      }
    }
    starts = program.threads.filter { routines.indices.contains($0.routine) }.map { start in
      Start(
        name: start.name, routine: start.routine,
        arguments: start.arguments.map { constant($0) })
    }
    let ordered = operations.filter {
      $0.order == .sequentiallyConsistent || $0.failureOrder == .sequentiallyConsistent
    }
    let routinesMayRepeat = Set(starts.map(\.routine)).count < starts.count
    usesTotalOrder =
      ordered.count >= 2 || ((hasRepetition || routinesMayRepeat) && !ordered.isEmpty)
  }

  /// Objects are one cell apart.
  private mutating func layOut(_ staticObjects: [ConcurrentProgram.StaticObject]) {
    var next = 1
    for object in staticObjects {
      let cells = object.initialValues.count
      objects.append(
        MemoryObject(
          name: object.name, firstCell: next, cells: cells,
          cellNames: object.cellNames))
      next += cells + 1
    }
    initialValues = ContiguousArray(repeating: 0, count: next)
  }

  func address(object: Int, cell: Int) -> Int {
    objects.indices.contains(object)
      ? Self.address(ofCell: objects[object].firstCell &+ cell) : 0
  }

  /// The value of an expression without registers.
  private func constant(_ value: ConcurrentProgram.Value) -> Int {
    switch value {
    case .constant(let number): number
    case .register: 0
    case .address(let object, let cell): address(object: object, cell: cell)
    case .routine(let index): Self.routineBase &+ index
    case .not(let operand): constant(operand) == 0 ? 1 : 0
    case .binary(let symbol, let left, let right):
      symbol.apply(constant(left), constant(right))
    case .unsigned(let symbol, let left, let right):
      symbol.apply(constant(left), constant(right))
    case .wrapped(let operand, let type): type.wrap(constant(operand))
    }
  }
}

/// Translates one routine, appending to the program's operations.
private struct RoutineCompiler {
  let routine: ConcurrentProgram.Routine
  var program: CompiledProgram
  private var blockStarts: [Int] = []
  /// Jumps whose target is still a block.
  private var jumps: [Int] = []
  /// Conditional jumps back to the head of a loop, which go through a repetition of their own.
  private var conditionalRepetitions: [(jump: Int, loop: Int)] = []
  private var loopOfHead: [Int: Int] = [:]
  private var currentBlock = 0
  private var temporaries = 0
  private var mostTemporaries = 0
  private let start: Int
  private let loopFinder: LoopFinder

  init(_ routine: ConcurrentProgram.Routine, _ program: CompiledProgram) {
    self.routine = routine
    self.program = program
    start = program.operations.count
    loopFinder = LoopFinder(routine)
  }

  mutating func compile() {
    let counting = loopFinder.heads.isEmpty ? nil : CountingLoops(routine)
    for head in loopFinder.heads.sorted() {
      loopOfHead[head] = program.loops.count
      var loop = CompiledProgram.Loop(head: head, frame: 0, live: [])
      loop.counts = counting?.counts(head: head, ends: loopFinder.ends(of: head)) ?? false
      program.loops.append(loop)
    }
    for (index, block) in routine.blocks.enumerated() {
      currentBlock = index
      blockStarts.append(program.operations.count)
      if let loop = loopOfHead[index] {
        var entry = CompiledProgram.Operation(code: .enterLoop)
        entry.target = loop
        emit(entry, block.origin)
      }
      for instruction in block.instructions { compile(instruction) }
      compile(block.terminator, block.origin)
    }
    if routine.blocks.isEmpty { emit(CompiledProgram.Operation(code: .return), nil) }
    for jump in jumps { resolve(jump) }
    for (jump, loop) in conditionalRepetitions {
      program.operations[jump].target = program.operations.count
      emitRepetition(of: loop, program.origins[jump])
    }
    finishLoops()
  }

  private mutating func emitRepetition(of loop: Int, _ origin: Int?) {
    program.hasRepetition = true
    var repetition = CompiledProgram.Operation(code: .repeatLoop)
    repetition.target = loop
    emit(repetition, origin)
  }

  private mutating func emit(_ operation: CompiledProgram.Operation, _ origin: Int?) {
    program.operations.append(operation)
    program.origins.append(origin)
  }

  private var namedRegisters: Int { max(routine.registerCount, routine.parameterCount, 0) }

  private func blockStart(_ block: Int) -> Int {
    blockStarts.indices.contains(block) ? blockStarts[block] : start
  }

  private mutating func resolve(_ jump: Int) {
    program.operations[jump].target = blockStart(program.operations[jump].target)
  }

  /// Gives each loop its place in the frame.
  private mutating func finishLoops() {
    let own = loopOfHead.values.sorted()
    for index in own { program.loops[index].head = blockStart(program.loops[index].head) }
    let end = program.operations.count
    var frame = namedRegisters + mostTemporaries
    let live = Liveness(program, start..<end)
    for index in own {
      program.loops[index].frame = frame
      program.loops[index].live = live.registers(at: program.loops[index].head + 1)
      frame += CompiledProgram.Loop.fixedSize + program.loops[index].live.count
    }
    program.routines.append(
      CompiledProgram.Routine(
        entry: start, parameterCount: max(routine.parameterCount, 0), frameSize: frame))
  }
}

// MARK: - Values

extension RoutineCompiler {
  private mutating func temporary() -> Int {
    temporaries += 1
    mostTemporaries = max(mostTemporaries, temporaries)
    return namedRegisters + temporaries - 1
  }

  private mutating func operand(
    _ value: ConcurrentProgram.Value, _ origin: Int?
  ) -> CompiledProgram.Operand {
    switch value {
    case .constant(let number): return .constant(number)
    case .register(let index): return .register(register(index) ?? temporary())
    case .address(let object, let cell):
      return .constant(program.address(object: object, cell: cell))
    case .routine(let index): return .constant(CompiledProgram.routineBase &+ index)
    case .not, .binary, .unsigned, .wrapped:
      let into = temporary()
      compute(into, value, origin)
      return .register(into)
    }
  }

  private func register(_ index: Int) -> Int? {
    index >= 0 && index < namedRegisters ? index : nil
  }

  /// Where a result goes; nowhere if there is no such register.
  private func result(_ index: Int?) -> Int { index.flatMap { register($0) } ?? -1 }

  private mutating func compute(
    _ into: Int, _ value: ConcurrentProgram.Value, _ origin: Int?
  ) {
    var operation = CompiledProgram.Operation(code: .copy, into: into)
    switch value {
    case .not(let inner):
      operation.code = .not
      operation.first = operand(inner, origin)
    case .binary(let symbol, let left, let right):
      operation.code = .binary
      operation.binary = symbol
      operation.first = operand(left, origin)
      operation.second = operand(right, origin)
    case .unsigned(let symbol, let left, let right):
      operation.code = .unsigned
      operation.unsigned = symbol
      operation.first = operand(left, origin)
      operation.second = operand(right, origin)
    case .wrapped(let inner, let type):
      operation.code = .wrap
      operation.type = type
      operation.first = operand(inner, origin)
    case .constant, .register, .address, .routine:
      operation.first = operand(value, origin)
    }
    emit(operation, origin)
  }

  private mutating func arguments(
    _ values: [ConcurrentProgram.Value], of operation: inout CompiledProgram.Operation,
    _ origin: Int?
  ) {
    let operands = values.map { operand($0, origin) }
    operation.argumentStart = program.arguments.count
    operation.argumentCount = operands.count
    program.arguments += operands
  }
}

// MARK: - Instructions

extension RoutineCompiler {
  private mutating func compile(_ instruction: ConcurrentProgram.Instruction) {
    temporaries = 0
    let origin = instruction.origin
    switch instruction.operation {
    case .compute(let into, let value):
      guard let into = register(into) else { return }
      compute(into, value, origin)
    case .load(let into, let address, let mode):
      var operation = CompiledProgram.Operation(code: .load, into: result(into))
      operation.first = operand(address, origin)
      operation.order = mode.order
      emit(operation, origin)
    case .store(let address, let value, let mode):
      var operation = CompiledProgram.Operation(code: .store)
      operation.first = operand(address, origin)
      operation.second = operand(value, origin)
      operation.order = mode.order
      emit(operation, origin)
    case .update(let update): compile(update, origin)
    case .compareExchange(let exchange): compile(exchange, origin)
    case .fence(let order):
      var operation = CompiledProgram.Operation(code: .fence)
      operation.order = order
      emit(operation, origin)
    case .choose(let into, let range):
      var operation = CompiledProgram.Operation(code: .choose, into: result(into))
      operation.first = .constant(range.lowerBound)
      operation.second = .constant(range.upperBound)
      emit(operation, origin)
    case .assume(let value): compile(.assume, value, into: nil, origin)
    case .assert(let value): compile(.assert, value, into: nil, origin)
    case .allocate(let into, let cells): compile(.allocate, cells, into: into, origin)
    case .free(let address): compile(.free, address, into: nil, origin)
    case .lock(let address): compile(.lock, address, into: nil, origin)
    case .tryLock(let into, let address): compile(.tryLock, address, into: into, origin)
    case .unlock(let address): compile(.unlock, address, into: nil, origin)
    case .join(let into, let thread): compile(.join, thread, into: into, origin)
    case .spawn(let into, let routine, let values):
      compile(.spawn, routine, into: into, origin, arguments: values)
    case .call(let into, let routine, let values):
      compile(.call, routine, into: into, origin, arguments: values)
    }
  }

  private mutating func compile(
    _ code: CompiledProgram.Code, _ value: ConcurrentProgram.Value, into: Int?, _ origin: Int?,
    arguments values: [ConcurrentProgram.Value] = []
  ) {
    var operation = CompiledProgram.Operation(code: code, into: result(into))
    operation.first = operand(value, origin)
    if code == .lock || code == .tryLock { operation.order = .acquire }
    if code == .unlock { operation.order = .release }
    if code == .spawn || code == .call { program.hasRepetition = true }
    arguments(values, of: &operation, origin)
    emit(operation, origin)
  }

  private mutating func compile(_ update: ConcurrentProgram.Update, _ origin: Int?) {
    var operation = CompiledProgram.Operation(code: .update, into: result(update.into))
    operation.first = operand(update.address, origin)
    operation.second = operand(update.operand, origin)
    operation.update = update.update
    operation.type = update.type
    operation.order = update.order
    emit(operation, origin)
  }

  private mutating func compile(_ exchange: ConcurrentProgram.CompareExchange, _ origin: Int?) {
    var operation = CompiledProgram.Operation(code: .compareExchange, into: result(exchange.old))
    operation.success = result(exchange.success)
    operation.first = operand(exchange.address, origin)
    operation.second = operand(exchange.expected, origin)
    operation.third = operand(exchange.desired, origin)
    operation.order = exchange.successOrder
    operation.failureOrder = exchange.failureOrder
    operation.isWeak = exchange.isWeak
    if exchange.isWeak { program.hasWeakExchanges = true }
    emit(operation, origin)
  }

  private mutating func compile(_ terminator: ConcurrentProgram.Terminator, _ origin: Int?) {
    temporaries = 0
    switch terminator {
    case .jump(let block): jump(to: block, origin)
    case .branch(let condition, let then, let otherwise):
      branch(operand(condition, origin), then, otherwise, origin)
    case .switch(let value, let cases, let otherwise):
      let value = operand(value, origin)
      let test = temporary()
      for item in cases {
        var compare = CompiledProgram.Operation(code: .binary, into: test, first: value)
        compare.binary = .notEqual
        compare.second = .constant(item.value)
        emit(compare, origin)
        jump(to: item.target, origin, ifZero: .register(test))
      }
      jump(to: otherwise, origin)
    case .return(let value):
      var operation = CompiledProgram.Operation(code: .return)
      if let value { operation.first = operand(value, origin) }
      emit(operation, origin)
    case .unreachable: emit(CompiledProgram.Operation(code: .unreachable), origin)
    case .exit(let value):
      var operation = CompiledProgram.Operation(code: .exit)
      if let value { operation.first = operand(value, origin) }
      emit(operation, origin)
    }
  }

  private mutating func branch(
    _ condition: CompiledProgram.Operand, _ then: Int, _ otherwise: Int, _ origin: Int?
  ) {
    jump(to: otherwise, origin, ifZero: condition)
    jump(to: then, origin)
  }

  private mutating func jump(
    to block: Int, _ origin: Int?, ifZero condition: CompiledProgram.Operand? = nil
  ) {
    let loop = loopFinder.isRepetition(from: currentBlock, to: block) ? loopOfHead[block] : nil
    if let loop, condition == nil { return emitRepetition(of: loop, origin) }
    var operation = CompiledProgram.Operation(code: condition == nil ? .jump : .jumpIfZero)
    if let condition { operation.first = condition }
    if let loop {
      conditionalRepetitions.append((program.operations.count, loop))
      return emit(operation, origin)
    }
    operation.target = block
    jumps.append(program.operations.count)
    emit(operation, origin)
  }
}

extension AccessMode {
  /// Nil for a plain access.
  var order: MemoryOrder? {
    switch self {
    case .plain: nil
    case .atomic(let order): order
    }
  }
}
