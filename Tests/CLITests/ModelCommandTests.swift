import Foundation
import TestSupport
import Testing

/// `orderlint model` on our own programs: what each says about itself must come out.
@Suite struct ModelCommandTests {
  /// One line of a fixture: how it is run, and what comes out.
  struct Expectation: CustomTestStringConvertible, Sendable {
    var file: String
    var arguments: [String] = []
    /// What is replaced in the source before.
    var replacement: (old: String, new: String)?
    var verdict: String
    var executions: Int?
    var kind: String?
    var line: Int?
    /// A part of the repair, or of the reason why it cannot be run.
    var text: String?
    var testDescription: String { "\(file) \(arguments) \(replacement?.old ?? "") \(verdict)" }
  }

  static let folder = URL(filePath: Repository.fixture("model"))

  static let expectations: [Expectation] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().flatMap { name -> [Expectation] in
      let text = (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
      return text.split(separator: "\n").compactMap { expectation(String($0), in: name) }
    }
  }()

  private static func expectation(_ line: String, in file: String) -> Expectation? {
    guard line.hasPrefix("// run") || line.hasPrefix("// replace"), let colon = split(line)
    else { return nil }
    var result = Expectation(file: file, verdict: "")
    let head = String(line[..<colon])
    if head.hasPrefix("// replace") {
      let parts = quoted(head)
      result.replacement = (parts[0], parts[1])
    } else {
      result.arguments = head.split(separator: " ").dropFirst(2).map(String.init)
    }
    let tail = String(line[colon...].dropFirst(2))
    let words = tail.split(separator: " ").map(String.init)
    result.verdict = words[0]
    result.executions = words.dropFirst().first.flatMap { Int($0) }
    if words[0] == "fails" { result.kind = words[1] }
    if let at = words.firstIndex(of: "at") { result.line = Int(words[at + 1]) }
    result.text = quoted(tail).first
    return result
  }

  /// The colon outside of quotation marks.
  private static func split(_ line: String) -> String.Index? {
    var isQuoted = false
    return line.indices.first { index in
      if line[index] == "\"" { isQuoted.toggle() }
      return !isQuoted && line[index...].hasPrefix(": ")
    }
  }

