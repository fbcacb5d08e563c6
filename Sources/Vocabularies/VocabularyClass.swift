/// Classes of a C++ library that are locks, owners, atomic objects or the like.
public struct VocabularyClass: Hashable, Sendable {
  /// Of qualified names, without template arguments.
  public var patterns: [NamePattern]
  public var kind: Kind
  /// Members of a mutex; the standard's names if there are none.
  public var members: [String: MutexOperation]

  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case atomic
    case mutex
    /// Locks from its construction to the end of its scope.
    case lockGuard = "lock-guard"
    /// As a lock guard, but can be unlocked and locked again.
    case movableLock = "movable-lock"
    /// Owns what template argument 0 names, alone.
    case owner
    case sharedOwner = "shared-owner"
    case onceFlag = "once-flag"
    /// Has no meaning for memory that others can reach.
    case other
  }

  public enum MutexOperation: String, CaseIterable, Hashable, Sendable {
    case lock, unlock
    case tryLock = "try-lock"
  }

  public init(
    patterns: [NamePattern], kind: Kind, members: [String: MutexOperation] = [:]
  ) {
    self.patterns = patterns
    self.kind = kind
    self.members = members
  }
}

extension VocabularySet {
  /// The class of that qualified name in the first vocabulary that has it.
  public func classNamed(_ name: String) -> VocabularyClass? {
    for vocabulary in vocabularies {
      let found = vocabulary.classes.first { entry in
        entry.patterns.contains { $0.match(name) != nil }
      }
      if let found { return found }
    }
    return nil
  }

  /// Whether names in a namespace of C++ mean what they mean in `std`.
  public func resemblesStandard(_ namespace: some StringProtocol) -> Bool {
    vocabularies.contains { $0.namespaces.contains { $0 == namespace } }
  }

  /// What a member of some mutex does; objects of unknown type are told by their members.
  public func mutexMember(_ name: String) -> VocabularyClass.MutexOperation? {
    for entry in vocabularies.lazy.flatMap(\.classes) {
      if let known = entry.members[name] { return known }
    }
    return nil
  }

  /// Whether a macro is known to say only how likely its argument is.
  public func isHint(_ macro: String) -> Bool {
    vocabularies.contains { $0.hints.contains { $0.match(macro) != nil } }
  }
}

extension VocabularyClass {
  /// One item under `classes:`, such as `{match: "my::Lock", kind: mutex, lock: Take, unlock: Give}`.
  public init(_ node: DocumentNode) throws(DocumentError) {
    guard let members = node.members, let match = node["match"], let kind = node["kind"] else {
      throw DocumentError(line: node.line, message: "a class is a mapping with 'match' and 'kind'")
    }
    guard let known = Kind(rawValue: try kind.text()) else {
      let all = Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw DocumentError(line: kind.line, message: "a class is one of \(all)")
    }
    self.init(patterns: try NamePattern.patterns(of: match), kind: known)
    for member in members where member.key != "match" && member.key != "kind" {
      guard let operation = MutexOperation(rawValue: member.key), known == .mutex else {
        throw DocumentError(line: member.value.line, message: "unknown key '\(member.key)'")
      }
      for name in try member.value.texts() { self.members[name] = operation }
    }
  }
}

extension NamePattern {
  /// The patterns of a list, or the one that stands there.
  static func patterns(of node: DocumentNode) throws(DocumentError) -> [NamePattern] {
    var patterns: [NamePattern] = []
    for text in try node.texts() {
      guard let pattern = NamePattern(text) else {
        throw DocumentError(line: node.line, message: "'\(text)' is no pattern")
      }
      patterns.append(pattern)
    }
    return patterns
  }
}
