/// One way a thread may run, given the values its reads return.
struct ThreadPath: Sendable {
  struct Event: Sendable {
    var kind: ExecutionEvent.Kind
    var origin: Int?
    /// The reads of this thread, by position, that the value written is computed from.
    var data: Set<Int>
    /// Those that decided whether control comes here.
    var control: Set<Int>
    /// Whether it is the read of a compare-exchange that failed.
    var isFailedExchange = false
  }

  var events: [Event] = []
  var registers: [Register: Int] = [:]
  /// False if an assumption failed, a loop ran out or a mutex stays locked.
  var isComplete = true
  var failedAssertion: FailedAssertion?

  struct FailedAssertion: Sendable {
    var origin: Int?
  }
}

/// Runs one thread on given values, up to the first read whose value is not given.
struct ThreadRun {
  /// What a read returns; a weak compare-exchange may also fail on the value it expects.
  struct Choice: Sendable {
    var value: Int
    var isSpuriousFailure = false
  }

  /// A read that waits for its value.
  struct Request {
    var variable: Variable
    /// The value for which the read may also fail spuriously.
    var weaklyExpected: Int?
  }

  private enum Stop: Error {
    case needsChoice(Request)
    case blocked
    case tooLong
  }

  enum Result {
    case finished(ThreadPath)
    case needsChoice(Request)
    /// More events than a candidate may have.
    case tooLong
  }

  private static let eventLimit = 40
  private static let localStepLimit = 10_000

  private let choices: [Choice]
  private var used = 0
  private var localSteps = 0
  private var path = ThreadPath()
  private var taints: [Register: Set<Int>] = [:]
  private var control: Set<Int> = []

  private let types: [Variable: ConcurrentProgram.IntegerType]

  private init(_ choices: [Choice], _ types: [Variable: ConcurrentProgram.IntegerType]) {
    self.choices = choices
    self.types = types
  }

  static func run(
    _ steps: [Step], _ choices: [Choice],
    types: [Variable: ConcurrentProgram.IntegerType] = [:]
  ) -> Result {
    var run = ThreadRun(choices, types)
    do throws(Stop) {
      try run.perform(steps)
    } catch {
      switch error {
      case .needsChoice(let request): return .needsChoice(request)
      case .tooLong: return .tooLong
      case .blocked: run.path.isComplete = false
      }
    }
    return .finished(run.path)
  }

  // MARK: - Steps

  private mutating func perform(_ steps: [Step]) throws(Stop) {
    for step in steps { try perform(step) }
  }

  private mutating func perform(_ step: Step) throws(Stop) {
    localSteps += 1
    guard localSteps <= Self.localStepLimit else { throw .tooLong }
    switch step.action {
    case .load(let register, let variable, let mode):
      let value = try choice(Request(variable: variable)).value
      try add(.read(variable, mode, value: value), step)
      set(register, value, readAt: path.events.count - 1)
    case .store(let variable, let value, let mode):
      try add(
        .write(variable, mode, value: evaluate(value)), step, data: taint(of: value))
    case .update(let register, let variable, let update, let operand, let order):
      let old = try choice(Request(variable: variable)).value
      let new = update.apply(old, evaluate(operand), types[variable] ?? .int64)
      try add(
        .update(variable, order, old: old, new: new), step, data: taint(of: operand))
      set(register, old, readAt: path.events.count - 1)
    case .compareExchange(let exchange):
      try compareExchange(exchange, step)
    case .fence(let order):
      try add(.fence(order), step)
    case .assign(let register, let value):
      path.registers[register] = evaluate(value)
      taints[register] = taint(of: value)
    case .assume(let condition):
      control.formUnion(taint(of: condition))
      if evaluate(condition) == 0 { throw .blocked }
    case .assert(let condition):
      if evaluate(condition) == 0, path.failedAssertion == nil {
        path.failedAssertion = ThreadPath.FailedAssertion(origin: step.origin)
      }
    case .branch(let condition, let then, let otherwise):
      control.formUnion(taint(of: condition))
      try perform(evaluate(condition) != 0 ? then : otherwise)
    case .loop(let condition, let body, let limit):
      try loop(while: condition, body, limit)
    case .lock(let variable):
      guard try choice(Request(variable: variable)).value == 0 else { throw .blocked }
      try add(.lock(variable), step)
    case .unlock(let variable):
      try add(.unlock(variable), step)
    }
  }

  private mutating func loop(
    while condition: Expression, _ body: [Step], _ limit: Int
  ) throws(Stop) {
    var rounds = 0
    while evaluate(condition) != 0 {
      control.formUnion(taint(of: condition))
      rounds += 1
      if rounds > limit { throw .blocked }
      localSteps += 1
      try perform(body)
    }
    control.formUnion(taint(of: condition))
  }

  private mutating func compareExchange(
    _ exchange: Step.CompareExchange, _ step: Step
  ) throws(Stop) {
    let expected = evaluate(exchange.expected)
    let choice = try choice(
      Request(variable: exchange.variable, weaklyExpected: exchange.isWeak ? expected : nil))
    let succeeds = choice.value == expected && !choice.isSpuriousFailure
    let data = taint(of: exchange.desired).union(taint(of: exchange.expected))
    if succeeds {
      let new = evaluate(exchange.desired)
      try add(
        .update(exchange.variable, exchange.successOrder, old: choice.value, new: new), step,
        data: data)
    } else {
      try add(
        .read(exchange.variable, .atomic(exchange.failureOrder), value: choice.value), step)
      path.events[path.events.count - 1].isFailedExchange = true
    }
    let position = path.events.count - 1
    set(exchange.old, choice.value, readAt: position)
    set(exchange.success, succeeds ? 1 : 0, readAt: position)
    taints[exchange.success] = taint(of: exchange.expected).union([position])
  }

  private mutating func choice(_ request: Request) throws(Stop) -> Choice {
    guard used < choices.count else { throw .needsChoice(request) }
    used += 1
    return choices[used - 1]
  }

  private mutating func add(
    _ kind: ExecutionEvent.Kind, _ step: Step, data: Set<Int> = []
  ) throws(Stop) {
    guard path.events.count < Self.eventLimit else { throw .tooLong }
    path.events.append(
      ThreadPath.Event(kind: kind, origin: step.origin, data: data, control: control))
  }

  private mutating func set(_ register: Register, _ value: Int, readAt position: Int) {
    path.registers[register] = value
    taints[register] = [position]
  }

  // MARK: - Expressions

  private func evaluate(_ expression: Expression) -> Int {
    expression.value { path.registers[$0] ?? 0 }
  }

  /// The reads a value is computed from. What a compiler folds away, such as `r ^ r`, depends on
  /// nothing.
  private func taint(of expression: Expression) -> Set<Int> {
    switch expression {
    case .constant: return []
    case .register(let register): return taints[register] ?? []
    case .not(let operand): return taint(of: operand)
    case .binary(let symbol, let left, let right):
      if left == right, symbol == .xor || symbol == .subtract { return [] }
      if symbol == .multiply || symbol == .and,
        left == .constant(0) || right == .constant(0)
      {
        return []
      }
      return taint(of: left).union(taint(of: right))
    }
  }
}
