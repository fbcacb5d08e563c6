/// A value of a vocabulary document: the part of YAML that such documents need.
///
/// Understood are comments, block and flow mappings and sequences, and plain and quoted scalars on
/// one line. Anchors, tags, block scalars and several documents are not.
public struct DocumentNode: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    case scalar(String)
    case list([DocumentNode])
    case map([Member])
  }

  /// A key with its value.
  public struct Member: Hashable, Sendable {
    public var key: String
    public var value: DocumentNode

    public init(key: String, value: DocumentNode) {
      self.key = key
      self.value = value
    }
  }

  public var value: Value
  /// Counted from 1.
  public var line: Int

  public init(_ value: Value, line: Int) {
    self.value = value
    self.line = line
  }

  /// The members of a mapping; nil for anything else.
  public var members: [Member]? {
    if case .map(let members) = value { members } else { nil }
  }

  /// The value of a key of a mapping.
  public subscript(key: String) -> DocumentNode? {
    members?.first { $0.key == key }?.value
  }
}

/// Why a document cannot be used, and in which line.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
  public var line: Int
  public var message: String

  public init(line: Int, message: String) {
    self.line = line
    self.message = message
  }

  public var description: String { "\(line): \(message)" }
}

extension DocumentNode {
  /// The text of a scalar.
  public func text() throws(DocumentError) -> String {
    guard case .scalar(let text) = value else {
      throw DocumentError(line: line, message: "a single value is needed here")
    }
    return text
  }

  /// What is made of each item of the list that stands under a key.
  func entries<Entry>(
    under key: String, as read: (DocumentNode) throws(DocumentError) -> Entry
  ) throws(DocumentError) -> [Entry] {
    guard case .list(let nodes) = value else {
      throw DocumentError(line: line, message: "'\(key)' is a list of entries")
    }
    var entries: [Entry] = []
    for node in nodes { entries.append(try read(node)) }
    return entries
  }

  /// The scalars of a list; a scalar counts as a list of one.
  public func texts() throws(DocumentError) -> [String] {
    switch value {
    case .scalar(let text): return [text]
    case .list(let nodes):
      var result: [String] = []
      for node in nodes { result.append(try node.text()) }
      return result
    case .map: throw DocumentError(line: line, message: "a list is needed here")
    }
  }

  public func integer() throws(DocumentError) -> Int {
    guard let number = Int(try text()) else {
      throw DocumentError(line: line, message: "a number is needed here")
    }
    return number
  }

  public func boolean() throws(DocumentError) -> Bool {
    switch try text() {
    case "true", "yes": return true
    case "false", "no": return false
    default: throw DocumentError(line: line, message: "'true' or 'false' is needed here")
    }
  }
}
