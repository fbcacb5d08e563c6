import MemoryModel
import ScalingPrograms
import Testing

/// That bounding spurious failures loses nothing where the report names no bound.
@Suite struct SpuriousFailureTests {
  private let checker = Checker(budget: Budget(candidates: 2_000_000))
  private let bounded = ProgramOptions(boundsSpuriousFailures: true)
  /// Several failures of each exchange, all others as in the program.
  private let free = ProgramOptions(limits: ProgramLimits(loopIterations: 5))

  /// A loop that only tries again has the outcomes of a strong exchange, and as many executions.
  @Test func retriesAreAsStrong() {
    func stack(isWeak: Bool) -> ConcurrentProgram {
      var memory = Memory()
      let top = memory.object("top")
      var push = Code("push", parameters: 1)
      let node = push.register()
      push.emit(.allocate(into: node, cells: 1))
      let expected = push.variable(push.load(top, .relaxed))
      push.forever { code, exit, _ in
        code.store(.register(node), .register(expected), .relaxed)
        let (old, success) = code.exchange(
          top, .register(expected), .register(node), .release, isWeak: isWeak)
        code.jump(exit, if: success)
        code.set(expected, old)
      }
      return memory.program(threads: 3, push)
    }
    let (weak, strong) = (stack(isWeak: true), stack(isWeak: false))
    let report = checker.check(weak, bounded)
    #expect(report.holds)
    #expect(report.executions == checker.check(strong).executions)
    #expect(report.assumptions.retried.count == 1)
    #expect(checker.check(strong, bounded).assumptions.retried.isEmpty)
  }

  @Test func whatIsNotTriedAgainMayFail() {
    var memory = Memory()
    let x = memory.object("x")
    var once = Code("once")
    once.assert(once.exchange(x, 0, 1, .relaxed, isWeak: true).success)
    let program = memory.program(threads: 1, once)
    let report = checker.check(program, bounded)
    #expect(report.findings.map(\.kind) == [.assertionFailure])
    #expect(report.limitsReached.isEmpty && report.assumptions.retried.isEmpty)
  }

  /// Attempts that somebody counts are no retries: one fails, and that no more do is said.
  @Test func attemptsThatCountAreBounded() {
    var memory = Memory()
    let (x, attempts) = (memory.object("x"), memory.object("attempts"))
    var code = Code("main")
    code.forever { code, exit, _ in
      _ = code.update(attempts, .add, 1, .relaxed)
      code.jump(exit, if: code.exchange(x, 0, 1, .relaxed, isWeak: true).success)
    }
    code.assert(code.load(attempts, .relaxed).equals(1))
    let report = checker.check(memory.program(threads: 1, code), bounded)
    #expect(report.findings.map(\.kind) == [.assertionFailure])
    #expect(report.executions.consistent == 2)
    guard case .spuriousFailures? = report.limitsReached.first else {
      Issue.record("the bound is not named")
      return
    }
  }

  /// Who was given the address of a node with a mark in it, or a count beside it, has the node.
  @Test(arguments: Mark.allCases) func markedAddressesAreGivenAway(mark: Mark) {
    var memory = Memory()
    let (top, x, late) = (memory.object("top"), memory.object("x"), memory.object("late"))
    var body = Code("body", parameters: 1)
    body.when(.register(0)) { code in
      let seen = code.load(top, .acquire)
      code.when(seen) {
        let node = mark.address(in: seen)
        let early = $0.load(node, .relaxed)
        $0.store(late, 1, .relaxed)
        $0.when(early.equals(1)) { $0.store(late, 2, .relaxed) }
      }
    } otherwise: { code in
      let node = code.register()
      code.emit(.allocate(into: node, cells: 1))
      code.store(.register(node), 0, .relaxed)
      code.store(top, mark.marked(.register(node)), .release)
      code.forever { code, exit, _ in
        code.store(.register(node), code.load(late, .relaxed) + 1, .relaxed)
        code.jump(exit, if: code.exchange(x, 0, 1, .relaxed, isWeak: true).success)
      }
      // Two iterations wrote, and somebody saw the first of them.
      code.assert(code.load(.register(node), .relaxed).differs(3))
    }
    let report = checker.check(memory.program(threads: 2, body), bounded)
    #expect(report.findings.map(\.kind) == [.assertionFailure])
  }

  enum Mark: CaseIterable {
    case none, low, high

