import SwiftFrontend
import TestSupport

/// A file of this package, cut into tokens by our own lexer.
struct SwiftFile: CustomStringConvertible {
  var path: String
  var source: SourceText
  var tokens: [Token]
  /// The text of each token.
  var words: [String]

  var description: String { path }

  init(path: String, text: String) {
    self.path = path
    let source = SourceText(text)
    let tokens = Lexer.tokens(of: source)
    self.source = source
    self.tokens = tokens
    words = tokens.map { source.text(of: $0) }
  }

  /// `Sources/OrderLint/IR` for a file in it.
  var directory: String { path.split(separator: "/").dropLast().joined(separator: "/") }

  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  func place(_ index: Int) -> String {
    "\(path):\(source.position(at: tokens[index].start).line)"
  }

  func word(_ index: Int) -> String { words.indices.contains(index) ? words[index] : "" }

  /// The Swift files below a directory of the repository.
  static func all(below directory: String) throws -> [SwiftFile] {
    try Repository.files(below: directory, extensions: ["swift"]).map {
      SwiftFile(path: $0, text: try Repository.text($0))
    }
  }

  /// The modules that the file imports, with the token's index.
  var imports: [(module: String, index: Int)] {
    tokens.indices.filter {
      words[$0] == "import" && tokens[$0].isPrecededByNewline || isImport($0)
    }
    .map { index in
      // `import struct Module.Name` names a kind first.
      let kinds = ["struct", "class", "enum", "func", "protocol", "typealias", "var", "let"]
      let isKind = kinds.contains(word(index + 1))
      return (word(index + (isKind ? 2 : 1)), index)
    }
  }

  private func isImport(_ index: Int) -> Bool {
    words[index] == "import" && tokens[index].kind == .identifier
      && (index == 0 || ["public", "internal", "testable"].contains(word(index - 1)))
  }

  /// How many braces are open before each token.
  var braceDepths: [Int] {
    var depth = 0
    return tokens.indices.map { index in
      if tokens[index].kind == .punctuation, words[index] == "}" { depth -= 1 }
      defer { if tokens[index].kind == .punctuation, words[index] == "{" { depth += 1 } }
      return depth
    }
  }

  /// The index of the closing brace for an opening one.
  func end(ofBraceAt start: Int) -> Int {
    let depths = braceDepths
    return tokens.indices.first {
      $0 > start && words[$0] == "}" && tokens[$0].kind == .punctuation
        && depths[$0] == depths[start]
    } ?? tokens.count - 1
  }

  // MARK: What the house rules forbid

  /// Places where a value is unwrapped by force, or a type is unwrapped implicitly.
  var forceUnwraps: [Int] {
    tokens.indices.filter { index in
      guard words[index] == "!", index > 0,
        [.punctuation, .postfixOperator].contains(tokens[index].kind),
        tokens[index - 1].end == tokens[index].start
      else {
        return false
      }
      switch tokens[index - 1].kind {
      case .identifier, .integerLiteral, .floatLiteral, .stringQuote, .rawStringPounds,
        .regexLiteral:
        return true
      case .punctuation, .postfixOperator:
        return [")", "]", "}", "?", "!", ">"].contains(word(index - 1))
      case .stringSegment, .prefixOperator, .binaryOperator, .poundKeyword, .unknown, .endOfFile:
        return word(index - 1) == ">"
      }
    }
  }

  /// `try!` and `as!`.
  var forcedKeywords: [Int] {
    forceUnwraps.filter { ["try", "as"].contains(word($0 - 1)) }
  }

  /// Variables with storage that outlive every call: at file scope, or static.
  var globalVariables: [Int] {
    let depths = braceDepths
    return tokens.indices.filter { index in
      guard words[index] == "var", tokens[index].kind == .identifier else { return false }
      let modifiers = ["static", "class", "private", "public", "internal", "fileprivate", ")"]
      let before = (0..<index).reversed().prefix { modifiers.contains(word($0)) }.map { word($0) }
      let isStatic = before.contains("static") || before.contains("class")
      guard depths[index] == 0 || isStatic else { return false }
      return isStored(index)
    }
  }

  /// Whether the variable declared here has a value of its own, not an accessor.
  func isStored(_ index: Int) -> Bool {
    var cursor = index + 1
    while cursor < tokens.count {
      switch word(cursor) {
      case "=": return true
      case "{": return false
      default: break
      }
      if cursor > index + 1, tokens[cursor].isPrecededByNewline { return true }
      cursor += 1
    }
    return true
  }

  /// Uses of a free function or type of that name: not a member, declaration or label.
  func uses(of names: Set<String>) -> [Int] {
    tokens.indices.filter { index in
      tokens[index].kind == .identifier && names.contains(words[index])
        && ![".", "func", "case", "let", "var"].contains(word(index - 1))
        && word(index + 1) != ":"
    }
  }

  /// Calls of a free function of that name.
  func calls(of names: Set<String>) -> [Int] {
    uses(of: names).filter { word($0 + 1) == "(" }
  }

  /// The number of lines from each function's opening brace to its closing one.
  var functionLengths: [(index: Int, lines: Int)] {
    let starts = tokens.indices.filter {
      tokens[$0].kind == .identifier && ["func", "init", "subscript"].contains(words[$0])
        && word($0 - 1) != "."
    }
    return starts.compactMap { start in
      guard let open = openingBrace(after: start) else { return nil }
      let first = source.position(at: tokens[open].start).line
      let last = source.position(at: tokens[end(ofBraceAt: open)].start).line
      return (start, last - first + 1)
    }
  }

  /// The brace that opens the body of the function at `start`; nil in a protocol.
  private func openingBrace(after start: Int) -> Int? {
    var parentheses = 0
    for index in tokens.indices.dropFirst(start + 1) {
      switch words[index] {
      case "(" where tokens[index].kind == .punctuation: parentheses += 1
      case ")" where tokens[index].kind == .punctuation: parentheses -= 1
      case "{" where parentheses == 0: return index
      case "}" where parentheses == 0, "func" where parentheses == 0: return nil
      case "var" where parentheses == 0, "init" where parentheses == 0: return nil
      default: break
      }
    }
    return nil
  }
}
