@_spi(ExperimentalLanguageFeatures) @_spi(RawSyntax) @_spi(Testing) import SwiftParser
@_spi(RawSyntax) import SwiftSyntax

/// A token of SwiftParser after normalisation: where it is, and which of our kinds it should have.
struct OracleToken {
  /// Token kinds that the two lexers must agree on. The parser gives `<`, `>`, `...` and `&` a kind
  /// by their context, so these may be any operator or punctuation.
  enum Kind {
    case word, integer, float, quote, pounds, segment, regex, prefix, postfix, binary, punctuation
    case poundKeyword, contextual, unknown
  }

  var kind: Kind
  var start: Int
  var end: Int
  /// Whether a newline was skipped before it; nil where it is not to be compared.
  var isAtStartOfLine: Bool?

  /// The tokens of the syntax tree, after normalisations 1 to 4 of README.md.
  static func tokens(of source: UnsafeBufferPointer<UInt8>) -> [OracleToken] {
    var collector = OracleCollector()
    for token in Parser.parse(source: source).tokens(viewMode: .sourceAccurate) {
      collector.append(token)
    }
    return collector.tokens
  }

  /// What SwiftParser's lexer alone gives, before the parser cuts, merges or recovers.
  static func lexemes(of source: UnsafeBufferPointer<UInt8>) -> [OracleToken] {
    var collector = OracleCollector()
    var tracker = LookaheadTracker()
    withUnsafeMutablePointer(to: &tracker) { tracker in
      let lexemes = Lexer.tokenize(source, lookaheadTracker: tracker, experimentalFeatures: [])
      for lexeme in lexemes {
        collector.append(lexeme)
        if lexeme.rawTokenKind == .endOfFile { return }
      }
    }
    return collector.tokens
  }
}

private struct OracleCollector {
  private(set) var tokens: [OracleToken] = []
  private var offset = 0
  private var segmentIsOpen = false
  /// Whether the last token opens a multi-line string.
  private var isAfterMultilineOpening = false
  private var isOperatorNameNext = false

  mutating func append(_ token: TokenSyntax) {
    let start = offset + token.leadingTriviaLength.utf8Length
    let end = start + token.trimmedLength.utf8Length
    offset = end + token.trailingTriviaLength.utf8Length
    // Normalisation 2: the parser made trivia of indentation, which for us belongs to the text.
    if isClosingMultilineQuote(token) || segmentIsOpen && token.tokenKind == .backslash {
      appendSegment(start, start)
    }
    append(token.rawTokenKind, start, end)
    // Normalisation 4: the parser makes the name of an operator function a binary operator.
    if isOperatorNameNext, let last = tokens.indices.last, tokens[last].kind == .binary {
      tokens[last].kind = .contextual
    }
    isOperatorNameNext =
      token.tokenKind == .keyword(.func) || token.tokenKind == .keyword(.operator)
  }

  mutating func append(_ lexeme: Lexer.Lexeme) {
    let start = offset + lexeme.leadingTriviaText.count
    let end = start + lexeme.tokenText.count
    offset += lexeme.byteLength
    if lexeme.rawTokenKind == .endOfFile, isAfterMultilineOpening { appendSegment(start, start) }
    let followsSegment = tokens.last?.kind == .segment
    let isFirst = tokens.isEmpty
    let count = tokens.count
    append(lexeme.rawTokenKind, start, end)
    guard tokens.count == count + 1, tokens[count].kind != .segment, !followsSegment, !isFirst,
      tokens[count].kind != .quote
    else { return }
    tokens[count].isAtStartOfLine = lexeme.flags.contains(.isAtStartOfLine)
  }

  private mutating func append(_ tokenKind: RawTokenKind, _ start: Int, _ end: Int) {
    if tokenKind == .stringSegment {
      appendSegment(start, end)
    } else {
      let isClosing = segmentIsOpen && tokens.last?.end == start
      closeSegment()
      isAfterMultilineOpening = tokenKind == .multilineStringQuote && !isClosing
      appendOther(tokenKind, start, end)
    }
  }

  private func isClosingMultilineQuote(_ token: TokenSyntax) -> Bool {
    token.tokenKind == .multilineStringQuote
      && (token.keyPathInParent == \StringLiteralExprSyntax.closingQuote
        || token.keyPathInParent == \SimpleStringLiteralExprSyntax.closingQuote)
  }

  private mutating func appendSegment(_ start: Int, _ end: Int) {
    if segmentIsOpen, let last = tokens.indices.last {
      tokens[last].end = end
    } else {
      // Normalisation 2: the newline after an opening quote is trivia for SwiftParser.
      let start = isAfterMultilineOpening ? tokens.last?.end ?? start : start
      tokens.append(OracleToken(kind: .segment, start: start, end: end))
      segmentIsOpen = true
    }
  }

  private mutating func closeSegment() {
    if segmentIsOpen, let last = tokens.last, last.start == last.end { tokens.removeLast() }
    segmentIsOpen = false
  }

  private mutating func appendOther(_ tokenKind: RawTokenKind, _ start: Int, _ end: Int) {
    guard tokenKind != .shebang, end > start else { return }
    let kind = Self.kind(of: tokenKind)
    if kind == .regex, let last = tokens.indices.last, tokens[last].kind == .regex,
      tokens[last].end == start
    {
      tokens[last].end = end
    } else if tokenKind == .colonColon {
      tokens.append(OracleToken(kind: .punctuation, start: start, end: start + 1))
      tokens.append(OracleToken(kind: .punctuation, start: start + 1, end: end))
    } else {
      tokens.append(OracleToken(kind: kind, start: start, end: end))
    }
  }

  private static func kind(of tokenKind: RawTokenKind) -> OracleToken.Kind {
    switch tokenKind {
    case .identifier, .dollarIdentifier, .keyword, .wildcard: .word
    case .integerLiteral: .integer
    case .floatLiteral: .float
    case .stringQuote, .multilineStringQuote, .singleQuote: .quote
    case .rawStringPoundDelimiter: .pounds
    case .stringSegment: .segment
    case .regexSlash, .regexPoundDelimiter, .regexLiteralPattern: .regex
    case .prefixOperator: .prefix
    case .postfixOperator: .postfix
    case .binaryOperator: .binary
    case .poundIf, .poundElse, .poundElseif, .poundEndif, .poundAvailable, .poundUnavailable,
      .poundSourceLocation:
      .poundKeyword
    case .leftAngle, .rightAngle, .ellipsis, .prefixAmpersand, .exclamationMark, .equal,
      .postfixQuestionMark, .infixQuestionMark:
      .contextual
    case .unknown, .backtick: .unknown
    case .arrow, .atSign, .backslash, .colon, .colonColon, .comma, .endOfFile, .leftBrace,
      .leftParen, .leftSquare, .period, .pound, .rightBrace, .rightParen, .rightSquare, .semicolon,
      .shebang:
      .punctuation
    }
  }
}
