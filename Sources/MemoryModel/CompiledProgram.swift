/// A concurrent program in a flat form: one run of operations for all routines, operands that are
/// a register or a constant, addresses and routines as numbers.
struct CompiledProgram: Sendable {
  /// What an operation reads.
  struct Operand: Hashable, Sendable {
    /// Index into the frame, or -1 for the constant.
    var register: Int
    var constant: Int

    static func constant(_ value: Int) -> Operand { Operand(register: -1, constant: value) }
    static func register(_ index: Int) -> Operand { Operand(register: index, constant: 0) }
    static let zero = Operand.constant(0)
  }

  enum Code: UInt8, Sendable {
    // Touch no memory.
    case copy, not, binary, unsigned, wrap, assume, assert, jump, jumpIfZero, call, `return`,
      unreachable,
      exit, enterLoop, repeatLoop
    // Make an event.
    case load, store, update, compareExchange, fence, choose, allocate, free, lock, tryLock,
      unlock, spawn, join

    var makesEvent: Bool { rawValue >= Code.load.rawValue }
  }

  struct Operation: Sendable {
    var code: Code
    var into = -1
    /// Where a compare-exchange says whether it succeeded.
    var success = -1
    /// The address, the condition, the routine or the first operand.
    var first = Operand.zero
    /// The value, the expected value or the second operand.
    var second = Operand.zero
    /// The desired value.
    var third = Operand.zero
    var binary = BinaryOperator.add
    var unsigned = UnsignedOperator.less
    var update = UpdateOperator.add
    var type = ConcurrentProgram.IntegerType.int64
    /// Nil for a plain access.
    var order: MemoryOrder?
    var failureOrder: MemoryOrder?
    var isWeak = false
    /// Where a jump goes; of `enterLoop` and `repeatLoop`, the index of the loop.
    var target = 0
    var argumentStart = 0
    var argumentCount = 0
  }

  struct Routine: Sendable {
    var entry = 0
    var parameterCount = 0
    /// With temporaries and what loops keep.
    var frameSize = 0
  }

  /// What a loop keeps in the frame of its routine, from `frame` on: how often control came to
  /// its head, how many effects and events the thread had then, and the values of `live`.
  struct Loop: Sendable {
    static let fixedSize = 3
    var head: Int
    var frame: Int
    var live: [Int]
    /// Whether it ends by counting, and not because of anything it reads.
    var counts = false
  }

  struct MemoryObject: Sendable {
    var name: String
    var firstCell: Int
    var cells: Int
    var cellNames: [String]

    var addresses: some Sequence<Int> {
      (firstCell..<firstCell + cells).lazy.map(CompiledProgram.address(ofCell:))
    }
  }

  struct Start: Sendable {
    var name: String
    var routine: Int
    var arguments: [Int]
  }

  var operations: ContiguousArray<Operation> = []
  var origins: ContiguousArray<Int?> = []
  var arguments: ContiguousArray<Operand> = []
  var routines: ContiguousArray<Routine> = []
  var loops: ContiguousArray<Loop> = []
  var objects: ContiguousArray<MemoryObject> = []
  /// The values of the cells of static objects, and of what is between them, by cell.
  var initialValues: ContiguousArray<Int> = []
  var starts: [Start] = []
  /// Whether two events could be ordered by the seq_cst total order; otherwise it constrains nothing.
  var usesTotalOrder = false
  /// Whether some routine jumps, calls or spawns so that an operation may run twice.
  var hasRepetition = false

  /// Whether some exchange is a weak one.
  var hasWeakExchanges = false

  /// Routine values start here, so that no address looks like a routine.
  static let routineBase = 1 << 56

  /// The values of records that are held as one value start here.
  static let pairBase = 1 << 58

  /// Addresses start here, so that no small number looks like one.
  static let addressBase = 1 << 40

  /// The number of the cell at an address, from the first address on; nil between two cells.
  static func cell(at address: Int) -> Int? {
    let offset = address &- addressBase
    guard offset >= 0, offset % ConcurrentProgram.cellSize == 0 else { return nil }
    return offset / ConcurrentProgram.cellSize
  }

  static func address(ofCell cell: Int) -> Int {
    addressBase &+ cell &* ConcurrentProgram.cellSize
  }

  /// Where objects of one cell are, when there are no others: each has a gap behind it.
  static func address(ofSingle object: Int) -> Int { address(ofCell: 2 * object + 1) }

  /// What is in a cell before the program starts.
  func initialValue(at address: Int) -> Int {
    guard let cell = Self.cell(at: address), initialValues.indices.contains(cell) else { return 0 }
    return initialValues[cell]
  }

  func isStatic(_ address: Int) -> Bool {
    Self.cell(at: address).map(initialValues.indices.contains) ?? false
  }

  static func routineIndex(of value: Int, count: Int) -> Int? {
    let index = value &- routineBase
    return index >= 0 && index < count ? index : nil
  }
}
