import MemoryModel

/// Two threads that read two atomics, each the other way round, and decide by both: they may disagree
/// on which of two writes by others came first ("independent reads of independent writes").
public struct IndependentReaders: Sendable {
  public var first: MemoryLocation
  public var second: MemoryLocation
  /// Threads 0 and 1 write the first and the second atomic, threads 2 and 3 read both.
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  /// The item of each thread's write.
  public var writes: [Int]
  /// The items of each reader's two reads, in program order.
  public var reads: [[Int]]
}

extension RuleContext {
  /// Readers that may disagree, in source order. Computed when it is asked for.
  public func independentReaders() -> [IndependentReaders] {
    IndependentReadersFinder(analysis: analysis, oracle: oracle).find()
  }
}

struct IndependentReadersFinder {
  let analysis: Analysis
  let oracle: Oracle
  private let attemptsPerPair = 16

  private struct Key: Hashable {
    var first: MemoryLocation
    var second: MemoryLocation
  }

  private struct Reader {
    var thread: Int
    var first: Int
    var second: Int
  }

  private struct Writer {
    var thread: Int
    var item: Int
  }

  func find() -> [IndependentReaders] {
    let readers = readers()
    var found: [IndependentReaders] = []
    for key in readers.keys.sorted(by: { ($0.first, $0.second) < ($1.first, $1.second) })
    where key.first < key.second {
      guard let others = readers[Key(first: key.second, second: key.first)] else { continue }
      let writers = (
        writers(of: key.first, besides: key.second), writers(of: key.second, besides: key.first)
      )
      if let shape = disagreement(key, readers[key] ?? [], others, writers) { found.append(shape) }
    }
    return found
  }

  // MARK: Candidates

  /// For each two atomics, the threads that read one after the other, decide by both, and write
  /// neither.
  private func readers() -> [Key: [Reader]] {
    var found: [Key: [Reader]] = [:]
    for (number, thread) in analysis.threads.enumerated()
    where !analysis.needsCallersLock.contains(thread.function) {
      let reads = thread.items.indices.filter { index in
        guard case .read(_, .atomic) = thread.items[index].kind else { return false }
        return !thread.isExclusive[index] && thread.settles(index)
      }
      for (position, first) in reads.enumerated() {
        for second in reads[(position + 1)...] {
          guard let a = thread.location(at: first), let b = thread.location(at: second), a != b,
            !a.isGuess, !b.isGuess, !thread.writes(a), !thread.writes(b)
          else { continue }
          found[Key(first: a, second: b), default: []].append(
            Reader(thread: number, first: first, second: second))
        }
      }
    }
    return found
  }

  /// Writes of an atomic by threads that have nothing to do with the other one.
  private func writers(
    of location: MemoryLocation, besides other: MemoryLocation
  ) -> [Writer] {
    var known: Set<SourceRange> = []
    return (analysis.atomicSites[location] ?? []).compactMap { site in
      let thread = analysis.threads[site.thread]
      guard case .write = thread.items[site.item].kind,
        !thread.items.indices.contains(where: { thread.location(at: $0) == other }),
        known.insert(thread.items[site.item].range).inserted
      else { return nil }
      return Writer(thread: site.thread, item: site.item)
    }
  }

  // MARK: The question

  private func disagreement(
    _ key: Key, _ left: [Reader], _ right: [Reader], _ writers: ([Writer], [Writer])
  ) -> IndependentReaders? {
    guard !writers.0.isEmpty, !writers.1.isEmpty else { return nil }
    var attempts = 0
    for a in left {
      for b in right where areApart(a.thread, b.thread) {
        for first in writers.0 where areApart(first.thread, a.thread) {
          for second in writers.1 where areApart(second.thread, b.thread) {
            guard attempts < attemptsPerPair else { return nil }
            attempts += 1
            if let shape = check(key, [first, second], [a, b]) { return shape }
          }
        }
      }
    }
    return nil
  }

  private func areApart(_ first: Int, _ second: Int) -> Bool {
    analysis.mayOverlap(analysis.threads[first].function, analysis.threads[second].function)
  }

  private func check(
    _ key: Key, _ writers: [Writer], _ readers: [Reader]
  ) -> IndependentReaders? {
    let slices =
      writers.map { slice($0.thread, keeping: [$0.item]) }
      + readers.map { slice($0.thread, keeping: [$0.first, $0.second]) }
    var cut = CutScenario(of: slices, in: analysis.program)
    guard let a = cut.variables[key.first], let b = cut.variables[key.second],
      let values = distinctValues(of: writers, in: &cut, [a, b])
    else { return nil }
    let question = Question.outcome(
      .all([
        .register(thread: 2, CutScenario.register(readers[0].first), equals: values[0].new),
        .register(thread: 2, CutScenario.register(readers[0].second), equals: values[1].old),
        .register(thread: 3, CutScenario.register(readers[1].first), equals: values[1].new),
        .register(thread: 3, CutScenario.register(readers[1].second), equals: values[0].old),
      ]))
    guard let execution = oracle.weakness(question, of: cut.scenario) else { return nil }
    return IndependentReaders(
      first: key.first, second: key.second, cut: CutPair(cut: cut), question: question,
      execution: execution, writes: writers.map(\.item),
      reads: readers.map { [$0.first, $0.second] })
  }

  /// The items, the fences between them, and the branches that hang on nothing else.
  private func slice(_ number: Int, keeping items: [Int]) -> Slice {
    let thread = analysis.threads[number]
    var kept = Set(items)
    for (index, item) in thread.items.enumerated() {
      if item.mayFence { kept.insert(index) }
      guard case .assume(let condition) = item.kind else { continue }
      let used = condition.dependencies
      if !used.isEmpty, used.isSubset(of: items) { kept.insert(index) }
    }
    return Slice(thread: thread, items: kept.sorted(), acceptance: nil)
  }

  /// What each atomic holds before and after its write; nil if they cannot be told apart.
  private func distinctValues(
    of writers: [Writer], in cut: inout CutScenario, _ variables: [Variable]
  ) -> [(old: Int, new: Int)]? {
    var values: [(old: Int, new: Int)] = []
    for (thread, variable) in variables.enumerated() {
      let stored = cut.scenario.threads[thread].steps.compactMap { step -> Int? in
        if case .store(variable, .constant(let value), _) = step.action { value } else { nil }
      }
      guard let new = stored.last else { return nil }
      var old = cut.scenario.initialValues[variable] ?? 0
      // What is cleared was set before.
      if old == new { old = new ^ 1 }
      cut.scenario.initialValues[variable] = old
      values.append((old, new))
    }
    return values
  }
}

extension ThreadTrace {
  /// Whether a branch, or a truth value that is given back, hangs on what the item read.
  fileprivate func settles(_ index: Int) -> Bool {
    let isUsed = { (value: Value) in value.depends { $0 == index } }
    if let returned = trace.returned, returned.isTruthValue, isUsed(returned) { return true }
    return items[index...].contains { item in
      if case .assume(let condition) = item.kind { isUsed(condition) } else { false }
    }
  }

  fileprivate func writes(_ location: MemoryLocation) -> Bool {
    items.indices.contains { items[$0].isWrite && self.location(at: $0) == location }
  }
}
