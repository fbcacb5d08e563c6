// String literals. The quotes, the pound signs of a raw string and the text between interpolations
// are tokens of their own, so that an interpolation is read like any other code.
extension Lexer {
  mutating func lexOpeningQuote(pounds: Int) {
    let start = position
    let form: StringForm
    if source[position] == Ascii.singleQuote {
      position += 1
      form = StringForm(quote: .single, pounds: pounds)
    } else if starts(with: "\"\"\"", at: position), !isClosedOnLine(position + 3, pounds: pounds) {
      position += 3
      form = StringForm(quote: .multiline, pounds: pounds)
    } else {
      position += 1
      form = StringForm(quote: .double, pounds: pounds)
    }
    emit(.stringQuote, from: start)
    enter(.string(form))
  }

  /// `#"""#` and `#"""a"#` are single-line strings that begin with quotes.
  private mutating func isClosedOnLine(_ start: Int, pounds: Int) -> Bool {
    guard pounds > 0 else { return false }
    if poundRun(at: start) >= pounds { return true }
    if let known = memory.openRawLine, known.pounds <= pounds, known.range.contains(start) {
      return false
    }
    var offset = start
    while offset < source.count, !source[offset].isNewline {
      if source[offset] == Ascii.quote, poundRun(at: offset + 1) >= pounds { return true }
      offset += 1
    }
    memory.openRawLine = (pounds, start..<max(offset, start))
    return false
  }

  /// Reads from inside a string to its end or to the end of the next interpolation's `(`.
  mutating func lexStringContents(_ form: StringForm) {
    let start = position
    while position < source.count {
      switch source[position] {
      case Ascii.backslash:
        if lexEscape(form, segmentStart: start) { return }
      case Ascii.newline, Ascii.carriageReturn:
        guard form.quote != .multiline else { fallthrough }
        emitSegment(from: start)
        leaveMode()
        return
      default:
        let quoteLength = closingQuoteLength(form)
        guard quoteLength > 0 else {
          position += 1
          continue
        }
        emitSegment(from: start)
        emitClosingQuote(form, length: quoteLength)
        return
      }
    }
    emitSegment(from: start)
  }

  private mutating func emitSegment(from start: Int) {
    if position > start { emit(.stringSegment, from: start) }
  }

  private mutating func emitClosingQuote(_ form: StringForm, length: Int) {
    let start = position
    position += length
    emit(.stringQuote, from: start)
    if form.pounds > 0 {
      let start = position
      position += poundRun(at: position)
      emit(.rawStringPounds, from: start)
    }
    leaveMode()
  }

  /// The length of the closing quote at the position, 0 if there is none.
  private mutating func closingQuoteLength(_ form: StringForm) -> Int {
    let byte = source[position]
    switch form.quote {
    case .single:
      return byte == Ascii.singleQuote ? 1 : 0
    case .double:
      guard byte == Ascii.quote else { return 0 }
      return form.pounds == 0 || poundRun(at: position + 1) >= form.pounds ? 1 : 0
    case .multiline:
      guard byte == Ascii.quote, starts(with: "\"\"\"", at: position) else { return 0 }
      return form.pounds == 0 || poundRun(at: position + 3) >= form.pounds ? 3 : 0
    }
  }

  /// Reads an escape sequence; if it begins an interpolation, emits its tokens and returns true.
  private mutating func lexEscape(_ form: StringForm, segmentStart: Int) -> Bool {
    let backslash = position
    var end = position + 1
    if form.pounds > 0 {
      let run = poundRun(at: end)
      guard run >= form.pounds else {
        position = end
        return false
      }
      // One pound sign too many is an error that the Swift parser reads as the escape meant.
      end += min(run, form.pounds + 1)
    }
    guard peek(at: end) == Ascii.leftParenthesis else {
      let escaped = peek(at: end)
      let mustNotEndString =
        escaped == Ascii.quote || escaped == Ascii.singleQuote || escaped == Ascii.backslash
      position = min(end + (mustNotEndString ? 1 : 0), source.count)
      return false
    }
    emitSegment(from: segmentStart)
    emitPunctuation()
    if end > backslash + 1 {
      position = end
      emit(.rawStringPounds, from: backslash + 1)
    }
    emitPunctuation()
    enter(.interpolation(form, depth: 0))
    return true
  }

  /// A typographic quote is no Swift; as the Swift parser does, one pair is read as one word.
  mutating func lexCurlyQuote(isOpening: Bool) {
    let start = position
    position += 3
    guard isOpening else {
      emit(.unknown, from: start)
      return
    }
    if let end = curlyQuoteEnd(from: position) { position = end }
    emit(.identifier, from: start)
  }

  private mutating func curlyQuoteEnd(from start: Int) -> Int? {
    if memory.openCurlyQuote.contains(start) { return nil }
    var offset = start
    scanning: while offset < source.count {
      let byte = source[offset]
      switch byte {
      case Ascii.quote:
        return offset + 1
      case Ascii.backslash:
        let escaped = peek(at: offset + 1)
        guard "0nrt\"'\\".utf8.contains(escaped) else { break scanning }
        offset += 2
      case 0..<0x20, 0x7F:
        break scanning
      default:
        let scalar = decodeScalar(at: offset)
        guard let value = scalar.value else { break scanning }
        offset += scalar.length
        if value == 0x201D { return offset }
      }
    }
    memory.openCurlyQuote = start..<max(offset, start)
    return nil
  }
}
