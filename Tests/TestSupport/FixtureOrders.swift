import Foundation
import OrderLint

/// A memory order for each name that a fixture's `orders:` line declares.
struct OrderChoice: CustomStringConvertible {
  var values: [(name: String, word: String)]

  var description: String { values.map { "\($0.name)=\($0.word)" }.joined(separator: " ") }

  subscript(name: String) -> String? { values.first { $0.name == name }?.word }

  /// The choices that the declarations allow, the last name varying fastest.
  static func combinations(_ declarations: [(name: String, words: [String])]) throws
    -> [OrderChoice]
  {
    guard Set(declarations.map(\.name)).count == declarations.count else {
      throw FixtureError("an order name is declared twice")
    }
    var choices = [OrderChoice(values: [])]
    for declaration in declarations {
      choices = choices.flatMap { choice in
        declaration.words.map { OrderChoice(values: choice.values + [(declaration.name, $0)]) }
      }
      guard choices.count <= 4096 else { throw FixtureError("too many combinations of orders") }
    }
    return choices
  }
}

/// How orders are spelled in a language.
enum OrderSpelling {
  case c
  case cxx
  case swift

  /// Nil for files that hold no program text.
  init?(path: String) {
    switch URL(filePath: path).pathExtension {
    case "c", "h": self = .c
    case "cc", "cpp", "cxx", "hpp", "hh": self = .cxx
    case "swift": self = .swift
    default: return nil
    }
  }

  /// The removed statement.
  static let none = "none"

  static let words = ["relaxed", "consume", "acquire", "release", "acq_rel", "seq_cst", none]

  func spelling(of word: String) -> String {
    switch self {
    case .c: "memory_order_\(word)"
    case .cxx: "std::memory_order_\(word)"
    case .swift: Self.swiftSpellings[word] ?? ".\(word)"
    }
  }

  private static let swiftSpellings = [
    "relaxed": ".relaxed", "acquire": ".acquiring", "release": ".releasing",
    "acq_rel": ".acquiringAndReleasing", "seq_cst": ".sequentiallyConsistent",
  ]
}

/// A line in which names were replaced by orders, and where its columns went.
struct SubstitutedLine {
  private(set) var text = ""
  /// Half-open byte offsets of the replaced words, before and after.
  private var moves: [(before: Range<Int>, after: Range<Int>)] = []

  /// A line that names the order `none` is left out, because the statement is.
  init(_ line: Substring, _ choice: OrderChoice, _ spelling: OrderSpelling) {
    var rest = line.utf8[...]
    var source = 0
    while !rest.isEmpty {
      let word = rest.prefix { Self.isWordByte($0) }
      let piece = word.isEmpty ? rest.prefix(1) : word
      rest = rest.dropFirst(piece.count)
      let name = String(Substring(piece))
      if let order = word.isEmpty ? nil : choice[name] {
        if order == OrderSpelling.none {
          text = ""
          return
        }
        append(spelling.spelling(of: order), replacing: source..<source + piece.count)
      } else {
        bytes.append(contentsOf: piece)
      }
      source += piece.count
    }
    text = String(decoding: bytes, as: UTF8.self)
  }

  private var bytes: [UInt8] = []

  private mutating func append(_ word: String, replacing before: Range<Int>) {
    let start = bytes.count
    bytes.append(contentsOf: word.utf8)
    moves.append((before, start..<bytes.count))
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte == 0x5F || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  /// Where the columns (1-based, half-open) of the line as written are after the replacement.
  func moved(_ columns: Range<Int>) -> Range<Int> {
    offset(columns.lowerBound - 1, isEnd: false) + 1..<offset(columns.upperBound - 1, isEnd: true)
      + 1
  }

  private func offset(_ offset: Int, isEnd: Bool) -> Int {
    var shift = 0
    for move in moves where move.before.lowerBound < offset {
      if offset < move.before.upperBound {
        return isEnd ? move.after.upperBound : move.after.lowerBound
      }
      shift = move.after.upperBound - move.before.upperBound
    }
    return offset + shift
  }
}
