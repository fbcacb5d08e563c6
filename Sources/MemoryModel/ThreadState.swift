/// The state of a thread after one of its events: a run of words that never changes once the thread
/// has come to its next event. Going back to an earlier event is going back to its words.
///
/// After the header come the frames of the calls, each after three words that lead back to its
/// caller.
enum ThreadState {
  static let status = 0
  static let next = 1
  /// Where the registers of the running routine are, from the start of the state.
  static let frame = 2
  static let size = 3
  /// How often the thread changed something that others, or its own next iteration, could see.
  static let effects = 4
  /// The operation at which something failed, plus 1; 0 if nothing did.
  static let failure = 5
  /// The first event of the iteration that waits.
  static let waitStart = 6
  static let allocations = 7
  static let spawns = 8
  static let depth = 9
  static let result = 10
  static let events = 11
  /// The number of events up to the last weak exchange that failed spuriously; 0 if none did.
  static let spuriousFailure = 12
  /// The number of events up to the last that does something else when it is done again.
  static let unrepeatable = 13
  /// What names the thread.
  static let name = 14
  static let headerSize = 15
  static let linkSize = 3

  enum Status: Int {
    case running
    /// The next operation makes an event.
    case atEvent
    case finished
    /// An iteration changed nothing, so the next one would wait for others.
    case spins
    /// After a spurious failure, another iteration would do the same again.
    case retries
    /// A lock is taken.
    case waitsForLock
    /// An assumption failed.
    case discarded
    case reachedLimit
    /// Something undefined was done; the thread does not go on.
    case failed
    /// Ran more local steps than any sensible program; nothing may be concluded.
    case runaway
  }

  /// Steps between two events that a thread may take; loops without events could spin.
  static let localStepLimit = 4_000_000
  /// Iterations of a loop that counts.
  static let countingLimit = 1 << 18
}

/// The states of all threads of all graphs.
struct ThreadStates: ~Copyable {
  var words = Buffer<Int>(capacity: 1 << 12)
  var end = 0
  let program: CompiledProgram
  let limits: ProgramLimits
  let reducesSpinLoops: Bool
  let boundsSpuriousFailures: Bool
  var limitsReached: Set<ReachedLimit> = []
  var assumptions: AssumptionCollector
  /// Set if the search makes use of identical threads.
  var watch: LocalWatch?
  var pairs = PairTable()

  init(_ program: CompiledProgram, _ options: ProgramOptions) {
    self.program = program
    limits = options.limits
    reducesSpinLoops = options.reducesSpinLoops
    boundsSpuriousFailures = options.boundsSpuriousFailures
    assumptions = AssumptionCollector(program)
  }

  subscript(state: Int, field: Int) -> Int {
    @inline(__always) get { words.base[state + field] }
    nonmutating set { words.base[state + field] = newValue }
  }

  func status(_ state: Int) -> ThreadState.Status {
    ThreadState.Status(rawValue: self[state, ThreadState.status]) ?? .runaway
  }

  /// The operation that makes the next event of a thread that is at one.
  func next(_ state: Int) -> Int { self[state, ThreadState.next] }

  @inline(__always)
  func value(_ operand: CompiledProgram.Operand, _ state: Int) -> Int {
    operand.register < 0
      ? operand.constant : words.base[state + self[state, ThreadState.frame] + operand.register]
  }

  func setRegister(_ register: Int, _ state: Int, _ value: Int) {
    guard register >= 0 else { return }
    words.base[state + self[state, ThreadState.frame] + register] = value
  }

  /// A register of the first frame, when the thread has finished.
  func register(_ register: Int, _ state: Int) -> Int {
    words.base[state + ThreadState.headerSize + ThreadState.linkSize + register]
  }

  /// The state of a thread before its first event.
  mutating func start(_ routine: Int, _ arguments: [Int], name: Int) -> Int {
    let state = end
    words.reserve(state + ThreadState.headerSize)
    for field in 0..<ThreadState.headerSize { self[state, field] = 0 }
    self[state, ThreadState.size] = ThreadState.headerSize
    self[state, ThreadState.name] = name
    pushFrame(state, routine, arguments, into: -1)
    advance(state)
    return state
  }

  /// A copy of a state, which becomes that after the next event.
  mutating func copy(_ state: Int) -> Int {
    let size = self[state, ThreadState.size]
    let copy = end
    words.reserve(copy + size)
    (words.base + copy).update(from: words.base + state, count: size)
    end = copy + size
    self[copy, ThreadState.events] += 1
    return copy
  }

