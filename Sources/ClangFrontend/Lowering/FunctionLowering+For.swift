import CLibclang
import MemoryModel

extension FunctionLowering {
  struct ForParts {
    var start: Int?
    var test: Int?
    var step: Int?
    var body: Int?
  }

  /// libclang lists only the clauses that are there. Which ones, the text says.
  func forParts(_ node: Int) -> ForParts {
    var children = tree[node].children
    var parts = ForParts()
    parts.body = children.popLast()
    let present = clausesPresent(node)
    guard present.count == 3, present.filter({ $0 }).count == children.count else {
      return guessed(children, body: parts.body)
    }
    var rest = children.makeIterator()
    if present[0] { parts.start = rest.next() }
    if present[1] { parts.test = rest.next() }
    if present[2] { parts.step = rest.next() }
    return parts
  }

  /// Which of the three clauses of a `for` have any text; empty if that cannot be told.
  private func clausesPresent(_ node: Int) -> [Bool] {
    let start = context.spelling(of: tree.start(of: node))
    guard let file = start.file else { return [] }
    let bytes = context.source(of: file)
    var scanner = TextScanner(bytes, at: start.offset)
    guard scanner.skip(past: UInt8(ascii: "(")) else { return [] }
    var present = [false]
    var nesting = 0
    while let byte = scanner.next() {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "{"), UInt8(ascii: "["): nesting += 1
      case UInt8(ascii: ")") where nesting == 0: return present.count == 3 ? present : []
      case UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: "]"): nesting -= 1
      case UInt8(ascii: ";") where nesting == 0:
        present.append(false)
        continue
      default: break
      }
      if !Characters.isSpace(byte), byte != UInt8(ascii: "\\") {
        present[present.count - 1] = true
      }
    }
    return []
  }

  /// Only the kinds of the clauses are known.
  private func guessed(_ children: [Int], body: Int?) -> ForParts {
    if children.count == 3 {
      return ForParts(start: children[0], test: children[1], step: children[2], body: body)
    }
    var parts = ForParts(body: body)
    for (position, child) in children.enumerated() {
      let kind = tree[child].kind
      if position == 0, kind == CXCursor_DeclStmt {
        parts.start = child
      } else if parts.test == nil, !isChange(child) {
        parts.test = child
      } else if parts.start == nil, parts.test == nil, position == 0, children.count > 1 {
        parts.start = child
      } else {
        parts.step = child
      }
    }
    return parts
  }

  private func isChange(_ node: Int) -> Bool {
    let cursor = tree[node].cursor
    switch tree[node].kind {
    case CXCursor_CompoundAssignOperator: return true
    case CXCursor_BinaryOperator: return cursor.binaryOperator == CXBinaryOperator_Assign
    case CXCursor_UnaryOperator:
      return cursor.unaryOperator.rawValue <= CXUnaryOperator_PreDec.rawValue
    default: return false
    }
  }
}

/// Walks over C text, skipping comments; strings and characters come as one quote each.
struct TextScanner {
  private let bytes: [UInt8]
  private(set) var offset: Int

  init(_ bytes: [UInt8], at offset: Int) {
    self.bytes = bytes
    self.offset = max(0, offset)
  }

  private func peek(_ distance: Int = 0) -> UInt8? {
    let index = offset + distance
    return index < bytes.count ? bytes[index] : nil
  }

  mutating func skip(past wanted: UInt8) -> Bool {
    while let byte = next() {
      if byte == wanted { return true }
    }
    return false
  }

  mutating func next() -> UInt8? {
    skipComments()
    guard let byte = peek() else { return nil }
    offset += 1
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { skipLiteral(byte) }
    return byte
  }

  private mutating func skipLiteral(_ quote: UInt8) {
    while let byte = peek(), byte != quote, byte != UInt8(ascii: "\n") {
      offset += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    offset += 1
  }

  private mutating func skipComments() {
    while peek() == UInt8(ascii: "/") {
      if peek(1) == UInt8(ascii: "/") {
        while let byte = peek(), byte != UInt8(ascii: "\n") { offset += 1 }
      } else if peek(1) == UInt8(ascii: "*") {
        offset += 2
        while let byte = peek() {
          if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") { break }
          offset += 1
        }
        offset += 2
      } else {
        return
      }
    }
  }
}
