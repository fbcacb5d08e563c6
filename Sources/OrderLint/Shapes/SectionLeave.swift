import MemoryModel

/// A reader that says in an atomic that it is at work on an object, and a thread that takes the object
/// out of use, looks there, and frees it when nobody is: hazard pointers, epochs, counts of readers.
/// The reads come before the end only if the reader leaves with a release, and who frees sees that with
/// an acquire ([intro.races]/10, litmus test MP with a read first).
public struct SectionLeave: Sendable {
  public enum Fault: Sendable { case leaving, looking }

  /// What says that the reader is at work.
  public var flag: MemoryLocation
  /// Through which the reader finds the object.
  public var pointer: MemoryLocation
  /// Thread 0 reads, thread 1 frees.
  public var cut: CutPair
  public var leave: Int
  public var look: Int
  public var end: Int
  public var fault: Fault
  public var question: Question
  public var execution: Execution

  /// What stands for the object.
  static let object = Variable("the object")
}

/// Finds sections that are left too early.
struct SectionLeaveFinder {
  let analysis: Analysis
  let oracle: Oracle
  /// Pairs of paths tried for one pair of accesses.
  private let attemptsPerPair = 4

  /// What a thread does that takes an object out of use and frees it.
  private struct Reclaim {
    var thread: Int
    /// The access that found the object, and the pointer it found it in.
    var take: Int
    var pointer: MemoryLocation
    var looks: [Int]
    var end: Int
  }

  private struct Pair: Hashable {
    var leave: SourceRange
    var look: SourceRange
  }

  func find() -> [SectionLeave] {
    let reclaims = analysis.threads.indices.flatMap(reclaims)
    guard !reclaims.isEmpty else { return [] }
    var attempts: [Pair: Int] = [:]
    var known: Set<SourceRange> = []
    var found: [SectionLeave] = []
    for reclaim in reclaims {
      for look in reclaim.looks {
        for reader in analysis.threads.indices {
          guard let section = section(of: reader, reclaim, look) else { continue }
          let leaving = analysis.threads[reader].items[section.leave]
          let looking = analysis.threads[reclaim.thread].items[look]
          let pair = Pair(leave: leaving.range, look: looking.range)
          guard attempts[pair, default: 0] < attemptsPerPair else { continue }
          attempts[pair, default: 0] += 1
          guard let shape = judge(reclaim, look, reader, section) else { continue }
          attempts[pair] = attemptsPerPair
          let place = shape.fault == .leaving ? leaving.range : looking.range
          if known.insert(place).inserted { found.append(shape) }
        }
      }
    }
    return found
  }

  private func reclaims(of number: Int) -> [Reclaim] {
    let thread = analysis.threads[number]
    return thread.items.indices.compactMap { end in
      guard case .result(let take)? = thread.items[end].ended?.base,
        thread.items.indices.contains(take), thread.items[take].isAtomicAccess,
        thread.items[take].isRead, let pointer = thread.location(at: take),
        thread.items[end].isEnd
      else { return nil }
      let isReplaced = (take..<end).contains {
        thread.items[$0].isWrite && thread.location(at: $0) == pointer
      }
      guard isReplaced else { return nil }
      var looks: [MemoryLocation: Int] = [:]
      for index in take + 1..<end {
        let item = thread.items[index]
        guard item.isAtomicAccess, item.isRead, !item.isWrite, !thread.isExclusive[index],
          let flag = thread.location(at: index), flag != pointer,
          thread.decides(index, before: end)
        else { continue }
        looks[flag] = index
      }
      return looks.isEmpty
        ? nil
        : Reclaim(
          thread: number, take: take, pointer: pointer, looks: looks.values.sorted(), end: end)
    }
  }

  private typealias Section = (read: Int, leave: Int)

  /// The read of the pointer and the write by which the reader says that it is done.
  private func section(of reader: Int, _ reclaim: Reclaim, _ look: Int) -> Section? {
    let (thread, other) = (analysis.threads[reader], analysis.threads[reclaim.thread])
    guard let flag = other.location(at: look),
      let leave = thread.items.indices.last(where: {
        thread.location(at: $0) == flag && thread.items[$0].isWrite
          && thread.items[$0].isAtomicAccess
      }),
      let read = thread.items.indices.prefix(leave).last(where: {
        let item = thread.items[$0]
        return item.isAtomicAccess && item.isRead && !item.isWrite
          && thread.location(at: $0) == reclaim.pointer
      }),
      thread.items.indices.prefix(leave).contains(where: {
        thread.location(at: $0) == flag && thread.items[$0].isWrite
      }),
      analysis.mayOverlap(thread.function, other.function),
      isWeak(thread.items[leave], \.isRelease) || isWeak(other.items[look], \.isAcquire),
      // Who keeps only the compiler from reordering has the other side interrupt all processors.
      !thread.items[read..<leave].contains(where: \.isSignalFence),
      !thread.items[read...].contains(where: \.isEnd)
    else { return nil }
    return (read, leave)
  }

