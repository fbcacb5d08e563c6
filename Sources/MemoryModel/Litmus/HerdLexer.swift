/// A word, number, string or sign of a herd file.
struct HerdToken: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case word
    case number
    case sign
    case end
  }

  var kind: Kind
  var text: String
  var line: Int
  var column: Int
}

/// The tokens of a herd file: the name, the initial state, the threads and the condition.
struct HerdTokens {
  var name: String
  var tokens: [HerdToken]
}

/// Splits herd's C format into tokens.
///
/// `(*` opens a comment everywhere but inside thread bodies, where it is a dereference in
/// parentheses.
struct HerdLexer {
  private let characters: [Unicode.Scalar]
  private var index = 0
  private var line = 1
  private var column = 1
  private var tokens: [HerdToken] = []
  private var depth = 0
  /// Groups in braces that have ended: the initial state, then the threads.
  private var groups = 0

  /// Architectures that herd knows; of them, only C can be checked here.
  private static let architectures: Set<String> = [
    "C", "X86", "X86_64", "AArch64", "ARM", "PPC", "RISCV", "MIPS", "LISA", "Bell", "BPF", "JAVA",
    "CPP", "ASL", "PTX", "VULKAN", "OPENCL", "Litmus",
  ]

  private static let signs = [
    "/\\", "\\/", "&&", "||", "==", "!=", "<=", ">=", "<>", "=>", "<<", ">>", "++", "--", "+=",
    "-=", "*=", "/=", "&=", "|=", "^=", "->",
  ]

  private init(_ text: String, line: Int) {
    characters = Array(text.unicodeScalars)
    self.line = line
  }

  /// Whether the first word of the text, after comments, is an architecture's name.
  static func isHerd(_ text: String) -> Bool {
    var lexer = HerdLexer(text, line: 1)
    guard (try? lexer.skipBlanks()) != nil, let first = lexer.peek(), lexer.isLetter(first) else {
      return false
    }
    guard architectures.contains(lexer.word()) else { return false }
    // `C=R.rlx x` is a register of the one-line notation.
    return lexer.peek().map { $0.properties.isWhitespace } ?? true
  }

  static func tokenize(_ text: String) throws(LitmusSyntaxError) -> HerdTokens {
    var lexer = HerdLexer(text, line: 1)
    let name = try lexer.header()
    try lexer.readAll()
    return HerdTokens(name: name, tokens: lexer.tokens)
  }

  /// The tokens of a condition alone.
  static func tokenizeCondition(
    _ text: String, line: Int = 1
  ) throws(LitmusSyntaxError) -> HerdTokens {
    var lexer = HerdLexer(text, line: line)
    try lexer.readAll()
    return HerdTokens(name: "", tokens: lexer.tokens)
  }
}

// MARK: - Header

extension HerdLexer {
  /// `C name`, then anything up to the initial state.
  private mutating func header() throws(LitmusSyntaxError) -> String {
    try skipBlanks()
    let start = (line, column)
    let architecture = word()
    guard architecture == "C" else {
      throw LitmusSyntaxError(
        line: start.0, column: start.1,
        message: "this is a litmus test for \(architecture); only C tests can be checked, since "
          + "the model is that of C++20")
    }
    while let next = peek(), next != "\n", next.properties.isWhitespace { advance() }
    var name = ""
    while let next = peek(), !next.properties.isWhitespace, next != "{" {
      name.unicodeScalars.append(next)
      advance()
    }
    // Descriptions, `key=value` lines and quoted text.
    while let next = peek(), next != "{" {
      if next == "\"" {
        try skipString()
      } else if startsComment() {
        try skipComment()
      } else {
        advance()
      }
    }
    guard peek() != nil else { throw failure("expected '{' and the initial state") }
    return name.isEmpty ? "unnamed" : name
  }

  private mutating func skipString() throws(LitmusSyntaxError) {
    let start = (line, column)
    advance()
    while let next = peek() {
      advance()
      if next == "\"" { return }
    }
    throw LitmusSyntaxError(line: start.0, column: start.1, message: "unterminated string")
  }
}

// MARK: - Characters

extension HerdLexer {
  private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
    index + offset < characters.count ? characters[index + offset] : nil
  }

  private mutating func advance() {
    guard index < characters.count else { return }
    if characters[index] == "\n" {
      line += 1
      column = 1
    } else {
      column += 1
    }
    index += 1
  }

  private func failure(_ message: String) -> LitmusSyntaxError {
    LitmusSyntaxError(line: line, column: column, message: message)
  }

  private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar == "_" || scalar == "$"
  }

  private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private var isInBody: Bool { depth > 0 && groups > 0 }

  private func startsComment() -> Bool {
    switch (peek(), peek(1)) {
    case ("(", "*"): !isInBody
    case ("/", "/"), ("/", "*"): true
    default: false
    }
  }

  private mutating func skipComment() throws(LitmusSyntaxError) {
    let start = (line, column)
    if peek() == "/", peek(1) == "/" {
      while let next = peek(), next != "\n" { advance() }
      return
    }
    let isNested = peek() == "("
    let close: Unicode.Scalar = isNested ? ")" : "/"
    var open = 1
    advance()
    advance()
    while peek() != nil {
      if peek() == "*", peek(1) == close {
        advance()
        advance()
        open -= 1
        if open == 0 { return }
      } else {
        if isNested, peek() == "(", peek(1) == "*" {
          open += 1
          advance()
        }
        advance()
      }
    }
    throw LitmusSyntaxError(line: start.0, column: start.1, message: "unterminated comment")
  }

  private mutating func skipBlanks() throws(LitmusSyntaxError) {
    while let next = peek() {
      if next.properties.isWhitespace || next == "\u{FEFF}" {
        advance()
      } else if startsComment() {
        try skipComment()
      } else {
        return
      }
    }
  }

  private mutating func word() -> String {
    var word = ""
    while let next = peek(), isLetter(next) || isDigit(next) {
      word.unicodeScalars.append(next)
      advance()
    }
    return word
  }
}

// MARK: - Tokens

extension HerdLexer {
  private mutating func readAll() throws(LitmusSyntaxError) {
    try skipBlanks()
    while let next = peek() {
      let start = (line, column)
      let kind: HerdToken.Kind = isLetter(next) ? .word : isDigit(next) ? .number : .sign
      let text = kind == .sign ? try sign() : word()
      tokens.append(HerdToken(kind: kind, text: text, line: start.0, column: start.1))
      if text == "{" { depth += 1 }
      if text == "}" {
        depth = max(0, depth - 1)
        if depth == 0 { groups += 1 }
      }
      try skipBlanks()
    }
    tokens.append(HerdToken(kind: .end, text: "", line: line, column: column))
  }

  private mutating func sign() throws(LitmusSyntaxError) -> String {
    guard let first = peek() else { return "" }
    if let second = peek(1) {
      let pair = String(String.UnicodeScalarView([first, second]))
      if Self.signs.contains(pair) {
        advance()
        advance()
        return pair
      }
    }
    if let word = Self.logicalSigns[first] {
      advance()
      return word
    }
    guard first.isASCII else { throw failure("unexpected '\(first)'") }
    advance()
    return String(Character(first))
  }

  /// How papers write conditions.
  private static let logicalSigns: [Unicode.Scalar: String] = ["∧": "/\\", "∨": "\\/", "¬": "~"]
}
