import MemoryModel

/// The program as threads, with every access indexed by the location it touches. Every finder holds
/// it: a class, so that this costs them one reference.
final class Analysis: Sendable {
  private let ground: Ground
  private let traced: Traced
  /// Atomic accesses outside exclusive regions.
  let atomicSites: [MemoryLocation: [Site]]
  /// Locations with atomic accesses, in a fixed order.
  let atomicLocations: [MemoryLocation]
  /// Plain accesses outside exclusive regions.
  let plainSites: [MemoryLocation: [Site]]
  /// Of the locations of plain accesses, the fields of atomic types.
  let declaredAtomics: Set<MemoryLocation>
  /// The objects that some thread writes plainly: reads of others race with nothing.
  let writtenRoots: Set<MemoryLocation.Root>

  /// An item of a thread.
  struct Site: Hashable, Sendable {
    var thread: Int
    var item: Int
  }

  /// What is known about the program without following a path.
  private struct Ground {
    var program: Program
    var callGraph: CallGraph
    var locator: Locator
    /// For each function, whether it runs when no other such function does.
    var runsAlone: [Bool]
    /// For each function, the blocks that may run more than once.
    var repeated: [RepeatedBlocks]
    var ending: EndingFunctions
  }

  /// The paths that are looked at.
  private struct Traced {
    var threads: [ThreadTrace] = []
    var truncated: Set<Int> = []
    var needsCallersLock: Set<Int> = []
  }

  var program: Program { ground.program }
  var callGraph: CallGraph { ground.callGraph }
  var locator: Locator { ground.locator }
  var ending: EndingFunctions { ground.ending }
  var threads: [ThreadTrace] { traced.threads }
  /// Functions some of whose paths were given up.
  var truncated: Set<Int> { traced.truncated }
  /// Functions that are only called with a lock held: on their own they say nothing about what
  /// their callers protect.
  var needsCallersLock: Set<Int> { traced.needsCallersLock }

  convenience init(program: Program, limits: Tracer.Limits = Tracer.Limits()) {
    let repeated = program.functions.indices.map {
      RepeatedBlocks(of: program.functions[$0], calls: program.traits[$0].contains(.calls))
    }
    let graph = CallGraph(of: program)
    let ground = Ground(
      program: program, callGraph: graph, locator: Locator(program: program, graph.targets),
      runsAlone: program.functions.map(\.runsAlone), repeated: repeated,
      ending: EndingFunctions(of: program, repeated))
    self.init(ground, Self.trace(ground, limits: limits, looksAtAll: true))
  }

  /// The same program but for the kinds of some accesses, none of which orders anything.
  /// - Parameter concerned: the functions to look at, instead of those that synchronize.
  convenience init(_ program: Program, like base: Analysis, concerning concerned: Set<Int>) {
    var ground = base.ground
    ground.program = program
    ground.callGraph = base.callGraph.concerning(concerned)
    ground.locator = Locator(of: program, like: base.locator)
    self.init(ground, Self.trace(ground, limits: Tracer.Limits(), looksAtAll: false))
  }

  /// The same program with other items in the threads, which make the same atomic accesses.
  func with(_ threads: [ThreadTrace]) -> Analysis {
    var traced = traced
    traced.threads = threads
    return Analysis(ground, traced)
  }

  private init(_ ground: Ground, _ traced: Traced) {
    self.ground = ground
    self.traced = traced
    let sites = Self.index(traced.threads)
    atomicSites = sites.atomic
    plainSites = sites.plain
    atomicLocations = sites.atomic.keys.sorted()
    declaredAtomics = Set(sites.plain.keys.lazy.filter { ground.program.isDeclaredAtomic($0) })
    writtenRoots = Set(
      sites.plain.lazy.filter { _, sites in
        sites.contains { traced.threads[$0.thread].items[$0.item].isWrite }
      }.map(\.key.root))
  }

