import MemoryModel

/// All that a rule sees: shapes cut from the program, and the memory model.
public struct RuleContext: Sendable {
  let analysis: Analysis
  let oracle: Oracle
  /// The text of a file, for the few rules that look at comments.
  let sources: Linter.Sources

  /// Data handed over through an atomic whose orders allow a race.
  public let publications: [Publication]
  /// Sequence locks whose orders let a reader accept a wrong payload.
  public let seqlocks: [Seqlock]
  /// Payloads of sequence locks that are not atomic.
  public let seqlockPayloads: [SeqlockPayload]
  /// The words of all sequence locks, sound ones too.
  public let sequenceWords: Set<MemoryLocation>
  /// Store-load handshakes whose two sides can miss each other.
  public let handshakes: [Handshake]
  /// Handshakes that are sound as written, and not as swift-atomics carries out operations on strong
  /// references.
  public let unheededHandshakes: [Handshake]
  /// Atomics of store-load handshakes that are sound as they are.
  public let soundHandshakes: Set<MemoryLocation>
  /// Decisions whether to wake somebody that can miss a thread on its way to sleep.
  public let wakeDecisions: [WakeDecision]
  /// Reference drops whose destruction can race with another owner's last use.
  public let referenceDrops: [ReferenceDrop]
  /// Functions that change counts for callers out of view and order nothing.
  public let counterWrappers: [CounterWrapper]
  /// Exchanges with an acquire barrier that are offered beside full barriers.
  public let exchangeWrappers: [ExchangeWrapper]
  /// Locks written with atomics whose orders let two owners race.
  public let weakLocks: [WeakLock]
  /// Words that keep threads out of code that is not in view, and order nothing.
  public let opaqueSections: [OpaqueSection]
  /// Changes by a read and a write of what several threads change.
  public let lostUpdates: [LostUpdate]
  /// Memory handed over by its address, where one half lacks an order.
  public let handovers: [PointerHandover]
  /// Nodes shown to others too weakly for what these store in them.
  public let lostAnswers: [LostAnswer]
  /// Flags that are set before what they announce is written.
  public let earlyFlags: [EarlyFlag]
  public let sectionLeaves: [SectionLeave]
  /// Pointers that callers hand over through atomics of which no access orders anything.
  public let relaxedPointers: [RelaxedPointer]
  /// Ends of ring buffers whose other end is not in view.
  public let ringEnds: [RingEnd]
  /// Counts of threads whose last one gives the word without having synchronized with the others.
  public let countdowns: [Countdown]
  /// Every access of every atomic.
  public let censuses: [AtomicCensus]
  /// Every atomic operation and fence whose orders are constants.
  public let operations: [Operation]
  /// Fences that stand on the wrong side of the access they are meant for, by their function alone.
  public let strayFences: [StrayFence]
  /// Acquire fences that stand where a store is to be seen before what follows is read.
  public let storesBeforeAcquire: [StoreBeforeAcquire]
  /// Sequence locks that two writers open at once.
  public let seqlockIntrusions: [LostUpdate]
  /// Relaxed reads of reference counts that decide that an object is not shared.
  public let uniqueChecks: [UniqueCheck]
  /// Pops of stacks whose head may have left and come back.
  public let untaggedPops: [UntaggedPop]
  /// Threads that pass on what they were told by a relaxed read.
  public let relays: [Relay]
  /// Pairs of indices read to be compared, the first of them too weakly.
  public let snapshots: [Snapshot]
  /// Double-checked initializations that let a thread use what is not initialized.
  public let doubleChecks: [DoubleCheck]
  private let doubleCheckRanges: Set<SourceRange>
  /// Weak compare-exchanges whose spurious failure is taken for a real one.
  public let weakExchanges: [WeakExchange]
  /// Loops around a compare-exchange that expects what it found the last time.
  public let staleExpectations: [StaleExpectation]
  /// Expressions that access one atomic twice.
  public let doubleReads: [DoubleRead]
  /// Fences without an atomic access to act through.
  public let lonelyFences: [LonelyFence]
  /// Barriers for the compiler that stand where threads need one.
  public let compilerFences: [CompilerFence]
  /// Plain and volatile variables that threads use as if they were atomic.
  public let plainFlags: [PlainFlag]
  /// Plain counters that signal handlers change.
  public let handlerUpdates: [HandlerUpdate]
  /// Functions that exchange a global in two plain steps.
  public let globalSwaps: [GlobalSwap]
  /// Compound assignments through accessors that each take a lock.
  public let lockedCompounds: [LockedCompound]
  /// Accesses without the lock under which all others stand.
  public let strayAccesses: [StrayAccess]
  /// Work to be done once, behind a plain flag that is set before it.
  public let onceFlags: [OnceFlag]
  /// Updates that acquire where what was done should be released.
  public let unreleasedEnds: [UnreleasedEnd]
  /// Getters that tell with a relaxed read that something is done.
  public let statusGetters: [StatusGetter]
  private let volatileShapes: VolatileShapes
  /// Changes of volatile variables in two steps.
  public var volatileUpdates: [LostUpdate] { volatileShapes.updates }
  /// Locks that a volatile write gives back, which orders nothing.
  public var volatileLocks: [WeakLock] { volatileShapes.locks }
  /// Memory handed over by its address through volatile variables.
  public var volatileHandovers: [PointerHandover] { volatileShapes.handovers }
  /// Ends of ring buffers with volatile indices, taken as relaxed ones.
  public var volatileRingEnds: [RingEnd] { volatileShapes.ringEnds }
  /// Objects accessed both atomically and plainly.
  public let mixedAccesses: [MixedAccess]

