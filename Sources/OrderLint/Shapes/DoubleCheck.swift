import MemoryModel

/// An initialization on first use: a look without the lock, and if nothing is there, a second look
/// under the lock, the initialization, and the write that says that it is done.
public struct DoubleCheck: Sendable {
  public enum Fault: Sendable {
    /// The first look does not acquire what the initialization wrote.
    case firstLook
    /// The write does not release it.
    case publication
    /// The write comes before the initialization is complete.
    case earlyPublication
    /// The first look is no atomic access.
    case plainLook
  }

  public var fault: Fault
  /// What says whether the initialization is done.
  public var flag: MemoryLocation
  /// Thread 0 initializes, thread 1 looks only once.
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  /// Items of thread 0.
  public var write: Int
  public var initialization: Int
  /// Items of thread 1; what it uses may be left to its caller.
  public var look: Int
  public var use: Int?
  public var isMended: Bool

  /// The access at fault.
  public var itemAtFault: TraceItem {
    switch fault {
    case .firstLook, .plainLook: cut.item(1, look)
    case .publication, .earlyPublication: cut.item(0, write)
    }
  }

  /// The place of the access at fault.
  public var range: SourceRange { itemAtFault.range }
}

/// Finds double-checked initializations that let a thread use what is not initialized.
struct DoubleCheckFinder {
  let analysis: Analysis
  let oracle: Oracle
  private let locator: Locator

  init(analysis: Analysis, oracle: Oracle) {
    self.analysis = analysis
    self.oracle = oracle
    locator = analysis.locator
  }

  func find() -> [DoubleCheck] {
    var limits = Tracer.Limits()
    limits.rootPaths = 24
    // What initializes has many ways to do it.
    limits.inlinedPaths = 32
    var tracer = Tracer(
      program: analysis.program, callGraph: analysis.callGraph, limits: limits)
    var known: Set<SourceRange> = []
    var found: [DoubleCheck] = []
    for number in analysis.program.functions.indices where isCandidate(number) {
      for user in [number] + users(of: number) {
        let traces = tracer.traces(of: user).traces.filter { !$0.isEndless }
        let ways = ThreadTrace.threads(traces, of: user, locator: locator)
          .sorted { $0.items.count < $1.items.count }
        let shapes = faults(ways)
        for shape in shapes where known.insert(shape.range).inserted { found.append(shape) }
        guard shapes.isEmpty else { break }
      }
    }
    return found
  }

  /// A few callers of a function that initializes and gives nothing back: they use what it sees to.
  private func users(of number: Int) -> ArraySlice<Int> {
    let function = analysis.program.functions[number]
    let givesSomething = function.blocks.contains { block in
      if case .return(_?) = block.terminator { true } else { false }
    }
    guard !givesSomething else { return [] }
    let callers = Set(analysis.callGraph.callers[number]).subtracting([number]).sorted()
    return callers.filter { !analysis.program.functions[$0].isIsolated }.prefix(4)
  }

  /// Whether the function, or what it calls, locks and writes something that the function reads.
  private func isCandidate(_ number: Int) -> Bool {
    let program = analysis.program
    let callees = analysis.callGraph.callees[number]
    guard
      program.traits[number].contains(.locks)
        || callees.contains(where: { program.traits[$0].contains(.locks) })
    else { return false }
    let function = program.functions[number]
    guard function.kind != .deinitializer, !function.isIsolated else { return false }
    let called = callees.filter { !program.functions[$0].isIsolated }
    let mayLock =
      program.traits[number].contains(.locks)
      || called.contains { program.traits[$0].contains(.locks) }
    guard mayLock else { return false }
    let own = function.blocks.flatMap(\.events)
    let all = own + called.flatMap { program.functions[$0].blocks.flatMap(\.events) }
    var looks: [String: Int] = [:]
    for name in all.compactMap(\.readName) { looks[name, default: 0] += 1 }
    let lookedAtTwice = Set(own.compactMap(\.readName)).filter { looks[$0, default: 0] > 1 }
    return all.contains { event in
      event.announcement.flatMap(\.lastName).map(lookedAtTwice.contains) ?? false
    } || own.contains { announces($0, oneOf: lookedAtTwice, in: function) }
  }

  /// Whether a call passes the address of one of those named to a function that writes there.
  private func announces(_ call: Event, oneOf names: Set<String>, in function: Function) -> Bool {
    guard case .call(let name, let arguments) = call.kind else { return false }
    let passed = arguments.indices.filter {
      arguments[$0].lastName.map(names.contains) ?? false
    }
    guard !passed.isEmpty, let callee = analysis.program.resolve(name, from: function) else {
      return false
    }
    return analysis.program.functions[callee].events.contains { event in
      if case .parameter(let index)? = event.announcement { passed.contains(index) } else { false }
    }
  }

