/// A `Question` with names resolved against a program.
enum IndexedQuestion: Sendable {
  case outcome(IndexedCondition)
  /// On a cell at one of the addresses.
  case dataRace([Int])
  case assertionFailure
}

/// A `Condition` with names resolved against a program.
indirect enum IndexedCondition: Sendable {
  case constant(Bool)
  case register(thread: Int, Int, equals: Int)
  case cell(address: Int, equals: Int)
  case holds(thread: Int, ScenarioProgram.Registers, Expression)
  case all([IndexedCondition])
  case any([IndexedCondition])
  case not(IndexedCondition)

  /// Registers that the thread never mentions are 0, and so are unknown threads' registers.
  init(_ condition: Condition, in program: ScenarioProgram) {
    switch condition {
    case .register(let thread, let register, let value):
      if let index = program.index(of: register, thread: thread) {
        self = .register(thread: thread, index, equals: value)
      } else {
        self = .constant(value == 0)
      }
    case .variable(let variable, let value):
      if let address = program.address(of: variable) {
        self = .cell(address: address, equals: value)
      } else {
        self = .constant(value == program.scenario.initialValues[variable] ?? 0)
      }
    case .holds(let thread, let expression):
      let registers = program.registers.indices.contains(thread) ? program.registers[thread] : [:]
      self = .holds(thread: thread, registers, expression)
    case .all(let parts): self = .all(parts.map { Self($0, in: program) })
    case .any(let parts): self = .any(parts.map { Self($0, in: program) })
    case .not(let part): self = .not(Self(part, in: program))
    }
  }

  func holds(in explorer: borrowing Explorer) -> Bool {
    switch self {
    case .constant(let value): return value
    case .register(let thread, let register, let value):
      return explorer.register(register, of: thread) == value
    case .cell(let address, let value): return explorer.finalValue(at: address) == value
    case .holds(let thread, let registers, let expression):
      return expression.value { registers[$0].map { explorer.register($0, of: thread) } ?? 0 } != 0
    case .all(let parts):
      for part in parts where !part.holds(in: explorer) { return false }
      return true
    case .any(let parts):
      for part in parts where part.holds(in: explorer) { return true }
      return false
    case .not(let part): return !part.holds(in: explorer)
    }
  }
}

extension Explorer {
  /// A register of the first frame of a thread that has finished.
  func register(_ register: Int, of thread: Int) -> Int {
    states.register(register, graph.state(of: thread))
  }
}
