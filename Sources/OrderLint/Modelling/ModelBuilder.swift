import MemoryModel

/// Translates the functions that threads reach, and the objects they touch.
struct ModelBuilder {
  let program: Program
  let bounds: ModelBounds
  private(set) var places: [ModelPlace] = []
  private var objects: [ConcurrentProgram.StaticObject] = []
  private var objectNumbers: [String: Int] = [:]
  private var routines: [ConcurrentProgram.Routine?] = []
  private var routineNumbers: [RoutineKey: Int] = [:]
  private var pending: [RoutineKey] = []
  private let orderParameters: [Int: Set<Int>]
  private var mayReturnUnknown: [Int: Bool] = [:]
  /// The function that the program begins with, if it is the program's own.
  var main: Int?
  /// Functions that are run as threads, or before or after them, each as often as it is.
  var started: [Int] = []
  /// How often functions may run, once somebody asked.
  var runs: FunctionRuns?
  /// Whether anything is done with what functions return that are called as values, or threads.
  let usesResultsOfValues: Bool
  let recordLayouts: RecordLayouts

  /// A function, and the constants its parameters have that memory orders depend on.
  struct RoutineKey: Hashable {
    var function: Int
    var constants: [Int: Int64] = [:]
    /// Whether it matters what the function returns.
    var isResultUsed = false
  }

  init(_ program: Program, bounds: ModelBounds) {
    self.program = program
    self.bounds = bounds
    recordLayouts = RecordLayouts(program)
    orderParameters = Self.orderParameters(of: program)
    usesResultsOfValues = program.functions.contains { function in
      let used = function.usedResults(alsoReturned: true)
      return function.blocks.lazy.flatMap(\.events).contains { event in
        guard used.contains(event.id) else { return false }
        return switch event.kind {
        case .call(.indirect, _), .join: true
        case .call, .read, .write, .update, .compareExchange, .fence, .assign, .allocate, .free,
          .lock, .unlock, .spawn, .opaque:
          false
        }
      }
    }
  }

  // MARK: Routines

  /// The routine of a function; its code is translated by `finish`.
  mutating func routine(
    of function: Int, constants: [Int: Int64] = [:], isResultUsed: Bool = false
  ) -> Int {
    let key = RoutineKey(
      function: function, constants: constants,
      isResultUsed: isResultUsed && returnsUnknown(function))
    if let known = routineNumbers[key] { return known }
    let number = routines.count
    routines.append(nil)
    routineNumbers[key] = number
    pending.append(key)
    return number
  }

  /// Adds code that no function of the source has.
  mutating func add(_ routine: ConcurrentProgram.Routine) -> Int {
    routines.append(routine)
    return routines.count - 1
  }

  mutating func finish(_ threads: [ConcurrentProgram.ThreadStart]) -> ModelProgram {
    while let key = pending.popLast() {
      guard let number = routineNumbers[key] else { continue }
      var routine = RoutineBuilder(key, in: self)
      let translated = routine.build()
      self = routine.owner
      routines[number] = translated
    }
    return ModelProgram(
      program: ConcurrentProgram(
        routines: routines.map { routine in
          guard let routine else { preconditionFailure("a routine was never translated") }
          return routine
        }, objects: objects, threads: threads),
      places: places, remarks: [])
  }

  mutating func place(_ place: ModelPlace) -> Int {
    places.append(place)
    return places.count - 1
  }

  /// Whether the function may return something whose value is not known: it does so itself, or
  /// returns what some function returns that does.
  private mutating func returnsUnknown(_ function: Int) -> Bool {
    if let known = mayReturnUnknown[function] { return known }
    var seen: Set<Int> = [function]
    var pending = [function]
    while let next = pending.popLast() {
      let source = program.functions[next]
      let returned = source.returnedOperands
      if mayReturnUnknown[next] == true
        || returned.contains(where: { $0.isUnknown && !$0.isNothing })
      {
        mayReturnUnknown[function] = true
        return true
      }
      let events = Set(returned.flatMap(\.events))
      for event in source.blocks.lazy.flatMap(\.events) where events.contains(event.id) {
        if case .call(let callee, _) = event.kind,
          let target = program.resolve(callee, from: source),
          seen.insert(target).inserted
        {
          pending.append(target)
        }
      }
    }
    for function in seen { mayReturnUnknown[function] = false }
    return false
  }

  // MARK: Orders in parameters

  /// The parameters of a function that a memory order in it depends on.
  func orderParameters(of function: Int) -> Set<Int> { orderParameters[function] ?? [] }

  /// Those of all functions: also what they pass on, through any number of calls.
  private static func orderParameters(of program: Program) -> [Int: Set<Int>] {
    var found: [Int: Set<Int>] = [:]
    var isSettled = false
    while !isSettled {
      isSettled = true
      for (number, source) in program.functions.enumerated() {
        for event in source.blocks.lazy.flatMap(\.events) {
          for index in orderParameters(in: event, of: source, program, found)
          where found[number, default: []].insert(index).inserted {
            isSettled = false
          }
        }
      }
    }
    return found
  }

