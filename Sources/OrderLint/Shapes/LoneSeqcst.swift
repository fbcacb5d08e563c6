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

/// Functions whose threads share something, or which one caller runs: directly or through others.
private struct ThreadGroups {
  /// For each function, another one of its group; the last one stands for all code that calls what it
  /// is given.
  private var parents: [Int]
  private let threads: [ThreadTrace]
  /// For each group, by its representative, the atomics with seq_cst operations; nil if an operation's
  /// atomic is not known, or there is a seq_cst fence.
  private var atomics: [Int: Set<MemoryLocation>?] = [:]

  init(of analysis: Analysis) {
    parents = Array(0...analysis.program.functions.count)
    threads = analysis.threads
    joinSharing()
    joinCallers(analysis)
    for thread in threads {
      let group = representative(of: thread.function)
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

  private mutating func joinSharing() {
    var first: [MemoryLocation.Root: Int] = [:]
    for thread in threads {
      for index in thread.items.indices {
        guard let root = thread.location(at: index)?.root else { continue }
        if let other = first[root] {
          join(thread.function, other)
        } else {
          first[root] = thread.function
        }
      }
    }
  }

  /// What one function calls, through however many others, one thread may do.
  private mutating func joinCallers(_ analysis: Analysis) {
    let graph = analysis.callGraph
    let anyone = parents.count - 1
    var seen = Set(threads.map(\.function))
    var pending = Array(seen)
    while let next = pending.popLast() {
      if analysis.program.mayBeCalledByPointer(next, graph) { join(next, anyone) }
      for caller in graph.callers[next] {
        join(next, caller)
        if seen.insert(caller).inserted { pending.append(caller) }
      }
    }
    // Who calls through a pointer calls whatever can be called so.
    for (number, function) in analysis.program.functions.enumerated()
    where seen.contains(number) && function.callsThroughPointers {
      join(number, anyone)
    }
  }

  /// Whether no seq_cst operation on anything else can be connected with the thread.
  func isAlone(_ location: MemoryLocation, with thread: Int) -> Bool {
    let group = representative(of: threads[thread].function)
    guard let known = atomics[group] ?? nil else { return false }
    return known == [location]
  }

  private func representative(of function: Int) -> Int {
    var current = function
    while parents[current] != current { current = parents[current] }
    return current
  }

  private mutating func join(_ left: Int, _ right: Int) {
    let (a, b) = (representative(of: left), representative(of: right))
    parents[max(a, b)] = min(a, b)
  }
}

extension Program {
  /// Whether something else than its callers in view, or the start of a thread, may run the function.
  func mayBeCalledByPointer(_ function: Int, _ graph: CallGraph) -> Bool {
    if graph.threadEntries.contains(function) { return false }
    if graph.escaping.contains(function) { return true }
    // A static function that nobody calls is in some table.
    return functions[function].visibility == .file && graph.callers[function].isEmpty
      && functions[function].language != .swift
  }
}

extension Function {
  fileprivate var callsThroughPointers: Bool {
    blocks.contains { block in
      block.events.contains { event in
        if case .call(.indirect, _) = event.kind { true } else { false }
      }
    }
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
