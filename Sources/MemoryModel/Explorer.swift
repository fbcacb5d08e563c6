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
/// they are one event of the graph. Choices not yet taken are on a stack, so that neither the depth
/// of recursion nor memory grows with the number of executions.
struct Explorer: ~Copyable {
  /// A choice that has not been taken yet, and the length of the graph's trail it was met at.
  struct Choice {
    enum Kind {
      /// The next event of the thread reads from `source`.
      case read(thread: Int, source: Int, isSecond: Bool)
      case choose(thread: Int, value: Int)
      /// The write takes its place in modification order.
      case place(write: Int, after: Int)
      case revisit(read: Int, write: Int)
      /// In the graph cut back for a revisit.
      case reread(Reread)
      /// Back to the graph before a revisit; states end where they ended then.
      case leaveGraph(statesEnd: Int)
    }
    var kind: Kind
    var trail: Int
  }

  struct Reread {
    var label: Label
    /// The place kept for the read among the events.
    var place: Int
    var write: Int
    var writePlace: Int
    var isSecond: Bool
  }

  let program: CompiledProgram
  let options: ProgramOptions
  let goal: Goal
  var graph: ExecutionGraph
  var states: ThreadStates
  var memory: MemoryMap
  var count = ExecutionCount(consistent: 0, blocked: 0, isComplete: true)
  var blockedForever = 0
  var findings = FindingCollector()
  var witnesses: WitnessCollector
  var outcomes: Set<ProgramOutcome> = []
  var survey = SurveyCollector(keeping: 0)
  var isStopped = false
  /// The operation that started more threads than clocks have room for: the exploration must be
  /// begun again with more.
  var crowdedAt: Int?
  private var choices: ContiguousArray<Choice> = []
  private(set) var remainingCandidates: Int
  /// The event that the last step added or changed.
  var lastAdded = -1
  /// Watches identical threads, if the search makes use of them.
  var symmetry: SymmetryWatch?
  /// Whether some update was revisited, so that its two sides were not added together.
  var hasRevisitedUpdates = false

  init(
    _ program: CompiledProgram, _ options: ProgramOptions, goal: Goal, setting: Setting
  ) {
    self.program = program
    self.options = options
    self.goal = goal
    graph = ExecutionGraph(
      threadCapacity: max(setting.threadCapacity, program.starts.count),
      usesTotalOrder: program.usesTotalOrder, model: setting.model)
    states = ThreadStates(program, options)
    memory = MemoryMap(program)
    remainingCandidates = setting.budget.candidates
    witnesses = WitnessCollector(wanted: setting.witnesses)
    if case .survey(_, let kept) = goal { survey = SurveyCollector(keeping: kept) }
    if options.reducesSymmetry { symmetry = SymmetryWatch() }
    states.watch = symmetry.map { _ in LocalWatch() }
  }

  /// What does not change what is asked.
  struct Setting {
    var model: ConsistencyModel
    var budget: Budget
    var witnesses = 1
    var threadCapacity = 8
  }

  mutating func run() {
    for (number, start) in program.starts.enumerated() {
      graph.addThread(
        state: states.start(start.routine, start.arguments, name: Self.threadBase &+ number &+ 1),
        twin: twin(ofStart: number))
    }
    checkStarts()
    extend()
    while !isStopped, let choice = choices.popLast() {
      if take(choice) { extend() }
    }
  }

  /// Adds events until there is nothing to add, or the graph is not consistent.
  private mutating func extend() {
    while !isStopped {
      guard remainingCandidates > 0 else { return giveUp() }
      remainingCandidates -= 1
      if lastAdded >= 0 { checkAdded(lastAdded) }
      guard !isStopped, !onlyRetries(lastAdded) else { return }
      guard let thread = nextThread() else { return conclude() }
      guard graph.eventCount(of: thread) < Self.mostEvents else { return giveUp() }
      if symmetry != nil, !watch(thread) { return giveUp() }
      guard addEvent(of: thread) else { return }
    }
  }

  /// Clocks count the events of a thread in 16 bits.
  private static let mostEvents = 32_000

  mutating func giveUp() {
    count.isComplete = false
    isStopped = true
  }

  /// The first thread that has an event to add.
  private func nextThread() -> Int? {
    for rank in 0..<graph.threadCount {
      let thread = graph.thread(at: rank)
      let state = graph.state(of: thread)
      guard states[state, ThreadState.status] == ThreadState.Status.atEvent.rawValue else {
        continue
      }
      let index = states.next(state)
      if program.operations[index].code == .join, isWaitingToJoin(state, index) { continue }
      return thread
    }
    return nil
  }

  /// The thread a join waits for, if there is one and it has not finished.
  private func isWaitingToJoin(_ state: Int, _ index: Int) -> Bool {
    guard let thread = thread(named: states.value(program.operations[index].first, state)) else {
      return false
    }
    return states.status(graph.state(of: thread)) != .finished
  }

  /// Values that name threads start here.
  static let threadBase = 1 << 55

  func thread(named value: Int) -> Int? {
    for rank in 0..<graph.threadCount {
      let thread = graph.thread(at: rank)
      if graph.name(of: thread) &+ Self.threadBase == value { return thread }
    }
    return nil
  }

  mutating func push(_ kind: Choice.Kind) {
    choices.append(Choice(kind: kind, trail: graph.trailCount))
  }

  /// Returns whether the graph is consistent.
  private mutating func take(_ choice: Choice) -> Bool {
    if case .leaveGraph(let end) = choice.kind {
      graph.popGraph()
      states.end = end
      return false
    }
    if let end = graph.undo(to: choice.trail) { states.end = end }
    switch choice.kind {
    case .read(let thread, let source, let isSecond):
      return addRead(of: thread, from: source, isSecond: isSecond)
    case .choose(let thread, let value): return addChoice(of: thread, value)
    case .place(let write, let place): return insert(write, after: place)
    case .revisit(let read, let write): return enterRevisit(of: read, from: write)
    case .reread(let reread): return self.reread(reread)
    case .leaveGraph: return false
    }
  }
}
