// The axioms of C++20 ([intro.races], [atomics.order], [atomics.fences]), relationally.
//
//     rs  = [W]; (rf; [RMW])*                      no same-thread stores (P0982)
//     sw  = [rel]; ([F]; sb)?; rs; rf; [R]; (sb; [F])?; [acq]       W and R atomic
//     hb  = (sb | sw | spawn | join)+
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
// and hb, shb and the prefix of an event never change once the event and its source are known:
// each is a vector clock. irreflexive(hb; eco) holds by choosing sources and places that are
// coherent. Only S needs a search.

// MARK: - Vector clocks

extension ExecutionGraph {
  @inline(__always)
  private func clock(_ kind: ClockKind, _ event: Int) -> UnsafeMutablePointer<SIMD8<Int16>> {
    clocks.base + (event * clockKinds + kind.rawValue) * clockWidth
  }

  @inline(__always)
  func clockValue(_ kind: ClockKind, _ event: Int, _ thread: Int) -> Int {
    let lanes = UnsafeRawPointer(clock(kind, event))
    return Int(lanes.load(fromByteOffset: thread * 2, as: Int16.self))
  }

  @inline(__always)
  private func setClockValue(_ kind: ClockKind, _ event: Int, _ thread: Int, _ value: Int) {
    let lanes = UnsafeMutableRawPointer(clock(kind, event))
    lanes.storeBytes(
      of: Int16(truncatingIfNeeded: value), toByteOffset: thread * 2, as: Int16.self)
  }

  @inline(__always)
  private func copy(_ kind: ClockKind, _ event: Int, from other: Int, _ otherKind: ClockKind) {
    let into = clock(kind, event)
    let from = clock(otherKind, other)
    for index in 0..<clockWidth { into[index] = from[index] }
  }

  @inline(__always)
  private func join(_ kind: ClockKind, _ event: Int, with other: Int, _ otherKind: ClockKind) {
    let into = clock(kind, event)
    let from = clock(otherKind, other)
    for index in 0..<clockWidth {
      into[index] = into[index].replacing(with: from[index], where: from[index] .> into[index])
    }
  }

  @inline(__always)
  private func reset(_ kind: ClockKind, _ event: Int) {
    let into = clock(kind, event)
    for index in 0..<clockWidth { into[index] = .zero }
  }

  /// Whether `earlier` happens before `event`, or is it.
  @inline(__always)
  func happensBefore(_ earlier: Int, _ event: Int) -> Bool {
    let label = labels.base + earlier
    return clockValue(.happensBefore, event, label.pointee.thread) > label.pointee.position
  }

  /// Whether the event is needed by `other`: (sb ∪ rf)+, or is it.
  @inline(__always)
  func isInPrefix(_ event: Int, of other: Int) -> Bool {
    let label = labels.base + event
    return clockValue(.prefix, other, label.pointee.thread) > label.pointee.position
  }

  func stronglyHappensBefore(_ earlier: Int, _ event: Int) -> Bool {
    let label = labels.base + earlier
    return clockValue(.stronglyHappensBefore, event, label.pointee.thread)
      > label.pointee.position
  }
}

// MARK: - Relations

extension ExecutionGraph {
  /// What precedes an event by sb: the event before it in its thread, or the spawn of the thread.
  func previous(of event: Int) -> Int {
    let label = labels.base + event
    if label.pointee.position > 0 {
      return self.event(of: label.pointee.thread, at: label.pointee.position - 1)
    }
    return spawn(of: label.pointee.thread)
  }

  /// Fills in everything about an event that follows from its predecessors.
  mutating func derive(_ event: Int) {
    let label = labels[event]
    let previous = previous(of: event)
    let isFirst = label.position == 0
    sb(into: event, from: previous, isFirst: isFirst)
    if label.joined >= 0 { join(event, withEndOf: label.joined) }
    let source = label.isRead ? label.source : Self.initialWrite
    if source != Self.initialWrite { join(.prefix, event, with: source, .prefix) }
    if label.twin >= 0 { join(.prefix, event, with: label.twin, .prefix) }
    if source != Self.initialWrite, label.isAtomic {
      if label.acquires { join(.happensBefore, event, with: source, .release) }
      join(.pending, event, with: source, .release)
    }
    if label.isFence, label.acquires { join(.happensBefore, event, with: event, .pending) }
    setClockValue(.happensBefore, event, label.thread, label.position + 1)
    setClockValue(.prefix, event, label.thread, label.position + 1)
    let fence = isFirst ? -1 : labels[previous].releaseFence
    labels[event].releaseFence = label.isFence && label.releases ? event : fence
    if usesTotalOrder { shb(into: event, from: previous, isFirst: isFirst) }
    if label.isWrite { rs(upTo: event) }
  }

  private func sb(into event: Int, from previous: Int, isFirst: Bool) {
    if previous >= 0 {
      copy(.happensBefore, event, from: previous, .happensBefore)
      copy(.prefix, event, from: previous, .prefix)
    } else {
      reset(.happensBefore, event)
      reset(.prefix, event)
    }
    if isFirst {
      reset(.pending, event)
    } else {
      copy(.pending, event, from: previous, .pending)
    }
  }

