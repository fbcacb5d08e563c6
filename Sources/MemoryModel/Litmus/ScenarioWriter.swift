/// Writes a thread's steps as C, for herd or for a compiler.
struct ScenarioWriter {
  enum Dialect: Sendable {
    /// Variables are parameters, pointers: `*x = 1;`. A compare-exchange needs a variable for the
    /// value it expects.
    case herd
    /// Variables are global: `x = 1;`.
    case program
  }

  let dialect: Dialect
  let names: ScenarioNames
  let thread: Int
  private let uses: VariableUses
  /// Variables of their own that compare-exchanges keep expected values in.
  private(set) var expectedVariables: [String] = []
  private var lines: [String] = []
  private var indent = 1
  private var fresh = 0

  init(_ dialect: Dialect, _ names: ScenarioNames, _ uses: VariableUses, thread: Int) {
    self.dialect = dialect
    self.names = names
    self.uses = uses
    self.thread = thread
  }

  /// The body, one statement a line.
  mutating func body(of steps: [Step]) throws(LitmusExportError) -> [String] {
    lines = []
    for step in steps { try write(step) }
    if steps.isEmpty { line(Self.nothing) }
    return lines
  }

  /// Herd knows no empty statement or block.
  private static let nothing = "(void) 0;"

  private mutating func line(_ text: String) {
    lines.append(String(repeating: "  ", count: indent) + text)
  }

  private func text(_ expression: Expression) throws(LitmusExportError) -> String {
    if dialect == .herd, let symbol = expression.symbolUnknownToHerd {
      throw LitmusExportError("herd's format has no operator '\(symbol.rawValue)'")
    }
    return try names.expression(expression, thread: thread)
  }

  private func text(_ register: Register) -> String {
    names.name(of: register, thread: thread) ?? "unused"
  }

  /// The variable as an argument of an atomic operation.
  private func pointer(_ variable: Variable) -> String {
    (dialect == .program ? "&" : "") + names.name(of: variable)
  }

  /// The variable as the place of a plain access. In C, naming an atomic would access it with
  /// seq_cst.
  private func plain(_ variable: Variable) -> String {
    let name = names.name(of: variable)
    guard dialect == .program else { return "*" + name }
    return uses.atomics.contains(variable) ? "*(\(uses.valueType(of: variable)) *)&\(name)" : name
  }

  private mutating func write(_ step: Step) throws(LitmusExportError) {
    switch step.action {
    case .load(let register, let variable, .plain):
      line("\(text(register)) = \(plain(variable));")
    case .load(let register, let variable, .atomic(let order)):
      line(
        "\(text(register)) = atomic_load_explicit(\(pointer(variable)), \(order.cName));")
    case .store(let variable, let value, .plain):
      line("\(plain(variable)) = \(try text(value));")
    case .store(let variable, let value, .atomic(let order)):
      line("atomic_store_explicit(\(pointer(variable)), \(try text(value)), \(order.cName));")
    case .update(let register, let variable, let update, let operand, let order):
      guard let function = update.cFunction else {
        throw LitmusExportError("C has no atomic operation for '\(update.rawValue)'")
      }
      line(
        "\(text(register)) = \(function)_explicit(\(pointer(variable)), \(try text(operand)), "
          + "\(order.cName));")
    case .compareExchange(let exchange): try write(exchange)
    case .fence(let order): line("atomic_thread_fence(\(order.cName));")
    case .assign(let register, let value): line("\(text(register)) = \(try text(value));")
    case .assume(let condition): line("while (\(try text(.not(condition)))) { \(Self.nothing) }")
    case .assert(let condition):
      guard dialect == .program else {
        throw LitmusExportError("herd's format has no assertions")
      }
      line("assert(\(try text(condition)));")
    case .branch(let condition, let then, let otherwise):
      try block("if (\(try text(condition))) {", then)
      guard !otherwise.isEmpty else { return line("}") }
      try block("} else {", otherwise)
      line("}")
    case .loop(let condition, let body, _):
      try block("while (\(try text(condition))) {", body)
      line("}")
    case .lock(let variable):
      line("\(dialect == .herd ? "lock" : "pthread_mutex_lock")(\(pointer(variable)));")
    case .unlock(let variable):
      line("\(dialect == .herd ? "unlock" : "pthread_mutex_unlock")(\(pointer(variable)));")
    }
  }

  private mutating func block(_ head: String, _ steps: [Step]) throws(LitmusExportError) {
    line(head)
    indent += 1
    for step in steps { try write(step) }
    if steps.isEmpty { line(Self.nothing) }
    indent -= 1
  }

  /// `old` ends as the value read, `success` as whether it was the expected one.
  private mutating func write(_ exchange: Step.CompareExchange) throws(LitmusExportError) {
    let old = text(exchange.old)
    let success = text(exchange.success)
    let expected = try text(exchange.expected)
    let desired = try text(exchange.desired)
    let function = "atomic_compare_exchange_\(exchange.isWeak ? "weak" : "strong")_explicit"
    let orders = "\(exchange.successOrder.cName), \(exchange.failureOrder.cName)"
    let target = pointer(exchange.variable)
    guard dialect == .herd else {
      // The desired value may be computed from the register that receives the old one.
      line(
        "{ \(uses.valueType(of: exchange.variable)) expected = \(expected); \(success) = \(function)(\(target), &expected, "
          + "\(desired), \(orders)); \(old) = expected; }")
      return
    }
    fresh += 1
    let place = "expected_P\(thread)_\(fresh)"
    expectedVariables.append(place)
    line("*\(place) = \(expected);")
    line("\(success) = \(function)(\(target), \(place), \(desired), \(orders));")
    line("\(old) = *\(place);")
  }
}

extension Expression {
  fileprivate var symbolUnknownToHerd: BinaryOperator? {
    switch self {
    case .constant, .register: return nil
    case .not(let operand): return operand.symbolUnknownToHerd
    case .binary(let symbol, let left, let right):
      switch symbol {
      case .remainder, .shiftLeft, .shiftRight: return symbol
      case .add, .subtract, .multiply, .divide, .and, .or, .xor, .equal, .notEqual, .less,
        .lessOrEqual, .greater, .greaterOrEqual:
        return left.symbolUnknownToHerd ?? right.symbolUnknownToHerd
      }
    }
  }
}
