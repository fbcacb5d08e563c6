import MemoryModel

/// Translates the operands of one function.
struct OperandLowering {
  typealias Value = ConcurrentProgram.Value

  let function: Function
  var owner: ModelBuilder
  /// Constants that parameters have.
  var constants: [Int: Int64] = [:]
  var registers = Registers()

  /// Where the parts of a function live.
  struct Registers {
    /// Where parameters begin. A record takes a register for each of its cells.
    var parameters: [Int] = []
    /// Where a record is to be stored that is returned.
    var returned: Int?
    /// The object that holds what each thread has of its own.
    var threadLocals = 0
    var locals: [Int] = []
    /// Addresses of the locals that are objects.
    var slots: [Int: Int] = [:]
    var results: [EventID: Int] = [:]
    var exchanged: [EventID: Int] = [:]
    /// Events that read whole records: the first register of their cells.
    var records: [EventID: (first: Int, cells: Int)] = [:]
  }

  init(function: Function, owner: ModelBuilder) {
    self.function = function
    self.owner = owner
  }

  static let recordAsValue = Unsupported(
    "a record as a value; pass a pointer to it, or use its fields")

  /// The registers that hold a record, if the operand is one.
  func record(_ operand: Operand) -> (first: Int, cells: Int)? {
    switch operand {
    case .result(let id): return registers.records[id]
    case .parameter(let index):
      guard function.parameters.indices.contains(index),
        let layout = function.parameters[index].layout
      else { return nil }
      return (registers.parameters[index], layout.cells)
    case .integer, .null, .local, .exchanged, .global, .slot, .field, .element, .function, .not,
      .binary, .unknown:
      return nil
    }
  }

  /// The values that are passed for arguments: those of all cells of a record.
  mutating func arguments(_ list: [Operand]) throws(Unsupported) -> [Value] {
    var result: [Value] = []
    for operand in list {
      if let record = record(operand) {
        result += (0..<record.cells).map { .register(record.first + $0) }
      } else {
        result.append(try value(operand))
      }
    }
    return result
  }

  /// Gives parameters their registers; returns how many there are.
  mutating func assignParameters() -> Int {
    var count = 0
    for parameter in function.parameters {
      registers.parameters.append(count)
      count += parameter.layout?.cells ?? 1
    }
    if function.resultLayout != nil {
      registers.returned = count
      count += 1
    }
    registers.threadLocals = count
    return count + owner.threadLocals.parameterCount
  }

  mutating func value(_ operand: Operand) throws(Unsupported) -> Value {
    switch operand {
    case .integer(let value): return .constant(Int(value))
    case .null: return .constant(0)
    case .parameter(let index):
      if let constant = constants[index] { return .constant(Int(constant)) }
      guard function.parameters.indices.contains(index) else {
        throw Unsupported("a parameter that is not declared")
      }
      guard function.parameters[index].layout == nil else { throw Self.recordAsValue }
      return .register(registers.parameters[index])
    case .local(let local):
      guard registers.locals.indices.contains(local.index), registers.slots[local.index] == nil
      else { throw Unsupported("a local variable that is also used through its address") }
      return .register(registers.locals[local.index])
    case .result(let id): return try result(of: id)
    case .exchanged(let id):
      guard let register = registers.exchanged[id] else { throw Unsupported("a missing result") }
      return .register(register)
    case .global(let symbol):
      if let offset = owner.threadLocals.offsets[symbol] {
        return Value.register(registers.threadLocals)[offset]
      }
      return .object(try owner.object(symbol))
    case .slot(let local):
      guard let register = registers.slots[local.index] else {
        throw Unsupported("the address of a variable")
      }
      return .register(register)
    case .field(_, _, let name):
      let place = try place(operand)
      guard place.view == nil else { throw Self.addressOfPart(name) }
      return place.address
    case .element(let base, let index):
      let scaled = try value(index)
      let start = try value(base)
      return start[scaled]
    case .function(let symbol): return .routine(try routine(symbol))
    case .not(let inner): return .not(try value(inner))
    case .binary(let operation, let left, let right):
      return .binary(operation, try value(left), try value(right))
    case .unknown(let what): throw Unsupported("\(what), which has no value here")
    }
  }

  private func result(of id: EventID) throws(Unsupported) -> Value {
    if registers.records[id] != nil { throw Self.recordAsValue }
    guard let register = registers.results[id] else { throw Unsupported("a missing result") }
    return .register(register)
  }

  mutating func routine(_ symbol: String) throws(Unsupported) -> Int {
    guard let number = owner.program.resolve(symbol: symbol, from: function) else {
      throw Unsupported("the function '\(symbol)', which is not defined in these files")
    }
    guard owner.orderParameters(of: number).isEmpty else {
      throw Unsupported("the function '\(symbol)' as a value, whose memory orders are parameters")
    }
    return owner.routine(of: number, isResultUsed: owner.usesResultsOfValues)
  }

  /// A constant, as far as it is one without running anything.
  func constant(_ operand: Operand) -> Int64? {
    switch operand {
    case .integer(let value): value
    case .parameter(let index): constants[index]
    case .null, .local, .result, .exchanged, .global, .slot, .field, .element, .function, .not,
      .binary, .unknown:
      nil
    }
  }
}
