import MemoryModel

/// Data that reaches a third thread through one that looked at the flag without acquiring.
public struct Relay: Sendable {
  public var data: MemoryLocation
  /// What the middle thread reads, and what it then writes.
  public var first: MemoryLocation
  public var second: MemoryLocation
  /// Thread 0 publishes, thread 1 relays, thread 2 uses.
  public var cut: CutPair
  public var execution: Execution
  /// Items of threads 0, 1, 1, 2 and 2.
  public var before: Int
  public var read: Int
  public var write: Int
  public var last: Int
  public var after: Int

  public var question: Question { .dataRace(on: cut.variable(of: data)) }
}

/// Finds threads that pass on what they were told by a relaxed read.
struct RelayFinder {
  let analysis: Analysis
  let oracle: Oracle
  /// Scenarios of three threads tried for one relay.
  private let attempts = 3
  /// Items of the three threads together that are worth a question: the number of executions grows
  /// with them, and a remark is not worth minutes.
  private let size = 24

  private struct Middle {
    var thread: Int
    var read: Int
    var write: Int
    var first: MemoryLocation
    var second: MemoryLocation
  }

  func find() -> [Relay] {
    var known: Set<SourceRange> = []
    var found: [Relay] = []
    var looks: [SourceRange: Int] = [:]
    for (number, thread) in analysis.threads.enumerated()
    where !analysis.needsCallersLock.contains(thread.function) {
      for middle in middles(in: thread, number) {
        let range = thread.items[middle.read].range
        looks[range, default: 0] += 1
        guard looks[range, default: 0] <= 4, !known.contains(range),
          let relay = relay(through: middle)
        else { continue }
        known.insert(range)
        found.append(relay)
      }
    }
    return found
  }

  /// A relaxed read, a branch on it, and a release write of another atomic.
  private func middles(in thread: ThreadTrace, _ number: Int) -> [Middle] {
    var found: [Middle] = []
    for read in thread.items.indices {
      guard case .read(_, .atomic(let ordering)) = thread.items[read].kind,
        ordering.order == .relaxed, !thread.isExclusive[read], !thread.holdsLock(before: read),
        let first = thread.location(at: read)
      else { continue }
      let write = thread.items.indices.dropFirst(read + 1).first { index in
        let item = thread.items[index]
        return item.isAtomicAccess && item.isWrite && item.ordering?.order?.isRelease == true
          && thread.location(at: index) != first && thread.location(at: index) != nil
      }
      guard let write, let second = thread.location(at: write),
        thread.hangs(write, on: read),
        !thread.items[read..<write].contains(where: {
          $0.mayFence || $0.lockAddress != nil
        })
      else { continue }
      found.append(
        Middle(thread: number, read: read, write: write, first: first, second: second))
    }
    return found
  }

  private func relay(through middle: Middle) -> Relay? {
    let publishers = few(analysis.atomicSites[middle.first] ?? []) { site in
      let item = analysis.threads[site.thread].items[site.item]
      return item.isWrite && item.ordering?.order?.isRelease == true
    }
    let users = few(analysis.atomicSites[middle.second] ?? []) { site in
      let item = analysis.threads[site.thread].items[site.item]
      return item.isRead && item.readOrder?.isAcquire == true
    }
    var tried = 0
    for publisher in publishers {
      for user in users where areDifferent(publisher, middle, user) {
        guard tried < attempts else { return nil }
        guard let pair = data(from: publisher, to: user, besides: middle) else { continue }
        tried += 1
        if let relay = judge(publisher, middle, user, pair) { return relay }
      }
    }
    return nil
  }

  /// One site for each place in the source, eight at most.
  private func few(
    _ sites: [Analysis.Site], where condition: (Analysis.Site) -> Bool
  ) -> [Analysis.Site] {
    var known: Set<SourceRange> = []
    var found: [Analysis.Site] = []
    for site in sites where found.count < 8 && condition(site) {
      let range = analysis.threads[site.thread].items[site.item].range
      if known.insert(range).inserted { found.append(site) }
    }
    return found
  }

  private func areDifferent(
    _ publisher: Analysis.Site, _ middle: Middle, _ user: Analysis.Site
  ) -> Bool {
    let functions = [publisher.thread, middle.thread, user.thread].map {
      analysis.threads[$0].function
    }
    return Set(functions).count == 3
      && !functions.contains { analysis.needsCallersLock.contains($0) }
  }

  /// What the publisher wrote before and the user uses after, without a look at the first flag.
  private func data(
    from publisher: Analysis.Site, to user: Analysis.Site, besides middle: Middle
  ) -> (before: Int, after: Int)? {
    let writer = analysis.threads[publisher.thread]
    let reader = analysis.threads[user.thread]
    let looksItself = reader.items.indices.contains { index in
      reader.items[index].isAtomicAccess && reader.location(at: index) == middle.first
    }
    guard !looksItself else { return nil }
    for before in writer.items.indices.prefix(publisher.item).reversed()
    where writer.items[before].isPlainAccess && writer.items[before].isWrite
      && !writer.isExclusive[before] && !writer.isFresh(before)
    {
      guard let place = writer.places[before] else { continue }
      let after = reader.plainAccesses[place.location.root]?.first { index in
        index > user.item && reader.location(at: index)?.overlaps(place.location) == true
      }
      if let after { return (before, after) }
    }
    return nil
  }

  private func judge(
    _ publisher: Analysis.Site, _ middle: Middle, _ user: Analysis.Site,
    _ pair: (before: Int, after: Int)
  ) -> Relay? {
    guard let data = analysis.threads[publisher.thread].location(at: pair.before) else {
      return nil
    }
    let kept: Set<MemoryLocation> = [middle.first, middle.second, data]
    let slices = [publisher.thread, middle.thread, user.thread].map {
      analysis.threads[$0].slice(of: kept)
    }
    guard slices.reduce(0, { $0 + $1.items.count }) <= size else { return nil }
    let cut = CutScenario(of: slices, in: analysis.program)
    let question = Question.dataRace(on: CutPair(cut: cut).variable(of: data))
    let edit = ScenarioEdit.setOrder(
      origin: CutScenario.origin(thread: 1, item: middle.read), to: .acquire)
    guard let execution = oracle.weakness(question, of: cut.scenario),
      oracle.ask(question, of: cut.scenario.applying([edit])).isForbidden
    else { return nil }
    return Relay(
      data: data, first: middle.first, second: middle.second, cut: CutPair(cut: cut),
      execution: execution, before: pair.before, read: middle.read, write: middle.write,
      last: user.item, after: pair.after)
  }
}

extension ThreadTrace {
  /// Whether the item is reached because of what the read gave.
  fileprivate func hangs(_ item: Int, on read: Int) -> Bool {
    items[read..<item].contains { other in
      if case .assume(let condition) = other.kind {
        condition.depends { $0 == read }
      } else {
        false
      }
    }
  }

  /// Accesses to the locations, locks, fences, and branches on what was read.
  fileprivate func slice(of locations: Set<MemoryLocation>) -> Slice {
    var kept: Set<Int> = []
    for (index, item) in items.enumerated() {
      if case .assume(let condition) = item.kind {
        let dependencies = condition.dependencies
        if !dependencies.isEmpty, dependencies.isSubset(of: kept) { kept.insert(index) }
      } else if item.mayFence || item.lockAddress != nil {
        kept.insert(index)
      } else if let location = location(at: index), !isExclusive[index],
        locations.contains(where: { $0.overlaps(location) })
      {
        kept.insert(index)
      }
    }
    return Slice(thread: self, items: kept.sorted(), acceptance: nil)
  }
}
