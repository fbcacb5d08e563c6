import MemoryModel

/// How bad a finding is.
public enum Severity: String, CaseIterable, Hashable, Sendable, Codable {
  case note, warning, error

  /// Whether this severity is at least as bad as `other`.
  public func isAtLeast(_ other: Severity) -> Bool { rank >= other.rank }

  private var rank: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// A machine on which a finding can show itself.
public enum Target: String, CaseIterable, Hashable, Sendable {
  case intel64 = "x86-64"
  case arm64Linux = "Arm64 (Linux)"
  case apple = "Apple silicon"
  case riscv64 = "RISC-V"
  case power = "POWER"
}

/// One defect, with what shows it.
public struct Finding: Hashable, Sendable {
  public var rule: String
  public var severity: Severity
  /// Lower case, no full stop, source names in single quotes.
  public var message: String
  /// One line if possible.
  public var range: SourceRange
  /// The function that contains `range`, as its reader calls it.
  public var function: String
  public var notes: [Note]
  public var evidence: Evidence
  public var repair: Repair?
  /// Where it shows; empty when the question has no meaning.
  public var targets: [Target]
  /// A sentence on where it shows that the list cannot say ("only if the compiler moves …").
  public var targetRemark: String?

  public init(
    rule: String, severity: Severity, message: String, range: SourceRange, function: String,
    notes: [Note] = [], evidence: Evidence, repair: Repair? = nil, targets: [Target] = [],
    targetRemark: String? = nil
  ) {
    self.rule = rule
    self.severity = severity
    self.message = message
    self.range = range
    self.function = function
    self.notes = notes
    self.evidence = evidence
    self.repair = repair
    self.targets = targets
    self.targetRemark = targetRemark
  }

  /// A second place that belongs to the finding.
  public struct Note: Hashable, Sendable {
    public var message: String
    public var range: SourceRange
    public init(_ message: String, at range: SourceRange) {
      self.message = message
      self.range = range
    }
  }

  public enum Evidence: Hashable, Sendable {
    /// The model shows an execution.
    case witness(Witness)
    /// Invalid by the language standard alone.
    case language(clause: String)
    /// Only the pattern is recognised.
    case shape
  }
}

/// An execution in the user's terms: one column per thread, events in the order that breaks.
public struct Witness: Hashable, Sendable {
  public struct Thread: Hashable, Sendable {
    /// The function the thread runs.
    public var function: String
    public var range: SourceRange
    public init(function: String, range: SourceRange) {
      self.function = function
      self.range = range
    }
  }

  public struct Event: Hashable, Sendable {
    /// Index into `threads`.
    public var thread: Int
    /// `seq := 1`, `slot.key = 7`, `fence`: `:=` writes, `=` reads.
    public var text: String
    /// `release`, `relaxed`; nil for plain accesses.
    public var order: String?
    /// What is worth noticing: `old`, `new`, `equal: accepted`, `races with 4`.
    public var remark: String?
    /// Nil for events of the scenario that stand for code we do not see.
    public var range: SourceRange?
    /// This event takes effect before others that stand before it in the source.
    public var isOutOfOrder: Bool

    public init(
      thread: Int, text: String, order: String? = nil, remark: String? = nil,
      range: SourceRange? = nil, isOutOfOrder: Bool = false
    ) {
      self.thread = thread
      self.text = text
      self.order = order
      self.remark = remark
      self.range = range
      self.isOutOfOrder = isOutOfOrder
    }
  }

  public var threads: [Thread]
  /// In the order in which the events take effect; numbered from 1 when shown.
  public var events: [Event]
  /// The missing edge, in one sentence.
  public var missing: String
  /// What the execution ends in, in one sentence: "get() returns key 7 with val 0".
  public var conclusion: String
  /// The program that was put to the model, as a test that asks for this execution.
  public var test: LitmusFile?
  public var picture: Picture?

  /// What a picture of the execution shows.
  public struct Picture: Hashable, Sendable {
    public var execution: Execution
    /// By event of the execution; nil for what stands for code we do not see.
    public var ranges: [SourceRange?]
    /// Events that are plain in the source, although the scenario may have them as relaxed.
    public var plain: Set<Int>

    public init(execution: Execution, ranges: [SourceRange?], plain: Set<Int>) {
      self.execution = execution
      self.ranges = ranges
      self.plain = plain
    }
  }

  public init(threads: [Thread], events: [Event], missing: String, conclusion: String) {
    self.threads = threads
    self.events = events
    self.missing = missing
    self.conclusion = conclusion
  }
}

/// A change that removes the defect, checked by the model before it is offered.
public struct Repair: Hashable, Sendable {
  /// "atomic_thread_fence(memory_order_release); after line 41".
  public var summary: String
  /// Text edits; empty when the repair cannot be expressed as edits.
  public var edits: [Edit]
  /// The model found the bad outcome gone with this repair.
  public var isChecked: Bool

  public struct Edit: Hashable, Sendable {
    /// An empty range inserts.
    public var range: SourceRange
    public var text: String
    public init(range: SourceRange, text: String) {
      self.range = range
      self.text = text
    }
  }

  public init(summary: String, edits: [Edit] = [], isChecked: Bool) {
    self.summary = summary
    self.edits = edits
    self.isChecked = isChecked
  }
}
