/// What an access touches, independent of the thread and of which object of a type it is: two
/// accesses concern the same object only if their locations are equal.
public struct MemoryLocation: Hashable, Sendable {
  public indirect enum Root: Hashable, Sendable {
    case global(String)
    /// Some object of the record; the path begins with one of its fields, or is empty for all of it.
    case record(String)
    /// What a pointer parameter of a function points to. Functions that nobody calls meet at equal
    /// type and name, which is a guess.
    case parameter(type: String, name: String)
    /// What the pointer stored at the location points to.
    case pointee(of: MemoryLocation)
    /// Memory allocated at that place of the text.
    case allocation(at: SourceRange)
  }

  public enum Component: Hashable, Sendable {
    case field(record: String, name: String)
    /// Any element of an array.
    case element
  }

  /// Locations are keys everywhere: copies share one hash, and compare by what they share first.
  private final class Storage: Sendable {
    let root: Root
    let path: [Component]
    let hash: Int

    init(root: Root, path: [Component]) {
      self.root = root
      self.path = path
      var hasher = Hasher()
      hasher.combine(root)
      hasher.combine(path)
      hash = hasher.finalize()
    }
  }

  private let storage: Storage

  public init(root: Root, path: [Component] = []) {
    storage = Storage(root: root, path: path)
  }

  public var root: Root { storage.root }
  public var path: [Component] { storage.path }

  public static func == (left: MemoryLocation, right: MemoryLocation) -> Bool {
    left.storage === right.storage
      || left.storage.hash == right.storage.hash && left.root == right.root
        && left.path == right.path
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(storage.hash)
  }

  /// Whether the location rests on equal parameter names alone, or on the type of what a pointer to
  /// a pointer leads to.
  public var isGuess: Bool {
    switch root {
    case .parameter: true
    case .record: path.isEmpty
    case .global, .pointee, .allocation: false
    }
  }

  /// The record whose field this is, if it is one.
  public var record: String? {
    for case .field(let record, _) in path.reversed() { return record }
    return nil
  }

  /// Whether a field on the way is of one of the records.
  func names(anyOf records: Set<String>) -> Bool {
    guard !records.isEmpty else { return false }
    if case .record(let name) = root, records.contains(name) { return true }
    return path.contains {
      if case .field(let record, _) = $0 { records.contains(record) } else { false }
    }
  }

  /// Whether one location is the other or a part of it.
  func overlaps(_ other: MemoryLocation) -> Bool {
    if storage === other.storage { return true }
    guard root == other.root else { return false }
    let (mine, others) = (path, other.path)
    for index in 0..<min(mine.count, others.count) where mine[index] != others[index] {
      return false
    }
    return true
  }
}

extension MemoryLocation: Comparable {
  /// An order that is the same in every run.
  public static func < (left: MemoryLocation, right: MemoryLocation) -> Bool {
    if left.root != right.root { return left.root < right.root }
    return left.path.lexicographicallyPrecedes(right.path)
  }
}

extension MemoryLocation.Root: Comparable {
  public static func < (left: MemoryLocation.Root, right: MemoryLocation.Root) -> Bool {
    switch (left, right) {
    case (.global(let a), .global(let b)), (.record(let a), .record(let b)): a < b
    case (.parameter(let typeA, let a), .parameter(let typeB, let b)): (typeA, a) < (typeB, b)
    case (.pointee(let a), .pointee(let b)): a < b
    case (.allocation(let a), .allocation(let b)): a < b
    default: left.rank < right.rank
    }
  }

  /// How good a name this is for a class of aliases; smaller is better.
  var rank: Int {
    switch self {
    case .global: 0
    case .record: 1
    case .pointee: 2
    case .allocation: 3
    case .parameter: 4
    }
  }
}

extension MemoryLocation.Component: Comparable {
  public static func < (left: MemoryLocation.Component, right: MemoryLocation.Component) -> Bool {
    switch (left, right) {
    case (.field(let recordA, let a), .field(let recordB, let b)): (recordA, a) < (recordB, b)
    case (.element, .field): true
    case (.field, .element), (.element, .element): false
    }
  }
}

extension MemoryLocation: CustomStringConvertible {
  /// What a reader of the source calls a global.
  static func lastPart(of symbol: String) -> String {
    let marks = [UInt8(ascii: "@"), UInt8(ascii: ".")]
    guard symbol.utf8.contains(where: marks.contains) else { return symbol }
    let plain = symbol.split(separator: "@").first.map(String.init) ?? symbol
    return plain.split(separator: ".").last.map(String.init) ?? plain
  }

  /// The name a reader of the source knows: `seq`, `slot.key`.
  public var description: String {
    let fields = path.compactMap { component in
      if case .field(_, let name) = component { name } else { nil }
    }
    switch root {
    case .global(let symbol):
      return ([Self.lastPart(of: symbol)] + fields).joined(separator: ".")
    case .record(let name): return fields.isEmpty ? name : fields.joined(separator: ".")
    case .parameter(_, let name): return ([name] + fields).joined(separator: ".")
    case .pointee(let pointer): return ([pointer.description] + fields).joined(separator: ".")
    case .allocation: return fields.isEmpty ? "memory" : fields.joined(separator: ".")
    }
  }
}
