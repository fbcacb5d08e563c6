/// Finds the comments of a C or Swift file, so that text in literals is never taken for one.
///
/// It knows just enough of both languages to tell code, literals and comments apart, and it always
/// ends, whatever the bytes.
struct CommentScanner {
  enum Kind: UInt8 { case code, literal, comment }

  struct Comment {
    /// The whole comment with its delimiters.
    var range: Range<Int>
    /// What stands between the delimiters.
    var content: Range<Int>
  }

  private let bytes: [UInt8]
  private let language: Language
  private var index = 0
  /// How many interpolations enclose `index`.
  private var nesting = 0
  /// Deeper interpolations are taken for text, so that no input exhausts the stack.
  private static let nestingLimit = 64
  private(set) var comments: [Comment] = []
  /// What each byte of the file belongs to.
  private(set) var kinds: [Kind]

  init(_ bytes: [UInt8], language: Language) {
    self.bytes = bytes
    self.language = language
    kinds = [Kind](repeating: .code, count: bytes.count)
    while index < bytes.count { scanCode(inInterpolation: false) }
  }

  // MARK: - Code

  private func byte(_ offset: Int = 0) -> UInt8? {
    index + offset < bytes.count && index + offset >= 0 ? bytes[index + offset] : nil
  }

  private func isAt(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard index + length <= bytes.count else { return false }
    return text.withUTF8Buffer { buffer in
      (0..<length).allSatisfy { bytes[index + $0] == buffer[$0] }
    }
  }

  /// Scans code up to the end, or up to the parenthesis that closes an interpolation.
  private mutating func scanCode(inInterpolation: Bool) {
    var depth = 0
    while let current = byte() {
      if isAt("//") {
        scanLineComment()
      } else if isAt("/*") {
        scanBlockComment()
      } else if current == UInt8(ascii: "\"") {
        scanString(pounds: 0)
      } else if current == UInt8(ascii: "'"), language == .c {
        scanCharacter()
      } else if current == UInt8(ascii: "#"), language == .swift {
        scanPounds()
      } else if current == UInt8(ascii: "/"), language == .swift, startsRegex() {
        scanRegex(pounds: 0)
      } else {
        if current == UInt8(ascii: "(") { depth += 1 }
        if current == UInt8(ascii: ")") {
          if depth == 0, inInterpolation { return }
          depth -= 1
        }
        index += 1
      }
    }
  }

  private mutating func mark(_ range: Range<Int>, _ kind: Kind) {
    for offset in range where kinds[offset] == .code { kinds[offset] = kind }
  }

  // MARK: - Comments

  private mutating func scanLineComment() {
    let start = index
    while let current = byte(), current != UInt8(ascii: "\n"), current != UInt8(ascii: "\r") {
      // In C a backslash at the end joins the next line to the comment.
      let joins = language == .c && current == UInt8(ascii: "\\")
      let isPair = byte(1) == UInt8(ascii: "\r") && byte(2) == UInt8(ascii: "\n")
      index += joins ? (isPair ? 3 : 2) : 1
    }
    index = min(index, bytes.count)
    comments.append(Comment(range: start..<index, content: start + 2..<index))
    mark(start..<index, .comment)
  }

  private mutating func scanBlockComment() {
    let start = index
    index += 2
    var depth = 1
    while index < bytes.count, depth > 0 {
      if isAt("*/") {
        depth -= 1
        index += 2
      } else if language == .swift, isAt("/*") {
        depth += 1
        index += 2
      } else {
        index += 1
      }
    }
    let end = depth == 0 ? index - 2 : index
    comments.append(Comment(range: start..<index, content: start + 2..<max(start + 2, end)))
    mark(start..<index, .comment)
  }

  // MARK: - Literals

  private mutating func scanCharacter() {
    let start = index
    index += 1
    // A digit separator of C23 (1'000) stands inside a number.
    if let before = byte(-2), before.isIdentifierPart, !isLiteralPrefix(endingAt: start) { return }
    scanShortLiteral(closing: UInt8(ascii: "'"))
    mark(start..<index, .literal)
  }