  private static func quoted(_ text: String) -> [String] {
    text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  private struct Report: Decodable {
    struct Failure: Decodable {
      var kind: String
      var place: String
      var execution: [String]
    }
    struct Repair: Decodable { var changes: [String] }
    struct Obstacle: Decodable {
      var place: String
      var reason: String
    }
    var verdict: String
    var executions: Int
    var failure: Failure?
    var repair: Repair?
    var unsupported: [Obstacle]
  }

  @Test func everyFixtureSaysSomething() {
    #expect(Set(Self.expectations.map(\.file)).count >= 9)
    #expect(Self.expectations.count >= 25)
  }

  @Test(arguments: expectations) func fixture(_ expected: Expectation) throws {
    let directory = try TemporaryDirectory()
    var text = try String(
      contentsOf: Self.folder.appending(path: expected.file), encoding: .utf8)
    if let (old, new) = expected.replacement {
      // The expectations in the comments stay as they are.
      let lines = text.components(separatedBy: "\n").map {
        $0.hasPrefix("// ") ? $0 : $0.replacingOccurrences(of: old, with: new)
      }
      try #require(lines.joined(separator: "\n") != text)
      text = lines.joined(separator: "\n")
    }
    try text.write(
      to: directory.url.appending(path: expected.file), atomically: true, encoding: .utf8)
    let run = try CommandRun(
      ["model", "--format", "json", expected.file] + expected.arguments, in: directory.url)
    let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    #expect(report.verdict == expected.verdict, "\(run.output) \(run.diagnostics)")
    if let executions = expected.executions { #expect(report.executions == executions) }
    #expect(report.failure?.kind == expected.kind)
    switch expected.verdict {
    case "holds": #expect(run.code == 0)
    case "fails":
      #expect(run.code == 1)
      let place = try #require(report.failure?.place)
      if let line = expected.line { #expect(place.contains(":\(line):")) }
      if let text = expected.text {
        #expect(report.repair?.changes.contains { $0.contains(text) } == true)
      }
      #expect(report.failure?.execution.isEmpty == false)
    default:
      #expect(run.code == 2)
      let obstacle = try #require(report.unsupported.first)
      if let line = expected.line { #expect(obstacle.place.contains(":\(line):")) }
      if let text = expected.text { #expect(obstacle.reason.contains(text)) }
    }
  }

  // MARK: The command

  private func run(_ text: String, _ arguments: [String]) throws -> CommandRun {
    let directory = try TemporaryDirectory()
    try text.write(
      to: directory.url.appending(path: "test.c"), atomically: true, encoding: .utf8)
    return try CommandRun(["model", "test.c"] + arguments, in: directory.url)
  }

  private static let pair = """
    #include <stdatomic.h>
    #include <assert.h>
    atomic_int flag; int data;
    void writer(void) { data = 1; atomic_store_explicit(&flag, 1, memory_order_seq_cst); }
    void reader(void) {
      if (atomic_load_explicit(&flag, memory_order_seq_cst)) assert(data == 1);
    }
    """

  @Test func namedThreadsAndSuggestions() throws {
    let run = try run(Self.pair, ["--threads", "writer,reader", "--suggest"])
    #expect(run.code == 0)
    #expect(run.output.hasPrefix("holds: 2 executions\n"))
    #expect(run.output.contains("memory_order_release instead of seq_cst at test.c:4"))
    #expect(run.output.contains("memory_order_acquire instead of seq_cst at test.c:6"))
    #expect(run.output.contains("All of these together"))
  }

  @Test func sequentialConsistencyAndBounds() throws {
    let text = """
      #include <stdatomic.h>
      #include <assert.h>
      atomic_int x, y;
      // orderlint:thread
      void left(void) { while (x < 9) x++; }
      """
    let bounded = try run(text, ["--bound", "3"])
    #expect(bounded.code == 0)
    #expect(bounded.output.contains("bounded: the loop at test.c:5:"))
    #expect(try run(text, ["--bound", "20"]).output == "holds: 1 execution\n")
    // How often a loop runs that only counts is no matter of bounds.
    let counting = text.replacingOccurrences(
      of: "while (x < 9)", with: "for (int i = 0; i < 99; i++)")
    #expect(try run(counting, ["--bound", "3"]).output == "holds: 1 execution\n")
  }

  @Test func textOfAFailure() throws {
    let broken = Self.pair.replacingOccurrences(of: "seq_cst", with: "relaxed")
    let run = try run(broken, ["--threads", "writer,reader"])
    #expect(run.code == 1)
    #expect(run.output.hasPrefix("test.c:"))
    #expect(run.output.contains("fails: the assertion can fail"))
    #expect(run.output.contains("memory_order_release instead of relaxed at test.c:4"))
    #expect(run.output.contains("memory_order_acquire instead of relaxed at test.c:6"))
    #expect(run.output.contains("checked: with it the program holds in 2 executions"))
  }

  @Test func requestsThatMakeNoSense() throws {
    #expect(try run(Self.pair, []).diagnostics.contains("nothing to run"))
    #expect(try run(Self.pair, ["--threads", "nobody"]).code == 2)
    #expect(try run("int main(void) { return oops; }", []).code == 2)
    #expect(try CommandRun(["model", "absent.c"]).code == 2)
    #expect(try run("// orderlint:thread\nint x;", []).code == 2)
    #expect(try run(Self.pair, ["--nondet", "9..1"]).code == 2)
  }

  @Test func pictures() throws {
    let broken = Self.pair.replacingOccurrences(of: "seq_cst", with: "relaxed")
    let threads = ["--threads", "writer,reader"]
    let svg = try run(broken, threads + ["--format", "svg"])
    #expect(svg.code == 1)
    #expect(svg.output.hasPrefix("<svg") && svg.output.contains("test.c:6  data"), "\(svg.output)")
    let page = try run(broken, threads + ["--format", "html"])
    #expect(page.code == 1)
    #expect(page.output.hasPrefix("<!DOCTYPE html>"))
    #expect(page.output.contains("<figure>") && page.output.contains("the assertion can fail"))
    let holds = try run(Self.pair, threads + ["--format", "svg"])
    #expect(holds.code == 0 && holds.output.isEmpty)
    #expect(holds.diagnostics.contains("no execution to show"))
  }

  @Test func identicalThreads() throws {
    let text = """
      #include <pthread.h>
      #include <stdatomic.h>
      #include <assert.h>
      atomic_int lock; int shared;
      void *run(void *unused) {
        int free = 0;
        while (!atomic_compare_exchange_weak_explicit(
            &lock, &free, 1, memory_order_ORDER, memory_order_relaxed)) free = 0;
        shared++;
        atomic_store_explicit(&lock, 0, memory_order_release);
        return 0;
      }
      int main(void) {
        pthread_t threads[3];
        for (int i = 0; i < 3; i++) pthread_create(&threads[i], 0, run, 0);
        for (int i = 0; i < 3; i++) pthread_join(threads[i], 0);
        assert(shared == 3);
      }
      """
    let right = text.replacingOccurrences(of: "ORDER", with: "acquire")
    #expect(try run(right, []).output.hasPrefix("holds: 6 executions"))
    let reduced = try run(right, ["--symmetry"])
    #expect(reduced.output.hasPrefix("holds: 1 execution,"), "\(reduced.output)")
    #expect(reduced.output.contains("up to symmetry"))
    let wrong = text.replacingOccurrences(of: "ORDER", with: "relaxed")
    #expect(try run(wrong, ["--symmetry"]).output.contains("fails: data race"))
  }

  @Test func cxxIsRefused() throws {
    let directory = try TemporaryDirectory()
    try "int main() { return 0; }".write(
      to: directory.url.appending(path: "test.cpp"), atomically: true, encoding: .utf8)
    let run = try CommandRun(["model", "test.cpp"], in: directory.url)
    #expect(run.code == 2)
    #expect(run.diagnostics.contains("test.cpp: C++ cannot be executed"), "\(run.diagnostics)")
  }

  /// What a program includes is part of it, wherever it lies.
  @Test func includedSourcesArePartOfTheProgram() throws {
    let directory = try TemporaryDirectory()
    let variants = directory.url.appending(path: "variants")
    try FileManager.default.createDirectory(at: variants, withIntermediateDirectories: true)
    try Self.pair.replacingOccurrences(of: "seq_cst", with: "relaxed").write(
      to: directory.url.appending(path: "pair.c"), atomically: true, encoding: .utf8)
    try """
    #include "../pair.c"
    #include <pthread.h>
    static void *left(void *unused) { writer(); return 0; }
    static void *right(void *unused) { reader(); return 0; }
    int main(void) {
      pthread_t threads[2];
      pthread_create(&threads[0], 0, left, 0);
      pthread_create(&threads[1], 0, right, 0);
    }
    """.write(to: variants.appending(path: "test.c"), atomically: true, encoding: .utf8)
    let run = try CommandRun(["model", "test.c"], in: variants)
    #expect(run.output.contains("pair.c:6:58: fails"), "\(run.output) \(run.diagnostics)")
    #expect(run.output.contains("data = 1"), "\(run.output)")
  }
}
