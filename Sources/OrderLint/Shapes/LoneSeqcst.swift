import MemoryModel

/// Finds atomics all of whose operations are seq_cst although nothing that could meet them in the
/// total order of seq_cst operations is.
///
/// The order must agree with the order of modification of each atomic and with happens-before
/// ([atomics.order]/4). Where all seq_cst operations that threads can connect are on one atomic, both
/// follow from its modification order and from coherence, so the total order forbids nothing.
struct LoneSeqcstFinder {
  let analysis: Analysis
  let objects: ClosedAtomics

  private var program: Program { analysis.program }

  func find() -> [ExcessOrder] {
    let candidates = objects.all.filter(isSeqcst)
    guard !candidates.isEmpty else { return [] }
    let groups = ThreadGroups(of: analysis)
    return candidates.compactMap { atomic in
      guard atomic.threads.allSatisfy({ groups.isAlone(atomic.location, with: $0) }),
        isUsedByBothSides(atomic),
        OutcomeComparison(
          analysis: analysis, atomic: atomic, enough: \.orderWithoutTotalOrder,
          ignoresValues: false
        ).isProven()
      else { return nil }
      let places = atomic.places(in: program, enough: \.orderWithoutTotalOrder)
      guard let first = places.first else { return nil }
      return ExcessOrder(
        reason: .aloneInTotalOrder, object: "\(atomic.location)", place: first,
        others: Array(places.dropFirst()),
        edits: atomic.edits(in: program, enough: \.orderWithoutTotalOrder))
    }
  }

  private func isSeqcst(_ atomic: ClosedAtomic) -> Bool {
    !atomic.threads.isEmpty
      && atomic.uses.allSatisfy { use in
        use.isExclusive || use.event.kind.orderings.first?.order == .sequentiallyConsistent
      }
  }

  /// Whether one function writes it and another one reads it: otherwise there is more amiss than an
  /// order.
  private func isUsedByBothSides(_ atomic: ClosedAtomic) -> Bool {
    let shared = atomic.uses.filter { !$0.isExclusive }
    let writers = Set(shared.filter { $0.event.kind.writes }.map(\.function))
    let readers = Set(shared.filter { $0.event.kind.reads }.map(\.function))
    return !writers.isEmpty && !readers.isEmpty && writers.union(readers).count > 1
  }
}

/// Threads that share something, directly or through others.
private struct ThreadGroups {
  private var parents: [Int]
  /// For each group, by its representative, the atomics with seq_cst operations; nil if an operation's
  /// atomic is not known, or there is a seq_cst fence.
  private var atomics: [Int: Set<MemoryLocation>?] = [:]

  init(of analysis: Analysis) {
    parents = Array(analysis.threads.indices)
    var first: [MemoryLocation.Root: Int] = [:]
    for (number, thread) in analysis.threads.enumerated() {
      for index in thread.items.indices {
        guard let root = thread.location(at: index)?.root else { continue }
        if let other = first[root] { join(number, other) } else { first[root] = number }
      }
    }
    for (number, thread) in analysis.threads.enumerated() {
      let group = representative(of: number)
      var known: Set<MemoryLocation>? = atomics[group] ?? []
      for (index, item) in thread.items.enumerated()
      where item.kind.isTotallyOrdered {
        if let location = thread.location(at: index), !location.isGuess {
          known?.insert(location)
        } else {
          known = nil
        }
      }
      atomics.updateValue(known, forKey: group)
    }
  }

  /// Whether no seq_cst operation on anything else can be connected with the thread.
  func isAlone(_ location: MemoryLocation, with thread: Int) -> Bool {
    guard let known = atomics[representative(of: thread)] ?? nil else { return false }
    return known == [location]
  }

  private func representative(of thread: Int) -> Int {
    var current = thread
    while parents[current] != current { current = parents[current] }
    return current
  }

  private mutating func join(_ left: Int, _ right: Int) {
    let (a, b) = (representative(of: left), representative(of: right))
    parents[max(a, b)] = min(a, b)
  }
}

extension TraceItem.Kind {
  /// Whether the item may take part in the total order of seq_cst operations. What is not known may.
  fileprivate var isTotallyOrdered: Bool {
    switch self {
    case .read(_, .atomic(let ordering)), .write(_, _, .atomic(let ordering)),
      .update(_, _, _, let ordering), .fence(let ordering, .thread):
      ordering.assumedOrder == .sequentiallyConsistent
    case .compareExchange(_, _, _, let success, let failure, _):
      success.assumedOrder == .sequentiallyConsistent
        || failure.assumedOrder == .sequentiallyConsistent
    case .opaque: true
    case .read, .write, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call:
      false
    }
  }
}

extension TraceItem {
  /// What is left of seq_cst without the total order.
  fileprivate var orderWithoutTotalOrder: MemoryOrder? {
    guard isAtomicAccess else { return nil }
    return isRead ? (isWrite ? .acquireRelease : .acquire) : .release
  }
}

extension Event {
  fileprivate var orderWithoutTotalOrder: MemoryOrder? {
    guard !kind.orderings.isEmpty else { return nil }
    return kind.reads ? (kind.writes ? .acquireRelease : .acquire) : .release
  }
}

extension Event.Kind {
  fileprivate var reads: Bool {
    switch self {
    case .read, .update, .compareExchange: true
    case .write, .fence, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call, .opaque:
      false
    }
  }

  fileprivate var writes: Bool {
    switch self {
    case .write, .update, .compareExchange: true
    case .read, .fence, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call, .opaque:
      false
    }
  }
}
