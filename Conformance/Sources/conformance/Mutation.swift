/// Small damage to a file, the same for the same seed on every machine.
enum Mutation {
  private static let fragments = [
    "\"", "\"\"\"", "#\"", "\"#", "\\(", ")", "(", "/*", "*/", "//", "/", " /", "/ ", "#/", "/#",
    "\n", "\r", "\\", "`", "<#", "#>", "$", ".", "+", "-", "?", "!", "try? ", "0x1.", "1e", "::",
    "\u{FEFF}", "\u{A0}", "é", "→", "#", "&", ">>", "<", "'", "\u{0}",
  ].map { Array($0.utf8) }

  static func bytes(of bytes: [UInt8], seed: UInt64) -> [UInt8] {
    var bytes = bytes
    var random = Random(state: seed &+ UInt64(bytes.count))
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let offset = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, offset + Int.random(in: 1...12, using: &random))
      if Bool.random(using: &random) {
        bytes.insert(contentsOf: fragments.randomElement(using: &random) ?? [], at: offset)
      } else {
        bytes.removeSubrange(offset..<end)
      }
    }
    return bytes
  }

  /// SplitMix64.
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }
}
