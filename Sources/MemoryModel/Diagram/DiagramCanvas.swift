/// A grid of characters on which lines join where they meet.
struct DiagramCanvas {
  enum Weight: UInt8, Sendable {
    case light = 1
    case dashed, heavy
  }

  enum Side: Int, Sendable { case up, right, down, left }

  private enum Cell: Sendable {
    case blank
    case text(Unicode.Scalar)
    /// The weight of the line to each side, 0 for none.
    case lines([UInt8])
  }

  private var rows: [[Cell]] = []
  let isASCII: Bool

  init(isASCII: Bool) { self.isASCII = isASCII }

  private mutating func reserve(_ row: Int, _ column: Int) {
    while rows.count <= row { rows.append([]) }
    while rows[row].count <= column { rows[row].append(.blank) }
  }

  mutating func put(_ text: String, row: Int, column: Int) {
    for (offset, scalar) in text.unicodeScalars.enumerated() {
      reserve(row, column + offset)
      rows[row][column + offset] = .text(isASCII ? Self.ascii(scalar) : scalar)
    }
  }

  private static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case "→", "▶": ">"
    case "◀", "←": "<"
    case "─": "-"
    case "…": "."
    case "×": "x"
    default: scalar.isASCII ? scalar : "?"
    }
  }

  /// Adds a line from the middle of the cell to one side.
  mutating func join(_ side: Side, row: Int, column: Int, _ weight: Weight) {
    guard row >= 0, column >= 0 else { return }
    reserve(row, column)
    var sides: [UInt8]
    switch rows[row][column] {
    case .text: return
    case .blank: sides = [0, 0, 0, 0]
    case .lines(let known): sides = known
    }
    sides[side.rawValue] = max(sides[side.rawValue], weight.rawValue)
    rows[row][column] = .lines(sides)
  }

  mutating func horizontal(row: Int, from: Int, to: Int, _ weight: Weight) {
    guard from < to else { return }
    for column in from..<to {
      join(.right, row: row, column: column, weight)
      join(.left, row: row, column: column + 1, weight)
    }
  }

  mutating func vertical(column: Int, from: Int, to: Int, _ weight: Weight) {
    guard from < to else { return }
    for row in from..<to {
      join(.down, row: row, column: column, weight)
      join(.up, row: row + 1, column: column, weight)
    }
  }

  var lines: [String] {
    rows.map { row in
      var view = String.UnicodeScalarView(row.map(glyph))
      while view.last == " " { view.removeLast() }
      return String(view)
    }
  }

  // MARK: - Glyphs

  private func glyph(_ cell: Cell) -> Unicode.Scalar {
    switch cell {
    case .blank: " "
    case .text(let scalar): scalar
    case .lines(let sides): isASCII ? asciiGlyph(sides) : glyph(sides)
    }
  }

  private func asciiGlyph(_ sides: [UInt8]) -> Unicode.Scalar {
    let isVertical = sides[0] > 0 || sides[2] > 0
    let isHorizontal = sides[1] > 0 || sides[3] > 0
    let weight = sides.max() ?? 1
    if isVertical, isHorizontal { return "+" }
    if isVertical { return weight == 2 ? ":" : weight == 3 ? "#" : "|" }
    return weight == 2 ? "." : weight == 3 ? "=" : "-"
  }

  /// By up 1, right 2, down 4, left 8.
  private static let light = Array(" ╵╶╰╷│╭├╴╯─┴╮┤┬┼".unicodeScalars)
  private static let heavy = Array(" ╹╺┗╻┃┏┣╸┛━┻┓┫┳╋".unicodeScalars)

  private func glyph(_ sides: [UInt8]) -> Unicode.Scalar {
    var mask = 0
    for side in 0..<4 where sides[side] > 0 { mask |= 1 << side }
    let heavy = DiagramCanvas.Weight.heavy.rawValue
    let dashed = DiagramCanvas.Weight.dashed.rawValue
    if mask == 5, sides[0] == dashed { return "┆" }
    if mask == 10, sides[1] == dashed { return "┄" }
    if mask == 15 {
      if sides[0] == heavy, sides[1] != heavy { return "╂" }
      if sides[0] != heavy, sides[1] == heavy { return "┿" }
    }
    return sides.contains(heavy) ? Self.heavy[mask] : Self.light[mask]
  }
}
