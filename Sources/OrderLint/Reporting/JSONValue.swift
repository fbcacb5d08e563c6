/// A JSON value whose objects keep the order of their members, so that equal values are equal bytes.
package indirect enum JSONValue {
  case null
  case bool(Bool)
  case integer(Int)
  case string(String)
  case array([JSONValue])
  case object([(String, JSONValue)])

  /// The value as indented text that ends in a line feed. Invalid characters cannot occur: the
  /// control characters are escaped, and a Swift string is always valid Unicode.
  package func serialized() -> String {
    var output: [UInt8] = []
    write(to: &output, depth: 0)
    output.append(UInt8(ascii: "\n"))
    return String(decoding: output, as: UTF8.self)
  }

  private func write(to output: inout [UInt8], depth: Int) {
    switch self {
    case .null: output += "null".utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .integer(let value): output += String(value).utf8
    case .string(let value): Self.write(value, to: &output)
    case .array(let values):
      Self.writeList(of: values.count, brackets: ("[", "]"), to: &output, depth: depth) {
        index, output in
        values[index].write(to: &output, depth: depth + 1)
      }
    case .object(let members):
      Self.writeList(of: members.count, brackets: ("{", "}"), to: &output, depth: depth) {
        index, output in
        Self.write(members[index].0, to: &output)
        output += ": ".utf8
        members[index].1.write(to: &output, depth: depth + 1)
      }
    }
  }

  private static func writeList(
    of count: Int, brackets: (String, String), to output: inout [UInt8], depth: Int,
    element: (Int, inout [UInt8]) -> Void
  ) {
    output += brackets.0.utf8
    for index in 0..<count {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      startLine(depth: depth + 1, in: &output)
      element(index, &output)
    }
    if count > 0 { startLine(depth: depth, in: &output) }
    output += brackets.1.utf8
  }

  private static func startLine(depth: Int, in output: inout [UInt8]) {
    output.append(UInt8(ascii: "\n"))
    for _ in 0..<depth * 2 { output.append(UInt8(ascii: " ")) }
  }

  private static func write(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): output += "\\\"".utf8
      case UInt8(ascii: "\\"): output += "\\\\".utf8
      case UInt8(ascii: "\n"): output += "\\n".utf8
      case UInt8(ascii: "\r"): output += "\\r".utf8
      case UInt8(ascii: "\t"): output += "\\t".utf8
      case 0..<0x20, 0x7F:
        let digits = String(byte, radix: 16)
        output += "\\u".utf8
        output += String(repeating: "0", count: 4 - digits.count).utf8
        output += digits.utf8
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(elements) }

  /// An object without the members that have no value.
  static func object(omittingNil members: [(String, JSONValue?)]) -> JSONValue {
    .object(members.compactMap { name, value in value.map { (name, $0) } })
  }
}
