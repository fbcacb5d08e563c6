import MemoryModel

/// The objects of a program, as they are declared.
public struct Memory {
  public private(set) var objects: [ConcurrentProgram.StaticObject] = []

  public init() {}

  /// The address of a fresh object.
  public mutating func object(_ name: String, _ values: [Value] = [0]) -> Value {
    objects.append(ConcurrentProgram.StaticObject(name: name, initialValues: values))
    return .object(objects.count - 1)
  }

  public mutating func array(_ name: String, _ count: Int, of value: Value = 0) -> Value {
    object(name, Array(repeating: value, count: count))
  }

  /// A program whose first thread starts `count` threads, each with its number, waits for them in
  /// turn, and then does what `end` says.
  public func program(
    threads count: Int, _ body: Code, start: (inout Code) -> Void = { _ in },
    end: (inout Code) -> Void = { _ in }
  ) -> ConcurrentProgram {
    var main = Code("main")
    start(&main)
    let handles = (0..<count).map { _ in main.register() }
    for (number, handle) in handles.enumerated() {
      main.emit(.spawn(into: handle, routine: .routine(1), arguments: [.constant(number)]))
    }
    for handle in handles { main.emit(.join(into: nil, .register(handle))) }
    end(&main)
    return ConcurrentProgram(
      routines: [main.routine(), body.routine()], objects: objects,
      threads: [ConcurrentProgram.ThreadStart(name: "main", routine: 0)])
  }
}

/// A row of the table of recorded figures: a program, its switches, and what GenMC reported.
public struct ScalingRow: Sendable {
  public var program: String
  public var defines: String
  public var flags: String
  public var executions: Int
  public var blocked: Int
  public var error: String
  public var seconds: Double

  public init?(_ line: Substring) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard fields.count >= 7, let executions = Int(fields[3]), let blocked = Int(fields[4]),
      let seconds = Double(fields[6])
    else { return nil }
    program = fields[0]
    defines = fields[1]
    flags = fields[2]
    self.executions = executions
    self.blocked = blocked
    error = fields[5]
    self.seconds = seconds
  }

  /// The rows of the whole table.
  public static func rows(of table: String) -> [ScalingRow] {
    table.split(separator: "\n").compactMap { ScalingRow($0) }
  }

  /// Programs of GenMC's table are unrolled 6 times at most.
  public var options: ProgramOptions {
    ProgramOptions(limits: ProgramLimits(loopIterations: 6, boundsCountingLoops: true))
  }
}

/// The switches of a program, as they stand in the table: `-DN=3 -DO=rlx`.
public struct Switches {
  private var values: [String: String] = [:]

  public init(_ text: String) {
    for word in text.split(separator: " ") where word.hasPrefix("-D") {
      let parts = word.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      values[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
    }
  }

  public func isSet(_ name: String) -> Bool { values[name] != nil }

  public func number(_ name: String, _ usual: Int) -> Int {
    values[name].flatMap { Int($0) } ?? usual
  }

  /// An order, or a fence such as `Fr`; nil where the switch is empty.
  public func order(_ name: String, _ usual: MemoryOrder) -> MemoryOrder? {
    guard let text = values[name] else { return usual }
    let orders: [String: MemoryOrder] = [
      "rlx": .relaxed, "acq": .acquire, "rel": .release, "ar": .acquireRelease,
      "sc": .sequentiallyConsistent, "Fa": .acquire, "Fr": .release, "Far": .acquireRelease,
      "Fs": .sequentiallyConsistent,
    ]
    return orders[text]
  }

  /// An order that is never left out.
  public func access(_ name: String, _ usual: MemoryOrder) -> MemoryOrder {
    order(name, usual) ?? usual
  }
}
