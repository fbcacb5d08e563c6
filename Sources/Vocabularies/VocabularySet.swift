/// The vocabularies of a run, in the order in which they are asked.
public struct VocabularySet: Hashable, Sendable {
  public var vocabularies: [LibraryVocabulary]
  /// What installs handlers; that of libraries that show no sign counts, too.
  public let installers: HandlerInstallers

  public init(
    _ vocabularies: [LibraryVocabulary] = [],
    installers: HandlerInstallers = HandlerInstallers(ShippedVocabularies.withHandlers)
  ) {
    self.vocabularies = vocabularies
    self.installers = installers
  }

  public var isEmpty: Bool { vocabularies.isEmpty }

  /// What a name means in the first vocabulary that has it.
  public func operation(named name: String) -> VocabularyOperation? {
    for vocabulary in vocabularies {
      if let operation = vocabulary.operation(named: name) { return operation }
    }
    return nil
  }

  /// How the names of accesses and fences start, for searches in text.
  public var starts: Set<String> {
    Self.starts(of: vocabularies.flatMap(\.entries).filter(\.kind.concernsMemory))
  }

  /// How all names start.
  public var allStarts: Set<String> { Self.starts(of: vocabularies.flatMap(\.entries)) }

  private static func starts(of entries: [VocabularyEntry]) -> Set<String> {
    Set(entries.flatMap { $0.patterns.flatMap(\.starts) }).subtracting([""])
  }

  /// Patterns whose names may start with anything.
  public var openPatterns: [NamePattern] {
    vocabularies.flatMap(\.entries).flatMap(\.patterns).filter { $0.starts.contains("") }
  }
}

/// Chooses the vocabularies of a program.
public struct VocabularySelection: Sendable {
  /// The user's own, always first.
  public var user: [LibraryVocabulary]
  /// Names of shipped ones that count without a sign of the library.
  public var enabled: Set<String>
  /// Names of shipped ones that never count.
  public var disabled: Set<String>

  public init(
    user: [LibraryVocabulary] = [], enabled: Set<String> = [], disabled: Set<String> = []
  ) {
    self.user = user
    self.enabled = enabled
    self.disabled = disabled
  }

  /// Of all vocabularies that may count.
  public var installers: HandlerInstallers {
    HandlerInstallers(
      user + ShippedVocabularies.withHandlers.filter { !disabled.contains($0.name) })
  }

  /// - Parameters:
  ///   - includes: what the program's `#include` lines name.
  ///   - isDefined: whether the program defines a macro or function of a name.
  public func choose(includes: Set<String>, isDefined: (String) -> Bool) -> VocabularySet {
    VocabularySet(
      user
        + ShippedVocabularies.all.filter { vocabulary in
          guard !disabled.contains(vocabulary.name) else { return false }
          return enabled.contains(vocabulary.name)
            || vocabulary.includes.contains { Self.isIncluded($0, includes) }
            || vocabulary.defines.contains(where: isDefined)
        }, installers: installers)
  }

  private static func isIncluded(_ wanted: String, _ includes: Set<String>) -> Bool {
    if wanted.contains("*") {
      guard let pattern = NamePattern(wanted) else { return false }
      return includes.contains { pattern.match($0) != nil }
    }
    return includes.contains { $0 == wanted || $0.hasSuffix("/" + wanted) }
  }
}
