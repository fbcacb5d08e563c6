/// One event of an interleaving.
public struct InterleavedEvent: Hashable, Sendable {
  /// Index into `Execution.events`.
  public var index: Int
  /// Whether the event comes before one that precedes it in its thread's program order.
  public var isOutOfOrder: Bool

  public init(index: Int, isOutOfOrder: Bool) {
    self.index = index
    self.isOutOfOrder = isOutOfOrder
  }
}

extension Execution {
  /// The execution as a story: every event but the initial writes, in an order in which each read
  /// reads from the latest write to its variable. As few events as possible are out of program
  /// order, and racing events are neighbours if the program order told allows it.
  ///
  /// An execution of more than 64 events is told thread by thread.
  public func interleaving() -> [InterleavedEvent] {
    guard let search = InterleavingSearch(self) else {
      let indices = events.indices.filter { events[$0].thread != nil }
      return indices.map { InterleavedEvent(index: $0, isOutOfOrder: false) }
    }
    return search.best().events
  }

  /// How far the execution is from an interleaving of its threads; 0 for one that is.
  var disorder: Int { InterleavingSearch(self)?.best().cost ?? 0 }
}

/// Finds the fewest events that must leave program order.
///
/// Reads-from, modification order and reads-before always admit a total order. Program order may
/// contradict it; an event that is *early* need not wait for what precedes it in its thread.
private struct InterleavingSearch {
  struct Candidate {
    var events: [InterleavedEvent]
    var cost: Int
  }

  /// More than everything that one order can cost besides.
  private static let costOfEarlyEvent = EventSet.capacity * EventSet.capacity

  private let execution: Execution
  /// Local index to index into `Execution.events`.
  private var indices: [Int] = []
  private var communication: [EventSet]
  private var programOrder: [EventSet]
  private var race: (Int, Int)?

  init?(_ execution: Execution) {
    self.execution = execution
    indices = execution.events.indices.filter { execution.events[$0].thread != nil }
    guard indices.count <= EventSet.capacity else { return nil }
    communication = Array(repeating: .empty, count: indices.count)
    programOrder = communication
    let locals = Dictionary(uniqueKeysWithValues: indices.enumerated().map { ($1, $0) })
    for (local, index) in indices.enumerated() {
      for (other, otherIndex) in indices.enumerated()
      where execution.events[otherIndex].precedes(execution.events[index]) {
        programOrder[local].insert(other)
      }
    }
    var readers: [Int: [Int]] = [:]
    for (read, write) in execution.readsFrom { readers[write, default: []].append(read) }
    for writes in execution.modificationOrder.values {
      var earlier = EventSet.empty
      for write in writes {
        let local = locals[write]
        if let local {
          communication[local] |= earlier
          communication[local].remove(local)
          earlier.insert(local)
        }
        for read in readers[write] ?? [] {
          guard let reader = locals[read] else { continue }
          if let local { communication[reader].insert(local) }
          earlier.insert(reader)
        }
      }
    }
    orderThreads()
    if let pair = execution.race, let first = locals[pair.first], let second = locals[pair.second] {
      race = (first, second)
    }
  }

  /// A thread's events come after its start and before anybody has waited for its end.
  private mutating func orderThreads() {
    for (local, index) in indices.enumerated() {
      guard case .lifecycle(let event) = execution.events[index].kind else { continue }
      switch event {
      case .spawn(let thread):
        for other in events(of: thread) { communication[other].insert(local) }
      case .join(let thread):
        for other in events(of: thread) { communication[local].insert(other) }
      case .allocate, .free, .choose: break
      }
    }
  }

  private func events(of thread: Int) -> [Int] {
    indices.indices.filter { execution.events[indices[$0]].thread == thread }
  }

  private var all: EventSet {
    indices.count == EventSet.capacity
      ? EventSet(bits: .max) : EventSet(bits: 1 << UInt64(indices.count) - 1)
  }

  func best() -> Candidate {
    let tangled = tangledEvents()
    var best: Candidate?
    func consider(_ early: EventSet) {
      guard cyclicCore(early).isEmpty else { return }
      let candidate = order(early)
      if candidate.cost < best?.cost ?? .max { best = candidate }
    }
    consider(.empty)
    if let best { return best }
    for first in tangled { consider(EventSet(first)) }
    if let best { return best }
    for first in tangled {
      for second in tangled where first < second { consider(EventSet(first) | EventSet(second)) }
    }
    if let best { return best }
    return order(irreducibleEarlySet(tangled))
  }

  /// The events on cycles, less those that only connect them. A fence is on no cycle's edge into
  /// communication, so letting it be early would never help.
  private func tangledEvents() -> [Int] {
    cyclicCore(.empty).filter { !communication[$0].isEmpty || isCommunicationSource($0) }
  }

