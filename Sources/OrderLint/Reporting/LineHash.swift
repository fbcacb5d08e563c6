/// The line hashes by which GitHub code scanning recognises an alert again.
///
/// A rolling hash of the 100 code units (blanks skipped, line ends made one line feed) that start
/// with a line, then the number of times that hash value has occurred in the file. Emitting exactly
/// GitHub's value keeps `upload-sarif` from warning about a difference.
struct LineHashes {
  private static let window = 100
  private static let multiplier: UInt64 = 37
  private static let endOfFile: UInt16 = 0xFFFF

  private var hash: UInt64 = 0
  private var units = [UInt64](repeating: 0, count: window)
  /// For each slot of the window the line that starts there, or 0.
  private var lines = [Int](repeating: 0, count: window)
  private var index = 0
  private var line = 0
  private var isAtLineStart = true
  private var followsCarriageReturn = false
  private var occurrences: [UInt64: Int] = [:]
  private var hashes: [String] = []
  private let leavingFactor: UInt64 = (0..<window).reduce(1) { factor, _ in factor &* multiplier }

  /// The hashes of all lines, the first line's first.
  static func compute(_ text: String) -> [String] {
    var state = LineHashes()
    for unit in text.utf16 { state.process(unit) }
    state.process(endOfFile)
    for _ in 0..<window {
      state.finishLineLeavingWindow()
      state.push(0)
    }
    return state.hashes
  }

  private mutating func process(_ unit: UInt16) {
    let isSecondOfPair = followsCarriageReturn && unit == 0x0A
    followsCarriageReturn = unit == 0x0D
    if unit == 0x20 || unit == 0x09 || isSecondOfPair { return }
    let kept: UInt16 = unit == 0x0D ? 0x0A : unit
    finishLineLeavingWindow()
    if isAtLineStart {
      isAtLineStart = false
      line += 1
      lines[index] = line
    }
    if kept == 0x0A { isAtLineStart = true }
    push(UInt64(kept))
  }

  private mutating func finishLineLeavingWindow() {
    guard lines[index] != 0 else { return }
    lines[index] = 0
    let count = (occurrences[hash] ?? 0) + 1
    occurrences[hash] = count
    // Lines leave the window in the order in which they entered it.
    hashes.append("\(String(hash, radix: 16)):\(count)")
  }

  private mutating func push(_ unit: UInt64) {
    let leaving = units[index]
    units[index] = unit
    hash = Self.multiplier &* hash &+ unit &- leavingFactor &* leaving
    index = (index + 1) % Self.window
  }
}
