import MemoryModel

/// A store-load handshake: each of two threads announces itself in one atomic and then decides by
/// reading the other's ("store buffering", Dekker).
public struct Handshake: Sendable {
  /// What thread 0 writes and thread 1 reads.
  public var first: MemoryLocation
  /// What thread 1 writes and thread 0 reads.
  public var second: MemoryLocation
  public var cut: CutPair
  public var question: Question
  /// Both threads miss each other, which sequential consistency excludes.
  public var execution: Execution
  /// The announcing write and the deciding read of each thread.
  public var sides: [Side]

  public struct Side: Sendable {
    public var announcement: Int
    public var decision: Int
  }
}

/// Finds handshakes in which both sides can miss each other.
struct HandshakeFinder {
  let analysis: Analysis
  let oracle: Oracle
  private let attemptsPerPair = 6

  private struct Key: Hashable {
    var mine: MemoryLocation
    var theirs: MemoryLocation
  }

  private struct Candidate {
    var thread: Int
    var announcement: Int
    var decision: Int
  }

  private struct PairKey: Hashable {
    var ranges: Set<SourceRange>
  }

  /// The handshakes found, and the atomics of those that are sound as they are.
  struct Result {
    var weak: [Handshake] = []
    var sound: Set<MemoryLocation> = []
  }

  func find() -> Result {
    let candidates = candidates()
    let keys = candidates.keys.sorted {
      ($0.mine.sortKey, $0.theirs.sortKey) < ($1.mine.sortKey, $1.theirs.sortKey)
    }
    var result = Result()
    for key in keys where key.mine.sortKey <= key.theirs.sortKey {
      let opposite = Key(mine: key.theirs, theirs: key.mine)
      guard let others = candidates[opposite] else { continue }
      let found = handshakes(candidates[key] ?? [], others)
      result.weak += found.weak
      if found.weak.isEmpty { result.sound.formUnion(found.sound) }
    }
    return result
  }

  private func candidates() -> [Key: [Candidate]] {
    var found: [Key: [Candidate]] = [:]
    for (number, thread) in analysis.threads.enumerated() {
      for (key, candidate) in candidates(in: thread, number) {
        found[key, default: []].append(candidate)
      }
    }
    return found
  }

  /// For each pair of atomics, the last write of the one before each deciding read of the other.
  private func candidates(in thread: ThreadTrace, _ number: Int) -> [(Key, Candidate)] {
    var announced: [MemoryLocation: Int] = [:]
    var found: [(Key, Candidate)] = []
    for (index, item) in thread.items.enumerated() {
      guard item.isAtomicAccess, !thread.isExclusive[index],
        let location = thread.location(at: index)
      else { continue }
      if item.isWrite {
        announced[location] = index
      } else if item.isRead, thread.isDecision(index), !isRevalidated(index, location, thread) {
        for (mine, write) in announced.sorted(by: { $0.value < $1.value }) where mine != location {
          let candidate = Candidate(thread: number, announcement: write, decision: index)
          found.append((Key(mine: mine, theirs: location), candidate))
        }
      }
    }
    return found
  }

  /// Guard G12: a read whose value is checked again by a read-modify-write of the same object.
  private func isRevalidated(
    _ index: Int, _ location: MemoryLocation, _ thread: ThreadTrace
  ) -> Bool {
    thread.items.indices.dropFirst(index + 1).contains {
      thread.items[$0].isRead && thread.items[$0].isWrite && thread.location(at: $0) == location
    }
  }

  private func handshakes(_ first: [Candidate], _ second: [Candidate]) -> Result {
    var found = Result()
    var attempts: [PairKey: Int] = [:]
    var settled: Set<PairKey> = []
    for a in first {
      for b in second {
        let key = pairKey(a, b)
        guard !settled.contains(key), attempts[key, default: 0] < attemptsPerPair,
          let before = beginning(a, b)
        else { continue }
        attempts[key, default: 0] += 1
        if let handshake = check(a, b, before) {
          settled.insert(key)
          found.weak.append(handshake)
        } else {
          found.sound.formUnion(locations(of: a))
        }
      }
    }
    return found
  }

  private func pairKey(_ a: Candidate, _ b: Candidate) -> PairKey {
    let ranges = [a, b].flatMap { side in
      let items = analysis.threads[side.thread].items
      return [items[side.announcement].range, items[side.decision].range]
    }
    return PairKey(ranges: Set(ranges))
  }

  private func locations(of side: Candidate) -> [MemoryLocation] {
    let thread = analysis.threads[side.thread]
    return [side.announcement, side.decision].compactMap { thread.location(at: $0) }
  }

  /// What the atomics hold before, if the two sides look for each other.
  private func beginning(_ a: Candidate, _ b: Candidate) -> Before? {
    let first = analysis.threads[a.thread]
    let second = analysis.threads[b.thread]
    guard let mine = first.places[a.announcement], let theirs = first.places[a.decision],
      let otherMine = second.places[b.announcement], let otherTheirs = second.places[b.decision],
      analysis.maySameObject(mine, in: first, otherTheirs, in: second),
      analysis.maySameObject(theirs, in: first, otherMine, in: second),
      first.function != second.function || analysis.canOverlapItself(first.function)
    else { return nil }
    let before = Before(
      first: start(of: mine.location, announced: first.items[a.announcement]),
      second: start(of: theirs.location, announced: second.items[b.announcement]))
    guard
      decides(first, a.decision, from: before.second, by: second.items[b.announcement]),
      decides(second, b.decision, from: before.first, by: first.items[a.announcement]),
      isDeliberate(a, b)
    else { return nil }
    return before
  }

