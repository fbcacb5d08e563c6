import OrderLint

/// Whether what stands at a place in a file is for some machines only: it lies in a conditional that
/// names a machine, or in a file that does.
struct MachineCondition {
  private static let machines: Set<String> = [
    "sparc", "arch", "tso", "arm", "aarch", "ppc", "powerpc", "riscv", "mips", "alpha", "smp",
    "cpu",
    "intel", "uniprocessor",
  ]

  private let source: ArraySlice<UInt8>
  private let file: String

  init(_ source: [UInt8], file: String, before offset: Int) {
    self.source = source.prefix(max(0, offset))
    self.file = file
  }

  var namesMachine: Bool {
    Self.mentionsMachine(file) || openConditions.contains(where: Self.mentionsMachine)
  }

  /// The conditions of the conditionals that are open, with those of their branches so far.
  private var openConditions: [String] {
    var open: [String] = []
    for line in source.split(separator: UInt8(ascii: "\n")) {
      let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard text.first == UInt8(ascii: "#") else { continue }
      let directive = String(decoding: text.dropFirst(), as: UTF8.self)
        .drop(while: \.isWhitespace)
      if directive.hasPrefix("if") {
        open.append(String(directive))
      } else if directive.hasPrefix("elif"), let last = open.indices.last {
        open[last] += " " + directive
      } else if directive.hasPrefix("endif") {
        _ = open.popLast()
      }
    }
    return open
  }

  private static func mentionsMachine(_ text: String) -> Bool {
    let lowered = text.lowercased()
    if ["x86", "i386", "i486", "i586", "i686", "amd64", "x64", "s390", "ia64"].contains(
      where: lowered.contains)
    {
      return true
    }
    return NameWords.words(of: text).contains(where: machines.contains)
  }
}
