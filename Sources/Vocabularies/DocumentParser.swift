/// Reads the text of a document.
public struct DocumentParser {
  private struct Line {
    var number: Int
    var indentation: Int
    var text: String
  }

  private var lines: [Line]
  private var next = 0
  private static let depthLimit = 24

  private init(lines: [Line]) { self.lines = lines }

  /// The document's value; nil if it is empty.
  public static func parse(_ text: String) throws(DocumentError) -> DocumentNode? {
    var parser = DocumentParser(lines: try split(text))
    guard let first = parser.lines.first else { return nil }
    let node = try parser.block(indentation: first.indentation, depth: 0)
    if parser.next < parser.lines.count {
      throw DocumentError(
        line: parser.lines[parser.next].number, message: "this line is indented unexpectedly")
    }
    return node
  }

  /// The lines that say something, without comments; a flow value that goes on in further lines is
  /// one line.
  private static func split(_ text: String) throws(DocumentError) -> [Line] {
    var lines: [Line] = []
    var open = 0
    let pieces = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, piece) in pieces.enumerated() {
      let bare = withoutComment(piece)
      let content = bare.drop { $0 == " " }
      if content.allSatisfy(\.isWhitespace) || (lines.isEmpty && content == "---") { continue }
      if content.first == "\t" {
        throw DocumentError(line: index + 1, message: "tabs do not indent; use spaces")
      }
      let trimmed = trim(content)
      if open > 0 {
        lines[lines.count - 1].text += " " + trimmed
      } else {
        lines.append(
          Line(number: index + 1, indentation: bare.count - content.count, text: trimmed))
      }
      open = max(0, open + balance(trimmed))
    }
    return lines
  }

  private static func withoutComment(_ line: Substring) -> Substring {
    var quote: Character?
    var previous: Character = " "
    for index in line.indices {
      let character = line[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "#", previous.isWhitespace {
        return line[..<index]
      }
      previous = character
    }
    return line
  }

  private static func balance(_ text: String) -> Int {
    var quote: Character?
    var depth = 0
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
        continue
      }
      switch character {
      case "\"", "'": quote = character
      case "[", "{": depth += 1
      case "]", "}": depth -= 1
      default: break
      }
    }
    return depth
  }

  fileprivate static func trim(_ text: Substring) -> String {
    var rest = text.drop(while: \.isWhitespace)
    while rest.last?.isWhitespace ?? false { rest.removeLast() }
    return String(rest)
  }

  // MARK: Blocks

  private mutating func block(indentation: Int, depth: Int) throws(DocumentError) -> DocumentNode {
    let first = lines[next]
    guard depth < Self.depthLimit else {
      throw DocumentError(line: first.number, message: "nested too deeply")
    }
    if isItem(first.text) { return try sequence(indentation: indentation, depth: depth) }
    if key(of: first.text) != nil { return try mapping(indentation: indentation, depth: depth) }
    next += 1
    return try FlowParser.parse(first.text, line: first.number)
  }

  private func isItem(_ text: String) -> Bool { text == "-" || text.hasPrefix("- ") }

  private mutating func sequence(
    indentation: Int, depth: Int
  ) throws(DocumentError) -> DocumentNode {
    var items: [DocumentNode] = []
    let start = lines[next].number
    while next < lines.count, lines[next].indentation == indentation, isItem(lines[next].text) {
      let line = lines[next]
      let rest = Self.trim(line.text.dropFirst())
      if rest.isEmpty {
        next += 1
        items.append(try nested(below: indentation, after: line.number, depth: depth))
      } else {
        // What follows the dash is a line of its own, indented to where it stands.
        let offset = line.text.count - rest.count
        lines[next] = Line(
          number: line.number, indentation: indentation + offset, text: rest)
        items.append(try block(indentation: indentation + offset, depth: depth + 1))
      }
    }
    return DocumentNode(.list(items), line: start)
  }

  private mutating func mapping(
    indentation: Int, depth: Int
  ) throws(DocumentError) -> DocumentNode {
    var members: [DocumentNode.Member] = []
    let start = lines[next].number
    while next < lines.count, lines[next].indentation == indentation {
      let line = lines[next]
      guard let (name, rest) = key(of: line.text) else {
        throw DocumentError(line: line.number, message: "'key: value' is needed here")
      }
      if members.contains(where: { $0.key == name }) {
        throw DocumentError(line: line.number, message: "'\(name)' is there twice")
      }
      next += 1
      let value =
        rest.isEmpty
        ? try nested(below: indentation, after: line.number, depth: depth)
        : try FlowParser.parse(rest, line: line.number)
      members.append(.init(key: name, value: value))
    }
    return DocumentNode(.map(members), line: start)
  }

  /// The block under a key or dash; an empty scalar if there is none. A list may stand at the
  /// indentation of its key.
  private mutating func nested(
    below indentation: Int, after line: Int, depth: Int
  ) throws(DocumentError) -> DocumentNode {
    guard next < lines.count else { return DocumentNode(.scalar(""), line: line) }
    let inner = lines[next].indentation
    if inner > indentation || (inner == indentation && isItem(lines[next].text)) {
      return try block(indentation: inner, depth: depth + 1)
    }
    return DocumentNode(.scalar(""), line: line)
  }

  /// The key at the start of a line and what follows its colon.
  private func key(of text: String) -> (name: String, rest: String)? {
    if text.hasPrefix("{") || text.hasPrefix("[") { return nil }
    var quote: Character?
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
        continue
      }
      if character == "\"" || character == "'" { quote = character }
      guard character == ":" else { continue }
      let rest = text[text.index(after: index)...]
      guard rest.isEmpty || rest.first == " " else { continue }
      let name = FlowParser.unquoted(Self.trim(text[..<index]))
      return name.isEmpty ? nil : (name, Self.trim(rest))
    }
    return nil
  }
}

