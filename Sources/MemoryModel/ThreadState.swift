/// How far one thread has come in an execution graph.
struct ThreadState: Sendable {
  enum Status: Sendable {
    /// Has local steps or a memory step to run next.
    case running
    /// The next instruction makes an event.
    case atEvent
    case finished
    /// An assumption failed, a loop ran out, or a lock is taken.
    case blocked
    /// Ran more local steps than any sensible scenario; nothing may be concluded.
    case runaway
  }

  /// Local steps between two events that a thread may take; loops without events could spin.
  static let localStepLimit = 100_000

  var status = Status.running
  var next = 0
  var registers: ContiguousArray<Int>
  var events = EventSet.empty
  var last: Int?
  /// The first `assert` that failed.
  var failedAssertion: FailedAssertion?

  struct FailedAssertion: Sendable {
    var origin: Int?
  }

  init(_ thread: Program.Thread) {
    registers = ContiguousArray(repeating: 0, count: thread.registerCount)
  }

  /// Runs the steps that touch no memory, up to the next one that does.
  mutating func advance(in thread: Program.Thread) {
    guard status == .running else { return }
    var steps = 0
    while next < thread.instructions.count {
      switch thread.instructions[next] {
      case .load, .store, .update, .compareExchange, .fence, .lock, .unlock:
        status = .atEvent
        return
      case .assign(let register, let value):
        registers[register] = value.value(in: registers)
        next += 1
      case .assume(let condition):
        guard condition.value(in: registers) != 0 else {
          status = .blocked
          return
        }
        next += 1
      case .assert(let condition):
        if condition.value(in: registers) == 0, failedAssertion == nil {
          failedAssertion = FailedAssertion(origin: thread.origins[next])
        }
        next += 1
      case .jumpIfZero(let condition, let target):
        next = condition.value(in: registers) == 0 ? target : next + 1
      case .jump(let target):
        next = target
      }
      steps += 1
      if steps > Self.localStepLimit {
        status = .runaway
        return
      }
    }
    status = .finished
  }
}

/// What an instruction does to memory, given the value it reads.
struct Effect: Sendable {
  var order: MemoryOrder?
  var isPlain = false
  /// The value written, if anything is.
  var written: Int?
  /// A weak compare-exchange that fails although the values are equal.
  var isSpuriousFailure = false
  /// A lock that found the mutex taken: the thread never goes on.
  var isBlocking = false
}

extension ThreadState {
  /// What the next instruction may do when it reads `old`; a second one for a weak exchange.
  func effects(in thread: Program.Thread, reading old: Int) -> (first: Effect, second: Effect?) {
    switch thread.instructions[next] {
    case .load(register: _, variable: _, let mode):
      return (Effect(mode, written: nil), nil)
    case .store(variable: _, let value, let mode):
      return (Effect(mode, written: value.value(in: registers)), nil)
    case .update(register: _, variable: _, let update, let operand, let order):
      let new = update.apply(old, operand.value(in: registers))
      return (Effect(order: order, written: new), nil)
    case .compareExchange(let exchange):
      let failure = Effect(order: exchange.failureOrder)
      guard old == exchange.expected.value(in: registers) else { return (failure, nil) }
      let new = exchange.desired.value(in: registers)
      let success = Effect(order: exchange.successOrder, written: new)
      let spurious = Effect(order: exchange.failureOrder, isSpuriousFailure: true)
      return (success, exchange.isWeak ? spurious : nil)
    case .lock(variable: _):
      guard old == 0 else { return (Effect(order: .relaxed, isBlocking: true), nil) }
      return (Effect(order: .acquire, written: 1), nil)
    case .unlock(variable: _):
      return (Effect(order: .release, written: 0), nil)
    case .fence(let order):
      return (Effect(order: order), nil)
    case .assign, .assume, .assert, .jumpIfZero, .jump:
      preconditionFailure("only a thread at an event has effects")
    }
  }

  /// Steps over the next instruction, which read `old` and had this effect.
  mutating func apply(_ effect: Effect, reading old: Int, in thread: Program.Thread) {
    switch thread.instructions[next] {
    case .load(let register, variable: _, _):
      registers[register] = old
    case .update(let register, variable: _, _, _, _):
      registers[register] = old
    case .compareExchange(let exchange):
      registers[exchange.old] = old
      registers[exchange.success] = effect.written == nil ? 0 : 1
    case .store, .fence, .lock, .unlock, .assign, .assume, .assert, .jumpIfZero, .jump:
      break
    }
    next += 1
    status = effect.isBlocking ? .blocked : .running
  }
}

extension Effect {
  init(_ mode: AccessMode, written: Int?) {
    self.written = written
    switch mode {
    case .plain: isPlain = true
    case .atomic(let order): self.order = order
    }
  }
}
