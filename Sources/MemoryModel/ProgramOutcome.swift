/// A value at the end of an execution. Allocated objects are named by who allocated them, so that
/// values of different explorations can be compared.
public enum ProgramValue: Hashable, Sendable {
  case number(Int)
  /// An address in the `number`-th object that the thread allocated, with a mark in its low bits if
  /// the program keeps one there. Threads are named by the spawns that led to them.
  case address(thread: Int, number: Int, offset: Int)
}

/// How an execution that runs to its end ends.
public struct ProgramOutcome: Hashable, Sendable {
  /// The cells of all static objects.
  public var memory: [ProgramValue]
  /// What each thread returned; of scenarios, the registers of each thread as well.
  public var results: [ProgramValue]

  public init(memory: [ProgramValue], results: [ProgramValue]) {
    self.memory = memory
    self.results = results
  }
}

/// Everything that can be the end of a program.
public struct ProgramOutcomes: Sendable {
  public var outcomes: Set<ProgramOutcome>
  /// What can go wrong. It is as much an outcome as the others.
  public var findings: [ProgramFinding]
  /// Whether all executions were looked at, and none ran into a limit.
  public var isComplete: Bool

  public init(outcomes: Set<ProgramOutcome>, findings: [ProgramFinding], isComplete: Bool) {
    self.outcomes = outcomes
    self.findings = findings
    self.isComplete = isComplete
  }
}

/// Whether every outcome of one program is possible in another.
public enum Inclusion: Hashable, Sendable {
  case included
  /// An outcome that is new.
  case newOutcome(ProgramOutcome)
  /// Something that can go wrong, and could not in the other program, at any place.
  case newFinding(ProgramFinding)
  /// The budget ran out, or a limit was reached.
  case undecided

  public var isIncluded: Bool { self == .included }
}

extension MemoryMap {
  func programValue(_ value: Int) -> ProgramValue {
    let mark = value % ConcurrentProgram.cellSize
    guard let object = object(at: value - mark), object >= 0 else { return .number(value) }
    let key = keys[object]
    return .address(thread: key.thread, number: key.number, offset: value - address(of: object))
  }
}
