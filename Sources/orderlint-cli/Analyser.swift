import ClangFrontend
import OrderLint
import Rules
import SwiftFrontend
import Vocabularies

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
    case .c, .cpp: return [try analyser.clang().frontend.lower(name)]
    case .swift:
      let frontend = try analyser.swift()
      let index = analyser.swiftFiles.firstIndex { $0.path == file.path }
      return index.map { [frontend.lower($0)] } ?? []
    }
  }

  /// The modules of all files, lowered for execution; headers come with the files that include them.
  static func lowerForExecution(_ request: AnalysisRequest) throws(UsageError) -> [Module] {
    let analyser = Analyser(request)
    var modules: [Module] = []
    let files = analyser.cFiles
    if !files.isEmpty {
      let frontend = try analyser.clang().frontend
      modules += Parallel.map(files, jobs: request.jobs) { frontend.lower($0) }
    }
    if !analyser.swiftFiles.isEmpty {
      let frontend = try analyser.swift(isExact: true)
      let indices = Array(analyser.swiftFiles.indices)
      modules += Parallel.map(indices, jobs: request.jobs) { frontend.lower($0) }
    }
    return modules
  }

  /// The atomics of a program, for `census`, with files as the user names them, and what was not
  /// understood.
  /// - Throws: `UsageError`, as `analyse`.
  static func census(
    _ request: AnalysisRequest
  ) throws -> (objects: [AtomicObject], problems: [FrontendProblem]) {
    let analyser = Analyser(request)
    var analysis = Analysis()
    var stopwatch = Stopwatch()
    let modules = try analyser.modules(into: &analysis, &stopwatch)
    analysis.report.problems += analyser.lossProblems
    let report = analyser.names.inWorkingDirectory(analysis.report)
    var objects = Parallel.map([modules], jobs: 1) { Linter.census($0) }.first ?? []
    for object in objects.indices {
      for access in objects[object].accesses.indices {
        let file = objects[object].accesses[access].range.file
        objects[object].accesses[access].range.file = analyser.names.inWorkingDirectory(file)
      }
    }
    return (objects, report.problems)
  }

  private func modules(
    into analysis: inout Analysis, _ stopwatch: inout Stopwatch
  ) throws -> [Module] {
    let clang = try lowerC(into: &analysis)
    stopwatch.lap("read C")
    let swift = try lowerSwift(beside: clang, into: &analysis)
    stopwatch.lap("read Swift")
    return clang + swift
  }

  private func run(_ stopwatch: inout Stopwatch) throws -> Analysis {
    var analysis = Analysis()
    let modules = try modules(into: &analysis, &stopwatch)
    let rules = Registry.all.filter { request.activeRules.contains($0.description.id) }
    // On a thread of ours, since programs may nest deeper than the main thread's stack allows.
    let sources = self.sources
    let reports = Parallel.map([modules], jobs: 1) {
      Linter(rules: rules, sources: sources).run($0)
    }
    guard var report = reports.first else { return analysis }
    report.problems += analysis.report.problems + lossProblems
    report.statistics.skippedFiles = analysis.report.statistics.skippedFiles
    analysis.report = names.inWorkingDirectory(report)
    stopwatch.lap("check")
    return analysis
  }

  /// The text of the run's files, by their names inside the program.
  private var sources: Linter.Sources {
    let files = Dictionary(
      request.files.map { (names.inProgram($0), $0) }, uniquingKeysWith: { first, _ in first })
    return { files[$0]?.bytes }
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

  private func vocabularies() throws(UsageError) -> VocabularySelection {
    try ConfiguredVocabularies.read(root: request.root, names: names)
  }

  private func clang() throws(UsageError) -> (commands: CompileCommands, frontend: ClangFrontend) {
    do {
      let commands = try CompileCommands(
        root: request.root, files: cFiles, databasePath: request.buildPath,
        vocabularies: try vocabularies(), guessesMacros: request.execution == nil)
      return (
        commands,
        ClangFrontend(
          commands: commands, root: request.root, isExact: request.execution != nil,
          extraArguments: request.execution?.arguments ?? [])
      )
    } catch let error as UsageError {
      throw error
    } catch let error as CompileCommands.DatabaseError {
      throw UsageError("--build-path: \(error.message)")
    } catch { throw UsageError("\(error)") }
  }

  private func lowerC(into analysis: inout Analysis) throws(UsageError) -> [Module] {
    guard !cFiles.isEmpty else { return [] }
    let (commands, clang) = try clang()
    let plan = clang.plan(files: cFiles)
    let names = self.names
    let units = plan.units.sorted().filter { !request.attempt.lost.contains($0) }
    let frontend =
      request.attempt.scratch.map { clang.sharingStandardHeaders(among: units, in: $0) } ?? clang
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

  /// The front end for all Swift files, whether they can matter or not.
  private func swift(isExact: Bool = false) throws(UsageError) -> SwiftFrontend {
    let names = self.names
    return SwiftFrontend(
      parsed: guarded(swiftFiles, files: swiftFiles.map(names.inProgram)) { file in
        SwiftFrontend.parse(path: names.inProgram(file), bytes: file.bytes)
      }, vocabularies: try vocabularies(), isExact: isExact)
  }

  private func lowerSwift(
    beside clang: [Module], into analysis: inout Analysis
  ) throws(UsageError) -> [Module] {
    guard !swiftFiles.isEmpty else { return [] }
    let vocabularies = try vocabularies()
    let parsed = parseSwift(
      SwiftFrontend.Selection(
        names: Self.importableNames(of: clang), vocabularies: vocabularies))
    analysis.report.statistics.skippedFiles += parsed.count(where: { $0 == nil })
    let chosen = zip(swiftFiles.map(names.inProgram), parsed).filter { $1 != nil }
    let frontend = SwiftFrontend(
      parsed: chosen.compactMap(\.1), vocabularies: vocabularies)
    return guarded(Array(chosen.indices), files: chosen.map(\.0)) { frontend.lower($0) }
  }

  private enum SwiftInput: Sendable {
    case unread
    case text([UInt8])
    case parsed(SwiftFrontend.File)

    var file: SwiftFrontend.File? {
      if case .parsed(let file) = self { file } else { nil }
    }
  }

  /// The Swift files that can matter, parsed, each at its place; nil for the others.
  private func parseSwift(_ selection: SwiftFrontend.Selection) -> [SwiftFrontend.File?] {
    var selection = selection
    let files = swiftFiles
    let paths = files.map(names.inProgram)
    var inputs = [SwiftInput](repeating: .unread, count: files.count)
    while let round = selection.nextRound(after: inputs.compactMap(\.file)) {
      let open = inputs.indices.filter { inputs[$0].file == nil }
      let before = inputs
      let results = guarded(open, files: open.map { paths[$0] }) { index -> SwiftInput in
        let bytes: [UInt8]
        if case .text(let known) = before[index] {
          bytes = known
        } else {
          bytes = files[index].bytes
        }
        return round.chooses(bytes)
          ? .parsed(SwiftFrontend.parse(path: paths[index], bytes: bytes)) : .text(bytes)
      }
      for (index, result) in zip(open, results) { inputs[index] = result }
    }
    return inputs.map(\.file)
  }

  /// Words by which Swift can reach what the C modules declare: functions, records, and the folder
  /// that is the target's name.
  private static func importableNames(of modules: [Module]) -> Set<String> {
    var names: Set<String> = []
    for module in modules where !module.functions.isEmpty {
      names.formUnion(module.functions.map(\.name))
      names.formUnion(module.records.map(\.name))
      let parts = module.file.split(separator: "/").map(String.init)
      if let sources = parts.firstIndex(of: "Sources"), sources + 1 < parts.count - 1 {
        names.insert(parts[sources + 1])
      }
    }
    return names
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
    if var picture = witness.picture {
      picture.ranges = picture.ranges.map { range in
        range.map {
          var range = $0
          relocate(&range)
          return range
        }
      }
      witness.picture = picture
    }
    finding.evidence = .witness(witness)
  }
}
