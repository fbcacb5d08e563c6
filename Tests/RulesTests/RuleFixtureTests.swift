import Foundation
import OrderLint
import Rules
import TestSupport
import Testing

@Suite struct RuleFixtureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var rule: String
    var run: FixtureRun
    var testDescription: String { "\(rule): \(run.name)" }
  }

  static let runs = Result {
    try Registry.all.flatMap { rule in
      let id = rule.description.id
      let directory = Repository.fixture("rules/\(id)")
      return FileManager.default.fileExists(atPath: directory)
        ? try Fixture.loadAll(in: directory).map { Case(rule: id, run: $0) } : []
    }
  }

  @Test func `every fixture can be read`() throws {
    #expect(try !Self.runs.get().isEmpty)
  }

  @Test(arguments: (try? runs.get()) ?? [])
  func `a fixture says all that is found in it`(example: Case) throws {
    let run = example.run
    let findings = try ProgramAnalysis.report(on: run.sources, testing: example.rule).findings
    #expect(run.failures(comparing: findings) == [])
  }
}
