import MemoryModel

/// The execution of a finding as a picture in which events carry their file, line and code.
struct WitnessPicture {
  private let diagram: ExecutionDiagram

  /// Nil for a finding without an execution.
  init?(_ finding: Finding, sources: (String) -> SourceLines?) {
    guard case .witness(let witness) = finding.evidence, let picture = witness.picture else {
      return nil
    }
    var notes: [Int: ExecutionDiagram.Note] = [:]
    for (index, range) in picture.ranges.enumerated() {
      guard let range else { continue }
      let name = range.file.split(separator: "/").last.map(String.init) ?? range.file
      notes[index] = ExecutionDiagram.Note(
        place: TerminalText.escaped("\(name):\(range.start.line)"),
        code: Self.code(of: range, in: sources(range.file)))
    }
    diagram = ExecutionDiagram(
      picture.execution, threads: witness.threads.map { TerminalText.escaped($0.function) },
      notes: notes, plain: picture.plain, showing: Witness.show)
  }

  /// The picture for a terminal.
  func lines(width: Int, _ style: Presentation.Options.Diagram) -> [String] {
    diagram.lines(width: width, ascii: style == .ascii).map(TerminalText.escaped)
  }

  func svg(title: String) -> String { diagram.svg(title: TerminalText.escaped(title)) }

  /// The text of the range, or as much of it as is on its first line.
  private static func code(of range: SourceRange, in source: SourceLines?) -> String {
    let text = source?.text(in: range) ?? ""
    let line = text.split(omittingEmptySubsequences: true) { $0.isNewline }.first.map(String.init)
    guard let line else { return "" }
    return TerminalText.escaped(line.count > 60 ? line.prefix(57) + "..." : line)
  }
}
