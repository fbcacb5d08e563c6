extension ExecutionDiagram {
  /// The picture as lines of text, as much of it as the width allows: without the code, then with
  /// modification orders below instead of beside, then as a list.
  public func lines(width: Int, ascii: Bool = false) -> [String] {
    for form in TerminalDiagram.Form.allCases {
      let lines = TerminalDiagram(self, form: form, isASCII: ascii).lines
      if lines.allSatisfy({ $0.unicodeScalars.count <= width }) || form == .list { return lines }
    }
    return []
  }
}

/// The layout of a diagram on a grid of characters.
struct TerminalDiagram {
  enum Form: CaseIterable {
    case code, plain, below, list
  }

  private let diagram: ExecutionDiagram
  private let form: Form
  private let routing: DiagramRouting
  private var canvas: DiagramCanvas
  /// The first cell of each thread's column, and its cells.
  private var starts: [Int] = []
  private var widths: [Int] = []
  private let isASCII: Bool

  private static let indent = 2
  private static let headerRows = 2

  init(_ diagram: ExecutionDiagram, form: Form, isASCII: Bool) {
    self.diagram = diagram
    self.form = form
    self.isASCII = isASCII
    routing = DiagramRouting(diagram)
    canvas = DiagramCanvas(isASCII: isASCII)
    var start = Self.indent + laneWidth(-1)
    for thread in diagram.threads.indices {
      let texts = diagram.nodes.filter { $0.thread == thread }.map(label)
      let width = max(
        diagram.threads[thread].unicodeScalars.count,
        texts.map { $0.unicodeScalars.count }.max() ?? 0)
      starts.append(start)
      widths.append(width)
      start += width + laneWidth(thread)
    }
  }

  /// The cells between a column and the next.
  private func laneWidth(_ gap: Int) -> Int {
    let count = routing.laneCounts[gap + 1]
    if gap < 0 { return count == 0 ? 0 : 2 * count + 3 }
    return max(4, 2 * count + (needsName(gap) ? 10 : 5))
  }

  private func needsName(_ gap: Int) -> Bool {
    routing.routes.contains { $0.gap == gap && $0.edge.kind.name != nil }
  }

  /// Events stand on every other line, with their program order between them.
  private func line(_ row: Int) -> Int { Self.headerRows + 2 * row }

  private func label(_ node: ExecutionDiagram.Node) -> String {
    var text = "\(node.letter)  \(node.text)"
    if !node.order.isEmpty { text += "  \(node.order)" }
    if let serial = node.serial { text += "  S\(serial)" }
    if form == .code, let note = node.note { text += "   \(note.place)  \(note.code)" }
    return text
  }

  var lines: [String] {
    guard form != .list else { return listLines }
    var copy = self
    copy.drawThreads()
    for route in routing.routes { copy.draw(route) }
    if form != .below { copy.drawHistories() }
    return copy.canvas.lines + (form == .below ? historyLines : []) + remarkLines
  }

  private var remarkLines: [String] {
    diagram.remarks.isEmpty ? [] : [""] + diagram.remarks.map { "  \(ascii($0))" }
  }

  private func ascii(_ text: String) -> String {
    guard isASCII else { return text }
    var canvas = DiagramCanvas(isASCII: true)
    canvas.put(text, row: 0, column: 0)
    return canvas.lines.first ?? ""
  }

  // MARK: - Threads

  private mutating func drawThreads() {
    for (thread, name) in diagram.threads.enumerated() {
      canvas.put(name, row: 0, column: starts[thread])
      canvas.put(
        String(repeating: "─", count: widths[thread]), row: 1, column: starts[thread])
      let rows = diagram.nodes.indices.filter { diagram.nodes[$0].thread == thread }
      for row in rows {
        canvas.put(label(diagram.nodes[row]), row: line(row), column: starts[thread])
      }
      for (first, second) in zip(rows, rows.dropFirst()) {
        let isLoose = diagram.looseOrders.contains { $0.from <= first && $0.to >= second }
        canvas.vertical(
          column: starts[thread], from: line(first) + 1, to: line(second) - 1,
          isLoose ? .dashed : .light)
        // A line of one cell has no length.
        canvas.join(.up, row: line(first) + 1, column: starts[thread], isLoose ? .dashed : .light)
        if isLoose, widths[thread] >= 11 {
          canvas.put("not kept", row: line(first) + 1, column: starts[thread] + 2)
        }
        canvas.join(
          .down, row: line(second) - 1, column: starts[thread], isLoose ? .dashed : .light)
      }
    }
  }

