import MemoryModel

/// Protocols that threads have through volatile variables, whose accesses are taken as relaxed ones.
struct VolatileShapes {
  /// Locks that a volatile write gives back, which orders nothing.
  let locks: [WeakLock]
  /// Changes of volatile variables in two steps.
  let updates: [LostUpdate]
  /// Memory handed over by its address through volatile variables.
  let handovers: [PointerHandover]
  /// Ends of ring buffers with volatile indices.
  let ringEnds: [RingEnd]
  private let faults: [Seqlock]

  /// - Parameter publications: those through volatile variables, which say more.
  init(of sharing: PlainSharing, oracle: Oracle, besides publications: [Publication]) {
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
    // That the index is volatile is one mistake.
    var indices: Set<MemoryLocation> = []
    ringEnds = RingEndFinder(analysis: analysis, oracle: oracle, isOnlyPromoted: true)
      .find(besides: publications).filter { indices.insert($0.index).inserted }.map(\.demoted)
  }

  /// Sequence locks that others do not say, with volatile accesses shown as they are written.
  func seqlocks(besides others: [Seqlock]) -> [Seqlock] {
    let known = Set(others.map(\.faultRange))
    return faults.filter { shape in
      !known.contains(shape.faultRange) && !shape.hasCompilerFence
    }.map { shape in
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

extension Seqlock {
  /// Whether a barrier for the compiler stands where an order is missing: it is written for a machine
  /// that keeps this order by itself.
  fileprivate var hasCompilerFence: Bool {
    let (thread, first, last): (Int, Int?, Int?) =
      switch fault {
      case .writerOpening: (0, opening, payloadWrites.first)
      case .writerClosing: (0, payloadWrites.last, closing)
      case .readerEntry: (1, firstRead, payloadReads.first)
      case .readerValidation: (1, payloadReads.last, secondRead)
      }
    guard let first, let last, first < last else { return false }
    return cut.items(thread)[first...last].contains { $0.isAnyFence && !$0.isFence }
  }
}
