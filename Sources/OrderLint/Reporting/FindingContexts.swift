/// A name for each finding that survives edits elsewhere in the file: a hash of its rule, file,
/// function and source text, and its ordinal among those that share them.
struct FindingContexts {
  private let names: [String]

  init(_ presentation: Presentation) {
    var occurrences: [String: Int] = [:]
    names = presentation.report.findings.map { finding in
      let source = presentation.sources(finding.range.file)?.text(in: finding.range) ?? ""
      let parts = [
        finding.rule, presentation.options.paths.relativeToRoot(finding.range.file),
        finding.function, source.split(whereSeparator: \.isWhitespace).joined(separator: " "),
      ]
      let hash = String(Self.hash(parts.joined(separator: "\u{0}")), radix: 16)
      let ordinal = (occurrences[hash] ?? 0) + 1
      occurrences[hash] = ordinal
      return "\(hash):\(ordinal)"
    }
  }

  subscript(index: Int) -> String { names[index] }

  /// FNV-1a, 64 bits: stable between runs, which Swift's own hash is not.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
  }
}
