import MemoryModel

/// Pictures of the executions of a litmus test.
public struct LitmusPictures {
  /// An execution worth a picture, and what it shows.
  public struct Exhibit: Sendable {
    public var title: String
    public var execution: Execution
  }

  private let result: LitmusResult

  public init(_ result: LitmusResult) { self.result = result }

  /// Every execution that was kept, or the one that shows best what the verdict says.
  public func exhibits(all: Bool) -> [Exhibit] {
    guard all else { return result.example.map { [Exhibit(title: title, execution: $0)] } ?? [] }
    let passed = result.survey.executions.filter { values, _ in
      let pairs = zip(result.survey.places, values)
      return result.passesFilter(Dictionary(pairs) { first, _ in first })
    }
    return passed.enumerated().map { index, entry in
      let values = Dictionary(zip(result.survey.places, entry.values)) { first, _ in first }
      let state = result.file.observed.map { "\($0)=\(result.file.show(values[$0] ?? 0));" }
      let mark = result.file.condition.holds(values) ? "*" : ":"
      return Exhibit(
        title: "Execution \(index + 1) of \(passed.count) \(mark)> "
          + state.joined(separator: " "),
        execution: entry.execution)
    }
  }

  private var title: String {
    if result.survey.race != nil { return "An execution with a data race" }
    return result.exampleSatisfiesCondition
      ? "An execution that satisfies the condition"
      : "An execution; none satisfies the condition"
  }

  public func diagram(of execution: Execution) -> ExecutionDiagram {
    let file = result.file
    var notes: [Int: ExecutionDiagram.Note] = [:]
    for (index, event) in execution.events.enumerated() {
      guard let origin = event.origin, file.places.indices.contains(origin) else { continue }
      let place = file.places[origin]
      notes[index] = ExecutionDiagram.Note(
        place: "\(place.line)", code: TerminalText.escaped(place.text))
    }
    return ExecutionDiagram(
      execution, threads: file.scenario.threads.map { TerminalText.escaped($0.name) },
      notes: notes, showing: file.show)
  }

  // MARK: - Formats

  /// The pictures as lines for a terminal, each under its title.
  public func terminalLines(all: Bool, width: Int, ascii: Bool) -> [String] {
    exhibits(all: all).flatMap { exhibit in
      ["", "\(exhibit.title):", ""]
        + diagram(of: exhibit.execution).lines(width: width, ascii: ascii)
    }
  }

  /// One SVG document; of several executions, the first.
  public var svg: String? {
    exhibits(all: false).first.map { exhibit in
      diagram(of: exhibit.execution).svg(title: "\(result.file.name): \(exhibit.title)")
    }
  }

  /// A page that needs nothing else, with the report and the pictures.
  public static func html(_ results: [LitmusResult], all: Bool) -> String {
    let title = results.count == 1 ? results[0].file.name : "Litmus tests"
    let sections = results.map { result in
      let pictures = LitmusPictures(result)
      let figures = pictures.exhibits(all: all).map { exhibit in
        let svg = pictures.diagram(of: exhibit.execution).svg(title: exhibit.title)
        return PicturePage.figure(svg, caption: exhibit.title)
      }
      return """
        <section>
        <h2>\(XMLText.escaped(result.file.name)) <span class="\(result.verdict.rawValue)">\
        \(result.verdict.rawValue)</span></h2>
        <pre>\(XMLText.escaped(LitmusTextReport(result).text))</pre>
        \(figures.joined(separator: "\n"))
        </section>
        """
    }
    return PicturePage.html(title: title, body: sections.joined(separator: "\n"))
  }
}

/// Executions as a graph in the language of Graphviz.
public struct LitmusDotReport {
  public static func text(_ results: [LitmusResult], all: Bool) -> String {
    results.flatMap { result in
      LitmusPictures(result).exhibits(all: all).map { graph(of: $0, result.file) }
    }.joined(separator: "\n")
  }

  private static func graph(of exhibit: LitmusPictures.Exhibit, _ file: LitmusFile) -> String {
    let execution = exhibit.execution
    let relations = ExecutionRelations(execution)
    var lines = [
      "digraph \(quoted(file.name)) {", "  label=\(quoted(exhibit.title));",
      "  node [shape=box, fontname=\"monospace\"];", "  edge [fontname=\"monospace\"];",
    ]
    for thread in file.scenario.threads.indices {
      lines.append("  subgraph cluster_\(thread) {")
      lines.append("    label=\(quoted(file.scenario.threads[thread].name));")
      for index in execution.events.indices where execution.events[index].thread == thread {
        lines.append("    e\(index) [label=\(quoted(execution.events[index].kind.text))];")
      }
      lines.append("  }")
    }
    for index in execution.events.indices where execution.events[index].thread == nil {
      lines.append(
        "  e\(index) [shape=plaintext, label=\(quoted(execution.events[index].kind.text))];")
    }
    lines += edges(relations).map { "  \($0)" }
    return (lines + ["}", ""]).joined(separator: "\n")
  }

  private static func edges(_ relations: ExecutionRelations) -> [String] {
    let programOrder = immediate(relations.programOrder)
    let modificationOrder = immediate(relations.modificationOrder)
    let styles: [(Relation, String)] = [
      (programOrder, "color=gray, label=\"sb\""),
      (relations.readsFrom, "color=forestgreen, label=\"rf\""),
      (modificationOrder, "color=blue, label=\"mo\""),
      // Of each read, the first write it is before.
      (
        relations.readsBefore - relations.readsBefore * relations.modificationOrder,
        "color=firebrick, style=dashed, label=\"rb\""
      ),
      (relations.synchronizesWith, "color=forestgreen, penwidth=2.5, label=\"sw\""),
    ]
    return styles.flatMap { relation, style in
      relation.pairs.map { "e\($0.0) -> e\($0.1) [\(style)];" }
    }
  }

  /// Without the pairs that follow from others.
  private static func immediate(_ relation: Relation) -> Relation {
    relation - relation * relation
  }

  private static func quoted(_ text: String) -> String {
    let escaped = TerminalText.escaped(text)
      .split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
      .split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
    return "\"\(escaped)\""
  }
}
