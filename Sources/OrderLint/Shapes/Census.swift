import MemoryModel

/// Every access of one atomic in the program, as written.
public struct AtomicCensus: Sendable {
  public var location: MemoryLocation
  /// One entry for each place in the source, in source order.
  public var accesses: [Access]

  public struct Access: Sendable {
    public var range: SourceRange
    /// The function it stands in, as its reader calls it.
    public var function: String
    public var language: Language
    public var order: MemoryOrder
    public var isImplicit: Bool
    public var isWrite: Bool
    /// The value read decides something: a branch, an address, what is stored elsewhere.
    public var isDecision: Bool
  }

  /// Whether a path that accesses it has a seq_cst fence, which has its place in the order of seq_cst
  /// accesses.
  public var meetsFullFence: Bool
}

extension Analysis {
  /// The census of every atomic, in a fixed order. Accesses in exclusive regions do not count
  /// (guards G1 and G2).
  func censuses() -> [AtomicCensus] {
    atomicLocations.map { location in
      var accesses: [SourceRange: AtomicCensus.Access] = [:]
      let users = Set((atomicSites[location] ?? []).map(\.thread))
      for site in atomicSites[location] ?? [] {
        let thread = threads[site.thread]
        let item = thread.items[site.item]
        guard let ordering = item.ordering, let order = ordering.order else { continue }
        let function = program.functions[item.function]
        let decides = item.isRead && thread.isDecision(site.item)
        let known = accesses[item.range]?.isDecision ?? false
        accesses[item.range] = AtomicCensus.Access(
          range: item.range, function: function.name, language: function.language, order: order,
          isImplicit: ordering.isImplicit, isWrite: item.isWrite, isDecision: known || decides)
      }
      return AtomicCensus(
        location: location, accesses: accesses.values.sorted { $0.range < $1.range },
        meetsFullFence: users.contains { threads[$0].items.contains(where: \.isFullFence) })
    }
  }
}

extension TraceItem {
  /// A fence between threads that is seq_cst.
  var isFullFence: Bool { isFence && ordering?.order == .sequentiallyConsistent }
}
