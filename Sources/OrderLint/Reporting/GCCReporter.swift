/// The format of GCC, Clang and Xcode: one line per message, notes after their parent.
struct GCCReporter {
  let presentation: Presentation

  init(_ presentation: Presentation) { self.presentation = presentation }

  func render() -> String {
    presentation.report.findings.map { finding in
      let flag = "orderlint-\(finding.rule)"
      var lines = [line(finding.range, finding.severity, finding.message + " [\(flag)]")]
      lines += finding.notes.map { line($0.range, .note, $0.message) }
      if case .witness(let witness) = finding.evidence, !witness.missing.isEmpty {
        lines.append(line(finding.range, .note, witness.missing))
      }
      if let repair = finding.repair {
        lines.append(line(finding.range, .note, "repair: \(repair.summary)"))
      }
      return lines.joined()
    }.joined()
  }

  private func line(_ range: SourceRange, _ severity: Severity, _ message: String) -> String {
    "\(TerminalText.escaped(range.placeText)): \(severity.rawValue): "
      + "\(TerminalText.escaped(message))\n"
  }
}
