// Operators. What stands on both sides tells a binary from a prefix or postfix one.
extension Lexer {
  /// Whether what ends before the offset is an operand, not white space or an opening delimiter.
  func isLeftBound(_ offset: Int) -> Bool {
    guard offset > 0 else { return false }
    switch peek(at: offset - 1) {
    case Ascii.space, Ascii.tab, Ascii.newline, Ascii.carriageReturn, 0, Ascii.leftParenthesis,
      UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: ":"):
      return false
    case Ascii.slash:
      // The end of a comment is white space.
      return peek(at: offset - 2) != Ascii.star
    case 0xA0:
      return peek(at: offset - 2) != 0xC2
    default:
      return true
    }
  }

  /// Whether what begins at the offset is an operand of an operator that ends there.
  func isRightBound(_ offset: Int, isLeftBound: Bool) -> Bool {
    switch peek(at: offset) {
    case Ascii.space, Ascii.tab, Ascii.newline, Ascii.carriageReturn, 0, Ascii.rightParenthesis,
      UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: ":"):
      return false
    case Ascii.dot:
      // `x^.y` applies a postfix operator, `^.y` a prefix one.
      return !isLeftBound
    case Ascii.slash:
      return !isCommentStart(offset)
    case 0xC2:
      return peek(at: offset + 1) != 0xA0
    default:
      return true
    }
  }

  private func isCommentStart(_ offset: Int) -> Bool {
    guard peek(at: offset) == Ascii.slash else { return false }
    return peek(at: offset + 1) == Ascii.slash || peek(at: offset + 1) == Ascii.star
  }

  mutating func lexOperator() {
    let start = position
    let end = operatorEnd(from: start)
    if !isLeftBound(start), let slash = (start..<end).first(where: { source[$0] == Ascii.slash }),
      let regexEnd = regexEnd(from: slash, inOperator: start..<end)
    {
      if slash > start { emitOperator(from: start, to: slash) }
      position = regexEnd
      emit(.regexLiteral, from: slash)
    } else {
      emitOperator(from: start, to: end)
    }
  }

  /// Where the operator that begins at the offset ends: at a comment, too.
  private mutating func operatorEnd(from start: Int) -> Int {
    let mayContainDots = source[start] == Ascii.dot
    var end = start + (source[start] < 0x80 ? 1 : decodeScalar(at: start).length)
    while end < source.count {
      let byte = source[end]
      if byte >= 0x80 {
        let scalar = decodeScalar(at: end)
        guard let value = scalar.value, CodePoints.continuesOperator(value) else { break }
        end += scalar.length
        continue
      }
      guard byte.isAsciiOperator, byte != Ascii.dot || mayContainDots, !isCommentStart(end),
        !isPlaceholderStart(end)
      else { break }
      end += 1
    }
    return end
  }

  private mutating func isPlaceholderStart(_ offset: Int) -> Bool {
    guard peek(at: offset) == Ascii.less, peek(at: offset + 1) == Ascii.pound else { return false }
    if let known = memory.placeholderScan, known.range.contains(offset) { return known.isClosed }
    var end = offset + 1
    var isClosed = false
    while end < source.count, source[end] != Ascii.newline, !isClosed {
      isClosed = source[end] == Ascii.pound && peek(at: end + 1) == Ascii.greater
      end += 1
    }
    memory.placeholderScan = (offset..<end - (isClosed ? 1 : 0), isClosed)
    return isClosed
  }

  private mutating func emitOperator(from start: Int, to end: Int) {
    let kind = operatorKind(start, end)
    position = end
    emit(kind, from: start)
  }

  private func operatorKind(_ start: Int, _ end: Int) -> Token.Kind {
    let leftBound = isLeftBound(start)
    let rightBound = isRightBound(end, isLeftBound: leftBound)
    switch end - start {
    case 1:
      switch source[start] {
      case UInt8(ascii: "="), Ascii.dot, UInt8(ascii: "?"): return .punctuation
      case UInt8(ascii: "&"): if rightBound && !leftBound { return .punctuation }
      default: break
      }
    case 2 where starts(with: "->", at: start):
      return .punctuation
    default:
      if containsCommentEnd(start, end) { return .unknown }
    }
    if leftBound == rightBound { return .binaryOperator }
    return leftBound ? .postfixOperator : .prefixOperator
  }

  private func containsCommentEnd(_ start: Int, _ end: Int) -> Bool {
    guard end - start > 1 else { return false }
    return (start..<end - 1).contains { starts(with: "*/", at: $0) }
  }
}
