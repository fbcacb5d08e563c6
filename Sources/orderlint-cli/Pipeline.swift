import OrderLint

/// What front ends and rules make of the files of a run.
struct Analysis: Sendable {
  var report = Report()
  var flagSources: [Presentation.Run.FlagSource] = []
}

/// What the analysis of a run works on.
struct AnalysisRequest: Sendable {
  var files: [SourceFile]
  /// Where compile flags are searched: absolute.
  var root: String
  /// Where the user is: absolute.
  var workingDirectory: String
  /// `--build-path`.
  var buildPath: String?
  var activeRules: Set<String>
  var jobs: Int
  var attempt = Attempt()
  /// Set when C is lowered for execution.
  var execution: Execution?

  struct Execution: Sendable {
    /// Macros: `NAME` or `NAME=VALUE`.
    var defines: [String]
    /// Directories, absolute.
    var includes: [String]

    var arguments: [String] { defines.map { "-D\($0)" } + includes.map { "-I\($0)" } }
  }
}

/// The stages of `check`, from paths to an exit status.
struct Pipeline {
  var options: CheckOptions
  var console: Console
  /// Every rule that `analyse` can apply.
  var rules: [RuleDescription]
  var analyse: (AnalysisRequest, inout Stopwatch) throws -> Analysis
  var workingDirectory = FileSystem.currentDirectory()
  var attempt = Attempt()

  func run() -> RunStatus {
    do {
      let selection = try RuleSelection(
        known: rules + SuppressionRules.descriptions, select: options.select,
        ignore: options.ignore, profile: options.profile)
      return try run(selection)
    } catch {
      console.error("\(error)")
      return .usage
    }
  }

  private func run(_ selection: RuleSelection) throws -> RunStatus {
    var stopwatch = Stopwatch()
    let discovery = FileDiscovery(
      paths: options.paths, workingDirectory: workingDirectory,
      forceExclude: options.forceExclude)
    stopwatch.lap("find files")
    let outputs = try OutputPlan(
      options, inputs: discovery.files, workingDirectory: workingDirectory)
    guard discovery.files.contains(where: \.isNamed) else {
      return nothingToDo(discovery, outputs, selection)
    }
    let files = RunFiles(discovery, options.input, in: workingDirectory)
    let vetting = files.vetting
    stopwatch.lap("read files")
    var request = files.request(activeRules: selection.active)
    request.attempt = attempt
    var analysis = try analyse(request, &stopwatch)
    for error in discovery.errors { console.error(error) }
    analysis.report = conclude(analysis.report, discovery, vetting, selection)
    let isWritten = present(analysis, discovery, vetting, outputs, selection)
    stopwatch.lap("write")
    if options.stats { console.diagnostics(stopwatch.table(for: analysis.report.statistics)) }
    return status(of: analysis.report, discovery, vetting, isWritten: isWritten)
  }

  private func nothingToDo(
    _ discovery: FileDiscovery, _ outputs: OutputPlan, _ selection: RuleSelection
  ) -> RunStatus {
    for error in discovery.errors { console.error(error) }
    guard discovery.errors.isEmpty else { return .usage }
    guard options.allowEmpty || options.forceExclude && !options.paths.isEmpty else {
      let places = options.paths.isEmpty ? "this directory" : options.paths.joined(separator: ", ")
      console.error(
        "no C, C++ or Swift file in \(places) that is not ignored; --allow-empty accepts that")
      return .usage
    }
    let isWritten = outputs.write(
      Presentation(
        report: Report(), rules: selection.known.filter { selection.active.contains($0.id) },
        options: presentationOptions(discovery), sources: { _ in nil }), console: console)
    return isWritten ? .clean : .usage
  }

  // MARK: - From analysis to report

  /// The report about what the user named, without what comments suppress.
  private func conclude(
    _ report: Report, _ discovery: FileDiscovery, _ vetting: FileVetting,
    _ selection: RuleSelection
  ) -> Report {
    let named = Set(discovery.files.filter(\.isNamed).map(\.path))
    let all = Set(discovery.files.map(\.path))
    var report = report
    report.findings = report.findings.filter { selection.active.contains($0.rule) }
      .inReportOrder()
    report.findings = report.findings.filter { $0.concerns(named) }
    report = SuppressionPass(knownRules: selection.known.map(\.id), activeRules: selection.active)
      .apply(
        vetting.suppressions.filter { named.contains($0.file) || $0.concerns(report) }, to: report)
    report.findings = report.findings.filter { $0.concerns(named) }
    report.problems = (discovery.problems + vetting.problems + report.problems)
      .filter { named.contains($0.file) || !all.contains($0.file) }.inReportOrder()
    let lost = report.lostFiles.intersection(named)
    report.statistics.lostFiles = lost.count
    report.statistics.files = vetting.files.count { !lost.contains($0.path) }
    return report
  }

