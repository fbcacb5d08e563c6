// MARK: - Axioms that look at the whole graph

extension ExecutionGraph {
  /// Whether adding `event` somewhere else than at the end of modification order could break an
  /// axiom that coherent choices do not already ensure.
  func needsGlobalCheck(_ event: Int) -> Bool {
    switch model {
    case .sequentialConsistency: true
    case .cxx20:
      usesTotalOrder && orderedTotal >= 2
        && (labels.base[event].isOrdered || orderedFenceTotal > 0)
    }
  }

  /// The axiom of the model that looks at the whole graph. An event that reads from, or is placed
  /// after, the last write only receives edges, so it cannot break it.
  mutating func isGloballyConsistent() -> Bool {
    switch model {
    case .cxx20: hasTotalOrder()
    case .sequentialConsistency: isSequentiallyConsistent()
    }
  }

  /// acyclic(S): a total order of the seq_cst events exists exactly if its constraints are acyclic.
  private mutating func hasTotalOrder() -> Bool {
    let count = orderedTotal
    guard usesTotalOrder, count >= 2 else { return true }
    let width = (count + 63) / 64
    let fences = orderedFenceTotal
    let rows = 2 * count
    let bounds = rows + (count + 1) * width
    scratch.reserve(bounds + 2 * fences * slotCount)
    for index in 0..<count { scratch[index] = rank(orderedEvent(at: index)) }
    if fences > 0 { boundFences(at: bounds) }
    for index in 0..<count * width { scratch[rows + index] = 0 }
    for from in 0..<count {
      for to in 0..<count where from != to && isOrdered(from, to, bounds) {
        scratch[rows + from * width + to / 64] |= 1 &<< (to & 63)
      }
    }
    return isAcyclic(count, width, rows)
  }

  /// Where an access stands among those of its cell: eco relates two of them exactly if their
  /// ranks differ, and then from the lower to the higher.
  private func rank(_ event: Int) -> Int {
    let label = labels.base + event
    guard label.pointee.slot >= 0 else { return 0 }
    if label.pointee.isWrite { return 2 * (place(of: event, in: label.pointee.slot) + 1) }
    let source = label.pointee.source
    return 2 * ((source < 0 ? -1 : place(of: source, in: label.pointee.slot)) + 1) + 1
  }

  /// For each seq_cst fence and cell, the highest rank of an access that happens before the fence,
  /// and the lowest of one that the fence happens before.
  private func boundFences(at start: Int) {
    var fence = 0
    for index in 0..<orderedTotal {
      let event = orderedEvent(at: index)
      guard labels.base[event].isFence else { continue }
      let row = start + 2 * fence * slotCount
      scratch[orderedTotal + index] = row
      fence += 1
      for slot in 0..<slotCount {
        scratch[row + slot] = -1
        scratch[row + slotCount + slot] = Int.max
      }
      for position in 0..<eventTotal {
        let other = self.event(at: position)
        let slot = labels.base[other].slot
        guard slot >= 0 else { continue }
        if happensBefore(other, event) {
          scratch[row + slot] = Swift.max(scratch[row + slot], rank(other))
        } else if happensBefore(event, other) {
          let after = row + slotCount + slot
          scratch[after] = Swift.min(scratch[after], rank(other))
        }
      }
    }
  }

  /// Whether S has an edge between two of its events, given by their indices.
  @inline(__always)
  private func isOrdered(_ from: Int, _ to: Int, _ bounds: Int) -> Bool {
    let first = orderedEvent(at: from)
    let second = orderedEvent(at: to)
    if stronglyHappensBefore(first, second) { return true }
    let slot = labels.base[first].slot
    let other = labels.base[second].slot
    switch (slot >= 0, other >= 0) {
    case (true, true): return slot == other && scratch[from] < scratch[to]
    case (true, false): return scratch[from] < scratch[scratch[orderedTotal + to] + slot]
    case (false, true):
      return scratch[scratch[orderedTotal + from] + slotCount + other] < scratch[to]
    case (false, false):
      let after = scratch[orderedTotal + from] + slotCount
      let before = scratch[orderedTotal + to]
      for slot in 0..<slotCount where scratch[after + slot] < scratch[before + slot] {
        return true
      }
      return false
    }
  }

  private func isAcyclic(_ count: Int, _ width: Int, _ rows: Int) -> Bool {
    let remaining = rows + count * width
    for index in 0..<width { scratch[remaining + index] = 0 }
    for index in 0..<count { scratch[remaining + index / 64] |= 1 &<< (index & 63) }
    var left = count
    while left > 0 {
      let before = left
      for index in 0..<count
      where scratch[remaining + index / 64] & (1 &<< (index & 63)) != 0 {
        var isLast = true
        for part in 0..<width
        where scratch[rows + index * width + part] & scratch[remaining + part] != 0 {
          isLast = false
        }
        guard isLast else { continue }
        scratch[remaining + index / 64] &= ~(1 &<< (index & 63))
        left -= 1
      }
      if left == before { return false }
    }
    return true
  }

  // MARK: Sequential consistency

  /// acyclic(sb | rf | mo | rb): the threads can be run one event at a time so that every read
  /// reads the latest write.
  private mutating func isSequentiallyConsistent() -> Bool {
    scratch.reserve(threadCapacity)
    for thread in 0..<threadCapacity { scratch[thread] = 0 }
    var remaining = eventTotal
    while remaining > 0 {
      let before = remaining
      for rank in 0..<threadCount {
        let thread = self.thread(at: rank)
        while scratch[thread] < eventCount(of: thread),
          canRun(event(of: thread, at: scratch[thread]))
        {
          scratch[thread] += 1
          remaining -= 1
        }
      }
      if remaining == before { return false }
    }
    return true
  }

  private func hasRun(_ event: Int) -> Bool {
    event < 0 || labels.base[event].position < scratch[labels.base[event].thread]
  }

  private func canRun(_ event: Int) -> Bool {
    let label = labels[event]
    if label.position == 0, !hasRun(spawn(of: label.thread)) { return false }
    if label.joined >= 0, scratch[label.joined] < eventCount(of: label.joined) { return false }
    guard label.slot >= 0 else { return true }
    if label.isRead, !hasRun(label.source) { return false }
    guard label.isWrite else { return true }
    let place = place(of: event, in: label.slot)
    let earlier = write(in: label.slot, at: place - 1)
    guard hasRun(earlier) else { return false }
    for index in 0..<readCount(label.slot) {
      let reader = read(label.slot, index)
      if reader != event, labels.base[reader].source == earlier, !hasRun(reader) { return false }
    }
    return true
  }
}