  // MARK: The shape

  /// The way of the thread that initializes.
  private struct Slow {
    var thread: ThreadTrace
    var look: Int
    var lock: Int
    var secondLook: Int
    var write: Int
    var unlock: Int
  }

  private func faults(_ ways: [ThreadTrace]) -> [DoubleCheck] {
    var found: [DoubleCheck] = []
    for way in ways {
      guard let slow = slow(way) else { continue }
      for fast in ways {
        guard let look = self.look(of: fast, like: slow) else { continue }
        found += judge(slow, fast, look)
      }
    }
    return found
  }

  private func slow(_ thread: ThreadTrace) -> Slow? {
    for look in thread.items.indices where thread.looks(look) && !thread.holdsLock(before: look) {
      guard let flag = thread.places[look],
        let lock = thread.items.indices.dropFirst(look + 1).first(where: {
          if case .lock(_, false) = thread.items[$0].kind { true } else { false }
        }),
        let unlock = thread.unlock(of: lock),
        let second = ((lock + 1)..<unlock).first(where: {
          thread.looks($0) && thread.places[$0]?.location == flag.location
        }),
        let write = ((second + 1)..<unlock).first(where: {
          thread.places[$0]?.location == flag.location && thread.announces($0)
        })
      else { continue }
      return Slow(
        thread: thread, look: look, lock: lock, secondLook: second, write: write, unlock: unlock)
    }
    return nil
  }

  /// The same first look on a way that finds the initialization done and takes no lock.
  private func look(of fast: ThreadTrace, like slow: Slow) -> Int? {
    let first = slow.thread.items[slow.look]
    guard
      let look = fast.items.firstIndex(where: {
        $0.range == first.range && $0.calls == first.calls && $0.isRead
      }),
      !fast.holdsLock(before: look), !fast.finds(look, zero: true), fast.finds(look, zero: false),
      !fast.items[look...].contains(where: { item in
        if case .lock(let address, _) = item.kind {
          address == slow.thread.items[slow.lock].lockAddress
        } else {
          false
        }
      })
    else { return nil }
    return look
  }

  // MARK: The question

  private func judge(_ slow: Slow, _ fast: ThreadTrace, _ look: Int) -> [DoubleCheck] {
    guard let flag = slow.thread.location(at: slow.write) else { return [] }
    if fast.items[look].isPlainAccess {
      // Barriers around plain accesses are how it was done before there were atomics.
      guard slow.thread.items[slow.write].isPlainAccess,
        isOneFunction(slow) || !parts(slow, fast, look).isEmpty,
        !slow.thread.items[slow.look..<slow.unlock].contains(where: \.mayFence),
        !fast.items.contains(where: \.mayFence)
      else { return [] }
      let cut = scenario(slow, fast, look, slow.write, nil, flag)
      let question = Question.dataRace(on: Variable("\(flag)"))
      guard let execution = oracle.show(question, of: cut.scenario) else { return [] }
      return [
        DoubleCheck(
          fault: .plainLook, flag: flag, cut: CutPair(cut: cut), question: question,
          execution: execution, write: slow.write, initialization: slow.write, look: look,
          use: nil, isMended: false)
      ]
    }
    guard slow.thread.items[slow.write].isAtomicAccess else { return [] }
    return parts(slow, fast, look).flatMap { part in
      judge(slow, fast, look, part.initialization, part.use, flag)
    }
  }

  /// Whether the lock is taken by the function that looks. One that only calls what takes the lock may
  /// have its own reasons to look, unless it then uses what is written there.
  private func isOneFunction(_ slow: Slow) -> Bool {
    slow.thread.items[slow.lock].function == slow.thread.items[slow.look].function
  }

  private func judge(
    _ slow: Slow, _ fast: ThreadTrace, _ look: Int, _ initialization: Int, _ use: Int?,
    _ flag: MemoryLocation
  ) -> [DoubleCheck] {
    let cut = scenario(slow, fast, look, initialization, use, flag)
    let question = Question.dataRace(on: DoubleCheckSteps.payload)
    let shape = { (fault: DoubleCheck.Fault, execution: Execution, isMended: Bool) in
      DoubleCheck(
        fault: fault, flag: flag, cut: CutPair(cut: cut), question: question, execution: execution,
        write: slow.write, initialization: initialization, look: look, use: use, isMended: isMended)
    }
    if initialization > slow.write {
      guard let execution = oracle.show(question, of: cut.scenario),
        oracle.ask(question, of: cut.scenario.idealizing(thread: 0)).isAllowed
      else { return [] }
      return [shape(.earlyPublication, execution, false)]
    }
    guard let execution = oracle.weakness(question, of: cut.scenario) else { return [] }
    var found: [DoubleCheck] = []
    let isMended = { (edit: ScenarioEdit) in
      oracle.ask(question, of: cut.scenario.applying([edit])).isForbidden
    }
    if oracle.isWeak(question, of: cut.scenario.idealizing(thread: 0)) {
      let origin = CutScenario.origin(thread: 1, item: look)
      found.append(
        shape(.firstLook, execution, isMended(.setOrder(origin: origin, to: .acquire))))
    }
    if oracle.isWeak(question, of: cut.scenario.idealizing(thread: 1)) {
      let origin = CutScenario.origin(thread: 0, item: slow.write)
      found.append(
        shape(.publication, execution, isMended(.setOrder(origin: origin, to: .release))))
    }
    return found
  }

