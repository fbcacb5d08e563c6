/// Cuts Swift source into tokens.
///
/// Any sequence of bytes has tokens: what is no Swift (stray control characters, NUL, invalid UTF-8)
/// is skipped like white space, a literal that is not closed ends with its line or with the file.
/// The time is linear in the length of the text. Where Swift's grammar leaves a choice (does `/`
/// begin a regular expression?), this lexer chooses as the Swift parser does.
///
/// The last token is always `endOfFile`; the tokens before it are not empty, and are in order.
public struct Lexer {
  let source: UnsafeBufferPointer<UInt8>
  var position = 0
  var tokens: [Token] = []
  var mode = Mode.code
  /// The modes around the current one, outermost first.
  var outerModes: [Mode] = []
  /// What was skipped since the last token.
  var sawNewline = true
  var sawSpace = false
  var memory = ScanMemory()

  enum Mode {
    case code
    case string(StringForm)
    /// `depth` counts parentheses that are open inside the interpolation.
    case interpolation(StringForm, depth: Int)
  }

  struct StringForm {
    enum Quote { case double, single, multiline }
    var quote: Quote
    var pounds: Int
  }

  /// Results of failed look-aheads. Without them, text that makes the same look-ahead fail again
  /// and again would take quadratic time.
  struct ScanMemory {
    var poundRun = 0..<0
    /// No multi-line regular expression with this many pound signs or more ends after `from`.
    var openRegex: (pounds: Int, from: Int)?
    /// No raw string with this many pound signs or more is closed in `range`.
    var openRawLine: (pounds: Int, range: Range<Int>)?
    var openCurlyQuote = 0..<0
    /// The next end of a placeholder or of a line, as seen from anywhere in the range.
    var placeholderScan: (range: Range<Int>, isClosed: Bool)?
    var openConflictMarkers: (normal: Bool, perforce: Bool) = (false, false)
  }

  private init(_ source: UnsafeBufferPointer<UInt8>) {
    self.source = source
    tokens.reserveCapacity(source.count / 6 + 16)
  }

  /// The tokens of a file.
  public static func tokens(of text: SourceText) -> [Token] {
    text.bytes.withUnsafeBufferPointer { source in
      var lexer = Lexer(source)
      lexer.run()
      return lexer.tokens
    }
  }

  private mutating func run() {
    skipFileHeader()
    while position < source.count {
      switch mode {
      case .code:
        skipTrivia(newlines: true)
        lexCode()
      case .interpolation(let form, let depth):
        lexInterpolation(form, depth: depth)
      case .string(let form):
        lexStringContents(form)
      }
    }
    emit(.endOfFile, from: position)
  }

  private mutating func skipFileHeader() {
    if starts(with: "\u{FEFF}", at: 0) { position = 3 }
    if starts(with: "#!", at: position) { skipToEndOfLine() }
  }

  private mutating func lexInterpolation(_ form: StringForm, depth: Int) {
    skipTrivia(newlines: form.quote == .multiline)
    switch peek() {
    case Ascii.newline, Ascii.carriageReturn:
      // Only a multi-line string may contain this newline: the string ends here, unclosed.
      leaveMode()
    case Ascii.leftParenthesis:
      emitPunctuation()
      mode = .interpolation(form, depth: depth + 1)
    case Ascii.rightParenthesis:
      emitPunctuation()
      if depth == 0 { leaveMode() } else { mode = .interpolation(form, depth: depth - 1) }
    default:
      lexCode()
    }
  }

  /// Reads one token that is not inside a string.
  private mutating func lexCode() {
    guard position < source.count else { return }
    let byte = source[position]
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), UInt8(ascii: "$"):
      lexIdentifier()
    case Ascii.leftParenthesis, Ascii.rightParenthesis, UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"),
      UInt8(ascii: ";"), UInt8(ascii: "@"), Ascii.backslash:
      emitPunctuation()
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      lexNumber()
    case Ascii.quote, Ascii.singleQuote:
      lexOpeningQuote(pounds: 0)
    case Ascii.pound:
      lexPound()
    case Ascii.backtick:
      lexBacktick()
    case UInt8(ascii: "!"), UInt8(ascii: "?"):
      if isLeftBound(position) { emitPunctuation() } else { lexOperator() }
    case Ascii.less:
      if !lexPlaceholder() { lexOperator() }
    default:
      if byte.isAsciiOperator { lexOperator() } else { lexNonAscii() }
    }
  }

  private mutating func lexNonAscii() {
    let scalar = decodeScalar(at: position)
    if let value = scalar.value, CodePoints.continuesIdentifier(value) {
      lexIdentifier()
    } else if let value = scalar.value, CodePoints.beginsOperator(value) {
      lexOperator()
    } else if let value = scalar.value, value == 0x201C || value == 0x201D {
      lexCurlyQuote(isOpening: value == 0x201C)
    } else {
      // Trivia has been skipped, so this is the end of the text.
      position += max(scalar.length, 1)
    }
  }
}

// MARK: - Looking and moving

extension Lexer {
  /// The byte at the position, or NUL after the end.
  func peek() -> UInt8 { peek(at: position) }

  func peek(at offset: Int) -> UInt8 {
    offset >= 0 && offset < source.count ? source[offset] : 0
  }

  func starts(with text: StaticString, at offset: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard offset >= 0, source.count - offset >= length else { return false }
    return text.withUTF8Buffer { expected in
      for index in 0..<length where source[offset + index] != expected[index] { return false }
      return true
    }
  }

  /// The scalar at an offset, or nil and the number of bytes to skip where the text is not UTF-8.
  func decodeScalar(at offset: Int) -> (value: UInt32?, length: Int) {
    let first = peek(at: offset)
    if first < 0x80 { return (UInt32(first), 1) }
    guard first.beginsScalar else {
      var end = offset + 1
      while end < source.count, !source[end].beginsScalar { end += 1 }
      return (nil, end - offset)
    }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for index in 1..<length {
      let byte = peek(at: offset + index)
      guard byte & 0xC0 == 0x80 else { return (nil, index) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let isShortest = length == 2 || (length == 3 ? value >= 0x800 : value >= 0x10000)
    return (isShortest && Unicode.Scalar(value) != nil ? value : nil, length)
  }

  mutating func skipToEndOfLine() {
    while position < source.count, !source[position].isNewline { position += 1 }
  }

  /// How many pound signs stand at the offset.
  mutating func poundRun(at offset: Int) -> Int {
    if memory.poundRun.contains(offset) { return memory.poundRun.upperBound - offset }
    var end = offset
    while peek(at: end) == Ascii.pound { end += 1 }
    memory.poundRun = offset..<end
    return end - offset
  }

  mutating func enter(_ inner: Mode) {
    outerModes.append(mode)
    mode = inner
  }

  mutating func leaveMode() {
    mode = outerModes.popLast() ?? .code
  }

  /// Appends the token between `start` and the position.
  mutating func emit(_ kind: Token.Kind, from start: Int) {
    tokens.append(
      Token(
        kind: kind, start: start, end: position, isPrecededByNewline: sawNewline,
        isPrecededBySpace: sawSpace))
    sawNewline = false
    sawSpace = false
  }

  mutating func emitPunctuation() {
    let start = position
    position = min(position + 1, source.count)
    emit(.punctuation, from: start)
  }
}
