import MemoryModel

/// The result of a model check, for people.
public struct ModelTextReport {
  private let result: ModelResult
  private let sources: ModelSources
  private let painter: Painter

  package init(_ result: ModelResult, sources: ModelSources, painter: Painter) {
    self.result = result
    self.sources = sources
    self.painter = painter
  }

  package func lines(diagram: ModelDiagramStyle?) -> [String] {
    switch result.verdict {
    case .holds:
      return [
        painter("holds", .green) + ": \(count(result.report.executions.consistent, "execution"))"
          + (result.report.executions.blocked > 0
            ? ", \(result.report.executions.blocked) blocked" : "")
          + (result.report.isReduced ? ", up to symmetry" : "")
      ] + boundLines + suggestionLines
    case .undecided:
      return [
        painter("undecided", .yellow)
          + ": the budget ran out after \(count(result.report.executions.consistent, "execution")); "
          + "use fewer threads, or raise --budget"
      ] + boundLines
    case .unsupported:
      return obstacleLines + ["No verdict: the program was not executed as a whole."]
    case .fails: return failureLines(diagram)
    }
  }

  /// What cannot be executed, one line each.
  package var obstacleLines: [String] {
    result.obstacles.map {
      "\(sources.place($0.range)): \(painter("error", .red)): cannot execute "
        + TerminalText.escaped($0.reason)
    }
  }

  private func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  // MARK: Bounds

  private var boundLines: [String] {
    let wording = ModelWording(result, sources)
    let limits = wording.limits.map { "  bounded: " + $0 }
    return limits + wording.assumptions.map { "  assumed: " + $0 }
  }

  private var suggestionLines: [String] {
    guard result.options.suggests else { return [] }
    guard let weaker = result.weaker, weaker.isComplete else {
      return ["", "Which orders could be weaker was not decided within the budget."]
    }
    let wording = ModelWording(result, sources)
    guard !weaker.alone.isEmpty else {
      return ["", "No order could be weaker without a new outcome."]
    }
    var lines = ["", "Could be weaker without a new outcome, each alone:"]
    lines += weaker.alone.map { "  " + wording.text(of: $0) }
    if weaker.together.count > 1 {
      lines += ["All of these together:"] + weaker.together.map { "  " + wording.text(of: $0) }
    }
    return lines
  }

  // MARK: Failures

  private func failureLines(_ diagram: ModelDiagramStyle?) -> [String] {
    guard let finding = result.finding else { return [] }
    let wording = ModelWording(result, sources)
    var lines = [
      "\(wording.place(of: finding.origin)): \(painter("fails", .red)): \(wording.headline(finding))"
    ]
    if let code = wording.code(of: finding.origin) { lines.append("    \(code)") }
    lines += wording.waiting(finding).map { "  " + $0 }
    let trace = ModelTrace(finding)
    lines += ["", "  One execution:", ""] + trace.lines(wording).map { "    " + $0 }
    if let diagram {
      lines += [""] + trace.diagram(wording).lines(width: diagram.width, ascii: diagram.isASCII)
    }
    let machines = wording.machines(finding).enumerated().map {
      ($0 == 0 ? "  Shows     " : "            ") + $1
    }
    return lines + [""] + machines + repairLines(wording) + boundLines
  }

  private func repairLines(_ wording: ModelWording) -> [String] {
    if result.options.model == .sequentialConsistency { return [] }
    if result.failsSequentially == true {
      return [
        "  Repair    none of orders: it fails under sequential consistency, too"
      ]
    }
    guard let repair = result.repair else {
      let found = "  Repair    no order or fence was found that repairs it"
      guard result.failsSequentially == nil else { return [found] }
      return [
        found + "; whether it also",
        "            fails under sequential consistency, is not decided",
      ]
    }
    let changes = repair.changes.map { wording.text(of: $0) }
    let counted =
      "checked: with it the program holds in \(count(repair.executions, "execution"))"
      + (repair.isComplete ? "" : " within the bound")
    return changes.enumerated().map { ($0 == 0 ? "  Repair    " : "            ") + $1 }
      + ["            \(counted)"]
  }
}

/// How diagrams are drawn.
public struct ModelDiagramStyle: Sendable {
  public var width: Int
  public var isASCII: Bool
  public init(width: Int, isASCII: Bool) {
    self.width = width
    self.isASCII = isASCII
  }
}

/// The text of the program's files.
public struct ModelSources: Sendable {
  private let lines: [String: [String]]
  private let shown: @Sendable (String) -> String

  /// - Parameter shown: how the user calls a file.
  public init(_ texts: [String: String], shown: @escaping @Sendable (String) -> String) {
    lines = texts.mapValues {
      $0.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
    }
    self.shown = shown
  }

  /// A line without the blanks around it.
  func code(_ range: SourceRange) -> String? {
    guard let file = lines[range.file], file.indices.contains(range.start.line - 1) else {
      return nil
    }
    let line = file[range.start.line - 1].drop { $0.isWhitespace }
    let last = line.lastIndex { !$0.isWhitespace }
    guard let last else { return nil }
    let text = String(line[...last])
    return TerminalText.escaped(text.count > 100 ? text.prefix(97) + "..." : text)
  }

  /// The text of the range itself, if it lies on one line.
  func text(_ range: SourceRange) -> String? {
    guard range.start.line == range.end.line, let file = lines[range.file],
      file.indices.contains(range.start.line - 1)
    else { return nil }
    let bytes = Array(file[range.start.line - 1].utf8)
    let (start, end) = (range.start.column - 1, min(range.end.column - 1, bytes.count))
    guard start >= 0, start < end else { return nil }
    let text = String(decoding: bytes[start..<end], as: UTF8.self)
    return TerminalText.escaped(text.count > 60 ? text.prefix(57) + "..." : text)
  }

  func place(_ range: SourceRange) -> String {
    "\(TerminalText.escaped(shown(range.file))):\(range.start.line):\(range.start.column)"
  }

  func shortPlace(_ range: SourceRange) -> String {
    let name = shown(range.file).split(separator: "/").last.map(String.init) ?? ""
    return "\(TerminalText.escaped(name)):\(range.start.line)"
  }
}
