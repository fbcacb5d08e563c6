import MemoryModel

/// Protocols that threads have through volatile variables, whose accesses are taken as relaxed ones.
struct VolatileShapes {
  /// Locks that a volatile write gives back, which orders nothing.
  let locks: [WeakLock]
  /// Changes of volatile variables in two steps.
  let updates: [LostUpdate]
  /// Memory handed over by its address through volatile variables.
  let handovers: [PointerHandover]
  private let faults: [Seqlock]

  init(of sharing: PlainSharing, oracle: Oracle) {
    let analysis = sharing.analysis
    let protocols = SeqlockFinder(analysis: analysis, oracle: oracle, isOnlyPromoted: true).find()
    faults = protocols.faults
    updates = LostUpdateFinder(
      analysis: analysis, oracle: oracle, roles: sharing.roles, ownership: sharing.ownership,
      isOnlyPromoted: true
    ).find().filter { !protocols.sequences.contains($0.location) }.map(\.demoted)
    locks = WeakLockFinder(analysis: analysis, oracle: oracle, isOnlyPromoted: true)
      .find().filter { $0.fault == .givingBack && $0.cut.item($0.part, $0.item).isPromoted }
    handovers = PointerHandoverFinder(analysis: analysis, oracle: oracle)
      .find(besides: []).filter { $0.cut.item(0, $0.access).isPromoted }
  }

  /// Sequence locks that others do not say, with volatile accesses shown as they are written.
  func seqlocks(besides others: [Seqlock]) -> [Seqlock] {
    let known = Set(others.map(\.faultRange))
    return faults.filter { !known.contains($0.faultRange) }.map { shape in
      var copy = shape
      copy.cut = shape.cut.demoted()
      return copy
    }
  }
}

extension LostUpdate {
  /// The same with volatile accesses shown as they are written.
  fileprivate var demoted: LostUpdate {
    var copy = self
    copy.cut = cut.demoted()
    return copy
  }
}
