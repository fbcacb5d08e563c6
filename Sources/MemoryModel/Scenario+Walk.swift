extension [Step] {
  /// Every step, those inside branches and loops behind the step they are in.
  var flattened: [Step] {
    flatMap { step -> [Step] in
      switch step.action {
      case .branch(_, let then, let otherwise):
        return [step] + then.flattened + otherwise.flattened
      case .loop(_, let body, _): return [step] + body.flattened
      case .load, .store, .update, .compareExchange, .fence, .assign, .assume, .assert, .lock,
        .unlock:
        return [step]
      }
    }
  }
}

extension Step.Action {
  /// The variable that is accessed.
  var variable: Variable? {
    switch self {
    case .load(_, let variable, _), .store(let variable, _, _),
      .update(_, let variable, _, _, _), .lock(let variable), .unlock(let variable):
      variable
    case .compareExchange(let exchange): exchange.variable
    case .branch, .loop, .fence, .assign, .assume, .assert: nil
    }
  }

  /// Registers that are mentioned, in the order of the text; not those of steps inside.
  fileprivate var registers: [Register] {
    switch self {
    case .load(let register, _, _): [register]
    case .store(_, let value, _), .assume(let value), .assert(let value): value.registers
    case .update(let register, _, _, let operand, _): operand.registers + [register]
    case .compareExchange(let exchange):
      exchange.expected.registers + exchange.desired.registers + [exchange.old, exchange.success]
    case .assign(let register, let value): value.registers + [register]
    case .branch(let condition, _, _), .loop(let condition, _, _): condition.registers
    case .fence, .lock, .unlock: []
    }
  }
}

extension Expression {
  fileprivate var registers: [Register] {
    switch self {
    case .constant: []
    case .register(let register): [register]
    case .not(let operand): operand.registers
    case .binary(_, let left, let right): left.registers + right.registers
    }
  }

  /// The value, given those of registers.
  func value(_ register: (Register) -> Int) -> Int {
    switch self {
    case .constant(let value): value
    case .register(let name): register(name)
    case .not(let operand): operand.value(register) == 0 ? 1 : 0
    case .binary(let symbol, let left, let right):
      symbol.apply(left.value(register), right.value(register))
    }
  }
}

extension Scenario {
  /// Every variable, sorted by name.
  var variables: [Variable] {
    var found = Set(initialValues.keys)
    for step in threads.flatMap(\.steps.flattened) {
      if let variable = step.action.variable { found.insert(variable) }
    }
    return found.sorted { $0.name < $1.name }
  }
}

extension Scenario.Thread {
  /// Every register, in the order of first mention.
  var registers: [Register] {
    var known: Set<Register> = []
    return steps.flattened.flatMap(\.action.registers).filter { known.insert($0).inserted }
  }
}
