/// An order of all events but the initial writes that keeps program order, puts a write above what
/// reads from it and a thread between its start and its joining, tells what other threads saw before
/// where it can, and stays with one thread while it can.
struct RowOrder {
  private(set) var rows: [Int] = []

  init(_ relations: ExecutionRelations) {
    let events = relations.execution.events
    // With load buffering, reads-from cannot always point down.
    // A thread comes after what starts it, and before what joins it.
    let down = relations.programOrder | relations.readsFrom | relations.synchronizesWith
    let must = down.isAcyclic ? down : relations.programOrder
    let wanted = must | relations.readsFrom | relations.modificationOrder | relations.readsBefore
    var open = Set(events.indices.filter { events[$0].thread != nil })
    let predecessors = must.inverse
    let wantedPredecessors = wanted.inverse
    while !open.isEmpty {
      let ready = open.sorted().filter { event in
        !predecessors.successors(of: event).contains { open.contains($0) }
      }
      let last = rows.last.map { events[$0].thread }
      let quiet = ready.filter { event in
        !wantedPredecessors.successors(of: event).contains { open.contains($0) && $0 != event }
      }
      let candidates = quiet.isEmpty ? ready : quiet
      guard let next = candidates.first(where: { events[$0].thread == last }) ?? candidates.first
      else { return }
      rows.append(next)
      open.remove(next)
    }
  }
}

/// What an execution that is not sequentially consistent lacks.
struct OrderGaps {
  /// Reads-from edges that would have to synchronize.
  private(set) var unsynchronized: [(Int, Int)] = []
  /// Program order that others may see reversed.
  private(set) var looseOrders: [(Int, Int)] = []
  /// Reads-before edges that contradict the rest, where everything else is in order.
  private(set) var contradictions: [(Int, Int)] = []

  init(_ relations: ExecutionRelations) {
    let cycle = Self.shortestCycle(relations)
    guard !cycle.isEmpty else { return }
    let events = relations.execution.events
    let pairs = cycle.indices.map { (cycle[$0], cycle[($0 + 1) % cycle.count]) }
    func isProgramOrder(_ pair: (Int, Int)) -> Bool {
      relations.programOrder.contains(pair.0, pair.1)
    }
    for (index, pair) in pairs.enumerated() where relations.readsFrom.contains(pair.0, pair.1) {
      let before = pairs[(index + pairs.count - 1) % pairs.count]
      let after = pairs[(index + 1) % pairs.count]
      let first = isProgramOrder(before) ? before.0 : pair.0
      let last = isProgramOrder(after) ? after.1 : pair.1
      if !relations.happensBefore.contains(first, last), !isProgramOrder(pair) {
        unsynchronized.append(pair)
      }
    }
    guard unsynchronized.isEmpty else { return }
    func isTotal(_ event: Int) -> Bool { events[event].order == .sequentiallyConsistent }
    for pair in pairs where isProgramOrder(pair) && !(isTotal(pair.0) && isTotal(pair.1)) {
      let hasFence = events.indices.contains { fence in
        events[fence].isFence && isTotal(fence)
          && relations.programOrder.contains(pair.0, fence)
          && relations.programOrder.contains(fence, pair.1)
      }
      if !hasFence { looseOrders.append(pair) }
    }
    guard looseOrders.isEmpty else { return }
    contradictions = pairs.filter { relations.readsBefore.contains($0.0, $0.1) }
  }

  /// A shortest cycle of po | rf | mo | rb; empty if there is none.
  private static func shortestCycle(_ relations: ExecutionRelations) -> [Int] {
    let all =
      relations.programOrder | relations.readsFrom | relations.modificationOrder
      | relations.readsBefore
    var best: [Int] = []
    for start in 0..<all.count where relations.execution.events[start].thread != nil {
      var previous: [Int: Int] = [:]
      var queue = [start]
      var head = 0
      search: while head < queue.count {
        let event = queue[head]
        head += 1
        for next in all.successors(of: event) {
          if next == start {
            var cycle = [event]
            while let before = previous[cycle[0]] { cycle.insert(before, at: 0) }
            if best.isEmpty || cycle.count < best.count { best = cycle }
            break search
          }
          guard previous[next] == nil, next != start else { continue }
          previous[next] = event
          queue.append(next)
        }
      }
    }
    return best
  }
}
