/// Workflow commands of GitHub Actions, which become annotations on the changed lines.
///
/// The runner keeps ten annotations of a kind per step, so the worst come first, and a last line
/// counts them all.
struct GitHubReporter {
  private static let annotationLimit = 10
  /// What the runner keeps of a message, in UTF-16 code units.
  private static let messageLimit = 4_096

  let presentation: Presentation

  init(_ presentation: Presentation) { self.presentation = presentation }

  func render() -> String {
    let report = presentation.report
    let bySeverity = [Severity.error, .warning, .note].flatMap { severity in
      report.findings.filter { $0.severity == severity }
    }
    let lines = bySeverity.map(command(for:))
    return (lines + rollUp()).map { $0 + "\n" }.joined()
  }

  /// A plain line, and not a command: an annotation would take the place of a finding.
  private func rollUp() -> [String] {
    let report = presentation.report
    guard report.findings.count > Self.annotationLimit else { return [] }
    let counts = [Severity.error, .warning, .note].map {
      counted(report.count(of: $0), $0.rawValue)
    }
    return [
      "orderlint: \(counts.joined(separator: ", ")); "
        + "GitHub shows the first \(Self.annotationLimit) of each kind"
    ]
  }

  private func command(for finding: Finding) -> String {
    let kind =
      switch finding.severity {
      case .error: "error"
      case .warning: "warning"
      case .note: "notice"
      }
    let properties = properties(of: finding).map { "\($0)=\(Self.escapedProperty($1))" }
    return
      "::\(kind) \(properties.joined(separator: ","))::\(Self.escapedData(message(of: finding)))"
  }

  private func properties(of finding: Finding) -> [(String, String)] {
    let range = finding.range
    let source = presentation.sources(range.file)
    let column = source?.characterColumn(of: range.start) ?? range.start.column
    var properties = [
      ("file", presentation.options.paths.relativeToRoot(range.file)),
      ("line", String(max(1, range.start.line))),
    ]
    // The runner drops the columns of an annotation of several lines.
    if range.end.line > range.start.line {
      properties.append(("endLine", String(range.end.line)))
    } else {
      let end = source?.characterColumn(of: range.end) ?? range.end.column
      properties.append(("endLine", String(max(1, range.start.line))))
      properties.append(("col", String(max(1, column))))
      properties.append(("endColumn", String(max(1, column, end))))
    }
    return properties + [("title", "orderlint \(finding.rule)")]
  }

  private func message(of finding: Finding) -> String {
    var lines = [finding.message]
    let paths = presentation.options.paths
    lines += finding.notes.map {
      "\(paths.relativeToRoot($0.range.file)):\($0.range.start.line): \($0.message)"
    }
    if case .witness(let witness) = finding.evidence {
      lines += [witness.conclusion, witness.missing].filter { !$0.isEmpty }
    }
    if let repair = finding.repair { lines.append("repair: \(repair.summary)") }
    let text = lines.joined(separator: "\n")
    return text.utf16.count <= Self.messageLimit
      ? text : String(decoding: text.utf16.prefix(Self.messageLimit - 1), as: UTF16.self) + "…"
  }

  /// The toolkit's escapes of command data.
  static func escapedData(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      default: result += TerminalText.shown(scalar)
      }
    }
    return result
  }

  /// The toolkit's escapes of a property value.
  static func escapedProperty(_ text: String) -> String {
    var result = ""
    for scalar in escapedData(text).unicodeScalars {
      switch scalar {
      case ":": result += "%3A"
      case ",": result += "%2C"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
