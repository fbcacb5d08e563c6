/// A trace as one thread of the program, with its accesses resolved to memory locations.
public struct ThreadTrace: Sendable {
  struct Contents: Sendable {
    /// The root function, in `Program.functions`.
    var function: Int
    var trace: Trace
    /// For each item that touches memory or a lock, what it touches.
    var places: [Locator.Place?]
    /// For each item, whether no other thread can interfere there (guards G1 and G2).
    var isExclusive: [Bool]
    /// The locks of the library that are held at each item.
    let locks: HeldLocks
    /// Items that stand for code of callers that are not in view.
    var assumed: Set<Int> = []
    /// Items that stand for what functions out of view do with memory whose address they are given.
    var handed: Set<Int> = []
  }

  /// Threads are handed around everywhere: copies share what they hold, and what follows from it.
  private final class Storage: Sendable {
    let contents: Contents
    let plainAccesses: [MemoryLocation.Root: [Int]]
    let synchronizationLocations: Set<MemoryLocation>

    init(_ contents: Contents) {
      self.contents = contents
      var plain: [MemoryLocation.Root: [Int]] = [:]
      var synchronization: Set<MemoryLocation> = []
      for (index, item) in contents.trace.items.enumerated() where !contents.isExclusive[index] {
        guard let location = contents.places[index]?.location else { continue }
        if item.isPlainAccess { plain[location.root, default: []].append(index) }
        if item.isAtomicAccess || item.lockAddress != nil { synchronization.insert(location) }
      }
      plainAccesses = plain
      synchronizationLocations = synchronization
    }
  }

  private var storage: Storage

  init(_ contents: Contents) { storage = Storage(contents) }

  mutating func change(_ edit: (inout Contents) -> Void) {
    var contents = storage.contents
    edit(&contents)
    storage = Storage(contents)
  }

  public var function: Int { storage.contents.function }
  public var trace: Trace { storage.contents.trace }
  public var items: [TraceItem] { storage.contents.trace.items }
  public var assumed: Set<Int> { storage.contents.assumed }
  var handed: Set<Int> { storage.contents.handed }
  var places: [Locator.Place?] { storage.contents.places }
  var isExclusive: [Bool] { storage.contents.isExclusive }
  var locks: HeldLocks { storage.contents.locks }
  /// Items that access memory plainly where others can interfere, by the object they lie in.
  var plainAccesses: [MemoryLocation.Root: [Int]] { storage.plainAccesses }
  /// Locations of the thread's atomic accesses and locks, where others can interfere.
  var synchronizationLocations: Set<MemoryLocation> { storage.synchronizationLocations }

  /// The location an item touches, if it is known.
  public func location(at index: Int) -> MemoryLocation? {
    storage.contents.places[index]?.location
  }
}

extension ThreadTrace {
  /// The traces of one function as threads.
  static func threads(_ traces: [Trace], of number: Int, locator: Locator) -> [ThreadTrace] {
    var places = TracePlaces(of: number, locator: locator)
    return traces.map { ThreadTrace(function: number, trace: $0, places: &places) }
  }

  private init(function number: Int, trace: Trace, places known: inout TracePlaces) {
    let found = known.places(of: trace)
    let places = found.map(\.place)
    let ownership = Ownership(
      of: trace, in: known.program, root: number, owns: found.map(\.isOwned))
    self.init(
      Contents(
        function: number, trace: trace, places: places, isExclusive: ownership.isExclusive,
        locks: HeldLocks(of: trace.items, at: places)))
  }

  /// Whether the item's object was allocated on this path, and no thread was given it so far.
  func isFresh(_ index: Int) -> Bool {
    guard let object = places[index]?.object, case .result(let source) = object.base,
      items.indices.contains(source), case .allocate = items[source].kind
    else { return false }
    return source >= index || !items[source..<index].contains { $0.starts(with: object.base) }
  }

  /// Whether anything the thread does after reading at `index` hangs on the value it read: a
  /// branch, an address, or the returned value.
  func isDecision(_ index: Int) -> Bool {
    let mentions = { (value: Value) in value.depends { $0 == index } }
    if let returned = trace.returned, mentions(returned) { return true }
    return items[index...].contains { item in
      if case .assume(let condition) = item.kind { return mentions(condition) }
      return false
    }
  }
}

extension TraceItem {
  var lockAddress: Value? {
    switch kind {
    case .lock(let address, _), .unlock(let address): address
    case .read, .write, .update, .compareExchange, .fence, .allocate, .free, .spawn, .join, .assume,
      .call, .opaque:
      nil
    }
  }
}

/// Where a path has its objects to itself: before they are shared and after they no longer are.
private struct Ownership {
  var isExclusive: [Bool]

  /// - Parameter owns: for each item, whether it works on an object its function has to itself.
  init(of trace: Trace, in program: Program, root number: Int, owns: [Bool]) {
    isExclusive = owns
    let isDestructor = program.lifetimes[number] == .destructor
    // Who gives work to a queue that was there before may have done so before.
    let spawns = trace.items.indices.filter {
      trace.items[$0].isSpawn && trace.items[$0].role != .submits
    }
    let joins = trace.items.indices.filter { trace.items[$0].isJoin }
    guard isDestructor || !spawns.isEmpty || !joins.isEmpty else { return }
    for index in trace.items.indices where !owns[index] {
      let startsLater = spawns.first.map { index < $0 } ?? false
      let joined = joins.count { $0 < index }
      let started = spawns.count { $0 < index }
      let endedBefore = joined > 0 && joined >= started
      isExclusive[index] =
        startsLater || endedBefore || isDestructor && trace.items[index].isLastAccess
    }
  }
}

extension TraceItem {
  /// Whether the item can be the only thread's: one that updates in one step has others in mind.
  fileprivate var isLastAccess: Bool { isAccess && !(isAtomicAccess && isRead && isWrite) }

  /// Whether the item starts a thread that is given the object.
  func starts(with object: Value) -> Bool {
    guard case .spawn(_, let arguments) = kind else { return false }
    return arguments.contains { $0.base == object }
  }

  fileprivate var isSpawn: Bool { if case .spawn = kind { true } else { false } }
  fileprivate var isJoin: Bool { if case .join = kind { true } else { false } }
}
