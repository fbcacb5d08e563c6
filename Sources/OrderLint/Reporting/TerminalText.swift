/// Text that is safe to show on a terminal, measured in cells.
package enum TerminalText {
  /// The text with everything escaped that a terminal would obey instead of show: control
  /// characters, and the marks that reorder or hide text. Tabs and line feeds become spaces.
  package static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\t" || scalar == "\n" {
        result.append(" ")
      } else {
        result.append(contentsOf: shown(scalar).unicodeScalars)
      }
    }
    return String(result)
  }

  /// The scalar itself, or `\u{…}` if a terminal would obey it.
  static func shown(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .privateUse:
      "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default:
      String(scalar)
    }
  }

  /// The cells that a text without control characters takes.
  package static func width(of text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
  }

  static func width(of scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
    }
  }

  // The wide and full-width blocks of Unicode's East Asian Width, and the emoji.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
    0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]

  /// The text followed by as many spaces as it needs to take `width` cells.
  package static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - Self.width(of: text)))
  }

  /// The text in lines of at most `width` cells, broken at spaces; a longer word keeps its line.
  /// On the first line `taken` cells are in use already.
  static func wrapped(_ text: String, width: Int, taken: Int = 0) -> [String] {
    var lines: [String] = []
    var line = ""
    var room = width - taken
    for word in text.split(separator: " ") {
      let length = Self.width(of: String(word))
      if line.isEmpty {
        line = String(word)
        room -= length
      } else if length < room {
        line += " " + word
        room -= length + 1
      } else {
        lines.append(line)
        line = String(word)
        room = width - length
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}

/// Puts colour around text, or leaves it alone.
package struct Painter: Sendable {
  package enum Style: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "1;31"
    case yellow = "1;33"
    case cyan = "1;36"
    case green = "32"
    case blue = "34"
  }

  package var isEnabled: Bool
  package init(isEnabled: Bool) { self.isEnabled = isEnabled }

  package func callAsFunction(_ text: String, _ style: Style) -> String {
    isEnabled && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  package func callAsFunction(_ text: String, _ severity: Severity) -> String {
    switch severity {
    case .error: self(text, .red)
    case .warning: self(text, .yellow)
    case .note: self(text, .cyan)
    }
  }
}
