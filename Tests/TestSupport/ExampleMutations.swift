import OrderLint

/// A rule's example in a form in which it must still work, or must fall silent.
public struct MutatedExample: Sendable, CustomStringConvertible {
  /// `as written`, `with CRLF` …
  public var name: String
  public var language: Language
  public var code: String
  /// Where findings start; empty if there must be none.
  public var expected: [SourcePosition]

  public var description: String { "\(language.rawValue), \(name)" }

  /// A path with the extension of the language.
  public var path: String { language == .c ? "example.c" : "example.swift" }
}

/// The ways in which every example of a rule runs.
public enum ExampleMutations {
  /// Each variant of the example. `rule` is the id that suppression comments name; an example
  /// without a mark (a clean one) has no suppressed variants.
  public static func variants(
    of example: RuleDescription.Example, rule: String
  ) -> [MutatedExample] {
    let marked = MarkedCode(example.code)
    let make = { (name: String, code: MarkedCode) in
      MutatedExample(
        name: name, language: example.language, code: code.text, expected: code.marks)
    }
    var variants = [
      make("as written", marked),
      make("with CRLF", marked.withCarriageReturns()),
      make("behind a multi-byte comment", marked.behindMultiByteComment()),
      make("inside a comment", marked.insideComment()),
      make("inside a string", marked.insideString(example.language)),
    ]
    if !marked.marks.isEmpty {
      variants += [
        make("under ignore-next", marked.underIgnoreNext(rule)),
        make("under a trailing ignore", marked.underTrailingIgnore(rule)),
        make("under ignore-file", marked.underIgnoreFile(rule)),
      ]
    }
    return variants
  }
}

/// Code in which `↓` marks stood, and their positions.
public struct MarkedCode: Sendable {
  public static let mark: Character = "↓"

  public private(set) var lines: [String]
  /// In the order of the text.
  public private(set) var marks: [SourcePosition]

  public var text: String { lines.joined(separator: "\n") }

  public init(_ code: String) {
    lines = []
    marks = []
    for line in code.split(separator: "\n", omittingEmptySubsequences: false) {
      var kept = ""
      for character in line {
        if character == Self.mark {
          marks.append(SourcePosition(line: lines.count + 1, column: kept.utf8.count + 1))
        } else {
          kept.append(character)
        }
      }
      lines.append(kept)
    }
  }

  private var markedLines: Set<Int> { Set(marks.map(\.line)) }

  public func withCarriageReturns() -> MarkedCode {
    var copy = self
    copy.lines = lines.enumerated().map { $0 + 1 < lines.count ? $1 + "\r" : $1 }
    return copy
  }

  /// Puts a comment whose bytes outnumber its characters before every marked line, or before the
  /// first line if none is marked.
  public func behindMultiByteComment() -> MarkedCode {
    let comment = "/* größer 日本語 🧵 */ "
    let targets = marks.isEmpty ? [1] : markedLines
    var copy = self
    for line in targets { copy.lines[line - 1] = comment + copy.lines[line - 1] }
    for index in copy.marks.indices { copy.marks[index].column += comment.utf8.count }
    return copy
  }

  public func insideComment() -> MarkedCode {
    var copy = self
    copy.lines = lines.map { "// " + $0 }
    copy.marks = []
    return copy
  }

  public func insideString(_ language: Language) -> MarkedCode {
    var copy = self
    copy.marks = []
    switch language {
    case .c, .cpp:
      copy.lines =
        ["const char *text ="]
        + lines.map { line in
          let escaped = line.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
          return "  \"\(escaped)\\n\""
        } + ["  ;", ""]
    case .swift: copy.lines = ["let text = ###\"\"\""] + lines + ["\"\"\"###", ""]
    }
    return copy
  }

  public func underIgnoreNext(_ rule: String) -> MarkedCode {
    var copy = self
    copy.marks = []
    copy.lines = lines.enumerated().flatMap { index, line in
      let comment = "// orderlint:ignore-next[\(rule)] -- shown in the rule's description"
      return markedLines.contains(index + 1) ? [comment, line] : [line]
    }
    return copy
  }

  public func underTrailingIgnore(_ rule: String) -> MarkedCode {
    var copy = self
    copy.marks = []
    for line in markedLines {
      copy.lines[line - 1] += "  // orderlint:ignore[\(rule)] -- shown in the rule's description"
    }
    return copy
  }

  public func underIgnoreFile(_ rule: String) -> MarkedCode {
    var copy = self
    copy.marks = []
    copy.lines.insert("// orderlint:ignore-file[\(rule)] -- shown in the rule's description", at: 0)
    return copy
  }
}
