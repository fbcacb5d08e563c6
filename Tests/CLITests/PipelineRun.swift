import Foundation
import OrderLint
import Synchronization
import TestSupport

@testable import orderlint

/// One run of the pipeline over a temporary directory, with findings of our choice in place of
/// the front ends'.
struct PipelineRun {
  var status: RunStatus
  var output: String
  var diagnostics: String
  /// What the analysis was asked to work on; nil if it was not reached.
  var request: AnalysisRequest?

  /// The rules that the stand-in for the analysis knows.
  static let rules = ["no-op-fence", "publish-without-release"].map { id in
    RuleDescription(
      id: id, summary: "Summary", rationale: "Why.", severity: .error, knownLimits: "",
      references: [], triggering: [], clean: [])
  }

  init(
    _ arguments: [String], in directory: URL, findings: [Finding] = [],
    problems: [FrontendProblem] = []
  ) throws {
    let output = Mutex("")
    let diagnostics = Mutex("")
    let request = Mutex<AnalysisRequest?>(nil)
    let console = Console(
      output: { text in output.withLock { $0 += text } },
      diagnostics: { text in diagnostics.withLock { $0 += text } })
    let pipeline = Pipeline(
      options: try CheckOptions.parse(arguments), console: console, rules: Self.rules,
      analyse: { received, _ in
        request.withLock { $0 = received }
        return Analysis(report: Report(findings: findings, problems: problems))
      }, workingDirectory: directory.path)
    status = pipeline.run()
    self.output = output.withLock { $0 }
    self.diagnostics = diagnostics.withLock { $0 }
    self.request = request.withLock { $0 }
  }

  /// The paths that were analysed, those that were only read for context in parentheses.
  var files: [String] { (request?.files ?? []).map { $0.isNamed ? $0.path : "(\($0.path))" } }
}

extension Finding {
  static func sample(
    _ file: String, line: Int = 1, severity: Severity = .warning, noteIn note: String? = nil
  ) -> Finding {
    func range(_ file: String) -> SourceRange {
      SourceRange(
        file: file, start: SourcePosition(line: line, column: 1),
        end: SourcePosition(line: line, column: 4))
    }
    return Finding(
      rule: "no-op-fence", severity: severity, message: "the fence orders nothing",
      range: range(file), function: "f", notes: note.map { [Note("here", at: range($0))] } ?? [],
      evidence: .shape)
  }
}
