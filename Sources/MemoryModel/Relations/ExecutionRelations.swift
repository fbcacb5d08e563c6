/// The relations of an execution that papers speak of, over the indices of its events, and whether
/// C++20 allows them. Written after the axioms as literally as possible (see `Consistency.swift`,
/// which decides the same while an execution is built).
public struct ExecutionRelations: Sendable {
  public let execution: Execution
  /// sb, also known as po.
  public let programOrder: Relation
  /// rf.
  public let readsFrom: Relation
  /// mo, also known as co.
  public let modificationOrder: Relation
  /// rb, also known as fr: from a read to the writes after the one it reads from.
  public let readsBefore: Relation
  /// sw.
  public let synchronizesWith: Relation
  /// hb, the initial writes left out.
  public let happensBefore: Relation

  public init(_ execution: Execution) {
    self.execution = execution
    let events = execution.events
    let count = events.count
    let programOrder = Relation(count: count) { first, second in
      guard let thread = events[first].thread else { return false }
      return events[second].thread == thread && events[first].position < events[second].position
    }
    var readsFrom = Relation(count: count)
    for (read, write) in execution.readsFrom { readsFrom.insert(write, read) }
    var modificationOrder = Relation(count: count)
    for writes in execution.modificationOrder.values {
      for (place, first) in writes.enumerated() {
        for second in writes[(place + 1)...] { modificationOrder.insert(first, second) }
      }
    }
    self.programOrder = programOrder
    self.readsFrom = readsFrom
    self.modificationOrder = modificationOrder
    let identity = Relation(count: count) { _ in true }
    readsBefore = readsFrom.inverse * modificationOrder - identity
    synchronizesWith =
      Self.synchronizesWith(events, programOrder, readsFrom) | Self.lifetimes(events)
    happensBefore = (programOrder | synchronizesWith).closure
  }

  /// [rel]; ([F]; sb)?; rs; rf; [R]; (sb; [F])?; [acq] with rs = [W]; (rf; [RMW])*.
  private static func synchronizesWith(
    _ events: [ExecutionEvent], _ programOrder: Relation, _ readsFrom: Relation
  ) -> Relation {
    let count = events.count
    func on(_ isMember: @escaping (ExecutionEvent) -> Bool) -> Relation {
      Relation(count: count) { isMember(events[$0]) }
    }
    let fences = on { $0.isFence }
    let atomicWrites = on { $0.isWrite && $0.order != nil }
    let atomicReads = on { $0.isRead && $0.order != nil }
    let updates = on { $0.isRead && $0.isWrite }
    let releases = on { $0.order?.isRelease == true }
    let acquires = on { $0.order?.isAcquire == true }
    let releaseSequence = atomicWrites * (readsFrom * updates).reflexiveClosure
    let head = releases * (fences * programOrder).reflexive
    let tail = (programOrder * fences).reflexive * acquires
    return head * releaseSequence * readsFrom * atomicReads * tail
  }

  /// Creating a thread synchronizes with its beginning, and its end with joining it.
  private static func lifetimes(_ events: [ExecutionEvent]) -> Relation {
    var relation = Relation(count: events.count)
    for index in events.indices {
      guard case .lifecycle(let lifecycle) = events[index].kind else { continue }
      switch lifecycle {
      case .spawn(let thread):
        let first = events.indices.filter { events[$0].thread == thread }
          .min { events[$0].position < events[$1].position }
        if let first { relation.insert(index, first) }
      case .join(let thread):
        let last = events.indices.filter { events[$0].thread == thread }
          .max { events[$0].position < events[$1].position }
        if let last { relation.insert(last, index) }
      case .allocate, .free, .choose: break
      }
    }
    return relation
  }

  private func on(_ isMember: (ExecutionEvent) -> Bool) -> Relation {
    Relation(count: execution.events.count) { isMember(execution.events[$0]) }
  }

  /// eco = (rf | mo | rb)+.
  public var extendedCoherence: Relation {
    (readsFrom | modificationOrder | readsBefore).closure
  }

  /// What the total order S of the seq_cst events must respect:
  /// [SC]; shb; [SC] | ([SC] | [Fsc]; hb?); eco; ([SC] | hb?; [Fsc]).
  public var totalOrderConstraints: Relation {
    let total = on { $0.order == .sequentiallyConsistent }
    let fences = on { $0.isFence && $0.order == .sequentiallyConsistent }
    let strongly =
      (programOrder | total * synchronizesWith * total
      | programOrder * happensBefore * programOrder).closure
    let before = total | fences * happensBefore.reflexive
    let after = total | happensBefore.reflexive * fences
    return total * strongly * total | before * extendedCoherence * after
  }

  /// The seq_cst events in an order S that the axioms allow; empty if there is none.
  public var totalOrder: [Int] {
    let order = totalOrderConstraints.topologicalOrder ?? []
    return order.filter {
      execution.events[$0].order == .sequentiallyConsistent
        && execution.events[$0].thread != nil
    }
  }

  /// Whether the execution obeys the axioms of C++20, load buffering not excluded.
  public var isConsistent: Bool {
    // The initial writes happen before everything.
    let initial = Relation(count: execution.events.count) { first, second in
      execution.events[first].thread == nil && execution.events[second].thread != nil
    }
    return happensBefore.isIrreflexive
      && ((happensBefore | initial) * extendedCoherence).isIrreflexive
      && isAtomic && totalOrderConstraints.isAcyclic
  }

  /// Every update directly follows, in modification order, the write it reads from.
  public var isAtomic: Bool {
    let between = readsBefore * modificationOrder
    return execution.events.indices.allSatisfy { event in
      !execution.events[event].isRead || !execution.events[event].isWrite
        || !between.contains(event, event)
    }
  }

  /// acyclic(sb | rf | mo | rb): some interleaving of the threads shows the same.
  public var isSequentiallyConsistent: Bool {
    (programOrder | readsFrom | modificationOrder | readsBefore).isAcyclic
  }

  /// The pairs of conflicting accesses of different threads, one of them plain, that hb does not
  /// order ([intro.races]/21).
  public var dataRaces: [Execution.RacingPair] {
    let events = execution.events
    return events.indices.filter { events[$0].thread != nil }.flatMap { first in
      events.indices.filter { $0 > first && isRace(first, $0) }.map {
        Execution.RacingPair(first: first, second: $0)
      }
    }
  }

  private func isRace(_ first: Int, _ second: Int) -> Bool {
    let one = execution.events[first]
    let other = execution.events[second]
    guard let variable = one.variable, other.variable == variable, other.thread != nil,
      one.thread != other.thread
    else { return false }
    return (one.isWrite || other.isWrite) && (one.order == nil || other.order == nil)
      && !happensBefore.contains(first, second) && !happensBefore.contains(second, first)
  }
}
