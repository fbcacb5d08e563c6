/// All executions of a scenario, by the final values of the places somebody asks about.
public struct Survey: Sendable {
  /// A final state.
  public struct Outcome: Sendable {
    /// The final values, in the order of the places asked about.
    public var values: [Int]
    /// How many complete executions end so.
    public var count: Int
    /// One of them.
    public var example: Execution

    public init(values: [Int], count: Int, example: Execution) {
      self.values = values
      self.count = count
      self.example = example
    }
  }

  public var places: [FinalPlace]
  /// Sorted by values.
  public var outcomes: [Outcome]
  public var count: ExecutionCount
  /// An execution with a data race, if there is one.
  public var race: Execution?
  /// An execution in which an `assert` fails, if there is one.
  public var assertionFailure: Execution?
  /// The first complete executions, as many as were asked for, with their outcomes' values.
  public var executions: [(values: [Int], execution: Execution)]
}

/// Gathers a survey, one execution after the other.
struct SurveyCollector: Sendable {
  private var outcomes: [[Int]: Survey.Outcome] = [:]
  private(set) var race: Execution?
  private(set) var assertionFailure: Execution?
  private var executions: [(values: [Int], execution: Execution)] = []
  private let kept: Int

  init(keeping kept: Int) { self.kept = kept }

  var needsRace: Bool { race == nil }
  var needsAssertionFailure: Bool { assertionFailure == nil }

  /// Whether an execution that ends so would be kept.
  func needsExecution(endingIn values: [Int]) -> Bool {
    executions.count < kept || outcomes[values] == nil
  }

  mutating func count(_ values: [Int]) { outcomes[values]?.count += 1 }

  mutating func add(_ values: [Int], _ execution: Execution) {
    if executions.count < kept { executions.append((values: values, execution: execution)) }
    if outcomes[values] == nil {
      outcomes[values] = Survey.Outcome(values: values, count: 0, example: execution)
    }
    count(values)
  }

  mutating func addRace(_ execution: Execution) { race = execution }
  mutating func addAssertionFailure(_ execution: Execution) { assertionFailure = execution }

  func survey(of places: [FinalPlace], _ count: ExecutionCount) -> Survey {
    Survey(
      places: places,
      outcomes: outcomes.values.sorted { $0.values.lexicographicallyPrecedes($1.values) },
      count: count, race: race, assertionFailure: assertionFailure, executions: executions)
  }
}

extension Checker {
  /// Looks at every execution of the scenario.
  ///
  /// - Parameter kept: how many executions the survey holds besides one for each final state.
  public func survey(
    of scenario: Scenario, observing places: [FinalPlace], keeping kept: Int = 0
  ) -> Survey {
    let program = ScenarioProgram(scenario)
    let observed = places.map { IndexedPlace($0, in: program) }
    return explore(
      CompiledProgram(program.program), program.options, goal: .survey(observed, keeping: kept)
    ) { explorer, _ in explorer.survey.survey(of: places, explorer.count) }
  }
}

/// A `FinalPlace` with names resolved against a program.
enum IndexedPlace: Sendable {
  case constant(Int)
  case register(thread: Int, Int)
  case cell(address: Int)

  init(_ place: FinalPlace, in program: ScenarioProgram) {
    switch place {
    case .register(let thread, let register):
      self =
        program.index(of: register, thread: thread).map { .register(thread: thread, $0) }
        ?? .constant(0)
    case .variable(let variable):
      self =
        program.address(of: variable).map { .cell(address: $0) }
        ?? .constant(program.scenario.initialValues[variable] ?? 0)
    }
  }

  func value(in explorer: borrowing Explorer) -> Int {
    switch self {
    case .constant(let value): value
    case .register(let thread, let register): explorer.register(register, of: thread)
    case .cell(let address): explorer.finalValue(at: address)
    }
  }
}

extension Explorer {
  mutating func recordForSurvey(_ places: [IndexedPlace], isComplete: Bool) {
    if survey.needsRace, let race = firstRace() { survey.addRace(execution(race: race)) }
    if survey.needsAssertionFailure, let failed = failedExecution() {
      survey.addAssertionFailure(failed)
    }
    guard isComplete else { return }
    var values: [Int] = []
    for place in places { values.append(place.value(in: self)) }
    guard survey.needsExecution(endingIn: values) else { return survey.count(values) }
    survey.add(values, execution())
  }
}
