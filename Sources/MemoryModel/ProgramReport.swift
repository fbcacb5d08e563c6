/// How a concurrent program is explored.
public struct ProgramLimits: Hashable, Sendable {
  /// How often control may come to the head of a loop before it leaves the loop. An execution that
  /// would go on is blocked, and the loop is in `ProgramReport.limitsReached`.
  public var loopIterations: Int
  /// Whether that is so for loops, too, that end by counting, and not because of anything they read.
  public var boundsCountingLoops: Bool
  public var callDepth: Int
  /// Threads of one execution, at most 64.
  public var threads: Int

  public init(
    loopIterations: Int = 64, callDepth: Int = 64, threads: Int = 32,
    boundsCountingLoops: Bool = false
  ) {
    self.loopIterations = loopIterations
    self.boundsCountingLoops = boundsCountingLoops
    self.callDepth = callDepth
    self.threads = threads
  }
}

/// What is done with a concurrent program besides exploring it.
public struct ProgramOptions: Hashable, Sendable {
  public var limits: ProgramLimits
  /// An iteration of a loop that changed nothing is not repeated: the thread waits. Spin loops and
  /// failed retries so become one iteration that succeeds.
  public var reducesSpinLoops: Bool
  /// Whether the exploration ends with the first finding.
  public var stopsAtFirstFinding: Bool
  /// Of executions that differ only in who of identical threads did what, one is looked at. What
  /// can go wrong stays the same. Without effect if the threads can be told apart.
  public var reducesSymmetry: Bool
  /// A weak exchange fails spuriously at most once per thread, and not at all where its loop then
  /// tries again with nothing changed.
  public var boundsSpuriousFailures: Bool

  public init(
    limits: ProgramLimits = ProgramLimits(), reducesSpinLoops: Bool = true,
    stopsAtFirstFinding: Bool = false, reducesSymmetry: Bool = false,
    boundsSpuriousFailures: Bool = false
  ) {
    self.limits = limits
    self.boundsSpuriousFailures = boundsSpuriousFailures
    self.reducesSpinLoops = reducesSpinLoops
    self.stopsAtFirstFinding = stopsAtFirstFinding
    self.reducesSymmetry = reducesSymmetry
  }
}

/// Something that goes wrong in an execution of a concurrent program.
public struct ProgramFinding: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// Two conflicting accesses, at least one of them plain, that happens-before does not order
    /// ([intro.races]/21). They are `Execution.race`.
    case dataRace
    case assertionFailure
    /// Control came to an `unreachable`.
    case unreachableReached
    /// An access to an object after its end, or not ordered before its end.
    case useAfterFree
    case doubleFree
    /// The address given to `free` is not that of an allocated object.
    case invalidFree
    /// An access through the null pointer, or outside every object.
    case invalidAccess
    /// An access to an allocated object that its allocation does not happen before.
    case accessBeforeAllocation
    /// A mutex is unlocked that is not locked.
    case unlockOfUnlocked
    /// A call, spawn or join whose operand names no routine or thread.
    case invalidCall
    /// Every thread is finished or waits, and what the waiting threads wait for was the last
    /// word: a deadlock or a lost wake-up.
    case blockedForever
  }

  public var kind: Kind
  /// The `origin` of the step that went wrong, or of a step that waits for ever.
  public var origin: Int?
  /// For `blockedForever`, the threads that wait and the origins of what they wait at.
  public var waiting: [WaitingThread]
  /// What led there. It may be incomplete: it ends where the finding was made.
  public var execution: Execution

  public struct WaitingThread: Hashable, Sendable {
    /// Index of the thread in `Execution.threads`.
    public var thread: Int
    public var origin: Int?

    public init(thread: Int, origin: Int?) {
      self.thread = thread
      self.origin = origin
    }
  }

  public init(
    kind: Kind, origin: Int?, waiting: [WaitingThread] = [], execution: Execution
  ) {
    self.kind = kind
    self.origin = origin
    self.waiting = waiting
    self.execution = execution
  }
}

/// A bound that some execution ran into, so that not everything was explored.
public enum ReachedLimit: Hashable, Sendable {
  /// The loop whose jump back has the origin.
  case loop(origin: Int?)
  /// The same, of a loop that only counts: it has a limit of its own.
  case countingLoop(origin: Int?, rounds: Int)
  /// The weak exchange of the origin, which fails spuriously once per thread.
  case spuriousFailures(origin: Int?)
  case callDepth(origin: Int?)
  case threads(origin: Int?)
  /// A thread ran very long without touching memory.
  case localSteps(origin: Int?)
  /// An object of more cells than are kept, or of a negative number of them.
  case allocation(origin: Int?)
}

/// What the exploration of a concurrent program gave.
public struct ProgramReport: Hashable, Sendable {
  public var executions: ExecutionCount
  /// Executions that are blocked for ever: a part of `executions.blocked`.
  public var blockedForever: Int
  /// The first finding of each kind at each origin.
  public var findings: [ProgramFinding]
  public var limitsReached: Set<ReachedLimit>
  public var assumptions: UsedAssumptions
  /// How much of the budget was used: the partial executions that were looked at.
  public var graphs = 0
  /// Whether executions that differ in who of identical threads did what were counted once.
  public var isReduced = false

  public init(
    executions: ExecutionCount, blockedForever: Int = 0, findings: [ProgramFinding] = [],
    limitsReached: Set<ReachedLimit> = [], assumptions: UsedAssumptions = UsedAssumptions()
  ) {
    self.executions = executions
    self.blockedForever = blockedForever
    self.findings = findings
    self.limitsReached = limitsReached
    self.assumptions = assumptions
  }

  /// Whether nothing goes wrong in any execution, and none was left out.
  public var holds: Bool {
    executions.isComplete && findings.isEmpty && limitsReached.isEmpty
  }
}
