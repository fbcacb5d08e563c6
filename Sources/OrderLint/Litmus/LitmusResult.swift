import MemoryModel

/// What checking a litmus test gave.
public struct LitmusResult: Sendable {
  /// The answer to whether the test's condition can hold.
  public enum Verdict: String, Sendable {
    case allowed, forbidden, undecided
    /// Some execution has a data race, so that the program is undefined ([intro.races]/21).
    case race
  }

  /// A final state as far as the test looks at it.
  public struct State: Sendable {
    public var values: [FinalPlace: Int]
    public var count: Int
    public var satisfiesCondition: Bool
    public var example: Execution
  }

  public var file: LitmusFile
  public var model: LitmusModel
  public var survey: Survey
  /// The final states that pass the test's filter.
  public var states: [State]

  public init(_ file: LitmusFile, model: LitmusModel, keeping kept: Int = 0) {
    self.init(
      file, model: model, budget: Self.budget, keeping: kept)
  }

  /// Enough for every test that a person would write down.
  public static let budget = Budget(candidates: 20_000_000)

  public init(_ file: LitmusFile, model: LitmusModel, budget: Budget, keeping kept: Int) {
    self.file = file
    self.model = model
    let mentioned = file.observed + (file.filter?.places ?? [])
    var places: [FinalPlace] = []
    for place in mentioned where !places.contains(place) { places.append(place) }
    survey = model.survey(file.scenario, observing: places, budget: budget, keeping: kept)
    states = []
    states = projectedStates(places)
  }

  /// Whether an execution that ends with these values counts.
  func passesFilter(_ values: [FinalPlace: Int]) -> Bool { file.filter?.holds(values) ?? true }

  private func projectedStates(_ places: [FinalPlace]) -> [State] {
    var states: [State] = []
    var indices: [[Int]: Int] = [:]
    for outcome in survey.outcomes {
      let values = Dictionary(zip(places, outcome.values)) { first, _ in first }
      guard passesFilter(values) else { continue }
      let key = file.observed.map { values[$0] ?? 0 }
      if let index = indices[key] {
        states[index].count += outcome.count
      } else {
        indices[key] = states.count
        states.append(
          State(
            values: values.filter { file.observed.contains($0.key) }, count: outcome.count,
            satisfiesCondition: file.condition.holds(values), example: outcome.example))
      }
    }
    let observed = file.observed
    return states.sorted { left, right in
      observed.map { left.values[$0] ?? 0 }
        .lexicographicallyPrecedes(observed.map { right.values[$0] ?? 0 })
    }
  }
}

extension LitmusResult {
  /// Executions that satisfy the condition.
  public var positive: Int { states.filter(\.satisfiesCondition).reduce(0) { $0 + $1.count } }
  public var negative: Int { states.filter { !$0.satisfiesCondition }.reduce(0) { $0 + $1.count } }

  /// Whether the condition can hold, data races left aside.
  public var outcome: Verdict {
    if positive > 0 { return .allowed }
    return survey.count.isComplete ? .forbidden : .undecided
  }

  public var verdict: Verdict { survey.race == nil ? outcome : .race }

  /// Whether the test's claim, with its quantifier, is true; nil if that is not decided.
  public var isValidated: Bool? {
    switch file.quantifier {
    case .exists:
      return positive > 0 ? true : survey.count.isComplete ? false : nil
    case .notExists:
      return positive > 0 ? false : survey.count.isComplete ? true : nil
    case .forall:
      return negative > 0 ? false : survey.count.isComplete ? true : nil
    }
  }

  /// Herd's word for how often the condition holds.
  public var observation: String {
    positive == 0 ? "Never" : negative == 0 ? "Always" : "Sometimes"
  }

  /// The execution that shows best what the verdict says: a race, then one that satisfies the
  /// condition, then any.
  public var example: Execution? {
    if let race = survey.race { return race }
    return (states.first(where: \.satisfiesCondition) ?? states.first)?.example
  }

  /// Whether `example` satisfies the condition.
  public var exampleSatisfiesCondition: Bool {
    survey.race == nil && states.contains(where: \.satisfiesCondition)
  }
}

/// The memory models that litmus tests can be decided under.
public enum LitmusModel: Hashable, Sendable {
  /// C++20 with acyclic(sb ∪ rf), the model of every finding.
  case cxx20
  /// C++20 as published, which allows load buffering; by listing all candidate executions.
  case cxx20LoadBuffering
  case sequentialConsistency
  /// What a machine can show of the compiled test; by listing all candidate executions.
  case machine(Machine)

  public static let all: [LitmusModel] =
    [.cxx20, .cxx20LoadBuffering, .sequentialConsistency] + Machine.allCases.map { .machine($0) }

  /// The model's name on the command line.
  public var name: String {
    switch self {
    case .cxx20: "cxx20"
    case .cxx20LoadBuffering: "cxx20-lb"
    case .sequentialConsistency: "sc"
    case .machine(.x86): "x86-64"
    case .machine(.armLinux): "arm64-linux"
    case .machine(.apple): "arm64-apple"
    case .machine(.riscv): "riscv64"
    case .machine(.power): "power"
    }
  }

  public init?(name: String) {
    guard let model = Self.all.first(where: { $0.name == name }) else { return nil }
    self = model
  }

  func survey(
    _ scenario: Scenario, observing places: [FinalPlace], budget: Budget, keeping kept: Int
  ) -> Survey {
    let checker = Checker(budget: budget)
    switch self {
    case .cxx20: return checker.survey(of: scenario, observing: places, keeping: kept)
    case .cxx20LoadBuffering:
      return checker.surveyWithLoadBuffering(of: scenario, observing: places, keeping: kept)
    case .sequentialConsistency:
      return Checker(model: .sequentialConsistency, budget: budget)
        .survey(of: scenario, observing: places, keeping: kept)
    case .machine(let machine):
      return checker.survey(of: scenario, on: machine, observing: places, keeping: kept)
    }
  }
}

extension LitmusResult {
  /// Candidates that are looked at to find out where an outcome shows.
  private static let machineBudget = Budget(candidates: 300_000)

  /// On which machines the race, or else the condition, can be seen; empty if it is forbidden or
  /// cannot be put as a question.
  public var machines: [Machine: MachineVerdict] {
    guard case .cxx20 = model, let condition = file.condition.condition,
      verdict == .race || positive > 0
    else { return [:] }
    let question = positive > 0 ? Question.outcome(condition) : .dataRace(on: nil)
    return Checker(budget: Self.machineBudget).machines(showing: question, of: file.scenario)
  }
}
