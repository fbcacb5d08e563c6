import MemoryModel
import Testing

@Suite struct InterleavingTests {
  private func witness(_ question: Question, _ scenario: Scenario) throws -> Execution {
    guard case .allowed(let execution) = Checker().ask(question, of: scenario) else {
      throw Missing()
    }
    return execution
  }

  private struct Missing: Error {}

  private func story(_ condition: String, _ program: String) throws -> [String] {
    let condition = try LitmusTest(program: "", condition: condition).condition
    return try story(.outcome(condition), Scenario(litmus: program))
  }

  /// Origins in order; those out of program order with a star.
  private func story(_ question: Question, _ scenario: Scenario) throws -> [String] {
    let execution = try witness(question, scenario)
    expectValid(execution)
    return execution.interleaving().map {
      "\(execution.events[$0.index].origin ?? -1)" + ($0.isOutOfOrder ? "*" : "")
    }
  }

  /// Every event once, every read from the latest write, and the marks where they belong.
  private func expectValid(_ execution: Execution) {
    let interleaving = execution.interleaving()
    #expect(
      interleaving.map(\.index).sorted()
        == execution.events.indices.filter { execution.events[$0].thread != nil })
    var latest: [Variable: Int] = [:]
    for (variable, writes) in execution.modificationOrder { latest[variable] = writes[0] }
    for (place, told) in interleaving.enumerated() {
      let event = execution.events[told.index]
      switch event.kind {
      case .read(let variable, _, value: _):
        #expect(execution.readsFrom[told.index] == latest[variable])
      case .update(let variable, _, old: _, new: _), .lock(let variable):
        #expect(execution.readsFrom[told.index] == latest[variable])
        latest[variable] = told.index
      case .write(let variable, _, value: _), .unlock(let variable):
        latest[variable] = told.index
      case .fence, .lifecycle: break
      }
      let overtakes = interleaving[place...].contains {
        execution.events[$0.index].thread == event.thread
          && execution.events[$0.index].position < event.position
      }
      #expect(overtakes == told.isOutOfOrder)
    }
  }

  @Test func aSequentialWitnessIsInProgramOrder() throws {
    let story = try story(
      "1:r0=1 & 1:r1=1", "W.rlx x 1; W.rel y 1 || r0=R.acq y; r1=R.rlx x")
    #expect(story == ["0", "1", "100", "101"])
  }

  @Test func messagePassingBlamesTheSideThatIsTooWeak() throws {
    let weakStore = try story(
      "1:r0=1 & 1:r1=0", "W.rlx x 1; W.rlx y 1 || r0=R.acq y; r1=R.rlx x")
    #expect(weakStore == ["1*", "100", "101", "0"])
    let weakLoad = try story(
      "1:r0=1 & 1:r1=0", "W.rlx x 1; W.rel y 1 || r0=R.rlx y; r1=R.rlx x")
    #expect(weakLoad == ["101*", "0", "1", "100"])
  }

  @Test func storeBufferingMovesOneLoad() throws {
    let story = try story("0:r0=0 & 1:r0=0", "W.sc x 1; r0=R.acq y || W.sc y 1; r0=R.sc x")
    #expect(story.filter { $0.hasSuffix("*") }.count == 1)
  }

  @Test func aTornSeqlockReadShowsThePayloadBeforeTheOddStore() throws {
    // The payload is old in one half, although both sequence numbers are even and equal.
    let story = try story(
      "1:r0=0 & 1:r1=1 & 1:r2=0 & 1:r3=0",
      "W.rel s 1; W.rlx a 1; W.rlx b 1; W.rel s 2"
        + " || r0=R.acq s; r1=R.rlx a; r2=R.rlx b; F.acq; r3=R.rlx s")
    #expect(story == ["100", "1*", "101", "102", "103", "104", "0", "2", "3"])
  }

  @Test func racingEventsAreNeighbours() throws {
    let scenario = try Scenario(
      litmus: "W.na x 1; W.rlx y 1; W.rlx z 1 || r0=R.acq y; if r0==1 { r1=R.na x }; r2=R.rlx z")
    let execution = try witness(.dataRace(on: nil), scenario)
    expectValid(execution)
    let race = try #require(execution.race)
    let order = execution.interleaving().map(\.index)
    let first = try #require(order.firstIndex(of: race.first))
    let second = try #require(order.firstIndex(of: race.second))
    #expect(abs(first - second) == 1)
  }

  @Test func aLockThatWaitsIsNotTold() throws {
    let increment: [Step.Action] = [
      .lock("m"), .read("r", "n"), .write("n", .binary(.add, "r", 1)), .unlock("m"),
    ]
    let scenario = Scenario(increment, increment)
    let execution = try witness(.outcome(.variable("n", equals: 2)), scenario)
    expectValid(execution)
    #expect(execution.events.filter { $0.thread != nil }.count == 8)
    #expect(execution.interleaving().allSatisfy { !$0.isOutOfOrder })
  }

  @Test func everyWitnessOfARandomScenarioIsValid() {
    for seed in 0..<400 {
      let scenario = RandomScenario.scenario(seed: UInt64(seed))
      for state in BruteForce(scenario, model: .cxx20).finalStates.prefix(3) {
        var parts: [Condition] = []
        for (thread, registers) in state.registers.enumerated() {
          parts += registers.map { .register(thread: thread, $0.key, equals: $0.value) }
        }
        let question = Question.outcome(.all(parts))
        guard case .allowed(let execution) = Checker().ask(question, of: scenario) else {
          Issue.record("seed \(seed)")
          continue
        }
        expectValid(execution)
        let isSequential = Checker(model: .sequentialConsistency).ask(question, of: scenario)
        let isOrdered = execution.interleaving().allSatisfy { !$0.isOutOfOrder }
        // An ordered story is a proof of sequential consistency, and one exists if it holds.
        #expect(isOrdered == isSequential.isAllowed, "seed \(seed)")
      }
    }
  }

  @Test func executionsOfAnySizeAreTold() {
    let events = (0..<100).map {
      ExecutionEvent(thread: 0, position: $0, kind: .fence(.acquire), origin: nil)
    }
    let execution = Execution(events: events, readsFrom: [:], modificationOrder: [:])
    #expect(execution.interleaving().map(\.index) == Array(0..<100))
  }
}