    func marked(_ node: Value) -> Value {
      switch self {
      case .none: node
      case .low: node | 1
      case .high: node | .constant(1 << 60)
      }
    }

    func address(in value: Value) -> Value {
      switch self {
      case .none: value
      case .low: value - 1
      case .high: value - .constant(1 << 60)
      }
    }
  }

  @Test(arguments: 0..<600) func outcomesAreAsWithAllFailures(seed: Int) {
    let program = RandomRetries.program(seed: UInt64(seed))
    let report = checker.check(program, bounded)
    let few = checker.outcomes(of: program, bounded)
    let all = checker.outcomes(of: program, free)
    #expect(few.outcomes.isSubset(of: all.outcomes))
    guard report.executions.isComplete, report.limitsReached.isEmpty else { return }
    #expect(Set(few.findings.map(\.kind)) == Set(all.findings.map(\.kind)))
    // What is read in a race means nothing.
    if all.findings.isEmpty { #expect(few.outcomes == all.outcomes) }
  }

  /// The seeds above must not all leave at the guard.
  @Test func mostRandomProgramsHaveRetries() {
    let reports = (0..<600).map { checker.check(RandomRetries.program(seed: $0), bounded) }
    #expect(reports.count { !$0.assumptions.retried.isEmpty && $0.limitsReached.isEmpty } > 150)
    #expect(reports.count { !$0.limitsReached.isEmpty } > 20)
  }
}

extension Code {
  fileprivate mutating func exchange(
    _ address: Value, _ expected: Value, _ desired: Value, _ order: MemoryOrder, isWeak: Bool
  ) -> (old: Value, success: Value) {
    let (old, success) = (register(), register())
    emit(
      .compareExchange(
        ConcurrentProgram.CompareExchange(
          old: old, success: success, at: address, expected: expected, desired: desired,
          successOrder: order, failureOrder: order.isAcquire ? .acquire : .relaxed,
          isWeak: isWeak)))
    return (.register(old), .register(success))
  }
}

/// Two threads that try to exchange the same cell until they succeed, and access two others before,
/// meanwhile and after.
private struct RandomRetries {
  private var random: SplitMix64
  private var x: Value = 0
  private var others: [Value] = []

  static func program(seed: UInt64) -> ConcurrentProgram {
    var generator = RandomRetries(random: SplitMix64(state: seed))
    var memory = Memory()
    generator.x = memory.object("x")
    generator.others = [memory.object("y"), memory.object("z")]
    var body = Code("body", parameters: 1)
    var copy = generator
    body.when(.register(0)) {
      copy.write(&$0)
    } otherwise: {
      copy.write(&$0)
    }
    return memory.program(threads: 2, body)
  }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  private mutating func order() -> MemoryOrder {
    [.relaxed, .acquire, .release, .acquireRelease, .sequentiallyConsistent][
      Int.random(in: 0..<5, using: &random)]
  }

  private mutating func write(_ code: inout Code) {
    let result = code.variable(0)
    if chance(40) { step(&code, into: result, isPlain: chance(30)) }
    let expected = code.variable(chance(50) ? 0 : 1)
    let isReloading = chance(40)
    let isChecking = chance(30)
    var copy = self
    code.forever { code, exit, _ in
      if copy.chance(40) { copy.step(&code, into: result, isPlain: copy.chance(60)) }
      let (old, success) = code.exchange(
        copy.x, .register(expected), .register(expected) + 1, copy.order(), isWeak: true)
      code.jump(exit, if: success)
      if copy.chance(30) { copy.step(&code, into: result, isPlain: copy.chance(60)) }
      if isChecking { code.jump(exit, if: code.load(copy.others[0], copy.order())) }
      code.set(expected, isReloading ? code.load(copy.x, copy.order()) : old)
    }
    self = copy
    if chance(60) { step(&code, into: result, isPlain: chance(30)) }
    code.finish(.register(result))
  }

  private mutating func step(_ code: inout Code, into result: Int, isPlain: Bool) {
    let cell = others[Int.random(in: 0..<2, using: &random)]
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<40:
      code.store(cell, .constant(Int.random(in: 1...2, using: &random)), isPlain ? nil : order())
    case 40..<80: code.set(result, code.load(cell, isPlain ? nil : order()))
    case 80..<90: _ = code.update(cell, .add, 1, order())
    default: code.fence(order())
    }
  }
}
