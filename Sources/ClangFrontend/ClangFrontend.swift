import CLibclang
import OrderLint
import Vocabularies

/// Lowers C files with libclang. Values of this type may be used from several threads at once.
public struct ClangFrontend: Sendable {
  let commands: CompileCommands
  let root: String
  /// The root as given and without symbolic links; libclang may name files by either.
  private let roots: [String]
  /// The vocabularies that this program uses.
  public let vocabulary: VocabularySet
  private let replacements: MacroReplacements
  let isExact: Bool
  private let extraArguments: [String]
  private var standardHeaders: StandardHeaders?

  /// - Parameter isExact: whether C is lowered for execution: integers wrap as C has it, and objects
  ///   have layouts.
  public init(
    commands: CompileCommands, root: String, isExact: Bool = false, extraArguments: [String] = []
  ) {
    self.isExact = isExact
    self.extraArguments = extraArguments
    self.commands = commands
    vocabulary = commands.index.vocabulary
    replacements = MacroReplacements(vocabulary, commands.index)
    self.root = Paths.normalized(Files.absolute(root))
    let resolved = Files.resolvingLinks(self.root)
    roots = resolved == self.root ? [self.root] : [self.root, resolved]
  }

  /// Whether the file is one that this front end reads, by its name.
  public static func reads(_ name: String) -> Bool {
    name.hasSuffix(".c") || name.hasSuffix(".h") || Paths.isCXXSource(name)
      || Paths.isCXXHeader(name)
  }

  /// The module of one translation unit. Never fails: what cannot be read is a problem in it.
  public func lower(_ file: String) -> Module {
    let path = Paths.absolute(file, in: root)
    let name = roots.lazy.compactMap { Paths.relative(path, to: $0) }.first ?? file
    let isCXX = commands.index.isCXX(path)
    let language: Language = isCXX ? .cpp : .c
    if let problem = Files.problem(reading: path, name: name) {
      return Module(file: name, language: language, problems: [problem])
    }
    if let deep = commands.index.tooDeep(path) {
      let place = deep == path ? "it" : "'\(Paths.relative(deep, to: root) ?? deep)'"
      let problem = FrontendProblem(
        severity: .error, message: "\(place) is nested too deeply to be parsed", file: name)
      return Module(file: name, language: language, problems: [problem])
    }
    let command = commands.command(for: path)
    let source = UnitSource(
      path: path, command: command, isCXX: isCXX, texts: texts(replacedFor: path))
    switch parse(source) {
    case .failure(let failure):
      return Module(file: name, language: language, problems: [failure.problem(file: name)])
    case .success(let first):
      var (context, errors) = supplyingWhatIsMissing(first, source)
      if let whole = readingThroughIncluder(path, named: name, besides: (context, errors)) {
        (context, errors) = whole
      }
      var lowering = ModuleLowering(context: context, errors: errors)
      var module = lowering.lower(file: name)
      module.problems = problems(from: errors, in: context, file: name)
      return module
    }
  }

  /// What of a unit is the same each time it is parsed.
  struct UnitSource {
    var path: String
    var command: CompileCommand
    var isCXX: Bool
    /// What the parse sees in place of files.
    var texts: [(path: String, text: [UInt8])]
    /// What headers that are missing would have said.
    var supplied: [String] = []
  }

  func texts(replacedFor path: String) -> [(path: String, text: [UInt8])] {
    let texts =
      replacements.files
      + commands.index.generated.sorted { $0.key < $1.key }.map { (path: $0.key, text: $0.value) }
    guard !isExact, !Paths.isHeader(path), !texts.contains(where: { $0.path == path }),
      let text = Files.contents(of: path).flatMap(WholeFileCondition.opened)
    else { return texts }
    return texts + [(path, text)]
  }

  func parse(_ source: UnitSource) -> Result<UnitContext, ParseFailure> {
    if source.isCXX, let standardHeaders {
      let shared = standardHeaders.arguments(
        besides: cxxArguments(source.command), from: source.command.directory)
      if !shared.isEmpty, case .success(let context) = parse(source, adding: shared),
        !context.suffersFromSharedHeaders
      {
        return .success(context)
      }
    }
    return parse(source, adding: [])
  }

  /// An argument clang refuses is dropped and the parse tried again.
  private func parse(
    _ source: UnitSource, adding shared: [String]
  ) -> Result<UnitContext, ParseFailure> {
    guard let index = Index() else { return .failure(.failed) }
    let (path, command) = (source.path, source.command)
    var arguments =
      source.isCXX
      ? cxxArguments(command) + shared + replacements.cxxArguments
      : command.arguments + languageArguments(path, command)
    arguments += source.supplied
    arguments += extraArguments
    for _ in 0...8 {
      do {
        let unit = try index.parse(
          path, arguments: arguments, replacing: source.texts)
        let context = UnitContext(
          unit: unit, directory: command.directory, roots: roots, isCXX: source.isCXX,
          vocabulary: vocabulary, isExact: isExact)
        context.generated = Set(commands.index.generated.keys)
        return .success(context)
      } catch {
        guard error == .failed || error == .invalidArguments,
          let refused = FlagCleaning.refusedArgument(in: arguments)
        else { return .failure(error) }
        arguments.remove(at: refused)
      }
    }
    return .failure(.invalidArguments)
  }