  /// The end of a thread synchronizes with the event that joins it.
  private func join(_ event: Int, withEndOf thread: Int) {
    let last = lastEvent(of: thread) ?? spawn(of: thread)
    guard last >= 0 else { return }
    join(.happensBefore, event, with: last, .happensBefore)
    join(.prefix, event, with: last, .prefix)
  }

  /// [rel]; ([F]; sb)?; rs, seen from a write at the end of its release sequences.
  private func rs(upTo event: Int) {
    reset(.release, event)
    let label = labels.base + event
    if usesTotalOrder { reset(.orderedRelease, event) }
    guard label.pointee.isAtomic else { return }
    let fence = label.pointee.releaseFence
    if label.pointee.releases {
      copy(.release, event, from: event, .happensBefore)
    } else if fence >= 0 {
      copy(.release, event, from: fence, .happensBefore)
    }
    let isContinued = label.pointee.isRead && label.pointee.source != Self.initialWrite
    if isContinued { join(.release, event, with: label.pointee.source, .release) }
    guard usesTotalOrder else { return }
    if label.pointee.isOrdered {
      copy(.orderedRelease, event, from: event, .stronglyHappensBefore)
    } else if label.pointee.orderedFence >= 0 {
      copy(.orderedRelease, event, from: label.pointee.orderedFence, .stronglyHappensBefore)
    }
    if isContinued { join(.orderedRelease, event, with: label.pointee.source, .orderedRelease) }
  }

  private mutating func shb(into event: Int, from previous: Int, isFirst: Bool) {
    let label = labels[event]
    reset(.stronglyHappensBefore, event)
    if previous >= 0 {
      copy(.stronglyHappensBefore, event, from: previous, .stronglyHappensBefore)
      for thread in 0..<threadCapacity where thread != label.thread {
        let outer = clockValue(.happensBefore, previous, thread) - 2
        guard outer >= 0 else { continue }
        let other = self.event(of: thread, at: outer)
        join(.stronglyHappensBefore, event, with: other, .stronglyHappensBefore)
      }
    }
    if label.joined >= 0, let last = lastEvent(of: label.joined) {
      join(.stronglyHappensBefore, event, with: last, .stronglyHappensBefore)
    }
    if isFirst {
      reset(.orderedPending, event)
    } else {
      copy(.orderedPending, event, from: previous, .orderedPending)
    }
    if label.isRead, label.isAtomic, label.source != Self.initialWrite {
      join(.orderedPending, event, with: label.source, .orderedRelease)
      if label.isOrdered {
        join(.stronglyHappensBefore, event, with: label.source, .orderedRelease)
      }
    }
    if label.isFence, label.isOrdered {
      join(.stronglyHappensBefore, event, with: event, .orderedPending)
    }
    setClockValue(.stronglyHappensBefore, event, label.thread, label.position + 1)
    let fence = isFirst ? -1 : labels[previous].orderedFence
    labels[event].orderedFence = label.isFence && label.isOrdered ? event : fence
  }
}

// MARK: - Coherence

extension ExecutionGraph {
  /// The first place in modification order that a read or write may take its source from, or
  /// follow, if `before` is the event before it: what happens before an event must not come later
  /// in modification order than what it reads, nor may what a read that happens before it read.
  /// -1 is the initial write.
  func firstCoherentPlace(in slot: Int, after before: Int) -> Int {
    var place = writeCount(slot) - 1
    guard before >= 0 else { return -1 }
    while place >= 0 {
      if happensBefore(write(slot, place), before) { break }
      place -= 1
    }
    for index in 0..<readCount(slot) {
      let read = self.read(slot, index)
      guard happensBefore(read, before) else { continue }
      let source = labels.base[read].source
      guard source != Self.initialWrite else { continue }
      while place < writeCount(slot) - 1, self.place(of: source, in: slot) > place { place += 1 }
    }
    return place
  }

  /// The event that would be before a new one of the thread; -1 if there is none.
  func eventBeforeNext(of thread: Int) -> Int {
    lastEvent(of: thread) ?? Swift.max(spawn(of: thread), -1)
  }

  /// Whether an update other than `event` reads from `write`.
  func hasUpdate(readingFrom write: Int, of slot: Int, otherThan event: Int) -> Bool {
    for index in 0..<readCount(slot) {
      let read = self.read(slot, index)
      let label = labels.base + read
      if label.pointee.source == write, label.pointee.isWrite, read != event { return true }
    }
    return false
  }

  /// Two conflicting accesses of different threads, at least one of them plain, race if hb does not
  /// order them ([intro.races]/21). The event was added last, so it happens before nothing.
  func race(with event: Int) -> Int? {
    let label = labels[event]
    guard label.slot >= 0 else { return nil }
    for index in 0..<writeCount(label.slot) {
      let other = write(label.slot, index)
      if other != event, isRace(other, event) { return other }
    }
    guard label.isWrite else { return nil }
    for index in 0..<readCount(label.slot) {
      let other = read(label.slot, index)
      if other != event, isRace(other, event) { return other }
    }
    return nil
  }

  private func isRace(_ other: Int, _ event: Int) -> Bool {
    (!labels.base[other].isAtomic || !labels.base[event].isAtomic)
      && labels.base[other].thread != labels.base[event].thread && !happensBefore(other, event)
  }
}
