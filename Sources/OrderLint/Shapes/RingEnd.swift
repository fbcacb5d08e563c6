import MemoryModel

/// One end of a ring buffer, judged by itself because the other is not in view, such as a kernel's:
/// the thread compares two indices, uses the slot that one of them names, and stores that index.
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
  /// Items of thread 0: the access at fault, and the use of the slot.
  public var access: Int
  public var use: Int
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  public var written: MemoryOrder
  public var needed: MemoryOrder
  public var isMended: Bool
}

/// Finds ends of ring buffers whose indices do not order the use of the slots.
struct RingEndFinder {
  let analysis: Analysis
  let oracle: Oracle

  private static let slot = Variable("slot")

  /// A store of the thread's own index, the use of the slot before it, and the read of the other
  /// index before that.
  private struct End {
    var thread: ThreadTrace
    var look: Int
    var use: Int
    var store: Int
  }

  func find(besides publications: [Publication]) -> [RingEnd] {
    var known = Set(
      publications.flatMap { [$0.cut.item(0, $0.store), $0.cut.item(1, $0.load)] }.map(\.range))
    var found: [RingEnd] = []
    for thread in analysis.threads where !analysis.needsCallersLock.contains(thread.function) {
      for end in ends(in: thread) where !isOtherEndInView(end) {
        for fault in [RingEnd.Fault.takes, .handsOver] {
          let item = thread.items[fault == .takes ? end.look : end.store]
          guard !known.contains(item.range), let ring = judge(end, fault) else { continue }
          known.insert(item.range)
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
      let sources = Set(
        value.dependencies.filter { source in
          source < store && thread.items[source].isAtomicAccess && thread.items[source].isRead
            && thread.location(at: source) == own
        })
      guard !sources.isEmpty,
        let use = thread.slotUse(before: store, of: sources),
        let look = thread.look(before: use, comparing: sources, besides: own),
        !thread.ordersOtherwise(between: use, and: store)
      else { return nil }
      return End(thread: thread, look: look, use: use, store: store)
    }
  }

  /// Whether a function in view stores the index that this end only looks at.
  private func isOtherEndInView(_ end: End) -> Bool {
    guard let other = end.thread.location(at: end.look) else { return true }
    return (analysis.atomicSites[other] ?? []).contains {
      analysis.threads[$0.thread].items[$0.item].isWrite
    }
  }

  private func judge(_ end: End, _ fault: RingEnd.Fault) -> RingEnd? {
    let thread = end.thread
    let access = fault == .takes ? end.look : end.store
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
      fault: fault, index: index, access: access, use: end.use,
      cut: CutPair(cut: CutScenario(scenario: scenario, threads: [thread], variables: [:])),
      question: question, execution: execution, written: written, needed: needed,
      isMended: oracle.ask(question, of: scenario.applying([edit])).isForbidden)
  }

  /// The part of the end that is at fault; the fences around it count.
  private func steps(_ end: End, _ fault: RingEnd.Fault) -> [Step] {
    let thread = end.thread
    let origin = { (item: Int) in CutScenario.origin(thread: 0, item: item) }
    let isWrite = thread.items[end.use].isWrite
    let use =
      isWrite
      ? Step(.store(Self.slot, .constant(1), .plain), origin: origin(end.use))
      : Step(.load(Register("content"), Self.slot, .plain), origin: origin(end.use))
    let order = { (item: Int) in
      AccessMode.atomic(thread.items[item].ordering?.assumedOrder ?? .sequentiallyConsistent)
    }
    switch fault {
    case .takes:
      let seen = CutScenario.register(end.look)
      return [
        Step(.load(seen, word(end, fault), order(end.look)), origin: origin(end.look)),
        Step(.assume(.binary(.equal, .register(seen), .constant(1)))),
      ] + thread.fenceSteps(between: end.look, and: end.use) + [use]
    case .handsOver:
      return [use] + thread.fenceSteps(between: end.use, and: end.store) + [
        Step(
          .store(word(end, fault), .constant(1), order(end.store)), origin: origin(end.store))
      ]
    }
  }

  private func word(_ end: End, _ fault: RingEnd.Fault) -> Variable {
    let location = end.thread.location(at: fault == .takes ? end.look : end.store)
    return Variable(location?.description ?? "index")
  }

  /// The other end, as it should be.
  private func partner(_ end: End, _ fault: RingEnd.Fault) -> Scenario.Thread {
    let use =
      end.thread.items[end.use].isWrite
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
    return Scenario.Thread(name: "the other end (not in view)", steps: steps)
  }
}

extension ThreadTrace {
  /// The last plain access, before the store of an index, to the slot that the index names.
  fileprivate func slotUse(before store: Int, of sources: Set<Int>) -> Int? {
    items.indices.prefix(store).last { index in
      guard items[index].isPlainAccess, !isExclusive[index], let address = items[index].address,
        places[index] != nil, sources.allSatisfy({ $0 < index })
      else { return false }
      return address.elementIndices.contains { $0.depends { sources.contains($0) } }
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
        guard case .assume(let condition) = item.kind else { return false }
        return condition.depends { $0 == index }
          && condition.depends { sources.contains($0) }
      }
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

extension Value {
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
