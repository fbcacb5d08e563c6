/// A trace as one thread of the program, with its accesses resolved to memory locations.
public struct ThreadTrace: Sendable {
  /// The root function, in `Program.functions`.
  public var function: Int
  public var trace: Trace
  /// For each item that touches memory or a lock, what it touches.
  var places: [Locator.Place?]
  /// For each item, whether no other thread can interfere there (guards G1 and G2).
  var isExclusive: [Bool]
  /// Items that access memory plainly where others can interfere, by the object they lie in.
  private(set) var plainAccesses: [MemoryLocation.Root: [Int]] = [:]
  /// Items that stand for code of callers that are not in view.
  public internal(set) var assumed: Set<Int> = []

  public var items: [TraceItem] { trace.items }

  /// The location an item touches, if it is known.
  public func location(at index: Int) -> MemoryLocation? { places[index]?.location }
}

extension ThreadTrace {
  init(function number: Int, trace: Trace, locator: Locator) {
    let function = locator.program.functions[number]
    self.function = number
    self.trace = trace
    let pointers = PointerIdentity(of: trace)
    places = trace.items.map { item in
      guard let address = item.address ?? item.lockAddress,
        var place = locator.place(of: address, in: trace.items, root: function)
      else { return nil }
      place.object = pointers.canonical(place.object)
      return place
    }
    isExclusive = Ownership(of: trace, in: locator.program, root: number).isExclusive
    for (index, item) in trace.items.enumerated() where item.isPlainAccess && !isExclusive[index] {
      if let root = places[index]?.location.root { plainAccesses[root, default: []].append(index) }
    }
  }

  /// Whether the item's object was allocated on this path.
  func isFresh(_ index: Int) -> Bool {
    guard let object = places[index]?.object, case .result(let source) = object.base,
      items.indices.contains(source), case .allocate = items[source].kind
    else { return false }
    return true
  }

  /// Whether anything the thread does after reading at `index` hangs on the value it read: a
  /// branch, an address, or the returned value.
  func isDecision(_ index: Int) -> Bool {
    let mentions = { (value: Value) in value.dependencies.contains(index) }
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

/// A pointer that is read twice from the same place, with no write of it between, is one pointer:
/// `*lock->seq` is the same object in each statement.
private struct PointerIdentity {
  private var first: [Int: Int] = [:]

  init(of trace: Trace) {
    var lastRead: [Value: Int] = [:]
    for (index, item) in trace.items.enumerated() {
      switch item.kind {
      case .read(let address, .plain), .read(let address, .volatile):
        let place = canonical(address)
        if let earlier = lastRead[place] { first[index] = earlier } else { lastRead[place] = index }
      case .write(let address, _, _): lastRead[canonical(address)] = nil
      case .read, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
        .join, .assume, .call, .opaque:
        break
      }
    }
  }

  func canonical(_ value: Value) -> Value {
    guard !first.isEmpty else { return value }
    return value.replacingLeaves { leaf in
      if case .result(let index) = leaf, let earlier = first[index] {
        .result(earlier)
      } else {
        leaf
      }
    }
  }
}

/// Where a path has its objects to itself: before they are shared and after they no longer are.
private struct Ownership {
  var isExclusive: [Bool]

  init(of trace: Trace, in program: Program, root number: Int) {
    let root = program.functions[number]
    isExclusive = Array(repeating: false, count: trace.items.count)
    let isDestructor = program.lifetimes[number] == .destructor
    let spawns = trace.items.indices.filter { trace.items[$0].isSpawn }
    let joins = trace.items.indices.filter { trace.items[$0].isJoin }
    for index in trace.items.indices {
      let startsLater = spawns.first.map { index < $0 } ?? false
      let joined = joins.filter { $0 < index }.count
      let started = spawns.filter { $0 < index }.count
      let endedBefore = joined > 0 && joined >= started
      isExclusive[index] =
        startsLater || endedBefore || isDestructor && trace.items[index].address != nil
        || Self.ownsObject(trace.items[index], program, root)
    }
  }

  /// Whether the item works on the object that a constructor or destructor was given.
  private static func ownsObject(
    _ item: TraceItem, _ program: Program, _ root: Function
  ) -> Bool {
    guard let base = item.address?.base else { return false }
    if case .parameter(0) = base, root.kind != .ordinary, root.kind != .closure { return true }
    switch program.functions[item.function].kind {
    case .initializer, .deinitializer: return true
    case .ordinary, .closure: break
    }
    guard case .parameter = base else { return false }
    return program.lifetimes[item.function] != .neither
  }
}

extension TraceItem {
  fileprivate var isSpawn: Bool { if case .spawn = kind { true } else { false } }
  fileprivate var isJoin: Bool { if case .join = kind { true } else { false } }
}
