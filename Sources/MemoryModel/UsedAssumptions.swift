/// What executions relied on that need not be so in the language a program was written in. All parts
/// are empty if nothing was.
public struct UsedAssumptions: Hashable, Sendable {
  /// A read that an allocation's 0 was the value of, since nothing was written there before.
  public struct UnwrittenRead: Hashable, Sendable {
    /// The origin of the read.
    public var read: Int?
    /// The origin of the allocation.
    public var allocation: Int?
  }

  /// The origins of `assume`s that held.
  public var held: Set<Int> = []
  /// The origins of sums, differences and products that have more than 64 bits.
  public var overflows: Set<Int> = []
  /// The origins of weak exchanges that were taken not to fail spuriously, since they would only have
  /// been tried again.
  public var retried: Set<Int> = []
  /// Locks are no reads here: a mutex starts unlocked.
  public var unwritten: Set<UnwrittenRead> = []

  public init() {}
}

/// The same while a program is explored, by operation.
struct AssumptionCollector {
  private struct OperationPair: Hashable {
    var read: Int
    var allocation: Int
  }

  private var isNoted: ContiguousArray<Bool>
  private var unwritten: Set<OperationPair> = []

  init(_ program: CompiledProgram) {
    isNoted = ContiguousArray(repeating: false, count: program.operations.count)
  }

  @inline(__always)
  mutating func note(_ operation: Int) { isNoted[operation] = true }

  mutating func noteUnwritten(_ read: Int, of allocation: Int) {
    unwritten.insert(OperationPair(read: read, allocation: allocation))
  }

  func used(in program: CompiledProgram) -> UsedAssumptions {
    var result = UsedAssumptions()
    for index in isNoted.indices where isNoted[index] {
      guard let origin = program.origins[index] else { continue }
      switch program.operations[index].code {
      case .assume: result.held.insert(origin)
      case .compareExchange: result.retried.insert(origin)
      case .copy, .not, .binary, .unsigned, .wrap, .assert, .jump, .jumpIfZero, .call, .return,
        .unreachable, .exit, .enterLoop, .repeatLoop, .load, .store, .update, .fence, .choose,
        .allocate, .free, .lock, .tryLock, .unlock, .spawn, .join:
        result.overflows.insert(origin)
      }
    }
    for pair in unwritten {
      result.unwritten.insert(
        UsedAssumptions.UnwrittenRead(
          read: program.origins[pair.read], allocation: program.origins[pair.allocation]))
    }
    return result
  }
}

extension BinaryOperator {
  /// Whether the exact result has more bits than the operands.
  @inline(__always)
  func overflows(_ left: Int, _ right: Int) -> Bool {
    switch self {
    case .add: left.addingReportingOverflow(right).overflow
    case .subtract: left.subtractingReportingOverflow(right).overflow
    case .multiply: left.multipliedReportingOverflow(by: right).overflow
    case .divide, .remainder, .and, .or, .xor, .shiftLeft, .shiftRight, .equal, .notEqual, .less,
      .lessOrEqual, .greater, .greaterOrEqual:
      false
    }
  }
}
