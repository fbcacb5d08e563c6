import MemoryModel

/// One end of a ring buffer, judged by itself: the thread compares two indices, uses the slot that one
/// of them names, and stores that index. The other end is not in view, such as a kernel's, or it is,
/// and counts and cached limits keep the model from following both at once.
public struct RingEnd: Sendable {
  public enum Fault: Sendable {
    /// The slot is handed over by a store that is not a release.
    case handsOver
    /// The slot is used on the word of a read that is not an acquire.
    case takes
  }

  public var fault: Fault
  /// The index that the access at fault stores or reads.
  public var index: MemoryLocation
  /// Item of thread 0 at fault.
  public var access: Int
  /// Item of thread 0 that uses the slot; nil if its address is returned to a caller.
  public var use: Int?
  /// Whether this end fills slots.
  public var fills: Bool
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  public var written: MemoryOrder
  public var needed: MemoryOrder
  public var isMended: Bool
  /// The index is volatile, no atomic.
  public var isVolatile = false

  /// The same with volatile accesses shown as they are written.
  var demoted: RingEnd {
    var copy = self
    copy.isVolatile = true
    copy.cut = cut.demoted()
    return copy
  }
}

/// Finds ends of ring buffers whose indices do not order the use of the slots.
struct RingEndFinder {
  let analysis: Analysis
  let oracle: Oracle
  /// Only ends at which a volatile index, taken as a relaxed one, is at fault. A device may have the
  /// other end of such a ring, so it must be in view.
  var isOnlyPromoted = false

  private static let slot = Variable("slot")

  /// The read of the other index, the use of the slot after it, and the store of the thread's own
  /// index after that.
  private struct End {
    var thread: ThreadTrace
    var look: Int
    /// Nil if the slot's address is returned.
    var use: Int?
    /// Nil if another function stores the index.
    var store: Int?
    var fills: Bool
    /// The function of the other end, if it is in view.
    var partner: String?
  }

  func find(besides publications: [Publication]) -> [RingEnd] {
    var known = Set(
      publications.flatMap { [$0.cut.item(0, $0.store), $0.cut.item(1, $0.load)] }.map(\.range))
    var found: [RingEnd] = []
    for thread in analysis.threads where !analysis.needsCallersLock.contains(thread.function) {
      for end in ends(in: thread) + lendings(in: thread) {
        for fault in [RingEnd.Fault.takes, .handsOver] {
          guard let access = fault == .takes ? end.look : end.store,
            !isOnlyPromoted || thread.items[access].isPromoted,
            fault == .takes
              ? !thread.waitsForSignal(before: access) : !thread.signals(after: access),
            !known.contains(thread.items[access].range), let ring = judge(end, fault, access)
          else { continue }
          known.insert(thread.items[access].range)
          found.append(ring)
        }
      }
    }
    return found
  }

  private func ends(in thread: ThreadTrace) -> [End] {
    thread.items.indices.compactMap { store in
      guard case .write(_, let value, .atomic) = thread.items[store].kind,
        !thread.isExclusive[store], let own = thread.location(at: store)
      else { return nil }
      let sources = thread.reads(of: own, before: store)
      guard !sources.isDisjoint(with: value.dependencies),
        let use = thread.slotUse(before: store, of: sources),
        let look = thread.look(before: use, comparing: sources, besides: own),
        !thread.findsNothing(between: look, and: use, sources),
        !thread.ordersOtherwise(between: use, and: store),
        // Who moves both indices on is both ends.
        !thread.movesOn(fromReadAt: look, after: look)
      else { return nil }
      let end = End(
        thread: thread, look: look, use: use, store: store, fills: thread.items[use].isWrite)
      guard isOnlyPromoted || isOtherEndInView(end) else { return end }
      return facing(end, own: own, slot: thread.places[use])
    }
  }

  /// Functions that return the address of a slot, whose callers are not in view.
  private func lendings(in thread: ThreadTrace) -> [End] {
    guard let address = thread.trace.returned, address.hasIndices else { return [] }
    let root = analysis.program.functions[thread.function]
    for source in thread.items.indices {
      guard thread.isIndexRead(source), address.isAtIndex({ $0 == source }),
        let own = thread.location(at: source)
      else { continue }
      let sources = thread.reads(of: own, before: thread.items.count)
      guard
        let look = thread.look(before: thread.items.count, comparing: sources, besides: own),
        let slot = analysis.locator.place(of: address, in: thread.items, root: root)
      else { continue }
      let end = End(thread: thread, look: look, use: nil, store: nil, fills: true)
      if let facing = facing(end, own: own, slot: slot) { return [facing] }
    }
    return []
  }

  /// Whether a function in view stores the index that this end only looks at.
  private func isOtherEndInView(_ end: End) -> Bool {
    guard let other = end.thread.location(at: end.look) else { return true }
    return (analysis.atomicSites[other] ?? []).contains {
      analysis.threads[$0.thread].items[$0.item].isWrite
    }
  }

