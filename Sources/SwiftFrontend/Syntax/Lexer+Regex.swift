// Regular expression literals: `/…/`, which could be operators, and `#/…/#`, which cannot.
extension Lexer {
  mutating func lexPoundRegex(pounds: Int) {
    let start = position
    position = scanRegex(from: start, pounds: pounds, isCertain: true) ?? start + 1
    emit(.regexLiteral, from: start)
  }

  /// The end of the literal that begins with the slash in an operator that is not left-bound; nil
  /// if the slash is part of the operator.
  mutating func regexEnd(from slash: Int, inOperator operatorRange: Range<Int>) -> Int? {
    var isCertain = false
    if let previous = tokens.last, isSpelled(previous, "func") || isSpelled(previous, "operator") {
      return nil
    }
    if !isRightBound(operatorRange.upperBound, isLeftBound: false) {
      isCertain = isAfterTryMark
      guard isCertain || isInExpressionPosition else { return nil }
      if !isAfterArgumentSeparator { isCertain = true }
    }
    return scanRegex(from: slash, pounds: 0, isCertain: isCertain)
  }

  private func isSpelled(_ token: Token, _ word: StaticString) -> Bool {
    token.kind == .identifier && token.end - token.start == word.utf8CodeUnitCount
      && starts(with: word, at: token.start)
  }

  /// After `try` with a mark stands an expression, though the mark looks like a postfix operator.
  private var isAfterTryMark: Bool {
    guard tokens.count >= 2, let mark = tokens.last, mark.kind == .punctuation else { return false }
    let byte = peek(at: mark.start)
    guard byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?") else { return false }
    return isLeftBound(mark.start) && isSpelled(tokens[tokens.count - 2], "try")
  }

  /// After these an operator may stand as an argument: `reduce(1, /)`.
  private var isAfterArgumentSeparator: Bool {
    guard let previous = tokens.last, previous.kind == .punctuation else { return false }
    return "([,:".utf8.contains(peek(at: previous.start))
  }

  /// Whether an expression, not a binary operator, is expected after the last token.
  private var isInExpressionPosition: Bool {
    guard let previous = tokens.last else { return true }
    switch previous.kind {
    case .prefixOperator, .binaryOperator:
      return true
    case .unknown:
      return peek(at: previous.start) != Ascii.backtick
    case .postfixOperator, .integerLiteral, .floatLiteral, .stringQuote, .rawStringPounds,
      .stringSegment, .regexLiteral, .endOfFile:
      return false
    case .punctuation:
      return isExpressionExpected(afterPunctuation: previous)
    case .poundKeyword:
      // `#if`, `#elseif`, `#else`, `#endif`; not `#available`, `#unavailable`, `#sourceLocation`.
      return starts(with: "#if", at: previous.start) || starts(with: "#e", at: previous.start)
    case .identifier:
      return Self.expressionKeywords.contains { isSpelled(previous, $0) }
    }
  }

  private func isExpressionExpected(afterPunctuation token: Token) -> Bool {
    let byte = peek(at: token.start)
    // A postfix `?` ends an operand; that of a conditional expression does not.
    if byte == UInt8(ascii: "?") { return !isLeftBound(token.start) }
    if byte == UInt8(ascii: ":") { return peek(at: token.start - 1) != byte }
    return "{([&=;,".utf8.contains(byte)
  }

  /// The keywords that are not operands themselves.
  private static let expressionKeywords: [StaticString] = [
    "return", "in", "case", "let", "var", "if", "else", "try", "where", "throw", "guard", "is",
    "as",
    "while", "switch", "for", "do", "repeat", "default", "break", "continue", "fallthrough",
    "defer", "catch", "rethrows", "throws", "associatedtype", "class", "deinit", "enum",
    "extension", "fileprivate", "func", "import", "init", "inout", "internal", "operator",
    "precedencegroup", "private", "protocol", "public", "static", "struct", "subscript",
    "typealias",
  ]

