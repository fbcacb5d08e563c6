extension ExecutionDiagram {
  /// The picture as an SVG document that follows the viewer's light or dark scheme.
  ///
  /// - Parameter title: says what is shown; read aloud by screen readers.
  public func svg(title: String) -> String { SVGDiagram(self, title: title).document }
}

/// The layout of a diagram on a plane.
struct SVGDiagram {
  private let diagram: ExecutionDiagram
  private let title: String
  private let routing: DiagramRouting
  private var lefts: [Double] = []
  private var widths: [Double] = []
  private let rowHeight: Double
  private let boxHeight: Double

  private static let margin = 20.0
  private static let headerHeight = 34.0
  /// The advance of one character of the monospaced font at 13 pixels.
  private static let character = 7.85
  private static let smallCharacter = 6.65
  private static let padding = 10.0
  private static let lane = 14.0

  init(_ diagram: ExecutionDiagram, title: String) {
    self.diagram = diagram
    self.title = title
    routing = DiagramRouting(diagram)
    let hasNotes = diagram.nodes.contains { $0.note != nil }
    boxHeight = hasNotes ? 42 : 26
    rowHeight = hasNotes ? 58 : 42
    var left = Self.margin + gapWidth(-1)
    for thread in diagram.threads.indices {
      let members = diagram.nodes.filter { $0.thread == thread }
      let width = members.map(Self.width).max() ?? 0
      lefts.append(left)
      widths.append(max(width, Double(diagram.threads[thread].unicodeScalars.count) * 8.5, 60))
      left += (widths.last ?? 0) + gapWidth(thread)
    }
  }

  private static func width(_ node: ExecutionDiagram.Node) -> Double {
    var count = node.letter.count + 2 + node.text.unicodeScalars.count
    if !node.order.isEmpty { count += 2 + node.order.count }
    var width = Double(count) * character + 2 * padding
    if node.serial != nil { width += 26 }
    if let note = node.note {
      width = max(width, Double(note.text.unicodeScalars.count) * smallCharacter + 2 * padding)
    }
    return width
  }

  private func gapWidth(_ gap: Int) -> Double {
    let count = Double(routing.laneCounts[gap + 1])
    if gap < 0 { return count == 0 ? 0 : 24 + Self.lane * count }
    let isNamed = routing.routes.contains { $0.gap == gap && $0.edge.kind.name != nil }
    let isLast = gap == diagram.threads.count - 1
    if count == 0 { return isLast ? 44 : 32 }
    return 40 + Self.lane * count + (isNamed ? 52 : 0)
  }

  // MARK: - Places

  private func top(_ row: Int) -> Double {
    Self.margin + Self.headerHeight + Double(row) * rowHeight
  }

  private func middle(_ row: Int) -> Double { top(row) + boxHeight / 2 }

  private func boxWidth(_ node: ExecutionDiagram.Node) -> Double {
    widths.indices.contains(node.thread) ? widths[node.thread] : Self.width(node)
  }

  private var threadsRight: Double {
    (lefts.last ?? 0) + (widths.last ?? 0) + gapWidth(diagram.threads.count - 1)
  }

  private func historyWidth(_ history: ExecutionDiagram.History) -> Double {
    let count = history.entries.map { text($0).unicodeScalars.count }.max() ?? 0
    return max(Double(count) * Self.smallCharacter + 2 * Self.padding, 64)
  }

  private func text(_ entry: ExecutionDiagram.History.Entry) -> String {
    let readers = entry.readers.isEmpty ? "" : "  ← " + entry.readers.joined(separator: " ")
    return "\(entry.value)  \(entry.letter ?? "initial")\(readers)"
  }

  // MARK: - Document

