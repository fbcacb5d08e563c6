/// A scenario in a flat form: names are indices, control flow is jumps.
struct Program: Sendable {
  struct Thread: Sendable {
    var instructions: ContiguousArray<Instruction> = []
    /// The `origin` of each instruction's step.
    var origins: ContiguousArray<Int?> = []
    var registerCount = 0
  }

  enum Instruction: Sendable {
    case load(register: Int, variable: Int, AccessMode)
    case store(variable: Int, IndexedExpression, AccessMode)
    case update(register: Int, variable: Int, UpdateOperator, IndexedExpression, MemoryOrder)
    case compareExchange(CompareExchange)
    case fence(MemoryOrder)
    case lock(variable: Int)
    case unlock(variable: Int)
    case assign(register: Int, IndexedExpression)
    case assume(IndexedExpression)
    case assert(IndexedExpression)
    case jumpIfZero(IndexedExpression, target: Int)
    case jump(target: Int)
  }

  struct CompareExchange: Sendable {
    var old: Int
    var success: Int
    var variable: Int
    var expected: IndexedExpression
    var desired: IndexedExpression
    var successOrder: MemoryOrder
    var failureOrder: MemoryOrder
    var isWeak: Bool
  }

  var threads: ContiguousArray<Thread> = []
  var variables: [Variable] = []
  var initialValues: ContiguousArray<Int> = []
  /// Whether two steps could be ordered by the seq_cst total order; otherwise it constrains nothing.
  var usesTotalOrder = false

  private(set) var variableIndices: [Variable: Int] = [:]
  private(set) var registerIndices: [[Register: Int]] = []
  private var totallyOrderedSteps = 0

  init(_ scenario: Scenario) {
    for variable in scenario.initialValues.keys.sorted(by: { $0.name < $1.name }) {
      _ = index(of: variable, in: scenario)
    }
    for thread in scenario.threads {
      threads.append(Thread())
      registerIndices.append([:])
      compile(thread.steps, in: scenario)
    }
    usesTotalOrder = totallyOrderedSteps >= 2
  }
}

extension Program {
  private var current: Int { threads.count - 1 }

  private mutating func index(of variable: Variable, in scenario: Scenario) -> Int {
    if let known = variableIndices[variable] { return known }
    variableIndices[variable] = variables.count
    variables.append(variable)
    initialValues.append(scenario.initialValues[variable] ?? 0)
    return variables.count - 1
  }

  private mutating func index(of register: Register) -> Int {
    if let known = registerIndices[current][register] { return known }
    let new = threads[current].registerCount
    registerIndices[current][register] = new
    threads[current].registerCount += 1
    return new
  }

  private mutating func unnamedRegister() -> Int {
    threads[current].registerCount += 1
    return threads[current].registerCount - 1
  }

  private mutating func emit(_ instruction: Instruction, _ origin: Int?) {
    threads[current].instructions.append(instruction)
    threads[current].origins.append(origin)
  }

  private var end: Int { threads[current].instructions.count }

  private mutating func patchJump(at position: Int) {
    switch threads[current].instructions[position] {
    case .jumpIfZero(let condition, target: _):
      threads[current].instructions[position] = .jumpIfZero(condition, target: end)
    case .jump(target: _):
      threads[current].instructions[position] = .jump(target: end)
    case .load, .store, .update, .compareExchange, .fence, .lock, .unlock, .assign, .assume,
      .assert:
      preconditionFailure("only jumps are patched")
    }
  }

  private mutating func indexed(_ expression: Expression) -> IndexedExpression {
    switch expression {
    case .constant(let value): return .constant(value)
    case .register(let register): return .register(index(of: register))
    case .not(let operand): return .not(indexed(operand))
    case .binary(let symbol, let left, let right):
      let left = indexed(left)
      return .binary(symbol, left, indexed(right))
    }
  }

  private mutating func count(_ order: MemoryOrder) {
    if order == .sequentiallyConsistent { totallyOrderedSteps += 1 }
  }

  private mutating func count(_ mode: AccessMode) {
    if case .atomic(let order) = mode { count(order) }
  }

  private mutating func compile(_ steps: [Step], in scenario: Scenario) {
    for step in steps { compile(step, in: scenario) }
  }

  private mutating func compile(_ step: Step, in scenario: Scenario) {
    let origin = step.origin
    switch step.action {
    case .load(let register, let variable, let mode):
      count(mode)
      let register = index(of: register)
      emit(.load(register: register, variable: index(of: variable, in: scenario), mode), origin)
    case .store(let variable, let value, let mode):
      count(mode)
      let variable = index(of: variable, in: scenario)
      emit(.store(variable: variable, indexed(value), mode), origin)
    case .update(let register, let variable, let update, let operand, let order):
      count(order)
      let register = index(of: register)
      let variable = index(of: variable, in: scenario)
      emit(
        .update(register: register, variable: variable, update, indexed(operand), order), origin)
    case .compareExchange(let exchange):
      compile(exchange, origin: origin, in: scenario)
    case .fence(let order):
      count(order)
      emit(.fence(order), origin)
    case .lock(let variable):
      emit(.lock(variable: index(of: variable, in: scenario)), origin)
    case .unlock(let variable):
      emit(.unlock(variable: index(of: variable, in: scenario)), origin)
    case .assign(let register, let value):
      let value = indexed(value)
      emit(.assign(register: index(of: register), value), origin)
    case .assume(let condition):
      emit(.assume(indexed(condition)), origin)
    case .assert(let condition):
      emit(.assert(indexed(condition)), origin)
    case .branch(let condition, let then, let otherwise):
      let test = end
      emit(.jumpIfZero(indexed(condition), target: 0), origin)
      compile(then, in: scenario)
      let exit = end
      emit(.jump(target: 0), origin)
      patchJump(at: test)
      compile(otherwise, in: scenario)
      patchJump(at: exit)
    case .loop(let condition, let body, let limit):
      compileLoop(while: condition, body: body, limit: limit, origin: origin, in: scenario)
    }
  }

  private mutating func compile(
    _ exchange: Step.CompareExchange, origin: Int?, in scenario: Scenario
  ) {
    count(exchange.successOrder)
    count(exchange.failureOrder)
    let instruction = CompareExchange(
      old: index(of: exchange.old), success: index(of: exchange.success),
      variable: index(of: exchange.variable, in: scenario), expected: indexed(exchange.expected),
      desired: indexed(exchange.desired), successOrder: exchange.successOrder,
      failureOrder: exchange.failureOrder, isWeak: exchange.isWeak)
    emit(.compareExchange(instruction), origin)
  }

  private mutating func compileLoop(
    while condition: Expression, body: [Step], limit: Int, origin: Int?, in scenario: Scenario
  ) {
    let counter = unnamedRegister()
    emit(.assign(register: counter, .constant(0)), origin)
    let top = end
    emit(.jumpIfZero(indexed(condition), target: 0), origin)
    emit(.assume(.binary(.less, .register(counter), .constant(limit))), origin)
    let next = IndexedExpression.binary(.add, .register(counter), .constant(1))
    emit(.assign(register: counter, next), origin)
    // One step in a loop can make two events that the total order relates.
    let before = totallyOrderedSteps
    compile(body, in: scenario)
    if totallyOrderedSteps > before { totallyOrderedSteps += 1 }
    emit(.jump(target: top), origin)
    patchJump(at: top)
  }
}
