import OrderLint
import TestSupport
import Testing

/// The project that `./demo` lints.
@Suite struct ExampleProjectTests {
  /// What is found in the function, which README.md of the example calls wrong.
  struct Mistake: Hashable, CustomStringConvertible {
    var rule: String
    var file: String
    var function: String
    var description: String { "\(rule) in \(function), \(file)" }
  }

  private static let mistakes: Set<Mistake> = [
    Mistake(
      rule: "seqlock-writer-missing-release-fence", file: "CSamples/seqlock.c",
      function: "write_lock"),
    Mistake(rule: "refcount-drop-order", file: "CBuffers/buffers.c", function: "buffer_release"),
    Mistake(
      rule: "store-buffering-needs-seqcst", file: "Telemetry/Flush.swift",
      function: "FlushGate.collect"),
    Mistake(
      rule: "publish-without-release", file: "Telemetry/Mailbox.swift", function: "Mailbox.put"),
    Mistake(
      rule: "publish-without-release", file: "CBuffers/include/buffers.h",
      function: "report_set_ready"),
  ]

  @Test func exactlyTheMistakesAreFound() throws {
    let directory = "Example/Sources"
    let sources = try Repository.files(below: directory, extensions: ["c", "h", "swift"]).map {
      FixtureSource(
        path: String($0.dropFirst(directory.count + 1)), text: try Repository.text($0))
    }
    let report = try ProgramAnalysis.report(on: sources)
    let found = report.findings.map {
      Mistake(rule: $0.rule, file: $0.range.file, function: $0.function)
    }
    #expect(Set(found) == Self.mistakes)
    #expect(found.count == Self.mistakes.count)
    for finding in report.findings {
      guard case .witness = finding.evidence else {
        Issue.record("\(finding.rule) in \(finding.function) shows no execution")
        continue
      }
    }
  }
}