  private static func orderParameters(
    in event: Event, of source: Function, _ program: Program, _ known: [Int: Set<Int>]
  ) -> [Int] {
    let own = event.kind.orderings.compactMap { ordering -> Int? in
      if case .operand(.parameter(let index)) = ordering.value { index } else { nil }
    }
    guard case .call(let callee, let arguments) = event.kind,
      arguments.contains(where: { if case .parameter = $0 { true } else { false } }),
      let target = program.resolve(callee, from: source), let wanted = known[target]
    else { return own }
    return own
      + arguments.enumerated().compactMap { index, argument in
        if case .parameter(let mine) = argument, wanted.contains(index) { mine } else { nil }
      }
  }

  // MARK: Objects

  /// The static object of a global.
  mutating func object(_ symbol: String) throws(Unsupported) -> Int {
    if let known = objectNumbers[symbol] { return known }
    guard let global = program.globals[symbol] else {
      throw Unsupported("the variable '\(symbol)', which is not defined in these files")
    }
    let layout = recordLayouts.layout(of: global)
    guard layout.cells <= 1 << 16 else {
      throw Unsupported("'\(global.name)' of \(layout.cells) cells; make it smaller")
    }
    let number = objects.count
    objectNumbers[symbol] = number
    objects.append(
      ConcurrentProgram.StaticObject(
        name: global.name,
        initialValues: Array(repeating: .constant(0), count: max(layout.cells, 1)),
        cellNames: layout.cellNames(of: global.name)))
    do throws(Unsupported) {
      try initialize(number, with: global)
    } catch {
      objectNumbers[symbol] = nil
      throw error
    }
    return number
  }

  private mutating func initialize(
    _ object: Int, with global: Global
  ) throws(Unsupported) {
    if let block = global.initializer {
      return try run(block, into: object, of: global)
    }
    if let value = global.initialValue {
      objects[object].initialValues[0] = .constant(Int(value))
      return
    }
    for (cell, value) in try recordLayouts.defaults(of: global)
    where objects[object].initialValues.indices.contains(cell) {
      objects[object].initialValues[cell] = .constant(Int(value))
    }
  }

  /// An initializer is writes of constants.
  private mutating func run(
    _ block: Block, into object: Int, of global: Global
  ) throws(Unsupported) {
    let function = Function(
      symbol: global.symbol, name: global.name, language: .c,
      range: block.events.first?.range
        ?? SourceRange(
          file: "", start: SourcePosition(line: 1, column: 1),
          end: SourcePosition(line: 1, column: 1)))
    for event in block.events {
      guard case .write(let address, let value, _) = event.kind else {
        throw Unsupported("the initializer of '\(global.name)'")
      }
      var operands = OperandLowering(function: function, owner: self)
      let target = try operands.value(address)
      let stored = try operands.value(value)
      self = operands.owner
      guard let cell = target.cell(of: object), stored.isConstant else {
        throw Unsupported("the initializer of '\(global.name)'")
      }
      let cells = objects[object].initialValues.count
      guard cell >= 0, cell < cells else { continue }
      let count = min(max(event.layout?.cells ?? 1, 1), cells - cell)
      for index in cell..<(cell + count) { objects[object].initialValues[index] = stored }
    }
  }
}

extension ConcurrentProgram.Value {
  /// The cell of a static object that the value is the address of.
  fileprivate func cell(of wanted: Int) -> Int? {
    switch self {
    case .address(let object, let cell): object == wanted ? cell : nil
    case .binary(.add, let base, .constant(let offset)):
      base.cell(of: wanted).map { $0 &+ offset }
    case .constant, .register, .routine, .not, .binary, .unsigned, .wrapped: nil
    }
  }

  fileprivate var isConstant: Bool {
    switch self {
    case .constant, .address, .routine: true
    case .register: false
    case .not(let inner), .wrapped(let inner, _): inner.isConstant
    case .binary(_, let left, let right), .unsigned(_, let left, let right):
      left.isConstant && right.isConstant
    }
  }
}

extension Layout {
  /// What a reader calls the cells of a variable: all of them, or none if there are very many.
  func cellNames(of name: String) -> [String] {
    guard cells <= 4096 else { return [] }
    switch self {
    case .integer, .scalar, .unsupported: return [name]
    case .record(let fields):
      return fields.flatMap { $0.layout.cellNames(of: "\(name).\($0.name)") }
    case .array(let element, let count):
      guard count > 0, element.cells > 0 else { return [] }
      return (0..<count).flatMap { element.cellNames(of: "\(name)[\($0)]") }
    }
  }
}