  private func isWeak(_ item: TraceItem, _ isStrong: KeyPath<MemoryOrder, Bool>) -> Bool {
    !(item.ordering?.assumedOrder ?? .sequentiallyConsistent)[keyPath: isStrong]
  }

  private func judge(
    _ reclaim: Reclaim, _ look: Int, _ reader: Int, _ section: Section
  ) -> SectionLeave? {
    guard let flag = analysis.threads[reader].location(at: section.leave),
      let cut = cut(reclaim, reader, section)
    else { return nil }
    let question = Question.dataRace(on: SectionLeave.object)
    guard
      oracle.ask(.outcome(.all([])), of: cut.scenario, model: .sequentialConsistency).isAllowed,
      let execution = oracle.weakness(question, of: cut.scenario)
    else { return nil }
    let pair = CutPair(cut: cut)
    let edits = [
      pair.origins(0, section.leave).map { edit($0, of: pair.item(0, section.leave), .release) },
      pair.origins(1, look).map { edit($0, of: pair.item(1, look), .acquire) },
    ]
    let mends = { (edits: [ScenarioEdit]) in
      oracle.ask(question, of: cut.scenario.applying(edits)).isForbidden
    }
    let fault: SectionLeave.Fault
    if mends(edits[0]) {
      fault = .leaving
    } else if mends(edits[1]) {
      fault = .looking
    } else {
      guard mends(edits[0] + edits[1]) else { return nil }
      fault = .leaving
    }
    return SectionLeave(
      flag: flag, pointer: reclaim.pointer, cut: pair, leave: section.leave, look: look,
      end: reclaim.end, fault: fault, question: question, execution: execution)
  }

  private func edit(_ origin: Int, of item: TraceItem, _ order: MemoryOrder) -> ScenarioEdit {
    .setOrder(origin: origin, to: (item.ordering?.order ?? .relaxed).joined(order))
  }

  /// The two threads, where the reader has found what the other takes out of use.
  private func cut(_ reclaim: Reclaim, _ reader: Int, _ section: Section) -> CutScenario? {
    var parts = analysis.slices(reader, reclaim.thread, data: [])
    parts.first.items.removeAll { $0 > section.leave }
    parts.second.items.removeAll { $0 > reclaim.end }
    var cut = CutScenario(of: [parts.first, parts.second], in: analysis.program)
    guard let pointer = cut.variables[reclaim.pointer] else { return nil }
    let old = 5
    cut.scenario.initialValues[pointer] = old
    var steps = cut.scenario.threads.map(\.steps)
    let found = [(0, section.read), (1, reclaim.take)]
    for (thread, item) in found {
      let origin = CutScenario.origin(thread: thread, item: item)
      guard let place = steps[thread].firstIndex(where: { $0.origin == origin }) else {
        return nil
      }
      let value = Expression.register(CutScenario.register(item))
      steps[thread].insert(Step(.assume(.binary(.equal, value, .constant(old)))), at: place + 1)
    }
    let leaving = CutScenario.origin(thread: 0, item: section.leave)
    guard let place = steps[0].firstIndex(where: { $0.origin == leaving }) else { return nil }
    steps[0].insert(Step(.load(Register("data"), SectionLeave.object, .plain)), at: place)
    steps[1].append(Step(.store(SectionLeave.object, .constant(1), .plain)))
    for thread in 0..<2 { cut.scenario.threads[thread].steps = steps[thread] }
    return cut
  }
}

extension TraceItem {
  /// The object that the item ends, if it does.
  fileprivate var ended: Value? {
    switch kind {
    case .free(let address): address
    case .call(_, let arguments): arguments.first
    case .read, .write, .update, .compareExchange, .fence, .allocate, .lock, .unlock, .spawn, .join,
      .assume, .opaque:
      nil
    }
  }

  fileprivate var isEnd: Bool {
    switch kind {
    case .free: true
    case .call(let name, _): ReferenceDropFinder.saysDestroys(name)
    case .read, .write, .update, .compareExchange, .fence, .allocate, .lock, .unlock, .spawn, .join,
      .assume, .opaque:
      false
    }
  }

  fileprivate var isSignalFence: Bool { if case .fence(_, .signal) = kind { true } else { false } }
}

extension ThreadTrace {
  /// Whether what the item read decides how the path goes on before another item.
  fileprivate func decides(_ read: Int, before end: Int) -> Bool {
    items[read..<end].contains { item in
      guard case .assume(let condition) = item.kind else { return false }
      return condition.depends { $0 == read }
    }
  }
}