  /// The end of the literal that begins at `start`, with its pound signs; nil if it is none.
  ///
  /// If it certainly is one, it ends with the line or the file even if it is not closed.
  private mutating func scanRegex(from start: Int, pounds: Int, isCertain: Bool) -> Int? {
    var offset = start + pounds + 1
    var isMultiline = false
    if pounds == 0 {
      guard mayBeginBareRegex(slash: start, isCertain: isCertain) else { return nil }
    } else {
      var line = offset
      while peek(at: line).isBlank { line += 1 }
      if peek(at: line).isNewline {
        isMultiline = true
        offset = line
      }
    }
    if isMultiline, let known = memory.openRegex, known.pounds <= pounds, known.from <= offset {
      return offset
    }
    var scan = RegexScan(
      offset: offset, pounds: pounds, isCertain: isCertain, isMultiline: isMultiline)
    while true {
      switch advance(&scan) {
      case .more: continue
      case .closed(let end): return end
      case .notRegex: return nil
      case .unterminated:
        guard isCertain else { return nil }
        guard isMultiline else { return scan.offset }
        memory.openRegex = (pounds, offset)
        return offset
      }
    }
  }

  private func mayBeginBareRegex(slash: Int, isCertain: Bool) -> Bool {
    let next = peek(at: slash + 1)
    if next.isBlank, !isCertain { return false }
    if next == Ascii.star || next == Ascii.slash { return false }
    return slash == 0 || peek(at: slash - 1) != Ascii.star
  }

  private struct RegexScan {
    var offset: Int
    let pounds: Int
    let isCertain: Bool
    let isMultiline: Bool
    var groupDepth = 0
    var classDepth = 0
    /// After the last white space that is not escaped.
    var blankEnd = -1
  }

  private enum RegexStep {
    case more
    case closed(Int)
    case notRegex, unterminated
  }

  /// Reads the closing delimiter or one character of the pattern.
  private mutating func advance(_ scan: inout RegexScan) -> RegexStep {
    guard scan.offset < source.count else { return .unterminated }
    var byte = source[scan.offset]
    if byte == Ascii.slash, let step = closeRegex(scan) { return step }
    let isEscaped = byte == Ascii.backslash
    if isEscaped {
      guard scan.offset + 1 < source.count else {
        scan.offset += 1
        return .unterminated
      }
      scan.offset += 1
      byte = source[scan.offset]
    }
    if byte.isNewline, !scan.isMultiline { return .unterminated }
    scan.offset += 1
    return isEscaped || take(byte, &scan) ? .more : .notRegex
  }

  private mutating func closeRegex(_ scan: RegexScan) -> RegexStep? {
    let afterSlash = scan.offset + 1
    guard scan.pounds == 0 else {
      let run = poundRun(at: afterSlash)
      return run >= scan.pounds ? .closed(afterSlash + run) : nil
    }
    let next = peek(at: afterSlash)
    if next == Ascii.star || next == Ascii.slash { return .unterminated }
    return scan.blankEnd == scan.offset && !scan.isCertain ? .notRegex : .closed(afterSlash)
  }

  /// Counts an unescaped character; false if the pattern cannot contain it.
  private func take(_ byte: UInt8, _ scan: inout RegexScan) -> Bool {
    switch byte {
    case Ascii.leftParenthesis where scan.classDepth == 0:
      scan.groupDepth += 1
    case Ascii.rightParenthesis where scan.classDepth == 0:
      if scan.groupDepth == 0 { return scan.isCertain }
      scan.groupDepth -= 1
    case UInt8(ascii: "["):
      scan.classDepth += 1
    case UInt8(ascii: "]"):
      scan.classDepth = max(scan.classDepth - 1, 0)
    case Ascii.space, Ascii.tab:
      scan.blankEnd = scan.offset
    default:
      break
    }
    return true
  }
}
