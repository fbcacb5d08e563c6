import SwiftFrontend

/// What became of one file.
struct Comparison {
  struct Difference {
    var offset: Int
    var ours: String
    var oracle: String
  }

  var tokens = 0
  /// How often normalisation 5 was needed.
  var splits = 0
  var difference: Difference?

  enum Oracle { case syntaxTree, lexer }

  init(_ text: SourceText, with oracle: Oracle) {
    let expected = text.bytes.withUnsafeBufferPointer { bytes in
      switch oracle {
      case .syntaxTree: OracleToken.tokens(of: bytes)
      case .lexer: OracleToken.lexemes(of: bytes)
      }
    }
    compare(text, with: expected)
  }

  private mutating func compare(_ text: SourceText, with oracle: [OracleToken]) {
    tokens = oracle.count
    var next = 0
    for token in Lexer.tokens(of: text).dropLast() {
      guard next < oracle.count, let used = match(token, oracle[next...]) else {
        difference = Difference(
          offset: min(token.start, next < oracle.count ? oracle[next].start : token.start),
          ours: "\(token.kind) '\(text.text(of: token))'",
          oracle: next < oracle.count ? describe(oracle[next], in: text) : "the end of the file")
        return
      }
      next += used
      if used > 1 { splits += 1 }
    }
    if next < oracle.count {
      difference = Difference(
        offset: oracle[next].start, ours: "the end of the file",
        oracle: describe(oracle[next], in: text))
    }
  }

  private func describe(_ token: OracleToken, in text: SourceText) -> String {
    "\(token.kind) '\(String(decoding: text.bytes[token.start..<token.end], as: UTF8.self))'"
  }

  /// How many tokens of the oracle a token of ours stands for, nil if they disagree.
  private func match(_ token: Token, _ oracle: ArraySlice<OracleToken>) -> Int? {
    guard let first = oracle.first, first.start == token.start else { return nil }
    if let isAtStartOfLine = first.isAtStartOfLine, isAtStartOfLine != token.isPrecededByNewline {
      return nil
    }
    if first.end == token.end { return agrees(token.kind, first.kind) ? 1 : nil }
    var end = token.start
    var used = 0
    for piece in oracle {
      guard piece.start == end, piece.end <= token.end, mayBePiece(piece.kind, of: token.kind)
      else { return nil }
      end = piece.end
      used += 1
      if end == token.end { return used }
    }
    return nil
  }

  /// Normalisation 5: the parser, not SwiftParser's lexer, cuts operators and version numbers.
  private func mayBePiece(_ piece: OracleToken.Kind, of kind: Token.Kind) -> Bool {
    switch kind {
    case .prefixOperator, .postfixOperator, .binaryOperator:
      [.contextual, .prefix, .postfix, .binary, .punctuation].contains(piece)
    case .floatLiteral:
      [.integer, .float, .punctuation].contains(piece)
    default:
      false
    }
  }

  private func agrees(_ ours: Token.Kind, _ oracle: OracleToken.Kind) -> Bool {
    switch ours {
    case .identifier: oracle == .word
    case .integerLiteral: oracle == .integer
    case .floatLiteral: oracle == .float
    case .stringQuote: oracle == .quote
    case .rawStringPounds: oracle == .pounds
    case .stringSegment: oracle == .segment
    case .regexLiteral: oracle == .regex
    case .prefixOperator: oracle == .prefix || oracle == .contextual
    case .postfixOperator: oracle == .postfix || oracle == .contextual
    case .binaryOperator: oracle == .binary || oracle == .contextual
    case .punctuation: oracle == .punctuation || oracle == .contextual
    case .poundKeyword: oracle == .poundKeyword
    case .unknown: oracle == .unknown
    case .endOfFile: false
    }
  }
}
