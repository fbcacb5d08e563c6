import MemoryModel

/// A thread announces itself by a store, and an acquire fence stands between that and what it reads
/// next: the fence orders earlier reads, and the store may become visible after all that follows.
public struct StoreBeforeAcquire: Sendable {
  /// What is stored, by its name.
  public var object: String
  /// Part 0 stores, and reads something after the fence; the other thread is a sound partner.
  public var cut: CutPair
  public var store: Int
  public var fence: Int
  public var question: Question
  public var execution: Execution
}

/// Finds acquire fences that come right after a store and end a function, where nothing was read
/// that they could order: what they are meant to order is in callers out of view.
struct StoreBeforeAcquireFinder {
  let analysis: Analysis
  let oracle: Oracle

  func find() -> [StoreBeforeAcquire] {
    let useful = usefulFences()
    let readers = readersByName()
    var known: Set<SourceRange> = []
    var found: [StoreBeforeAcquire] = []
    for thread in analysis.threads where !analysis.needsCallersLock.contains(thread.function) {
      for (fence, item) in thread.items.enumerated()
      where item.isAcquireOnlyFence && !known.contains(item.range)
        && !useful.contains(FenceUse(range: item.range, calls: item.calls[...]))
      {
        // What follows in view is judged together with those who do the same the other way round.
        guard !thread.items.dropFirst(fence + 1).contains(where: \.isOnSharedMemory),
          let store = thread.announcement(before: fence),
          let field = thread.items[store].address?.fieldName,
          // Somebody else looks at it.
          readers[field]?.contains(where: { $0 != thread.items[store].function }) == true,
          let shape = shape(thread, store, fence, field.name)
        else { continue }
        known.insert(item.range)
        found.append(shape)
      }
    }
    return found
  }

  /// A fence where it is called: a barrier in a function of its own is one for each use.
  private struct FenceUse: Hashable {
    var range: SourceRange
    var calls: ArraySlice<SourceRange>
  }

  /// The uses of fences before which some path reads what they may order; and what its callees look
  /// like on their own.
  private func usefulFences() -> Set<FenceUse> {
    var found: Set<FenceUse> = []
    for thread in analysis.threads {
      for (index, item) in thread.items.enumerated()
      where item.isAcquireOnlyFence && thread.announcement(before: index) == nil {
        for first in 0...item.calls.count {
          found.insert(FenceUse(range: item.range, calls: item.calls[first...]))
        }
      }
    }
    return found
  }

  /// The functions that read atomics of a name.
  private func readersByName() -> [FieldName: Set<Int>] {
    var found: [FieldName: Set<Int>] = [:]
    for thread in analysis.threads {
      for item in thread.items where item.isAtomicAccess && item.isRead && !item.isWrite {
        if let name = item.address?.fieldName { found[name, default: []].insert(item.function) }
      }
    }
    return found
  }

  private func shape(
    _ thread: ThreadTrace, _ store: Int, _ fence: Int, _ name: String
  ) -> StoreBeforeAcquire? {
    let word = Variable(name)
    let other = Variable("what is read next")
    let order = thread.items[store].ordering?.assumedOrder ?? .relaxed
    let scenario = { (fenceOrder: MemoryOrder) in
      Scenario(threads: [
        Scenario.Thread(
          name: analysis.program.functions[thread.function].name,
          steps: [
            Step(
              .store(word, .constant(1), .atomic(order)),
              origin: CutScenario.origin(thread: 0, item: store)),
            Step(.fence(fenceOrder), origin: CutScenario.origin(thread: 0, item: fence)),
            Step(.load(Register("next"), other, .atomic(.relaxed))),
          ]),
        Scenario.Thread(
          name: "who looks at '\(name)'",
          steps: [
            Step(.store(other, .constant(1), .atomic(.sequentiallyConsistent))),
            Step(.fence(.sequentiallyConsistent)),
            Step(.load(Register("seen"), word, .atomic(.sequentiallyConsistent))),
          ]),
      ])
    }
    let question = Question.outcome(
      .all([
        .register(thread: 0, Register("next"), equals: 0),
        .register(thread: 1, Register("seen"), equals: 0),
      ]))
    guard let execution = oracle.weakness(question, of: scenario(.acquire)),
      oracle.ask(question, of: scenario(.sequentiallyConsistent)).isForbidden
    else { return nil }
    let cut = CutScenario(scenario: scenario(.acquire), threads: [thread], variables: [:])
    return StoreBeforeAcquire(
      object: name, cut: CutPair(cut: cut), store: store, fence: fence, question: question,
      execution: execution)
  }
}

extension TraceItem {
  fileprivate var isOnSharedMemory: Bool { isFence || address?.isInSlot == false }

  fileprivate var isAcquireOnlyFence: Bool {
    if case .fence(let ordering, .thread) = kind { ordering.order == .acquire } else { false }
  }
}

extension ThreadTrace {
  /// The atomic store right before the fence, if nothing was read before whose reading the fence may
  /// be for: only the object itself, and what was only stored there.
  fileprivate func announcement(before fence: Int) -> Int? {
    guard
      let store = items.indices.prefix(fence).last(where: {
        items[$0].isAccess || items[$0].mayOrder
      }),
      case .write(let address, let value, .atomic(let ordering)) = items[store].kind,
      ordering.order == .relaxed || ordering.order == .release, !isExclusive[store]
    else { return nil }
    for index in items.indices.prefix(store) {
      let item = items[index]
      if item.mayOrder { return nil }
      guard item.isAtomicAccess, item.isRead else { continue }
      guard item.address == address || value.depends(on: { $0 == index }) && !isDecision(index)
      else {
        return nil
      }
    }
    return store
  }
}

extension TraceItem {
  /// Whether the item synchronizes by itself, or may.
  fileprivate var mayOrder: Bool {
    switch kind {
    case .lock, .unlock, .spawn, .join, .fence(_, .thread), .update, .compareExchange: true
    case .read, .write, .allocate, .free, .assume, .call, .opaque, .fence: false
    }
  }
}

/// A field of a record, or a global.
private struct FieldName: Hashable {
  var record: String?
  var name: String
}

extension Value {
  /// The name of the field or global that an address is of.
  fileprivate var fieldName: FieldName? {
    switch self {
    case .field(_, let record, let name): FieldName(record: record, name: name)
    case .global(let symbol): FieldName(name: symbol)
    case .integer, .parameter, .result, .exchanged, .slot, .element, .function, .not, .binary,
      .unknown:
      nil
    }
  }
}
