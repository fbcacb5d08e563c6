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
  private let attemptsPerPair = 12
  /// Paths of one side that are looked at, the shortest first: what is wrong shows in short ones.
  private let sidesPerAtomic = 80

  private struct Key: Hashable {
    var mine: MemoryLocation
    var theirs: MemoryLocation
  }

  private struct Candidate {
    var thread: Int
    var announcement: Int
    var decision: Int
    /// Nothing hangs on what was read but which memory the thread then uses.
    var isUse: Bool
    /// A fence or an order that is not relaxed stands between the two, or at them.
    var isOrdered: Bool
  }

  /// Numbers of the places of the four accesses in the text, sorted: two sides are a pair whichever
  /// comes first.
  private struct PairKey: Hashable {
    var places: SIMD4<Int>

    init(_ first: SIMD2<Int>, _ second: SIMD2<Int>) {
      places = SIMD4([first.x, first.y, second.x, second.y].sorted())
    }
  }

  /// The handshakes found, and the atomics of those that are sound as they are.
  struct Result {
    var weak: [Handshake] = []
    /// Sound as they are written, and not as swift-atomics carries them out.
    var unheeded: [Handshake] = []
    var sound: Set<MemoryLocation> = []
  }

  func find() -> Result {
    let candidates = candidates()
    let keys = candidates.keys.sorted { ($0.mine, $0.theirs) < ($1.mine, $1.theirs) }
    var result = Result()
    for key in keys where key.mine <= key.theirs {
      let opposite = Key(mine: key.theirs, theirs: key.mine)
      guard let others = candidates[opposite] else { continue }
      let found = handshakes(candidates[key] ?? [], others)
      result.weak += found.weak
      guard found.weak.isEmpty else { continue }
      result.sound.formUnion(found.sound)
      result.unheeded += found.unheeded
    }
    return result
  }

  private func candidates() -> [Key: [Candidate]] {
    var found: [Key: [Candidate]] = [:]
    let rechecked = recheckedReads()
    for (number, thread) in analysis.threads.enumerated()
    where !analysis.needsCallersLock.contains(thread.function) {
      for (key, candidate) in candidates(in: thread, number, besides: rechecked) {
        found[key, default: []].append(candidate)
      }
    }
    return found
  }

  /// For each pair of atomics, the last write of the one before each deciding read of the other.
  private func candidates(
    in thread: ThreadTrace, _ number: Int, besides rechecked: Set<Read>
  ) -> [(Key, Candidate)] {
    var announced: [MemoryLocation: Int] = [:]
    var found: [(Key, Candidate)] = []
    for (index, item) in thread.items.enumerated() {
      // Whoever ends the wait has seen the announcement, and a barrier in all threads orders theirs,
      // too (guard G10).
      if item.waits || item.isProcessBarrier { announced = [:] }
      guard item.isAtomicAccess, !thread.isExclusive[index],
        let location = thread.location(at: index)
      else { continue }
      if item.isWrite {
        announced[location] = index
      } else if item.isRead, !isRevalidated(index, location, thread) {
        let isDecision = thread.isDecision(index)
        guard
          isDecision || item.isOnReference || isPointer(location)
            || thread.uses(ofMemoryFoundAt: index).contains(where: \.isPlainAccess),
          !rechecked.contains(Read(item, in: thread))
        else {
          continue
        }
        for (mine, write) in announced.sorted(by: { $0.value < $1.value })
        where (mine != location || isOtherElement(write, index, thread))
          && !thread.isNextRound(index, after: write)
        {
          let candidate = Candidate(
            thread: number, announcement: write, decision: index, isUse: !isDecision,
            isOrdered: thread.items[write...index].contains(where: \.isOrdered))
          found.append((Key(mine: mine, theirs: location), candidate))
        }
      }
    }
    return found
  }

  /// Whether two accesses of an array concern different elements: `want[me]` and `want[other]`.
  private func isOtherElement(_ first: Int, _ second: Int, _ thread: ThreadTrace) -> Bool {
    guard let a = thread.places[first]?.object, let b = thread.places[second]?.object,
      case .element = a, case .element = b
    else { return false }
    return a != b
  }

  private func isPointer(_ location: MemoryLocation) -> Bool {
    guard let type = location.key?.declaredType(in: analysis.program) else { return false }
    return type.contains("*") || type.contains("Pointer")
  }

  /// Guard G12: a read whose value is checked again, before anything else is done, by a
  /// read-modify-write of the same object, or compared with what a later read finds there.
  private func isRevalidated(
    _ index: Int, _ location: MemoryLocation, _ thread: ThreadTrace
  ) -> Bool {
    if thread.isComparedWithLaterRead(index) { return true }
    for later in thread.items.indices.dropFirst(index + 1) {
      let item = thread.items[later]
      switch item.kind {
      case .call, .opaque, .free, .write: return false
      case .update, .compareExchange:
        return item.isRead && thread.location(at: later) == location
      case .read, .fence, .allocate, .lock, .unlock, .spawn, .join, .assume: continue
      }
    }
    return false
  }

  /// Guard G12: reads that some path makes again, after a full fence, before the thread gives up what
  /// it does: `do { … } while (done != wanted)`.
  private func recheckedReads() -> Set<Read> {
    var found: Set<Read> = []
    for thread in analysis.threads {
      let fences = thread.items.indices.filter { thread.items[$0].isFullFence }
      guard let last = fences.last else { continue }
      let later = thread.items.indices.dropFirst(last + 1).filter {
        thread.items[$0].isAtomicAccess && thread.items[$0].isRead && thread.isDecision($0)
      }
      for index in thread.items.indices.prefix(last) {
        guard thread.items[index].isAtomicAccess, thread.items[index].isRead,
          let location = thread.location(at: index),
          later.contains(where: {
            thread.location(at: $0) == location && !thread.announcesAgain(between: index, and: $0)
          })
        else { continue }
        found.insert(Read(thread.items[index], in: thread))
      }
    }
    return found
  }

  /// A read as one function makes it, on whatever path.
  private struct Read: Hashable {
    private let function: Int
    private let calls: [SourceRange]
    private let range: SourceRange

    init(_ item: TraceItem, in thread: ThreadTrace) {
      function = thread.function
      calls = item.calls
      range = item.range
    }
  }

  private func handshakes(_ first: [Candidate], _ second: [Candidate]) -> Result {
    var found = Result()
    var attempts: [PairKey: Int] = [:]
    var settled: Set<PairKey> = []
    var numbers: [SourceRange: Int] = [:]
    let shortest = { (sides: [Candidate]) in
      sides.sorted { ($0.decision, $0.thread) < ($1.decision, $1.thread) }.prefix(sidesPerAtomic)
        .map { (side: $0, places: places(of: $0, &numbers)) }
    }
    let others = shortest(second)
    for (a, mine) in shortest(first) {
      for (b, theirs) in others {
        let key = PairKey(mine, theirs)
        guard !settled.contains(key), attempts[key, default: 0] < attemptsPerPair else { continue }
        let starts = beginnings(a, b)
        guard !starts.isEmpty else { continue }
        attempts[key, default: 0] += 1
        if let handshake = starts.lazy.compactMap({ check(a, b, $0) }).first {
          settled.insert(key)
          found.weak.append(handshake)
        } else {
          found.sound.formUnion(locations(of: a))
          if let handshake = starts.lazy.compactMap({ check(a, b, $0, isHeeded: false) }).first {
            settled.insert(key)
            found.unheeded.append(handshake)
          }
        }
      }
    }
    return found
  }

  /// The numbers of the places of the announcement and the decision; new places get the next ones.
  private func places(of side: Candidate, _ numbers: inout [SourceRange: Int]) -> SIMD2<Int> {
    var found = SIMD2<Int>()
    for (index, item) in [side.announcement, side.decision].enumerated() {
      let range = analysis.threads[side.thread].items[item].range
      found[index] = numbers[range] ?? numbers.count
      numbers[range] = found[index]
    }
    return found
  }

  private func locations(of side: Candidate) -> [MemoryLocation] {
    let thread = analysis.threads[side.thread]
    return [side.announcement, side.decision].compactMap { thread.location(at: $0) }
  }

  /// Whether both sides announce, or look, in the same element of an array.
  private func isSameConstantElement(_ left: Locator.Place, _ right: Locator.Place) -> Bool {
    guard left.location == right.location, case .element(_, .integer(let i)) = left.object,
      case .element(_, .integer(let j)) = right.object
    else { return false }
    return i == j
  }

  /// What the atomics may hold before; none if the two sides do not look for each other.
  private func beginnings(_ a: Candidate, _ b: Candidate) -> [Before] {
    let first = analysis.threads[a.thread]
    let second = analysis.threads[b.thread]
    guard let mine = first.places[a.announcement], let theirs = first.places[a.decision],
      let otherMine = second.places[b.announcement], let otherTheirs = second.places[b.decision],
      analysis.maySameObject(mine, in: first, otherTheirs, in: second),
      analysis.maySameObject(theirs, in: first, otherMine, in: second),
      !isSameConstantElement(mine, otherMine), !isSameConstantElement(theirs, otherTheirs),
      analysis.mayOverlap(first.function, second.function)
    else { return [] }
    // The handshake may start from another state than the program does: a flag that is cleared to
    // announce, a pointer that is replaced.
    let options = startingValues(of: mine, seenBy: b, second).flatMap { one in
      startingValues(of: theirs, seenBy: a, first).map { other in
        Before(locations: [mine.location, theirs.location], values: [one, other])
      }
    }
    guard isDeliberate(a, b) else { return [] }
    return options.filter { before in
      decides(a, in: first, before, seeing: b, of: second, isFirst: true)
        && decides(b, in: second, before, seeing: a, of: first, isFirst: false)
    }
  }

  /// What a side may find in a word before the other announces itself there; nothing known if it has
  /// set the word itself, to wait for the others.
  private func startingValues(
    of word: Locator.Place, seenBy side: Candidate, _ thread: ThreadTrace
  ) -> [Int64] {
    let start = Int64(analysis.program.initialValue(of: word.location) ?? 0)
    guard let own = thread.ownStore(toPlaceReadAt: side.decision) else {
      return [start, start ^ 1]
    }
    return own.evaluated { _ in nil }.map { [$0] } ?? []
  }

  /// The values the two atomics have before anyone announces anything: what the first thread
  /// announces in, then what the second does.
  private struct Before {
    var locations: [MemoryLocation]
    var values: [Int64]
  }

  /// Whether the thread goes this way if it misses the announcement, and another way if it sees it.
  private func decides(
    _ side: Candidate, in thread: ThreadTrace, _ before: Before, seeing other: Candidate,
    of otherThread: ThreadTrace, isFirst: Bool
  ) -> Bool {
    let isArray = before.locations[0] == before.locations[1]
    let environment = { (thread: ThreadTrace, decision: Int?, seen: Int64) in
      { (index: Int) -> Int64? in
        if index == decision { return seen }
        guard !isArray, let location = thread.location(at: index) else { return nil }
        if let known = before.locations.firstIndex(of: location) { return before.values[known] }
        // What a thread puts on a list is what it then finds there.
        if let replaced = thread.updateKept(forReadAt: index),
          let place = thread.location(at: replaced),
          let known = before.locations.firstIndex(of: place)
        {
          return before.values[known]
        }
        return analysis.program.initialValue(of: location) ?? 0
      }
    }
    let missed = before.values[isFirst ? 1 : 0]
    let seen = otherThread.items[other.announcement].announcedValue(
      from: missed, reading: environment(otherThread, nil, 0))
    guard seen != missed else { return false }
    let found = environment(thread, side.decision, missed)
    guard thread.mayAnnounce(side.announcement, finding: found) else { return false }
    // Who uses what it found relies on the other not to free it before it has left.
    if side.isUse {
      let idle = before.values[isFirst ? 0 : 1]
      return !other.isUse && otherThread.freesReplaced(other.announcement, other.decision)
        && thread.leaves(side.announcement, after: side.decision) {
          $0.evaluated(environment(thread, nil, 0)) == idle
        }
    }
    return thread.turns(
      at: side.decision, surely: other.isUse, missing: found,
      seeing: environment(thread, side.decision, seen))
  }

  /// Whether the two sides mean to order what they do (guard G4): one of them has a fence or an
  /// order that is not relaxed, or both then touch the same plain data. Anything else is a hint or a
  /// statistic.
  private func isDeliberate(_ a: Candidate, _ b: Candidate) -> Bool {
    if a.isOrdered || b.isOrdered { return true }
    let sides = [a, b].map { (analysis.threads[$0.thread], $0) }
    let touched = sides.map { thread, side in
      Set(
        thread.items.indices.dropFirst(side.decision).filter { thread.items[$0].isPlainAccess }
          .compactMap { thread.location(at: $0) })
    }
    return !touched[0].intersection(touched[1]).isEmpty
  }

  /// Which element of the array is which word of the handshake, for one side.
  private func elements(
    _ side: Candidate, _ mine: MemoryLocation, _ theirs: MemoryLocation
  ) -> [Value: MemoryLocation] {
    let thread = analysis.threads[side.thread]
    var result: [Value: MemoryLocation] = [:]
    if let object = thread.places[side.announcement]?.object { result[object] = mine }
    if let object = thread.places[side.decision]?.object { result[object] = theirs }
    return result
  }

  private func concernsReferences(_ side: Candidate) -> Bool {
    let items = analysis.threads[side.thread].items
    return items[side.announcement].isOnReference || items[side.decision].isOnReference
  }

  /// - Parameter isHeeded: whether operations on strong references have the orders that are written.
  private func check(
    _ a: Candidate, _ b: Candidate, _ before: Before, isHeeded: Bool = true
  ) -> Handshake? {
    let first = analysis.threads[a.thread]
    guard let mine = first.location(at: a.announcement),
      let theirs = first.location(at: a.decision), !analysis.isAsserted(a.decision, in: first),
      !analysis.isAsserted(b.decision, in: analysis.threads[b.thread]),
      isHeeded || [a, b].contains(where: concernsReferences)
    else { return nil }
    var parts = analysis.slices(a.thread, b.thread, data: [])
    parts.first.keepOnly(from: a.announcement, to: a.decision)
    parts.second.keepOnly(from: b.announcement, to: b.decision)
    var words = (mine, theirs)
    if mine == theirs {
      words = (mine.element(0), mine.element(1))
      parts.first.elements = elements(a, words.0, words.1)
      parts.second.elements = elements(b, words.1, words.0)
    }
    var cut = CutScenario(of: [parts.first, parts.second], in: analysis.program)
    if let variable = cut.variables[words.0] {
      cut.scenario.initialValues[variable] = Int(before.values[0])
    }
    if let variable = cut.variables[words.1] {
      cut.scenario.initialValues[variable] = Int(before.values[1])
    }
    if !isHeeded { cut.scenario = cut.scenarioWithReferences }
    let question = Question.outcome(
      .all([
        .register(thread: 0, CutScenario.register(a.decision), equals: Int(before.values[1])),
        .register(thread: 1, CutScenario.register(b.decision), equals: Int(before.values[0])),
      ]))
    guard let execution = oracle.weakness(question, of: cut.scenario) else { return nil }
    return Handshake(
      first: words.0, second: words.1, cut: CutPair(cut: cut), question: question,
      execution: execution,
      sides: [
        Handshake.Side(announcement: a.announcement, decision: a.decision),
        Handshake.Side(announcement: b.announcement, decision: b.decision),
      ])
  }
}

extension TraceItem {
  /// Whether the item is a fence, or an atomic access that is not relaxed.
  fileprivate var isOrdered: Bool {
    isFence || (ordering?.order).map { $0 != .relaxed } == true
  }
}
