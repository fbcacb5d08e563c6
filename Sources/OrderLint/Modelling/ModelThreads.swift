import MemoryModel

/// The functions that are run.
public struct ModelThreads: Sendable {
  struct Thread: Hashable, Sendable {
    var function: Int
    var count: Int
  }

  /// A program's own beginning, when nothing is marked or named.
  var main: Int?
  var initial: [Int] = []
  var threads: [Thread] = []
  var final: [Int] = []
  /// What is left out, for the report.
  private(set) var remarks: [String] = []

  /// - Parameter names: functions that each run as a thread, instead of the marked ones.
  public init(
    in program: Program, markers: [ModelMarkers], named names: [String]
  ) throws(ModelRequestError) {
    for file in markers {
      if let problem = file.problems.first { throw problem }
      for marker in file.markers { try add(marker, in: file.file, program, skips: !names.isEmpty) }
    }
    for name in names {
      let number = try Self.function(named: name, in: program)
      if let known = threads.firstIndex(where: { $0.function == number }) {
        threads[known].count += 1
      } else {
        threads.append(Thread(function: number, count: 1))
      }
    }
    let main = Self.main(of: program)
    guard threads.isEmpty else {
      if let main, !threads.contains(where: { $0.function == main }) {
        remarks.append("main does not run: the functions that are marked or named do")
      }
      return
    }
    guard let main else {
      throw ModelRequestError(
        "nothing to run: there is no main; mark thread functions with "
          + "`// orderlint:thread` on the line above, or name them with --threads")
    }
    if let marked = (initial + final).first {
      throw ModelRequestError(
        "'\(program.functions[marked].name)' is marked to run before or after threads, and no "
          + "function is a thread: mark those with `// orderlint:thread`, name them with --threads, "
          + "or take the mark away, so that main runs")
    }
    self.main = main
  }

  /// Where the program begins: `main`, or else the statements of its only script.
  private static func main(of program: Program) -> Int? {
    let functions = program.functions
    if let main = functions.firstIndex(where: { $0.symbol == "main" || $0.exportedName == "main" })
    {
      return main
    }
    let scripts = functions.indices.filter {
      functions[$0].language == .swift && functions[$0].kind == .ordinary
        && functions[$0].name == "main" && functions[$0].symbol.hasPrefix("main@")
    }
    return scripts.count == 1 ? scripts.first : nil
  }

  private mutating func add(
    _ marker: ModelMarkers.Marker, in file: String, _ program: Program, skips: Bool
  ) throws(ModelRequestError) {
    // A mark may stand some lines above the name: other marks, a result type, attributes.
    let below = program.functions.indices.filter {
      let range = program.functions[$0].range
      return range.file == file && program.functions[$0].kind == .ordinary
        && (marker.line..<(marker.line + 12)).contains(range.start.line)
    }
    guard
      let function = below.min(by: {
        program.functions[$0].range < program.functions[$1].range
      })
    else {
      throw ModelRequestError(
        "\(file):\(marker.line): no function stands below 'orderlint:\(marker.verb.rawValue)'")
    }
    switch marker.verb {
    case .`init`: initial.append(function)
    case .final: final.append(function)
    case .thread, .repeat:
      guard !skips else { return }
      if let known = threads.firstIndex(where: { $0.function == function }) {
        threads[known].count = max(threads[known].count, marker.count)
      } else {
        threads.append(Thread(function: function, count: marker.count))
      }
    }
  }

  private static func function(
    named name: String, in program: Program
  ) throws(ModelRequestError) -> Int {
    let found = program.functions.indices.filter {
      let function = program.functions[$0]
      return function.name == name || function.symbol == name
        || function.symbol.prefix { $0 != "(" && $0 != "@" } == name
    }
    guard let first = found.first else {
      throw ModelRequestError("--threads: no function is called '\(name)'")
    }
    guard found.count == 1 else {
      throw ModelRequestError("--threads: \(found.count) functions are called '\(name)'")
    }
    return first
  }
}

extension ModelProgram {
  /// The program that runs the threads.
  public init(
    _ program: Program, running threads: ModelThreads, bounds: ModelBounds = ModelBounds()
  ) throws(ModelRequestError) {
    var builder = ModelBuilder(program, bounds: bounds)
    builder.started =
      (threads.main.map { [$0] } ?? []) + threads.initial + threads.final
      + threads.threads.flatMap { Array(repeating: $0.function, count: $0.count) }
    if let main = threads.main {
      self = Self.program(of: main, with: &builder)
      return
    }
    var starts: [ConcurrentProgram.ThreadStart] = []
    for thread in threads.threads {
      for instance in 0..<thread.count {
        starts.append(try Self.start(thread, instance: instance, with: &builder))
      }
    }
    for function in threads.initial + threads.final {
      _ = builder.routine(of: function)
      _ = try builder.receiver(of: function)
    }
    var threads = threads
    threads.initial.insert(contentsOf: builder.globalInitializers(except: nil), at: 0)
    guard !threads.initial.isEmpty || !threads.final.isEmpty else {
      self = builder.finish(starts)
      remarks = threads.remarks
      return
    }
    let main = try Self.main(threads, starting: starts, with: &builder)
    self = builder.finish([builder.start(main, [], name: "main")])
    remarks = threads.remarks
  }

