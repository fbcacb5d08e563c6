import MemoryModel

/// The variables of which each thread has its own. A thread's are one object, which is made when the
/// thread starts, ends with it, and is passed to all functions as one more argument.
struct ThreadLocals {
  /// Where each variable begins in the object.
  private(set) var offsets: [String: Int] = [:]
  private(set) var cells = 0
  private var variables: [Global] = []

  init(_ program: Program, _ layouts: RecordLayouts) {
    for global in program.globals.values.sorted(by: { $0.symbol < $1.symbol })
    where global.isThreadLocal {
      offsets[global.symbol] = cells
      cells &+= max(layouts.layout(of: global).cells, 1)
      variables.append(global)
    }
  }

  /// How many parameters functions have that the source does not name.
  var parameterCount: Int { offsets.isEmpty ? 0 : 1 }

  /// What is passed for them, by code that holds the object in a register.
  func argument(at register: Int) -> [ConcurrentProgram.Value] {
    offsets.isEmpty ? [] : [.register(register)]
  }

  /// What the cells of the object start with where that is not 0.
  fileprivate func initialValues(
    _ builder: inout ModelBuilder
  ) throws(Unsupported) -> [(cell: Int, value: ConcurrentProgram.Value)] {
    guard cells <= 1 << 20 else { throw Unsupported("thread-local variables of very many cells") }
    var values: [(cell: Int, value: ConcurrentProgram.Value)] = []
    for variable in variables {
      guard let offset = offsets[variable.symbol] else { continue }
      let base = ConcurrentProgram.Value.register(0)[offset]
      // An initializer is a function without parameters.
      let initial = try builder.initialValues(of: variable) { $0.cell(of: base) }
      for (cell, value) in initial.enumerated() where value != .constant(0) {
        values.append((offset + cell, value))
      }
    }
    return values
  }
}

extension RoutineBuilder {
  /// What is passed to functions besides what the source names.
  var threadLocalArgument: [ConcurrentProgram.Value] {
    owner.threadLocals.argument(at: operands.registers.threadLocals)
  }
}

extension ModelBuilder {
  /// What a thread runs that is to run the routine: the routine itself, or the one that makes the
  /// thread's variables first.
  mutating func start(
    _ routine: ConcurrentProgram.Value, _ arguments: [ConcurrentProgram.Value]
  ) -> (routine: ConcurrentProgram.Value, arguments: [ConcurrentProgram.Value]) {
    guard threadLocals.parameterCount > 0 else { return (routine, arguments) }
    return (.routine(threadStart(of: arguments.count)), [routine] + arguments)
  }

  mutating func start(
    _ routine: Int, _ arguments: [ConcurrentProgram.Value], name: String
  ) -> ConcurrentProgram.ThreadStart {
    guard threadLocals.parameterCount > 0 else {
      return ConcurrentProgram.ThreadStart(name: name, routine: routine, arguments: arguments)
    }
    return ConcurrentProgram.ThreadStart(
      name: name, routine: threadStart(of: arguments.count),
      arguments: [.routine(routine)] + arguments)
  }

  /// The routine whose parameters are another one and its arguments.
  private mutating func threadStart(of count: Int) -> Int {
    if let known = threadStarts[count] { return known }
    let object = count + 1
    let result = count + 2
    var block = ConcurrentProgram.Block(
      [
        ConcurrentProgram.Instruction(
          .allocate(into: object, cells: .constant(threadLocals.cells)))
      ], .return(.register(result)))
    do throws(Unsupported) {
      for (cell, value) in try threadLocals.initialValues(&self) {
        block.instructions.append(
          ConcurrentProgram.Instruction(
            .store(at: ConcurrentProgram.Value.register(object)[cell], value, .plain)))
      }
      let arguments = (1...(count + 1)).map { ConcurrentProgram.Value.register($0) }
      block.instructions += [
        ConcurrentProgram.Instruction(
          .call(into: result, routine: .register(0), arguments: arguments)),
        ConcurrentProgram.Instruction(.free(.register(object))),
      ]
    } catch {
      var place = ModelPlace(
        range: threadLocals.range(in: program), function: "a thread", language: .c)
      place.obstacle = error.reason
      block.instructions = []
      block.terminator = .unreachable
      block.origin = self.place(place)
    }
    let number = add(
      ConcurrentProgram.Routine(
        name: "thread", parameterCount: count + 1, registerCount: count + 3, blocks: [block]))
    threadStarts[count] = number
    return number
  }
}

extension ThreadLocals {
  /// Where the first function is that may use the variables; they have no place of their own.
  fileprivate func range(in program: Program) -> SourceRange {
    program.functions.first?.range
      ?? SourceRange(
        file: "", start: SourcePosition(line: 1, column: 1),
        end: SourcePosition(line: 1, column: 1))
  }
}
