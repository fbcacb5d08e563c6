import MemoryModel
import Testing

/// The steps of a scenario: what each means for values, blocking and counting.
@Suite struct CheckerTests {
  let checker = Checker()

  private func count(_ scenario: Scenario) -> ExecutionCount { checker.executions(of: scenario) }

  private func exact(_ consistent: Int, blocked: Int = 0) -> ExecutionCount {
    ExecutionCount(consistent: consistent, blocked: blocked, isComplete: true)
  }

  @Test func branchesFollowTheValueRead() {
    let scenario = Scenario(
      [.store("x", 1, .relaxed)],
      [
        .load("r", "x", .relaxed),
        .branch(
          "r", then: [Step(.assign("took", 10))], else: [Step(.assign("took", 20))]),
      ])
    #expect(count(scenario) == exact(2))
    for (read, took, isAllowed) in [(1, 10, true), (0, 20, true), (1, 20, false), (0, 10, false)] {
      let condition = Condition.all([
        .register(thread: 1, "r", equals: read), .register(thread: 1, "took", equals: took),
      ])
      #expect(checker.ask(.outcome(condition), of: scenario).isAllowed == isAllowed)
    }
  }

  @Test func loopsRunWhileTheirConditionHolds() {
    let sum: Step.Action = .loop(
      while: .binary(.less, "i", 4),
      body: [
        Step(.assign("i", .binary(.add, "i", 1))), Step(.assign("sum", .binary(.add, "sum", "i"))),
      ], limit: 4)
    let scenario = Scenario([sum])
    #expect(count(scenario) == exact(1))
    #expect(
      checker.ask(.outcome(.register(thread: 0, "sum", equals: 10)), of: scenario).isAllowed)
  }

  @Test func loopsBlockAtTheirLimit() {
    let spin: Step.Action = .loop(
      while: .not("r"), body: [Step(.load("r", "x", .acquire))], limit: 2)
    // Read 1 at once, read 0 then 1, or read 0 twice and block.
    #expect(count(Scenario([.store("x", 1, .release)], [spin])) == exact(2, blocked: 1))
  }

  @Test func loopsWithoutEventsThatNeverEndAreUndecided() {
    let spin: Step.Action = .loop(while: 1, body: [], limit: .max)
    let scenario = Scenario([spin])
    #expect(!count(scenario).isComplete)
    #expect(isUndecided(checker.ask(.assertionFailure, of: scenario)))
  }

  @Test func assumptionsDiscardExecutions() {
    let scenario = Scenario(
      [.store("x", 1, .relaxed)], [.load("r", "x", .relaxed), .assume("r")])
    #expect(count(scenario) == exact(1, blocked: 1))
    let stale = Condition.register(thread: 1, "r", equals: 0)
    #expect(checker.ask(.outcome(stale), of: scenario).isForbidden)
  }

  @Test func initialValuesAreRead() {
    let scenario = Scenario([.load("r", "x", .relaxed)], initially: ["x": 7])
    #expect(count(scenario) == exact(1))
    #expect(checker.ask(.outcome(.register(thread: 0, "r", equals: 7)), of: scenario).isAllowed)
    #expect(checker.ask(.outcome(.variable("x", equals: 7)), of: scenario).isAllowed)
    #expect(checker.ask(.outcome(.variable("unused", equals: 0)), of: scenario).isAllowed)
  }

  @Test func arithmeticNeverTraps() {
    let extremes = [Int.min, -1, 0, 1, 64, .max]
    for symbol in BinaryOperator.allCases {
      for left in extremes {
        for right in extremes {
          let value = Expression.binary(symbol, .constant(left), .constant(right))
          #expect(count(Scenario([.store("x", value, .relaxed)])) == exact(1))
        }
      }
    }
    for update in UpdateOperator.allCases {
      let scenario = Scenario(
        [.update("r", "x", update, .constant(.min), .relaxed)], initially: ["x": .max])
      #expect(count(scenario) == exact(1))
    }
  }

  private func compareExchange(isWeak: Bool) -> Step.Action {
    .compareExchange(
      Step.CompareExchange(
        old: "old", success: "ok", variable: "x", expected: 0, desired: 1,
        successOrder: .acquireRelease, failureOrder: .relaxed, isWeak: isWeak))
  }

  @Test(arguments: [true, false]) func onlyAWeakExchangeFailsSpuriously(isWeak: Bool) {
    let scenario = Scenario([compareExchange(isWeak: isWeak)])
    #expect(count(scenario) == exact(isWeak ? 2 : 1))
    let spurious = Condition.all([
      .register(thread: 0, "old", equals: 0), .register(thread: 0, "ok", equals: 0),
    ])
    #expect(checker.ask(.outcome(spurious), of: scenario).isAllowed == isWeak)
  }

  @Test func aMutexExcludes() {
    let increment: [Step.Action] = [
      .lock("m"), .read("r", "n"), .write("n", .binary(.add, "r", 1)), .unlock("m"),
    ]
    for (threads, executions) in [(2, 2), (3, 6), (4, 24)] {
      let scenario = Scenario(copies: threads) { _ in increment }
      #expect(count(scenario) == exact(executions))
      #expect(checker.ask(.dataRace(on: nil), of: scenario).isForbidden)
      let lost = Condition.not(.variable("n", equals: threads))
      #expect(checker.ask(.outcome(lost), of: scenario).isForbidden)
    }
    let unlocked = Scenario(increment, Array(increment[1...2]))
    #expect(checker.ask(.dataRace(on: "n"), of: unlocked).isAllowed)
    #expect(checker.ask(.dataRace(on: "m"), of: unlocked).isForbidden)
  }

  @Test func lockingWhatOneHoldsBlocks() {
    #expect(count(Scenario([.lock("m"), .lock("m")])) == exact(0, blocked: 1))
    // Both orders of two locks: the deadlock is one execution.
    let deadlock = Scenario(
      [.lock("a"), .lock("b"), .unlock("b"), .unlock("a")],
      [.lock("b"), .lock("a"), .unlock("a"), .unlock("b")])
    #expect(count(deadlock) == exact(2, blocked: 1))
  }

  @Test func assertionsFailAlsoWhenAnotherThreadBlocks() throws {
    let check: [Step.Action] = [.load("r", "x", .relaxed), .assert(.not("r"))]
    let scenario = Scenario([.store("x", 1, .relaxed)], check, [.assume(0)])
    guard case .allowed(let execution) = checker.ask(.assertionFailure, of: scenario) else {
      Issue.record("the assertion does not fail")
      return
    }
    #expect(execution.failedAssertion == 101)
    let unreachable = Scenario([.store("x", 1, .relaxed)], [.assume(0)] + check)
    #expect(checker.ask(.assertionFailure, of: unreachable).isForbidden)
  }

  @Test func aRaceNeedsAPlainAccessAndAConflict() throws {
    #expect(try checker.hasRace("W.na x 1 || r0=R.na x"))
    #expect(try checker.hasRace("W.na x 1 || r0=R.sc x"))
    #expect(try checker.hasRace("W.rlx x 1 || r0=R.na x"))
    #expect(try checker.hasRace("r0=ADD.sc x 1 || W.na x 1"))
    #expect(try !checker.hasRace("r0=R.na x || r0=R.na x"))
    #expect(try !checker.hasRace("W.rlx x 1 || r0=R.rlx x"))
    #expect(try !checker.hasRace("W.na x 1 || W.na y 1"))
    let scenario = try Scenario(litmus: "W.na x 1; W.na y 1 || r0=R.na x; r1=R.sc y")
    guard case .allowed(let execution) = checker.ask(.dataRace(on: "y"), of: scenario) else {
      Issue.record("no race on y")
      return
    }
    let race = try #require(execution.race)
    #expect(Set([race.first, race.second].map { execution.events[$0].origin }) == [1, 101])
  }

  private func isUndecided(_ verdict: Verdict) -> Bool {
    if case .undecided = verdict { true } else { false }
  }

  @Test func anExhaustedBudgetIsUndecided() throws {
    let scenario = try Scenario(litmus: "W.sc x 1; r0=R.sc y || W.sc y 1; r0=R.sc x")
    let bad = Question.outcome(
      .all([.register(thread: 0, "r0", equals: 0), .register(thread: 1, "r0", equals: 0)]))
    #expect(checker.ask(bad, of: scenario).isForbidden)
    let poor = Checker(budget: Budget(candidates: 5))
    #expect(isUndecided(poor.ask(bad, of: scenario)))
    #expect(!poor.executions(of: scenario).isComplete)
    #expect(isUndecided(Checker(budget: Budget(candidates: 0)).ask(bad, of: scenario)))
  }

  @Test func executionsMayBeLong() {
    func stores(_ count: Int) -> [Step.Action] {
      (0..<count).map { .store("x", .constant($0), .relaxed) }
    }
    let never = Question.outcome(.variable("x", equals: -1))
    #expect(checker.ask(never, of: Scenario(stores(64))).isForbidden)
    #expect(checker.ask(never, of: Scenario(stores(500), [.load("r", "x", .relaxed)])).isForbidden)
  }

  @Test func manyWritersDoNotExhaustTheStack() {
    let scenario = Scenario(copies: 8) { [.update("r", "x", .add, .constant($0), .relaxed)] }
    #expect(count(scenario) == exact(40320))
  }

  @Test func emptyScenariosHaveOneExecution() {
    #expect(count(Scenario(threads: [])) == exact(1))
    #expect(count(Scenario([], [])) == exact(1))
    let unknown = Condition.all([
      .register(thread: 5, "r", equals: 0), .register(thread: -1, "r", equals: 0),
      .holds(thread: 9, .equal("r", 0)),
    ])
    #expect(checker.ask(.outcome(unknown), of: Scenario([])).isAllowed)
    #expect(checker.ask(.dataRace(on: "nowhere"), of: Scenario([])).isForbidden)
  }
}
