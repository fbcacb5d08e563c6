/// Visits every consistent execution of a program exactly once.
///
/// Threads run one event at a time. A read branches over the writes that it may coherently read
/// from, a write over its places in modification order; and a write added after a read that could
/// have read from it *revisits* that read: the graph is cut back to what was there before the read
/// and what the write needs, and the read then reads from the write. A revisit happens only if
/// everything it cuts away was added in one particular way (`isAddedMaximally`), so that exactly
/// one of the graphs that differ in the events cut away makes it (Kokologiannakis, Marmanis,
/// Gladstein, Vafeiadis, "Truly stateless, optimal dynamic partial order reduction", POPL 2022).
///
/// The reading and the writing side of an update are added as two steps of this search, although
/// they are one event of the graph.
struct Explorer {
  /// What is done with the executions found.
  enum Goal: Sendable {
    case count
    case outcome(IndexedCondition)
    case dataRace(on: [Int])
    case assertionFailure
    case survey([IndexedPlace])
  }

  /// Calls that may be nested before a graph is put aside; bounds the use of the stack.
  private static let depthLimit = 150

  let program: Program
  let goal: Goal
  var graph: ExecutionGraph
  var count = ExecutionCount(consistent: 0, blocked: 0, isComplete: true)
  var witnesses: WitnessCollector
  var survey = SurveyCollector(keeping: 0)

  private var remainingCandidates: Int
  private var depth = 0
  private var postponed: [ExecutionGraph] = []
  var isStopped = false

  init(
    _ program: Program, model: ConsistencyModel, budget: Budget, goal: Goal, witnesses: Int = 1
  ) {
    self.program = program
    self.goal = goal
    graph = ExecutionGraph(program, model: model)
    remainingCandidates = budget.candidates
    self.witnesses = WitnessCollector(wanted: witnesses)
  }

  mutating func run() {
    visit()
    while !isStopped, let next = postponed.popLast() {
      graph = next
      visit()
    }
  }
}

// MARK: - Adding events

extension Explorer {
  mutating func visit() {
    guard !isStopped else { return }
    guard remainingCandidates > 0 else { return giveUp() }
    guard depth < Self.depthLimit else { return postponed.append(graph) }
    remainingCandidates -= 1
    guard let thread = nextThread() else { return conclude() }
    guard !graph.live.isFull else { return giveUp() }
    depth += 1
    extend(thread)
    depth -= 1
  }

  private mutating func giveUp() {
    count.isComplete = false
    isStopped = true
  }

  /// The first thread that has an event to add.
  private mutating func nextThread() -> Int? {
    for thread in graph.threads.indices {
      graph.threads[thread].advance(in: program.threads[thread])
      if graph.threads[thread].status == .atEvent { return thread }
    }
    return nil
  }

  private mutating func extend(_ thread: Int) {
    let state = graph.threads[thread]
    let event = newEvent(of: thread, state)
    switch program.threads[thread].instructions[state.next] {
    case .fence(let order):
      extend(thread, event, Effect(order: order), reading: 0)
    case .store, .unlock:
      extend(
        thread, event, state.effects(in: program.threads[thread], reading: 0).first, reading: 0)
    case .load(register: _, let variable, _), .update(register: _, let variable, _, _, _),
      .lock(let variable):
      extendRead(thread, event, of: variable, state)
    case .compareExchange(let exchange):
      extendRead(thread, event, of: exchange.variable, state)
    case .assign, .assume, .assert, .jumpIfZero, .jump:
      preconditionFailure("a thread at an event has no local step to run")
    }
  }

  private func newEvent(of thread: Int, _ state: ThreadState) -> ExecutionGraph.Event {
    var event = ExecutionGraph.Event(thread: thread, instruction: state.next)
    switch program.threads[thread].instructions[state.next] {
    case .load(register: _, let variable, _), .update(register: _, let variable, _, _, _),
      .lock(let variable):
      event.variable = variable
      event.isRead = true
    case .compareExchange(let exchange):
      event.variable = exchange.variable
      event.isRead = true
    case .store(let variable, _, _), .unlock(let variable):
      event.variable = variable
    case .fence, .assign, .assume, .assert, .jumpIfZero, .jump:
      break
    }
    return event
  }

  private mutating func extendRead(
    _ thread: Int, _ event: ExecutionGraph.Event, of variable: Int, _ state: ThreadState
  ) {
    var event = event
    for source in writes(to: variable) {
      event.source = source
      let value = graph.valueWritten(by: source, to: variable)
      let effects = state.effects(in: program.threads[thread], reading: value)
      extend(thread, event, effects.first, reading: value)
      if let second = effects.second { extend(thread, event, second, reading: value) }
    }
  }

  /// The initial write and every write that has its place.
  private func writes(to variable: Int) -> [Int] {
    [ExecutionGraph.initialWrite] + graph.variables[variable].writes
  }

  private mutating func extend(
    _ thread: Int, _ event: ExecutionGraph.Event, _ effect: Effect, reading value: Int
  ) {
    guard !isStopped else { return }
    let saved = graph.threads[thread]
    let index = graph.append(event.having(effect, reading: value))
    graph.threads[thread].apply(effect, reading: value, in: program.threads[thread])
    if effect.written != nil {
      if !event.isRead || graph.isCoherent(index) { place(index) }
    } else if isConsistent(index) {
      visit()
    }
    graph.removeLast(index)
    graph.threads[thread] = saved
  }

  /// Whether the graph is still consistent with an event that was added last.
  private func isConsistent(_ event: Int) -> Bool {
    if graph.eco(from: event) - graph.events[event].readers == .empty { return true }
    return graph.isCoherent(event) && graph.isGloballyConsistent()
  }

  /// Gives a write each of its possible places, and lets it revisit earlier reads.
  mutating func place(_ write: Int) {
    guard let variable = graph.events[write].variable else { return }
    for other in places(of: write, variable) {
      graph.place(write, after: other, of: variable)
      if isConsistent(write) { visit() }
      graph.unplace(write, of: variable)
    }
    revisitReads(from: write, variable)
  }

  /// The writes that `write` may directly follow. Nothing comes between an update and its source.
  func places(of write: Int, _ variable: Int) -> [Int] {
    let candidates =
      graph.events[write].isRead ? [graph.events[write].source] : writes(to: variable)
    return candidates.filter {
      !graph.hasUpdate(readingFrom: $0, of: variable, otherThan: write)
    }
  }
}

extension ExecutionGraph.Event {
  func having(_ effect: Effect, reading value: Int) -> Self {
    var event = self
    event.order = effect.order
    event.isWrite = effect.written != nil
    event.isSpuriousFailure = effect.isSpuriousFailure
    event.isBlocking = effect.isBlocking
    event.valueRead = value
    event.valueWritten = effect.written ?? 0
    return event
  }
}
