/// An execution as columns, one per thread, its events numbered in the order in which they take
/// effect. Becomes a list when the columns do not fit, or when there are more than three.
struct WitnessDiagram {
  private let witness: Witness
  private let width: Int
  private let paint: Painter
  private let rows: [Row]

  private static let indent = 4
  private static let gap = 3
  private static let columnLimit = 3

  /// An event's parts, made safe for the terminal.
  private struct Row {
    var number: String
    var thread: Int
    var text: String
    var order: String
    var remark: String
    var place: String
  }

  /// How an event is laid out in its column, from the roomiest to the tightest.
  private enum Layout: CaseIterable {
    /// Number, text, order, remark and place on one line.
    case full
    /// The same without the place.
    case compact
    /// The remark beside the text where it fits, else under it.
    case folded
  }

  /// How much of a thread's place stands over its column.
  private enum Header: CaseIterable {
    case path, name, nothing
  }

  /// The cells of each part in one column.
  private struct Widths {
    var number: Int
    var text = 0
    var order = 0
    var remark = 0
    var place = 0
    var header = 0

    private func part(_ width: Int) -> Int { width == 0 ? 0 : width + 2 }

    func total(_ layout: Layout) -> Int {
      let event = number + 2 + text + part(order)
      let content =
        switch layout {
        case .full: event + part(remark) + part(place)
        case .compact: event + part(remark)
        case .folded: max(event, number + 2 + remark)
        }
      return max(content, header)
    }
  }

  init(_ witness: Witness, width: Int, paint: Painter) {
    self.witness = witness
    self.width = width
    self.paint = paint
    rows = witness.events.enumerated().map { index, event in
      let header = event.thread < witness.threads.count ? witness.threads[event.thread].range : nil
      let place = event.range.map { range in
        range.file == header?.file ? ":\(range.start.line)" : "\(range.file):\(range.start.line)"
      }
      return Row(
        number: String(index + 1), thread: event.thread, text: TerminalText.escaped(event.text),
        order: TerminalText.escaped(event.order ?? ""),
        remark: TerminalText.escaped(
          event.remark ?? (event.isOutOfOrder ? "takes effect early" : "")),
        place: TerminalText.escaped(place ?? ""))
    }
  }

  func lines() -> [String] {
    let title = "  " + paint("An execution that C++20 allows:", .bold)
    return [title, ""] + (columnLines() ?? listLines())
  }

  // MARK: - Columns

  private func columnLines() -> [String]? {
    guard witness.threads.count <= Self.columnLimit,
      rows.allSatisfy({ witness.threads.indices.contains($0.thread) })
    else { return nil }
    let gaps = Self.indent + Self.gap * max(0, witness.threads.count - 1)
    for layout in Layout.allCases {
      for header in Header.allCases {
        let widths = witness.threads.indices.map { self.widths(ofColumn: $0, header) }
        guard widths.reduce(gaps, { $0 + $1.total(layout) }) <= width else { continue }
        return columnLines(widths, layout, header)
      }
    }
    return nil
  }

  private func columnLines(_ widths: [Widths], _ layout: Layout, _ header: Header) -> [String] {
    let cells = cells(of: widths, layout: layout)
    let names = witness.threads.enumerated().map { index, thread in
      paintedHeader(thread, header, inset: widths[index].number + 2)
    }
    let rules = cells.map { cell in Cell(paint(String(repeating: "─", count: cell), .dim), cell) }
    return [joined(names, cells), joined(rules, cells)]
      + rows.flatMap { lines(of: $0, widths: widths, cells: cells, layout: layout) }
  }

  /// The width of each column. Where remarks may be folded, columns take what room there is, so
  /// that few are.
  private func cells(of widths: [Widths], layout: Layout) -> [Int] {
    var cells = widths.map { $0.total(layout) }
    guard layout == .folded else { return cells }
    var room = width - Self.indent - Self.gap * max(0, cells.count - 1) - cells.reduce(0, +)
    for index in cells.indices {
      let share = room / (cells.count - index)
      let extra = min(share, max(0, widths[index].total(.compact) - cells[index]))
      cells[index] += extra
      room -= extra
    }
    return cells
  }

  /// Painted text with the cells it takes, which its colour codes hide.
  private struct Cell {
    var text: String
    var width: Int
    init(_ text: String, _ width: Int) {
      self.text = text
      self.width = width
    }
  }

  private func widths(ofColumn column: Int, _ header: Header) -> Widths {
    let number = String(rows.count).count
    let thread = witness.threads[column]
    var widths = Widths(number: number)
    widths.header = number + 2 + TerminalText.width(of: headerText(thread, header))
    for row in rows where row.thread == column {
      widths.text = max(widths.text, TerminalText.width(of: row.text))
      widths.order = max(widths.order, TerminalText.width(of: row.order))
      widths.remark = max(widths.remark, TerminalText.width(of: row.remark))
      widths.place = max(widths.place, TerminalText.width(of: row.place))
    }
    return widths
  }

  private func headerText(_ thread: Witness.Thread, _ header: Header) -> String {
    let place = place(of: thread, header)
    return name(of: thread) + (place.isEmpty ? "" : "  " + place)
  }

  private func name(of thread: Witness.Thread) -> String { TerminalText.escaped(thread.function) }

