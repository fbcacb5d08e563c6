import MemoryModel

/// A second opinion on concurrent programs: runs the threads in every order, lets every read read
/// every write so far and every write take every place, throws away what was seen before, and asks
/// the axioms as they are written down. Shares nothing with the checker.
///
/// Knows plain and atomic accesses, exchanges, fences, allocation, threads, jumps and branches.
struct NaiveEnumerator {
  private struct Thread: Hashable {
    var routine: Int
    var block = 0
    var instruction = 0
    var registers: [Int]
    var hasStarted = false
    var hasEnded = false
    var allocations = 0
  }

  private struct Step: Hashable {
    var thread: Int
    var position: Int
    var address: Int?
    var order: MemoryOrder?
    var isRead = false
    var isWrite = false
    var old = 0
    var new = 0
    var source: [Int]?
    /// The thread started or joined here.
    var other: Int?
    var isSpawn = false
  }

  private struct State: Hashable {
    var threads: [Thread] = []
    var steps: [[Step]] = []
    /// Each write as its thread and position, in modification order.
    var orders: [Int: [[Int]]] = [:]
  }

  private(set) var executions = 0
  private(set) var hasRace = false
  /// The last values of the first objects.
  private(set) var finals: Set<[Int]> = []

  private let program: ConcurrentProgram
  private let observed: Int
  private var seen: Set<State> = []

  init(_ program: ConcurrentProgram, observing objects: Int) {
    self.program = program
    observed = objects
    var state = State()
    for start in program.threads { add(start.routine, [], to: &state) }
    visit(state)
  }

  private func add(_ routine: Int, _ arguments: [Int], to state: inout State) {
    var registers = Array(repeating: 0, count: program.routines[routine].registerCount)
    for (index, argument) in arguments.enumerated() { registers[index] = argument }
    state.threads.append(Thread(routine: routine, registers: registers))
    state.steps.append([])
  }

  // MARK: Values

  private static let objectSize = 100
  private func address(_ object: Int, _ cell: Int) -> Int { (object + 1) * Self.objectSize + cell }

  private func value(_ value: Value, _ registers: [Int]) -> Int {
    switch value {
    case .constant(let number): number
    case .register(let index): registers[index]
    case .address(let object, let cell): address(object, cell)
    case .routine(let index): index
    case .not(let operand): self.value(operand, registers) == 0 ? 1 : 0
    case .binary(.add, let left, let right):
      self.value(left, registers) + self.value(right, registers)
    case .binary(.equal, let left, let right):
      self.value(left, registers) == self.value(right, registers) ? 1 : 0
    case .binary, .unsigned, .wrapped: fatalError("not generated")
    }
  }

  private typealias Value = ConcurrentProgram.Value

  private func initialValue(_ address: Int) -> Int {
    let object = address / Self.objectSize - 1
    guard program.objects.indices.contains(object) else { return 0 }
    return value(program.objects[object].initialValues[address % Self.objectSize], [])
  }

  // MARK: Running

  private mutating func visit(_ state: State) {
    var state = state
    for thread in state.threads.indices { runLocally(thread, &state) }
    guard seen.insert(state).inserted else { return }
    var isStuck = true
    for thread in state.threads.indices {
      for next in successors(of: state, thread) {
        isStuck = false
        visit(next)
      }
    }
    if isStuck, state.threads.allSatisfy(\.hasEnded) { judge(state) }
  }

  /// Runs what makes no event.
  private func runLocally(_ thread: Int, _ state: inout State) {
    guard state.threads[thread].hasStarted else { return }
    while !state.threads[thread].hasEnded {
      let now = state.threads[thread]
      let block = program.routines[now.routine].blocks[now.block]
      if now.instruction < block.instructions.count {
        guard case .compute(let into, let new) = block.instructions[now.instruction].operation
        else { return }
        state.threads[thread].registers[into] = value(new, now.registers)
        state.threads[thread].instruction += 1
        continue
      }
      switch block.terminator {
      case .jump(let target): state.threads[thread].block = target
      case .branch(let condition, let then, let otherwise):
        state.threads[thread].block = value(condition, now.registers) != 0 ? then : otherwise
      case .return: return
      case .switch, .unreachable, .exit: fatalError("not generated")
      }
      state.threads[thread].instruction = 0
    }
  }

  private func successors(of state: State, _ thread: Int) -> [State] {
    let now = state.threads[thread]
    if now.hasEnded { return [] }
    var step = Step(thread: thread, position: state.steps[thread].count)
    var next = state
    guard now.hasStarted else {
      next.threads[thread].hasStarted = true
      next.steps[thread].append(step)
      return [next]
    }
    let block = program.routines[now.routine].blocks[now.block]
    guard now.instruction < block.instructions.count else {
      next.threads[thread].hasEnded = true
      next.steps[thread].append(step)
      return [next]
    }
    next.threads[thread].instruction += 1
    let registers = now.registers
    switch block.instructions[now.instruction].operation {
    case .fence(let order):
      step.order = order
    case .allocate(let into, _):
      next.threads[thread].registers[into] =
        address(program.objects.count + thread * 4 + now.allocations, 0)
      next.threads[thread].allocations += 1
    case .spawn(let into, let routine, let arguments):
      step.other = state.threads.count
      step.isSpawn = true
      if let into { next.threads[thread].registers[into] = state.threads.count + 1 }
      next.steps[thread].append(step)
      add(value(routine, registers), arguments.map { value($0, registers) }, to: &next)
      return [next]
    case .join(_, let handle):
      let other = value(handle, registers) - 1
      guard state.threads[other].hasEnded else { return [] }
      step.other = other
    case .load, .store, .update, .compareExchange:
      return access(block.instructions[now.instruction].operation, step, next)
    case .compute, .choose, .assume, .assert, .free, .lock, .tryLock, .unlock, .call:
      fatalError("not generated")
    }
    next.steps[thread].append(step)
    return [next]
  }