  private mutating func pushFrame(_ state: Int, _ index: Int, _ arguments: [Int], into: Int) {
    let routine = program.routines[index]
    let size = self[state, ThreadState.size]
    let frame = size + ThreadState.linkSize
    words.reserve(state + frame + routine.frameSize)
    self[state, size] = self[state, ThreadState.next]
    self[state, size + 1] = self[state, ThreadState.frame]
    self[state, size + 2] = into
    for register in 0..<routine.frameSize { self[state, frame + register] = 0 }
    for register in 0..<min(arguments.count, routine.parameterCount) {
      self[state, frame + register] = arguments[register]
    }
    self[state, ThreadState.frame] = frame
    self[state, ThreadState.size] = frame + routine.frameSize
    self[state, ThreadState.next] = routine.entry
    self[state, ThreadState.depth] += 1
    end = state + self[state, ThreadState.size]
  }
}

// MARK: - Running local operations

extension ThreadStates {
  /// Runs the operations that touch no memory, up to the next one that does. The state must be the
  /// last one.
  mutating func advance(_ state: Int) {
    var steps = 0
    self[state, ThreadState.status] = ThreadState.Status.running.rawValue
    while self[state, ThreadState.status] == ThreadState.Status.running.rawValue {
      let index = next(state)
      if program.operations[index].code.makesEvent {
        setStatus(state, .atEvent)
        return
      }
      run(index, state)
      steps += 1
      if steps > ThreadState.localStepLimit {
        limitsReached.insert(.localSteps(origin: program.origins[index]))
        setStatus(state, .runaway)
      }
    }
  }

  func setStatus(_ state: Int, _ status: ThreadState.Status) {
    self[state, ThreadState.status] = status.rawValue
  }

  /// Notes the first thing that went wrong.
  private func fail(_ state: Int, _ index: Int) {
    if self[state, ThreadState.failure] == 0 { self[state, ThreadState.failure] = index + 1 }
  }

  private mutating func run(_ index: Int, _ state: Int) {
    let operation = program.operations[index]
    self[state, ThreadState.next] = index + 1
    switch operation.code {
    case .copy: setRegister(operation.into, state, value(operation.first, state))
    case .not: setRegister(operation.into, state, value(operation.first, state) == 0 ? 1 : 0)
    case .binary:
      let left = value(operation.first, state)
      let right = value(operation.second, state)
      setRegister(operation.into, state, operation.binary.apply(left, right))
      if operation.binary.overflows(left, right) { assumptions.note(index) }
      watch?.note(operation.binary, left, right)
    case .unsigned:
      let left = value(operation.first, state)
      let right = value(operation.second, state)
      setRegister(
        operation.into, state,
        operation.unsigned == .currentThread
          ? self[state, ThreadState.name] : pairs.apply(operation.unsigned, left, right))
      watch?.noteArithmetic(left, right)
    case .wrap:
      let wide = value(operation.first, state)
      if operation.type.bits < 64 { watch?.noteArithmetic(wide, 0) }
      setRegister(operation.into, state, operation.type.wrap(wide))
    case .assume:
      watch?.noteCheck()
      if value(operation.first, state) == 0 {
        setStatus(state, .discarded)
      } else {
        assumptions.note(index)
      }
    case .assert:
      watch?.noteCheck()
      if value(operation.first, state) == 0 { fail(state, index) }
    case .jump: self[state, ThreadState.next] = operation.target
    case .jumpIfZero:
      if value(operation.first, state) == 0 { self[state, ThreadState.next] = operation.target }
    case .call: call(operation, index, state)
    case .return: returnFromCall(operation, state)
    case .exit:
      watch?.noteCheck()
      self[state, ThreadState.result] = value(operation.first, state)
      setStatus(state, .finished)
    case .unreachable:
      watch?.noteCheck()
      fail(state, index)
      setStatus(state, .failed)
    case .enterLoop: enterLoop(operation.target, state, count: 1)
    case .repeatLoop: repeatLoop(operation.target, index, state)
    case .load, .store, .update, .compareExchange, .fence, .choose, .allocate, .free, .lock,
      .tryLock, .unlock, .spawn, .join:
      preconditionFailure("an event is no local step")
    }
  }