  init(analysis: Analysis, oracle: Oracle, sources: @escaping Linter.Sources = { _ in nil }) {
    self.analysis = analysis
    self.oracle = oracle
    self.sources = sources
    let drops = ReferenceDropFinder(analysis: analysis, oracle: oracle)
    let owners = UniqueCheckFinder(analysis: analysis, oracle: oracle)
    publications = PublicationFinder(
      analysis: analysis, oracle: oracle, counters: drops.counters().union(owners.counters())
    ).findWithHanded()
    let protocols = SeqlockFinder(analysis: analysis, oracle: oracle).find()
    sequenceWords = protocols.sequences
    seqlockPayloads = protocols.payloads
    let found = HandshakeFinder(analysis: analysis, oracle: oracle).find()
    let steals = WorkStealingFinder(analysis: analysis, oracle: oracle).find()
    handshakes = found.weak + steals.weak
    unheededHandshakes = found.unheeded
    soundHandshakes = found.sound.union(steals.sound)
    wakeDecisions = WakeDecisionFinder(analysis: analysis, oracle: oracle).find()
    referenceDrops = drops.find()
    counterWrappers = CounterWrapperFinder(analysis: analysis, oracle: oracle).find()
    exchangeWrappers = ExchangeWrapperFinder(analysis: analysis, oracle: oracle).find()
    weakLocks = WeakLockFinder(analysis: analysis, oracle: oracle).find()
    opaqueSections = OpaqueSectionFinder(analysis: analysis, oracle: oracle).find()
    let sharing = PlainSharing(of: analysis)
    let updates = LostUpdateFinder(
      analysis: analysis, oracle: oracle, roles: sharing.roles, ownership: sharing.ownership
    ).find()
    lostUpdates = updates.filter { !protocols.sequences.contains($0.location) }
    seqlockIntrusions = updates.filter { protocols.sequences.contains($0.location) }.openings
    earlyFlags = EarlyFlagFinder(analysis: analysis, oracle: oracle).find()
    sectionLeaves = SectionLeaveFinder(analysis: analysis, oracle: oracle).find()
    relaxedPointers = RelaxedPointerFinder(analysis: analysis, oracle: oracle).find()
    ringEnds = RingEndFinder(analysis: analysis, oracle: oracle).find(besides: publications)
    handovers = PointerHandoverFinder(analysis: analysis, oracle: oracle)
      .find(besides: publications)
    lostAnswers = LostAnswerFinder(analysis: analysis, oracle: oracle).find(besides: handovers)
    countdowns = CountdownFinder(analysis: analysis, oracle: oracle).find(besides: referenceDrops)
    censuses = analysis.censuses()
    operations = analysis.operations()
    strayFences = StrayFenceFinder(analysis: analysis, oracle: oracle).find()
    storesBeforeAcquire = StoreBeforeAcquireFinder(analysis: analysis, oracle: oracle).find()
    uniqueChecks = owners.find()
    relays = RelayFinder(analysis: analysis, oracle: oracle).find()
    snapshots = SnapshotFinder(analysis: analysis, oracle: oracle).find()
    doubleChecks = DoubleCheckFinder(analysis: analysis, oracle: oracle).find()
    doubleCheckRanges = Set(doubleChecks.map(\.range))
    weakExchanges = WeakExchangeFinder(analysis: analysis, oracle: oracle).find()
    staleExpectations = StaleExpectationFinder(analysis: analysis, oracle: oracle).find()
    doubleReads = DoubleReadFinder(analysis: analysis, oracle: oracle).find()
    let plain = PlainFlagFinder(base: analysis, sharing: sharing, oracle: oracle)
    let volatiles = plain.volatilePublications()
    let lonely = LonelyFenceFinder(analysis: analysis, sharing: sharing, oracle: oracle)
    let useful = lonely.usefulFences()
    plainFlags = plain.find(among: volatiles, besides: useful)
    volatileShapes = VolatileShapes(of: sharing, oracle: oracle, besides: volatiles)
    seqlocks = protocols.faults + volatileShapes.seqlocks(besides: protocols.faults)
    mixedAccesses = MixedAccessFinder(sharing: sharing, oracle: oracle)
      .find(besides: protocols.payloadPlaces)
    lonelyFences = lonely.find()
    handlerUpdates = HandlerUpdateFinder(program: analysis.program, users: sharing.users).find()
    untaggedPops = UntaggedPopFinder(analysis: analysis, oracle: oracle, roles: sharing.roles)
      .find()
    globalSwaps = GlobalSwapFinder(analysis: analysis, roles: sharing.roles).find()
    lockedCompounds = LockedCompoundFinder(analysis: analysis, roles: sharing.roles).find()
    strayAccesses = StrayAccessFinder(sharing: sharing, oracle: oracle).find()
    onceFlags = OnceFlagFinder(analysis: analysis).find()
    unreleasedEnds = UnreleasedEndFinder(analysis: analysis, oracle: oracle).find()
    statusGetters = StatusGetterFinder(analysis: analysis, oracle: oracle).find()
    compilerFences = CompilerFenceFinder(oracle: oracle).find(among: publications + volatiles)
  }

