import OrderLint
import Vocabularies

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

  /// Indexes the declarations of all files of the run.
  ///
  /// - Parameters:
  ///   - vocabularies: the libraries of C that the program may use.
  ///   - isExact: whether the code is lowered for execution: failures are events, and objects have
  ///     sizes.
  public init(
    parsed files: [File], vocabularies: VocabularySelection = .init(), isExact: Bool = false
  ) {
    var index = DeclarationIndex(files: files.map(\.parsed), isExact: isExact)
    index.libraries = SwiftLibraries(vocabularies)
    shared = SharedIndex(index)
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
}
