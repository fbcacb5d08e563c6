import MemoryModel
import Synchronization

/// Puts scenarios to the memory model and remembers the answers.
public final class Oracle: Sendable {
  private struct Key: Hashable {
    var scenario: Scenario
    var question: Question
    var model: ConsistencyModel
  }

  private struct Memory {
    var verdicts: [Key: Verdict] = [:]
    /// The same with the clearest witnesses.
    var shown: [Key: Verdict] = [:]
    var machines: [Key: [Machine: MachineVerdict]] = [:]
    var undecided = 0
  }

  private let memory = Mutex(Memory())
  private let budget: Budget

  public init(budget: Budget = Budget(candidates: 20_000)) {
    self.budget = budget
  }

  /// How many different scenarios were put to the model.
  public var checkCount: Int { memory.withLock { $0.verdicts.count } }
  /// How many of them used up the budget.
  public var undecidedCount: Int { memory.withLock { $0.undecided } }

  /// The model's verdict, with any witness.
  public func ask(
    _ question: Question, of scenario: Scenario, model: ConsistencyModel = .cxx20
  ) -> Verdict {
    let key = Key(scenario: scenario, question: question, model: model)
    if let known = memory.withLock({ $0.verdicts[key] }) { return known }
    let verdict = Checker(model: model, budget: budget).decide(question, of: scenario)
    memory.withLock {
      $0.verdicts[key] = verdict
      if case .undecided = verdict { $0.undecided += 1 }
    }
    return verdict
  }

  /// The clearest of the executions that the model allows, to be shown; nil if there is none.
  public func show(
    _ question: Question, of scenario: Scenario, model: ConsistencyModel = .cxx20
  ) -> Execution? {
    guard ask(question, of: scenario, model: model).isAllowed else { return nil }
    let key = Key(scenario: scenario, question: question, model: model)
    let verdict =
      memory.withLock { $0.shown[key] }
      ?? Checker(model: model, budget: budget).ask(question, of: scenario)
    memory.withLock { $0.shown[key] = verdict }
    guard case .allowed(let execution) = verdict else { return nil }
    return execution
  }

  /// Listing all candidates is for litmus tests: a larger scenario is given up early, since nobody
  /// waits seconds for a remark.
  private static let machineBudget = Budget(candidates: 2_000)

  /// On which machines the answer can be seen, by their own memory models.
  public func machines(
    showing question: Question, of scenario: Scenario
  ) -> [Machine: MachineVerdict] {
    let key = Key(scenario: scenario, question: question, model: .cxx20)
    if let known = memory.withLock({ $0.machines[key] }) { return known }
    let verdicts = Checker(budget: Self.machineBudget).machines(showing: question, of: scenario)
    memory.withLock { $0.machines[key] = verdicts }
    return verdicts
  }

  /// An execution that C++20 allows although sequential consistency forbids every such one: what
  /// is wrong is the orders, not the algorithm.
  public func weakness(_ question: Question, of scenario: Scenario) -> Execution? {
    isWeak(question, of: scenario) ? show(question, of: scenario) : nil
  }

  /// Whether there is such an execution.
  public func isWeak(_ question: Question, of scenario: Scenario) -> Bool {
    ask(question, of: scenario).isAllowed
      && ask(question, of: scenario, model: .sequentialConsistency).isForbidden
  }

  /// Whether the question becomes impossible when every access to the location is at least relaxed.
  func isForbidden(
    _ question: Question, of cut: CutPair, makingAtomic location: MemoryLocation
  ) -> Bool {
    guard let variable = cut.variable(of: location) else { return false }
    return ask(question, of: cut.scenario.promotingPlainAccesses(to: variable)).isForbidden
  }

  /// The first of the repairs with which the question is forbidden.
  public func firstRepair(
    of scenario: Scenario, forbidding question: Question, among repairs: [[ScenarioEdit]]
  ) -> Int? {
    repairs.firstIndex { ask(question, of: scenario.applying($0)).isForbidden }
  }
}

extension Scenario {
  /// The scenario with one thread's part as strong as orders and fences can make it: what is still
  /// wrong then is wrong in the other threads.
  public func idealizing(thread index: Int) -> Scenario {
    guard threads.indices.contains(index) else { return self }
    var copy = self
    copy.threads[index].steps = Self.fenced(threads[index].steps)
    return copy
  }

  /// The scenario with everything as strong as it can be but some steps and their thread's fences:
  /// that thread gets stronger orders only, since a new fence would cover the steps.
  public func idealizing(allBut origins: [Int], in thread: Int) -> Scenario {
    var copy = self
    for index in threads.indices where index != thread { copy = copy.idealizing(thread: index) }
    guard threads.indices.contains(thread) else { return copy }
    copy.threads[thread].steps = threads[thread].steps.map {
      $0.origin.map(origins.contains) == true ? $0 : $0.strengthened
    }
    return copy
  }

  private static func fenced(_ steps: [Step]) -> [Step] {
    steps.flatMap { step in
      [step.strengthened, Step(.fence(.sequentiallyConsistent))]
    }
  }
}

extension Step {
  fileprivate var strengthened: Step {
    var copy = self
    switch action {
    case .load(let register, let variable, .atomic):
      copy.action = .load(register, variable, .atomic(.sequentiallyConsistent))
    case .store(let variable, let value, .atomic):
      copy.action = .store(variable, value, .atomic(.sequentiallyConsistent))
    case .update(let register, let variable, let operation, let operand, _):
      copy.action = .update(register, variable, operation, operand, .sequentiallyConsistent)
    case .compareExchange(var exchange):
      exchange.successOrder = .sequentiallyConsistent
      exchange.failureOrder = .sequentiallyConsistent
      copy.action = .compareExchange(exchange)
    case .branch(let condition, let then, let otherwise):
      let fence = [Step(.fence(.sequentiallyConsistent))]
      copy.action = .branch(
        condition, then: then.flatMap { [$0.strengthened] + fence },
        else: otherwise.flatMap { [$0.strengthened] + fence })
    case .load, .store, .fence, .assign, .assume, .assert, .loop, .lock, .unlock: break
    }
    return copy
  }
}
