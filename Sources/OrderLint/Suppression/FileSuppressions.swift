/// The suppression comments of one file and the lines that each covers.
public struct FileSuppressions: Sendable {
  struct Entry: Hashable, Sendable {
    var directive: SuppressionDirective
    /// The comment.
    var range: SourceRange
    /// Nil for the whole file.
    var lines: ClosedRange<Int>?

    func covers(_ finding: SourceRange) -> Bool {
      guard let lines else { return true }
      // A half-open range that ends at column 1 does not touch its last line.
      let end = finding.end.column > 1 ? finding.end.line : finding.end.line - 1
      return lines.overlaps(finding.start.line...max(finding.start.line, end))
    }
  }

  struct Malformed: Hashable, Sendable {
    var message: String
    var range: SourceRange
  }

  public let file: String
  private(set) var entries: [Entry] = []
  private(set) var malformed: [Malformed] = []

  /// Reads the comments of a file. A file that mentions neither `orderlint:` nor `NOLINT` costs
  /// one search.
  public init(file: String, source: SourceLines, language: Language) {
    self.file = file
    guard Self.mentionsSuppressions(source.bytes) else { return }
    let scanner = CommentScanner(source.bytes, language: language)
    for comment in scanner.comments {
      let content = String(decoding: source.bytes[comment.content], as: UTF8.self)
      let range = SourceRange(
        file: file, start: source.position(ofByte: comment.range.lowerBound),
        end: source.position(ofByte: comment.range.upperBound))
      switch SuppressionDirective.parse(content) {
      case .directive(let directive):
        let code = CodeLines(source: source, scanner: scanner, language: language)
        let lines = code.lines(coveredBy: directive, at: comment.range)
        entries.append(Entry(directive: directive, range: range, lines: lines))
      case .malformed(let message):
        malformed.append(Malformed(message: message, range: range))
      case nil: break
      }
    }
  }

  /// Whether the bytes hold `orderlint:` or `NOLINT`.
  public static func mentionsSuppressions(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      contains(Array("orderlint:".utf8), in: buffer) || contains(Array("NOLINT".utf8), in: buffer)
    }
  }

  private static func contains(_ text: [UInt8], in buffer: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = text.first, buffer.count >= text.count else { return false }
    var index = 0
    while index <= buffer.count - text.count {
      if buffer[index] == first, text.indices.allSatisfy({ buffer[index + $0] == text[$0] }) {
        return true
      }
      index += 1
    }
    return false
  }
}

/// Where statements begin and end, as far as suppression comments need to know.
private struct CodeLines {
  let source: SourceLines
  let scanner: CommentScanner
  let language: Language

  /// No statement is followed further than this.
  private static let statementLimit = 50

  func lines(
    coveredBy directive: SuppressionDirective, at comment: Range<Int>
  ) -> ClosedRange<Int>? {
    let start = source.position(ofByte: comment.lowerBound).line
    let end = source.position(ofByte: comment.upperBound).line
    switch directive.verb {
    case .ignoreFile: return nil
    case .ignore where directive.isForeign || sharesLineWithCode(comment): return start...end
    case .ignoreNext where directive.isForeign: return end + 1...end + 1
    case .ignore, .ignoreNext: return statement(after: comment.upperBound) ?? start...end
    }
  }

  private func sharesLineWithCode(_ comment: Range<Int>) -> Bool {
    var before = comment.lowerBound - 1
    while before >= 0, !isLineEnd(source.bytes[before]) {
      if isCode(before) { return true }
      before -= 1
    }
    var after = comment.upperBound
    while after < source.bytes.count, !isLineEnd(source.bytes[after]) {
      if isCode(after) { return true }
      after += 1
    }
    return false
  }

  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  /// A byte that is neither blank nor in a comment.
  private func isCode(_ offset: Int) -> Bool {
    scanner.kinds[offset] != .comment && source.bytes[offset] > UInt8(ascii: " ")
  }

  /// The lines of the first statement after `offset`.
  private func statement(after offset: Int) -> ClosedRange<Int>? {
    guard let start = (offset..<source.bytes.count).first(where: isCode) else { return nil }
    let first = source.position(ofByte: start).line
    let last = source.position(ofByte: end(ofStatementAt: start)).line
    return first...max(first, min(last, first + Self.statementLimit))
  }

  private func end(ofStatementAt start: Int) -> Int {
    var depth = 0
    var lastCode = start
    for offset in start..<source.bytes.count {
      let byte = source.bytes[offset]
      if isLineEnd(byte), depth == 0, endsStatement(atLineEnd: offset, from: start) {
        return lastCode
      }
      guard isCode(offset) else { continue }
      lastCode = offset
      guard scanner.kinds[offset] == .code else { continue }
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth = max(0, depth - 1)
      case UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"):
        if depth == 0 { return offset }
      default: break
      }
    }
    return lastCode
  }

  /// A line end outside brackets ends a statement of Swift, unless a member or an operator
  /// follows, and a directive of the C preprocessor.
  private func endsStatement(atLineEnd offset: Int, from start: Int) -> Bool {
    switch language {
    case .c, .cpp:
      return source.bytes[start] == UInt8(ascii: "#")
        && (offset == 0 || source.bytes[offset - 1] != UInt8(ascii: "\\"))
    case .swift:
      guard let next = (offset..<source.bytes.count).first(where: isCode) else { return true }
      return !Array(".?&|+-*/=<>".utf8).contains(source.bytes[next])
    }
  }
}
