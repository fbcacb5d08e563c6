/// How many executions a scenario has.
public struct ExecutionCount: Hashable, Sendable {
  /// Consistent executions in which every thread runs to its end; two that differ only in
  /// reads-from or modification order count twice.
  public var consistent: Int
  /// Consistent executions in which some thread is blocked by an assumption, a loop's limit or a
  /// mutex that stays locked.
  public var blocked: Int
  /// Whether all executions were counted. False when the budget ran out or an execution has more
  /// events than the checker can hold.
  public var isComplete: Bool

  public init(consistent: Int, blocked: Int, isComplete: Bool) {
    self.consistent = consistent
    self.blocked = blocked
    self.isComplete = isComplete
  }
}

/// An exhaustive checker of small concurrent programs.
public struct Checker: Sendable {
  public var model: ConsistencyModel
  public var budget: Budget

  public init(model: ConsistencyModel = .cxx20, budget: Budget = .standard) {
    self.model = model
    self.budget = budget
  }

  /// Once a witness is found, how many more executions are looked at for a clearer one.
  private static let witnessSample = 200

  /// The answer, with the clearest witness among the first few hundred executions that give one.
  public func ask(_ question: Question, of scenario: Scenario) -> Verdict {
    ask(question, of: scenario, witnesses: Self.witnessSample)
  }

  /// The answer, with whichever witness comes first.
  public func decide(_ question: Question, of scenario: Scenario) -> Verdict {
    ask(question, of: scenario, witnesses: 1)
  }

  /// The number of executions of the scenario.
  public func executions(of scenario: Scenario) -> ExecutionCount {
    let program = ScenarioProgram(scenario)
    return explore(CompiledProgram(program.program), program.options, goal: .count) {
      explorer, _ in explorer.count
    }
  }

  /// The index of the first candidate whose edits make `question` forbidden; nil when there is
  /// none. A candidate that cannot be decided within the budget does not count.
  public func firstRepair(
    of scenario: Scenario, forbidding question: Question, among candidates: [[ScenarioEdit]]
  ) -> Int? {
    candidates.firstIndex {
      ask(question, of: scenario.applying($0), witnesses: 1).isForbidden
    }
  }

  private func ask(
    _ question: Question, of scenario: Scenario, witnesses: Int
  ) -> Verdict {
    let program = ScenarioProgram(scenario)
    let goal = Explorer.Goal.question(IndexedQuestion(question, in: program))
    return explore(
      CompiledProgram(program.program), program.options, goal: goal, witnesses: witnesses
    ) { explorer, _ in
      if let witness = explorer.witnesses.best { return .allowed(witness) }
      return explorer.count.isComplete ? .forbidden : .undecided
    }
  }
}

extension IndexedQuestion {
  fileprivate init(_ question: Question, in program: ScenarioProgram) {
    switch question {
    case .outcome(let condition):
      self = .outcome(IndexedCondition(condition, in: program))
    case .dataRace(on: nil):
      self = .dataRace(program.variables.compactMap { program.address(of: $0) })
    case .dataRace(on: .some(let variable)):
      self = .dataRace(program.address(of: variable).map { [$0] } ?? [])
    case .assertionFailure:
      self = .assertionFailure
    }
  }
}