  /// Whether the access is the one at fault in a double-checked initialization.
  public func isDoubleCheck(_ range: SourceRange) -> Bool { doubleCheckRanges.contains(range) }

  /// Whether the access takes a lock or gives it back with too weak an order.
  public func isLockOperation(_ range: SourceRange) -> Bool {
    weakLocks.contains { $0.cut.item($0.part, $0.item).range == range }
  }

  /// The function an item stands in, as its reader calls it.
  public func functionName(of item: TraceItem) -> String {
    analysis.program.functions[item.function].name
  }

  /// The language an item is written in.
  public func language(of item: TraceItem) -> Language {
    analysis.program.functions[item.function].language
  }

  /// The function that a thread of a scenario runs.
  public func threadName(_ thread: Int, of cut: CutPair) -> String {
    analysis.program.functions[cut.cut.threads[thread].function].name
  }

  /// An execution in the user's terms.
  public func witness(
    _ execution: Execution, of cut: CutPair, missing: String, conclusion: String
  ) -> Witness {
    WitnessBuilder(program: analysis.program, cut: cut.cut, execution: execution)
      .witness(missing: missing, conclusion: conclusion)
  }

  /// Where the answer can be seen, by the machines' own memory models; where those could not decide,
  /// on machines that are expected to show it.
  public func targets(
    showing question: Question, of cut: CutPair, expecting expected: [Target] = .weaklyOrdered
  ) -> [Target] {
    let verdicts = oracle.machines(showing: question, of: cut.scenario)
    return Target.allCases.filter { target in
      switch verdicts[target.machine] {
      case .possible: true
      case .impossible: false
      case .undecided, nil: expected.contains(target)
      }
    }
  }

  /// Whether the question becomes impossible with the edits.
  public func forbids(
    _ question: Question, of cut: CutPair, with edits: [ScenarioEdit]
  ) -> Bool {
    oracle.ask(question, of: cut.scenario.applying(edits)).isForbidden
  }

  /// Whether the question becomes impossible when every access to the location is atomic.
  public func forbids(
    _ question: Question, of cut: CutPair, makingAtomic location: MemoryLocation
  ) -> Bool {
    oracle.isForbidden(question, of: cut, makingAtomic: location)
  }

  /// Whether the access lacks what the edits of its steps give it: the question is possible as it is
  /// and impossible with the edits, when the other thread is as strong as it can be, or else when
  /// all other accesses of its own thread are strong as well.
  public func isMended(
    _ question: Question, of cut: CutPair, by edit: (Int) -> ScenarioEdit, thread: Int, item: Int
  ) -> Bool {
    let origins = cut.origins(thread, item)
    let edits = origins.map(edit)
    if forbids(question, of: cut, with: edits, idealizing: 1 - thread) { return true }
    let rest = cut.scenario.idealizing(allBut: origins, in: thread)
    let mended = cut.scenario.applying(edits).idealizing(allBut: origins, in: thread)
    return oracle.isWeak(question, of: rest)
      && oracle.ask(question, of: mended).isForbidden
  }

  /// Whether the question becomes impossible with the edits when one thread is as strong as it can
  /// be: the edits mend the other thread's part.
  public func forbids(
    _ question: Question, of cut: CutPair, with edits: [ScenarioEdit], idealizing thread: Int
  ) -> Bool {
    // The edits come first: idealizing adds fences that have no labels.
    oracle.ask(question, of: cut.scenario.applying(edits).idealizing(thread: thread))
      .isForbidden
  }
}
