import Foundation
import TestSupport
import Testing

@testable import orderlint

@Suite struct JournalTests {
  @Test func filesAreOnRecordWhileTheyAreRead() throws {
    let journal = try #require(Journal())
    journal.recording("a.c") {
      journal.recording("größe.swift") {
        #expect(journal.entries.map(\.file) == ["a.c", "größe.swift"])
      }
      #expect(journal.entries.map(\.file) == ["a.c"])
    }
    #expect(journal.entries.isEmpty)
  }

  @Test func recordsSurviveTooManyAndTooLongNames() throws {
    let journal = try #require(Journal())
    func nest(_ depth: Int) {
      guard depth > 0 else { return }
      journal.recording(String(repeating: "x", count: 10_000)) { nest(depth - 1) }
    }
    nest(100)
    #expect(journal.entries.isEmpty)
  }

  @Test func clearStrikesEverything() throws {
    let journal = try #require(Journal())
    journal.recording("a.c") {
      let start = journal.entries[0].start
      journal.keepOnly(startedUntil: start)
      #expect(journal.entries.count == 1)
      journal.clear()
      #expect(journal.entries.isEmpty)
    }
  }

  @Test func lostFilesAreLeftAloneAndReported() throws {
    let directory = try TemporaryDirectory()
    try directory.write("int a;\n", to: "a.c")
    try directory.write("let b = 1\n", to: "b.swift")
    var pipeline = Pipeline(
      options: try CheckOptions.parse(["-f", "json", "--fail-on-incomplete"]),
      console: Console(output: { _ in }, diagnostics: { _ in }), rules: [],
      analyse: Analyser.analyse, workingDirectory: directory.url.path)
    pipeline.attempt.lost = ["a.c", "b.swift"]
    #expect(pipeline.run() == .incomplete)
    pipeline.attempt.lost = []
    pipeline.attempt.suspects = ["a.c", "b.swift"]
    pipeline.attempt.journal = Journal()
    #expect(pipeline.run() == .clean)
  }
}