  /// The values the two atomics have before anyone announces anything.
  private struct Before {
    var first: Int64
    var second: Int64
  }

  private func start(of location: MemoryLocation, announced item: TraceItem) -> Int64 {
    let known = analysis.program.initialValue(of: location) ?? 0
    guard case .integer(known)? = item.storedValue else { return known }
    // The announcement would change nothing: the handshake starts from the other state.
    return known == 0 ? 1 : 0
  }

  /// Whether the thread goes this way if it misses the announcement, and another way if it sees it.
  private func decides(
    _ thread: ThreadTrace, _ decision: Int, from before: Int64, by announcement: TraceItem
  ) -> Bool {
    let after = announcement.announcedValue(from: before)
    let location = thread.location(at: decision)
    let value = { (seen: Int64) in
      { (index: Int) -> Int64? in
        if index == decision { return seen }
        return thread.location(at: index) == location ? before : nil
      }
    }
    var conditions = thread.items[decision...].compactMap { item -> Value? in
      guard case .assume(let condition) = item.kind,
        condition.dependencies.contains(decision)
      else { return nil }
      return condition
    }
    if let returned = thread.trace.returned, returned.dependencies.contains(decision),
      returned.isTruthValue
    {
      conditions.append(returned)
      // The result tells the caller: either answer is a way to go.
      let seen = returned.evaluated(value(after))
      let missed = returned.evaluated(value(before))
      if let seen, let missed, seen != missed {
        return conditions.dropLast().allSatisfy { $0.evaluated(value(before)) != 0 }
      }
      conditions.removeLast()
    }
    guard !conditions.isEmpty else { return false }
    let goesOn = conditions.allSatisfy { $0.evaluated(value(before)) != 0 }
    let turnsBack = conditions.contains { $0.evaluated(value(after)) == 0 }
    return goesOn && turnsBack
  }

  /// Guard G4: all relaxed and without a fence, it is a hint or a statistic, unless both sides then
  /// touch the same plain data.
  private func isDeliberate(_ a: Candidate, _ b: Candidate) -> Bool {
    let sides = [a, b].map { (analysis.threads[$0.thread], $0) }
    let isOrdered = sides.contains { thread, side in
      thread.items[side.announcement...side.decision].contains { item in
        item.isFence || (item.ordering?.order).map { $0 != .relaxed } == true
      }
    }
    if isOrdered { return true }
    let touched = sides.map { thread, side in
      Set(
        thread.items.indices.dropFirst(side.decision).filter { thread.items[$0].isPlainAccess }
          .compactMap { thread.location(at: $0) })
    }
    return !touched[0].intersection(touched[1]).isEmpty
  }

  private func check(_ a: Candidate, _ b: Candidate, _ before: Before) -> Handshake? {
    let first = analysis.threads[a.thread]
    let second = analysis.threads[b.thread]
    guard let mine = first.location(at: a.announcement),
      let theirs = first.location(at: a.decision)
    else { return nil }
    var parts = analysis.slices(a.thread, b.thread, data: [])
    parts.first.items.removeAll { $0 > a.decision && !first.items[$0].isAssumption }
    parts.second.items.removeAll { $0 > b.decision && !second.items[$0].isAssumption }
    var builder = ScenarioBuilder(
      program: analysis.program, slices: [parts.first, parts.second])
    var cut = builder.build()
    if let variable = cut.variables[mine] {
      cut.scenario.initialValues[variable] = Int(before.first)
    }
    if let variable = cut.variables[theirs] {
      cut.scenario.initialValues[variable] = Int(before.second)
    }
    let question = Question.outcome(
      .all([
        .register(thread: 0, CutScenario.register(a.decision), equals: Int(before.second)),
        .register(thread: 1, CutScenario.register(b.decision), equals: Int(before.first)),
      ]))
    guard let execution = oracle.weakness(question, of: cut.scenario) else { return nil }
    return Handshake(
      first: mine, second: theirs, cut: CutPair(cut: cut), question: question,
      execution: execution,
      sides: [
        Handshake.Side(announcement: a.announcement, decision: a.decision),
        Handshake.Side(announcement: b.announcement, decision: b.decision),
      ])
  }
}

extension TraceItem {
  fileprivate var isAssumption: Bool {
    if case .assume = kind { true } else { false }
  }

  /// What the word is after the item, if it was `before`.
  fileprivate func announcedValue(from before: Int64) -> Int64 {
    switch kind {
    case .write(_, .integer(let number), _): return number
    case .compareExchange(_, _, .integer(let number), _, _, _): return number
    case .update(_, let operation, let operand, _):
      guard case .integer(let number) = operand else { return before &+ 7 }
      switch operation {
      case .add: return before &+ number
      case .subtract: return before &- number
      case .and: return before & number
      case .or: return before | number
      case .xor: return before ^ number
      case .nand: return ~(before & number)
      case .exchange: return number
      case .minimum: return min(before, number)
      case .maximum: return max(before, number)
      }
    case .write, .compareExchange, .read, .fence, .allocate, .free, .lock, .unlock, .spawn, .join,
      .assume, .call, .opaque:
      return before &+ 7
    }
  }
}
