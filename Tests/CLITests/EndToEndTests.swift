import Foundation
import OrderLint
import TestSupport
import Testing

/// Real files through the built executable.
@Suite struct EndToEndTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try .withPublication()
  }

  private func run(_ arguments: String..., in folder: String = "") throws -> CommandRun {
    try CommandRun(arguments, in: directory.url.appending(path: folder))
  }

  @Test func findingWithItsExecution() throws {
    let run = try run()
    #expect(run.code == 1)
    #expect(run.output.hasPrefix("src/pub.c:6:3: error: "))
    #expect(run.output.contains("[publish-without-release]"))
    #expect(run.output.contains("An execution that C++20 allows:"))
    #expect(run.diagnostics == "")
  }

  @Test func pathsFollowTheWorkingDirectoryAndSARIFTheRepository() throws {
    let inner = try run("-f", "gcc", "-o", "sarif=../out.sarif", in: "src")
    #expect(inner.output.hasPrefix("pub.c:6:3: error: "))
    let sarif = try String(
      contentsOf: directory.url.appending(path: "out.sarif"), encoding: .utf8)
    #expect(sarif.contains("\"uri\": \"src/pub.c\""))
    let schema = try JSONSchema(contentsOf: Repository.fixture("reports/sarif-schema-2.1.0.json"))
    #expect(schema.violations(in: sarif) == [])
    let fromSide = try run("-f", "gcc", "../src/pub.c", in: ".git")
    #expect(fromSide.output.hasPrefix("../src/pub.c:6:3: error: "))
  }

  @Test func fixedFileIsClean() throws {
    let fixed = TemporaryDirectory.publication.replacing(
      "memory_order_relaxed", with: "memory_order_release")
    try directory.write(fixed, to: "src/pub.c")
    let run = try run()
    #expect(run.code == 0)
    #expect(run.output == "orderlint: no findings in 1 file, 2 atomic operations\n")
  }

  @Test func fileNamedAloneIsJudgedWithItsRepository() throws {
    try directory.write(
      "extern int data, ready_at;\nint twice(void) { return 2; }\n", to: "src/b.c")
    #expect(try run("src/b.c").code == 0)
    #expect(try run("src/pub.c").code == 1)
  }

  @Test func suppressedFindingIsQuiet() throws {
    let text = TemporaryDirectory.publication.replacing(
      "memory_order_relaxed);",
      with: "memory_order_relaxed);  // orderlint:ignore[publish-without-release] -- test")
    try directory.write(text, to: "src/pub.c")
    #expect(try run().code == 0)
  }

  @Test func badInputSparesTheRest() throws {
    try directory.write("\0\u{1}\u{2}", to: "src/binary.c")
    try directory.write("int f(void) { { { (((\n", to: "src/braces.c")
    try directory.write("func f() { { ( [ \"\n", to: "src/braces.swift")
    try directory.write("", to: "src/empty.c")
    try directory.write("", to: "src/empty.swift")
    try directory.write("[{\"file\": 3}, {", to: "compile_commands.json")
    let run = try run("-v")
    #expect(run.code == 1)
    #expect(run.output.contains("src/pub.c:6:3: error: "))
    #expect(run.diagnostics.contains("src/binary.c:1:1: error: skipped: not a text file"))
    #expect(run.diagnostics.contains("compile_commands.json"))
  }

  @Test func fileThatExhaustsTheFrontEndSparesTheRest() throws {
    let nested = String(repeating: "if (x) ", count: 100_000)
    try directory.write(
      "#include <stdatomic.h>\natomic_int a; int x;\nvoid f(void) { \(nested) a = 1; }\n",
      to: "src/nested.c")
    let run = try run("-f", "gcc")
    #expect(run.code == 1)
    #expect(run.output.contains("src/pub.c:6:3: error: "))
    #expect(run.diagnostics.contains("src/nested.c"))
  }

  @Test func brokenDatabaseOfTheUserIsUsageError() throws {
    try directory.write("{", to: "db/compile_commands.json")
    let run = try run("-p", "db")
    #expect(run.code == 2 || run.diagnostics.contains("compile_commands.json"))
    #expect(run.diagnostics != "")
    #expect(try self.run("-p", "src").code == 2)
  }

  @Test(arguments: ["pretty", "gcc", "json", "sarif", "github"])
  func bytesDoNotDependOnJobs(format: String) throws {
    for index in 0..<8 {
      let text = TemporaryDirectory.publication.replacing("data", with: "data\(index)")
        .replacing("ready", with: "ready\(index)").replacing("produce", with: "produce\(index)")
        .replacing("consume", with: "consume\(index)")
      try directory.write(text, to: "src/pub\(index).c")
    }
    let one = try run("-j", "1", "-f", format)
    #expect(one.code == 1)
    #expect(one.output == (try run("-j", "4", "-f", format).output))
  }

  @Test func executionsAreWrittenForOtherCheckers() throws {
    let run = try run("check", "--witness-dir", "executions")
    #expect(run.code == 1)
    let folder = directory.url.appending(path: "executions")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.contains { $0.hasPrefix("publish-without-release-") && $0.hasSuffix(".litmus") })
    #expect(names.contains { $0.hasPrefix("publish-without-release-") && $0.hasSuffix(".c") })
    let picture = try #require(names.first { $0.hasSuffix(".svg") })
    let svg = try String(contentsOf: folder.appending(path: picture), encoding: .utf8)
    // Events carry their file, line and code.
    #expect(svg.hasPrefix("<svg"))
    #expect(svg.contains("pub.c:6  atomic_store_explicit(&amp;ready"), "\(svg)")
    for name in names where name.hasSuffix(".litmus") {
      let again = try self.run("litmus", "executions/\(name)", "--no-diagram")
      #expect(again.code == 0)
      #expect(again.output.contains("race"), "\(again.output)")
    }
  }

  /// What a terminal would obey is written out before columns are laid out.
  @Test func columnsOfTheCensusStayStraight() throws {
    try directory.write(TemporaryDirectory.publication, to: "src/p\u{7F}b.c")
    let lines = try run("census").output.split(separator: "\n").filter { $0.contains("src/") }
    let columns = lines.compactMap { line in
      (line.firstRange(of: " store ") ?? line.firstRange(of: " load ")).map {
        line.distance(from: line.startIndex, to: $0.lowerBound)
      }
    }
    #expect(lines.contains { $0.contains("\\u{7F}") }, "\(lines)")
    #expect(columns.count == lines.count && Set(columns).count == 1, "\(lines)")
  }

  @Test func censusListsAccessesAndWhoPairs() throws {
    let weak = try run("census")
    #expect(weak.code == 0)
    #expect(
      weak.output == """
        ready
          src/pub.c:6:3   store  relaxed  produce
          src/pub.c:9:11  load   acquire  consume
          acquired, and no access releases it

        """)
    let fixed = TemporaryDirectory.publication.replacing(
      "memory_order_relaxed", with: "memory_order_release")
    try directory.write(fixed, to: "src/pub.c")
    #expect(try run("census").output.hasSuffix("  produce -> consume\n"))
    #expect(try run("census", "--format", "json").output.contains("\"releases\": true"))
    #expect(try run("census", "missing.c").code == 2)
  }

  @Test func dumpIRPrintsTheModule() throws {
    let run = try run("dump-ir", "src/pub.c")
    #expect(run.code == 0)
    #expect(run.output.hasPrefix("module \"src/pub.c\" c\n"))
    #expect(run.output.contains("function produce"))
    #expect(try self.run("dump-ir", "src/none.c").code == 2)
  }
}