  // MARK: - Arrows

  private mutating func draw(_ route: DiagramRouting.Route) {
    let edge = route.edge
    let weight = edge.kind.weight
    let lane = laneColumn(route)
    let from = diagram.nodes[edge.from]
    let to = diagram.nodes[edge.to]
    let start = line(edge.from)
    let end = line(edge.to)
    let fromEnd = starts[from.thread] + label(from).unicodeScalars.count
    let toEnd = starts[to.thread] + label(to).unicodeScalars.count
    if route.goesRight {
      canvas.horizontal(row: start, from: fromEnd + 1, to: lane, weight)
      canvas.horizontal(row: end, from: lane, to: starts[to.thread] - 2, weight)
    } else {
      canvas.horizontal(row: start, from: lane, to: starts[from.thread] - 2, weight)
      canvas.horizontal(row: end, from: toEnd + 1, to: lane, weight)
    }
    canvas.vertical(column: lane, from: min(start, end), to: max(start, end), weight)
    let head = route.goesRight ? starts[to.thread] - 2 : toEnd + 1
    canvas.put(route.goesRight ? "▶" : "◀", row: end, column: head)
    if case .race = edge.kind {
      let tail = route.goesRight ? fromEnd + 1 : starts[from.thread] - 2
      canvas.put(route.goesRight ? "◀" : "▶", row: start, column: tail)
    }
    if let name = edge.kind.name {
      canvas.put(name, row: min(start, end) + 1, column: lane + 2)
    }
  }

  private func laneColumn(_ route: DiagramRouting.Route) -> Int {
    if route.gap < 0 { return Self.indent + 2 * route.lane }
    return starts[route.gap] + widths[route.gap] + 2 + 2 * route.lane
  }

  // MARK: - Modification orders

  private func text(_ entry: ExecutionDiagram.History.Entry) -> String {
    var text = "\(entry.value)  \(entry.letter ?? "initial")"
    if !entry.readers.isEmpty { text += "  ← \(entry.readers.joined(separator: " "))" }
    return text
  }

  private mutating func drawHistories() {
    var column =
      (starts.last ?? 0) + (widths.last ?? 0)
      + laneWidth(diagram.threads.count - 1) + 2
    for history in diagram.histories {
      let texts = history.entries.map(text)
      let width = max(
        history.name.unicodeScalars.count, texts.map { $0.unicodeScalars.count }.max() ?? 0)
      canvas.put(history.name, row: 0, column: column)
      canvas.put(String(repeating: "─", count: width), row: 1, column: column)
      for (index, text) in texts.enumerated() {
        canvas.put(text, row: line(index), column: column)
        if index > 0 {
          canvas.join(.up, row: line(index) - 1, column: column, .light)
          canvas.join(.down, row: line(index) - 1, column: column, .light)
        }
      }
      column += width + 4
    }
  }

  private var historyLines: [String] {
    [""]
      + diagram.histories.map { history in
        let entries = history.entries.map(text).map { "[\($0)]" }
        return ascii("  \(history.name): " + entries.joined(separator: " → "))
      }
  }

  // MARK: - List

  private var listLines: [String] {
    let width = diagram.threads.map { $0.unicodeScalars.count }.max() ?? 0
    let lines = diagram.nodes.enumerated().map { row, node in
      let name = diagram.threads[node.thread]
      let padding = String(repeating: " ", count: width - name.unicodeScalars.count)
      let sources = diagram.edges.filter { $0.to == row }.map { edge in
        "\(edge.kind.word) \(diagram.nodes[edge.from].letter)"
      }
      let tail = sources.isEmpty ? "" : "  (\(sources.joined(separator: ", ")))"
      return ascii("  \(name)\(padding)  \(label(node))\(tail)")
    }
    return lines + historyLines + remarkLines
  }
}

extension ExecutionDiagram.EdgeKind {
  /// What is written beside the arrow.
  var name: String? {
    switch self {
    case .readsFrom, .synchronizesWith: nil
    case .missing(let name), .race(let name): name
    }
  }

  fileprivate var weight: DiagramCanvas.Weight {
    switch self {
    case .readsFrom: .light
    case .synchronizesWith: .heavy
    case .missing, .race: .dashed
    }
  }

  fileprivate var word: String {
    switch self {
    case .readsFrom: "reads from"
    case .synchronizesWith: "synchronizes with"
    case .missing(let name): "\(name):"
    case .race: "races with"
    }
  }
}
