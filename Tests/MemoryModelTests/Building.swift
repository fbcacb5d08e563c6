import MemoryModel

/// Short forms for building scenarios in tests.
extension Variable: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}

extension Register: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}

extension Expression: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  public init(integerLiteral value: Int) { self = .constant(value) }
  public init(stringLiteral value: String) { self = .register(Register(value)) }

  static func equal(_ left: Expression, _ right: Expression) -> Expression {
    .binary(.equal, left, right)
  }
}

extension Scenario {
  init(_ threads: [Step.Action]..., initially values: [Variable: Int] = [:]) {
    self.init(
      threads: threads.enumerated().map { thread, actions in
        Thread(
          name: "T\(thread)",
          steps: actions.enumerated().map { Step($1, origin: thread * 100 + $0) })
      },
      initialValues: values)
  }

  /// `count` threads that differ only in what `actions` makes of their number.
  init(copies count: Int, _ actions: (Int) -> [Step.Action]) {
    self.init(
      threads: (0..<count).map { thread in
        Thread(name: "T\(thread)", steps: actions(thread).map { Step($0) })
      })
  }

  /// A program in litmus notation, in which every step's origin is its thread's number times 100
  /// plus its position.
  init(litmus text: String) throws {
    self = try LitmusTest(program: text, condition: "").scenario
    for thread in threads.indices {
      for step in threads[thread].steps.indices {
        threads[thread].steps[step].origin = thread * 100 + step
      }
    }
  }
}

extension Step.Action {
  static func load(
    _ register: Register, _ variable: Variable, _ order: MemoryOrder
  ) -> Step.Action { .load(register, variable, .atomic(order)) }

  static func store(
    _ variable: Variable, _ value: Expression, _ order: MemoryOrder
  ) -> Step.Action { .store(variable, value, .atomic(order)) }

  static func read(_ register: Register, _ variable: Variable) -> Step.Action {
    .load(register, variable, .plain)
  }

  static func write(_ variable: Variable, _ value: Expression) -> Step.Action {
    .store(variable, value, .plain)
  }
}

extension Checker {
  func allows(_ condition: String, _ program: String) throws -> Bool {
    let test = try LitmusTest(program: program, condition: condition)
    let verdict = ask(.outcome(test.condition), of: test.scenario)
    return verdict.isAllowed
  }

  func hasRace(_ program: String) throws -> Bool {
    ask(.dataRace(on: nil), of: try Scenario(litmus: program)).isAllowed
  }
}