  private func isCommunicationSource(_ event: Int) -> Bool {
    communication.contains { $0.contains(event) }
  }

  /// Some set of events that suffices, of which none can be spared.
  private func irreducibleEarlySet(_ tangled: [Int]) -> EventSet {
    var early = tangled.reduce(into: EventSet.empty) { $0.insert($1) }
    for event in tangled {
      let fewer = early - EventSet(event)
      if cyclicCore(fewer).isEmpty { early = fewer }
    }
    return early
  }

  private func mustPrecede(_ event: Int, _ early: EventSet) -> EventSet {
    early.contains(event) ? communication[event] : communication[event] | programOrder[event]
  }

  /// What remains when events without predecessors are taken away again and again: empty exactly
  /// if an order exists.
  private func cyclicCore(_ early: EventSet) -> EventSet {
    var remaining = all
    while true {
      let before = remaining
      for event in before where !mustPrecede(event, early).intersects(remaining) {
        remaining.remove(event)
      }
      if remaining == before { return remaining }
    }
  }

  private func order(_ early: EventSet) -> Candidate {
    var sequence: [Int] = []
    var emitted = EventSet.empty
    for part in parts(early) { emit(part, early, into: &sequence, &emitted) }
    var interleaved: [InterleavedEvent] = []
    var cost = 0
    var told = EventSet.empty
    for event in sequence {
      let skipped = programOrder[event] - told
      told.insert(event)
      interleaved.append(
        InterleavedEvent(index: indices[event], isOutOfOrder: !skipped.isEmpty))
      guard !skipped.isEmpty else { continue }
      cost += Self.costOfEarlyEvent
      cost += skipped.filter { isKeptInOrder($0, event) }.count
    }
    // A race told apart is worse than a story with one event more out of order.
    if !tellsRaceTogether(sequence) { cost += Self.costOfEarlyEvent + 1 }
    return Candidate(events: interleaved, cost: cost)
  }

  private func tellsRaceTogether(_ sequence: [Int]) -> Bool {
    guard let race, let first = sequence.firstIndex(of: race.0),
      let second = sequence.firstIndex(of: race.1)
    else { return true }
    return abs(first - second) == 1
  }

  /// All that must come before a race, the race, and the rest; one part if they cannot be split.
  private func parts(_ early: EventSet) -> [EventSet] {
    guard let race else { return [all] }
    let pair = EventSet(race.0) | EventSet(race.1)
    let before = ancestors(of: pair, early) - pair
    let isSplit = before.allSatisfy { !ancestors(of: EventSet($0), early).intersects(pair) }
    return isSplit ? [before, pair, all - before - pair] : [all]
  }

  private func ancestors(of set: EventSet, _ early: EventSet) -> EventSet {
    var found = EventSet.empty
    var open = set
    while let event = open.first(where: { _ in true }) {
      open.remove(event)
      let new = mustPrecede(event, early) - found
      found |= new
      open |= new
    }
    return found
  }

  /// Appends the events of `part`, staying with one thread as long as it can go on. An early event
  /// goes out of order only when nothing else can go on.
  private func emit(
    _ part: EventSet, _ early: EventSet, into sequence: inout [Int], _ emitted: inout EventSet
  ) {
    var remaining = part
    var current = sequence.last.flatMap { thread(of: $0) }
    while !remaining.isEmpty {
      let ready = remaining.filter { (mustPrecede($0, early) - emitted).isEmpty }
      let inOrder = ready.filter { (programOrder[$0] - emitted).isEmpty }
      let next = inOrder.first { thread(of: $0) == current } ?? inOrder.first ?? ready.first
      guard let next else { return }
      sequence.append(next)
      emitted.insert(next)
      remaining.remove(next)
      current = thread(of: next)
    }
  }

  private func thread(of event: Int) -> Int? { execution.events[indices[event]].thread }

  /// Whether hardware, too, would keep `later` after `earlier`: the better story blames an event
  /// that nothing held back.
  private func isKeptInOrder(_ earlier: Int, _ later: Int) -> Bool {
    let first = execution.events[indices[earlier]]
    let second = execution.events[indices[later]]
    if first.isAcquireRead || second.isReleaseWrite { return true }
    return indices.indices.contains { between in
      guard programOrder[between].contains(earlier), programOrder[later].contains(between),
        case .fence(let order) = execution.events[indices[between]].kind
      else { return false }
      return order == .sequentiallyConsistent || (order.isAcquire && first.isRead)
        || (order.isRelease && second.isWrite)
    }
  }
}

extension ExecutionEvent {
  fileprivate func precedes(_ other: ExecutionEvent) -> Bool {
    thread == other.thread && position < other.position
  }
}
