/// The report for a person at a terminal: source, execution, cause and cure of every finding.
struct PrettyReporter {
  let presentation: Presentation
  let paint: Painter
  let width: Int

  init(_ presentation: Presentation) {
    self.presentation = presentation
    paint = Painter(isEnabled: presentation.options.usesColor)
    width = min(max(presentation.options.width, 40), 120)
  }

  func render() -> String {
    var lines: [String] = []
    for finding in presentation.report.findings {
      lines += header(of: finding)
      lines += source(of: finding)
      if case .witness(let witness) = finding.evidence {
        lines += [""] + WitnessDiagram(witness, width: width, paint: paint).lines()
        lines += diagram(of: finding)
      }
      let conclusions = conclusions(of: finding)
      lines += (conclusions.isEmpty ? [] : [""]) + conclusions + [""]
    }
    if presentation.options.showsSummary { lines += summary() }
    return lines.map { $0 + "\n" }.joined()
  }

  private func diagram(of finding: Finding) -> [String] {
    guard let style = presentation.options.diagram,
      let picture = WitnessPicture(finding, sources: presentation.sources)
    else { return [] }
    return [""] + picture.lines(width: width, style)
  }

  // MARK: - The finding and its source

  private func header(of finding: Finding) -> [String] {
    let place = TerminalText.escaped(finding.range.placeText)
    let level = finding.severity.rawValue
    let head = "\(place): \(level): "
    let used = TerminalText.width(of: head)
    // The message hangs under its first line, unless a long path leaves it too little room.
    let indent = used <= width / 3 ? used : 4
    let lines = TerminalText.wrapped(
      TerminalText.escaped(finding.message) + " [\(finding.rule)]", width: width - indent,
      taken: used - indent)
    let first =
      paint(place, .bold) + ": " + paint("\(level):", finding.severity) + " "
      + paint(lines.first ?? "", .bold)
    return [first]
      + lines.dropFirst().map { String(repeating: " ", count: indent) + paint($0, .bold) }
  }

  private func source(of finding: Finding) -> [String] {
    let numbers = [finding.range.start.line] + finding.notes.map(\.range.start.line)
    let gutter = max(4, (numbers.max() ?? 0).description.count + 1)
    var lines = excerpt(
      finding.range, context: 1, gutter: gutter, style: .init(finding.severity))
    for note in finding.notes {
      let place = TerminalText.escaped(note.range.placeText)
      let text = TerminalText.wrapped(
        "\(place): note: \(TerminalText.escaped(note.message))", width: width - 2)
      lines += text.enumerated().map { index, line in
        "  " + (index == 0 ? painted(noteHead: line, place: place) : "  " + line)
      }
      // What the finding itself shows is not shown again.
      if note.range != finding.range {
        lines += excerpt(note.range, context: 0, gutter: gutter, style: .note)
      }
    }
    return lines
  }

  private func painted(noteHead line: String, place: String) -> String {
    guard line.hasPrefix(place + ": note:") else { return line }
    let rest = line.dropFirst(place.count + ": note:".count)
    return paint(place, .bold) + ": " + paint("note:", .cyan) + rest
  }

  private enum MarkStyle {
    case error, warning, note
    init(_ severity: Severity) {
      switch severity {
      case .error: self = .error
      case .warning: self = .warning
      case .note: self = .note
      }
    }
    var style: Painter.Style {
      switch self {
      case .error: .red
      case .warning: .yellow
      case .note: .cyan
      }
    }
  }

  /// The first line of the range with its caret, after `context` lines for orientation.
  private func excerpt(
    _ range: SourceRange, context: Int, gutter: Int, style: MarkStyle
  ) -> [String] {
    guard let file = presentation.sources(range.file), let line = file.line(range.start.line)
    else { return [] }
    let room = width - gutter - 3
    var lines: [String] = []
    for number in max(1, range.start.line - context)..<max(1, range.start.line) {
      guard let earlier = file.line(number) else { continue }
      let text = SourceExcerpt(line: earlier, number: number, range: range, width: room).text
      if !text.isEmpty { lines.append(numbered(number, gutter) + text) }
    }
    let excerpt = SourceExcerpt(line: line, number: range.start.line, range: range, width: room)
    let caret = "^" + String(repeating: "~", count: max(0, excerpt.marked.count - 1))
    lines.append(numbered(range.start.line, gutter) + excerpt.text)
    lines.append(
      bar("", gutter) + String(repeating: " ", count: excerpt.marked.lowerBound)
        + paint(caret, style.style))
    return lines
  }

  private func numbered(_ number: Int, _ gutter: Int) -> String { bar(String(number), gutter) }

  private func bar(_ text: String, _ gutter: Int) -> String {
    let padding = String(repeating: " ", count: max(0, gutter - text.count))
    return paint(padding + text + " │ ", .blue)
  }

  // MARK: - Cause and cure

  private func conclusions(of finding: Finding) -> [String] {
    var lines: [String] = []
    switch finding.evidence {
    case .witness(let witness):
      if !witness.conclusion.isEmpty { lines += labelled("Result", witness.conclusion, .bold) }
      if !witness.missing.isEmpty { lines += labelled("Missing", witness.missing, .bold) }
    case .language(let clause):
      lines += labelled("Standard", clause, .bold)
    case .shape where SuppressionRules.isAboutComment(finding): break
    case .shape:
      lines += labelled("Evidence", "the pattern alone; no execution was searched for", .bold)
    }
    if let repair = finding.repair {
      lines += labelled("Repair", repair.summary, .green)
      if repair.isChecked {
        lines += labelled("", "checked: with it the model allows no such execution", .dim)
      }
    }
    let targets = finding.targets.map(\.rawValue).joined(separator: ", ")
    let shows = [targets, finding.targetRemark ?? ""].filter { !$0.isEmpty }
    if !shows.isEmpty { lines += labelled("Shows on", shows.joined(separator: "; "), .bold) }
    return lines
  }

  private func labelled(_ label: String, _ text: String, _ style: Painter.Style) -> [String] {
    TerminalText.wrapped(TerminalText.escaped(text), width: width - 12).enumerated().map {
      index, line in
      "  " + paint(TerminalText.padded(index == 0 ? label : "", to: 10), style)
        + (style == .dim ? paint(line, .dim) : line)
    }
  }

  // MARK: - Totals

  private func summary() -> [String] {
    let report = presentation.report
    let parts = [Severity.error, .warning, .note].compactMap { severity -> String? in
      let count = report.count(of: severity)
      return count == 0 ? nil : paint(counted(count, severity.rawValue), severity)
    }
    let statistics = report.statistics
    let found = parts.isEmpty ? paint("no findings", .green) : parts.joined(separator: ", ")
    let whole = counted(statistics.files + statistics.lostFiles, "file")
    let scope =
      (statistics.lostFiles == 0 ? whole : "\(statistics.files) of \(whole)") + ", "
      + counted(statistics.atomicOperations, "atomic operation")
    var remarks: [String] = []
    if report.suppressedCount > 0 { remarks.append("\(report.suppressedCount) suppressed") }
    if statistics.undecided > 0 {
      remarks.append("\(counted(statistics.undecided, "check")) undecided within the budget")
    }
    if !parts.isEmpty { remarks.append("'orderlint explain RULE' says more about a rule") }
    return ["orderlint: \(found) in \(scope)"]
      + remarks.map { paint("           " + $0, .dim) }
  }
}

extension SourceRange {
  /// `file:line:column`.
  var placeText: String { "\(file):\(start.line):\(start.column)" }
}
