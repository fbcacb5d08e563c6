import MemoryModel

/// A name of an API, with places that vary: `my_{op}_*_{order}`.
///
/// `*` stands for any run of characters, `{op}` for the name of an arithmetic or bitwise operation,
/// `{order}` for the name of a memory order, and `{a|b}` for one of the words.
public struct NamePattern: Hashable, Sendable {
  /// As written.
  public let text: String
  private let pieces: [Piece]
  /// Every matching name starts with one of these.
  public let starts: [String]

  private enum Piece: Hashable {
    case literal([UInt8])
    case anything
    case operation
    case order
    case words([[UInt8]])
  }

  /// What the varying places of a name say.
  public struct Match: Hashable, Sendable {
    public var operation: Operation?
    public var order: MemoryOrder?
  }

  /// An operation named by a word.
  public enum Operation: Hashable, Sendable {
    case update(UpdateOperator)
    case increment
    case decrement
  }

  /// Nil if a brace is not closed or a placeholder has no words.
  public init?(_ text: String) {
    self.text = text
    var pieces: [Piece] = []
    var literal: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "*") || byte == UInt8(ascii: "{") else {
        literal.append(byte)
        continue
      }
      if !literal.isEmpty { pieces.append(.literal(literal)) }
      literal = []
      if byte == UInt8(ascii: "*") {
        pieces.append(.anything)
        continue
      }
      guard let end = rest.firstIndex(of: UInt8(ascii: "}")), end > rest.startIndex else {
        return nil
      }
      pieces.append(Self.placeholder(rest[..<end]))
      rest = rest[(end + 1)...]
    }
    if !literal.isEmpty { pieces.append(.literal(literal)) }
    guard !pieces.isEmpty else { return nil }
    self.pieces = pieces
    starts = Self.starts(of: pieces)
  }

  /// Up to and with the first literal piece, or up to the first place where anything may stand.
  private static func starts(of pieces: [Piece]) -> [String] {
    var found: [[UInt8]] = [[]]
    for piece in pieces {
      switch piece {
      case .literal(let bytes): return found.map { String(decoding: $0 + bytes, as: UTF8.self) }
      case .words(let words) where found.count * words.count <= 64:
        found = found.flatMap { start in words.map { start + $0 } }
      case .words, .anything, .operation, .order:
        return found.map { String(decoding: $0, as: UTF8.self) }
      }
    }
    return found.map { String(decoding: $0, as: UTF8.self) }
  }

  private static let nameLimit = 4096

  /// All names that match; none if there is no end of them.
  public var names: [String] {
    var found: [[UInt8]] = [[]]
    for piece in pieces {
      switch piece {
      case .literal(let bytes): found = found.map { $0 + bytes }
      case .words(let words): found = found.flatMap { start in words.map { start + $0 } }
      case .operation:
        found = found.flatMap { start in Self.operations.map { start + $0.0 } }
      case .order: found = found.flatMap { start in Self.orders.map { start + $0.0 } }
      case .anything: return []
      }
      guard found.count <= Self.nameLimit else { return [] }
    }
    return found.map { String(decoding: $0, as: UTF8.self) }
  }

  private static func placeholder(_ bytes: ArraySlice<UInt8>) -> Piece {
    let text = String(decoding: bytes, as: UTF8.self)
    switch text {
    case "op": return .operation
    case "order": return .order
    default:
      let words = text.split(separator: "|", omittingEmptySubsequences: false)
      return .words(words.map { Array($0.utf8) }.sorted { $0.count > $1.count })
    }
  }

  /// What a name's varying places say; nil if the name does not match.
  public func match(_ name: String) -> Match? {
    var matcher = Matcher(pieces: pieces, name: Array(name.utf8))
    return matcher.match(piece: 0, at: 0, Match())
  }

  /// One attempt at a name. What did not match at a place is not tried there again, so that many
  /// wildcards take no more steps than there are places for each.
  private struct Matcher {
    let pieces: [Piece]
    let name: [UInt8]
    private var failed: Set<Place> = []

    private struct Place: Hashable {
      var piece: Int
      var offset: Int
    }

    init(pieces: [Piece], name: [UInt8]) {
      self.pieces = pieces
      self.name = name
    }

    mutating func match(piece: Int, at offset: Int, _ found: Match) -> Match? {
      guard pieces.indices.contains(piece) else { return offset == name.count ? found : nil }
      let place = Place(piece: piece, offset: offset)
      if failed.contains(place) { return nil }
      let result = attempt(piece, offset, found)
      if result == nil { failed.insert(place) }
      return result
    }

    private mutating func attempt(_ piece: Int, _ offset: Int, _ found: Match) -> Match? {
      var found = found
      switch pieces[piece] {
      case .literal(let bytes): return match(bytes, piece, offset, found)
      case .anything:
        for end in offset...name.count {
          if let result = match(piece: piece + 1, at: end, found) { return result }
        }
      case .words(let words):
        for word in words {
          if let result = match(word, piece, offset, found) { return result }
        }
      case .operation:
        for (word, operation) in NamePattern.operations {
          found.operation = operation
          if let result = match(word, piece, offset, found) { return result }
        }
      case .order:
        for (word, order) in NamePattern.orders {
          found.order = order
          if let result = match(word, piece, offset, found) { return result }
        }
      }
      return nil
    }

    private mutating func match(
      _ word: [UInt8], _ piece: Int, _ offset: Int, _ found: Match
    ) -> Match? {
      guard name[offset...].starts(with: word) else { return nil }
      return match(piece: piece + 1, at: offset + word.count, found)
    }
  }

  /// Longer words first.
  private static let operations: [([UInt8], Operation)] = operationNames.map {
    (Array($0.0.utf8), $0.1)
  }

  private static let operationNames: [(String, Operation)] = [
    ("subtract", .update(.subtract)), ("exchange", .update(.exchange)),
    ("increment", .increment), ("decrement", .decrement), ("nand", .update(.nand)),
    ("xchg", .update(.exchange)), ("swap", .update(.exchange)), ("add", .update(.add)),
    ("sub", .update(.subtract)), ("and", .update(.and)), ("xor", .update(.xor)),
    ("inc", .increment), ("dec", .decrement), ("min", .update(.minimum)),
    ("max", .update(.maximum)), ("or", .update(.or)),
  ]

  private static let orders: [([UInt8], MemoryOrder)] = orderNames.map { (Array($0.0.utf8), $0.1) }

  /// The spellings of orders in names, longer ones first.
  static let orderNames: [(String, MemoryOrder)] = [
    ("acquire_release", .acquireRelease), ("dependency", .consume), ("relaxed", .relaxed),
    ("acquire", .acquire), ("release", .release), ("acq_rel", .acquireRelease),
    ("ACQUIRE", .acquire), ("RELEASE", .release), ("RELAXED", .relaxed),
    ("ACQ_REL", .acquireRelease), ("SEQ_CST", .sequentiallyConsistent),
    ("seq_cst", .sequentiallyConsistent), ("consume", .consume), ("acqrel", .acquireRelease),
    ("seqcst", .sequentiallyConsistent), ("Acquire", .acquire), ("Release", .release),
    ("acq", .acquire), ("rel", .release), ("rlx", .relaxed),
  ]

  /// The order that a constant's name says, such as `CMM_ACQUIRE` or `my_memory_order_relaxed`.
  public static func order(namedIn constant: String) -> MemoryOrder? {
    orderNames.first { constant.hasSuffix($0.0) || constant.hasSuffix($0.0 + "_FENCE") }?.1
  }
}
