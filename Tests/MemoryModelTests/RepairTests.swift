import MemoryModel
import Testing

@Suite struct RepairTests {
  let checker = Checker()

  private func text(_ program: String, _ edits: [ScenarioEdit]) throws -> String? {
    try Scenario(litmus: program).applying(edits).litmusText
  }

  @Test func ordersAreSetWhereTheOriginIs() throws {
    let program = "W.rlx x 1; r0=CAS.rlx.rlx x 0 1 || F.acq; r0=ADD.rlx x 1; r1=R.na x"
    #expect(
      try text(program, [.setOrder(origin: 0, to: .release), .setOrder(origin: 101, to: .acquire)])
        == "W.rel x 1; r0=CAS.rlx.rlx x 0 1 || F.acq; r0=ADD.acq x 1; r1=R.na x")
    #expect(
      try text(
        program,
        [
          .setOrder(origin: 1, to: .acquireRelease), .setFailureOrder(origin: 1, to: .acquire),
          .setOrder(origin: 100, to: .sequentiallyConsistent),
          .setOrder(origin: 102, to: .relaxed), .setFailureOrder(origin: 0, to: .acquire),
          .setOrder(origin: 999, to: .release),
        ]) == "W.rlx x 1; r0=CAS.ar.acq x 0 1 || F.sc; r0=ADD.rlx x 1; r1=R.rlx x")
  }

  @Test func fencesAreInsertedAndRemoved() throws {
    let program = "W.rlx x 1; F.acq; W.rlx y 1"
    #expect(
      try text(program, [.remove(origin: 1), .insertFence(.release, before: 2)])
        == "W.rlx x 1; F.rel; W.rlx y 1")
    #expect(
      try text(program, [.insertFence(.release, after: 0)])
        == "W.rlx x 1; F.rel; F.acq; W.rlx y 1")
  }

  @Test func editsReachIntoBranchesAndLoops() {
    func scenario(_ order: MemoryOrder, fence: Bool) -> Scenario {
      let load = Step(.load("r", "x", order), origin: 7)
      let body = fence ? [load, Step(.fence(.acquire))] : [load]
      return Scenario([
        .branch(1, then: body, else: body), .loop(while: "i", body: body, limit: 2),
      ])
    }
    #expect(
      scenario(.relaxed, fence: false).applying([.setOrder(origin: 7, to: .acquire)])
        == scenario(.acquire, fence: false))
    #expect(
      scenario(.relaxed, fence: false).applying([.insertFence(.acquire, after: 7)])
        == scenario(.relaxed, fence: true))
  }

  @Test func strengtheningLeavesPlainAccessesPlain() throws {
    let scenario = try Scenario(
      litmus: "W.rlx x 1; W.na d 1; F.rel; r0=CAS.rel.rlx x 0 1; if r0==1 { r1=R.acq x }")
    #expect(
      scenario.strengthened().litmusText
        == "W.sc x 1; W.na d 1; F.sc; r0=CAS.sc.sc x 0 1; if r0==1 { r1=R.sc x }")
    #expect(
      scenario.promotingPlainAccesses().litmusText
        == "W.rlx x 1; W.rlx d 1; F.rel; r0=CAS.rel.rlx x 0 1; if r0==1 { r1=R.acq x }")
  }

  @Test func theFirstSufficientRepairIsFound() throws {
    let scenario = try Scenario(
      litmus: "W.na d 1; W.rlx f 1 || r0=R.rlx f; if r0==1 { r1=R.na d }")
    let candidates: [[ScenarioEdit]] = [
      [.setOrder(origin: 1, to: .release)],
      [.setOrder(origin: 100, to: .acquire)],
      [.setOrder(origin: 1, to: .release), .setOrder(origin: 100, to: .acquire)],
      [.setOrder(origin: 1, to: .sequentiallyConsistent)],
    ]
    let race = Question.dataRace(on: "d")
    #expect(checker.firstRepair(of: scenario, forbidding: race, among: candidates) == 2)
    #expect(
      checker.firstRepair(of: scenario, forbidding: race, among: Array(candidates.prefix(2)))
        == nil)
    let poor = Checker(budget: Budget(candidates: 2))
    #expect(poor.firstRepair(of: scenario, forbidding: race, among: candidates) == nil)
  }

  @Test func aSeqlockIsRepairedByAFenceAfterTheOddStore() throws {
    let scenario = try Scenario(
      litmus: "W.rel s 1; W.rlx a 1; W.rlx b 1; W.rel s 2"
        + " || r0=R.acq s; r1=R.rlx a; r2=R.rlx b; F.acq; r3=R.rlx s")
    let torn = Question.outcome(
      .all([
        .holds(
          thread: 1, .binary(.and, .equal("r0", "r3"), .not(.binary(.and, "r0", 1)))),
        .not(.holds(thread: 1, .equal("r1", "r2"))),
      ]))
    let candidates: [[ScenarioEdit]] = [
      [.setOrder(origin: 0, to: .sequentiallyConsistent)],
      [.insertFence(.release, before: 0)],
      [.insertFence(.acquire, after: 0)],
      [.insertFence(.release, after: 0)],
    ]
    #expect(checker.firstRepair(of: scenario, forbidding: torn, among: candidates) == 3)
  }
}
