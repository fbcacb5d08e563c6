/// Which lines of a file hold comments, and which code, as far as a reader who looks for an
/// explanation needs to know.
struct SourceComments: Sendable {
  private let source: SourceLines
  private let kinds: [CommentScanner.Kind]
  /// Comments that say something to a reader.
  private let comments: [Comment]

  private struct Comment: Sendable {
    var start: SourcePosition
    var endLine: Int
  }

  /// No statement or declaration is followed further up than this.
  private static let reach = 12

  init(_ bytes: [UInt8], language: Language) {
    source = SourceLines(bytes)
    let scanner = CommentScanner(bytes, language: language == .cpp ? .c : language)
    kinds = scanner.kinds
    let source = source
    comments = scanner.comments.compactMap { comment in
      let text = String(decoding: bytes[comment.content], as: UTF8.self)
      guard Self.explains(text) else { return nil }
      return Comment(
        start: source.position(ofByte: comment.range.lowerBound),
        endLine: source.position(ofByte: comment.range.upperBound).line)
    }
  }

  /// What is said to this tool and its like explains nothing to a reader.
  private static func explains(_ text: String) -> Bool {
    if SuppressionDirective.parse(text) != nil { return false }
    return text.contains { $0.isLetter || $0.isNumber }
  }

  /// Whether a comment follows on the lines of the range, or stands directly above the statement that
  /// the range is part of.
  /// - Parameter neighbours: lines of other operations, over which one comment may reach.
  func explain(_ range: SourceRange, besides neighbours: Set<Int> = []) -> Bool {
    let follows = comments.contains {
      $0.start > range.start && $0.start.line <= range.end.line
    }
    return follows || stands(above: range.start.line, besides: neighbours)
  }

  /// Whether a comment stands directly above what begins on the line, or above a line that what
  /// begins there goes on from.
  func stands(above line: Int, besides neighbours: Set<Int> = []) -> Bool {
    var current = line
    for _ in 0..<Self.reach {
      let above = current - 1
      guard above >= 1 else { return false }
      if isCommentOnly(above) { return true }
      guard goesOn(from: above, to: current) || neighbours.contains(above) else { return false }
      current = above
    }
    return false
  }

  private func isCommentOnly(_ line: Int) -> Bool {
    comments.contains { $0.start.line <= line && line <= $0.endLine } && codeBytes(of: line).isEmpty
  }

  private func codeBytes(of line: Int) -> [UInt8] {
    guard let text = source.line(line) else { return [] }
    return text.indices.filter { kinds[$0] != .comment && text[$0] > UInt8(ascii: " ") }
      .map { text[$0] }
  }

  /// Whether the code of one line is continued on the next.
  private func goesOn(from line: Int, to next: Int) -> Bool {
    guard let last = codeBytes(of: line).last else { return false }
    if Array("(,=+-*/&|?<".utf8).contains(last) { return true }
    guard let first = codeBytes(of: next).first else { return false }
    return Array(".&|?+*/=".utf8).contains(first)
  }

  /// Whether a comment stands above a function: above its name, or above what comes before the name,
  /// a result type or attributes on lines of their own.
  func introduce(_ function: SourceRange) -> Bool {
    var line = function.start.line
    for _ in 0..<Self.reach {
      if stands(above: line) { return true }
      let code = codeBytes(of: line - 1)
      guard let last = code.last, code.first != UInt8(ascii: "#"),
        !Array(";{}".utf8).contains(last)
      else { return false }
      line -= 1
    }
    return false
  }
}
