import Foundation
import OrderLint
import Rules
import TestSupport
import Testing

@Suite struct RuleFixtureTests {
  static let runs = Result {
    try Registry.all.flatMap { rule in
      let directory = Repository.fixture("rules/\(rule.description.id)")
      return FileManager.default.fileExists(atPath: directory)
        ? try Fixture.loadAll(in: directory) : []
    }
  }

  @Test func `every fixture can be read`() throws {
    #expect(try !Self.runs.get().isEmpty)
  }

  @Test(arguments: (try? runs.get()) ?? [])
  func `a fixture says all that is found in it`(run: FixtureRun) throws {
    let findings = try ProgramAnalysis.report(on: run.sources).findings
    #expect(run.failures(comparing: findings) == [])
  }
}
