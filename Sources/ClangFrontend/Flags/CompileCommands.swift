import OrderLint
import Vocabularies

/// The compile flags of every C file of a repository.
///
/// They come from the first of these that has them: the database named by the user, a
/// `compile_commands.json`, a Swift package's C targets, a `compile_flags.txt`, and guessing. Nothing
/// in the repository can make this run or load anything.
public struct CompileCommands: Sendable {
  /// The database the user named cannot be used.
  public struct DatabaseError: Error, Hashable, Sendable {
    public var message: String
  }

  /// What was wrong with databases and their entries.
  public private(set) var problems: [FrontendProblem] = []

  let index: RepositoryIndex
  private let root: String
  private var database: CompileDatabase?
  private var packages: [SwiftPackage] = []
  /// What the missing build system must have defined.
  private var configuration = ConfigurationMacros()

  /// `files` are the C files and headers of the repository, `vocabularies` the libraries that it may
  /// use. Code that is to be executed is taken as it is: no macros are guessed for it.
  public init(
    root: String, files: [String], databasePath: String?,
    vocabularies: VocabularySelection = .init(), guessesMacros: Bool = true
  ) throws {
    self.root = Paths.normalized(Files.absolute(root))
    index = RepositoryIndex(root: self.root, files: files, vocabularies: vocabularies)
    packages = SwiftPackage.find(in: self.root, files: index.files)
    try findDatabase(named: databasePath)
    if guessesMacros, !isBuildKnown { configuration = ConfigurationMacros(index) }
  }

  /// Whether no file is left to guessing.
  private var isBuildKnown: Bool {
    database?.coversAll ?? index.files.allSatisfy { file in packages.contains { $0.covers(file) } }
  }

  /// The command of a file, absolute or relative to the root.
  public func command(for file: String) -> CompileCommand {
    let path = Paths.absolute(file, in: root)
    if let command = database?.command(for: path, root: root) { return command }
    for package in packages {
      if let command = package.command(for: path) { return command }
    }
    if let command = flagsText(for: path) { return command }
    if let command = database?.nearestCommand(to: path, root: root) { return command }
    return inferred(path)
  }

  // MARK: Databases

  private mutating func findDatabase(named explicit: String?) throws {
    if let explicit {
      let path = Files.absolute(explicit)
      let file = Files.isDirectory(path) ? path + "/compile_commands.json" : path
      guard Files.contents(of: file, limit: CompileDatabase.sizeLimit) != nil else {
        throw DatabaseError(message: "there is no compile database at '\(explicit)'")
      }
      if use(file) { return }
    }
    let candidates = databaseCandidates().map { ($0, Files.modificationTime(of: $0)) }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    for (path, _) in candidates where use(path) { return }
  }

  private mutating func use(_ path: String) -> Bool {
    let name = Paths.relative(path, to: root) ?? path
    let loaded = CompileDatabase.load(path, name: name)
    problems += loaded.problems
    guard let found = loaded.database, !found.isEmpty else { return false }
    database = found
    return true
  }

  private func databaseCandidates() -> [String] {
    let name = "compile_commands.json"
    var directories: [String] = [root]
    for entry in Files.names(in: root) {
      if entry.hasPrefix("build") || entry.hasPrefix("cmake-build-") || entry == "builddir"
        || entry == ".build"
      {
        directories.append("\(root)/\(entry)")
      } else if entry == "out" {
        directories += Files.names(in: "\(root)/out").map { "\(root)/out/\($0)" }
      }
    }
    let below = directories.map { "\($0)/\(name)" }.filter { Files.size(of: $0) != nil }
    if !below.isEmpty { return below }
    return parents(of: root).map { "\($0)/\(name)" }.filter { Files.size(of: $0) != nil }
  }

  private func parents(of path: String) -> [String] {
    var found: [String] = []
    var current = path
    while current != "/", current != "." {
      current = Paths.directory(of: current)
      found.append(current)
    }
    return found
  }

  // MARK: Flags without a database

  private func flagsText(for path: String) -> CompileCommand? {
    var directory = Paths.directory(of: path)
    while directory == root || Paths.relative(directory, to: root) != nil {
      let file = directory + "/compile_flags.txt"
      if let bytes = Files.contents(of: file, limit: 1 << 20) {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
          .map { String($0.trimmingSpaces) }.filter { !$0.isEmpty }
        let cleaned = FlagCleaning(lines, directory: directory, input: path, root: root)
        return CompileCommand(
          arguments: cleaned.kept, directory: directory, source: .compileFlagsText(file),
          removed: cleaned.removed)
      }
      if directory == root { break }
      directory = Paths.directory(of: directory)
    }
    return nil
  }

  private func inferred(_ path: String) -> CompileCommand {
    CompileCommand(
      arguments: ["-std=gnu17"] + configuration.arguments
        + index.includeArguments(for: path), directory: root,
      source: .inferred)
  }
}

extension StringProtocol {
  var trimmingSpaces: SubSequence {
    let start = firstIndex { !$0.isWhitespace } ?? endIndex
    let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? start
    return self[start..<Swift.max(start, end)]
  }
}
