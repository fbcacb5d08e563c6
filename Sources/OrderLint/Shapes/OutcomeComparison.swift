import MemoryModel

/// Asks whether an atomic's orders can be weaker without a new outcome, for every two threads that
/// access it.
struct OutcomeComparison {
  let analysis: Analysis
  let atomic: ClosedAtomic
  /// What is enough at each access.
  let enough: (TraceItem) -> MemoryOrder?
  /// Whether what the accesses read may change: nobody looks at it.
  let ignoresValues: Bool
  /// Pairs of threads looked at, and of these the different ones that the model is asked about; an
  /// atomic with more is left alone.
  private let mostPairs = 2_000
  private let mostQuestions = 60
  private let checker = Checker(budget: Budget(candidates: 20_000))

  /// Whether the model has the same outcomes with the weaker orders, for all pairs.
  func isProven() -> Bool {
    let threads = atomic.threads
    guard threads.count * (threads.count + 1) / 2 <= mostPairs else { return false }
    var known: [[Scenario]: Bool] = [:]
    for (position, first) in threads.enumerated() {
      for second in threads[position...] {
        let functions = (analysis.threads[first].function, analysis.threads[second].function)
        guard analysis.mayOverlap(functions.0, functions.1) else { continue }
        guard let pair = scenarios(first, second) else { continue }
        guard known[pair] == nil else { continue }
        guard known.count < mostQuestions, compare(pair) else { return false }
        known[pair] = true
      }
    }
    return true
  }

  private func compare(_ pair: [Scenario]) -> Bool {
    let usual = checker.outcomes(of: pair[0])
    guard usual.isComplete else { return false }
    if usual.findings.isEmpty {
      return checker.outcomes(of: pair[1]).inclusion(in: usual).isIncluded
    }
    // Threads that race under sequential consistency as well are kept apart by what is not in view.
    // Even if they are not, nothing may change.
    let sequential = Checker(model: .sequentialConsistency, budget: checker.budget)
    guard !sequential.outcomes(of: pair[0]).findings.isEmpty else { return false }
    let promoted = pair.map { checker.outcomes(of: $0.promotingPlainAccesses()) }
    return promoted[0].findings.isEmpty && promoted[1].inclusion(in: promoted[0]).isIncluded
  }

  /// The two threads as they are and with the weaker orders; nil if they share nothing but the atomic.
  private func scenarios(_ first: Int, _ second: Int) -> [Scenario]? {
    let threads = (analysis.threads[first], analysis.threads[second])
    let shared = threads.0.sharedRoots.intersection(threads.1.sharedRoots)
    guard shared.contains(where: { $0 != atomic.location.root }) || !ignoresValues else {
      return nil
    }
    let data = threads.0.plainLocations(shared).union(threads.1.plainLocations(shared))
    let parts = analysis.slices(threads.0, threads.1, data: data)
    let cut = CutScenario(of: [parts.first, parts.second], in: analysis.program)
    let usual = forgettingValues(cut)
    var edits: [ScenarioEdit] = []
    for (number, thread) in cut.threads.enumerated() {
      for (index, item) in thread.items.enumerated()
      where thread.location(at: index) == atomic.location && !thread.isExclusive[index] {
        guard let new = enough(item) else { continue }
        edits.append(
          .setOrder(origin: CutScenario.origin(thread: number, item: index), to: new))
      }
    }
    return [usual, usual.applying(edits)]
  }

  /// The scenario with what the atomic's accesses read forgotten at the end.
  private func forgettingValues(_ cut: CutScenario) -> Scenario {
    guard ignoresValues else { return cut.scenario }
    var scenario = cut.scenario
    for (number, thread) in cut.threads.enumerated() {
      for (index, item) in thread.items.enumerated()
      where item.isRead && thread.location(at: index) == atomic.location {
        scenario.threads[number].steps.append(
          Step(.assign(CutScenario.register(index), .constant(0))))
      }
    }
    return scenario
  }
}

extension ThreadTrace {
  /// The objects that the thread touches where others can interfere.
  fileprivate var sharedRoots: Set<MemoryLocation.Root> {
    Set(
      items.indices.compactMap { index in
        isExclusive[index] ? nil : location(at: index)?.root
      })
  }

  /// What of these objects the thread accesses plainly.
  fileprivate func plainLocations(_ roots: Set<MemoryLocation.Root>) -> Set<MemoryLocation> {
    Set(roots.flatMap { plainAccesses[$0] ?? [] }.compactMap { location(at: $0) })
  }
}