  /// The program that begins with a function of its own.
  private static func program(of main: Int, with builder: inout ModelBuilder) -> ModelProgram {
    builder.main = main
    let function = builder.program.functions[main]
    let routine = builder.routine(of: main)
    let arguments = function.parameters.map { _ in ConcurrentProgram.Value.constant(0) }
    let isScript = function.symbol.hasPrefix("main@") || function.symbol == "main"
    let script = function.language == .swift && isScript ? function.range.file : nil
    let initializers = builder.globalInitializers(except: script)
    guard !initializers.isEmpty else {
      return builder.finish([builder.start(routine, arguments, name: "main")])
    }
    var instructions = initializers.map { builder.call(of: $0) }
    let first = builder.threadLocals.parameterCount
    instructions.append(
      ConcurrentProgram.Instruction(
        .call(
          into: nil, routine: .routine(routine),
          arguments: builder.threadLocals.argument(at: 0) + arguments)))
    let start = builder.add(
      ConcurrentProgram.Routine(
        name: "main", parameterCount: first, registerCount: first,
        blocks: [ConcurrentProgram.Block(instructions, .return(nil))]))
    return builder.finish([builder.start(start, [], name: "main")])
  }

  private static func start(
    _ thread: ModelThreads.Thread, instance: Int, with builder: inout ModelBuilder
  ) throws(ModelRequestError) -> ConcurrentProgram.ThreadStart {
    let function = builder.program.functions[thread.function]
    let receiver = try builder.receiver(of: thread.function)
    let parameters = function.parameters.dropFirst(receiver.count)
    guard parameters.count <= 1 else {
      throw ModelRequestError(
        "\(function.range.file):\(function.range.start.line): '\(function.name)' has "
          + "\(parameters.count) parameters; a thread function has none, or one for its number"
      )
    }
    return builder.start(
      builder.routine(of: thread.function),
      receiver + parameters.map { _ in .constant(instance) },
      name: thread.count > 1 ? "\(function.name) \(instance + 1)" : function.name)
  }

  /// Runs the init functions, all threads, and then the final functions.
  private static func main(
    _ threads: ModelThreads, starting starts: [ConcurrentProgram.ThreadStart],
    with builder: inout ModelBuilder
  ) throws(ModelRequestError) -> Int {
    var instructions: [ConcurrentProgram.Instruction] = []
    let call = { (function: Int, builder: inout ModelBuilder) throws(ModelRequestError) in
      let source = builder.program.functions[function]
      let receiver = try builder.receiver(of: function)
      guard source.parameters.count == receiver.count else {
        throw ModelRequestError(
          "\(source.range.file):\(source.range.start.line): '\(source.name)' has parameters; "
            + "init and final functions have none")
      }
      instructions.append(builder.call(of: function, on: receiver))
    }
    let first = builder.threadLocals.parameterCount
    for function in threads.initial { try call(function, &builder) }
    for (index, start) in starts.enumerated() {
      instructions.append(
        ConcurrentProgram.Instruction(
          .spawn(
            into: first + index, routine: .routine(start.routine), arguments: start.arguments)))
    }
    for index in starts.indices {
      instructions.append(ConcurrentProgram.Instruction(.join(into: nil, .register(first + index))))
    }
    for function in threads.final { try call(function, &builder) }
    return builder.add(
      ConcurrentProgram.Routine(
        name: "main", parameterCount: first, registerCount: first + starts.count,
        blocks: [ConcurrentProgram.Block(instructions, .return(nil))]))
  }
}

extension ModelBuilder {
  /// The object that a method is run on: the one global of its type. Functions have none.
  fileprivate mutating func receiver(
    of function: Int
  ) throws(ModelRequestError) -> [ConcurrentProgram.Value] {
    let source = program.functions[function]
    guard source.language == .swift, let first = source.parameters.first, first.name == "self",
      let type = first.type, let record = program.records[type]
    else { return [] }
    let instances = program.globals.values.filter {
      $0.type == type && ($0.isObject || !record.isReference && !$0.isConstant)
    }
    let place = "\(source.range.file):\(source.range.start.line): '\(source.name)'"
    guard instances.count == 1, let only = instances.first else {
      throw ModelRequestError(
        "\(place) is a method, and \(instances.isEmpty ? "no" : "more than one") global constant "
          + "is made as a '\(type)'; call it from a function that is marked instead")
    }
    do throws(Unsupported) {
      return [.object(try object(only.symbol))]
    } catch {
      throw ModelRequestError("\(place) is a method, and its object is \(error.reason)")
    }
  }

  /// A call that nobody wrote, of a function without parameters.
  fileprivate mutating func call(
    of function: Int, on receiver: [ConcurrentProgram.Value] = []
  ) -> ConcurrentProgram.Instruction {
    let source = program.functions[function]
    let place = place(
      ModelPlace(range: source.range, function: source.name, language: source.language))
    return ConcurrentProgram.Instruction(
      .call(
        into: nil, routine: .routine(routine(of: function)),
        arguments: receiver + threadLocals.argument(at: 0)),
      origin: place)
  }
}
