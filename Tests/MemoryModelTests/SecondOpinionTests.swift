import MemoryModel
import Testing

/// The checker against the naive transcription of the axioms, on seeded random programs.
@Suite struct SecondOpinionTests {
  @Test(arguments: [ConsistencyModel.cxx20, .sequentialConsistency])
  func agreesWithBruteForce(model: ConsistencyModel) {
    var executions = 0
    for seed in 0..<1000 {
      let scenario = RandomScenario.scenario(seed: UInt64(seed))
      let expected = BruteForce(scenario, model: model)
      compare(scenario, expected, Checker(model: model), seed)
      executions += expected.executions
    }
    // Guards against a generator whose programs have no executions to disagree about.
    #expect(executions > 5_000)
  }

  /// Shapes in which happens-before through weaker accesses orders seq_cst ones, and so constrains
  /// the total order, with every combination of orders.
  @Test(arguments: [
    // W+RWC.
    "W.? x 1; W.? y 1 || r0=R.? y; r1=R.? z || W.? z 1; r0=R.? x",
    // Z6.U: happens-before reaches an update, and coherence leaves it.
    "W.? x 1; W.? y 1 || r0=ADD.? y 1; r1=R.rlx y || W.? y 3; r0=R.? x",
    // The release sequence is continued by an update between two fences.
    "W.sc x 1; F.?; W.rlx y 1; r9=ADD.? y 1 || r0=R.? y; F.?; r1=R.sc z || W.sc z 1; r0=R.? x",
  ])
  func agreesOnEveryCombinationOfOrders(shape: String) throws {
    let pieces = shape.split(separator: "?").map(String.init)
    let combinations = (1..<pieces.count).reduce([pieces[0]]) { texts, index in
      let isRead = ["R", "F", "ADD"].contains { texts[0].hasSuffix($0 + ".") }
      let orders = isRead ? ["rlx", "acq", "sc"] : ["rlx", "rel", "sc"]
      return texts.flatMap { text in orders.map { text + $0 + pieces[index] } }
    }
    for text in combinations {
      let scenario = try Scenario(litmus: text)
      let expected = BruteForce(scenario, model: .cxx20)
      #expect(Checker().executions(of: scenario).consistent == expected.executions, "\(text)")
    }
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
