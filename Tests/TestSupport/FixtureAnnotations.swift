import OrderLint

/// One annotating comment.
struct Annotation {
  enum Kind { case expect, note, nothing }
  struct Condition {
    var name: String
    var words: [String]
    var isNegated: Bool
  }

  var kind: Kind
  var file: String
  /// The line it speaks about, 1-based.
  var line: Int
  var rule: String?
  var text: String?
  var columns: Range<Int>?
  var conditions: [Condition] = []

  func holds(_ choice: OrderChoice) -> Bool {
    conditions.allSatisfy { condition in
      choice[condition.name].map { condition.words.contains($0) != condition.isNegated } ?? false
    }
  }

  func checkCondition(_ choices: [OrderChoice]) throws {
    for condition in conditions {
      for word in condition.words
      where !choices.contains(where: { $0[condition.name] == word }) {
        throw FixtureError("\(file):\(line): no run has \(condition.name)=\(word)")
      }
    }
  }
}

/// A file of a fixture with its annotations taken out of the comments.
struct AnnotatedFile {
  var source: FixtureSource
  var orders: [(name: String, words: [String])] = []
  var annotations: [Annotation] = []

  init(_ source: FixtureSource) throws {
    self.source = source
    guard OrderSpelling(path: source.path) != nil else { return }
    var codeLine = 0
    for (index, line) in Self.lines(source.text).enumerated() {
      var isCaretLine = false
      for comment in AnnotationComment.all(in: line) {
        isCaretLine = isCaretLine || comment.carets != nil
        try read(comment, line: index + 1, codeLine: codeLine)
      }
      if !isCaretLine { codeLine = index + 1 }
    }
  }

  static func lines(_ text: String) -> [Substring] {
    text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { Substring($0) }
  }

  private mutating func read(_ comment: AnnotationComment, line: Int, codeLine: Int) throws {
    var parser = AnnotationParser(comment.body, place: "\(source.path):\(line)")
    switch comment.keyword {
    case "origin": break
    case "orders": orders += try parser.orders()
    default:
      var annotation = Annotation(kind: .note, file: source.path, line: line)
      if let carets = comment.carets {
        annotation.columns = carets
        annotation.line = codeLine
      }
      annotation.line += try parser.qualifiers(&annotation)
      if comment.keyword == "expect" { try parser.expectation(&annotation) }
      annotation.text = try parser.quoted()
      if annotation.kind == .note, annotation.text == nil {
        throw parser.error("a note needs text")
      }
      try parser.finish()
      annotations.append(annotation)
    }
  }

  /// The file with the names replaced by the chosen orders, columns of annotations moved along.
  func applying(_ choice: OrderChoice) -> AnnotatedFile {
    guard let spelling = OrderSpelling(path: source.path), !choice.values.isEmpty else {
      return self
    }
    var result = self
    var lines: [String] = []
    for (index, line) in Self.lines(source.text).enumerated() {
      let end = AnnotationComment.all(in: line).first?.start ?? line.endIndex
      let substituted = SubstitutedLine(line[..<end], choice, spelling)
      lines.append(substituted.text + line[end...])
      for position in result.annotations.indices
      where result.annotations[position].line == index + 1 {
        result.annotations[position].columns = result.annotations[position].columns.map {
          substituted.moved($0)
        }
      }
    }
    result.source.text = lines.joined(separator: "\n")
    return result
  }

  func expectations(_ kind: Annotation.Kind, _ choice: OrderChoice) -> [FixtureRun.Expectation] {
    annotations.filter { $0.kind == kind && $0.holds(choice) }.map {
      FixtureRun.Expectation(
        file: $0.file, line: $0.line, rule: $0.rule, text: $0.text, columns: $0.columns)
    }
  }
}

/// A comment that begins with one of the harness's keywords.
struct AnnotationComment {
  var keyword: String
  /// What follows the keyword, up to the next such comment.
  var body: String
  /// Columns that carets before the keyword point at.
  var carets: Range<Int>?
  /// Where the comment begins in its line.
  var start: String.Index

