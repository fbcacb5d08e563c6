import MemoryModel

/// Translates one function: blocks to blocks, locals and the results of events to registers.
struct RoutineBuilder {
  typealias Program = ConcurrentProgram

  var operands: OperandLowering
  let key: ModelBuilder.RoutineKey
  private(set) var registerCount: Int
  private let parameterCount: Int
  /// The instructions of the block that is being translated.
  var instructions: [Program.Instruction] = []
  var blocks: [Program.Block] = []
  private var current = 0
  /// How the block ends, when something in it does not come back.
  var ending: (terminator: Program.Terminator, origin: Int)?
  private var slotLayouts: [(local: Int, cells: Int)] = []
  /// Of locals that may be read before they are assigned, the registers that say whether they were.
  private(set) var assignmentFlags: [Int: Int] = [:]
  private var usedResults: Set<EventID>
  let nulls: NullUses

  var owner: ModelBuilder {
    get { operands.owner }
    set { operands.owner = newValue }
  }
  var function: Function { operands.function }

  init(_ key: ModelBuilder.RoutineKey, in owner: ModelBuilder) {
    self.key = key
    let function = owner.program.functions[key.function]
    operands = OperandLowering(function: function, owner: owner)
    operands.constants = key.constants
    usedResults = function.usedResults(alsoReturned: key.isResultUsed)
    nulls = NullUses(function)
    parameterCount = operands.assignParameters()
    registerCount = parameterCount
  }

  mutating func makeRegister(_ count: Int = 1) -> Int {
    registerCount += count
    return registerCount - count
  }

  mutating func build() -> Program.Routine {
    assignRegisters()
    // Block 0 makes the locals that are objects.
    blocks = Array(repeating: Program.Block([], .exit(nil)), count: function.blocks.count + 1)
    let entry = place(function.range)
    for (local, cells) in slotLayouts {
      guard let register = operands.registers.slots[local] else { continue }
      emit(.allocate(into: register, cells: .constant(cells)), slotPlace(local))
    }
    noteCaptures()
    blocks[0] = Program.Block(instructions, .jump(1), origin: entry)
    for index in function.blocks.indices { translate(index) }
    return Program.Routine(
      name: function.name, parameterCount: parameterCount, registerCount: registerCount,
      blocks: blocks)
  }

  /// What a variable of Swift starts as, the compiler has seen to.
  private mutating func slotPlace(_ local: Int) -> Int {
    guard function.language != .swift else { return place(function.range) }
    return place(function.range, assuming: startsAsZero(function.locals[local].name))
  }

  private mutating func assignRegisters() {
    let unassigned = function.language == .swift ? [] : UnassignedLocals.read(in: function)
    let slots = SlotUses(function)
    for index in function.locals.indices {
      operands.registers.locals.append(makeRegister())
      guard slots.locals.contains(index) else {
        if unassigned.contains(index) { assignmentFlags[index] = makeRegister() }
        continue
      }
      operands.registers.slots[index] = makeRegister()
      let layout =
        function.locals[index].layout
        ?? slots.record(of: index).flatMap {
          owner.recordLayouts.layout(ofRecord: $0)
        }
      slotLayouts.append((index, max(layout?.cells ?? slots.tupleWidth(of: index), 1)))
    }
    for event in function.events {
      operands.registers.results[event.id] = makeRegister()
      operands.registers.exchanged[event.id] = makeRegister()
    }
  }

  // MARK: Blocks

  private mutating func translate(_ index: Int) {
    let block = function.blocks[index]
    current = index + 1
    instructions = []
    ending = nil
    var last = function.range
    for event in block.events {
      last = event.range
      noteAssumptions(of: event.kind.operands, at: event.range)
      do throws(Unsupported) {
        try translate(event)
      } catch {
        return close(with: error, at: event.range)
      }
      if let ending {
        blocks[current] = Program.Block(
          instructions, ending.terminator, origin: ending.origin)
        return
      }
    }
    noteAssumptions(of: block.terminator.operands, at: last)
    do throws(Unsupported) {
      let terminator = try translate(block.terminator, at: last)
      blocks[current] = Program.Block(instructions, terminator, origin: place(last))
    } catch {
      close(with: error, at: last)
    }
  }

