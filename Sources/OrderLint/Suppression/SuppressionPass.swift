/// Takes the findings out of a report that comments suppress, and reports on the comments.
public struct SuppressionPass {
  /// Every rule there is, whether it ran or not.
  private let knownRules: [String]
  /// The rules that ran.
  private let activeRules: Set<String>

  public init(knownRules: [String], activeRules: Set<String>) {
    self.knownRules = knownRules.sorted()
    self.activeRules = activeRules
  }

  /// The report without the suppressed findings, with findings about the comments, in order.
  public func apply(_ suppressions: [FileSuppressions], to report: Report) -> Report {
    let byFile = Dictionary(
      suppressions.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
    var used: [String: Set<Use>] = [:]
    var result = report
    result.findings = report.findings.filter { finding in
      let uses = self.uses(for: finding, in: byFile[finding.range.file])
      used[finding.range.file, default: []].formUnion(uses)
      return uses.isEmpty
    }
    result.suppressedCount += report.findings.count - result.findings.count
    for file in suppressions {
      result.findings += findings(about: file, used: used[file.file] ?? [])
    }
    result.findings = result.findings.inReportOrder()
    return result
  }

  /// The entry of a file that suppressed a finding of a rule.
  private struct Use: Hashable {
    var entry: Int
    var rule: String
  }

  /// Every comment that covers the finding is used by it, not only the first.
  private func uses(for finding: Finding, in file: FileSuppressions?) -> [Use] {
    guard let file else { return [] }
    return file.entries.enumerated().compactMap { index, entry in
      let names = entry.directive.rules
      guard names.isEmpty || names.contains(finding.rule), entry.covers(finding.range) else {
        return nil
      }
      return Use(entry: index, rule: finding.rule)
    }
  }

  // MARK: - About the comments

  private func findings(about file: FileSuppressions, used: Set<Use>) -> [Finding] {
    var findings = file.malformed.map {
      finding(SuppressionRules.malformed, $0.message, at: $0.range)
    }
    for (index, entry) in file.entries.enumerated() {
      let rules = used.filter { $0.entry == index }.map(\.rule)
      findings += self.findings(about: entry, used: Set(rules))
    }
    return findings.filter { activeRules.contains($0.rule) }
  }

  private func findings(about entry: FileSuppressions.Entry, used: Set<String>) -> [Finding] {
    let directive = entry.directive
    var findings: [Finding] = []
    if directive.rules.isEmpty, !directive.isForeign {
      findings.append(
        finding(
          SuppressionRules.bare, "the comment names no rule and hides every finding",
          at: entry.range))
    }
    if directive.reason == nil, !directive.isForeign {
      findings.append(
        finding(
          SuppressionRules.withoutReason, "the suppression gives no reason after '--'",
          at: entry.range))
    }
    let unknown = directive.rules.filter { !knownRules.contains($0) }
    findings += unknown.map { name in
      let nearest = NearestName.of(name, among: knownRules).first
      let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
      return finding(
        SuppressionRules.unknownRule, "there is no rule '\(name)'\(hint)", at: entry.range)
    }
    return findings + unused(entry, used: used)
  }

  private func unused(_ entry: FileSuppressions.Entry, used: Set<String>) -> [Finding] {
    let names = entry.directive.rules
    if names.isEmpty {
      guard used.isEmpty, !entry.directive.isForeign, activeRules.isSuperset(of: knownRules) else {
        return []
      }
      return [finding(SuppressionRules.unused, "the comment suppresses nothing", at: entry.range)]
    }
    let idle = names.filter { activeRules.contains($0) && !used.contains($0) }
    guard !idle.isEmpty else { return [] }
    let list = idle.map { "'\($0)'" }.joined(separator: ", ")
    return [
      finding(
        SuppressionRules.unused, "the comment suppresses no finding of \(list)", at: entry.range)
    ]
  }

  private func finding(_ rule: String, _ message: String, at range: SourceRange) -> Finding {
    Finding(
      rule: rule, severity: .warning, message: message, range: range, function: "",
      evidence: .shape)
  }
}

extension [Finding] {
  /// Sorted by file, position, rule and message, as reports are.
  package func inReportOrder() -> [Finding] {
    sorted { left, right in
      (left.range.file, left.range.start, left.rule, left.message, left.range.end)
        < (right.range.file, right.range.start, right.rule, right.message, right.range.end)
    }
  }
}
