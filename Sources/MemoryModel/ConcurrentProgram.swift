/// A closed concurrent program as code: what a thread does next may depend on everything it read.
///
/// Memory is cells of 64 bits, each of them one memory location ([intro.memory]/3). A scalar, a
/// pointer or a mutex is one cell; a struct is as many cells as it has scalars, in order; an array is
/// its elements one after the other. An address is a number: the address of an object plus a number of
/// cells. 0 is the null pointer, and no object is next to another, so an address outside every object
/// is found out. Cells of objects hold `initialValues` before the program starts; cells of allocated
/// objects hold 0.
///
/// Threads are code with registers. Reading memory is always an instruction of its own, so an
/// execution is determined by what its reads read, and can be replayed.
public struct ConcurrentProgram: Hashable, Sendable {
  public var routines: [Routine]
  /// Objects with static storage.
  public var objects: [StaticObject]
  /// The threads that run from the start; for a C program, the one that runs `main`.
  public var threads: [ThreadStart]

  /// How far apart the addresses of two cells are: programs keep marks in the low bits of pointers.
  public static let cellSize = 16

  public init(routines: [Routine], objects: [StaticObject], threads: [ThreadStart]) {
    self.routines = routines
    self.objects = objects
    self.threads = threads
  }

  /// An object with static storage.
  public struct StaticObject: Hashable, Sendable {
    public var name: String
    /// One value for each cell; no registers.
    public var initialValues: [Value]
    /// What a reader calls the cells, if not `name[0]`, `name[1]` …; the name itself if there is one.
    public var cellNames: [String]

    public init(name: String, initialValues: [Value] = [.constant(0)], cellNames: [String] = []) {
      self.name = name
      self.initialValues = initialValues
      self.cellNames = cellNames
    }
  }

  /// A thread that runs from the start.
  public struct ThreadStart: Hashable, Sendable {
    public var name: String
    /// Index into `routines`.
    public var routine: Int
    /// No registers.
    public var arguments: [Value]

    public init(name: String, routine: Int, arguments: [Value] = []) {
      self.name = name
      self.routine = routine
      self.arguments = arguments
    }
  }

  /// Code that a thread runs or calls.
  public struct Routine: Hashable, Sendable {
    public var name: String
    /// The first registers receive the arguments; all others start at 0.
    public var parameterCount: Int
    public var registerCount: Int
    /// The first block is the entry. A block's index is its label.
    public var blocks: [Block]

    public init(name: String, parameterCount: Int = 0, registerCount: Int, blocks: [Block]) {
      self.name = name
      self.parameterCount = parameterCount
      self.registerCount = registerCount
      self.blocks = blocks
    }
  }

  /// A run of instructions with one way in and one way out.
  public struct Block: Hashable, Sendable {
    public var instructions: [Instruction]
    public var terminator: Terminator
    /// The `origin` of the terminator; a loop's limit is reported with that of the jump back.
    public var origin: Int?

    public init(
      _ instructions: [Instruction] = [], _ terminator: Terminator, origin: Int? = nil
    ) {
      self.instructions = instructions
      self.terminator = terminator
      self.origin = origin
    }
  }

  /// How control leaves a block. Targets are indices into `Routine.blocks`.
  public enum Terminator: Hashable, Sendable {
    case jump(Int)
    /// Goes to `then` if the value is not 0.
    case branch(Value, then: Int, else: Int)
    case `switch`(Value, cases: [SwitchCase], default: Int)
    /// Ends the call, or the thread. Without a value, 0 is returned.
    case `return`(Value?)
    /// Control must not come here: `abort()`, `__builtin_unreachable()`. Coming here is a finding.
    case unreachable
    /// The thread stops here for good, and that is all right: `exit()`, `pthread_exit()`. Who joins
    /// it receives the value; without one, 0.
    case exit(Value?)
  }

  public struct SwitchCase: Hashable, Sendable {
    public var value: Int
    public var target: Int
    public init(value: Int, target: Int) {
      self.value = value
      self.target = target
    }
  }
}

// MARK: - Values

