import Vocabularies

extension SwiftFrontend {
  /// Finds the files of a run that can matter, so that the others need not be parsed.
  ///
  /// A file matters if it has the vocabulary of atomics or one of the given names (C functions and
  /// modules of the run), mentions a declaration of such a file, or declares a type that one of these
  /// mentions. Each of the three is a round over the files that are not chosen yet.
  public struct Selection: Sendable {
    /// Chooses among the files by their text.
    public struct Round: Sendable {
      fileprivate let scanner: WordScanner
      fileprivate var introducers: WordScanner?

      public func chooses(_ bytes: [UInt8]) -> Bool {
        scanner.finds(in: bytes, behind: introducers)
      }
    }

    private let names: Set<String>
    private var round = 0

    public init(names: Set<String>, vocabularies: VocabularySelection = .init()) {
      self.names = names.union(SwiftLibraries(vocabularies).names)
    }

    /// The next round, given all files chosen so far; nil after the last.
    public mutating func nextRound(after chosen: [File]) -> Round? {
      round += 1
      switch round {
      case 1:
        return Round(
          scanner: WordScanner(
            SwiftAtomics.vocabulary.union(names).union(Self.threadWords)))
      case 2 where !chosen.isEmpty:
        return Round(scanner: WordScanner(Set(chosen.flatMap { $0.parsed.declaredNames })))
      case 3 where !chosen.isEmpty:
        return Round(
          scanner: WordScanner(Set(chosen.lazy.flatMap { $0.parsed.typeWords })),
          introducers: WordScanner(Self.introducers))
      default: return nil
      }
    }

    /// What a file has that starts threads, or shares what the compiler does not check.
    private static let threadWords: Set<String> = [
      "Thread", "DispatchQueue", "pthread_create", "unchecked", "nonisolated",
    ]

    private static let introducers = [
      "class", "struct", "enum", "actor", "protocol", "typealias", "extension",
    ]
  }
}

extension ParsedFile {
  /// Names by which other files can reach what this one declares.
  var declaredNames: Set<String> {
    var names: Set<String> = []
    Self.collect(declarations, into: &names)
    // Every file has these; they say nothing.
    return names.subtracting(["init", "deinit", "subscript", "description", "body", "_"])
  }

  private static func collect(_ declarations: [Declaration], into names: inout Set<String>) {
    for declaration in declarations {
      switch declaration {
      case .type(let type):
        if type.kind != .extension, let name = type.path.last { names.insert(name) }
        collect(type.members, into: &names)
      case .function(let function): names.insert(function.name)
      case .variable(let variable):
        for binding in variable.bindings {
          names.formUnion(DeclarationIndex.names(in: binding.pattern))
        }
      case .alias(let name, _): names.insert(name)
      case .conditional(let branches, _):
        for branch in branches { collect(branch, into: &names) }
      case .imports, .enumCases, .statement, .other: break
      }
    }
  }
}
