// The axioms of C++20 ([intro.races], [atomics.order], [atomics.fences]), relationally.
//
//     rs  = [W]; (rf; [RMW])*                      no same-thread stores (P0982)
//     sw  = [rel]; ([F]; sb)?; rs; rf; [R]; (sb; [F])?; [acq]       W and R atomic
//     hb  = (sb | sw)+
//     eco = (rf | mo | rb)+                        rb = (rf⁻¹; mo) minus identity
//     shb = (sb | [SC]; sw; [SC] | sb; hb; sb)+
//     S   = [SC]; shb; [SC] | [SC]; eco; [SC] | [SC]; eco; hb; [Fsc] | [Fsc]; hb; eco; [SC]
//         | [Fsc]; hb; eco; hb; [Fsc]
//
//     irreflexive(hb; eco), every update follows its source immediately, acyclic(S),
//     and acyclic(sb | rf).
//
// Departures from the standard: the last axiom, where [atomics.order]/8 has only "should".
//
// Events are added in an order that respects sb ∪ rf, so acyclic(sb | rf) holds by construction,
// and hb, shb and the prefix of an event never change once the event and its source are known.

// MARK: - Relations

extension ExecutionGraph {
  private func acquires(_ event: Int) -> Bool {
    guard let order = events[event].order else { return false }
    return order.isAcquire || model == .sequentialConsistency
  }

  private func releases(_ event: Int) -> Bool {
    guard let order = events[event].order else { return false }
    return order.isRelease || model == .sequentialConsistency
  }

  private func isTotallyOrdered(_ event: Int) -> Bool {
    events[event].order == .sequentiallyConsistent
  }

  /// Fills in everything about an event that follows from its predecessors.
  mutating func derive(_ event: Int) {
    if isTotallyOrdered(event) {
      totallyOrdered.insert(event)
      if events[event].isFence { totallyOrderedFences.insert(event) }
    } else {
      totallyOrdered.remove(event)
    }
    events[event].prefix = prefix(of: event)
    events[event].releaseFences = releaseFences(upTo: event)
    events[event].pendingReleasers = pendingReleasers(upTo: event)
    let sw = sw(into: event)
    events[event].happensBefore = hb(into: event, sw)
    if usesTotalOrder { events[event].stronglyHappensBefore = shb(into: event, sw) }
    events[event].releasers = rs(upTo: event)
  }

  /// Predecessors by (sb | rf)+.
  private func prefix(of event: Int) -> EventSet {
    var prefix = events[event].programOrderBefore
    if let previous = events[event].previous { prefix |= events[previous].prefix }
    let source = events[event].source
    if events[event].isRead, source != Self.initialWrite {
      prefix |= events[source].prefix | EventSet(source)
    }
    return prefix
  }

  private func releaseFences(upTo event: Int) -> EventSet {
    var fences = events[event].previous.map { events[$0].releaseFences } ?? .empty
    if events[event].isFence, releases(event) { fences.insert(event) }
    return fences
  }

  private func pendingReleasers(upTo event: Int) -> EventSet {
    var pending = events[event].previous.map { events[$0].pendingReleasers } ?? .empty
    let source = events[event].source
    if events[event].isRead, events[event].isAtomic, source != Self.initialWrite {
      pending |= events[source].releasers
    }
    return pending
  }

  /// [rel]; ([F]; sb)?; rs, seen from a write at the end of its release sequences.
  private func rs(upTo event: Int) -> EventSet {
    guard events[event].isWrite, events[event].isAtomic else { return .empty }
    var heads = events[event].releaseFences
    if releases(event) { heads.insert(event) }
    let source = events[event].source
    if events[event].isRead, source != Self.initialWrite { heads |= events[source].releasers }
    return heads
  }

  private func sw(into event: Int) -> EventSet {
    guard acquires(event) else { return .empty }
    if events[event].isFence { return events[event].pendingReleasers }
    let source = events[event].source
    guard events[event].isRead, source != Self.initialWrite else { return .empty }
    return events[source].releasers
  }

  private func hb(into event: Int, _ sw: EventSet) -> EventSet {
    var before = events[event].programOrderBefore
    if let previous = events[event].previous { before |= events[previous].happensBefore }
    for head in sw { before |= events[head].happensBefore | EventSet(head) }
    return before
  }

  private func shb(into event: Int, _ sw: EventSet) -> EventSet {
    var before = EventSet.empty
    func add(_ other: Int) { before |= events[other].stronglyHappensBefore | EventSet(other) }
    if let previous = events[event].previous {
      add(previous)
      for middle in events[previous].happensBefore {
        if let outer = events[middle].previous { add(outer) }
      }
    }
    if isTotallyOrdered(event) {
      for head in sw & totallyOrdered { add(head) }
    }
    return before
  }