extension ConcurrentProgram {
  /// A pure expression over the registers of the running routine. Arithmetic wraps at 64 bits;
  /// narrower integers are `wrapped`.
  public indirect enum Value: Hashable, Sendable {
    case constant(Int)
    case register(Int)
    /// The address of a cell of a static object.
    case address(object: Int, cell: Int)
    /// A routine as a value, for `spawn` and `call`.
    case routine(Int)
    /// 1 if the value is 0, else 0.
    case not(Value)
    case binary(BinaryOperator, Value, Value)
    case unsigned(UnsignedOperator, Value, Value)
    /// The value modulo two to the width of the type, in the type's range.
    case wrapped(Value, IntegerType)

    /// The address so many cells further.
    public subscript(cells: Int) -> Value { self[.constant(cells)] }

    /// The address so many cells further.
    public subscript(cells: Value) -> Value {
      switch (self, cells) {
      case (_, .constant(0)): self
      case (.address(let object, let cell), .constant(let count)):
        .address(object: object, cell: cell &+ count)
      case (_, .constant(let count)):
        .binary(.add, self, .constant(count &* ConcurrentProgram.cellSize))
      default:
        .binary(.add, self, .binary(.multiply, cells, .constant(ConcurrentProgram.cellSize)))
      }
    }

    /// The address of the first cell of a static object.
    public static func object(_ index: Int) -> Value { .address(object: index, cell: 0) }
  }

  /// An integer type of a source language.
  public struct IntegerType: Hashable, Sendable {
    /// From 1 to 64.
    public var bits: Int
    public var isSigned: Bool

    public init(bits: Int, isSigned: Bool) {
      self.bits = bits
      self.isSigned = isSigned
    }

    public static let int64 = IntegerType(bits: 64, isSigned: true)
  }
}

// MARK: - Instructions

extension ConcurrentProgram {
  /// One step of a routine.
  public struct Instruction: Hashable, Sendable {
    public var operation: Operation
    /// An opaque label that the caller maps back to its own world.
    public var origin: Int?

    public init(_ operation: Operation, origin: Int? = nil) {
      self.operation = operation
      self.origin = origin
    }
  }

  /// What an instruction does. Registers named `into` receive its result.
  public enum Operation: Hashable, Sendable {
    case compute(into: Int, Value)
    case load(into: Int, at: Value, AccessMode)
    case store(at: Value, Value, AccessMode)
    case update(Update)
    case compareExchange(CompareExchange)
    case fence(MemoryOrder)
    /// Any of the values in the range, one execution for each: `__VERIFIER_nondet_int()`.
    case choose(into: Int, ClosedRange<Int>)
    /// The execution is discarded when the value is 0.
    case assume(Value)
    case assert(Value)
    /// A fresh object of so many cells, each 0. `into` receives its address.
    case allocate(into: Int, cells: Value)
    /// Ends the life of the object whose first cell is at the address; nothing if that is 0.
    case free(Value)
    /// Waits until the mutex at the address is 0 and makes it 1.
    case lock(at: Value)
    /// As `lock`, but does not wait: `into` receives 1 if the mutex was taken.
    case tryLock(into: Int, at: Value)
    case unlock(at: Value)
    /// Starts a thread; `into` receives a value that names it, never 0.
    case spawn(into: Int?, routine: Value, arguments: [Value])
    /// Waits for the thread that the value names; `into` receives what it returned.
    case join(into: Int?, Value)
    case call(into: Int?, routine: Value, arguments: [Value])
  }

  /// An atomic read-modify-write; `into` receives the old value.
  public struct Update: Hashable, Sendable {
    public var into: Int?
    public var address: Value
    public var update: UpdateOperator
    public var operand: Value
    /// The new value is wrapped to this type.
    public var type: IntegerType
    public var order: MemoryOrder

    public init(
      into: Int? = nil, at address: Value, _ update: UpdateOperator, _ operand: Value,
      type: IntegerType = .int64, _ order: MemoryOrder
    ) {
      self.into = into
      self.address = address
      self.update = update
      self.operand = operand
      self.type = type
      self.order = order
    }
  }

  /// `old` receives the value read, `success` 1 or 0. A weak exchange may also fail when the value
  /// read equals `expected`.
  public struct CompareExchange: Hashable, Sendable {
    public var old: Int?
    public var success: Int?
    public var address: Value
    public var expected: Value
    public var desired: Value
    public var successOrder: MemoryOrder
    public var failureOrder: MemoryOrder
    public var isWeak: Bool

    public init(
      old: Int? = nil, success: Int? = nil, at address: Value, expected: Value, desired: Value,
      successOrder: MemoryOrder, failureOrder: MemoryOrder, isWeak: Bool = false
    ) {
      self.old = old
      self.success = success
      self.address = address
      self.expected = expected
      self.desired = desired
      self.successOrder = successOrder
      self.failureOrder = failureOrder
      self.isWeak = isWeak
    }
  }
}
