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
    /// Memory allocated at the event of the function.
    case allocation(function: String, event: Int)
  }

  public enum Component: Hashable, Sendable {
    case field(record: String, name: String)
    /// Any element of an array.
    case element
  }

  public var root: Root
  public var path: [Component]

  public init(root: Root, path: [Component] = []) {
    self.root = root
    self.path = path
  }

  /// Whether the location rests on equal parameter names alone.
  public var isGuess: Bool {
    if case .parameter = root { true } else { false }
  }

  /// The record whose field this is, if it is one.
  public var record: String? {
    for case .field(let record, _) in path.reversed() { return record }
    return nil
  }

  /// Whether one location is the other or a part of it.
  func overlaps(_ other: MemoryLocation) -> Bool {
    guard root == other.root else { return false }
    return path.starts(with: other.path) || other.path.starts(with: path)
  }
}

extension MemoryLocation: CustomStringConvertible {
  /// The name a reader of the source knows: `seq`, `slot.key`.
  public var description: String {
    let fields = path.compactMap { component in
      if case .field(_, let name) = component { name } else { nil }
    }
    switch root {
    case .global(let symbol):
      let plain = symbol.split(separator: "@").first.map(String.init) ?? symbol
      let last = plain.split(separator: ".").last.map(String.init) ?? plain
      return ([last] + fields).joined(separator: ".")
    case .record(let name): return fields.isEmpty ? name : fields.joined(separator: ".")
    case .parameter(_, let name): return ([name] + fields).joined(separator: ".")
    case .pointee(let pointer): return ([pointer.description] + fields).joined(separator: ".")
    case .allocation: return fields.isEmpty ? "memory" : fields.joined(separator: ".")
    }
  }
}
