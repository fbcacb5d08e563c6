import MemoryModel

/// A fence that stands on the wrong side of the atomic access it is meant for, seen in one thread:
/// a release fence after the store that publishes, an acquire fence before the load that guards.
public struct StrayFence: Sendable {
  public enum Side: Sendable { case release, acquire }

  public var side: Side
  public var flag: MemoryLocation
  public var data: MemoryLocation
  /// Thread 0 is the thread of the fence; thread 1 is a sound partner that stands for the other
  /// side of the protocol.
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  /// Items of thread 0.
  public var fence: Int
  public var access: Int
  public var dataAccess: Int
}

/// Finds fences on the wrong side without needing to see the other thread.
struct StrayFenceFinder {
  let analysis: Analysis
  let oracle: Oracle

  func find() -> [StrayFence] {
    // A fence that does its work on one path is not on the wrong side on another.
    var known = usefulFences()
    var found: [StrayFence] = []
    for thread in analysis.threads {
      for (index, item) in thread.items.enumerated()
      where item.isFence && !known.contains(item.range) {
        guard let stray = stray(thread, index) else { continue }
        known.insert(item.range)
        found.append(stray)
      }
    }
    return found
  }

  /// The places of fences that some path has between atomic accesses they act through.
  private func usefulFences() -> Set<SourceRange> {
    var useful: Set<SourceRange> = []
    for thread in analysis.threads {
      let items = thread.items
      guard items.contains(where: \.isFence) else { continue }
      let firstRead = items.firstIndex { $0.isAtomicAccess && $0.isRead } ?? items.count
      let lastWrite = items.lastIndex { ($0.isAtomicAccess && $0.isWrite) || $0.isCall } ?? -1
      for (index, item) in items.enumerated() where item.isFence {
        guard let order = item.ordering?.order else { continue }
        let releases = order.isRelease && index < lastWrite
        let acquires = order.isAcquire && firstRead < index
        if releases || acquires { useful.insert(item.range) }
      }
    }
    return useful
  }

  private func stray(_ thread: ThreadTrace, _ fence: Int) -> StrayFence? {
    guard let order = thread.items[fence].ordering?.order, order != .sequentiallyConsistent else {
      return nil
    }
    return (order.isRelease ? release(thread, fence) : nil)
      ?? (order.isAcquire ? acquire(thread, fence) : nil)
  }

  /// Plain write, relaxed store, release fence, and nothing that the fence could release after it.
  private func release(_ thread: ThreadTrace, _ fence: Int) -> StrayFence? {
    let items = thread.items
    let after = items.indices.dropFirst(fence + 1)
    guard !after.contains(where: { items[$0].isWrite && items[$0].isAtomicAccess }),
      !after.contains(where: { items[$0].isCall }),
      // Plain stores stand for atomic ones in older code.
      !after.contains(where: { isShared(thread, $0) && items[$0].isWrite }),
      let store = items.indices.prefix(fence).last(where: {
        items[$0].isAtomicAccess && items[$0].isWrite
      }), items[store].ordering?.order == .relaxed, !thread.isExclusive[store],
      !items[store].takesWithMark,
      let data = items.indices.prefix(store).last(where: {
        isShared(thread, $0) && items[$0].isWrite
      })
    else { return nil }
    return check(thread, fence, store, data, .release)
  }

  /// Acquire fence, relaxed load, branch on it, plain read, and no acquire after the load.
  private func acquire(_ thread: ThreadTrace, _ fence: Int) -> StrayFence? {
    let items = thread.items
    guard
      !items.prefix(fence).contains(where: { ($0.isAtomicAccess || $0.isVolatile) && $0.isRead }),
      let load = items.indices.dropFirst(fence + 1).first(where: {
        items[$0].isAtomicAccess && items[$0].isRead
      }), items[load].readOrder == .relaxed,
      let data = items.indices.dropFirst(load + 1).first(where: { isShared(thread, $0) }),
      items[load..<data].contains(where: { item in
        if case .assume(let condition) = item.kind {
          condition.depends { $0 == load }
        } else {
          false
        }
      })
    else { return nil }
    return check(thread, fence, load, data, .acquire)
  }

  private func isShared(_ thread: ThreadTrace, _ index: Int) -> Bool {
    thread.items[index].isPlainAccess && !thread.isExclusive[index]
      && !thread.isFresh(index) && thread.location(at: index) != nil
  }

  private func check(
    _ thread: ThreadTrace, _ fence: Int, _ access: Int, _ data: Int, _ side: StrayFence.Side
  ) -> StrayFence? {
    guard let flag = thread.location(at: access), let payload = thread.location(at: data) else {
      return nil
    }
    let kept = thread.items.indices.filter { index in
      if thread.items[index].mayFence || index == data {
        return true
      }
      if case .assume(let condition) = thread.items[index].kind {
        return condition.dependencies == [access]
      }
      return thread.location(at: index) == flag && thread.items[index].isAtomicAccess
    }
    var cut = CutScenario(
      of: [Slice(thread: thread, items: kept, acceptance: nil)], in: analysis.program)
    guard let word = cut.variables[flag], let value = cut.variables[payload] else { return nil }
    cut.scenario.threads.append(partner(side, word: word, value: value))
    let question = Question.dataRace(on: value)
    let pair = CutPair(cut: cut)
    let repaired = cut.scenario.applying(moving(fence, access, side, in: thread))
    guard let execution = oracle.weakness(question, of: cut.scenario),
      oracle.ask(question, of: repaired).isForbidden
    else { return nil }
    return StrayFence(
      side: side, flag: flag, data: payload, cut: pair, question: question,
      execution: execution, fence: fence, access: access, dataAccess: data)
  }

  private func moving(
    _ fence: Int, _ access: Int, _ side: StrayFence.Side, in thread: ThreadTrace
  ) -> [ScenarioEdit] {
    let origin = CutScenario.origin(thread: 0, item: access)
    let order = thread.items[fence].ordering?.assumedOrder ?? .acquireRelease
    return [
      .remove(origin: CutScenario.origin(thread: 0, item: fence)),
      side == .release
        ? .insertFence(order, before: origin) : .insertFence(order, after: origin),
    ]
  }

  /// The other side of the protocol, written as it should be.
  private func partner(
    _ side: StrayFence.Side, word: Variable, value: Variable
  ) -> Scenario.Thread {
    switch side {
    case .release: .soundReader(of: value, guardedBy: word)
    case .acquire: .soundWriter(of: value, guardedBy: word)
    }
  }
}

extension TraceItem {
  /// Whether a mark such as "busy" is left where something was taken: nothing is published.
  fileprivate var takesWithMark: Bool {
    if case .update(_, .exchange, .integer, _) = kind { true } else { false }
  }

  fileprivate var isVolatile: Bool {
    if case .read(_, .volatile) = kind { true } else { false }
  }
}
