import MemoryModel

/// How a program of the user's functions is checked.
public struct ModelOptions: Sendable {
  public var model: ConsistencyModel
  /// How often control may come to the head of a loop.
  public var bound: Int
  public var budget: Budget
  /// Whether weaker orders are looked for.
  public var suggests: Bool
  /// Whether executions that differ only in who of identical threads did what are looked at once.
  public var reducesSymmetry: Bool

  public init(
    model: ConsistencyModel = .cxx20, bound: Int = 32,
    budget: Budget = Budget(candidates: 50_000_000), suggests: Bool = false,
    reducesSymmetry: Bool = false
  ) {
    self.model = model
    self.bound = bound
    self.budget = budget
    self.suggests = suggests
    self.reducesSymmetry = reducesSymmetry
  }
}

/// What checking a program of the user's functions gave.
public struct ModelResult: Sendable {
  public enum Verdict: String, Sendable {
    /// Nothing goes wrong in any execution within the bounds.
    case holds
    case fails
    /// The budget ran out.
    case undecided
    /// Control comes to something that cannot be executed.
    case unsupported
  }

  public var model: ModelProgram
  public var options: ModelOptions
  public var report: ProgramReport
  /// What goes wrong, shown in a short execution.
  public var finding: ProgramFinding?
  public var obstacles: [ModelObstacle]
  /// Whether the same kind of failure happens under sequential consistency, too; nil if that was not
  /// decided.
  public var failsSequentially: Bool?
  public var repair: ModelRepair?
  public var weaker: WeakerOrders?

  public var verdict: Verdict {
    if finding != nil { return .fails }
    if !obstacles.isEmpty { return .unsupported }
    return report.executions.isComplete ? .holds : .undecided
  }

  public init(_ model: ModelProgram, _ options: ModelOptions) {
    self.model = model
    self.options = options
    let checker = Checker(model: options.model, budget: options.budget)
    report = checker.check(model.program, Self.programOptions(options, bound: options.bound))
    obstacles = []
    let (obstacles, findings) = Self.sorted(report, model)
    self.obstacles = obstacles
    guard let first = findings.first else {
      if options.suggests, obstacles.isEmpty, report.executions.isComplete {
        weaker = checker.weakerOrders(
          of: model.program, Self.programOptions(options, bound: options.bound, stops: false))
      }
      return
    }
    finding = shortest(like: first).pointingAtItsCause
    explain(first)
  }

  static func programOptions(
    _ options: ModelOptions, bound: Int, stops: Bool = true
  ) -> ProgramOptions {
    ProgramOptions(
      limits: ProgramLimits(loopIterations: bound), stopsAtFirstFinding: stops,
      reducesSymmetry: options.reducesSymmetry, boundsSpuriousFailures: true)
  }

  /// Findings about the program, and places where it could not be executed.
  static func sorted(
    _ report: ProgramReport, _ model: ModelProgram
  ) -> (obstacles: [ModelObstacle], findings: [ProgramFinding]) {
    var obstacles: [ModelObstacle] = []
    var findings: [ProgramFinding] = []
    for finding in report.findings {
      if let obstacle = model.obstacle(at: finding.origin) {
        if !obstacles.contains(obstacle) { obstacles.append(obstacle) }
      } else {
        findings.append(finding)
      }
    }
    return (obstacles, findings)
  }

  // MARK: A short execution

  private static let sample = Budget(candidates: 100_000)

  /// Few rounds of loops and a look at many failing executions give a short one.
  private func shortest(like first: ProgramFinding) -> ProgramFinding {
    var best = first
    for bound in [1, 2, 3] where bound < options.bound {
      let checker = Checker(model: options.model, budget: Self.sample)
      let report = checker.check(
        model.program, Self.programOptions(options, bound: bound, stops: false))
      let same = Self.sorted(report, model).findings.filter { $0.kind == first.kind }
      for finding in same where finding.execution.size < best.execution.size { best = finding }
    }
    return best
  }

  // MARK: Reasons and repairs

  private mutating func explain(_ first: ProgramFinding) {
    guard options.model != .sequentialConsistency else { return }
    failsSequentially = happensSequentially(first.kind)
    guard failsSequentially != true else { return }
    repair = ModelRepair.cheapest(for: model, options)
  }

  /// Nil if an execution was left out that could have shown it.
  private func happensSequentially(_ kind: ProgramFinding.Kind) -> Bool? {
    let checker = Checker(model: .sequentialConsistency, budget: ModelRepair.budget)
    // The first finding is most often the one looked for, and a look at all takes long.
    for stops in [true, false] {
      let report = checker.check(
        model.program, Self.programOptions(options, bound: options.bound, stops: stops))
      let (obstacles, findings) = Self.sorted(report, model)
      if findings.contains(where: { $0.kind == kind }) { return true }
      guard report.findings.isEmpty || !stops else { continue }
      return report.executions.isComplete && obstacles.isEmpty ? false : nil
    }
    return nil
  }
}

extension ProgramFinding {
  /// Of threads that wait for ever, those that only wait for others are the least to blame.
  fileprivate var pointingAtItsCause: ProgramFinding {
    guard let thread = waiting.first(where: { $0.thread != 0 }) else { return self }
    var result = self
    result.origin = thread.origin
    return result
  }
}

extension Execution {
  /// How much there is to read.
  var size: Int { events.count { $0.thread != nil } }
}
