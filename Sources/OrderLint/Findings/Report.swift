/// Everything one run has to say.
public struct Report: Hashable, Sendable {
  /// Sorted by file, position, rule; suppressed findings are not among them.
  public var findings: [Finding]
  /// How many findings a suppression comment removed.
  public var suppressedCount: Int
  public var problems: [FrontendProblem]
  public var statistics: Statistics

  public struct Statistics: Hashable, Sendable {
    /// Files that were read.
    public var files = 0
    /// Files that were asked about and could not be read.
    public var lostFiles = 0
    /// Files that no atomic vocabulary reaches and that were therefore not parsed.
    public var skippedFiles = 0
    public var functions = 0
    public var atomicOperations = 0
    /// Scenarios put to the memory model.
    public var checks = 0
    /// Scenarios whose budget ran out.
    public var undecided = 0
    /// Functions whose paths were cut by the path or event budget.
    public var truncatedFunctions = 0
    public init() {}
  }

  public init(
    findings: [Finding] = [], suppressedCount: Int = 0, problems: [FrontendProblem] = [],
    statistics: Statistics = Statistics()
  ) {
    self.findings = findings
    self.suppressedCount = suppressedCount
    self.problems = problems
    self.statistics = statistics
  }
}