  /// Control that comes here finds out that the program cannot be executed.
  private mutating func close(with error: Unsupported, at range: SourceRange) {
    var place = ModelPlace(range: range, function: function.name, language: function.language)
    place.obstacle = error.reason
    let origin = owner.place(place)
    blocks[current] = Program.Block(instructions, .unreachable, origin: origin)
  }

  private mutating func translate(
    _ terminator: Terminator, at range: SourceRange
  ) throws(Unsupported) -> Program.Terminator {
    switch terminator {
    case .jump(let target): return .jump(target + 1)
    case .branch(.unknown("string"), let then, _):
      // `assert(x && "what it means")`.
      return .jump(then + 1)
    case .branch(let condition, let then, let otherwise):
      return .branch(try operands.value(condition), then: then + 1, else: otherwise + 1)
    case .switch(let value, let cases, let fallback):
      return .switch(
        try operands.value(value),
        cases: cases.map { Program.SwitchCase(value: Int($0.value), target: $0.target + 1) },
        default: fallback + 1)
    case .return(let value):
      if let value { try refuseZero(value, asOptional: returnsNull, at: range) }
      let returned = try value.map { operand throws(Unsupported) -> Program.Value in
        if try returnRecord(operand, at: range) { return .constant(0) }
        if operand.isNothing || operand.isUnknown && !key.isResultUsed { return .constant(0) }
        return try operands.value(operand)
      }
      let origin = place(range)
      // Swift's locals outlive whatever can refer to them.
      for (local, _) in slotLayouts where function.language != .swift {
        guard let register = operands.registers.slots[local] else { continue }
        emit(.free(.register(register)), origin)
      }
      return .return(returned)
    case .unreachable: return .unreachable
    }
  }

  /// A record that is returned is stored where the caller said.
  private mutating func returnRecord(
    _ operand: Operand, at range: SourceRange
  ) throws(Unsupported) -> Bool {
    guard let target = operands.registers.returned else { return false }
    guard let record = operands.record(operand) else { throw OperandLowering.recordAsValue }
    let origin = place(range)
    for cell in 0..<record.cells {
      emit(
        .store(
          at: ConcurrentProgram.Value.register(target)[cell], .register(record.first + cell), .plain
        ), origin)
    }
    return true
  }

  func isResultUsed(_ event: Event) -> Bool { usedResults.contains(event.id) }

  // MARK: Instructions

  mutating func place(_ range: SourceRange) -> Int {
    owner.place(ModelPlace(range: range, function: function.name, language: function.language))
  }

  mutating func emit(_ operation: Program.Operation, _ origin: Int) {
    instructions.append(Program.Instruction(operation, origin: origin))
  }

  /// Ends the block, and goes on in a fresh one at the end of the routine.
  mutating func splitBlock(_ terminator: Program.Terminator, _ origin: Int) {
    blocks[current] = Program.Block(instructions, terminator, origin: origin)
    current = blocks.count
    blocks.append(Program.Block([], .exit(nil)))
    instructions = []
  }

  /// Ends the block here.
  mutating func end(_ terminator: Program.Terminator, calling name: String, at range: SourceRange) {
    var place = ModelPlace(range: range, function: function.name, language: function.language)
    place.ending = name
    ending = (terminator, owner.place(place))
  }
}

/// The locals of a function that are objects in memory, and what records they are used as.
private struct SlotUses {
  var locals: Set<Int> = []
  private var records: [Int: String] = [:]
  private var widths: [Int: Int] = [:]

  init(_ function: Function) {
    for block in function.blocks {
      for event in block.events { for operand in event.kind.operands { visit(operand) } }
      for operand in block.terminator.operands { visit(operand) }
    }
  }

  func record(of local: Int) -> String? { records[local] }
  func tupleWidth(of local: Int) -> Int { widths[local] ?? 1 }

  private mutating func visit(_ operand: Operand) {
    if case .slot(let local) = operand { locals.insert(local.index) }
    if case .field(.slot(let local), let record, let name) = operand {
      records[local.index] = record
      if record == Embedding.tuple, let position = Int(name) {
        widths[local.index] = max(widths[local.index] ?? 1, position &+ 1)
      }
    }
    for child in operand.children { visit(child) }
  }
}