  var document: String {
    var body: [String] = []
    for (thread, name) in diagram.threads.enumerated() { body += column(thread, name) }
    body += routing.routes.map(arrow)
    body += diagram.nodes.enumerated().flatMap { box($1, row: $0) }
    let (histories, right) = historyElements()
    body += histories
    let rows = max(diagram.nodes.count, diagram.histories.map(\.entries.count).max() ?? 0)
    let contentBottom = top(max(rows, 1) - 1) + boxHeight
    body += diagram.remarks.enumerated().map { index, remark in
      Self.element(
        "text",
        [
          "class": "remark", "x": Self.number(Self.margin),
          "y": Self.number(contentBottom + 30 + 18 * Double(index)),
        ], remark)
    }
    let remarkWidth =
      (diagram.remarks.map { $0.unicodeScalars.count }.max() ?? 0)
    let width = max(right, Self.margin * 2 + Double(remarkWidth) * 7.2)
    let height =
      contentBottom + Self.margin
      + (diagram.remarks.isEmpty ? 0 : 12 + 18 * Double(diagram.remarks.count))
    return ([head(width: width, height: height)] + body + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func head(width: Double, height: Double) -> String {
    let size = "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\""
    let view = "viewBox=\"0 0 \(Self.number(width)) \(Self.number(height))\""
    return """
      <svg xmlns="http://www.w3.org/2000/svg" \(size) \(view) role="img">
      <title>\(XMLText.escaped(title))</title>
      <style>\(Self.style)</style>
      <defs>\(Self.marker("rf"))\(Self.marker("sw"))\(Self.marker("no"))</defs>
      <rect class="paper" x="0" y="0" width="100%" height="100%" rx="8"/>
      """
  }

  private static func marker(_ name: String) -> String {
    """
    <marker id="\(name)" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" \
    markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path class="\(name)-head" \
    d="M0,1 L10,5 L0,9 z"/></marker>
    """
  }

  /// Plain values first, for viewers that know no custom properties.
  private static let style = """
    text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;\
    fill:#1f2328}\
    .paper{fill:#ffffff}.thread{font-weight:700}.small{font-size:11px;fill:#59636e}\
    .order{fill:#0550ae}.letter{fill:#59636e}.remark{font:12px system-ui,sans-serif;fill:#a40e26}\
    .box{fill:#f6f8fa;stroke:#d1d9e0;stroke-width:1}.rule,.po{stroke:#8c959f;stroke-width:1.2;\
    fill:none}.loose{stroke:#cf222e;stroke-width:1.6;stroke-dasharray:3 4;fill:none}\
    .rf{stroke:#57606a;stroke-width:1.4;fill:none}.sw{stroke:#1a7f37;stroke-width:3;fill:none}\
    .no{stroke:#cf222e;stroke-width:1.8;stroke-dasharray:6 4;fill:none}\
    .rf-head{fill:#57606a}.sw-head{fill:#1a7f37}.no-head,.name{fill:#cf222e}\
    .name{font-size:11px}.serial{fill:#8250df}.serial-text{fill:#ffffff;font-size:11px;\
    font-weight:700;text-anchor:middle}\
    @media (prefers-color-scheme:dark){text{fill:#e6edf3}.paper{fill:#0d1117}\
    .small,.letter{fill:#9198a1}.order{fill:#79c0ff}.remark{fill:#ff7b72}\
    .box{fill:#161b22;stroke:#3d444d}.rule,.po{stroke:#656c76}.loose,.no{stroke:#ff7b72}\
    .rf{stroke:#9198a1}.sw{stroke:#3fb950}.rf-head{fill:#9198a1}.sw-head{fill:#3fb950}\
    .no-head,.name{fill:#ff7b72}.serial{fill:#a371f7}.serial-text{fill:#0d1117}}
    """

  // MARK: - Threads

  private func column(_ thread: Int, _ name: String) -> [String] {
    let left = lefts[thread]
    let baseline = Self.margin + 12
    var elements = [
      Self.element(
        "text", ["class": "thread", "x": Self.number(left), "y": Self.number(baseline)], name),
      Self.line("rule", left, baseline + 8, left + widths[thread], baseline + 8),
    ]
    let rows = diagram.nodes.indices.filter { diagram.nodes[$0].thread == thread }
    for (first, second) in zip(rows, rows.dropFirst()) {
      let isLoose = diagram.looseOrders.contains { $0.from <= first && $0.to >= second }
      elements.append(
        Self.line(
          isLoose ? "loose" : "po", left + 16, top(first) + boxHeight, left + 16, top(second)))
      guard isLoose else { continue }
      let y = (top(first) + boxHeight + top(second)) / 2 + 4
      elements.append(
        Self.element(
          "text", ["class": "name", "x": Self.number(left + 24), "y": Self.number(y)], "not kept"))
    }
    return elements
  }

  private func box(_ node: ExecutionDiagram.Node, row: Int) -> [String] {
    let left = lefts[node.thread]
    let y = top(row)
    let baseline = y + 17.5
    var x = left + Self.padding
    var elements = [
      "<rect class=\"box\" x=\"\(Self.number(left))\" y=\"\(Self.number(y))\" "
        + "width=\"\(Self.number(boxWidth(node)))\" height=\"\(Self.number(boxHeight))\" rx=\"5\"/>"
    ]
    func write(_ text: String, _ style: String) {
      elements.append(
        Self.element(
          "text", ["class": style, "x": Self.number(x), "y": Self.number(baseline)], text))
      x += Double(text.unicodeScalars.count + 2) * Self.character
    }
    write(node.letter, "letter")
    write(node.text, "event")
    if !node.order.isEmpty { write(node.order, "order") }
    if let serial = node.serial {
      let center = left + boxWidth(node) - 15
      elements.append(
        "<circle class=\"serial\" cx=\"\(Self.number(center))\" cy=\"\(Self.number(y + 13))\" "
          + "r=\"9\"/>")
      elements.append(
        Self.element(
          "text",
          ["class": "serial-text", "x": Self.number(center), "y": Self.number(y + 17)],
          "\(serial)"))
    }
    if let note = node.note {
      elements.append(
        Self.element(
          "text",
          ["class": "small", "x": Self.number(left + Self.padding), "y": Self.number(y + 34)],
          note.text))
    }
    return elements
  }

  // MARK: - Arrows

  private func laneX(_ route: DiagramRouting.Route) -> Double {
    if route.gap < 0 { return Self.margin + 6 + Self.lane * Double(route.lane) }
    return lefts[route.gap] + widths[route.gap] + 14 + Self.lane * Double(route.lane)
  }

  private func arrow(_ route: DiagramRouting.Route) -> String {
    let edge = route.edge
    let from = diagram.nodes[edge.from]
    let to = diagram.nodes[edge.to]
    let x = laneX(route)
    let start = route.goesRight ? lefts[from.thread] + boxWidth(from) : lefts[from.thread]
    let end = route.goesRight ? lefts[to.thread] : lefts[to.thread] + boxWidth(to)
    // Where several arrows meet at one box, each has a place of its own.
    let y1 = middle(edge.from) + offset(of: edge, at: edge.from, isRightSide: route.goesRight)
    let y2 = middle(edge.to) + offset(of: edge, at: edge.to, isRightSide: !route.goesRight)
    let radius = min(6, abs(y2 - y1) / 2)
    let down: Double = y2 > y1 ? 1 : -1
    let side: Double = route.goesRight ? 1 : -1
    let path = [
      "M\(Self.number(start)),\(Self.number(y1))", "H\(Self.number(x - side * radius))",
      "Q\(Self.number(x)),\(Self.number(y1)) \(Self.number(x)),\(Self.number(y1 + down * radius))",
      "V\(Self.number(y2 - down * radius))",
      "Q\(Self.number(x)),\(Self.number(y2)) \(Self.number(x + side * radius)),\(Self.number(y2))",
      "H\(Self.number(end))",
    ].joined(separator: " ")
    var markers = "marker-end=\"url(#\(edge.kind.style))\""
    if case .race = edge.kind { markers += " marker-start=\"url(#no)\"" }
    let line = "<path class=\"\(edge.kind.style)\" d=\"\(path)\" \(markers)/>"
    guard let name = edge.kind.name else { return line }
    let label = Self.element(
      "text",
      ["class": "name", "x": Self.number(x + 6), "y": Self.number((y1 + y2) / 2 + 4)], name)
    return line + "\n" + label
  }

  private func offset(of edge: ExecutionDiagram.Edge, at row: Int, isRightSide: Bool) -> Double {
    let here = routing.routes.filter { route in
      (route.edge.from == row && route.goesRight == isRightSide)
        || (route.edge.to == row && route.goesRight != isRightSide)
    }.map(\.edge)
    guard here.count > 1, let index = here.firstIndex(of: edge) else { return 0 }
    let step = min(8, (boxHeight - 10) / Double(here.count - 1))
    return (Double(index) - Double(here.count - 1) / 2) * step
  }

  // MARK: - Modification orders

  private func historyElements() -> (elements: [String], right: Double) {
    var elements: [String] = []
    var left = threadsRight
    let baseline = Self.margin + 12
    for history in diagram.histories {
      let width = historyWidth(history)
      elements.append(
        Self.element(
          "text", ["class": "thread", "x": Self.number(left), "y": Self.number(baseline)],
          history.name))
      elements.append(Self.line("rule", left, baseline + 8, left + width, baseline + 8))
      for (index, entry) in history.entries.enumerated() {
        let y = top(index)
        if index > 0 {
          elements.append(
            Self.line("po", left + 16, top(index - 1) + 26, left + 16, y, marker: "rf"))
        }
        elements.append(
          "<rect class=\"box\" x=\"\(Self.number(left))\" y=\"\(Self.number(y))\" "
            + "width=\"\(Self.number(width))\" height=\"26\" rx=\"13\"/>")
        elements.append(
          Self.element(
            "text",
            ["class": "small", "x": Self.number(left + Self.padding), "y": Self.number(y + 17)],
            text(entry)))
      }
      left += width + 18
    }
    return (elements, left + Self.margin - 18)
  }

  // MARK: - XML

  private static func line(
    _ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, marker: String? = nil
  ) -> String {
    let end = marker.map { " marker-end=\"url(#\($0))\"" } ?? ""
    return
      "<path class=\"\(style)\" d=\"M\(number(x1)),\(number(y1)) L\(number(x2)),\(number(y2))\""
      + "\(end)/>"
  }

  private static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String>, _ text: String
  ) -> String {
    let list = attributes.map { " \($0.key)=\"\($0.value)\"" }.joined()
    return "<\(name)\(list) xml:space=\"preserve\">\(XMLText.escaped(text))</\(name)>"
  }

  /// At most two decimals, so that the bytes are the same everywhere.
  private static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let fraction = abs(hundredths % 100)
    let whole = (hundredths < 0 && hundredths > -100 ? "-" : "") + "\(hundredths / 100)"
    if fraction == 0 { return whole }
    return whole + "." + (fraction < 10 ? "0" : "") + "\(fraction)"
  }
}

extension ExecutionDiagram.Note {
  var text: String { place.isEmpty ? code : "\(place)  \(code)" }
}

extension ExecutionDiagram.EdgeKind {
  fileprivate var style: String {
    switch self {
    case .readsFrom: "rf"
    case .synchronizesWith: "sw"
    case .missing, .race: "no"
    }
  }
}
