import MemoryModel

/// One atomic of the program with all its accesses: a row of `orderlint census`.
public struct AtomicObject: Sendable {
  /// As a reader of the source calls it: `seq`, `slot.key`.
  public var name: String
  /// The record that contains it, if one does.
  public var record: String?
  /// One entry for each place in the source, in source order.
  public var accesses: [Access]
  /// Functions that write it as a release, and functions that read it as an acquire.
  public var pairs: [Pair]

  public struct Access: Hashable, Sendable {
    public var range: SourceRange
    /// The function it stands in, as its reader calls it.
    public var function: String
    public var operation: Operation.Kind
    /// Nil if the order is not a constant.
    public var order: MemoryOrder?
    /// Of a compare-exchange.
    public var failureOrder: MemoryOrder?
    public var isImplicit: Bool
    /// The access publishes what came before it, by its order or by a fence before it.
    public var releases: Bool
    /// What comes after the access sees what was published, by its order or by a fence after it.
    public var acquires: Bool
    /// Nobody else has the object: before it is shared, or after its end (guards G1 and G2).
    public var isExclusive: Bool
  }

  public struct Pair: Hashable, Sendable {
    public var writer: String
    public var reader: String
  }
}

extension AtomicObject {
  fileprivate init(location: MemoryLocation, accesses: [SourceRange: Access]) {
    name = location.description
    record = location.record
    self.accesses = accesses.values.sorted { $0.range < $1.range }
    let shared = self.accesses.filter { !$0.isExclusive }
    var found: [Pair] = []
    for writer in shared where writer.releases {
      for reader in shared where reader.acquires && reader.range != writer.range {
        let pair = Pair(writer: writer.function, reader: reader.function)
        if !found.contains(pair) { found.append(pair) }
      }
    }
    pairs = found
  }

  /// Whether some access publishes and no other one ever acquires.
  public var releasesInVain: Bool {
    pairs.isEmpty && accesses.contains { $0.releases && !$0.isExclusive }
  }

  /// Whether some access acquires and no other one ever publishes.
  public var acquiresInVain: Bool {
    pairs.isEmpty && accesses.contains { $0.acquires && !$0.isExclusive }
  }
}

extension Analysis {
  /// Every atomic that the program accesses, in a fixed order.
  func atomicObjects() -> [AtomicObject] {
    var found: [MemoryLocation: [SourceRange: AtomicObject.Access]] = [:]
    for thread in threads {
      for (index, item) in thread.items.enumerated() where item.isAtomicAccess {
        guard let location = namedLocation(index, in: thread),
          let access = access(index, in: thread)
        else { continue }
        found[location, default: [:]][item.range, default: access].merge(access)
      }
    }
    return found.sorted { $0.key < $1.key }
      .map { AtomicObject(location: $0.key, accesses: $0.value) }
  }

  /// The item's location by a name one can read, and for the locals of a function one, however
  /// often it is called.
  private func namedLocation(_ index: Int, in thread: ThreadTrace) -> MemoryLocation? {
    guard case .slot(let activation, let local)? = thread.items[index].address?.base,
      let location = thread.location(at: index)
    else { return thread.location(at: index) }
    let owner = program.functions[activation == 0 ? thread.function : thread.items[index].function]
    let isKnown = activation == 0 && owner.locals.indices.contains(local.index)
    let name = isKnown ? owner.locals[local.index].name : "local variable"
    return MemoryLocation(root: .global("\(owner.symbol).\(name)"), path: location.path)
  }

  private func access(_ index: Int, in thread: ThreadTrace) -> AtomicObject.Access? {
    let item = thread.items[index]
    guard let operation = item.operationKind, let ordering = item.ordering else { return nil }
    let order = ordering.order
    let published = thread.items[..<index].contains { $0.isFence && $0.isReleaseFence }
    let seen = thread.items[(index + 1)...].contains { $0.isFence && $0.isAcquireFence }
    return AtomicObject.Access(
      range: item.range, function: program.functions[item.function].name, operation: operation,
      order: order, failureOrder: item.failureOrdering?.order, isImplicit: ordering.isImplicit,
      releases: item.isWrite && (order?.isRelease == true || published),
      acquires: item.isRead && (order?.isAcquire == true || seen),
      isExclusive: thread.isExclusive[index])
  }
}

extension AtomicObject.Access {
  /// The same access on another path.
  fileprivate mutating func merge(_ other: AtomicObject.Access) {
    releases = releases || other.releases
    acquires = acquires || other.acquires
    isExclusive = isExclusive && other.isExclusive
  }
}

extension TraceItem {
  fileprivate var operationKind: Operation.Kind? {
    switch kind {
    case .read: .load
    case .write: .store
    case .update: .update
    case .compareExchange: .compareExchange
    case .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call, .opaque: nil
    }
  }

  fileprivate var failureOrdering: Ordering? {
    if case .compareExchange(_, _, _, _, let failure, _) = kind { failure } else { nil }
  }

  fileprivate var isReleaseFence: Bool { ordering?.order?.isRelease == true }
  fileprivate var isAcquireFence: Bool { ordering?.order?.isAcquire == true }
}
