import MemoryModel
import ScalingPrograms
import Testing

/// What the instructions of concurrent programs mean, and what is found to go wrong with them.
@Suite struct ProgramTests {
  let checker = Checker()

  private func program(
    _ memory: Memory = Memory(), _ codes: Code...
  ) -> ConcurrentProgram {
    let routines = codes.map { $0.routine() }
    return ConcurrentProgram(
      routines: routines, objects: memory.objects,
      threads: [ConcurrentProgram.ThreadStart(name: "main", routine: 0)])
  }

  private func kinds(_ program: ConcurrentProgram) -> Set<ProgramFinding.Kind> {
    Set(checker.check(program).findings.map(\.kind))
  }

  // MARK: Objects

  @Test func objectsHaveAnEnd() {
    func ends(_ body: (inout Code, Value) -> Void) -> Set<ProgramFinding.Kind> {
      var code = Code("main")
      let object = code.register()
      code.emit(.allocate(into: object, cells: 2))
      code.store(.register(object), 1, nil)
      body(&code, .register(object))
      return kinds(program(Memory(), code))
    }
    #expect(ends { code, object in code.emit(.free(object)) } == [])
    #expect(
      ends { code, object in
        code.emit(.free(object))
        _ = code.load(object, nil)
      } == [.useAfterFree])
    #expect(
      ends { code, object in
        code.emit(.free(object))
        code.emit(.free(object))
      } == [.doubleFree])
    #expect(ends { code, object in code.emit(.free(object[1])) } == [.invalidFree])
    #expect(ends { code, object in code.store(object[2], 1, nil) } == [.invalidAccess])
    #expect(ends { code, _ in code.emit(.free(0)) } == [])
    #expect(ends { code, _ in _ = code.load(0, .relaxed) } == [.invalidAccess])
  }

  @Test func anAccessThatIsNotOrderedBeforeTheEndIsUseAfterFree() {
    func shared(joinsFirst: Bool) -> Set<ProgramFinding.Kind> {
      var main = Code("main")
      let (object, child) = (main.register(), main.register())
      main.emit(.allocate(into: object, cells: 1))
      main.emit(.spawn(into: child, routine: .routine(1), arguments: [.register(object)]))
      if joinsFirst { main.emit(.join(into: nil, .register(child))) }
      main.emit(.free(.register(object)))
      var reader = Code("reader", parameters: 1)
      _ = reader.load(.register(0), .acquire)
      return kinds(program(Memory(), main, reader))
    }
    #expect(shared(joinsFirst: true) == [])
    #expect(shared(joinsFirst: false) == [.useAfterFree])
  }

  @Test func aPointerMustBePublishedAfterTheAllocation() {
    func published(_ store: MemoryOrder) -> Set<ProgramFinding.Kind> {
      var memory = Memory()
      let pointer = memory.object("p")
      var main = Code("main")
      let object = main.register()
      main.emit(.spawn(into: nil, routine: .routine(1), arguments: []))
      main.emit(.allocate(into: object, cells: 1))
      main.store(.register(object), 1, .relaxed)
      main.store(pointer, .register(object), store)
      var reader = Code("reader")
      let seen = reader.load(pointer, .acquire)
      reader.when(seen) { _ = $0.load(seen, .relaxed) }
      return kinds(program(memory, main, reader))
    }
    #expect(published(.release) == [])
    #expect(published(.relaxed) == [.accessBeforeAllocation])
  }

  // MARK: Threads and calls

  @Test func joiningGivesTheResultAndOrdersWhatFollows() {
    var memory = Memory()
    let data = memory.object("data")
    var main = Code("main")
    let (child, result) = (main.register(), main.register())
    main.emit(.spawn(into: child, routine: .routine(1), arguments: [20]))
    main.emit(.join(into: result, .register(child)))
    let written = main.load(data, nil)
    main.assert((.register(result) + written).equals(42))
    var body = Code("body", parameters: 1)
    body.store(data, 21, nil)
    body.finish(.register(0) + 1)
    let report = checker.check(program(memory, main, body))
    #expect(report.holds)
    #expect(report.executions.consistent == 1)
  }

  @Test func threadsStartThreads() {
    var memory = Memory()
    let x = memory.object("x")
    var main = Code("main")
    let child = main.register()
    main.emit(.spawn(into: child, routine: .routine(1), arguments: [3]))
    main.emit(.join(into: nil, .register(child)))
    let total = main.load(x, nil)
    main.assert(total.equals(4))
    var body = Code("body", parameters: 1)
    body.when(.register(0)) { code in
      let child = code.register()
      code.emit(
        .spawn(into: child, routine: .routine(1), arguments: [.register(0) - 1]))
      code.emit(.join(into: nil, .register(child)))
    }
    let old = body.load(x, nil)
    body.store(x, old + 1, nil)
    let report = checker.check(program(memory, main, body))
    #expect(report.holds)
    #expect(report.executions.consistent == 1)
  }

  @Test func threadsAreCounted() {
    var main = Code("main")
    main.emit(.spawn(into: nil, routine: .routine(0), arguments: []))
    let report = checker.check(program(Memory(), main))
    #expect(!report.executions.isComplete)
    #expect(report.limitsReached.count == 1)
    #expect(!report.holds)
  }

  /// n! by recursion.
  @Test func callsReturn() {
    var main = Code("main")
    let result = main.register()
    main.emit(.call(into: result, routine: .routine(1), arguments: [5]))
    main.assert(Value.register(result).equals(120))
    var body = Code("factorial", parameters: 1)
    body.when(.not(.register(0))) { $0.finish(1) }
    let rest = body.register()
    body.emit(.call(into: rest, routine: .routine(1), arguments: [.register(0) - 1]))
    body.finish(.binary(.multiply, .register(0), .register(rest)))
    let factorial = program(Memory(), main, body)
    #expect(checker.check(factorial).holds)
    let shallow = ProgramOptions(limits: ProgramLimits(callDepth: 3))
    let report = checker.check(factorial, shallow)
    #expect(report.limitsReached.count == 1 && report.executions.blocked == 1)
  }

  @Test func wrongCallsAreFound() {
    var call = Code("main")
    call.emit(.call(into: nil, routine: 7, arguments: []))
    #expect(kinds(program(Memory(), call)) == [.invalidCall])
    var join = Code("main")
    join.emit(.join(into: nil, 7))
    #expect(kinds(program(Memory(), join)) == [.invalidCall])
  }

  // MARK: Waiting

  @Test func locksTakenInOppositeOrderBlockForEver() {
    func locks(_ isOpposite: Bool) -> ProgramReport {
      var memory = Memory()
      let (a, b) = (memory.object("a"), memory.object("b"))
      var body = Code("body", parameters: 1)
      let (first, second) = (body.variable(a), body.variable(b))
      if isOpposite {
        body.when(.register(0)) { code in
          code.set(first, b)
          code.set(second, a)
        }
      }
      body.emit(.lock(at: .register(first)))
      body.emit(.lock(at: .register(second)))
      body.emit(.unlock(at: .register(second)))
      body.emit(.unlock(at: .register(first)))
      return checker.check(memory.program(threads: 2, body))
    }
    #expect(locks(false).holds)
    let report = locks(true)
    #expect(report.findings.map(\.kind) == [.blockedForever])
    // Main waits for the first of the two.
    #expect(report.findings.first?.waiting.count == 3)
    #expect(report.blockedForever > 0)
  }

  @Test func aSpinThatNobodyEndsBlocksForEver() {
    func waits(_ isWoken: Bool) -> ProgramReport {
      var memory = Memory()
      let flag = memory.object("flag")
      var body = Code("body", parameters: 1)
      body.when(.register(0)) { code in
        code.spin { .not($0.load(flag, .acquire)) }
      } otherwise: { code in
        if isWoken { code.store(flag, 1, .release) }
      }
      return checker.check(memory.program(threads: 2, body))
    }
    #expect(waits(true).holds)
    #expect(waits(true).executions == ExecutionCount(consistent: 1, blocked: 1, isComplete: true))
    #expect(waits(false).findings.map(\.kind) == [.blockedForever])
    #expect(waits(false).executions.consistent == 0)
  }

  @Test func loopsThatDoSomethingAreBounded() {
    var memory = Memory()
    let x = memory.object("x")
    var code = Code("main")
    code.forever { code, _, _ in _ = code.update(x, .add, 1, .relaxed) }
    let report = checker.check(
      program(memory, code), ProgramOptions(limits: ProgramLimits(loopIterations: 5)))
    #expect(report.limitsReached.count == 1)
    #expect(report.findings.isEmpty)
    #expect(report.executions.blocked == 1 && !report.holds)
  }

  @Test func tryLockDoesNotWait() {
    var memory = Memory()
    let lock = memory.object("m")
    let data = memory.object("data")
    var body = Code("body", parameters: 1)
    let taken = body.register()
    body.emit(.tryLock(into: taken, at: lock))
    body.when(.register(taken)) { code in
      let old = code.load(data, nil)
      code.store(data, old + 1, nil)
      code.emit(.unlock(at: lock))
    }
    let report = checker.check(memory.program(threads: 2, body))
    #expect(report.holds)
    // Either is first; the second finds the lock taken, or free again.
    #expect(report.executions == ExecutionCount(consistent: 4, blocked: 0, isComplete: true))
    var twice = Code("main")
    twice.emit(.unlock(at: lock))
    #expect(kinds(program(memory, twice)) == [.unlockOfUnlocked])
  }

  // MARK: Values

  @Test func integersWrapAtTheirWidth() {
    var memory = Memory()
    let x = memory.object("x", [255])
    var code = Code("main")
    let byte = ConcurrentProgram.IntegerType(bits: 8, isSigned: false)
    code.emit(.update(ConcurrentProgram.Update(at: x, .add, 2, type: byte, .relaxed)))
    let now = code.load(x, .relaxed)
    code.assert(now.equals(1))
    code.assert(
      Value.wrapped(.constant(200), ConcurrentProgram.IntegerType(bits: 8, isSigned: true)).equals(
        -56))
    code.assert(Value.wrapped(.constant(.max), .init(bits: 32, isSigned: true)).equals(-1))
    code.assert(.unsigned(.less, 1, .constant(-1)))
    code.assert(Value.unsigned(.divide, .constant(-1), 2).equals(.constant(.max)))
    #expect(checker.check(program(memory, code)).holds)
  }

  @Test func everyValueIsChosen() {
    var memory = Memory()
    let x = memory.object("x")
    var code = Code("main")
    let value = code.register()
    code.emit(.choose(into: value, 3...6))
    code.store(x, .register(value), nil)
    code.assert(Value.register(value).differs(5))
    let chosen = program(memory, code)
    #expect(checker.check(chosen).executions.consistent == 4)
    #expect(kinds(chosen) == [.assertionFailure])
    let ends = checker.outcomes(of: chosen).outcomes.map(\.memory)
    #expect(Set(ends) == Set((3...6).map { [.number($0)] }))
  }

  @Test func controlMayEndInOtherWays() {
    var wrong = Code("main")
    wrong.emit(.assume(0))
    wrong.assert(0)
    #expect(kinds(program(Memory(), wrong)) == [])
    let blocks = [
      ConcurrentProgram.Block([], .unreachable), ConcurrentProgram.Block([], .exit(nil)),
    ]
    let found: [Set<ProgramFinding.Kind>] = [[.unreachableReached], []]
    for (block, expected) in zip(blocks, found) {
      let routine = ConcurrentProgram.Routine(name: "main", registerCount: 0, blocks: [block])
      let program = ConcurrentProgram(
        routines: [routine], objects: [],
        threads: [ConcurrentProgram.ThreadStart(name: "main", routine: 0)])
      #expect(kinds(program) == expected)
    }
  }

  // MARK: Outcomes

  @Test func outcomesOfWeakerOrdersAreMore() throws {
    let strong = try Scenario(litmus: "W.sc x 1; r0=R.sc y || W.sc y 1; r0=R.sc x")
    let weak = try Scenario(litmus: "W.sc x 1; r0=R.sc y || W.rel y 1; r0=R.sc x")
    let (few, many) = (checker.outcomes(of: strong), checker.outcomes(of: weak))
    #expect(few.inclusion(in: many) == .included)
    guard case .newOutcome = many.inclusion(in: few) else {
      Issue.record("store buffering is no new outcome")
      return
    }
    let small = Checker(budget: Budget(candidates: 3))
    #expect(small.outcomes(of: strong).inclusion(in: small.outcomes(of: weak)) == .undecided)
  }

  @Test func ordersThatCouldBeWeakerAreProposed() {
    var memory = Memory()
    let (data, flag) = (memory.object("data"), memory.object("flag"))
    var body = Code("body", parameters: 1)
    body.when(.register(0)) { code in
      let seen = code.load(flag, .sequentiallyConsistent)
      code.when(seen) { _ = $0.load(data, nil) }
    } otherwise: { code in
      code.store(data, 1, nil)
      code.store(flag, 1, .sequentiallyConsistent)
    }
    let passing = memory.program(threads: 2, body)
    let weaker = checker.weakerOrders(of: passing)
    #expect(weaker.isComplete)
    #expect(Set(weaker.alone.map(\.new)) == [.acquire, .release])
    #expect(weaker.together == weaker.alone)
  }
}