  private func place(of thread: Witness.Thread, _ header: Header) -> String {
    let file = TerminalText.escaped(thread.range.file)
    switch header {
    case .path: return "\(file):\(thread.range.start.line)"
    case .name: return "\(file.split(separator: "/").last ?? ""):\(thread.range.start.line)"
    case .nothing: return ""
    }
  }

  private func paintedHeader(_ thread: Witness.Thread, _ header: Header, inset: Int) -> Cell {
    let place = place(of: thread, header)
    return Cell(
      String(repeating: " ", count: inset) + paint(name(of: thread), .bold)
        + (place.isEmpty ? "" : "  " + paint(place, .dim)),
      inset + TerminalText.width(of: headerText(thread, header)))
  }

  /// One line of the diagram: each cell padded to its column, nothing after the last.
  private func joined(_ parts: [Cell], _ cells: [Int]) -> String {
    var line = String(repeating: " ", count: Self.indent)
    var owed = 0
    for (index, part) in parts.enumerated() {
      if part.width > 0 {
        line += String(repeating: " ", count: owed) + part.text
        owed = 0
      }
      owed += cells[index] - part.width + Self.gap
    }
    return line
  }

  private func lines(
    of row: Row, widths: [Widths], cells: [Int], layout: Layout
  ) -> [String] {
    func line(_ cell: Cell) -> String {
      joined(widths.indices.map { $0 == row.thread ? cell : Cell("", 0) }, cells)
    }
    let column = widths[row.thread]
    var parts = [numbered(row, column.number), padded(row.text, row.text, to: column.text)]
    if column.order > 0 {
      parts.append(padded(row.order, paint(row.order, .cyan), to: column.order))
    }
    if layout != .folded, column.remark > 0 {
      parts.append(padded(row.remark, paint(row.remark, .yellow), to: column.remark))
    }
    if layout == .full, column.place > 0 {
      parts.append(padded(row.place, paint(row.place, .dim), to: column.place))
    }
    let event = trimmed(parts)
    guard layout == .folded, !row.remark.isEmpty else { return [line(event)] }
    let remark = Cell(paint(row.remark, .yellow), TerminalText.width(of: row.remark))
    if event.width + 2 + remark.width <= cells[row.thread] {
      return [line(Cell(event.text + "  " + remark.text, event.width + 2 + remark.width))]
    }
    let inset = column.number + 2
    let below = String(repeating: " ", count: inset) + remark.text
    return [line(event), line(Cell(below, inset + remark.width))]
  }

  private func numbered(_ row: Row, _ width: Int) -> Cell {
    let padding = String(repeating: " ", count: max(0, width - row.number.count))
    return Cell(padding + paint(row.number, .bold), width)
  }

  private func padded(_ plain: String, _ painted: String, to width: Int) -> Cell {
    let missing = max(0, width - TerminalText.width(of: plain))
    return Cell(plain.isEmpty ? "" : painted + String(repeating: " ", count: missing), width)
  }

  /// The parts two spaces apart, without the empty ones at the end.
  private func trimmed(_ parts: [Cell]) -> Cell {
    let count = (parts.lastIndex { !$0.text.isEmpty } ?? -1) + 1
    var text = ""
    var width = 0
    for (index, part) in parts.prefix(count).enumerated() {
      let space = index == 0 ? "" : "  "
      text += space + (part.text.isEmpty ? String(repeating: " ", count: part.width) : part.text)
      width += space.count + part.width
    }
    // The padding of the last part is not text.
    while text.last == " " {
      text.removeLast()
      width -= 1
    }
    return Cell(text, width)
  }

  // MARK: - List

  private func listLines() -> [String] {
    let names = witness.threads.enumerated().map {
      "\(name(of: $1))" + (isAmbiguous($0) ? " #\($0 + 1)" : "")
    }
    let nameWidth = names.map(TerminalText.width(of:)).max() ?? 0
    let numberWidth = String(rows.count).count
    let textWidth = rows.map { TerminalText.width(of: $0.text) }.max() ?? 0
    let orderWidth = rows.map { TerminalText.width(of: $0.order) }.max() ?? 0
    return rows.flatMap { row -> [String] in
      let name = names.indices.contains(row.thread) ? names[row.thread] : "?"
      let event = trimmed([
        numbered(row, numberWidth),
        padded(name, paint(name, .dim), to: nameWidth),
        padded(row.text, row.text, to: textWidth),
        padded(row.order, paint(row.order, .cyan), to: orderWidth),
      ])
      let head = String(repeating: " ", count: Self.indent) + event.text
      if Self.indent + event.width + 2 + TerminalText.width(of: row.remark) <= width {
        return [row.remark.isEmpty ? head : head + "  " + paint(row.remark, .yellow)]
      }
      let inset = String(repeating: " ", count: Self.indent + numberWidth + 2 + nameWidth + 2)
      let remark = TerminalText.wrapped(row.remark, width: max(20, width - inset.count))
      return [head] + remark.map { inset + paint($0, .yellow) }
    }
  }

  /// Whether another thread runs the same function.
  private func isAmbiguous(_ index: Int) -> Bool {
    witness.threads.enumerated().contains {
      $0 != index && $1.function == witness.threads[index].function
    }
  }
}