  private func isLiteralPrefix(endingAt end: Int) -> Bool {
    var start = end
    while start > 0, bytes[start - 1].isIdentifierPart { start -= 1 }
    return ["L", "u", "U", "u8"].contains(String(decoding: bytes[start..<end], as: UTF8.self))
  }

  /// A literal that ends with its line at the latest, `index` after its opening quote.
  private mutating func scanShortLiteral(closing: UInt8) {
    while let current = byte(), current != UInt8(ascii: "\n"), current != UInt8(ascii: "\r") {
      index += 1
      if current == closing { return }
      if current == UInt8(ascii: "\\") { index = min(index + 1, bytes.count) }
    }
  }

  /// A `#` of Swift starts a raw string, a raw regular expression, or a directive.
  private mutating func scanPounds() {
    var count = 0
    while byte(count) == UInt8(ascii: "#") { count += 1 }
    let start = index
    index += count
    if byte() == UInt8(ascii: "\"") {
      scanString(pounds: count)
      mark(start..<index, .literal)
    } else if byte() == UInt8(ascii: "/") {
      scanRegex(pounds: count)
      mark(start..<index, .literal)
    }
  }

  private mutating func scanString(pounds: Int) {
    let start = index
    guard language == .swift else {
      index += 1
      scanShortLiteral(closing: UInt8(ascii: "\""))
      mark(start..<index, .literal)
      return
    }
    let isMultiline = isAt("\"\"\"")
    index += isMultiline ? 3 : 1
    while let current = byte() {
      if !isMultiline, current == UInt8(ascii: "\n") || current == UInt8(ascii: "\r") { break }
      if isMultiline ? isAt("\"\"\"") : current == UInt8(ascii: "\""),
        hasPounds(pounds, at: isMultiline ? 3 : 1)
      {
        index += (isMultiline ? 3 : 1) + pounds
        break
      }
      if current == UInt8(ascii: "\\"), hasPounds(pounds, at: 1) {
        scanEscape(pounds: pounds)
      } else {
        index += 1
      }
    }
    index = min(index, bytes.count)
    mark(start..<index, .literal)
  }

  private func hasPounds(_ count: Int, at offset: Int) -> Bool {
    (0..<count).allSatisfy { byte(offset + $0) == UInt8(ascii: "#") }
  }

  /// Steps over an escape; an interpolation holds code, which may hold literals and comments.
  private mutating func scanEscape(pounds: Int) {
    index += 1 + pounds
    guard byte() == UInt8(ascii: "("), nesting < Self.nestingLimit else {
      index = min(index + 1, bytes.count)
      return
    }
    index += 1
    nesting += 1
    scanCode(inInterpolation: true)
    nesting -= 1
    index = min(index + 1, bytes.count)
  }

  /// Whether the slash at `index` opens a regular expression: it stands where an operand may, and
  /// another slash follows on the line.
  private func startsRegex() -> Bool {
    guard let next = byte(1), next != UInt8(ascii: " "), next != UInt8(ascii: "\t") else {
      return false
    }
    var before = index - 1
    while before >= 0, bytes[before] == UInt8(ascii: " ") || bytes[before] == UInt8(ascii: "\t") {
      before -= 1
    }
    if before >= 0, !Array("(,=:[{;!&|?\n\r".utf8).contains(bytes[before]) { return false }
    var end = index + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
      if bytes[end] == UInt8(ascii: "/") { return true }
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    return false
  }

  private mutating func scanRegex(pounds: Int) {
    let start = index
    index += 1
    while let current = byte() {
      if pounds == 0, current == UInt8(ascii: "\n") { break }
      if current == UInt8(ascii: "/"), hasPounds(pounds, at: 1) {
        index += 1 + pounds
        break
      }
      index += current == UInt8(ascii: "\\") ? 2 : 1
    }
    index = min(index, bytes.count)
    mark(start..<index, .literal)
  }
}

extension UInt8 {
  /// A letter, digit or underscore of ASCII.
  fileprivate var isIdentifierPart: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
