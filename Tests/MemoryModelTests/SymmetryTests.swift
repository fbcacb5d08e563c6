import MemoryModel
import ScalingPrograms
import Testing

/// Making use of identical threads changes neither what can go wrong nor how a program can end.
@Suite struct SymmetryTests {
  /// What went wrong, as far as it does not depend on which thread came first.
  private struct Failure: Hashable {
    var kind: ProgramFinding.Kind
    var origin: Int?

    init(_ finding: ProgramFinding) {
      kind = finding.kind
      origin = finding.kind == .assertionFailure ? finding.origin : nil
    }
  }

  /// An end in which identical threads have no names.
  private struct End: Hashable {
    var memory: [ProgramValue]
    var results: [ProgramValue]

    init(_ outcome: ProgramOutcome, _ identical: Range<Int>) {
      let number = { (value: ProgramValue) in
        if case .number(let number) = value { number } else { 0 }
      }
      let anonymous = { (value: ProgramValue) -> ProgramValue in
        switch value {
        case .number: value
        case .address(_, let number, let offset):
          .address(thread: 0, number: number, offset: offset)
        }
      }
      // Handles of threads are numbers, and only main sees them.
      memory = outcome.memory.prefix(4).map(anonymous)
      results = outcome.results
      results[identical] = results[identical].sorted { number($0) < number($1) }[...]
    }
  }

  @Test(arguments: 0..<8) func agreesWithTheFullSearch(part: Int) {
    let checker = Checker()
    let reducing = ProgramOptions(reducesSymmetry: true)
    var (full, reduced, used) = (0, 0, 0)
    for seed in part * 500..<(part + 1) * 500 {
      let test = RandomSymmetricProgram(seed: UInt64(seed))
      let all = checker.check(test.program)
      let some = checker.check(test.program, reducing)
      #expect(all.executions.isComplete && some.executions.isComplete)
      #expect(
        Set(all.findings.map(Failure.init)) == Set(some.findings.map(Failure.init)), "seed \(seed)")
      let ends = [ProgramOptions(), reducing].map { options in
        Set(checker.outcomes(of: test.program, options).outcomes.map { End($0, test.identical) })
      }
      #expect(ends[0] == ends[1], "seed \(seed)")
      let most = (1...test.identical.count).reduce(1, *)
      #expect(some.executions.consistent <= all.executions.consistent, "seed \(seed)")
      #expect(some.executions.consistent * most >= all.executions.consistent, "seed \(seed)")
      #expect(some.executions.blocked * most >= all.executions.blocked, "seed \(seed)")
      #expect((some.blockedForever > 0) == (all.blockedForever > 0), "seed \(seed)")
      if !some.isReduced { #expect(some.executions == all.executions, "seed \(seed)") }
      used += some.isReduced ? 1 : 0
      full += all.executions.consistent
      reduced += some.executions.consistent
    }
    #expect(used > 250)
    #expect(reduced * 3 < full * 2)
  }

  /// Of N threads that add to one counter, N! orders are one.
  @Test(arguments: 2...6) func countersHaveOneExecution(threads: Int) {
    var main = Code("main")
    for _ in 0..<threads {
      main.emit(.spawn(into: main.register(), routine: .routine(1), arguments: []))
    }
    var body = Code("t")
    _ = body.update(.object(0), .add, 1, .relaxed)
    let program = ConcurrentProgram(
      routines: [main.routine(), body.routine()],
      objects: [ConcurrentProgram.StaticObject(name: "x")],
      threads: [ConcurrentProgram.ThreadStart(name: "main", routine: 0)])
    let report = Checker().check(program, ProgramOptions(reducesSymmetry: true))
    #expect(report.executions.consistent == 1)
    #expect(report.isReduced)
  }

  /// Threads that run from the start are identical if they start with the same call.
  @Test func threadsFromTheStart() {
    var body = Code("t", parameters: 1)
    _ = body.update(.object(0), .add, 1, .relaxed)
    var program = ConcurrentProgram(
      routines: [body.routine()], objects: [ConcurrentProgram.StaticObject(name: "x")],
      threads: Array(
        repeating: ConcurrentProgram.ThreadStart(name: "t", routine: 0, arguments: [1]), count: 4))
    let options = ProgramOptions(reducesSymmetry: true)
    #expect(Checker().check(program, options).executions.consistent == 1)
    program.threads[1].arguments = [2]
    #expect(Checker().check(program, options).executions.consistent == 4)
    #expect(Checker().check(program).executions.consistent == 24)
  }

  /// What the parent does between two threads tells them apart.
  @Test func threadsThatAreToldApartAreNotIdentical() {
    var main = Code("main")
    for _ in 0..<2 {
      let handle = main.register()
      main.emit(.spawn(into: handle, routine: .routine(1), arguments: []))
      main.store(.object(1), .register(handle), nil)
    }
    var body = Code("t")
    _ = body.update(.object(0), .add, 1, .relaxed)
    // A thread that reads the name of a thread sees which one it is.
    _ = body.load(.object(1), nil)
    let program = ConcurrentProgram(
      routines: [main.routine(), body.routine()],
      objects: [
        ConcurrentProgram.StaticObject(name: "x"), ConcurrentProgram.StaticObject(name: "h"),
      ], threads: [ConcurrentProgram.ThreadStart(name: "main", routine: 0)])
    let all = Checker().check(program)
    let report = Checker().check(program, ProgramOptions(reducesSymmetry: true))
    #expect(!report.isReduced)
    #expect(report.executions == all.executions)
  }
}