  /// What `event` reaches by eco = (rf | mo | rb)+.
  func eco(from event: Int) -> EventSet {
    guard let variable = events[event].variable else { return .empty }
    // An update stands directly after its source, so what is later than one is later than both.
    let write = events[event].isRead ? events[event].source : event
    var after = laterWrites(than: write, of: variable) - EventSet(event)
    for later in after { after |= events[later].readers }
    if events[event].isWrite { after |= events[event].readers }
    return after
  }

  /// What happens before some event of `set`, looked at from one event: `[set]; hb⁻¹` meets it.
  private func reaches(_ set: EventSet, hbInto event: Int) -> Bool {
    events[event].happensBefore.intersects(set)
  }

  /// The seq_cst events that `event` must precede in the total order S.
  func totalOrder(from event: Int) -> EventSet {
    var after = EventSet.empty
    var throughCoherence = eco(from: event)
    if totallyOrderedFences.contains(event) {
      for later in live where events[later].happensBefore.contains(event) {
        throughCoherence |= eco(from: later)
      }
    }
    for other in totallyOrdered
    where events[other].stronglyHappensBefore.contains(event)
      || throughCoherence.contains(other)
      || (events[other].isFence && reaches(throughCoherence, hbInto: other))
    {
      after.insert(other)
    }
    return after
  }

  /// Predecessors of `event` by sb | rf | mo | rb.
  private func sequentialOrder(into event: Int) -> EventSet {
    var before = events[event].programOrderBefore
    guard let variable = events[event].variable else { return before }
    if events[event].isRead, events[event].source != Self.initialWrite {
      before.insert(events[event].source)
    }
    if events[event].isWrite {
      before |= variables[variable].initialReaders
      for write in events[event].modificationOrderBefore {
        before |= events[write].readers | EventSet(write)
      }
      before.remove(event)
    }
    return before
  }
}

// MARK: - Axioms

extension ExecutionGraph {
  /// irreflexive(hb; eco), for cycles through `event`, which nothing follows in hb.
  func isCoherent(_ event: Int) -> Bool {
    !eco(from: event).intersects(events[event].happensBefore)
  }

  /// The axiom of the model that looks at the whole graph. An event that reads from, or is placed
  /// after, the last write only receives edges, so it cannot break it.
  func isGloballyConsistent() -> Bool {
    switch model {
    case .cxx20: hasTotalOrder()
    case .sequentialConsistency: isSequentiallyConsistent()
    }
  }

  /// acyclic(S): a total order of the seq_cst events exists exactly if its constraints are acyclic.
  private func hasTotalOrder() -> Bool {
    guard usesTotalOrder, totallyOrdered.count >= 2 else { return true }
    var successors = ContiguousArray(repeating: EventSet.empty, count: events.count)
    for event in totallyOrdered { successors[event] = totalOrder(from: event) }
    return isAcyclic(totallyOrdered, successors)
  }

  /// acyclic(sb | rf | mo | rb).
  private func isSequentiallyConsistent() -> Bool {
    var predecessors = ContiguousArray(repeating: EventSet.empty, count: events.count)
    for event in live { predecessors[event] = sequentialOrder(into: event) }
    return isAcyclic(live, predecessors)
  }

  /// Whether the relation given by its rows has no cycle in `set`.
  private func isAcyclic(_ set: EventSet, _ rows: ContiguousArray<EventSet>) -> Bool {
    var remaining = set
    while !remaining.isEmpty {
      let before = remaining
      for event in before where !rows[event].intersects(remaining) { remaining.remove(event) }
      if remaining == before { return false }
    }
    return true
  }

  /// Two conflicting accesses of different threads, at least one of them plain, that hb does not
  /// order ([intro.races]/21).
  func dataRace(on variable: Int) -> (Int, Int)? {
    let accesses = variables[variable].reads | variables[variable].writes
    for first in accesses {
      for second in accesses where first < second && isRace(first, second) {
        return (first, second)
      }
    }
    return nil
  }

  private func isRace(_ first: Int, _ second: Int) -> Bool {
    events[first].thread != events[second].thread
      && (events[first].isWrite || events[second].isWrite)
      && !(events[first].isAtomic && events[second].isAtomic)
      && !events[first].happensBefore.contains(second)
      && !events[second].happensBefore.contains(first)
  }
}