  private static func trace(_ ground: Ground, limits: Tracer.Limits, looksAtAll: Bool) -> Traced {
    let program = ground.program
    let graph = ground.callGraph
    var tracer = Tracer(program: program, callGraph: graph, limits: limits)
    var traced = Traced()
    for function in roots(of: program, graph, &tracer) {
      let result = tracer.traces(of: function)
      if result.isTruncated { traced.truncated.insert(function) }
      // Where nothing else runs, a path that starts no thread has nobody to race with.
      let isBeside = looksAtAll && !ground.runsAlone[function]
      let traces = isBeside ? result.traces : result.traces.withSpawns
      traced.threads += ThreadTrace.threads(traces, of: function, locator: ground.locator)
    }
    let context = LockContext(of: traced.threads, in: program)
    traced.needsCallersLock = Set(
      traced.threads.map(\.function).filter {
        context.isAlwaysLocked($0) && !graph.escaping.contains($0)
      })
    return traced
  }

  /// The functions looked at as threads: what others can call or start, and whatever is too big to
  /// be seen as part of its callers.
  private static func roots(
    of program: Program, _ graph: CallGraph, _ tracer: inout Tracer
  ) -> [Int] {
    program.functions.indices.filter { number in
      guard graph.synchronizing.contains(number) else { return false }
      let function = program.functions[number]
      if function.visibility == .shared || graph.callerCounts[number] == 0 { return true }
      if graph.escaping.contains(number) { return true }
      // Too big to be seen as part of its callers, and not known to be safe without them.
      return tracer.inlinable(number) == nil && !graph.hasLockingCaller(number, in: program)
    }
  }

  private static func index(
    _ threads: [ThreadTrace]
  ) -> (atomic: [MemoryLocation: [Site]], plain: [MemoryLocation: [Site]]) {
    var atomic: [MemoryLocation: [Site]] = [:]
    var plain: [MemoryLocation: [Site]] = [:]
    for (number, thread) in threads.enumerated() {
      for index in thread.items.indices where !thread.isExclusive[index] {
        guard let location = thread.location(at: index) else { continue }
        let site = Site(thread: number, item: index)
        if thread.items[index].isAtomicAccess {
          atomic[location, default: []].append(site)
        } else if thread.items[index].isPlainAccess {
          plain[location, default: []].append(site)
        }
      }
    }
    return (atomic, plain)
  }

  func function(of thread: ThreadTrace) -> Function { program.functions[thread.function] }

  /// Whether control can come back to the block of the function, or the function calls itself.
  func repeats(_ block: Int, of function: Int) -> Bool {
    ground.repeated.indices.contains(function) && ground.repeated[function].contains(block)
  }

  /// Whether the two functions can run at the same time. The main function and test functions run
  /// one after the other, each by itself.
  func mayOverlap(_ first: Int, _ second: Int) -> Bool {
    !(ground.runsAlone[first] && ground.runsAlone[second])
  }

  /// Whether an object of one thread and one of another may be the same.
  func maySameObject(
    _ left: Locator.Place, in leftThread: ThreadTrace, _ right: Locator.Place,
    in rightThread: ThreadTrace
  ) -> Bool {
    if left.object.isOtherConstantElement(than: right.object) { return false }
    if left.location.names(anyOf: program.ambiguousRecords),
      program.areOfTwoSources(leftThread.function, rightThread.function)
    {
      return false
    }
    let a = left.object.base
    let b = right.object.base
    if isGiven(a, by: leftThread, b, to: rightThread)
      || isGiven(b, by: rightThread, a, to: leftThread)
    {
      return true
    }
    switch (a, b) {
    case (.global(let x), .global(let y)): return x == y
    case (.slot, _), (_, .slot): return false
    case (.result(let x), .result(let y)):
      return leftThread.pointerSource(x) == rightThread.pointerSource(y)
        && leftThread.pointerSource(x) != nil && !leftThread.isFoundInOwn(x)
        && !rightThread.isFoundInOwn(y)
    case (.result(let x), _): return leftThread.pointerSource(x) != nil
    case (_, .result(let y)): return rightThread.pointerSource(y) != nil
    default: return true
    }
  }
}

