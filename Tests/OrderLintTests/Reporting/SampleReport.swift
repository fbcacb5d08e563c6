import Foundation
import OrderLint
import TestSupport

/// A report with one finding of every kind of evidence, about the files in `Fixtures/reports/src`.
enum SampleReport {
  static let directory = Repository.root.appendingPathComponent("Tests/Fixtures/reports")

  static func presentation(
    findings: [Finding]? = nil, width: Int = 100, color: Bool = false
  ) -> Presentation {
    var report = Report(
      findings: findings ?? [language, shape, seqlock, tornInSwift], suppressedCount: 1,
      problems: [
        FrontendProblem(
          severity: .warning, message: "'lock.h' not found", file: "src/lock.c",
          position: SourcePosition(line: 1, column: 10))
      ])
    report.statistics.files = 2
    report.statistics.atomicOperations = 7
    report.statistics.undecided = 1
    var presentation = Presentation(
      report: report, rules: rules + SuppressionRules.descriptions,
      sources: { file in
        let url = directory.appendingPathComponent(file)
        return (try? Data(contentsOf: url)).map { SourceLines(Array($0)) }
      })
    presentation.options.width = width
    presentation.options.usesColor = color
    presentation.options.toolVersion = "1.2.3"
    presentation.run.flagSources = [.init(file: "src/lock.c", source: "compile_commands.json")]
    presentation.run.skippedFiles = ["src/binary.c"]
    return presentation
  }

  static func range(_ file: String, _ line: Int, _ columns: Range<Int>) -> SourceRange {
    SourceRange(
      file: file, start: SourcePosition(line: line, column: columns.lowerBound),
      end: SourcePosition(line: line, column: columns.upperBound))
  }

  static let seqlock = Finding(
    rule: "seqlock-writer-missing-release-fence", severity: .error,
    message: "a reader can accept a torn read: writes after 'write_lock' may be seen before 'seq' "
      + "turns odd",
    range: range("src/lock.c", 5, 2..<60), function: "write_lock",
    notes: [
      Finding.Note(
        "payload written here, after write_lock()", at: range("src/table.c", 5, 3..<20)),
      Finding.Note(
        "the reader compares 'seq' here and accepts", at: range("src/table.c", 13, 10..<40)),
    ],
    evidence: .witness(seqlockWitness),
    repair: Repair(
      summary: "atomic_thread_fence(memory_order_release); after line 5",
      edits: [
        Repair.Edit(
          range: range("src/lock.c", 5, 61..<61),
          text: "\n\tatomic_thread_fence(memory_order_release);")
      ], isChecked: true),
    targets: [.arm64Linux, .apple, .riscv64, .power],
    targetRemark: "on x86-64 only if the compiler moves the writes")

  private static let seqlockWitness = Witness(
    threads: [
      Witness.Thread(function: "put()", range: range("src/table.c", 3, 6..<9)),
      Witness.Thread(function: "get()", range: range("src/table.c", 9, 6..<9)),
    ],
    events: [
      event(1, "seq = 0", "acquire", nil, range("src/table.c", 10, 21..<41)),
      event(0, "slot.key := 7", nil, nil, range("src/table.c", 5, 3..<20), early: true),
      event(1, "slot.key = 7", nil, "new", range("src/table.c", 11, 14..<25)),
      event(1, "slot.val = 0", nil, "old", range("src/table.c", 12, 14..<25)),
      event(1, "fence", "acquire", nil, nil),
      event(1, "seq = 0", "relaxed", "equal: accepted", range("src/table.c", 13, 10..<40)),
      event(0, "seq := 1", "release", "before 2 in the source", range("src/lock.c", 5, 2..<60)),
      event(0, "slot.val := 9", nil, nil, range("src/table.c", 5, 40..<55)),
      event(0, "seq := 2", "release", nil, range("src/lock.c", 10, 2..<60)),
    ],
    missing: "nothing orders line 5 before src/table.c:5 for other threads",
    conclusion: "get() returns key 7 with val 0")

  private static func event(
    _ thread: Int, _ text: String, _ order: String?, _ remark: String?, _ range: SourceRange?,
    early: Bool = false
  ) -> Witness.Event {
    Witness.Event(
      thread: thread, text: text, order: order, remark: remark, range: range, isOutOfOrder: early)
  }

  static let language = Finding(
    rule: "invalid-load-store-order", severity: .error,
    message: "a load cannot have the order 'release'", range: range("src/lock.c", 4, 15..<65),
    function: "write_lock", evidence: .language(clause: "C17 7.17.7.2"))

  static let shape = Finding(
    rule: "no-op-fence", severity: .warning, message: "the fence orders nothing",
    range: range("src/lock.c", 4, 2..<10), function: "write_lock", evidence: .shape)

  /// Columns behind characters of two, three and four bytes.
  static let tornInSwift = Finding(
    rule: "publish-without-release", severity: .note,
    message: "'val' is written beside the key", range: range("src/table.c", 5, 44..<54),
    function: "put", evidence: .shape)

  static let rules: [RuleDescription] = [
    rule("seqlock-writer-missing-release-fence", .error), rule("invalid-load-store-order", .error),
    rule("no-op-fence", .warning), rule("publish-without-release", .error),
  ]

  private static func rule(_ id: String, _ severity: Severity) -> RuleDescription {
    RuleDescription(
      id: id, summary: "Summary of \(id)", rationale: "Why it is wrong.", severity: severity,
      knownLimits: "Few.", references: ["C++20 [intro.races]"],
      triggering: [.c("↓f();\n")], clean: [.swift("g()\n")])
  }
}