  static func all(in line: Substring) -> [AnnotationComment] {
    // A new value each time, since a Regex is not Sendable.
    let pattern = /\/\/\s*(\^~*)?\s*(expect|note|orders|origin)(?=[\[@:])/
    let matches = line.matches(of: pattern)
    return matches.enumerated().map { index, match in
      let end = index + 1 < matches.count ? matches[index + 1].range.lowerBound : line.endIndex
      let carets = match.output.1.map { carets in
        let start = line.utf8.distance(from: line.startIndex, to: carets.startIndex) + 1
        return start..<start + carets.utf8.count
      }
      return AnnotationComment(
        keyword: String(match.output.2), body: String(line[match.range.upperBound..<end]),
        carets: carets, start: match.range.lowerBound)
    }
  }
}

/// Reads what follows the keyword of an annotating comment.
struct AnnotationParser {
  private var rest: Substring
  private let place: String

  init(_ text: String, place: String) {
    rest = text[...]
    self.place = place
  }

  func error(_ message: String) -> FixtureError { FixtureError("\(place): \(message)") }

  private mutating func skipSpace() { rest = rest.drop { $0.isWhitespace } }

  private mutating func take(_ mark: Character) -> Bool {
    skipSpace()
    guard rest.first == mark else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func word() -> String {
    skipSpace()
    let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    rest = rest.dropFirst(word.count)
    return String(word)
  }

  /// `@-1`, `[STORE=relaxed|release, LOAD!=acquire]`, in any order, then the colon. Returns by how
  /// many lines the annotation is displaced.
  mutating func qualifiers(_ annotation: inout Annotation) throws -> Int {
    var displacement = 0
    while !take(":") {
      if take("@") {
        let sign = take("-") ? -1 : 1
        _ = take("+")
        guard let distance = Int(word()) else { throw error("expected a number of lines") }
        displacement += sign * distance
      } else if take("[") {
        repeat { annotation.conditions.append(try condition()) } while take(",")
        guard take("]") else { throw error("expected ']'") }
      } else {
        throw error("expected ':'")
      }
    }
    return displacement
  }

  private mutating func condition() throws -> Annotation.Condition {
    let name = word()
    let isNegated = take("!")
    guard !name.isEmpty, take("=") else { throw error("expected NAME=order") }
    var words: [String] = []
    repeat { words.append(word()) } while take("|")
    return Annotation.Condition(name: name, words: words, isNegated: isNegated)
  }

  mutating func expectation(_ annotation: inout Annotation) throws {
    let rule = word()
    guard !rule.isEmpty else { throw error("expected a rule") }
    if rule == "nothing" {
      guard annotation.conditions.isEmpty else { throw error("'nothing' holds in every run") }
      annotation.kind = .nothing
    } else {
      annotation.kind = .expect
      annotation.rule = rule
    }
  }

  mutating func quoted() throws -> String? {
    guard take("\"") else { return nil }
    guard let end = rest.firstIndex(of: "\"") else { throw error("the quotation has no end") }
    let text = String(rest[..<end])
    rest = rest[rest.index(after: end)...]
    return text
  }

  mutating func finish() throws {
    skipSpace()
    guard rest.isEmpty else { throw error("unexpected '\(rest)'") }
  }

  /// `: STORE = relaxed release; LOAD = relaxed acquire`
  mutating func orders() throws -> [(name: String, words: [String])] {
    guard take(":") else { throw error("expected ':'") }
    var result: [(name: String, words: [String])] = []
    repeat {
      let name = word()
      guard !name.isEmpty, take("=") else { throw error("expected NAME = orders") }
      var words: [String] = []
      while case let next = word(), !next.isEmpty { words.append(next) }
      guard !words.isEmpty else { throw error("no orders for \(name)") }
      for word in words where !OrderSpelling.words.contains(word) {
        throw error("'\(word)' is not an order")
      }
      result.append((name, words))
    } while take(";")
    try finish()
    return result
  }
}
