import MemoryModel
import Testing

/// The checker against the naive transcription of the axioms, on seeded random programs.
@Suite struct SecondOpinionTests {
  @Test(arguments: [ConsistencyModel.cxx20, .sequentialConsistency])
  func agreesWithBruteForce(model: ConsistencyModel) {
    var executions = 0
    for seed in 0..<1500 {
      let scenario = RandomScenario.scenario(seed: UInt64(seed))
      let expected = BruteForce(scenario, model: model)
      compare(scenario, expected, Checker(model: model), seed)
      executions += expected.executions
    }
    // Guards against a generator whose programs have no executions to disagree about.
    #expect(executions > 10_000)
  }

  private func compare(
    _ scenario: Scenario, _ expected: BruteForce, _ checker: Checker, _ seed: Int
  ) {
    let count = checker.executions(of: scenario)
    #expect(count.consistent == expected.executions, "seed \(seed)")
    #expect(count.isComplete, "seed \(seed)")
    let states = expected.finalStates.map(condition)
    for state in states {
      #expect(checker.ask(.outcome(state), of: scenario).isAllowed, "seed \(seed)")
    }
    #expect(checker.ask(.outcome(.not(.any(states))), of: scenario).isForbidden, "seed \(seed)")
    // The brute force sees races of complete executions only.
    if expected.hasRace {
      #expect(checker.ask(.dataRace(on: nil), of: scenario).isAllowed, "seed \(seed)")
    } else if count.blocked == 0 {
      #expect(checker.ask(.dataRace(on: nil), of: scenario).isForbidden, "seed \(seed)")
    }
  }

  private func condition(_ state: BruteForce.FinalState) -> Condition {
    var parts: [Condition] = []
    for (thread, registers) in state.registers.enumerated() {
      for (register, value) in registers {
        parts.append(.register(thread: thread, register, equals: value))
      }
    }
    for (variable, value) in state.memory { parts.append(.variable(variable, equals: value)) }
    return .all(parts)
  }
}