extension [Trace] {
  /// Of a function that starts threads on some paths, those paths, and of these the ones that wait for
  /// all of them, if there are such: loops that start and join threads go round as often as each
  /// other, and what comes before or after would look as if it came beside the threads.
  fileprivate var withSpawns: [Trace] {
    let starting = filter { $0.spawns > 0 }
    let joining = starting.filter { $0.joins >= $0.spawns }
    if !joining.isEmpty { return joining }
    return starting.isEmpty ? self : starting
  }
}

extension Trace {
  fileprivate var spawns: Int {
    items.count { if case .spawn = $0.kind { true } else { false } }
  }

  fileprivate var joins: Int {
    items.count { if case .join = $0.kind { true } else { false } }
  }
}

extension Function {
  fileprivate var runsAlone: Bool {
    if symbol == "main" { return true }
    guard kind == .ordinary, parameters.count <= 1 else { return false }
    let name = name
    guard name.utf8.last != UInt8(ascii: ".") else {
      return name.split(separator: ".").last?.hasPrefix("test") ?? false
    }
    let dot = name.utf8.lastIndex(of: UInt8(ascii: "."))
    let start = dot.map { name.utf8.index(after: $0) } ?? name.startIndex
    return name.utf8[start...].starts(with: "test".utf8)
  }
}

extension Analysis {
  /// Whether one thread has started the other with the object that it works on there.
  func isGiven(
    _ object: Value, by first: ThreadTrace, _ other: Value, to second: ThreadTrace
  ) -> Bool {
    guard case .result = object, case .parameter = other else { return false }
    let entry = Value.function(function(of: second).symbol)
    return first.items.contains { item in
      if case .spawn(entry, _) = item.kind { item.starts(with: object) } else { false }
    }
  }
}

extension ThreadTrace {
  /// Where a pointer was read from without synchronization; nil for allocations and calls, and for
  /// pointers read atomically, which name a different object each time.
  func pointerSource(_ item: Int) -> MemoryLocation? {
    guard items.indices.contains(item), case .read(_, let access) = items[item].kind,
      access == .plain || access == .volatile
    else { return nil }
    return location(at: item)
  }

  /// Whether a pointer was read from an object that the path made and that nobody else is shown:
  /// what a test's own ring points to is no other ring's.
  fileprivate func isFoundInOwn(_ read: Int) -> Bool {
    guard let object = places[read]?.object.base, isFresh(read) || object.isSlot else {
      return false
    }
    return trace.returned?.base != object && !items.contains { $0.shows(object) }
  }
}

extension TraceItem {
  /// Whether the item stores the object's address or gives it to code that is not part of the path.
  fileprivate func shows(_ object: Value) -> Bool {
    switch kind {
    case .write, .update, .compareExchange: storedValue?.base == object
    case .call(_, let arguments), .spawn(_, let arguments):
      arguments.contains { $0.base == object }
    case .opaque: true
    case .read, .fence, .allocate, .free, .lock, .unlock, .join, .assume: false
    }
  }
}

extension Value {
  fileprivate var isSlot: Bool { if case .slot = self { true } else { false } }

  /// Whether two addresses of equal location lie in elements of constant, different indices.
  func isOtherConstantElement(than other: Value) -> Bool {
    switch (self, other) {
    case (.element(let a, .integer(let i)), .element(let b, .integer(let j))):
      i != j || a.isOtherConstantElement(than: b)
    case (.element(let a, _), .element(let b, _)), (.field(let a, _, _), .field(let b, _, _)):
      a.isOtherConstantElement(than: b)
    default: false
    }
  }
}
