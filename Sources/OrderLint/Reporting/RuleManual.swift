/// The manual page of a rule, as text for a terminal and as Markdown.
package struct RuleManual {
  private let rule: RuleDescription

  package init(_ rule: RuleDescription) { self.rule = rule }

  /// The page without any markup, for readers that show nothing else.
  package var text: String { terminal(painter: Painter(isEnabled: false), width: 100) }

  package var markdown: String {
    var parts = ["# \(rule.id)", rule.summary + "."]
    if rule.isOptional { parts.append("Reported only with `--select \(rule.id)`.") }
    parts.append(rule.rationale)
    for (title, examples) in sections {
      for example in examples {
        parts.append("## \(title) (\(name(of: example.language)))")
        parts.append("```\(fence(of: example.language))\n\(code(of: example))\n```")
      }
    }
    if !rule.knownLimits.isEmpty { parts += ["## Known limits", rule.knownLimits] }
    if !rule.references.isEmpty {
      parts += ["## References", rule.references.map { "- \($0)" }.joined(separator: "\n")]
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  package func terminal(painter paint: Painter, width: Int) -> String {
    var lines = [
      paint(rule.id, .bold) + "  " + paint(rule.severity.rawValue, rule.severity)
        + (rule.isOptional ? "  (with --select)" : ""), "",
    ]
    lines += indented(rule.summary + ".", width) + [""] + indented(rule.rationale, width)
    for (title, examples) in sections {
      for example in examples {
        lines += ["", paint("\(title) (\(name(of: example.language)))", .bold), ""]
        lines += code(of: example).split(separator: "\n", omittingEmptySubsequences: false).map {
          $0.isEmpty ? "" : "    " + highlighted(String($0), paint)
        }
      }
    }
    if !rule.knownLimits.isEmpty {
      lines += ["", paint("Known limits", .bold), ""] + indented(rule.knownLimits, width)
    }
    if !rule.references.isEmpty {
      lines += ["", paint("References", .bold), ""] + rule.references.map { "  \($0)" }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var sections: [(String, [RuleDescription.Example])] {
    [("Flagged", rule.triggering), ("Accepted", rule.clean)]
  }

  private func indented(_ text: String, _ width: Int) -> [String] {
    // Paragraphs stay apart.
    text.split(separator: "\n\n").flatMap { paragraph in
      TerminalText.wrapped(
        paragraph.split(separator: "\n").joined(separator: " "), width: min(width, 100) - 2
      ).map { "  " + $0 }
    }
  }

  /// The example without the marks of its findings, which stand on their lines as a comment.
  private func code(of example: RuleDescription.Example) -> String {
    example.code.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.contains("↓")
        ? line.filter { $0 != "↓" } + "  // flagged" : String(line)
    }.joined(separator: "\n")
  }

  private func highlighted(_ line: String, _ paint: Painter) -> String {
    guard line.hasSuffix("// flagged") else { return line }
    return line.dropLast("// flagged".count) + paint("// flagged", .red)
  }

  private func name(of language: Language) -> String {
    switch language {
    case .c: "C"
    case .cpp: "C++"
    case .swift: "Swift"
    }
  }

  private func fence(of language: Language) -> String {
    switch language {
    case .c: "c"
    case .cpp: "cpp"
    case .swift: "swift"
    }
  }
}
