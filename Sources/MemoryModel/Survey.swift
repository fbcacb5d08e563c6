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

  mutating func add(_ values: [Int], _ execution: @autoclosure () -> Execution) {
    if executions.count < kept { executions.append((values: values, execution: execution())) }
    if outcomes[values] == nil {
      outcomes[values] = Survey.Outcome(values: values, count: 1, example: execution())
    } else {
      outcomes[values]?.count += 1
    }
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
    let program = Program(scenario)
    let observed = places.map { IndexedPlace($0, in: program, scenario) }
    var explorer = Explorer(program, model: model, budget: budget, goal: .survey(observed))
    explorer.survey = SurveyCollector(keeping: kept)
    explorer.run()
    return explorer.survey.survey(of: places, explorer.count)
  }
}

/// A `FinalPlace` with names resolved against a program.
enum IndexedPlace: Sendable {
  case constant(Int)
  case register(thread: Int, Int)
  case variable(Int)

  init(_ place: FinalPlace, in program: Program, _ scenario: Scenario) {
    switch place {
    case .register(let thread, let register):
      self =
        program.index(of: register, thread: thread).map { .register(thread: thread, $0) }
        ?? .constant(0)
    case .variable(let variable):
      self =
        program.variableIndices[variable].map { .variable($0) }
        ?? .constant(scenario.initialValues[variable] ?? 0)
    }
  }

  func value(in graph: ExecutionGraph) -> Int {
    switch self {
    case .constant(let value): value
    case .register(let thread, let register): graph.threads[thread].registers[register]
    case .variable(let variable):
      graph.valueWritten(by: graph.latestWrite(of: variable), to: variable)
    }
  }
}

extension Explorer {
  mutating func recordForSurvey(_ places: [IndexedPlace], isComplete: Bool) {
    if survey.needsRace {
      for variable in program.variables.indices {
        guard let race = graph.dataRace(on: variable) else { continue }
        survey.addRace(Execution(graph, of: program, race: race))
        break
      }
    }
    if survey.needsAssertionFailure,
      let failed = graph.threads.lazy.compactMap(\.failedAssertion).first
    {
      var execution = Execution(graph, of: program)
      execution.failedAssertion = failed.origin
      survey.addAssertionFailure(execution)
    }
    guard isComplete else { return }
    survey.add(places.map { $0.value(in: graph) }, Execution(graph, of: program))
  }
}
