import ClangFrontend
import OrderLint

/// A file of a run.
struct SourceFile: Hashable, Sendable {
  /// As the run knows it: relative to the working directory.
  var path: String
  /// The same place, absolute.
  var location: String
  var language: Language
  /// Part of what the user asked about, and not only read to understand that.
  var isNamed: Bool
  var size: Int
}

/// The files that a run is about, and the repository around them.
struct FileDiscovery {
  private(set) var files: [SourceFile] = []
  /// What the user asked for and cannot have, as messages.
  private(set) var errors: [String] = []
  private(set) var problems: [FrontendProblem] = []
  /// The directory that compile flags are searched from: absolute.
  private(set) var programRoot: String
  /// The directory that reported paths are relative to: absolute.
  private(set) var repositoryRoot: String

  private let workingDirectory: String
  private let forceExclude: Bool
  private var seenFiles: [FileSystem.Identity: Int] = [:]
  private var seenDirectories: Set<FileSystem.Identity> = []

  /// What marks the root of a program.
  private static let programMarkers = [".git", "Package.swift", "compile_commands.json"]
  /// Directories of other people's or generated code that are not hidden.
  private static let skippedDirectories: Set<String> = ["node_modules", "DerivedData"]
  /// How many files may be read only to understand others.
  private static let contextLimit = 20_000

  init(paths: [String], workingDirectory: String, forceExclude: Bool) {
    self.workingDirectory = workingDirectory
    self.forceExclude = forceExclude
    programRoot = workingDirectory
    repositoryRoot = workingDirectory
    let inputs = (paths.isEmpty ? ["."] : paths).compactMap { resolve($0) }
    chooseRoots(for: inputs)
    for input in inputs where input.status.kind == .directory { walk(input.path, isNamed: true) }
    let alone = inputs.filter { $0.status.kind == .file }
    for input in alone { addNamed(input) }
    addContext(of: alone)
    files.sort { $0.path < $1.path }
  }

  // MARK: - What was named

  private struct Input {
    /// Absolute.
    var path: String
    var status: FileSystem.Status
  }

  private mutating func resolve(_ path: String) -> Input? {
    let lexical = Paths.absolute(path, in: workingDirectory)
    do throws(FileSystem.Failure) {
      let status = try FileSystem.status(of: path.isEmpty ? path : lexical)
      guard status.kind == .file || status.kind == .directory else {
        errors.append("\(path): is neither a file nor a directory")
        return nil
      }
      // Links above the file are resolved, so that one file has one path.
      if status.kind == .directory {
        return Input(path: FileSystem.canonicalPath(lexical) ?? lexical, status: status)
      }
      let parent = Paths.parent(of: lexical)
      return Input(
        path: Paths.join(FileSystem.canonicalPath(parent) ?? parent, Paths.name(of: lexical)),
        status: status)
    } catch {
      errors.append("\(path): \(error); check the path")
      return nil
    }
  }

  private mutating func addNamed(_ input: Input) {
    guard Self.language(of: input.path) != nil else {
      errors.append(
        "\(display(input.path)): OrderLint reads C, C++ and Swift files; leave this one out")
      return
    }
    let isExcluded =
      forceExclude
      && IgnoreRules.ignoresExplicitly(
        input.path, root: ignoreRoot(of: input.path), isDirectory: false)
    if !isExcluded { add(input.path, status: input.status, isNamed: true) }
  }

  private mutating func add(_ path: String, status: FileSystem.Status, isNamed: Bool) {
    guard let language = Self.language(of: path) else { return }
    if let index = seenFiles[status.identity] {
      if isNamed { files[index].isNamed = true }
      return
    }
    seenFiles[status.identity] = files.count
    files.append(
      SourceFile(
        path: display(path), location: path, language: language, isNamed: isNamed,
        size: status.size))
  }

  static func language(of path: String) -> Language? {
    let name = Paths.name(of: path)
    // Headers are C or C++, which the front end tells by what is in them.
    if ClangFrontend.reads(name) { return .c }
    return name.hasSuffix(".swift") ? .swift : nil
  }

  private func display(_ path: String) -> String { Paths.relative(path, to: workingDirectory) }

  // MARK: - The repository around it

