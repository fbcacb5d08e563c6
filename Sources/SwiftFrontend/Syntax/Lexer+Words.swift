// Identifiers, numbers, and what begins with a pound sign.
extension Lexer {
  /// Reads an identifier, keyword, `_`, `$name` or `$0`; the first character is known to fit.
  mutating func lexIdentifier() {
    let start = position
    if source[position] < 0x80 { position += 1 } else { position += decodeScalar(at: start).length }
    skipIdentifierContinuation()
    emit(.identifier, from: start)
  }

  private mutating func skipIdentifierContinuation() {
    while position < source.count {
      let byte = source[position]
      if byte < 0x80 {
        guard byte.isAsciiIdentifierContinuation else { return }
        position += 1
      } else {
        let scalar = decodeScalar(at: position)
        guard let value = scalar.value, CodePoints.continuesIdentifier(value) else { return }
        position += scalar.length
      }
    }
  }

  /// A raw identifier may hold anything but a line end; a lone backtick is no token of Swift.
  mutating func lexBacktick() {
    let start = position
    var end = start + 1
    while end < source.count, source[end] != Ascii.backtick, !source[end].isNewline { end += 1 }
    let isClosed = peek(at: end) == Ascii.backtick
    position = isClosed ? end + 1 : start + 1
    emit(isClosed ? .identifier : .unknown, from: start)
  }

  mutating func lexPound() {
    let start = position
    let pounds = poundRun(at: start)
    switch peek(at: start + pounds) {
    case Ascii.quote:
      position = start + pounds
      emit(.rawStringPounds, from: start)
      lexOpeningQuote(pounds: pounds)
    case Ascii.slash:
      lexPoundRegex(pounds: pounds)
    default:
      lexPoundWord()
    }
  }

  private mutating func lexPoundWord() {
    let start = position
    var end = start + 1
    while peek(at: end).isAsciiLetterOrUnderscore { end += 1 }
    let isKeyword =
      switch end - start {
      case 3: starts(with: "#if", at: start)
      case 5: starts(with: "#else", at: start)
      case 6: starts(with: "#endif", at: start)
      case 7: starts(with: "#elseif", at: start)
      case 10: starts(with: "#available", at: start)
      case 12: starts(with: "#unavailable", at: start)
      case 15: starts(with: "#sourceLocation", at: start)
      default: false
      }
    position = isKeyword ? end : start + 1
    emit(isKeyword ? .poundKeyword : .punctuation, from: start)
  }

  /// Reads `<#text#>`, which editors put where code is missing, as one word.
  mutating func lexPlaceholder() -> Bool {
    guard peek(at: position + 1) == Ascii.pound else { return false }
    let start = position
    var offset = start + 2
    while offset < source.count, source[offset] != Ascii.newline {
      let next = peek(at: offset + 1)
      if source[offset] == Ascii.less, next == Ascii.pound { return false }
      if source[offset] == Ascii.pound, next == Ascii.greater {
        position = offset + 2
        emit(.identifier, from: start)
        return true
      }
      offset += 1
    }
    return false
  }
}

// MARK: - Numbers

extension Lexer {
  mutating func lexNumber() {
    let start = position
    var isFloat = false
    let second = peek(at: position + 1)
    if source[position] == UInt8(ascii: "0"), second == UInt8(ascii: "x") {
      isFloat = skipHexNumber()
    } else if source[position] == UInt8(ascii: "0"),
      second == UInt8(ascii: "o") || second == UInt8(ascii: "b")
    {
      skipIdentifierContinuation()
    } else {
      isFloat = skipDecimalNumber()
    }
    emit(isFloat ? .floatLiteral : .integerLiteral, from: start)
  }

  private mutating func skipDigits() {
    while peek().isDigit || peek() == UInt8(ascii: "_") { position += 1 }
  }

  private mutating func skipHexDigits() {
    while peek().isHexDigit || peek() == UInt8(ascii: "_") { position += 1 }
  }

  /// Returns whether it is a floating-point literal.
  private mutating func skipDecimalNumber() -> Bool {
    skipDigits()
    if peek() == Ascii.dot {
      // `1.description` is a member; in `pair.0.1`, both are.
      guard peek(at: position + 1).isDigit, !isAfterDot else { return false }
      position += 1
      skipDigits()
    } else if peek() | 0x20 != UInt8(ascii: "e") {
      skipIdentifierContinuation()
      return false
    }
    if peek() | 0x20 == UInt8(ascii: "e") { skipExponent() }
    return true
  }

  private var isAfterDot: Bool {
    guard let last = tokens.last, last.kind == .punctuation else { return false }
    return peek(at: last.start) == Ascii.dot
  }

  private mutating func skipExponent() {
    position += 1
    if peek() == UInt8(ascii: "-") || peek() == UInt8(ascii: "+") { position += 1 }
    if peek().isDigit { skipDigits() }
    skipIdentifierContinuation()
  }

  /// Returns whether it is a floating-point literal: only with an exponent, `0x1.8p3`.
  private mutating func skipHexNumber() -> Bool {
    position += 2
    guard peek().isHexDigit else {
      skipIdentifierContinuation()
      return false
    }
    skipHexDigits()
    let dot = position
    let hasDot = peek() == Ascii.dot
    if hasDot {
      position += 1
      guard position >= source.count || peek().isHexDigit else {
        position = dot
        return false
      }
      skipHexDigits()
    }
    guard peek() | 0x20 == UInt8(ascii: "p") else {
      if hasDot, position + 1 < source.count, !peek(at: position + 1).isDigit { position = dot }
      if !hasDot { skipIdentifierContinuation() }
      return false
    }
    let sign = peek(at: position + 1)
    let isSigned = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
    let digit = position + (isSigned ? 2 : 1)
    if hasDot, digit < source.count, !peek(at: digit).isDigit, !isSigned,
      !peek(at: dot + 1).isDigit
    {
      // `0xff.fp` is a member.
      position = dot
      return false
    }
    skipExponent()
    return true
  }
}