  // MARK: The other end in view

  /// The end with the function that faces it: one that reads this end's index, uses the slots and
  /// then stores the index this end looks at. Nil if there is none, or something else than the look
  /// decides.
  private func facing(_ end: End, own: MemoryLocation, slot: Locator.Place?) -> End? {
    guard let slot, let other = end.thread.location(at: end.look), decides(end),
      !end.thread.items.indices.prefix(end.look).contains(where: {
        end.thread.isIndexRead($0) && end.thread.location(at: $0) == other
          && end.thread.items[$0].readOrder?.isAcquire == true
      })
    else { return nil }
    for site in analysis.atomicSites[other] ?? [] {
      let thread = analysis.threads[site.thread]
      guard thread.items[site.item].advancesIndex,
        analysis.mayOverlap(thread.function, end.thread.function),
        thread.function != end.thread.function,
        !thread.reads(of: own, before: site.item).isEmpty,
        let use = thread.plainAccesses[slot.location.root]?.last(where: { index in
          index < site.item && (end.use == nil || end.fills != thread.items[index].isWrite)
            && thread.location(at: index).map { $0.overlaps(slot.location) } ?? false
        }), !sharesLock(end, thread, use)
      else { continue }
      var facing = end
      facing.partner = analysis.program.functions[thread.function].name
      if end.use == nil { facing.fills = !thread.items[use].isWrite }
      return facing
    }
    return nil
  }

  private func sharesLock(_ end: End, _ thread: ThreadTrace, _ use: Int) -> Bool {
    let held = end.thread.locks.locks(at: end.use ?? end.look)
    return !held.isDisjoint(with: thread.locks.locks(at: use))
  }

  /// Whether some path of the function that makes the look does not use the slot: otherwise it is a
  /// hint.
  private func decides(_ end: End) -> Bool {
    let look = end.thread.items[end.look]
    return analysis.threads.contains { thread in
      guard thread.function == end.thread.function,
        thread.items.contains(where: { $0.range == look.range && $0.calls == look.calls })
      else { return false }
      guard let use = end.use.map({ end.thread.items[$0] }) else {
        return thread.trace.returned?.hasIndices != true
      }
      return !thread.items.contains { $0.range == use.range && $0.calls == use.calls }
    }
  }

  private func judge(_ end: End, _ fault: RingEnd.Fault, _ access: Int) -> RingEnd? {
    let thread = end.thread
    guard let index = thread.location(at: access),
      let written = thread.items[access].ordering?.order
    else { return nil }
    let name = analysis.program.functions[thread.function].name
    let scenario = Scenario(threads: [
      Scenario.Thread(name: name, steps: steps(end, fault)), partner(end, fault),
    ])
    let question = Question.dataRace(on: Self.slot)
    guard let execution = oracle.weakness(question, of: scenario) else { return nil }
    let needed = written.joined(fault == .takes ? .acquire : .release)
    let edit = ScenarioEdit.setOrder(
      origin: CutScenario.origin(thread: 0, item: access), to: needed)
    return RingEnd(
      fault: fault, index: index, access: access, use: end.use, fills: end.fills,
      cut: CutPair(cut: CutScenario(scenario: scenario, threads: [thread], variables: [:])),
      question: question, execution: execution, written: written, needed: needed,
      isMended: oracle.ask(question, of: scenario.applying([edit])).isForbidden)
  }

  /// The part of the end that is at fault; the fences around it count.
  private func steps(_ end: End, _ fault: RingEnd.Fault) -> [Step] {
    let thread = end.thread
    let origin = { (item: Int) in CutScenario.origin(thread: 0, item: item) }
    let use =
      end.fills
      ? Step(.store(Self.slot, .constant(1), .plain), origin: end.use.map(origin))
      : Step(.load(Register("content"), Self.slot, .plain), origin: end.use.map(origin))
    let order = { (item: Int) in
      AccessMode.atomic(thread.items[item].ordering?.assumedOrder ?? .sequentiallyConsistent)
    }
    switch (fault, end.use, end.store) {
    case (.takes, let place, _):
      let seen = CutScenario.register(end.look)
      return [
        Step(.load(seen, word(end, fault), order(end.look)), origin: origin(end.look)),
        Step(.assume(.binary(.equal, .register(seen), .constant(1)))),
      ] + thread.fenceSteps(between: end.look, and: place ?? thread.items.count) + [use]
    case (.handsOver, let place?, let store?):
      return [use] + thread.fenceSteps(between: place, and: store) + [
        Step(.store(word(end, fault), .constant(1), order(store)), origin: origin(store))
      ]
    case (.handsOver, _, _): return []
    }
  }

  private func word(_ end: End, _ fault: RingEnd.Fault) -> Variable {
    let item = fault == .takes ? end.look : end.store
    return Variable(item.flatMap { end.thread.location(at: $0) }?.description ?? "index")
  }

