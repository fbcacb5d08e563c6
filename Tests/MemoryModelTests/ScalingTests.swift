import MemoryModel
import Testing

/// Programs whose number of executions is known by a formula or from GenMC.
@Suite struct ScalingTests {
  private func executions(_ scenario: Scenario, _ model: ConsistencyModel = .cxx20) -> Int {
    let count = Checker(model: model).executions(of: scenario)
    return count.isComplete ? count.consistent : -1
  }

  private func ring(_ size: Int, _ store: MemoryOrder, _ load: MemoryOrder) -> Scenario {
    Scenario(copies: size) { thread in
      [
        .store(Variable("x\(thread)"), 1, store),
        .load("r", Variable("x\((thread + 1) % size)"), load),
      ]
    }
  }

  @Test(arguments: 2...8) func storeBufferingRings(size: Int) {
    #expect(executions(ring(size, .relaxed, .relaxed)) == 1 << size)
    #expect(executions(ring(size, .release, .acquire)) == 1 << size)
    let strong = ring(size, .sequentiallyConsistent, .sequentiallyConsistent)
    #expect(executions(strong) == 1 << size - 1)
    #expect(executions(ring(size, .relaxed, .relaxed), .sequentialConsistency) == 1 << size - 1)
  }

  @Test func writersOfOneVariable() {
    for (size, factorial) in [(2, 2), (3, 6), (5, 120), (7, 5040)] {
      let writers = Scenario(copies: size) { [.store("x", .constant($0), .relaxed)] }
      #expect(executions(writers) == factorial)
      let adders = Scenario(copies: size) { _ in [.update("r", "x", .add, 1, .relaxed)] }
      #expect(executions(adders) == factorial)
      // Each write or the initial one, for each order of writes: (n + 1)! with one reader.
      var withReader = writers
      withReader.threads.append(
        Scenario.Thread(name: "reader", steps: [Step(.load("r", "x", .relaxed))]))
      #expect(executions(withReader) == factorial * (size + 1))
    }
  }

  @Test func loadsThenStores() {
    for (size, expected) in [(2, 4), (3, 36), (4, 576), (5, 14400)] {
      let scenario = Scenario(copies: size) { _ in
        [.load("r", "x", .relaxed), .store("x", .binary(.add, "r", 1), .relaxed)]
      }
      #expect(executions(scenario) == expected)
    }
  }

  @Test func exchangesFromZero() {
    for size in 2...6 {
      let scenario = Scenario(copies: size) { thread in
        [
          .compareExchange(
            Step.CompareExchange(
              old: "old", success: "ok", variable: "x", expected: 0,
              desired: .constant(thread + 1), successOrder: .relaxed, failureOrder: .relaxed,
              isWeak: false))
        ]
      }
      #expect(executions(scenario) == size)
    }
  }

  @Test func ticketLocks() {
    for (size, factorial) in [(2, 2), (3, 6), (4, 24)] {
      let scenario = Scenario(copies: size) { _ in
        [
          .update("ticket", "next", .add, 1, .relaxed), .load("serving", "owner", .acquire),
          .assume(.equal("ticket", "serving")), .read("n", "data"),
          .write("data", .binary(.add, "n", 1)),
          .store("owner", .binary(.add, "ticket", 1), .release),
        ]
      }
      #expect(executions(scenario) == factorial)
      #expect(Checker().ask(.dataRace(on: nil), of: scenario).isForbidden)
    }
  }

  @Test func spinlocksBlockAsInGenMC() {
    for (size, expected, blocked) in [(2, 2, 2), (3, 6, 18), (4, 24, 168)] {
      let scenario = Scenario(copies: size) { _ in
        [
          .update("taken", "lock", .exchange, 1, .acquire), .assume(.not("taken")),
          .read("n", "data"), .write("data", .binary(.add, "n", 1)), .store("lock", 0, .release),
        ]
      }
      #expect(
        Checker().executions(of: scenario)
          == ExecutionCount(consistent: expected, blocked: blocked, isComplete: true))
    }
  }
}
