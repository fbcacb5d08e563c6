import OrderLint

/// Which parts of a file are for some machines only: they lie in a conditional that names a machine,
/// or the file's name does.
struct MachineConditions {
  private static let machines: Set<String> = [
    "sparc", "arch", "tso", "arm", "aarch", "ppc", "powerpc", "riscv", "mips", "alpha", "smp",
    "cpu",
    "intel", "uniprocessor",
  ]

  private let isNamed: Bool
  /// Where a part begins, and whether it is for some machines.
  private var parts: [(offset: Int, isForMachines: Bool)] = []

  init(_ source: [UInt8], file: String) {
    isNamed = Self.mentionsMachine(file)
    if !isNamed { read(source) }
  }

  func namesMachine(at offset: Int) -> Bool {
    let next = parts.partitioningIndex { $0.offset > offset }
    return isNamed || next > 0 && parts[next - 1].isForMachines
  }

  private mutating func read(_ source: [UInt8]) {
    // Whether the open conditionals name machines, in their branches so far.
    var open: [Bool] = []
    var inComment = false
    var start = 0
    while start < source.count {
      let end = source.directiveEnd(from: start)
      let line = source[start..<end]
      start = end + 1
      guard let keyword = WholeFileCondition.directive(of: line, &inComment) else { continue }
      let names = { Self.mentionsMachine(String(decoding: line, as: UTF8.self)) }
      if keyword.hasPrefix("if") {
        open.append(names())
      } else if keyword.hasPrefix("elif"), let last = open.indices.last {
        open[last] = open[last] || names()
      } else if keyword == "endif" {
        _ = open.popLast()
      } else {
        continue
      }
      parts.append((end, open.contains(true)))
    }
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