  private func languageArguments(_ path: String, _ command: CompileCommand) -> [String] {
    var arguments = [
      "-w", "-ferror-limit=0", "-Wno-implicit-function-declaration",
      "-Wno-implicit-int", "-Wno-int-conversion", "-Wno-incompatible-function-pointer-types",
      "-Wno-return-mismatch", "-Wno-incompatible-pointer-types", "-Xclang", "-frecovery-ast",
      "-Xclang", "-frecovery-ast-type",
    ]
    arguments.append("-working-directory=\(command.directory)")
    if Paths.isHeader(path) { arguments += ["-x", "c-header"] }
    return arguments
  }

  /// The command with what it says about C taken away, and what C++ needs added.
  private func cxxArguments(_ command: CompileCommand) -> [String] {
    var arguments = command.arguments.filter { !$0.hasPrefix("-std=") || $0.contains("++") }
    if let language = arguments.firstIndex(of: "-x") {
      arguments.removeSubrange(language..<min(language + 2, arguments.count))
    }
    if !arguments.contains(where: { $0.hasPrefix("-std=") }) {
      // `u8""` and its like mean in C++17 what most code expects.
      arguments += ["-std=gnu++20", "-fno-char8_t"]
    }
    arguments += [
      "-w", "-ferror-limit=0", "-Wno-register", "-Wno-dynamic-exception-spec",
      "-Wno-c++11-narrowing", "-fms-extensions", "-Xclang", "-frecovery-ast", "-Xclang",
      "-frecovery-ast-type", "-working-directory=\(command.directory)", "-x", "c++",
    ]
    return arguments
  }

  /// Missing headers are notes; the first other error of the unit's own files is a warning that says
  /// how many there are.
  private func problems(
    from errors: [UnitDiagnostic], in context: UnitContext, file: String
  ) -> [FrontendProblem] {
    var problems: [FrontendProblem] = []
    var others: [FrontendProblem] = []
    for error in errors {
      guard let entry = context.entry(for: error.place.file), entry.isInside else { continue }
      let position = SourcePosition(
        line: max(1, error.place.line), column: max(1, error.place.column))
      let isMissing = error.isMissingHeader
      let problem = FrontendProblem(
        severity: isMissing ? .note : .warning, message: error.message, file: entry.path,
        position: position)
      if isMissing { problems.append(problem) } else { others.append(problem) }
    }
    if var first = others.first {
      if others.count > 1 { first.message += " (and \(others.count - 1) more errors)" }
      problems.append(first)
    }
    return problems
  }
}

extension ParseFailure {
  func problem(file: String) -> FrontendProblem {
    let message =
      switch self {
      case .crashed: "clang crashed while reading the file"
      case .invalidArguments: "clang does not accept the compile flags of the file"
      case .failed: "clang could not read the file"
      }
    return FrontendProblem(severity: .error, message: message, file: file)
  }
}

extension ClangFrontend {
  /// This front end, with headers of the C++ standard library that several of the units include parsed
  /// once for all of them. The directory, for files that last as long as the front end does, is
  /// removed by whoever made it.
  public func sharingStandardHeaders(among units: [String], in directory: String) -> ClangFrontend {
    var result = self
    let index = commands.index
    let sources = units.map { Paths.absolute($0, in: root) }.filter(index.isCXX)
    result.standardHeaders = StandardHeaders(
      units: sources.map { path in
        let files = [path] + index.closure(of: path)
        let includes = files.flatMap { index.scans[$0]?.includes ?? [] }
        return (
          arguments: cxxArguments(commands.command(for: path)),
          includes: Set(includes.filter { !$0.isQuoted }.map(\.name))
        )
      }, directory: directory)
    return result
  }

  /// Which of the files to lower, and which cannot matter. A source file counts if it mentions
  /// atomics, volatile variables or threads, or a macro or function whose body mentions atomics; in
  /// small programs also if it takes locks or includes what mentions those. A header counts if it
  /// mentions them and no file that counts includes it.
  public func plan(files: [String]) -> (units: [String], skipped: [String]) {
    let selection = UnitSelection(commands.index)
    let paths = files.map { Paths.absolute($0, in: root) }
    var names: [String: String] = [:]
    for (path, file) in zip(paths, files) { names[path] = file }
    let result = selection.units(among: Array(Set(paths)).sorted())
    return (
      result.units.map { names[$0] ?? $0 }, result.skipped.map { names[$0] ?? $0 }
    )
  }
}