  private func scenario(
    _ slow: Slow, _ fast: ThreadTrace, _ look: Int, _ initialization: Int, _ use: Int?,
    _ flag: MemoryLocation
  ) -> CutScenario {
    let name = analysis.program.functions[slow.thread.function].name
    let steps = DoubleCheckSteps(
      flag: Variable("\(flag)"), initialization: initialization, use: use)
    let first = (slow.lock...slow.unlock).flatMap { index in
      steps.slow(index, of: slow.thread, write: slow.write, flag: flag)
    }
    let second = (look..<max(look + 1, use ?? fast.items.count)).flatMap { index in
      steps.fast(index, of: fast, look: look)
    }
    let scenario = Scenario(threads: [
      Scenario.Thread(name: name, steps: first),
      Scenario.Thread(name: name, steps: second + steps.uses),
    ])
    return CutScenario(scenario: scenario, threads: [slow.thread, fast], variables: [:])
  }

  // MARK: What is initialized, and what is used

  private func parts(
    _ slow: Slow, _ fast: ThreadTrace, _ look: Int
  ) -> [(initialization: Int, use: Int?)] {
    let thread = slow.thread
    var found: [(initialization: Int, use: Int?)] = []
    let writes = ((slow.lock + 1)..<slow.unlock).filter { thread.items[$0].isPlainAccess }
      .filter { thread.items[$0].isWrite }
    let object = thread.items[slow.write].storedValue
    for write in writes.reversed() {
      let isOfObject =
        object.map { thread.items[write].address?.base == $0.base && !$0.isNumber } ?? false
      if isOfObject {
        let use = fast.use(ofFoundAt: look)
        if use != nil || fast.returns(look) { found.append((write, use)) }
      } else if let place = thread.location(at: write),
        let use = fast.items.indices.dropFirst(look + 1).first(where: {
          fast.items[$0].isPlainAccess && fast.location(at: $0)?.overlaps(place) == true
        })
      {
        found.append((write, use))
      }
    }
    let isUsed = fast.use(ofFoundAt: look) != nil || fast.returns(look)
    if isUsed, let call = ((slow.write + 1)..<slow.unlock).first(where: { fills($0, object, slow) })
    {
      found.append((call, fast.use(ofFoundAt: look)))
    }
    if found.isEmpty, case .result(let call)? = object, call > slow.lock, call < slow.write,
      case .call = thread.items[call].kind, fast.use(ofFoundAt: look) != nil
    {
      found.append((call, fast.use(ofFoundAt: look)))
    }
    // One part before the write, and one after it, say all.
    let early = found.first { $0.initialization < slow.write }
    let late = found.first { $0.initialization > slow.write }
    return [late ?? early].compactMap { $0 }
  }
}

extension DoubleCheckFinder {
  /// Whether the item calls a function that writes the fields of the object.
  private func fills(_ index: Int, _ object: Value?, _ slow: Slow) -> Bool {
    let item = slow.thread.items[index]
    let program = analysis.program
    guard let object, case .call(let name, let arguments) = item.kind, arguments.first == object,
      let callee = program.resolve(.direct(name), from: program.functions[item.function])
    else { return false }
    return program.functions[callee].events.contains { event in
      guard case .write(let address, _, .plain) = event.kind else { return false }
      return address.contains { $0 == .parameter(0) }
    }
  }
}

/// The steps of a double-checked initialization.
private struct DoubleCheckSteps {
  static let payload = Variable("object")

  let flag: Variable
  let initialization: Int
  let use: Int?

