import MemoryModel

/// Translates the functions that threads reach, and the objects they touch.
struct ModelBuilder {
  let program: Program
  let bounds: ModelBounds
  private(set) var places: [ModelPlace] = []
  var objects: [ConcurrentProgram.StaticObject] = []
  var objectNumbers: [String: Int] = [:]
  /// The functions that give globals in use their initial values.
  var computed: Set<Int> = []
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
  let threadLocals: ThreadLocals
  /// By how many arguments it starts them with: the routine that threads of programs with
  /// thread-local variables run.
  var threadStarts: [Int: Int] = [:]

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
    threadLocals = ThreadLocals(program, recordLayouts)
    orderParameters = Self.orderParameters(of: program)
    usesResultsOfValues = program.functions.contains { function in
      let used = function.usedResults(alsoReturned: true)
      return function.events.contains { event in
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

  /// Translates what was asked for, and what that calls.
  mutating func translate() {
    while let key = pending.popLast() {
      guard let number = routineNumbers[key] else { continue }
      var routine = RoutineBuilder(key, in: self)
      let translated = routine.build()
      self = routine.owner
      routines[number] = translated
    }
  }

  mutating func finish(_ threads: [ConcurrentProgram.ThreadStart]) -> ModelProgram {
    translate()
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
      for event in source.events where events.contains(event.id) {
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
    let callers = callers(in: program)
    var found: [Int: Set<Int>] = [:]
    var pending = Array(program.functions.indices)
    while let number = pending.popLast() {
      let source = program.functions[number]
      var hasMore = false
      for event in source.events {
        for index in orderParameters(in: event, of: source, program, found)
        where found[number, default: []].insert(index).inserted {
          hasMore = true
        }
      }
      if hasMore { pending += callers[number] }
    }
    return found
  }

  private static func callers(in program: Program) -> [[Int]] {
    var callers = [[Int]](repeating: [], count: program.functions.count)
    for (number, source) in program.functions.enumerated() {
      for event in source.events {
        guard case .call(let callee, _) = event.kind,
          let target = program.resolve(callee, from: source), callers[target].last != number
        else { continue }
        callers[target].append(number)
      }
    }
    return callers
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
}
