import SwiftParser
import SwiftSyntax

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

  /// Normalisations 1 to 4 of README.md.
  static func tokens(of source: UnsafeBufferPointer<UInt8>) -> [OracleToken] {
    var collector = OracleCollector()
    for token in Parser.parse(source: source).tokens(viewMode: .sourceAccurate) {
      collector.append(token)
    }
    return collector.tokens
  }
}

private struct OracleCollector {
  private(set) var tokens: [OracleToken] = []
  private var offset = 0
  private var segmentIsOpen = false
  private var isOperatorNameNext = false

  mutating func append(_ token: TokenSyntax) {
    let start = offset + token.leadingTriviaLength.utf8Length
    let end = start + token.trimmedLength.utf8Length
    offset = end + token.trailingTriviaLength.utf8Length
    switch token.tokenKind {
    case .stringSegment:
      appendSegment(start, end)
      return
    case .multilineStringQuote, .backslash:
      // Normalisation 2: indentation and escaped newlines belong to the text before.
      if segmentIsOpen, let last = tokens.indices.last {
        tokens[last].end = start
      } else if isClosingQuoteOfEmptyString(token) {
        appendSegment(start, start)
      }
    default:
      break
    }
    closeSegment()
    appendOther(token.tokenKind, start, end)
  }

  /// A multi-line string without content has no segment, though it has a newline.
  private func isClosingQuoteOfEmptyString(_ token: TokenSyntax) -> Bool {
    guard tokens.last?.kind == .quote, token.tokenKind == .multilineStringQuote else {
      return false
    }
    return token.keyPathInParent == \StringLiteralExprSyntax.closingQuote
      || token.keyPathInParent == \SimpleStringLiteralExprSyntax.closingQuote
  }

  private mutating func appendSegment(_ start: Int, _ end: Int) {
    if segmentIsOpen, let last = tokens.indices.last {
      tokens[last].end = end
    } else {
      let previousEnd = tokens.last?.end ?? start
      tokens.append(OracleToken(kind: .segment, start: previousEnd, end: end))
      segmentIsOpen = true
    }
  }

  private mutating func closeSegment() {
    if segmentIsOpen, let last = tokens.last, last.start == last.end { tokens.removeLast() }
    segmentIsOpen = false
  }

  private mutating func appendOther(_ tokenKind: TokenKind, _ start: Int, _ end: Int) {
    if case .shebang = tokenKind { return }
    guard end > start else { return }
    // Normalisation 4: the parser makes the name of an operator function a binary operator.
    let isOperatorName = isOperatorNameNext
    isOperatorNameNext = tokenKind == .keyword(.func) || tokenKind == .keyword(.operator)
    var kind = Self.kind(of: tokenKind)
    if isOperatorName, kind == .binary { kind = .contextual }
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

  private static func kind(of tokenKind: TokenKind) -> OracleToken.Kind {
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
