import TestSupport
import Testing

@testable import OrderLint

@Suite struct SuppressionTests {
  private static let rules = ["no-op-fence", "publish-without-release"]

  /// The rules of what remains when each line of `text` that contains `BUG` has a finding.
  private func remaining(
    _ text: String, _ language: Language = .c, active: Set<String>? = nil
  ) -> [String] {
    let file = language == .c ? "a.c" : "a.swift"
    let source = SourceLines(text)
    let lines = (1...source.count).filter {
      String(decoding: source.line($0) ?? [], as: UTF8.self).contains("BUG")
    }
    let findings = lines.map { line in
      Finding(
        rule: "no-op-fence", severity: .warning, message: "m",
        range: SampleReport.range(file, line, 1..<4), function: "f", evidence: .shape)
    }
    let known = Self.rules + SuppressionRules.descriptions.map(\.id)
    let pass = SuppressionPass(knownRules: known, activeRules: active ?? Set(known))
    let suppressions = FileSuppressions(file: file, source: source, language: language)
    let report = pass.apply([suppressions], to: Report(findings: findings))
    #expect(
      report.findings.count { $0.rule == "no-op-fence" } + report.suppressedCount == lines.count)
    return report.findings.map { "\($0.rule):\($0.range.start.line)" }
  }

  @Test(arguments: [
    "BUG; // orderlint:ignore[no-op-fence] -- reason",
    "BUG; /* orderlint:ignore[no-op-fence] -- reason */ x;",
    "/* orderlint:ignore[no-op-fence] -- reason */ BUG;",
    "// orderlint:ignore[no-op-fence] -- reason\nBUG;",
    "/*\n * orderlint:ignore[ no-op-fence , no-op-fence ] -- reason\n */\n\n// more\nBUG;",
    "// orderlint:ignore-next[no-op-fence] -- reason\nf(a,\n  BUG,\n  b);",
    "x; // orderlint:ignore-next[no-op-fence] -- reason\nBUG;",
    "BUG;\nBUG;\n// orderlint:ignore-file[no-op-fence] -- reason",
    "BUG; // NOLINT(orderlint-no-op-fence)",
    "BUG; // see #3, NOLINT(cert-err33-c, orderlint-no-op-fence) because",
    "// NOLINTNEXTLINE(orderlint-*)\nBUG;",
    "// orderlint:ignore[no-op-fence] -- reason\n#define F() BUG \\\n  x",
  ])
  func suppressed(text: String) {
    #expect(remaining(text) == [])
    #expect(remaining(text.replacing("\n", with: "\r\n")) == [])
  }

  @Test(arguments: [
    "// orderlint:ignore[no-op-fence] -- reason\nvalue\n  .load(BUG)\n",
    "// orderlint:ignore[no-op-fence] -- reason\nf(\n  BUG\n)",
    "BUG // orderlint:ignore[no-op-fence] -- reason",
  ])
  func suppressedInSwift(text: String) { #expect(remaining(text, .swift) == []) }

  @Test(arguments: [
    ("BUG;\n// orderlint:ignore[no-op-fence] -- reason\nx;\nBUG;", [1, 4]),
    ("// orderlint:ignore[no-op-fence] -- reason\nx; {\nBUG;", [3]),
    ("BUG; \"// orderlint:ignore[no-op-fence] -- r\";", [1]),
    ("BUG; // see orderlint:ignore[no-op-fence] -- prose", [1]),
    ("BUG; // orderlint: ignore[no-op-fence] -- prose", [1]),
    ("BUG; // NOLINT", [1]), ("BUG; // NOLINT(cert-err33-c)", [1]),
  ])
  func notSuppressed(text: String, lines: [Int]) {
    let found = remaining(text).filter { $0.hasPrefix("no-op-fence") }
    #expect(found == lines.map { "no-op-fence:\($0)" })
  }

  @Test func statementsOfSwiftEndWithTheirLine() {
    let text = "// orderlint:ignore[no-op-fence] -- reason\nlet x = 1\nBUG"
    #expect(remaining(text, .swift) == ["unused-suppression:1", "no-op-fence:3"])
  }

  @Test(arguments: [
    ("BUG; // orderlint:ignore -- reason", ["bare-suppression:1"]),
    ("BUG; // orderlint:ignore[no-op-fence]", ["suppression-without-reason:1"]),
    ("BUG; // orderlint:ignore[no-op-fence] --", ["suppression-without-reason:1"]),
    ("x; // orderlint:ignore[no-op-fence] -- r", ["unused-suppression:1"]),
    (
      "BUG; // orderlint:ignore[no-op-fence,publish-without-release] -- r", ["unused-suppression:1"]
    ),
    ("BUG; // orderlint:ignore[no-op-fense] -- r", ["no-op-fence:1", "unknown-rule:1"]),
    ("BUG; // orderlint:ingore[no-op-fence] -- r", ["no-op-fence:1", "malformed-suppression:1"]),
    ("BUG; // orderlint:ignore[no-op-fence -- r", ["no-op-fence:1", "malformed-suppression:1"]),
    ("x; // NOLINT(orderlint-no-op-fence)", ["unused-suppression:1"]),
  ])
  func reportedComments(text: String, expected: [String]) { #expect(remaining(text) == expected) }

  @Test func commentsAboutRulesThatDidNotRunAreNotUnused() {
    let text = "x; // orderlint:ignore[no-op-fence] -- r\ny; // orderlint:ignore -- r"
    #expect(remaining(text, active: ["publish-without-release", "unused-suppression"]) == [])
  }

  @Test func everyCommentThatCoversAFindingIsUsed() {
    let text =
      "// orderlint:ignore-file[no-op-fence] -- r\nBUG; // orderlint:ignore[no-op-fence] -- r"
    #expect(remaining(text) == [])
  }

  @Test func unknownRulesGetTheNearestName() {
    #expect(NearestName.of("no-op-fense", among: Self.rules) == ["no-op-fence"])
    #expect(NearestName.of("publish", among: Self.rules) == ["publish-without-release"])
    #expect(NearestName.of("something-else-entirely", among: Self.rules) == [])
  }

  @Test(arguments: SuppressionRules.descriptions)
  func examplesTriggerTheirRule(rule: RuleDescription) {
    for example in rule.triggering {
      let marked = MarkedCode(example.code)
      let expected = marked.marks.map { "\(rule.id):\($0.line)" }
      #expect(!expected.isEmpty)
      #expect(remaining(marked.text, example.language).filter { $0.hasPrefix(rule.id) } == expected)
    }
  }
}
