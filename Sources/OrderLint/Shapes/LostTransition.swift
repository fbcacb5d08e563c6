import MemoryModel

/// States that a thread tests and sets in two steps, although another thread sets them in one step
/// from the same state and goes by what it found there.
extension LostUpdateFinder {
  func transitions(besides known: Set<SourceRange>) -> [LostUpdate] {
    var known = known
    var found: [LostUpdate] = []
    for location in analysis.atomicLocations
    where !location.isGuess && !analysis.locator.embedding.isAnyWrapped(location) {
      let sites = analysis.atomicSites[location] ?? []
      let rivals = sites.filter { analysis.threads[$0.thread].takesState(at: $0.item) != nil }
      guard !rivals.isEmpty else { continue }
      let choosing = functionsThatUpdate(location)
      for site in sites {
        let range = analysis.threads[site.thread].items[site.item].range
        guard !known.contains(range), let test = test(at: site, besides: choosing),
          let transition = transition(site, test, rivals, location)
        else { continue }
        known.insert(range)
        found.append(transition)
      }
    }
    return found
  }

  private func transition(
    _ site: Analysis.Site, _ test: StateTest, _ rivals: [Analysis.Site], _ location: MemoryLocation
  ) -> LostUpdate? {
    let root = analysis.threads[site.thread].function
    var tried = 0
    for rival in rivals {
      let thread = analysis.threads[rival.thread]
      guard let taken = thread.takesState(at: rival.item), taken.leaves(test.state),
        analysis.mayOverlap(root, thread.function),
        !analysis.needsCallersLock.contains(thread.function), tried < Self.rivalsTried
      else { continue }
      tried += 1
      let change = Change(thread: site.thread, load: test.read, store: site.item)
      let candidate = Candidate(change: change, other: rival, read: taken.read)
      if let found = lostUpdate(candidate, location, from: Int(test.state)) { return found }
    }
    return nil
  }

  /// A rival's path may go by another state than the one that is tested.
  private static let rivalsTried = 12

  /// What the thread found before it set the state, if it sets it only then, at once, and is not
  /// alone with it.
  private func test(at site: Analysis.Site, besides choosing: Set<Int>) -> StateTest? {
    let thread = analysis.threads[site.thread]
    guard !analysis.needsCallersLock.contains(thread.function),
      !choosing.contains(thread.items[site.item].function), !thread.isExclusive[site.item],
      thread.locks.locks(at: site.item).isEmpty,
      let test = thread.stateTest(before: site.item), !analysis.isAsserted(test.read, in: thread),
      !ownership.isOwn(site.item, of: thread)
    else { return nil }
    let store = thread.items[site.item].range
    let isSetAnyhow = analysis.threads.contains { other in
      guard other.function == thread.function,
        let item = other.items.firstIndex(where: { $0.range == store })
      else { return false }
      return other.stateTest(before: item)?.state != test.state
    }
    return isSetAnyhow ? nil : test
  }
}

/// A read after which the path goes on in one state only.
private struct StateTest {
  var read: Int
  var state: Int64
}

/// A step that takes a word out of a state.
private struct StateTaken {
  /// Nil if whatever the state was.
  var from: Int64?
  var to: Int64
  /// The item that found the state.
  var read: Int

  func leaves(_ state: Int64) -> Bool { (from == nil || from == state) && to != state }
}

extension ThreadTrace {
  /// The test before a write of another constant state, with nothing done between the two.
  fileprivate func stateTest(before store: Int) -> StateTest? {
    guard case .write(_, .integer(let written), .atomic) = items[store].kind,
      let read = items.indices.prefix(store).last(where: {
        items[$0].isAtomicAccess && places[$0] == places[store]
      }), case .read = items[read].kind,
      !items[read..<store].contains(where: \.mayTakeTime)
    else { return nil }
    let conditions = items[read..<store].compactMap { item -> Value? in
      guard case .assume(let condition) = item.kind, condition.depends(on: { $0 == read })
      else { return nil }
      return condition
    }
    guard let state = conditions.lazy.compactMap({ $0.onlyState(of: read) }).first,
      state != written,
      conditions.allSatisfy({ $0.evaluated { $0 == read ? state : nil }.map { $0 != 0 } ?? true })
    else { return nil }
    return StateTest(read: read, state: state)
  }

  /// An exchange, or a compare-exchange that succeeds, by whose result the thread goes: to a constant,
  /// from one or from what was read before.
  fileprivate func takesState(at index: Int) -> StateTaken? {
    switch items[index].kind {
    case .update(_, .exchange, .integer(let new), _) where isDecision(index):
      StateTaken(from: nil, to: new, read: index)
    case .compareExchange(_, .integer(let old), .integer(let new), _, _, _) where isTaken(index):
      StateTaken(from: old, to: new, read: index)
    case .compareExchange(_, .result(let read), .integer(let new), _, _, _)
    where isTaken(index) && isRead(read, of: index):
      StateTaken(from: nil, to: new, read: read)
    case .update, .compareExchange, .read, .write, .fence, .allocate, .free, .lock, .unlock,
      .spawn, .join, .assume, .call, .opaque:
      nil
    }
  }

  private func isRead(_ read: Int, of exchange: Int) -> Bool {
    guard items.indices.contains(read), case .read(_, .atomic) = items[read].kind else {
      return false
    }
    return places[read] == places[exchange]
  }
}

extension Value {
  /// The one number that the item can have read if the condition holds.
  fileprivate func onlyState(of read: Int) -> Int64? {
    let holds = { (state: Int64) in evaluated { $0 == read ? state : nil }.map { $0 != 0 } }
    return constants.union([0, 1]).sorted().first { state in
      holds(state) == true
        && [-1, 1, 2, 7].allSatisfy { holds(state &+ $0) == false }
    }
  }

  private var constants: Set<Int64> {
    switch self {
    case .integer(let number): [number]
    case .not(let inner): inner.constants
    case .binary(_, let left, let right): left.constants.union(right.constants)
    case .parameter, .result, .exchanged, .global, .slot, .field, .element, .function, .unknown: []
    }
  }
}

extension TraceItem {
  /// Whether other threads are waited for, or may be.
  fileprivate var mayTakeTime: Bool {
    switch kind {
    case .call, .opaque, .spawn, .join, .lock, .unlock, .update, .compareExchange: true
    case .read, .write, .fence, .allocate, .free, .assume: false
    }
  }
}
