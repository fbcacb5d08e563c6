/// Where the compile flags of a file came from.
public enum FlagsSource: Hashable, Sendable {
  /// A `compile_commands.json` at the path.
  case database(String)
  /// The C target of a Swift package.
  case swiftPackage
  /// A `compile_flags.txt` at the path.
  case compileFlagsText(String)
  /// Guessed from the `#include` lines of the repository.
  case inferred
}

/// How a file is to be parsed.
public struct CompileCommand: Hashable, Sendable {
  /// Cleaned: neither a compiler nor an input nor an output among them.
  public var arguments: [String]
  /// The directory relative paths in the arguments start from.
  public var directory: String
  public var source: FlagsSource
  /// What cleaning took away.
  public var removed: [String]

  public init(
    arguments: [String], directory: String, source: FlagsSource, removed: [String] = []
  ) {
    self.arguments = arguments
    self.directory = directory
    self.source = source
    self.removed = removed
  }
}
