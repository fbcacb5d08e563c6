import MemoryModel

/// Names of types in C whose headers are not there: what a build writes into `config.h` and its like,
/// `gsize`, `lib_size_t`.
///
/// Without a declaration clang drops each expression with a cast to such a type, and each record with a
/// field of it. So the parse is given a number under that name, in a file that exists in memory only.
struct MissingTypes {
  private var names: Set<String> = []
  /// Of records whose fields are not known.
  private var records: Set<String> = []
  /// What libraries call C's memory orders.
  private var orders: [String: MemoryOrder] = [:]

  private static let limit = 500
  /// The file that declares them; there is none of that name.
  static let path = "/orderlint-types.h"

  var count: Int { names.count + records.count + orders.count }

  var arguments: [String] { count == 0 ? [] : ["-include", Self.path] }

  /// The declarations; nil if there is nothing to declare.
  var file: (path: String, text: [UInt8])? {
    guard count > 0 else { return nil }
    let lines =
      names.sorted().map { "typedef long \($0);\n" }
      + records.sorted().map { "struct \($0) { long orderlint_value; };\n" }
      + orders.sorted { $0.key < $1.key }.map { "enum { \($0.key) = \($0.value.rawValue) };\n" }
    return (Self.path, Array(lines.joined().utf8))
  }

  /// Notes the type that an error says is unknown, or the name in a cast.
  mutating func add(_ message: String, at place: Int, of bytes: [UInt8]) {
    guard count < Self.limit else { return }
    if let name = Self.name(in: message, after: "unknown type name '") {
      names.insert(name)
    } else if let name = Self.name(in: message, after: "use of undeclared identifier '"),
      Self.isCast(at: place, name.utf8.count, of: bytes)
    {
      names.insert(name)
    } else if let name = Self.name(in: message, after: "use of undeclared identifier '"),
      let order = Self.order(named: name)
    {
      orders[name] = order
    } else if let name = Self.name(in: message, after: "field has incomplete type 'struct ") {
      records.insert(name)
    }
  }

  /// The order that an enumerator says at its end: `lib_memory_order_acq_rel`.
  private static func order(named name: String) -> MemoryOrder? {
    guard let prefix = name.ranges(of: "memory_order_").last else { return nil }
    return MemoryOrder(name: name[prefix.upperBound...])
  }

  /// Capitals alone are macros: `LIB_EXPORT`.
  private static func name(in message: String, after start: String) -> String? {
    guard message.hasPrefix(start) else { return nil }
    let name = message.dropFirst(start.count).prefix { $0 != "'" }
    guard name.contains(where: \.isLowercase), name.utf8.allSatisfy(Characters.isWord) else {
      return nil
    }
    return String(name)
  }

  /// Whether a name stands in parentheses, if with stars, before an operand or after `sizeof`.
  private static func isCast(at place: Int, _ length: Int, of bytes: [UInt8]) -> Bool {
    var start = place
    while start > 0, Characters.isSpace(bytes[start - 1]) { start -= 1 }
    guard start > 0, bytes[start - 1] == UInt8(ascii: "(") else { return false }
    var end = place + length
    let isFiller = { (byte: UInt8) in Characters.isSpace(byte) || byte == UInt8(ascii: "*") }
    while end < bytes.count, isFiller(bytes[end]) { end += 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: ")") else { return false }
    switch word(before: start - 1, in: bytes) {
    case "sizeof", "alignof", "_Alignof", "__alignof__", "typeof", "__typeof__": return true
    case "", "return", "case", "else", "do": break
    default: return false
    }
    end += 1
    while end < bytes.count, Characters.isSpace(bytes[end]) { end += 1 }
    guard end < bytes.count else { return false }
    return Characters.isWord(bytes[end]) || "(&*-~!\"'".utf8.contains(bytes[end])
  }

  private static func word(before end: Int, in bytes: [UInt8]) -> String {
    var end = end
    while end > 0, Characters.isSpace(bytes[end - 1]) { end -= 1 }
    var start = end
    while start > 0, end - start < 16, Characters.isWord(bytes[start - 1]) { start -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}
