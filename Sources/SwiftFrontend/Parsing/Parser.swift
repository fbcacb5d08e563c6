/// A light recursive-descent parser. It never fails: what it does not know becomes an opaque node,
/// and it goes on behind it at the same brace depth.
struct Parser {
  let bytes: [UInt8]
  let tokens: [Token]
  /// The number of each identifier or operator in `table`, or -1.
  let words: [Int32]
  let spellings: [String]
  /// The current token.
  var index = 0
  /// Where the rest of the current token starts: `>>` is taken apart in types.
  var start = 0
  var depth = 0
  /// A `{` after an expression opens the body of the statement around it.
  var isInCondition = false
  /// Names in a pattern after `let` or `var` are new variables.
  var isBinding = false
  /// Types declared inside functions. They cannot capture anything, so they count as types of the file.
  var localTypes: [Declaration] = []

  /// Nesting beyond this becomes opaque, so that hostile input cannot exhaust the stack.
  static let depthLimit = 96
  static let tooDeep = "nested too deeply"
  static let tooLong = "a very long chain of operators"
  /// Why something was left out.
  static let limits: Set<String> = [tooDeep, tooLong]

  init(bytes: [UInt8], tokens: [Token]) {
    var tokens = tokens
    if tokens.last?.kind != .endOfFile {
      tokens.append(
        Token(
          kind: .endOfFile, start: bytes.count, end: bytes.count, isPrecededByNewline: true,
          isPrecededBySpace: true))
    }
    var table = NameTable()
    var words = [Int32]()
    words.reserveCapacity(tokens.count)
    bytes.withUnsafeBufferPointer { buffer in
      for token in tokens {
        switch token.kind {
        case .identifier, .prefixOperator, .postfixOperator, .binaryOperator:
          words.append(table.insert(UnsafeBufferPointer(rebasing: buffer[token.start..<token.end])))
        case .integerLiteral, .floatLiteral, .stringQuote, .rawStringPounds, .stringSegment,
          .regexLiteral, .punctuation, .poundKeyword, .unknown, .endOfFile:
          words.append(-1)
        }
      }
    }
    self.bytes = bytes
    self.tokens = tokens
    self.words = words
    spellings = table.spellings
    start = tokens[0].start
  }

  // MARK: Looking

  var token: Token { tokens[index] }
  var kind: Token.Kind { tokens[index].kind }
  var isAtEnd: Bool { kind == .endOfFile }
  var isOnNewLine: Bool { token.isPrecededByNewline && start == token.start }
  var hasSpaceBefore: Bool {
    start == token.start && (token.isPrecededBySpace || token.isPrecededByNewline)
  }

  /// The first byte of the rest of the current token; 0 inside strings and at the end.
  var byte: UInt8 {
    switch kind {
    case .endOfFile, .stringSegment, .stringQuote, .rawStringPounds: 0
    case .identifier, .integerLiteral, .floatLiteral, .regexLiteral, .prefixOperator,
      .postfixOperator, .binaryOperator, .punctuation, .poundKeyword, .unknown:
      start < bytes.count ? bytes[start] : 0
    }
  }

  func peek(_ distance: Int = 1) -> Int { min(index + distance, tokens.count - 1) }

  func at(_ keyword: Keyword) -> Bool {
    words[index] == keyword.rawValue && kind == .identifier
  }

  func at(_ keyword: Keyword, ahead: Int) -> Bool {
    let place = peek(ahead)
    return words[place] == keyword.rawValue && tokens[place].kind == .identifier
  }

  /// Whether the current token is this one character, as punctuation.
  func at(_ character: Unicode.Scalar) -> Bool { isPunctuation(index, character) }

  func at(_ character: Unicode.Scalar, ahead: Int) -> Bool {
    isPunctuation(peek(ahead), character)
  }

  private func isPunctuation(_ place: Int, _ character: Unicode.Scalar) -> Bool {
    let token = tokens[place]
    return token.kind == .punctuation && token.end - token.start == 1
      && bytes[token.start] == UInt8(truncatingIfNeeded: character.value)
  }

  var isArrow: Bool {
    token.end - start == 2 && bytes[start] == UInt8(ascii: "-")
      && bytes[start + 1] == UInt8(ascii: ">")
  }

  /// The keyword at the current token, if it is one.
  var keyword: Keyword? { kind == .identifier ? Keyword(rawValue: words[index]) : nil }

  var isIdentifier: Bool { kind == .identifier }

  /// The spelling of the current identifier or operator.
  var spelling: String {
    let word = words[index]
    if word >= 0, start == token.start { return spellings[Int(word)] }
    return text(start, token.end)
  }

  func text(_ from: Int, _ to: Int) -> String {
    from < to ? String(decoding: bytes[from..<to], as: UTF8.self) : ""
  }

  func isOperatorKind(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .prefixOperator, .postfixOperator, .binaryOperator: true
    case .identifier, .integerLiteral, .floatLiteral, .stringQuote, .rawStringPounds,
      .stringSegment, .regexLiteral, .punctuation, .poundKeyword, .unknown, .endOfFile:
      false
    }
  }

  // MARK: Moving

  mutating func advance() {
    if index + 1 < tokens.count { index += 1 }
    start = tokens[index].start
  }

  /// Takes one byte off the front of the current token.
  mutating func advanceByte() {
    if start + 1 < token.end { start += 1 } else { advance() }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard at(character) else { return false }
    advance()
    return true
  }

  mutating func take(_ keyword: Keyword) -> Bool {
    guard at(keyword) else { return false }
    advance()
    return true
  }

  /// The end of the token before the current one.
  var previousEnd: Int {
    if start != token.start { return start }
    return index > 0 ? tokens[index - 1].end : 0
  }

  func span(from start: Int) -> Span { Span(start: start, end: max(start, previousEnd)) }

  struct Mark {
    fileprivate var index: Int
    fileprivate var start: Int
  }
  var mark: Mark { Mark(index: index, start: start) }
  mutating func reset(to mark: Mark) {
    index = mark.index
    start = mark.start
  }

  // MARK: Skipping

  var isOpening: Bool { at("(") || at("[") || at("{") }
  var isClosing: Bool { at(")") || at("]") || at("}") }

  /// Skips one token, or everything up to the closing bracket that belongs to it.
  mutating func skipBalanced() {
    guard isOpening else {
      advance()
      return
    }
    // A brace closes what is open inside it, so that one missing parenthesis costs little.
    var open: [UInt8] = []
    repeat {
      if isOpening {
        open.append(byte)
      } else if isClosing {
        let opener: UInt8 =
          at("}") ? UInt8(ascii: "{") : at("]") ? UInt8(ascii: "[") : UInt8(ascii: "(")
        if let match = open.lastIndex(of: opener) {
          open.removeSubrange(match...)
        } else if at("}") {
          return
        }
      }
      advance()
    } while !open.isEmpty && !isAtEnd
  }

  /// Skips to the end of a list in brackets whose opening is already taken.
  mutating func skipToClosing(_ closing: Unicode.Scalar) {
    while !isAtEnd, !at(closing), !at("}") { skipBalanced() }
    _ = take(closing)
  }

  /// Skips the rest of a statement: to the next line, `;` or closing brace.
  mutating func skipStatement() {
    repeat { skipBalanced() } while !isAtEnd && !isOnNewLine && !at(";") && !isClosing
  }

  /// Runs a part of the parser one level deeper; at the limit, skips and gives nil.
  mutating func nested<Node>(_ parse: (inout Parser) -> Node) -> Node? {
    guard depth < Self.depthLimit else { return nil }
    depth += 1
    defer { depth -= 1 }
    return parse(&self)
  }
}
