/// A `Condition` with names resolved against a program.
indirect enum IndexedCondition: Sendable {
  case constant(Bool)
  case register(thread: Int, Int, equals: Int)
  case variable(Int, equals: Int)
  case holds(thread: Int, IndexedExpression)
  case all([IndexedCondition])
  case any([IndexedCondition])
  case not(IndexedCondition)

  /// Registers that the thread never mentions are 0, and so are unknown threads' registers.
  init(_ condition: Condition, in program: Program, _ scenario: Scenario) {
    switch condition {
    case .register(let thread, let register, let value):
      if let index = program.index(of: register, thread: thread) {
        self = .register(thread: thread, index, equals: value)
      } else {
        self = .constant(value == 0)
      }
    case .variable(let variable, let value):
      if let index = program.variableIndices[variable] {
        self = .variable(index, equals: value)
      } else {
        self = .constant(value == scenario.initialValues[variable] ?? 0)
      }
    case .holds(let thread, let expression):
      let indexed = IndexedExpression(expression, in: program, thread: thread)
      if program.threads.indices.contains(thread) {
        self = .holds(thread: thread, indexed)
      } else {
        self = .constant(indexed.value(in: []) != 0)
      }
    case .all(let parts): self = .all(parts.map { Self($0, in: program, scenario) })
    case .any(let parts): self = .any(parts.map { Self($0, in: program, scenario) })
    case .not(let part): self = .not(Self(part, in: program, scenario))
    }
  }

  func holds(in graph: ExecutionGraph) -> Bool {
    switch self {
    case .constant(let value): value
    case .register(let thread, let register, let value):
      graph.threads[thread].registers[register] == value
    case .variable(let variable, let value):
      graph.valueWritten(by: graph.latestWrite(of: variable), to: variable) == value
    case .holds(let thread, let expression):
      expression.value(in: graph.threads[thread].registers) != 0
    case .all(let parts): parts.allSatisfy { $0.holds(in: graph) }
    case .any(let parts): parts.contains { $0.holds(in: graph) }
    case .not(let part): !part.holds(in: graph)
    }
  }
}

extension Program {
  func index(of register: Register, thread: Int) -> Int? {
    registerIndices.indices.contains(thread) ? registerIndices[thread][register] : nil
  }
}

extension IndexedExpression {
  fileprivate init(_ expression: Expression, in program: Program, thread: Int) {
    switch expression {
    case .constant(let value): self = .constant(value)
    case .register(let register):
      self = program.index(of: register, thread: thread).map { .register($0) } ?? .constant(0)
    case .not(let operand): self = .not(Self(operand, in: program, thread: thread))
    case .binary(let symbol, let left, let right):
      self = .binary(
        symbol, Self(left, in: program, thread: thread), Self(right, in: program, thread: thread))
    }
  }
}