  // MARK: Accesses

  private func access(
    _ operation: ConcurrentProgram.Operation, _ start: Step, _ state: State
  ) -> [State] {
    let registers = state.threads[start.thread].registers
    var step = start
    switch operation {
    case .store(let at, let new, let mode):
      step.address = value(at, registers)
      step.order = mode.order
      step.isWrite = true
      step.new = value(new, registers)
      return placed(step, state)
    case .load(let into, let at, let mode):
      step.address = value(at, registers)
      step.order = mode.order
      return read(step, state) { old, _, next in
        next.threads[start.thread].registers[into] = old
      }
    case .update(let update):
      step.address = value(update.address, registers)
      step.order = update.order
      let operand = value(update.operand, registers)
      return read(step, state) { old, step, next in
        step.isWrite = true
        step.new = update.update == .add ? old + operand : operand
        if let into = update.into { next.threads[start.thread].registers[into] = old }
      }
    case .compareExchange(let exchange):
      step.address = value(exchange.address, registers)
      step.order = exchange.failureOrder
      let expected = value(exchange.expected, registers)
      let desired = value(exchange.desired, registers)
      return read(step, state) { old, step, next in
        if let into = exchange.old { next.threads[start.thread].registers[into] = old }
        if let into = exchange.success {
          next.threads[start.thread].registers[into] = old == expected ? 1 : 0
        }
        guard old == expected else { return }
        step.order = exchange.successOrder
        step.isWrite = true
        step.new = desired
      }
    case .compute, .fence, .choose, .assume, .assert, .allocate, .free, .lock, .tryLock, .unlock,
      .spawn, .join, .call:
      fatalError("no access")
    }
  }

  private func read(
    _ step: Step, _ state: State, _ finish: (Int, inout Step, inout State) -> Void
  ) -> [State] {
    let address = step.address ?? 0
    let sources: [[Int]?] = [nil] + (state.orders[address] ?? []).map { $0 }
    return sources.flatMap { source -> [State] in
      var next = state
      var step = step
      step.isRead = true
      step.source = source
      step.old = source.map { state.steps[$0[0]][$0[1]].new } ?? initialValue(address)
      finish(step.old, &step, &next)
      if step.isWrite { return placed(step, next) }
      next.steps[step.thread].append(step)
      return [next]
    }
  }

  private func placed(_ step: Step, _ state: State) -> [State] {
    let address = step.address ?? 0
    let order = state.orders[address] ?? []
    return (0...order.count).map { place in
      var next = state
      next.steps[step.thread].append(step)
      next.orders[address, default: []].insert([step.thread, step.position], at: place)
      return next
    }
  }

  // MARK: Judging

  private mutating func judge(_ state: State) {
    let addresses = Set(state.steps.joined().compactMap(\.address)).sorted()
    var events = addresses.map {
      BruteForce.Event(variable: Variable("\($0)"), isWrite: true, valueWritten: initialValue($0))
    }
    var indices: [[Int]: Int] = [:]
    for step in state.steps.joined() {
      indices[[step.thread, step.position]] = events.count
      events.append(
        BruteForce.Event(
          thread: step.thread, variable: step.address.map { Variable("\($0)") },
          order: step.order, isRead: step.isRead, isWrite: step.isWrite, valueRead: step.old,
          valueWritten: step.new))
    }
    var readsFrom: [(Int, Int)] = []
    var between: [(Int, Int)] = []
    for step in state.steps.joined() {
      guard let index = indices[[step.thread, step.position]] else { continue }
      if step.isRead, let initial = addresses.firstIndex(of: step.address ?? 0) {
        readsFrom.append((index, step.source.flatMap { indices[$0] } ?? initial))
      }
      if let other = step.other {
        let last = state.steps[other].count - 1
        let edge = indices[[other, step.isSpawn ? 0 : last]] ?? 0
        between.append(step.isSpawn ? (index, edge) : (edge, index))
      }
    }
    let orders = addresses.enumerated().map { index, address in
      [index] + (state.orders[address] ?? []).compactMap { indices[$0] }
    }
    for (read, source) in readsFrom where events[read].isWrite {
      guard let order = orders.first(where: { $0.contains(read) }),
        let place = order.firstIndex(of: read), order[place - 1] == source
      else { return }
    }
    let candidate = CandidateExecution(events, readsFrom, orders, between: between)
    guard candidate.isConsistent(.cxx20) else { return }
    executions += 1
    if candidate.hasRace(.cxx20) { hasRace = true }
    finals.insert(
      (0..<observed).map { object in
        guard let index = addresses.firstIndex(of: address(object, 0)),
          let last = orders[index].last
        else { return initialValue(address(object, 0)) }
        return events[last].valueWritten
      })
  }
}

extension AccessMode {
  fileprivate var order: MemoryOrder? {
    switch self {
    case .plain: nil
    case .atomic(let order): order
    }
  }
}
