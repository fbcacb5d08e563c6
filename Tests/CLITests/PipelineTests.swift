import Foundation
import OrderLint
import TestSupport
import Testing

@testable import orderlint

@Suite struct PipelineTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    try directory.write("f();\n", to: "a.c")
    try directory.write("g()\n", to: "sub/b.swift")
  }

  private func run(
    _ arguments: String..., findings: [Finding] = [], problems: [FrontendProblem] = []
  ) throws -> PipelineRun {
    try PipelineRun(arguments, in: directory.url, findings: findings, problems: problems)
  }

  // MARK: - Exit codes

  @Test func cleanRunIsZero() throws {
    let run = try run()
    #expect(run.status == .clean)
    #expect(run.files == ["a.c", "sub/b.swift"])
    #expect(run.diagnostics == "")
  }

  @Test(arguments: [
    ([], Severity.warning, RunStatus.findings), ([], .note, .clean),
    (["--fail-on", "error"], .warning, .clean), (["--fail-on", "error"], .error, .findings),
    (["--fail-on", "note"], .note, .findings), (["--fail-on", "never"], .error, .clean),
    (["--exit-zero"], .error, .clean),
  ])
  func findingsDecideTheCode(
    arguments: [String], severity: Severity, expected: RunStatus
  ) throws {
    let run = try PipelineRun(
      arguments, in: directory.url, findings: [.sample("a.c", severity: severity)])
    #expect(run.status == expected)
    #expect(run.output.contains("a.c:1:1: \(severity.rawValue): the fence orders nothing"))
    #expect(run.diagnostics == "")
  }

  @Test func lostFilesAreIncompleteOnRequest() throws {
    let problem = FrontendProblem(severity: .error, message: "lost", file: "a.c")
    let strict = try run("--fail-on-incomplete", problems: [problem])
    #expect(strict.status == .incomplete)
    #expect(strict.diagnostics.contains("a.c: error: lost"))
    #expect(try run("--no-fail-on-incomplete", problems: [problem]).status == .clean)
    let both = try run("--fail-on-incomplete", findings: [.sample("a.c")], problems: [problem])
    #expect(both.status == .findings)
  }

  @Test func nothingLeftToAnalyseIsNeverClean() throws {
    try directory.write("a\0b", to: "only/x.c")
    #expect(try run("--no-fail-on-incomplete", "only").status == .incomplete)
    let lost = FrontendProblem(severity: .error, message: "lost", file: "sub/b.swift")
    let run = try run("--no-fail-on-incomplete", "sub", problems: [lost])
    #expect(run.status == .incomplete)
    #expect(run.output.contains("no findings in 0 of 1 file,"))
    let half = try self.run("--no-fail-on-incomplete", "sub", "a.c", problems: [lost])
    #expect(half.status == .clean)
    #expect(half.output.contains("no findings in 1 of 2 files,"))
  }

  @Test func jobsMayBeJoinedToTheirOption() throws {
    #expect(try run("-j1", "a.c").request?.jobs == 1)
    #expect(try run("-j", "3", "a.c").request?.jobs == 3)
  }

  @Test func missingPathIsUsageErrorAndSparesTheRest() throws {
    let run = try run("nope.c", "a.c", findings: [.sample("a.c")])
    #expect(run.status == .usage)
    #expect(run.diagnostics.contains("nope.c: No such file or directory"))
    #expect(run.output.contains("a.c:1:1:"))
  }

  @Test func noInputIsUsageErrorUnlessAllowed() throws {
    try directory.write("text", to: "empty/readme.md")
    let refused = try run("empty")
    #expect(refused.status == .usage)
    #expect(refused.diagnostics.contains("--allow-empty"))
    #expect(try run("--allow-empty", "empty").status == .clean)
    #expect(try run("empty/readme.md").status == .usage)
  }

  // MARK: - Rules

  @Test func selectAndIgnore() throws {
    let finding = Finding.sample("a.c")
    #expect(try run("--select", "publish-without-release", findings: [finding]).status == .clean)
    #expect(try run("--ignore", "no-op-fence", findings: [finding]).status == .clean)
    let both = try run("--select", "no-op-fence,publish-without-release", findings: [finding])
    #expect(both.status == .findings)
    #expect(both.request?.activeRules == ["no-op-fence", "publish-without-release"])
  }

  @Test func unknownRuleIsUsageErrorWithNearestName() throws {
    let run = try run("--select", "no-op-fense")
    #expect(run.status == .usage)
    #expect(run.diagnostics.contains("did you mean 'no-op-fence'?"))
    #expect(run.request == nil)
    #expect(
      try self.run("--select", "no-op-fence", "--ignore", "no-op-fence").status == .usage)
  }

  @Test func suppressedFindingsAreGoneAndUnusedCommentsReported() throws {
    try directory.write("f(); // orderlint:ignore[no-op-fence] -- reason\n", to: "a.c")
    let quiet = try run(findings: [.sample("a.c")])
    #expect(quiet.status == .clean)
    #expect(quiet.output.contains("1 suppressed"))
    let unused = try run()
    #expect(unused.status == .findings)
    #expect(unused.output.contains("[unused-suppression]"))
    #expect(try run("--ignore", "unused-suppression").status == .clean)
  }

  // MARK: - Named files

  @Test func fileNamedAloneIsReadWithItsRepository() throws {
    try directory.write("", to: "Package.swift")
    let findings: [Finding] = [
      .sample("a.c"), .sample("sub/b.swift"), .sample("sub/b.swift", line: 2, noteIn: "a.c"),
    ]
    let run = try run("-f", "gcc", "a.c", findings: findings)
    #expect(run.files == ["(Package.swift)", "a.c", "(sub/b.swift)"])
    let places = run.output.split(separator: "\n").filter { $0.contains(": warning:") }
      .map { $0.prefix { $0 != " " } }
    #expect(places == ["a.c:1:1:", "sub/b.swift:2:1:"])
  }

  @Test func fileNamedAloneWithoutRepositoryIsReadWithItsDirectory() throws {
    #expect(try run("a.c").files == ["a.c"])
    try directory.write("", to: "a.h")
    #expect(try run("a.c").files == ["a.c", "(a.h)"])
  }

  @Test func directoryIsItsOwnProgram() throws {
    #expect(try run("sub").files == ["sub/b.swift"])
    #expect(try run("sub", "a.c").files == ["a.c", "sub/b.swift"])
  }

  // MARK: - Outputs

  @Test func outputsAreWrittenBesideStandardOutput() throws {
    try FileManager.default.createDirectory(
      at: directory.url.appending(path: "out"), withIntermediateDirectories: true)
    let run = try run(
      "-o", "sarif=out/r.sarif", "-o", "json=out/r.json", "-f", "gcc", findings: [.sample("a.c")])
    #expect(run.status == .findings)
    #expect(run.output.hasPrefix("a.c:1:1: warning:"))
    let names = try FileManager.default.contentsOfDirectory(
      atPath: directory.url.appending(path: "out").path)
    #expect(names.sorted() == ["r.json", "r.sarif"])
    let json = try String(contentsOf: directory.url.appending(path: "out/r.json"), encoding: .utf8)
    #expect(json.contains("\"rule\": \"no-op-fence\""))
  }

  @Test func unwritableOutputIsUsageErrorAfterTheFindings() throws {
    let run = try run("-o", "sarif=no/such/dir.sarif", findings: [.sample("a.c")])
    #expect(run.status == .usage)
    #expect(run.output.contains("a.c:1:1:"))
    #expect(run.diagnostics.contains("cannot write no/such/dir.sarif"))
  }

  @Test(arguments: ["json=a.c", "json=link.json", "json=sub/../a.c", "json=new.swift"])
  func outputNeverReplacesSource(output: String) throws {
    try FileManager.default.createSymbolicLink(
      at: directory.url.appending(path: "link.json"),
      withDestinationURL: directory.url.appending(path: "a.c"))
    let run = try run("-o", output)
    #expect(run.status == .usage)
    #expect(run.diagnostics.contains("is a source file"))
    let text = try String(contentsOf: directory.url.appending(path: "a.c"), encoding: .utf8)
    #expect(text == "f();\n")
  }

  @Test(arguments: ["sarif", "sarif=", "xml=a", "=a"])
  func malformedOutputIsUsageError(output: String) throws {
    #expect(try run("-o", output).status == .usage)
  }

  // MARK: - Determinism

  @Test func jobsDoNotChangeTheBytes() throws {
    var findings: [Finding] = []
    for index in 0..<60 {
      let file = "many/f\(index).c"
      try directory.write("f(); // orderlint:ignore[no-such-rule]\n", to: file)
      findings.append(.sample(file))
    }
    for format in ReportFormat.allCases.map(\.rawValue) {
      let one = try run("-j", "1", "-f", format, findings: findings)
      let four = try run("-j", "4", "-f", format, findings: findings.reversed())
      #expect(one.output == four.output)
      #expect(one.output.contains("no-such-rule"))
    }
  }
}
