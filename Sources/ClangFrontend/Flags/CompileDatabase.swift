import OrderLint

/// A `compile_commands.json`, read with suspicion.
struct CompileDatabase: Sendable {
  struct Entry: Sendable {
    var file: String
    var directory: String
    var arguments: [String]
  }

  static let sizeLimit = 256 << 20
  private static let argumentLimit = 10_000
  /// More complaints than this about one database say nothing new.
  private static let problemLimit = 20

  private let path: String
  private var entries: [String: Entry] = [:]
  private var byDirectory: [String: [String]] = [:]

  var isEmpty: Bool { entries.isEmpty }

  private init(path: String) { self.path = path }

  static func load(
    _ path: String, name: String
  ) -> (database: CompileDatabase?, problems: [FrontendProblem]) {
    func problem(_ message: String, _ position: SourcePosition? = nil) -> FrontendProblem {
      FrontendProblem(severity: .warning, message: message, file: name, position: position)
    }
    guard let bytes = Files.contents(of: path, limit: sizeLimit) else {
      return (nil, [problem("the compile database cannot be read")])
    }
    let value: JSONValue
    do {
      value = try JSONText.parse(bytes)
    } catch {
      let position = SourcePosition(line: error.line, column: error.column)
      return (nil, [problem("the compile database is not JSON: \(error.message)", position)])
    }
    guard case .array(let items) = value else {
      return (nil, [problem("the compile database is not a list of commands")])
    }
    var database = CompileDatabase(path: path)
    var problems: [FrontendProblem] = []
    for (number, item) in items.enumerated() {
      guard let reason = database.add(item) else { continue }
      if problems.count < problemLimit {
        problems.append(problem("entry \(number + 1) is left out: \(reason)"))
      }
    }
    return (database, problems)
  }

  /// Adds an entry; gives the reason if it is unusable.
  private mutating func add(_ item: JSONValue) -> String? {
    guard case .object(let members) = item else { return "it is not an object" }
    guard case .string(let file) = members["file"], !file.isEmpty else {
      return "its 'file' is not a string"
    }
    let home = Paths.directory(of: path)
    var directory = home
    if let value = members["directory"] {
      guard case .string(let text) = value else { return "its 'directory' is not a string" }
      directory = Paths.absolute(text, in: home)
    }
    guard Files.isDirectory(directory) else { return "there is no directory '\(directory)'" }
    guard let arguments = Self.arguments(of: members) else {
      return "it has neither 'arguments' nor a 'command', or they are not strings"
    }
    guard arguments.count <= Self.argumentLimit else { return "it has too many arguments" }
    let path = Paths.absolute(file, in: directory)
    guard entries[path] == nil else { return nil }
    entries[path] = Entry(file: path, directory: directory, arguments: arguments)
    byDirectory[Paths.directory(of: path), default: []].append(path)
    return nil
  }

  private static func arguments(of members: [String: JSONValue]) -> [String]? {
    if case .array(let values) = members["arguments"] {
      let strings = values.compactMap { value -> String? in
        if case .string(let text) = value { text } else { nil }
      }
      return strings.count == values.count && !strings.isEmpty ? strings : nil
    }
    if case .string(let command) = members["command"] {
      let words = ShellWords.split(command)
      return words.isEmpty ? nil : words
    }
    return nil
  }

  func command(for file: String, root: String) -> CompileCommand? {
    guard let entry = entries[file] ?? entries[Files.resolvingLinks(file)] else { return nil }
    return command(from: entry, root: root)
  }

  /// For a header or a file the build does not know: the command of the file next to it, in this
  /// directory or the nearest one above.
  func nearestCommand(to file: String, root: String) -> CompileCommand? {
    let name = Paths.lastComponent(file)
    var directory = Paths.directory(of: file)
    while true {
      if let near = byDirectory[directory] {
        let best = near.min {
          (-commonPrefix(Paths.lastComponent($0), name), $0)
            < (-commonPrefix(Paths.lastComponent($1), name), $1)
        }
        if let entry = best.flatMap({ entries[$0] }) { return command(from: entry, root: root) }
      }
      if directory == root || directory == "/" || directory == "." { break }
      directory = Paths.directory(of: directory)
    }
    return fallback.flatMap { entries[$0] }.map { command(from: $0, root: root) }
  }

  /// Whether it says something about every file.
  var coversAll: Bool { fallback != nil }

  /// The file whose command any other may use.
  private var fallback: String? {
    entries.keys.filter { !$0.hasSuffix(".cpp") && !$0.hasSuffix(".cc") }.min()
  }

  private func commonPrefix(_ left: String, _ right: String) -> Int {
    zip(left.utf8, right.utf8).prefix { $0 == $1 }.count
  }

  private func command(from entry: Entry, root: String) -> CompileCommand {
    let cleaned = FlagCleaning(
      entry.arguments, directory: entry.directory, input: entry.file, root: root)
    return CompileCommand(
      arguments: cleaned.kept, directory: entry.directory, source: .database(path),
      removed: cleaned.removed)
  }
}
