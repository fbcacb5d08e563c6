import OrderLint

/// The Swift files of a run: parsed one by one, indexed together, lowered one by one.
///
/// Parsing and lowering are pure functions of their input, so callers may run them in parallel:
/// `parse` per file, then one `SwiftFrontend`, then `lower` per file.
public struct SwiftFrontend: Sendable {
  /// One file, parsed.
  public struct File: Sendable {
    let parsed: ParsedFile
  }

  private let shared: SharedIndex

  /// Parses one file. It never fails.
  public static func parse(path: String, bytes: [UInt8]) -> File {
    File(parsed: ParsedFile(path: path, bytes: bytes))
  }

  /// A file that is known not to matter: its module is empty.
  public static func skip(path: String) -> File {
    File(parsed: ParsedFile(path: path, bytes: []))
  }

  /// Indexes the declarations of all files of the run.
  public init(parsed files: [File]) {
    shared = SharedIndex(DeclarationIndex(files: files.map(\.parsed)))
  }

  /// Parses and indexes files, all of them.
  public init(files: [(path: String, bytes: [UInt8])]) {
    self.init(parsed: files.map { Self.parse(path: $0.path, bytes: $0.bytes) })
  }

  public var fileCount: Int { shared.index.files.count }

  /// The module of the file at a position in the list the front end was made of.
  public func lower(_ file: Int) -> Module {
    ModuleLowering(shared: shared, file: file).lower()
  }

  /// All modules, in the order of the files.
  public func lower() -> [Module] {
    shared.index.files.indices.map(lower)
  }

  /// The modules of the files that can matter, parsed and lowered on up to `jobs` threads.
  ///
  /// A file matters if it has the vocabulary of atomics or one of `names` (C functions and modules of
  /// the run), mentions a declaration of such a file, or declares a type that one of these mentions.
  /// The others give empty modules. The order is that of the files, whatever `jobs` is.
  public static func modules(
    of files: [(path: String, bytes: [UInt8])], names: Set<String> = [], jobs: Int = 1
  ) async -> [Module] {
    let selected = await Selection(files: files, names: names, jobs: jobs).run()
    let front = SwiftFrontend(
      parsed: files.indices.map { selected[$0] ?? skip(path: files[$0].path) })
    return await concurrentMap(files.count, jobs: jobs) { front.lower($0) }
  }
}

/// The results of a function of 0..<count, computed on up to `jobs` threads, in order.
func concurrentMap<Result: Sendable>(
  _ count: Int, jobs: Int, _ body: @escaping @Sendable (Int) -> Result
) async -> [Result] {
  guard jobs > 1, count > 1 else { return (0..<count).map(body) }
  return await withTaskGroup(of: (Int, Result).self) { group in
    var results: [Result?] = Array(repeating: nil, count: count)
    var next = 0
    while next < min(jobs, count) {
      let number = next
      group.addTask { (number, body(number)) }
      next += 1
    }
    while let (number, result) = await group.next() {
      results[number] = result
      if next < count {
        let number = next
        group.addTask { (number, body(number)) }
        next += 1
      }
    }
    return results.compactMap { $0 }
  }
}
