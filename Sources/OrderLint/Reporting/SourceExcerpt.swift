/// One source line as a terminal shows it, with the cells that a range takes in it.
struct SourceExcerpt {
  var text: String
  /// The cells of the range, empty if the range does not touch the line.
  var marked: Range<Int>

  private static let tabWidth = 4

  /// The excerpt of `line`, cut to a window of `width` cells around the marked part.
  init(line: ArraySlice<UInt8>, number: Int, range: SourceRange, width: Int) {
    let first = range.start.line == number ? range.start.column - 1 : 0
    let last = range.end.line == number ? range.end.column - 1 : Int.max
    let touches = range.start.line <= number && number <= range.end.line
    var cells: [(text: String, width: Int)] = []
    var position = 0
    var start: Int?
    var end: Int?
    var offset = 0
    for character in Self.decoded(line) {
      if offset >= first, start == nil { start = position }
      if offset >= last, end == nil { end = position }
      let cell = Self.cell(for: character.scalar, at: position)
      cells.append(cell)
      position += cell.width
      offset += character.length
    }
    let lower = start ?? position
    let upper = max(lower, end ?? position)
    text = cells.map(\.text).joined()
    marked = touches ? lower..<max(upper, lower + 1) : 0..<0
    clip(cells, to: width)
    while text.last == " " { text.removeLast() }
  }

  /// Keeps what fits around the marked part, and shows with `…` where something is missing.
  private mutating func clip(_ cells: [(text: String, width: Int)], to width: Int) {
    let total = cells.reduce(0) { $0 + $1.width }
    guard total > width, width > 8 else { return }
    let slack = max(0, width - marked.count) / 2
    let lower = max(0, min(marked.lowerBound - slack, total - width))
    let upper = lower + width
    var position = 0
    var kept = ""
    for cell in cells {
      let next = position + cell.width
      if position >= lower + (lower > 0 ? 1 : 0), next <= upper - (upper < total ? 1 : 0) {
        kept += cell.text
      }
      position = next
    }
    text = (lower > 0 ? "…" : "") + kept + (upper < total ? "…" : "")
    let start = max(0, marked.lowerBound - lower)
    marked = start..<max(start + 1, min(marked.upperBound - lower, width))
  }

  private static func cell(for scalar: Unicode.Scalar?, at position: Int) -> (
    text: String, width: Int
  ) {
    guard let scalar else { return ("\u{FFFD}", 1) }
    if scalar == "\t" {
      let width = tabWidth - position % tabWidth
      return (String(repeating: " ", count: width), width)
    }
    let shown = TerminalText.shown(scalar)
    return (shown, TerminalText.width(of: shown))
  }

  /// The scalars of the line with their length in bytes; nil stands for a byte that is not UTF-8.
  private static func decoded(_ line: ArraySlice<UInt8>) -> [(scalar: Unicode.Scalar?, length: Int)]
  {
    var result: [(Unicode.Scalar?, Int)] = []
    var rest = line
    while let byte = rest.first {
      let length = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
      let decoded = String(validating: rest.prefix(length), as: UTF8.self)
      if let scalar = decoded?.unicodeScalars.first, decoded?.unicodeScalars.count == 1 {
        result.append((scalar, length))
        rest = rest.dropFirst(length)
      } else {
        result.append((nil, 1))
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
