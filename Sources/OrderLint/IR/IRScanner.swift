/// Reads the lexical elements of one line of IR text.
struct IRScanner {
  private let bytes: [UInt8]
  private(set) var offset = 0
  let file: String
  let line: Int

  init(_ text: Substring, file: String, line: Int) {
    bytes = Array(text.utf8)
    self.file = file
    self.line = line
  }

  /// Whether a name can stand without quotes: letters, digits and `_`, not starting with a digit.
  static func isWord(_ name: String) -> Bool {
    guard let first = name.utf8.first, !isDigit(first) else { return false }
    return name.utf8.allSatisfy(isWordByte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == 0x5F || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
  }

  private func byte(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

  func error(_ message: String, at column: Int? = nil) -> IRSyntaxError {
    let position = SourcePosition(line: line, column: (column ?? offset) + 1)
    return IRSyntaxError(file: file, position: position, message: message)
  }

  /// Moves past spaces and a comment.
  mutating func skipSpace() {
    while let next = byte(at: offset), next == 0x20 || next == 0x09 || next == 0x0D { offset += 1 }
    if byte(at: offset) == 0x2F, byte(at: offset + 1) == 0x2F { offset = bytes.count }
  }

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return offset >= bytes.count
    }
  }

  /// The word that comes next, without taking it. Hyphens join words of event names.
  mutating func peekWord(hyphens: Bool = false) -> String? {
    skipSpace()
    guard let first = byte(at: offset), Self.isWordByte(first), !Self.isDigit(first) else {
      return nil
    }
    var end = offset
    while let next = byte(at: end), Self.isWordByte(next) || (hyphens && next == 0x2D) { end += 1 }
    return String(decoding: bytes[offset..<end], as: UTF8.self)
  }

  mutating func takeWord(hyphens: Bool = false) -> String? {
    guard let word = peekWord(hyphens: hyphens) else { return nil }
    offset += word.utf8.count
    return word
  }

  /// Takes `word` if it comes next as a whole word.
  mutating func take(word: String) -> Bool {
    guard peekWord() == word else { return false }
    offset += word.utf8.count
    return true
  }

  mutating func expect(word: String) throws(IRSyntaxError) {
    guard take(word: word) else { throw error("expected '\(word)'") }
  }

  mutating func isNext(_ mark: String) -> Bool {
    skipSpace()
    let expected = Array(mark.utf8)
    return bytes[offset...].starts(with: expected)
  }

  mutating func take(_ mark: String) -> Bool {
    guard isNext(mark) else { return false }
    offset += mark.utf8.count
    return true
  }

  mutating func expect(_ mark: String) throws(IRSyntaxError) {
    guard take(mark) else { throw error("expected '\(mark)'") }
  }

  mutating func expectEnd() throws(IRSyntaxError) {
    guard isAtEnd else { throw error("expected the end of the line") }
  }

  mutating func expectInteger() throws(IRSyntaxError) -> Int64 {
    skipSpace()
    var end = offset
    if byte(at: end) == 0x2D { end += 1 }
    while let next = byte(at: end), Self.isDigit(next) { end += 1 }
    guard let value = Int64(String(decoding: bytes[offset..<end], as: UTF8.self)) else {
      throw error("expected an integer of 64 bits")
    }
    offset = end
    return value
  }

  /// A number that an index or a line can be.
  mutating func expectIndex() throws(IRSyntaxError) -> Int {
    let start = offset
    let value = try expectInteger()
    guard let index = Int32(exactly: value), index >= 0 else {
      throw error("expected an index", at: start)
    }
    return Int(index)
  }

  var startsInteger: Bool {
    mutating get {
      skipSpace()
      guard let first = byte(at: offset) else { return false }
      if first == 0x2D { return byte(at: offset + 1).map(Self.isDigit) ?? false }
      return Self.isDigit(first)
    }
  }

  /// A word or a quoted string.
  mutating func expectName() throws(IRSyntaxError) -> String {
    if let word = takeWord() { return word }
    return try expectString()
  }

  mutating func expectString() throws(IRSyntaxError) -> String {
    try expect("\"")
    var result = String.UnicodeScalarView()
    var run: [UInt8] = []
    let flush = { (run: inout [UInt8], result: inout String.UnicodeScalarView) in
      result.append(contentsOf: String(decoding: run, as: UTF8.self).unicodeScalars)
      run = []
    }
    while let next = byte(at: offset) {
      offset += 1
      switch next {
      case 0x22:
        flush(&run, &result)
        return String(result)
      case 0x5C:
        flush(&run, &result)
        result.append(try expectEscaped())
      default: run.append(next)
      }
    }
    throw error("the string has no end")
  }

  /// What follows a backslash.
  private mutating func expectEscaped() throws(IRSyntaxError) -> Unicode.Scalar {
    guard let escape = byte(at: offset) else { throw error("the string has no end") }
    offset += 1
    switch escape {
    case 0x22, 0x5C: return Unicode.Scalar(escape)
    case 0x6E: return "\n"
    case 0x72: return "\r"
    case 0x74: return "\t"
    case 0x75:
      try expect("{")
      var end = offset
      while let next = byte(at: end), next != 0x7D { end += 1 }
      let digits = String(decoding: bytes[offset..<end], as: UTF8.self)
      guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
        throw error("not a Unicode scalar")
      }
      offset = end
      try expect("}")
      return scalar
    default: throw error("unknown escape", at: offset - 1)
    }
  }
}
