import MemoryModel
import Testing

/// The checker against the naive enumerator, on seeded random programs with threads and pointers.
@Suite struct ProgramSecondOpinionTests {
  @Test(arguments: 0..<8) func agreesWithNaiveEnumeration(part: Int) {
    let checker = Checker()
    var executions = 0
    for seed in part * 125..<(part + 1) * 125 {
      let program = RandomProgram.program(seed: UInt64(seed))
      let expected = NaiveEnumerator(program, observing: 2)
      let report = checker.check(program)
      #expect(report.executions.consistent == expected.executions, "seed \(seed)")
      #expect(report.executions.blocked == 0 && report.executions.isComplete, "seed \(seed)")
      let hasRace = report.findings.contains { $0.kind == .dataRace }
      #expect(hasRace == expected.hasRace, "seed \(seed)")
      let finals = checker.outcomes(of: program).outcomes.map { $0.memory.prefix(2) }
      let numbers = Set(expected.finals.map { $0.map(ProgramValue.number)[...] })
      #expect(Set(finals) == numbers, "seed \(seed)")
      executions += expected.executions
    }
    #expect(executions > 300)
  }
}
