/// Which lines of a file hold comments, and which code, as far as a reader who looks for an
/// explanation needs to know.
struct SourceComments: Sendable {
  /// Where comments start that say something to a reader, in order.
  private var starts: [SourcePosition] = []
  /// The lines that such comments touch.
  private var lines: Set<Int> = []
  /// The first and the last byte of the code of each line, if it has code.
  private var code: [Edges?] = []

  private struct Edges: Sendable {
    var first: UInt8
    var last: UInt8
  }

  /// No statement or declaration is followed further up than this.
  private static let reach = 12

  init(_ bytes: [UInt8], language: Language) {
    let source = SourceLines(bytes)
    let scanner = CommentScanner(bytes, language: language == .cpp ? .c : language)
    for comment in scanner.comments
    where Self.explains(String(decoding: bytes[comment.content], as: UTF8.self)) {
      let start = source.position(ofByte: comment.range.lowerBound)
      starts.append(start)
      let end = source.position(ofByte: comment.range.upperBound).line
      lines.formUnion(start.line...max(start.line, end))
    }
    starts.sort()
    while let text = source.line(code.count + 1) {
      let isCode = { (place: Int) in
        scanner.kinds[place] != .comment && text[place] > UInt8(ascii: " ")
      }
      let first = text.indices.first(where: isCode)
      let last = text.indices.last(where: isCode)
      code.append(first.flatMap { a in last.map { Edges(first: text[a], last: text[$0]) } })
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
    let next = starts.partitioningIndex { $0 > range.start }
    let follows = next < starts.count && starts[next].line <= range.end.line
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
    lines.contains(line) && edges(of: line) == nil
  }

  private func edges(of line: Int) -> Edges? {
    code.indices.contains(line - 1) ? code[line - 1] : nil
  }

  /// Whether the code of one line is continued on the next.
  private func goesOn(from line: Int, to next: Int) -> Bool {
    guard let last = edges(of: line)?.last else { return false }
    if Array("(,=+-*/&|?<".utf8).contains(last) { return true }
    guard let first = edges(of: next)?.first else { return false }
    return Array(".&|?+*/=".utf8).contains(first)
  }

  /// Whether a comment stands above a function: above its name, or above what comes before the name,
  /// a result type or attributes on lines of their own.
  func introduce(_ function: SourceRange) -> Bool {
    var line = function.start.line
    for _ in 0..<Self.reach {
      if stands(above: line) { return true }
      guard let code = edges(of: line - 1), code.first != UInt8(ascii: "#"),
        !Array(";{}".utf8).contains(code.last)
      else { return false }
      line -= 1
    }
    return false
  }
}
