/// A scenario as a concurrent program: each variable is an object of one cell, each thread a
/// routine of its own.
struct ScenarioProgram: Sendable {
  typealias Registers = [Register: Int]

  let scenario: Scenario
  private(set) var program = ConcurrentProgram(routines: [], objects: [], threads: [])
  private(set) var variables: [Variable] = []
  private(set) var registers: [Registers] = []
  private var indices: [Variable: Int] = [:]
  private var blocks: [ConcurrentProgram.Block] = []
  /// The instructions of the block that is being made.
  private var open: [ConcurrentProgram.Instruction] = []
  private var registerCount = 0

  init(_ scenario: Scenario) {
    self.scenario = scenario
    for variable in scenario.initialValues.keys.sorted(by: { $0.name < $1.name }) {
      _ = index(of: variable)
    }
    for (index, thread) in scenario.threads.enumerated() {
      registers.append([:])
      registerCount = 0
      blocks = []
      compile(thread.steps)
      close(.return(nil), origin: nil)
      program.routines.append(
        ConcurrentProgram.Routine(
          name: thread.name, registerCount: registerCount, blocks: blocks))
      program.threads.append(ConcurrentProgram.ThreadStart(name: thread.name, routine: index))
    }
  }

  /// Loops of scenarios bring their own limits, and mean what they say.
  var options: ProgramOptions {
    ProgramOptions(
      limits: ProgramLimits(loopIterations: .max, boundsCountingLoops: true),
      reducesSpinLoops: false)
  }

  func index(of register: Register, thread: Int) -> Int? {
    registers.indices.contains(thread) ? registers[thread][register] : nil
  }

  /// Objects of one cell are laid out one after the other.
  func address(of variable: Variable) -> Int? {
    indices[variable].map(CompiledProgram.address(ofSingle:))
  }
}

extension ScenarioProgram {
  private mutating func index(of variable: Variable) -> Int {
    if let known = indices[variable] { return known }
    indices[variable] = variables.count
    variables.append(variable)
    let value = scenario.initialValues[variable] ?? 0
    program.objects.append(
      ConcurrentProgram.StaticObject(name: variable.name, initialValues: [.constant(value)]))
    return variables.count - 1
  }

  private mutating func address(_ variable: Variable) -> ConcurrentProgram.Value {
    .object(index(of: variable))
  }

  private mutating func index(of register: Register) -> Int {
    let thread = registers.count - 1
    if let known = registers[thread][register] { return known }
    registers[thread][register] = registerCount
    return unnamedRegister()
  }

  private mutating func unnamedRegister() -> Int {
    registerCount += 1
    return registerCount - 1
  }

  private mutating func value(_ expression: Expression) -> ConcurrentProgram.Value {
    switch expression {
    case .constant(let value): return .constant(value)
    case .register(let register): return .register(index(of: register))
    case .not(let operand): return .not(value(operand))
    case .binary(let symbol, let left, let right):
      let left = value(left)
      return .binary(symbol, left, value(right))
    }
  }

  private mutating func emit(_ operation: ConcurrentProgram.Operation, _ origin: Int?) {
    open.append(ConcurrentProgram.Instruction(operation, origin: origin))
  }

  private mutating func close(_ terminator: ConcurrentProgram.Terminator, origin: Int?) {
    blocks.append(ConcurrentProgram.Block(open, terminator, origin: origin))
    open = []
  }

  private mutating func compile(_ steps: [Step]) {
    for step in steps { compile(step) }
  }

  private mutating func compile(_ step: Step) {
    let origin = step.origin
    switch step.action {
    case .load(let register, let variable, let mode):
      let register = index(of: register)
      emit(.load(into: register, at: address(variable), mode), origin)
    case .store(let variable, let new, let mode):
      let address = address(variable)
      emit(.store(at: address, value(new), mode), origin)
    case .update(let register, let variable, let update, let operand, let order):
      let register = index(of: register)
      let address = address(variable)
      emit(
        .update(
          ConcurrentProgram.Update(
            into: register, at: address, update, value(operand),
            type: scenario.types[variable] ?? .int64, order)),
        origin)
    case .compareExchange(let exchange):
      let (old, success) = (index(of: exchange.old), index(of: exchange.success))
      let address = address(exchange.variable)
      let (expected, desired) = (value(exchange.expected), value(exchange.desired))
      emit(
        .compareExchange(
          ConcurrentProgram.CompareExchange(
            old: old, success: success, at: address, expected: expected, desired: desired,
            successOrder: exchange.successOrder, failureOrder: exchange.failureOrder,
            isWeak: exchange.isWeak)), origin)
    case .fence(let order): emit(.fence(order), origin)
    case .lock(let variable): emit(.lock(at: address(variable)), origin)
    case .unlock(let variable): emit(.unlock(at: address(variable)), origin)
    case .assign(let register, let new):
      let new = value(new)
      emit(.compute(into: index(of: register), new), origin)
    case .assume(let condition): emit(.assume(value(condition)), origin)
    case .assert(let condition): emit(.assert(value(condition)), origin)
    case .branch(let condition, let then, let otherwise):
      compileBranch(condition, then, otherwise, origin)
    case .loop(let condition, let body, let limit):
      compileLoop(while: condition, body: body, limit: limit, origin: origin)
    }
  }

  private mutating func compileBranch(
    _ condition: Expression, _ then: [Step], _ otherwise: [Step], _ origin: Int?
  ) {
    let test = value(condition)
    let head = blocks.count
    close(.return(nil), origin: origin)
    compile(then)
    let end = blocks.count
    close(.return(nil), origin: origin)
    let start = blocks.count
    compile(otherwise)
    close(.jump(blocks.count + 1), origin: origin)
    blocks[head].terminator = .branch(test, then: head + 1, else: start)
    blocks[end].terminator = .jump(blocks.count)
  }

  private mutating func compileLoop(
    while condition: Expression, body: [Step], limit: Int, origin: Int?
  ) {
    let counter = unnamedRegister()
    emit(.compute(into: counter, .constant(0)), origin)
    close(.jump(blocks.count + 1), origin: origin)
    let head = blocks.count
    let test = value(condition)
    close(.return(nil), origin: origin)
    emit(.assume(.binary(.less, .register(counter), .constant(limit))), origin)
    emit(
      .compute(into: counter, .binary(.add, .register(counter), .constant(1))), origin)
    compile(body)
    close(.jump(head), origin: origin)
    blocks[head].terminator = .branch(test, then: head + 1, else: blocks.count)
  }
}
