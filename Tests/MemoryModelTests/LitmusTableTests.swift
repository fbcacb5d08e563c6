import MemoryModel
import Testing

/// Every row of the litmus table: the verdict and the exact number of executions.
@Suite struct LitmusTableTests {
  @Test func everyRowAgrees() throws {
    let rows = try LitmusTable().rows
    #expect(rows.count == 1401)
    let checker = Checker()
    for row in rows {
      let test = try LitmusTest(program: row.program, condition: row.condition)
      let count = checker.executions(of: test.scenario)
      #expect(
        count == ExecutionCount(consistent: row.executions, blocked: 0, isComplete: true),
        "\(row.name)")
      #expect(verdict(of: test, checker) == row.verdict, "\(row.name)")
    }
  }

  private func verdict(of test: LitmusTest, _ checker: Checker) -> String {
    if checker.ask(.dataRace(on: nil), of: test.scenario).isAllowed { return "race" }
    switch checker.ask(.outcome(test.condition), of: test.scenario) {
    case .allowed: return "allowed"
    case .forbidden: return "forbidden"
    case .undecided: return "undecided"
    }
  }

  @Test func everyRowIsPrintedAsItWasRead() throws {
    for row in try LitmusTable().rows {
      let test = try LitmusTest(program: row.program, condition: row.condition)
      #expect(test.programText == row.program)
      #expect(test.conditionText == row.condition)
    }
  }
}
