/// A shared variable of a scenario.
public struct Variable: Hashable, Sendable, CustomStringConvertible {
  public var name: String
  public init(_ name: String) { self.name = name }
  public var description: String { name }
}

/// A thread-local register of a scenario. Registers start at 0.
public struct Register: Hashable, Sendable, CustomStringConvertible {
  public var name: String
  public init(_ name: String) { self.name = name }
  public var description: String { name }
}

/// A pure expression over the registers of one thread, in 64 bits; `not` gives 0 or 1.
public indirect enum Expression: Hashable, Sendable {
  case constant(Int)
  case register(Register)
  case not(Expression)
  case binary(BinaryOperator, Expression, Expression)
}

/// How a load or store touches memory.
public enum AccessMode: Hashable, Sendable {
  /// Not atomic: concurrent conflicting accesses are a data race ([intro.races]/21).
  case plain
  case atomic(MemoryOrder)
}

/// What an atomic read-modify-write computes from the old value and its operand.
public enum UpdateOperator: String, CaseIterable, Hashable, Sendable {
  case add, subtract, and, or, xor, nand, exchange, minimum, maximum
  /// Of numbers whose type has a sign, taken as if it had none.
  case unsignedMinimum, unsignedMaximum
}

/// One step of a scenario's thread.
public struct Step: Hashable, Sendable {
  public var action: Action
  /// An opaque label that the caller maps back to its own world. Repairs address steps by it.
  public var origin: Int?

  public init(_ action: Action, origin: Int? = nil) {
    self.action = action
    self.origin = origin
  }

  public indirect enum Action: Hashable, Sendable {
    case load(Register, Variable, AccessMode)
    case store(Variable, Expression, AccessMode)
    /// An atomic read-modify-write; the register receives the old value.
    case update(Register, Variable, UpdateOperator, Expression, MemoryOrder)
    /// `old` receives the value read, `success` 1 or 0. A weak exchange may also fail when the
    /// value read equals `expected`.
    case compareExchange(CompareExchange)
    case fence(MemoryOrder)
    case assign(Register, Expression)
    /// The thread blocks for ever (the execution is discarded) when the expression is 0.
    case assume(Expression)
    case assert(Expression)
    case branch(Expression, then: [Step], else: [Step])
    /// Runs `body` while the condition holds, at most `limit` times; past that the thread blocks.
    case loop(while: Expression, body: [Step], limit: Int)
    /// Locking a mutex synchronizes with the unlock before it in the lock's single total order.
    case lock(Variable)
    case unlock(Variable)
  }

  public struct CompareExchange: Hashable, Sendable {
    public var old: Register
    public var success: Register
    public var variable: Variable
    public var expected: Expression
    public var desired: Expression
    public var successOrder: MemoryOrder
    public var failureOrder: MemoryOrder
    public var isWeak: Bool

    public init(
      old: Register, success: Register, variable: Variable, expected: Expression,
      desired: Expression, successOrder: MemoryOrder, failureOrder: MemoryOrder, isWeak: Bool
    ) {
      self.old = old
      self.success = success
      self.variable = variable
      self.expected = expected
      self.desired = desired
      self.successOrder = successOrder
      self.failureOrder = failureOrder
      self.isWeak = isWeak
    }
  }
}

/// A closed concurrent program: every thread starts at once, and variables start at
/// `initialValues` (0 where absent), whose writes happen before everything else.
public struct Scenario: Hashable, Sendable {
  public struct Thread: Hashable, Sendable {
    public var name: String
    public var steps: [Step]
    public init(name: String, steps: [Step]) {
      self.name = name
      self.steps = steps
    }
  }

  public var threads: [Thread]
  public var initialValues: [Variable: Int]
  /// The types that read-modify-writes of variables compute in, where they have fewer than 64 bits.
  public var types: [Variable: ConcurrentProgram.IntegerType] = [:]

  public init(threads: [Thread], initialValues: [Variable: Int] = [:]) {
    self.threads = threads
    self.initialValues = initialValues
  }
}
