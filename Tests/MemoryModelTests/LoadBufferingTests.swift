import MemoryModel
import Testing

/// C++20 with load buffering, against the column of the table that a literal implementation made.
@Suite struct LoadBufferingTests {
  @Test func everyRowAgrees() throws {
    let rows = try LitmusTable().rows
    #expect(rows.contains { $0.verdict != $0.loadBufferingVerdict })
    for row in rows {
      let test = try LitmusTest(program: row.program, condition: row.condition)
      let condition = try #require(FinalCondition(test.condition))
      let survey = Checker().surveyWithLoadBuffering(
        of: test.scenario, observing: condition.places)
      #expect(survey.count.isComplete, "\(row.name)")
      let isAllowed = survey.outcomes.contains {
        condition.holds(Dictionary(zip(condition.places, $0.values)) { first, _ in first })
      }
      let verdict = survey.race != nil ? "race" : isAllowed ? "allowed" : "forbidden"
      #expect(verdict == row.loadBufferingVerdict, "\(row.name)")
      let cycles = survey.count.consistent - row.executions
      #expect(row.verdict == row.loadBufferingVerdict ? cycles >= 0 : cycles > 0, "\(row.name)")
    }
  }

  @Test func nothingComesOutOfThinAir() throws {
    let test = try LitmusTest(
      program: "r0=R.rlx x; W.rlx y r0 || r0=R.rlx y; W.rlx x r0", condition: "")
    let survey = Checker().surveyWithLoadBuffering(
      of: test.scenario, observing: [.variable(Variable("x"))])
    #expect(survey.outcomes.map(\.values) == [[0]])
  }

  /// Thirteen writes to one variable have more orders than anybody waits for or has memory for.
  @Test(.timeLimit(.minutes(2))) func ordersAreListedWithinTheBudget() throws {
    let program = (1...13).map { "W.rlx x \($0)" }.joined(separator: " || ")
    let test = try LitmusTest(program: program, condition: "x=1")
    let checker = Checker(budget: Budget(candidates: 10_000))
    let survey = checker.surveyWithLoadBuffering(of: test.scenario, observing: [])
    #expect(!survey.count.isComplete)
    let verdicts = checker.machines(showing: .outcome(test.condition), of: test.scenario)
    #expect(!verdicts.values.contains(.impossible))
  }

  @Test func anExhaustedBudgetIsSaid() throws {
    let test = try LitmusTest(
      program: "r0=ADD.rlx x 1 || r0=ADD.rlx x 1 || r0=ADD.rlx x 1", condition: "")
    let complete = Checker().surveyWithLoadBuffering(of: test.scenario, observing: [])
    #expect(complete.count == ExecutionCount(consistent: 6, blocked: 0, isComplete: true))
    let cut = Checker(budget: Budget(candidates: 20))
      .surveyWithLoadBuffering(of: test.scenario, observing: [])
    #expect(!cut.count.isComplete)
  }
}
