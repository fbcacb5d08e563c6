import ClangFrontend
import OrderLint
import Rules
import SwiftFrontend

/// Front ends and rules, applied to the files of a run.
///
/// Inside, files are named relative to the program's root, as the C front end does; the report
/// names them relative to the working directory again.
struct Analyser {
  private let request: AnalysisRequest
  private let names: ProgramNames

  private init(_ request: AnalysisRequest) {
    self.request = request
    names = ProgramNames(root: request.root, workingDirectory: request.workingDirectory)
  }

  /// - Throws: `UsageError` if the compile database that the user named cannot be used.
  static func analyse(
    _ request: AnalysisRequest, _ stopwatch: inout Stopwatch
  ) throws -> Analysis {
    try Analyser(request).run(&stopwatch)
  }

  /// The modules of one file, for `dump-ir`.
  static func lower(_ file: SourceFile, in request: AnalysisRequest) throws -> [Module] {
    let analyser = Analyser(request)
    let name = analyser.names.inProgram(file)
    switch file.language {
    case .c: return [try analyser.clang().frontend.lower(name)]
    case .swift:
      let frontend = analyser.swift()
      let index = analyser.swiftFiles.firstIndex { $0.path == file.path }
      return index.map { [frontend.lower($0)] } ?? []
    }
  }

  private func run(_ stopwatch: inout Stopwatch) throws -> Analysis {
    var analysis = Analysis()
    let clang = try lowerC(into: &analysis)
    stopwatch.lap("read C")
    let swift = lowerSwift()
    stopwatch.lap("read Swift")
    let rules = Registry.all.filter { request.activeRules.contains($0.description.id) }
    let modules = clang + swift
    // On a thread of ours, since programs may nest deeper than the main thread's stack allows.
    let reports = Parallel.map([modules], jobs: 1) { Linter(rules: rules).run($0) }
    guard var report = reports.first else { return analysis }
    report.problems += analysis.report.problems + lossProblems
    report.statistics.files = request.files.count
    report.statistics.skippedFiles = analysis.report.statistics.skippedFiles
    analysis.report = names.inWorkingDirectory(report)
    stopwatch.lap("check")
    return analysis
  }

  // MARK: - Files that end the process

  /// The files of a language, without those that made an earlier attempt die.
  private func files(_ language: Language) -> [SourceFile] {
    request.files.filter {
      $0.language == language && !request.attempt.lost.contains(names.inProgram($0))
    }
  }

  /// The results in the order of the values. While a value is lowered, the file at its place in
  /// `files` is on record; files that are under suspicion are read alone.
  private func guarded<Value: Sendable, Result: Sendable>(
    _ values: [Value], files: [String], lower: @Sendable @escaping (Value) -> Result
  ) -> [Result] {
    let attempt = request.attempt
    let record: @Sendable (Int) -> Result = { index in
      guard let journal = attempt.journal else { return lower(values[index]) }
      return journal.recording(files[index]) { lower(values[index]) }
    }
    let alone = values.indices.filter { attempt.suspects.contains(files[$0]) }
    let others = values.indices.filter { !attempt.suspects.contains(files[$0]) }
    let results =
      zip(alone, Parallel.map(alone, jobs: 1, record)).map { ($0, $1) }
      + zip(others, Parallel.map(others, jobs: request.jobs, record)).map { ($0, $1) }
    return results.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private var lossProblems: [FrontendProblem] {
    request.attempt.lost.sorted().map {
      FrontendProblem(
        severity: .error,
        message: "skipped: reading the file crashed or did not end; list it in .orderlintignore",
        file: $0)
    }
  }

  // MARK: - C

  private var cFiles: [String] {
    files(.c).map(names.inProgram)
  }

  private func clang() throws(UsageError) -> (commands: CompileCommands, frontend: ClangFrontend) {
    do {
      let commands = try CompileCommands(
        root: request.root, files: cFiles, databasePath: request.buildPath)
      return (commands, ClangFrontend(commands: commands, root: request.root))
    } catch let error as CompileCommands.DatabaseError {
      throw UsageError("--build-path: \(error.message)")
    } catch { throw UsageError("\(error)") }
  }

  private func lowerC(into analysis: inout Analysis) throws(UsageError) -> [Module] {
    guard !cFiles.isEmpty else { return [] }
    let (commands, frontend) = try clang()
    let plan = frontend.plan(files: cFiles)
    let names = self.names
    let units = plan.units.sorted().filter { !request.attempt.lost.contains($0) }
    let lowered = guarded(units, files: units) { file in
      let source = Presentation.Run.FlagSource(
        file: names.inWorkingDirectory(file),
        source: names.describe(commands.command(for: file).source))
      return (module: frontend.lower(file), source: source)
    }
    analysis.flagSources += lowered.map(\.source)
    analysis.report.problems += commands.problems
    analysis.report.statistics.skippedFiles += plan.skipped.count
    return lowered.map(\.module)
  }
}

// MARK: - Swift

extension Analyser {
  private var swiftFiles: [SourceFile] { files(.swift) }

  private func swift() -> SwiftFrontend {
    let names = self.names
    return SwiftFrontend(
      parsed: guarded(swiftFiles, files: swiftFiles.map(names.inProgram)) { file in
        // Files were readable a moment ago; one that is gone now is an empty one.
        let bytes = (try? FileSystem.read(file.location, limit: FileVetting.sizeLimit)) ?? []
        return SwiftFrontend.parse(path: names.inProgram(file), bytes: bytes)
      })
  }

  private func lowerSwift() -> [Module] {
    guard !swiftFiles.isEmpty else { return [] }
    let frontend = swift()
    let files = swiftFiles.map(names.inProgram)
    return guarded(Array(files.indices), files: files) { frontend.lower($0) }
  }
}

/// The names of files inside the program and in the user's directory.
struct ProgramNames: Sendable {
  var root: String
  var workingDirectory: String

  func inProgram(_ file: SourceFile) -> String { Paths.relative(file.location, to: root) }

  func inWorkingDirectory(_ file: String) -> String {
    root == workingDirectory
      ? file : Paths.relative(Paths.absolute(file, in: root), to: workingDirectory)
  }

  func describe(_ source: FlagsSource) -> String {
    switch source {
    case .database(let path): inWorkingDirectory(path)
    case .swiftPackage: "Package.swift"
    case .compileFlagsText(let path): inWorkingDirectory(path)
    case .inferred: "the #include lines of the repository"
    }
  }

  /// The report with every file named as the user knows it.
  func inWorkingDirectory(_ report: Report) -> Report {
    guard root != workingDirectory else { return report }
    var result = report
    for index in result.findings.indices { relocate(&result.findings[index]) }
    for index in result.problems.indices {
      result.problems[index].file = inWorkingDirectory(result.problems[index].file)
    }
    return result
  }

  private func relocate(_ range: inout SourceRange) { range.file = inWorkingDirectory(range.file) }

  private func relocate(_ finding: inout Finding) {
    relocate(&finding.range)
    for index in finding.notes.indices { relocate(&finding.notes[index].range) }
    if var repair = finding.repair {
      for index in repair.edits.indices { relocate(&repair.edits[index].range) }
      finding.repair = repair
    }
    guard case .witness(var witness) = finding.evidence else { return }
    for index in witness.threads.indices { relocate(&witness.threads[index].range) }
    for index in witness.events.indices {
      guard var range = witness.events[index].range else { continue }
      relocate(&range)
      witness.events[index].range = range
    }
    finding.evidence = .witness(witness)
  }
}