  private mutating func chooseRoots(for inputs: [Input]) {
    let directories = inputs.map {
      $0.status.kind == .directory ? $0.path : Paths.parent(of: $0.path)
    }
    guard !directories.isEmpty else { return }
    let common = Paths.commonAncestor(of: directories)
    let marked = Self.nearest(Self.programMarkers, above: common)
    programRoot = marked ?? common
    // Without any mark, what lies in the working directory is taken to belong to it.
    let unmarked = Paths.isInside(common, workingDirectory) ? workingDirectory : common
    repositoryRoot = Self.nearest([".git"], above: common) ?? marked ?? unmarked
  }

  /// The nearest directory, from `directory` upwards, that holds one of the names.
  private static func nearest(_ names: [String], above directory: String) -> String? {
    var current = directory
    while true {
      if names.contains(where: { FileSystem.exists(Paths.join(current, $0)) }) { return current }
      if current == "/" { return nil }
      current = Paths.parent(of: current)
    }
  }

  private func ignoreRoot(of path: String) -> String {
    Paths.isInside(path, repositoryRoot) ? repositoryRoot : Paths.parent(of: path)
  }

  /// Reads the program around files that were named alone. Without a marked root only their own
  /// directories are taken, since what lies above may be anything.
  private mutating func addContext(of inputs: [Input]) {
    let parents = Set(inputs.map { Paths.parent(of: $0.path) }).sorted()
    var walked: Set<String> = []
    for parent in parents {
      if let root = Self.nearest(Self.programMarkers, above: parent) {
        if walked.insert(root).inserted { walk(root, isNamed: false) }
      } else {
        addSiblings(in: parent)
      }
    }
  }

  private mutating func addSiblings(in directory: String) {
    for name in (try? FileSystem.names(in: directory)) ?? [] {
      let path = Paths.join(directory, name)
      guard Self.language(of: path) != nil, let status = try? FileSystem.status(of: path),
        status.kind == .file
      else { continue }
      add(path, status: status, isNamed: false)
    }
  }

  // MARK: - Walking

  private mutating func walk(_ start: String, isNamed: Bool) {
    if forceExclude, isNamed,
      IgnoreRules.ignoresExplicitly(start, root: ignoreRoot(of: start), isDirectory: true)
    {
      return
    }
    if !isNamed { seenDirectories = [] }
    let root = ignoreRoot(of: start)
    var pending = [(path: start, rules: IgnoreRules(root: root, directory: start))]
    while let (directory, rules) = pending.popLast() {
      if !isNamed, files.count >= Self.contextLimit {
        report(.note, "only \(Self.contextLimit) files around the named ones were read", at: start)
        return
      }
      guard let identity = try? FileSystem.status(of: directory).identity,
        seenDirectories.insert(identity).inserted
      else { continue }
      pending += subdirectories(of: directory, rules: rules, isNamed: isNamed).map { path in
        var inner = rules
        inner.enter(path)
        return (path, inner)
      }
    }
  }

  /// Adds the directory's files and returns the directories to walk next, last first. Links to
  /// directories are not followed: what they lead to is walked where it lies.
  private mutating func subdirectories(
    of directory: String, rules: IgnoreRules, isNamed: Bool
  ) -> [String] {
    let names: [String]
    do throws(FileSystem.Failure) { names = try FileSystem.names(in: directory) } catch {
      if isNamed { report(.error, "cannot read the directory: \(error)", at: directory) }
      return []
    }
    var found: [String] = []
    for name in names where !name.hasPrefix(".") && !Self.skippedDirectories.contains(name) {
      let path = Paths.join(directory, name)
      guard let status = try? FileSystem.status(of: path, followingLinks: false) else { continue }
      switch status.kind {
      case .directory:
        if !rules.ignores(path, isDirectory: true) { found.append(path) }
      case .file:
        if Self.language(of: path) != nil, !rules.ignores(path, isDirectory: false) {
          add(path, status: status, isNamed: isNamed)
        }
      case .link, .other: break
      }
    }
    return found.reversed()
  }

  private mutating func report(
    _ severity: FrontendProblem.Severity, _ message: String, at path: String
  ) {
    problems.append(FrontendProblem(severity: severity, message: message, file: display(path)))
  }
}
