import OrderLint

extension FixtureRun {
  /// One message for each thing that is said and not found, found and not said, or claimed as an
  /// error without evidence. Empty if the findings are what the fixture says.
  public func failures(comparing findings: [Finding]) -> [String] {
    var remaining = findings
    var failures: [String] = []
    for expectation in expectations {
      if let index = remaining.firstIndex(where: expectation.matches) {
        remaining.remove(at: index)
      } else {
        failures.append(missing(expectation, among: remaining))
      }
    }
    failures += remaining.map { "unexpected \(describe($0))" }
    if !findings.isEmpty { failures += notes.compactMap { missing($0, in: findings) } }
    failures += findings.filter(\.isErrorWithoutEvidence).map {
      "an error without a witness or a clause: \(describe($0))"
    }
    return failures
  }

  private func missing(_ expectation: Expectation, among findings: [Finding]) -> String {
    let wanted = "expected \(expectation), not found"
    let near = findings.first {
      $0.rule == expectation.rule && expectation.matchesPlace($0.range, ignoringColumns: true)
    }
    return near.map { "\(wanted); there is \(describe($0))" } ?? wanted
  }

  private func missing(_ note: Expectation, in findings: [Finding]) -> String? {
    let isThere = findings.flatMap(\.notes).contains {
      note.matchesPlace($0.range) && note.matchesText($0.message)
    }
    return isThere ? nil : "no finding has the note \(note)"
  }

  private func describe(_ finding: Finding) -> String {
    let range = finding.range
    return "\(range.file):\(range.start.line):\(range.start.column)-\(range.end.column): "
      + "\(finding.rule): \(finding.message)"
  }
}

extension FixtureRun.Expectation: CustomStringConvertible {
  public var description: String {
    let columns = columns.map { ":\($0.lowerBound)-\($0.upperBound)" } ?? ""
    let text = text.map { " \"\($0)\"" } ?? ""
    return "\(file):\(line)\(columns): \(rule ?? "note")\(text)"
  }

  func matches(_ finding: Finding) -> Bool {
    finding.rule == rule && matchesPlace(finding.range) && matchesText(finding.message)
  }

  func matchesText(_ message: String) -> Bool {
    text.map { message.contains($0) } ?? true
  }

  /// An analysis may know the file by a longer path than the fixture does.
  func matchesPlace(_ range: SourceRange, ignoringColumns: Bool = false) -> Bool {
    guard range.file == file || range.file.hasSuffix("/\(file)"), range.start.line == line else {
      return false
    }
    guard !ignoringColumns, let columns else { return true }
    return range.end.line == line && range.start.column == columns.lowerBound
      && range.end.column == columns.upperBound
  }
}

extension Finding {
  /// Errors are shown by an execution or follow from the language alone.
  fileprivate var isErrorWithoutEvidence: Bool {
    switch evidence {
    case .witness, .language: false
    case .shape: severity == .error
    }
  }
}