  func slow(
    _ index: Int, of thread: ThreadTrace, write: Int, flag location: MemoryLocation
  ) -> [Step] {
    let item = thread.items[index]
    let origin = CutScenario.origin(thread: 0, item: index)
    if index == write, case .write(_, _, let access) = item.kind {
      return [Step(.store(flag, .constant(1), access.asMode), origin: origin)]
    }
    if index == initialization {
      return [Step(.store(Self.payload, .constant(1), .plain), origin: origin)]
    }
    switch item.kind {
    case .lock: return [Step(.lock(Variable("lock")), origin: origin)]
    case .unlock: return [Step(.unlock(Variable("lock")), origin: origin)]
    case .fence(let ordering, .thread):
      return [Step(.fence(ordering.assumedOrder), origin: origin)]
    default: return []
    }
  }

  func fast(_ index: Int, of thread: ThreadTrace, look: Int) -> [Step] {
    let item = thread.items[index]
    let origin = CutScenario.origin(thread: 1, item: index)
    if index == look, case .read(_, let access) = item.kind {
      let register = CutScenario.register(look)
      return [
        Step(.load(register, flag, access.asMode), origin: origin),
        Step(.assume(.binary(.notEqual, .register(register), .constant(0)))),
      ]
    }
    switch item.kind {
    case .fence(let ordering, .thread):
      return [Step(.fence(ordering.assumedOrder), origin: origin)]
    case .read(_, .atomic(let ordering))
    where thread.location(at: index) == thread.location(at: look):
      return [
        Step(
          .load(CutScenario.register(index), flag, .atomic(ordering.assumedOrder)), origin: origin)
      ]
    default: return []
    }
  }

  var uses: [Step] {
    let origin = use.map { CutScenario.origin(thread: 1, item: $0) }
    return [Step(.load(Register("used"), Self.payload, .plain), origin: origin)]
  }
}

extension Function {
  /// Whether all of the function runs on an actor, which is a lock that it does not take itself.
  fileprivate var isIsolated: Bool {
    guard language == .swift, case .lock? = blocks.first?.events.first?.kind else { return false }
    return true
  }
}

extension Event {
  /// What the event reads, by the name of its field or variable.
  fileprivate var readName: String? {
    if case .read(let address, _) = kind { address.lastName } else { nil }
  }

  /// Where the event writes something other than nothing.
  fileprivate var announcement: Operand? {
    guard case .write(let address, let value, _) = kind, value != .integer(0), value != .null
    else { return nil }
    return address
  }
}

extension Access {
  fileprivate var asMode: AccessMode {
    switch self {
    case .plain, .volatile: .plain
    case .atomic(let ordering): .atomic(ordering.assumedOrder)
    }
  }
}

extension Value {
  fileprivate var isNumber: Bool {
    switch self {
    case .integer, .exchanged, .not, .unknown: true
    case .binary(let kind, let left, _): kind.isComparison || left.isNumber
    case .parameter, .result, .global, .slot, .field, .element, .function: false
    }
  }
}

extension ThreadTrace {
  /// Whether the item reads what a branch then tests for being there.
  fileprivate func looks(_ index: Int) -> Bool {
    guard case .read = items[index].kind, location(at: index) != nil, !isExclusive[index] else {
      return false
    }
    return finds(index, zero: true)
  }

  /// Whether the way goes on because the item read nothing, or because it read something.
  fileprivate func finds(_ index: Int, zero: Bool) -> Bool {
    items.dropFirst(index + 1).contains { item in
      guard case .assume(let condition) = item.kind, condition.dependencies == [index] else {
        return false
      }
      let nothing = condition.evaluated { $0 == index ? 0 : nil }
      let something = [1, 4096].map { value in condition.evaluated { $0 == index ? value : nil } }
      return zero
        ? nothing.map { $0 != 0 } == true && something.contains(0)
        : nothing == 0 && something.contains { $0.map { $0 != 0 } == true }
    }
  }

  /// Whether the item writes something that says "done": not null, not false.
  fileprivate func announces(_ index: Int) -> Bool {
    guard case .write(_, let value, _) = items[index].kind else { return false }
    switch value {
    case .integer(let number): return number != 0
    case .result(let source): return source < index
    case .parameter, .global, .field, .element, .function: return true
    case .exchanged, .slot, .not, .binary, .unknown: return false
    }
  }

  fileprivate func unlock(of lock: Int) -> Int? {
    guard let address = items[lock].lockAddress else { return nil }
    return items.indices.dropFirst(lock + 1).first {
      if case .unlock(address) = items[$0].kind { true } else { false }
    }
  }

  /// The first plain use of the object whose address the item read.
  fileprivate func use(ofFoundAt index: Int) -> Int? {
    items.indices.dropFirst(index + 1).first {
      items[$0].isPlainAccess && items[$0].address?.base == .result(index)
        && items[$0].address != .result(index)
    }
  }

  /// Whether the caller gets what the item read.
  fileprivate func returns(_ index: Int) -> Bool {
    trace.returned?.base == .result(index)
  }
}