  func arguments(_ operation: CompiledProgram.Operation, _ state: Int) -> [Int] {
    (0..<operation.argumentCount).map {
      value(program.arguments[operation.argumentStart + $0], state)
    }
  }

  private mutating func call(
    _ operation: CompiledProgram.Operation, _ index: Int, _ state: Int
  ) {
    guard
      let routine = CompiledProgram.routineIndex(
        of: value(operation.first, state), count: program.routines.count)
    else {
      fail(state, index)
      return setStatus(state, .failed)
    }
    guard self[state, ThreadState.depth] <= limits.callDepth else {
      limitsReached.insert(.callDepth(origin: program.origins[index]))
      return setStatus(state, .reachedLimit)
    }
    pushFrame(state, routine, arguments(operation, state), into: operation.into)
  }

  private mutating func returnFromCall(_ operation: CompiledProgram.Operation, _ state: Int) {
    let result = value(operation.first, state)
    self[state, ThreadState.depth] -= 1
    guard self[state, ThreadState.depth] > 0 else {
      self[state, ThreadState.result] = result
      return setStatus(state, .finished)
    }
    let link = self[state, ThreadState.frame] - ThreadState.linkSize
    self[state, ThreadState.next] = self[state, link]
    self[state, ThreadState.frame] = self[state, link + 1]
    self[state, ThreadState.size] = link
    end = state + link
    setRegister(self[state, link + 2], state, result)
  }
}

// MARK: - Loops

extension ThreadStates {
  /// Notes how things are when control comes to the head of a loop.
  private func enterLoop(_ index: Int, _ state: Int, count: Int) {
    let loop = program.loops[index]
    let frame = self[state, ThreadState.frame]
    let kept = frame + loop.frame
    self[state, kept] = count
    self[state, kept + 1] = self[state, ThreadState.effects]
    self[state, kept + 2] = self[state, ThreadState.events]
    for (offset, register) in loop.live.enumerated() {
      self[state, kept + CompiledProgram.Loop.fixedSize + offset] = self[state, frame + register]
    }
  }

  /// Whether the iteration that ends changed nothing that the next one could see.
  private func isIdle(_ loop: CompiledProgram.Loop, _ state: Int) -> Bool {
    let kept = self[state, ThreadState.frame] + loop.frame
    return self[state, kept + 1] == self[state, ThreadState.effects] && hasSameLocals(loop, state)
  }

  /// Whether the iteration that ends failed because of a spurious failure alone, and the next one
  /// does what it did. Without it the execution is one, too, and nothing that another thread could
  /// have read is missing from it.
  private func onlyRetries(_ loop: CompiledProgram.Loop, _ state: Int) -> Bool {
    let start = self[state, self[state, ThreadState.frame] + loop.frame + 2]
    return boundsSpuriousFailures && self[state, ThreadState.spuriousFailure] > start
      && self[state, ThreadState.unrepeatable] <= start && hasSameLocals(loop, state)
  }

  private func hasSameLocals(_ loop: CompiledProgram.Loop, _ state: Int) -> Bool {
    let frame = self[state, ThreadState.frame]
    let kept = frame + loop.frame
    guard self[state, kept] > 0 else { return false }
    for (offset, register) in loop.live.enumerated()
    where self[state, kept + CompiledProgram.Loop.fixedSize + offset]
      != self[state, frame + register]
    {
      return false
    }
    return true
  }

  private mutating func repeatLoop(_ index: Int, _ operation: Int, _ state: Int) {
    let loop = program.loops[index]
    let kept = self[state, ThreadState.frame] + loop.frame
    if onlyRetries(loop, state) { return setStatus(state, .retries) }
    if reducesSpinLoops, isIdle(loop, state) {
      self[state, ThreadState.waitStart] = self[state, kept + 2]
      self[state, ThreadState.next] = operation
      return setStatus(state, .spins)
    }
    let count = self[state, kept]
    let isCounting = loop.counts && !limits.boundsCountingLoops
    let most = isCounting ? ThreadState.countingLimit : limits.loopIterations
    guard count < most else {
      let origin = program.origins[operation]
      limitsReached.insert(
        isCounting ? .countingLoop(origin: origin, rounds: most) : .loop(origin: origin))
      return setStatus(state, .reachedLimit)
    }
    enterLoop(index, state, count: count + 1)
    self[state, ThreadState.next] = loop.head + 1
  }
}