  /// The other end, as it should be.
  private func partner(_ end: End, _ fault: RingEnd.Fault) -> Scenario.Thread {
    let use =
      end.fills
      ? Step(.load(Register("theirs"), Self.slot, .plain))
      : Step(.store(Self.slot, .constant(2), .plain))
    let seen = Register("seen")
    let steps =
      switch fault {
      case .takes: [use, Step(.store(word(end, fault), .constant(1), .atomic(.release)))]
      case .handsOver:
        [
          Step(.load(seen, word(end, fault), .atomic(.acquire))),
          Step(.assume(.binary(.equal, .register(seen), .constant(1)))), use,
        ]
      }
    return Scenario.Thread(name: end.partner ?? "the other end (not in view)", steps: steps)
  }
}

extension ThreadTrace {
  /// Whether the item only reads an atomic.
  fileprivate func isIndexRead(_ index: Int) -> Bool {
    guard items.indices.contains(index), case .read(_, .atomic) = items[index].kind else {
      return false
    }
    return !isExclusive[index]
  }

  fileprivate func reads(of location: MemoryLocation, before limit: Int) -> Set<Int> {
    Set(
      items.indices.prefix(limit).filter { isIndexRead($0) && self.location(at: $0) == location })
  }

  /// The value with what the thread read back of its own plain variables, such as a cached limit.
  private func forwarding(_ value: Value) -> Value {
    value.replacingLeaves { leaf in
      guard case .result(let read) = leaf, items.indices.contains(read),
        case .read(_, .plain) = items[read].kind,
        let write = items.indices.prefix(read).last(where: {
          items[$0].isWrite && places[$0] != nil && places[$0] == places[read]
        }),
        case .write(_, let stored, .plain) = items[write].kind
      else { return leaf }
      return stored
    }
  }

  /// The last plain access, before the store of an index, to the slot that the index names.
  fileprivate func slotUse(before store: Int, of sources: Set<Int>) -> Int? {
    items.indices.prefix(store).last { index in
      guard items[index].isPlainAccess, !isExclusive[index], let address = items[index].address,
        places[index] != nil
      else { return false }
      return address.isAtIndex { sources.contains($0) && $0 < index }
    }
  }

  /// The read of another atomic that was compared with the index before the slot is used.
  fileprivate func look(
    before use: Int, comparing sources: Set<Int>, besides own: MemoryLocation
  ) -> Int? {
    items.indices.prefix(use).last { index in
      guard items[index].isAtomicAccess, items[index].isRead, !items[index].isWrite,
        !isExclusive[index], let location = location(at: index), location != own
      else { return false }
      return items[index..<use].contains { item in
        guard case .assume(let written) = item.kind else { return false }
        let condition = forwarding(written)
        return condition.depends { $0 == index }
          && condition.depends { sources.contains($0) }
      }
    }
  }

  /// Whether the path goes on although what is left between the indices is zero: then it copies
  /// nothing.
  fileprivate func findsNothing(between look: Int, and use: Int, _ sources: Set<Int>) -> Bool {
    items[look..<use].contains { item in
      guard case .assume(let condition) = item.kind, let zero = condition.assumedZero,
        case .binary(let kind, _, _) = zero, !kind.isComparison
      else { return false }
      let value = forwarding(zero)
      return value.depends { $0 == look } && value.depends { sources.contains($0) }
    }
  }

  /// Whether another atomic, with a sequence number of the slot perhaps, is what hands it over.
  fileprivate func ordersOtherwise(between use: Int, and store: Int) -> Bool {
    let own = location(at: store)
    return items.indices.contains { index in
      index > use && index != store && items[index].isAtomicAccess && items[index].isWrite
        && location(at: index) != own
    }
  }
}

extension TraceItem {
  /// Whether the item moves an index on.
  fileprivate var advancesIndex: Bool {
    switch kind {
    case .write(_, _, .atomic), .update(_, .add, _, _): true
    case .write, .update, .compareExchange, .read, .fence, .allocate, .free, .lock, .unlock,
      .spawn, .join, .assume, .call, .opaque:
      false
    }
  }
}

extension Value {
  fileprivate var hasIndices: Bool { !elementIndices.isEmpty }

  /// The value of which the condition says that it is zero.
  fileprivate var assumedZero: Value? {
    switch self {
    case .not(let value), .binary(.equal, let value, .integer(0)),
      .binary(.equal, .integer(0), let value):
      value
    default: nil
    }
  }

  /// Whether the address is that of an element whose index comes from such an item.
  fileprivate func isAtIndex(_ condition: (Int) -> Bool) -> Bool {
    elementIndices.contains { $0.depends(on: condition) }
  }

  /// The indices in an address.
  fileprivate var elementIndices: [Value] {
    switch self {
    case .field(let base, _, _): base.elementIndices
    case .element(let base, let index): base.elementIndices + [index]
    case .binary(.add, let base, let index): base.elementIndices + [index]
    case .integer, .parameter, .result, .exchanged, .global, .slot, .function, .not, .binary,
      .unknown:
      []
    }
  }
}
