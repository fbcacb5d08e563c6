/// OrderLint's own format, which carries everything a report holds.
///
/// `schema` grows by one whenever a member changes its meaning or goes away; new members may come
/// at any time. Paths are relative to the root of the repository, lines and columns count from 1,
/// columns in bytes, and the end of a range is the position after its last character.
struct JSONReporter {
  static let schema = 1

  let presentation: Presentation
  private var paths: PathMapping { presentation.options.paths }

  init(_ presentation: Presentation) { self.presentation = presentation }

  func render() -> String {
    let report = presentation.report
    let value: JSONValue = [
      "schema": .integer(Self.schema),
      "tool": ["name": "orderlint", "version": .string(presentation.options.toolVersion)],
      "summary": [
        "errors": .integer(report.count(of: .error)),
        "warnings": .integer(report.count(of: .warning)),
        "notes": .integer(report.count(of: .note)),
        "suppressed": .integer(report.suppressedCount),
      ],
      "findings": .array(report.findings.map(finding)),
      "problems": .array(report.problems.map(problem)),
      "skipped": .array(presentation.run.skippedFiles.map { .string(paths.relativeToRoot($0)) }),
      "flags": .array(
        presentation.run.flagSources.map {
          ["file": .string(paths.relativeToRoot($0.file)), "source": .string($0.source)]
        }),
      "statistics": statistics(report.statistics),
    ]
    return value.serialized()
  }

  private func finding(_ finding: Finding) -> JSONValue {
    .object(omittingNil: [
      ("rule", .string(finding.rule)),
      ("severity", .string(finding.severity.rawValue)),
      ("message", .string(finding.message)),
      ("function", .string(finding.function)),
      ("range", range(finding.range)),
      (
        "notes",
        .array(
          finding.notes.map { ["message": .string($0.message), "range": range($0.range)] })
      ),
      ("evidence", evidence(finding.evidence)),
      ("repair", finding.repair.map(repair)),
      ("targets", .array(finding.targets.map { .string($0.rawValue) })),
      ("targetRemark", finding.targetRemark.map { .string($0) }),
    ])
  }

  private func evidence(_ evidence: Finding.Evidence) -> JSONValue {
    switch evidence {
    case .witness(let witness): ["kind": "witness", "witness": self.witness(witness)]
    case .language(let clause): ["kind": "language", "clause": .string(clause)]
    case .shape: ["kind": "shape"]
    }
  }

  private func witness(_ witness: Witness) -> JSONValue {
    [
      "threads": .array(
        witness.threads.map { ["function": .string($0.function), "range": range($0.range)] }),
      "events": .array(
        witness.events.map { event in
          .object(omittingNil: [
            ("thread", .integer(event.thread)),
            ("text", .string(event.text)),
            ("order", event.order.map { .string($0) }),
            ("remark", event.remark.map { .string($0) }),
            ("range", event.range.map(range)),
            ("outOfOrder", event.isOutOfOrder ? true : nil),
          ])
        }),
      "missing": .string(witness.missing),
      "conclusion": .string(witness.conclusion),
    ]
  }

  private func repair(_ repair: Repair) -> JSONValue {
    [
      "summary": .string(repair.summary),
      "checked": .bool(repair.isChecked),
      "edits": .array(
        repair.edits.map { ["range": range($0.range), "text": .string($0.text)] }),
    ]
  }

  private func problem(_ problem: FrontendProblem) -> JSONValue {
    .object(omittingNil: [
      ("severity", .string(problem.severity.name)),
      ("message", .string(problem.message)),
      ("file", .string(paths.relativeToRoot(problem.file))),
      ("line", problem.position.map { .integer($0.line) }),
      ("column", problem.position.map { .integer($0.column) }),
    ])
  }

  private func range(_ range: SourceRange) -> JSONValue {
    func position(_ position: SourcePosition) -> JSONValue {
      ["line": .integer(position.line), "column": .integer(position.column)]
    }
    return [
      "file": .string(paths.relativeToRoot(range.file)), "start": position(range.start),
      "end": position(range.end),
    ]
  }

  private func statistics(_ statistics: Report.Statistics) -> JSONValue {
    [
      "files": .integer(statistics.files),
      "filesWithoutAtomics": .integer(statistics.skippedFiles),
      "functions": .integer(statistics.functions),
      "atomicOperations": .integer(statistics.atomicOperations),
      "checks": .integer(statistics.checks),
      "undecidedChecks": .integer(statistics.undecided),
      "truncatedFunctions": .integer(statistics.truncatedFunctions),
    ]
  }
}

extension FrontendProblem.Severity {
  /// `note`, `warning` or `error`, as in SARIF and JSON.
  package var name: String {
    switch self {
    case .note: "note"
    case .warning: "warning"
    case .error: "error"
    }
  }
}
