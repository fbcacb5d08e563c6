/// What is asked about a scenario.
public enum Question: Hashable, Sendable {
  /// Some consistent execution that runs to the end satisfies the condition.
  case outcome(Condition)
  /// Some consistent execution has a data race, on the variable if one is given.
  case dataRace(on: Variable?)
  /// Some consistent execution (also one that is blocked later) violates an `assert` step.
  case assertionFailure
}

/// A condition on the final state of an execution.
public indirect enum Condition: Hashable, Sendable {
  case register(thread: Int, Register, equals: Int)
  case variable(Variable, equals: Int)
  /// An expression over the final registers of one thread is not 0.
  case holds(thread: Int, Expression)
  case all([Condition])
  case any([Condition])
  case not(Condition)
}

/// Which executions are considered.
public enum ConsistencyModel: Hashable, Sendable {
  /// C++20 with acyclic(sb ∪ rf): the model of every claim we make to a user.
  case cxx20
  /// Sequential consistency: acyclic(sb ∪ rf ∪ mo ∪ rb). Data races are then judged with every
  /// atomic access and fence taken as seq_cst.
  case sequentialConsistency
}

/// How much work a check may do before it gives up.
public struct Budget: Hashable, Sendable {
  /// Candidate executions (complete or partial graphs) that may be looked at.
  public var candidates: Int
  public init(candidates: Int) { self.candidates = candidates }
  public static let standard = Budget(candidates: 2_000_000)
}

/// The answer to a question. An exhausted budget is never reported as `forbidden`.
public enum Verdict: Sendable {
  case allowed(Execution)
  case forbidden
  case undecided

  public var isAllowed: Bool { if case .allowed = self { true } else { false } }
  public var isForbidden: Bool { if case .forbidden = self { true } else { false } }
}

/// One event of an execution.
public struct ExecutionEvent: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case read(Variable, AccessMode, value: Int)
    case write(Variable, AccessMode, value: Int)
    case update(Variable, MemoryOrder, old: Int, new: Int)
    case fence(MemoryOrder)
    case lock(Variable)
    case unlock(Variable)
    /// What touches no memory cell, or no particular one.
    case lifecycle(Lifecycle)
  }

  /// The beginning and end of threads and objects, and values out of nowhere. Scenarios have none.
  public enum Lifecycle: Hashable, Sendable {
    /// Index into `Execution.threads`.
    case spawn(thread: Int)
    case join(thread: Int)
    /// The first cell of the object.
    case allocate(Variable, cells: Int)
    case free(Variable)
    case choose(Int)
  }
  /// Index into `Execution.threads`, which for a scenario are `Scenario.threads`; nil for the write that gives a variable its initial value.
  public var thread: Int?
  /// Position in its thread's program order.
  public var position: Int
  public var kind: Kind
  /// The `origin` of the step that made the event.
  public var origin: Int?

  public init(thread: Int?, position: Int, kind: Kind, origin: Int?) {
    self.thread = thread
    self.position = position
    self.kind = kind
    self.origin = origin
  }
}

/// A consistent execution: events, what each read reads from, and the order of writes.
public struct Execution: Hashable, Sendable {
  public var events: [ExecutionEvent]
  /// For each event that reads, the index of the write it reads from.
  public var readsFrom: [Int: Int]
  /// For each variable, the indices of its writes in modification order.
  public var modificationOrder: [Variable: [Int]]
  /// The two racing events, when the question was a data race.
  public var race: RacingPair?
  /// The failed assertion's step origin, when the question was an assertion failure.
  public var failedAssertion: Int?
  /// What the threads are called.
  public var threads: [String]
  /// The values in it that are addresses of cells.
  public var addresses: [Int: Variable]
  /// What the values in it are called that stand for a thread or for all parts of a record.
  public var valueNames: [Int: String] = [:]
  /// The events that are compare-exchanges which failed.
  public var failedExchanges: Set<Int> = []

  public struct RacingPair: Hashable, Sendable {
    public var first: Int
    public var second: Int
    public init(first: Int, second: Int) {
      self.first = first
      self.second = second
    }
  }

  public init(
    events: [ExecutionEvent], readsFrom: [Int: Int], modificationOrder: [Variable: [Int]],
    race: RacingPair? = nil, failedAssertion: Int? = nil, threads: [String] = [],
    addresses: [Int: Variable] = [:]
  ) {
    self.events = events
    self.readsFrom = readsFrom
    self.modificationOrder = modificationOrder
    self.race = race
    self.failedAssertion = failedAssertion
    self.threads = threads
    self.addresses = addresses
  }

  /// A value, or the cell that it is the address of, or what it stands for.
  public func show(_ value: Int) -> String {
    valueNames[value] ?? addresses[value].map { "&\($0)" } ?? "\(value)"
  }
}