  private func presentationOptions(_ discovery: FileDiscovery) -> Presentation.Options {
    var result = Presentation.Options()
    result.toolVersion = Version.current
    result.showsSummary = !options.quiet
    result.diagram = !options.diagram ? nil : options.ascii ? .ascii : .unicode
    result.paths = PathMapping(
      workingDirectory: workingDirectory, root: discovery.repositoryRoot)
    return result
  }

  private func present(
    _ analysis: Analysis, _ discovery: FileDiscovery, _ vetting: FileVetting,
    _ outputs: OutputPlan, _ selection: RuleSelection
  ) -> Bool {
    let sources = SourceCache(analysis.report, workingDirectory: workingDirectory)
    var presentation = Presentation(
      report: analysis.report,
      rules: selection.known.filter { selection.active.contains($0.id) },
      options: presentationOptions(discovery), sources: { sources[$0] })
    presentation.run.flagSources = analysis.flagSources.sorted { $0.file < $1.file }
    presentation.run.skippedFiles = vetting.skipped.filter(\.isNamed).map(\.path)
    let isWritten = outputs.write(presentation, console: console)
    ProblemPrinter(options: options, console: console).show(
      analysis.report.problems, flagSources: presentation.run.flagSources)
    return isWritten
  }

  private func status(
    of report: Report, _ discovery: FileDiscovery, _ vetting: FileVetting, isWritten: Bool
  ) -> RunStatus {
    if !discovery.errors.isEmpty || !isWritten { return .usage }
    if !options.exitZero, report.findings.contains(where: { options.failOn.includes($0.severity) })
    {
      return .findings
    }
    let lost = report.lostFiles
    let isNothingLeft = vetting.files.allSatisfy { !$0.isNamed || lost.contains($0.path) }
    if isNothingLeft || !lost.isEmpty && options.failsOnIncomplete { return .incomplete }
    return .clean
  }
}

extension Report {
  /// The files with problems that kept them from being analysed.
  fileprivate var lostFiles: Set<String> {
    Set(problems.lazy.filter { $0.severity == .error }.map(\.file))
  }
}

extension Finding {
  /// Whether the finding, one of its notes or its execution touches one of the files.
  fileprivate func concerns(_ files: Set<String>) -> Bool {
    if files.contains(range.file) || notes.contains(where: { files.contains($0.range.file) }) {
      return true
    }
    guard case .witness(let witness) = evidence else { return false }
    return witness.threads.contains { files.contains($0.range.file) }
      || witness.events.contains { $0.range.map { files.contains($0.file) } ?? false }
  }
}

extension FileSuppressions {
  /// Whether a finding of the report lies in this file.
  fileprivate func concerns(_ report: Report) -> Bool {
    report.findings.contains { $0.range.file == file }
  }
}

/// Where a problem lies; without a position its message tells it from others.
private struct ProblemPlace: Hashable {
  var file: String
  var position: SourcePosition?
  var message: String?

  init(_ problem: FrontendProblem) {
    file = problem.file
    position = problem.position
    message = problem.position == nil ? problem.message : nil
  }
}

extension [FrontendProblem] {
  /// Sorted by file, position and message. Of several about one place, which is what a header gives
  /// that many files include, the worst stands for all.
  fileprivate func inReportOrder() -> [FrontendProblem] {
    var seen: Set<ProblemPlace> = []
    return sorted(by: Self.precedes).filter { seen.insert(ProblemPlace($0)).inserted }
  }

  private static func precedes(_ left: FrontendProblem, _ right: FrontendProblem) -> Bool {
    if left.file != right.file { return left.file < right.file }
    let start = SourcePosition(line: 0, column: 0)
    let places = (left.position ?? start, right.position ?? start)
    if places.0 != places.1 { return places.0 < places.1 }
    if left.severity != right.severity { return left.severity.rawValue > right.severity.rawValue }
    return left.message < right.message
  }
}
