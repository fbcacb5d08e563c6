/// Runs rules over a program.
public struct Linter: Sendable {
  /// The text of a file of the program, by the path that its module names; nil if it is not at hand.
  public typealias Sources = @Sendable (String) -> [UInt8]?

  private let rules: [any Rule.Type]
  private let sources: Sources

  /// - Parameters:
  ///   - rules: the rules that report.
  ///   - sources: asked by the few rules that look at comments.
  public init(rules: [any Rule.Type], sources: @escaping Sources = { _ in nil }) {
    self.rules = rules
    self.sources = sources
  }

  /// Links the modules and judges the program. Modules are expected in a fixed order; the report
  /// depends on nothing else.
  public func run(_ modules: [Module]) -> Report {
    let program = Program(linking: modules)
    let analysis = Analysis(program: program)
    let oracle = Oracle()
    let context = RuleContext(analysis: analysis, oracle: oracle, sources: sources)
    let findings = rules.flatMap { $0.init().check(context) }
    var report = Report(findings: Self.unique(findings), problems: program.problems)
    report.statistics.functions = program.functions.count
    report.statistics.atomicOperations = program.atomicOperationCount
    report.statistics.checks = oracle.checkCount
    report.statistics.undecided = oracle.undecidedCount
    report.statistics.truncatedFunctions = analysis.truncated.count
    return report
  }

  /// Every atomic of the program and its accesses.
  public static func census(_ modules: [Module]) -> [AtomicObject] {
    OrderLint.Analysis(program: Program(linking: modules)).atomicObjects()
  }

  /// One finding for each rule and place, in source order.
  private static func unique(_ findings: [Finding]) -> [Finding] {
    struct Key: Hashable {
      var rule: String
      var range: SourceRange
    }
    var seen: Set<Key> = []
    return findings.sorted {
      ($0.range, $0.rule, $0.message) < ($1.range, $1.rule, $1.message)
    }.filter { seen.insert(Key(rule: $0.rule, range: $0.range)).inserted }
  }
}

extension Program {
  fileprivate var atomicOperationCount: Int {
    functions.indices.reduce(0) { sum, number in
      guard traits[number].contains(.synchronizes) else { return sum }
      return sum + functions[number].events.count(where: \.isSynchronization)
    }
  }
}
