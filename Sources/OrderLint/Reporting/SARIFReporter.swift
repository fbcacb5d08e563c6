/// SARIF 2.1.0 in the form that GitHub code scanning and Azure DevOps accept.
///
/// No suppressed findings (GitHub shows them as open), one run, relative locations of one line,
/// GitHub's own line hash, and one thread flow per thread of the witness.
struct SARIFReporter {
  private static let schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

  let presentation: Presentation
  let ruleIndices: [String: Int]
  /// The line hashes of every file that has a finding.
  private let lineHashes: [String: [String]]

  init(_ presentation: Presentation) {
    self.presentation = presentation
    ruleIndices = Dictionary(
      presentation.rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var hashes: [String: [String]] = [:]
    for finding in presentation.report.findings where hashes[finding.range.file] == nil {
      let source = presentation.sources(finding.range.file)
      hashes[finding.range.file] = LineHashes.compute(
        String(decoding: source?.bytes ?? [], as: UTF8.self))
    }
    lineHashes = hashes
  }

  func render() -> String {
    let log: JSONValue = [
      "$schema": .string(Self.schema),
      "version": "2.1.0",
      "runs": [run()],
    ]
    return log.serialized()
  }

  private func run() -> JSONValue {
    let contexts = FindingContexts(presentation)
    return [
      "tool": ["driver": driver()],
      "automationDetails": ["id": "orderlint/"],
      "columnKind": "utf16CodeUnits",
      "originalUriBaseIds": ["SRCROOT": ["description": ["text": "The root of the repository."]]],
      "invocations": [
        [
          "executionSuccessful": true,
          "toolExecutionNotifications": .array(presentation.report.problems.map(notification)),
        ]
      ],
      "results": .array(
        presentation.report.findings.enumerated().map { result($1, context: contexts[$0]) }),
    ]
  }

  private func driver() -> JSONValue {
    let version = presentation.options.toolVersion
    return [
      "name": "OrderLint",
      "fullName": .string("OrderLint \(version)"),
      "organization": "OrderLint",
      "semanticVersion": .string(version),
      "rules": .array(presentation.rules.map { SARIFRule($0).value }),
    ]
  }

  private func notification(_ problem: FrontendProblem) -> JSONValue {
    var location: [(String, JSONValue)] = [("artifactLocation", artifact(problem.file))]
    if let position = problem.position {
      location.append(
        (
          "region",
          [
            "startLine": .integer(max(1, position.line)),
            "startColumn": .integer(max(1, column(of: position, in: problem.file))),
          ]
        ))
    }
    return [
      "level": .string(problem.severity.name),
      "message": ["text": .string(problem.message)],
      "locations": [["physicalLocation": .object(location)]],
    ]
  }

  // MARK: - Results

  private func result(_ finding: Finding, context: String) -> JSONValue {
    .object(omittingNil: [
      ("ruleId", .string(finding.rule)),
      ("ruleIndex", ruleIndices[finding.rule].map { .integer($0) }),
      ("level", .string(finding.severity.rawValue)),
      ("message", ["text": .string(message(of: finding))]),
      (
        "locations",
        [
          .object(omittingNil: [
            ("physicalLocation", physicalLocation(primaryRange(of: finding))),
            ("logicalLocations", logicalLocations(of: finding)),
          ])
        ]
      ),
      ("partialFingerprints", fingerprints(finding, context: context)),
      ("relatedLocations", relatedLocations(of: finding)),
      ("codeFlows", codeFlows(of: finding)),
      ("fixes", fixes(of: finding)),
    ])
  }

  /// GitHub shows a related location only if the message links to it.
  private func message(of finding: Finding) -> String {
    var lines = [Self.linkSafe(finding.message)]
    lines += finding.notes.enumerated().map { index, note in
      "[\(Self.linkSafe(note.message))](\(index + 1))"
    }
    if case .witness(let witness) = finding.evidence {
      lines += [witness.conclusion, witness.missing].filter { !$0.isEmpty }.map(Self.linkSafe)
    }
    if let repair = finding.repair { lines.append(Self.linkSafe("Repair: \(repair.summary)")) }
    return lines.joined(separator: "\n")
  }

  /// Brackets and backslashes have a meaning in SARIF messages.
  private static func linkSafe(_ text: String) -> String {
    var result = ""
    for character in text {
      if character == "[" || character == "]" || character == "\\" { result.append("\\") }
      result.append(character)
    }
    return result
  }

  private func fingerprints(_ finding: Finding, context: String) -> JSONValue {
    let hashes = lineHashes[finding.range.file] ?? []
    let line = finding.range.start.line
    // A line past the end of the file has the hash of nothing.
    let hash = line >= 1 && line <= hashes.count ? hashes[line - 1] : hashes.last ?? "0:1"
    return [
      "primaryLocationLineHash": .string(hash), "orderLintContext/v1": .string(context),
    ]
  }

  private func relatedLocations(of finding: Finding) -> JSONValue? {
    guard !finding.notes.isEmpty else { return nil }
    return .array(
      finding.notes.enumerated().map { index, note in
        [
          "id": .integer(index + 1), "physicalLocation": physicalLocation(note.range),
          "message": ["text": .string(note.message)],
        ]
      })
  }

  private func logicalLocations(of finding: Finding) -> JSONValue? {
    finding.function.isEmpty
      ? nil : [["fullyQualifiedName": .string(finding.function), "kind": "function"]]
  }

  private func codeFlows(of finding: Finding) -> JSONValue? {
    guard case .witness(let witness) = finding.evidence else { return nil }
    let flows = witness.threads.enumerated().compactMap { index, thread -> JSONValue? in
      let events = witness.events.enumerated().filter { $1.thread == index }
      guard !events.isEmpty else { return nil }
      return [
        "id": .string("thread \(index + 1)"),
        "message": ["text": .string(thread.function)],
        "locations": .array(
          events.map { number, event in flowLocation(event, number: number + 1, in: thread) }),
      ]
    }
    guard !flows.isEmpty else { return nil }
    return [
      ["message": ["text": "An execution that C++20 allows."], "threadFlows": .array(flows)]
    ]
  }

  private func flowLocation(
    _ event: Witness.Event, number: Int, in thread: Witness.Thread
  ) -> JSONValue {
    let parts = [event.text, event.order, event.remark.map { "— \($0)" }].compactMap { $0 }
    return [
      "executionOrder": .integer(number),
      "importance": .string(event.isOutOfOrder ? "essential" : "important"),
      "location": [
        "physicalLocation": physicalLocation(event.range ?? thread.range),
        "message": ["text": .string(parts.joined(separator: " "))],
      ],
    ]
  }

  private func fixes(of finding: Finding) -> JSONValue? {
    guard let repair = finding.repair, !repair.edits.isEmpty else { return nil }
    let files = Set(repair.edits.map(\.range.file)).sorted()
    let changes = files.map { file -> JSONValue in
      let edits = repair.edits.filter { $0.range.file == file }.sorted { $0.range < $1.range }
      return [
        "artifactLocation": artifact(file),
        "replacements": .array(
          edits.map {
            ["deletedRegion": region($0.range), "insertedContent": ["text": .string($0.text)]]
          }),
      ]
    }
    return [
      ["description": ["text": .string(repair.summary)], "artifactChanges": .array(changes)]
    ]
  }

  // MARK: - Places

  private func physicalLocation(_ range: SourceRange) -> JSONValue {
    ["artifactLocation": artifact(range.file), "region": visibleRegion(range)]
  }

  private func artifact(_ file: String) -> JSONValue {
    let path = presentation.options.paths.relativeToRoot(file)
    let uri = SARIFText.percentEncoded(path)
    if path.hasPrefix("/") { return ["uri": .string("file://" + uri)] }
    return ["uri": .string(uri), "uriBaseId": "SRCROOT"]
  }

  /// One line only: a pull request shows an alert when all its lines are in the change.
  private func primaryRange(of finding: Finding) -> SourceRange {
    var range = finding.range
    guard range.end.line > range.start.line else { return range }
    let length = presentation.sources(range.file)?.line(range.start.line)?.count ?? 0
    range.end = SourcePosition(
      line: range.start.line, column: max(range.start.column + 1, length + 1))
    return range
  }

  private func column(of position: SourcePosition, in file: String) -> Int {
    presentation.sources(file)?.utf16Column(of: position) ?? position.column
  }

  private func region(_ range: SourceRange) -> JSONValue {
    [
      "startLine": .integer(max(1, range.start.line)),
      "startColumn": .integer(max(1, column(of: range.start, in: range.file))),
      "endLine": .integer(max(1, range.end.line)),
      "endColumn": .integer(max(1, column(of: range.end, in: range.file))),
    ]
  }

  /// A region that is never empty, for readers that draw it.
  private func visibleRegion(_ range: SourceRange) -> JSONValue {
    let line = max(1, range.start.line)
    let start = max(1, column(of: range.start, in: range.file))
    let endLine = max(line, range.end.line)
    let end = column(of: range.end, in: range.file)
    return [
      "startLine": .integer(line),
      "startColumn": .integer(start),
      "endLine": .integer(endLine),
      "endColumn": .integer(endLine > line ? max(1, end) : max(start + 1, end)),
    ]
  }
}