/// Reads `[a, b]`, `{a: 1}` and scalars.
struct FlowParser {
  private let characters: [Character]
  private var offset = 0
  private let line: Int
  private static let depthLimit = 16

  static func parse(_ text: String, line: Int) throws(DocumentError) -> DocumentNode {
    guard text.hasPrefix("[") || text.hasPrefix("{") else {
      return DocumentNode(.scalar(unquoted(text)), line: line)
    }
    var parser = FlowParser(characters: Array(text), line: line)
    let node = try parser.value(depth: 0)
    parser.skipSpaces()
    guard parser.offset == parser.characters.count else {
      throw DocumentError(line: line, message: "nothing may follow the closing bracket")
    }
    return node
  }

  static func unquoted(_ text: String) -> String {
    guard text.count >= 2, let first = text.first, first == text.last,
      first == "\"" || first == "'"
    else { return text }
    return String(text.dropFirst().dropLast())
  }

  private init(characters: [Character], line: Int) {
    self.characters = characters
    self.line = line
  }

  private var current: Character? {
    offset < characters.count ? characters[offset] : nil
  }

  private mutating func skipSpaces() {
    while current?.isWhitespace ?? false { offset += 1 }
  }

  private mutating func value(depth: Int) throws(DocumentError) -> DocumentNode {
    skipSpaces()
    guard depth < Self.depthLimit else {
      throw DocumentError(line: line, message: "nested too deeply")
    }
    if current == "[" { return try list(depth: depth) }
    if current == "{" { return try map(depth: depth) }
    return DocumentNode(.scalar(try scalar(until: [",", "]", "}"])), line: line)
  }

  private mutating func list(depth: Int) throws(DocumentError) -> DocumentNode {
    offset += 1
    var items: [DocumentNode] = []
    while true {
      skipSpaces()
      if take("]") { return DocumentNode(.list(items), line: line) }
      items.append(try value(depth: depth + 1))
      try separator(before: "]")
    }
  }

  private mutating func map(depth: Int) throws(DocumentError) -> DocumentNode {
    offset += 1
    var members: [DocumentNode.Member] = []
    while true {
      skipSpaces()
      if take("}") { return DocumentNode(.map(members), line: line) }
      let key = try scalar(until: [":"])
      guard take(":") else { throw DocumentError(line: line, message: "':' is missing") }
      if members.contains(where: { $0.key == key }) {
        throw DocumentError(line: line, message: "'\(key)' is there twice")
      }
      members.append(.init(key: key, value: try value(depth: depth + 1)))
      try separator(before: "}")
    }
  }

  private mutating func take(_ character: Character) -> Bool {
    guard current == character else { return false }
    offset += 1
    return true
  }

  private mutating func separator(before close: Character) throws(DocumentError) {
    skipSpaces()
    guard take(",") || current == close else {
      throw DocumentError(line: line, message: "',' or '\(close)' is missing")
    }
  }

  private mutating func scalar(until ends: Set<Character>) throws(DocumentError) -> String {
    skipSpaces()
    if let quote = current, quote == "\"" || quote == "'" {
      offset += 1
      let start = offset
      while let character = current, character != quote { offset += 1 }
      guard offset < characters.count else {
        throw DocumentError(line: line, message: "the closing quote is missing")
      }
      let text = String(characters[start..<offset])
      offset += 1
      skipSpaces()
      return text
    }
    let start = offset
    while let character = current, !ends.contains(character) { offset += 1 }
    guard offset < characters.count else {
      throw DocumentError(line: line, message: "the closing bracket is missing")
    }
    return DocumentParser.trimmed(characters[start..<offset])
  }
}

extension DocumentParser {
  fileprivate static func trimmed(_ characters: ArraySlice<Character>) -> String {
    trim(String(characters)[...])
  }
}
