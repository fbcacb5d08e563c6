/// A JSON value read from an untrusted file.
indirect enum JSONValue: Equatable {
  case null
  case boolean(Bool)
  case number
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}

/// Reads JSON (RFC 8259) and says where it is broken. Nesting is limited; nothing traps.
struct JSONText {
  struct Failure: Error, Equatable {
    var message: String
    var line: Int
    var column: Int
  }

  private let bytes: [UInt8]
  private var offset = 0
  private static let nestingLimit = 100

  static func parse(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
    var text = JSONText(bytes: bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { text.offset = 3 }
    let value = try text.value(nesting: 0)
    text.skipSpace()
    guard text.offset == bytes.count else { throw text.failure("text after the end") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private func failure(_ message: String) -> Failure {
    var line = 1
    var column = 1
    for byte in bytes.prefix(offset) {
      line += byte == 0x0A ? 1 : 0
      column = byte == 0x0A ? 1 : column + 1
    }
    return Failure(message: message, line: line, column: column)
  }

  private mutating func skipSpace() {
    while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }

  private mutating func value(nesting: Int) throws(Failure) -> JSONValue {
    guard nesting < Self.nestingLimit else { throw failure("nested too deeply") }
    skipSpace()
    switch byte {
    case UInt8(ascii: "{"): return try object(nesting: nesting)
    case UInt8(ascii: "["): return try array(nesting: nesting)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw failure("ends too early")
    case let byte? where "-0123456789".utf8.contains(byte): return number()
    default: throw failure("a value is expected here")
    }
  }

  private mutating func word(
    _ word: String, _ value: JSONValue
  ) throws(Failure) -> JSONValue {
    guard bytes[offset...].starts(with: word.utf8) else {
      throw failure("a value is expected here")
    }
    offset += word.utf8.count
    return value
  }

  private mutating func number() -> JSONValue {
    while let byte, "+-.eE0123456789".utf8.contains(byte) { offset += 1 }
    return .number
  }

  private mutating func array(nesting: Int) throws(Failure) -> JSONValue {
    offset += 1
    var values: [JSONValue] = []
    skipSpace()
    if byte == UInt8(ascii: "]") {
      offset += 1
      return .array(values)
    }
    while true {
      values.append(try value(nesting: nesting + 1))
      if try !separator(end: UInt8(ascii: "]")) { return .array(values) }
    }
  }

  private mutating func object(nesting: Int) throws(Failure) -> JSONValue {
    offset += 1
    var members: [String: JSONValue] = [:]
    skipSpace()
    if byte == UInt8(ascii: "}") {
      offset += 1
      return .object(members)
    }
    while true {
      skipSpace()
      guard byte == UInt8(ascii: "\"") else { throw failure("a member name is expected here") }
      let name = try string()
      skipSpace()
      guard byte == UInt8(ascii: ":") else { throw failure("':' is expected here") }
      offset += 1
      members[name] = try value(nesting: nesting + 1)
      if try !separator(end: UInt8(ascii: "}")) { return .object(members) }
    }
  }

  /// Whether another element follows.
  private mutating func separator(end: UInt8) throws(Failure) -> Bool {
    skipSpace()
    guard let byte, byte == UInt8(ascii: ",") || byte == end else {
      throw failure(byte == nil ? "ends too early" : "',' is expected here")
    }
    offset += 1
    return byte != end
  }

  private mutating func string() throws(Failure) -> String {
    offset += 1
    var text: [UInt8] = []
    while let byte {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
      case 0x0A: throw failure("a string is not closed")
      default: text.append(byte)
      }
    }
    throw failure("a string is not closed")
  }

  private mutating func escape() throws(Failure) -> [UInt8] {
    guard let byte else { throw failure("a string is not closed") }
    offset += 1
    switch byte {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw failure("an unknown escape")
    }
  }

  private mutating func unicodeEscape() throws(Failure) -> [UInt8] {
    let high = try hexadecimal()
    if (0xD800..<0xDC00).contains(high), bytes[offset...].starts(with: [0x5C, 0x75]) {
      offset += 2
      let low = try hexadecimal()
      guard (0xDC00..<0xE000).contains(low) else { throw failure("half of a surrogate pair") }
      let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
      return Unicode.Scalar(code).map { Array(String($0).utf8) } ?? []
    }
    guard let scalar = Unicode.Scalar(high) else { throw failure("half of a surrogate pair") }
    return Array(String(scalar).utf8)
  }

  private mutating func hexadecimal() throws(Failure) -> UInt32 {
    guard offset + 4 <= bytes.count,
      let value = UInt32(String(decoding: bytes[offset..<(offset + 4)], as: UTF8.self), radix: 16)
    else { throw failure("an incomplete escape") }
    offset += 4
    return value
  }
}
