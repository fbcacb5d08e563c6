import MemoryModel

/// One thread's half of a handover as steps of a scenario, and the partner that fits it.
struct HandoverHalf {
  let part: PointerHandover.Part
  let thread: ThreadTrace
  let access: Int
  let use: Int
  let word: Variable
  let analysis: Analysis

  /// The order that the half depends on.
  var written: MemoryOrder? {
    guard case .compareExchange(_, _, _, let success, let failure, _) = thread.items[access].kind,
      part == .failedExchange
    else { return thread.items[access].ordering?.order }
    return failure.order ?? success.order
  }

  var steps: [Step] {
    switch part {
    case .publish where use == access: [filled, exchange]
    case .publish: [memory] + thread.fenceSteps(between: use, and: access) + [exchange]
    case .take:
      earlierRead + [exchange, found] + thread.fenceSteps(between: access, and: use) + [memory]
    // The use may stand before the exchange: it comes after it when that is tried again.
    case .failedExchange: failedExchange + thread.fenceSteps(between: access, and: use) + [memory]
    case .follow:
      earlierRead + [exchange, found] + thread.fenceSteps(between: access, and: use) + [
        link(2, use)
      ]
    }
  }

  /// What must not happen: a race, or of atomic links that the one before still overwrites the link.
  var question: Question {
    let memory = PointerHandoverFinder.memory
    guard part == .follow, thread.items[use].isAtomicAccess, isOwnLinkAtomic else {
      return .dataRace(on: memory)
    }
    return .outcome(.variable(memory, equals: PointerHandoverFinder.first))
  }

  /// The other half, as it should be.
  var partner: Scenario.Thread {
    let memory = PointerHandoverFinder.memory
    return switch part {
    case .publish: .soundReader(of: memory, guardedBy: word)
    case .take, .failedExchange: .soundWriter(of: memory, guardedBy: word)
    case .follow:
      .soundWriter(
        of: memory, guardedBy: word, access: isOwnLinkAtomic ? .atomic(.relaxed) : .plain)
    }
  }

  /// Whether the thread writes the link of its own node atomically, as then does the one before.
  private var isOwnLinkAtomic: Bool {
    guard let own = thread.items[access].storedValue, let place = thread.places[use],
      let link = thread.ownLink(own, like: place.location, before: access)
    else { return false }
    return thread.items[link].isAtomicAccess
  }

  private var result: Register { CutScenario.register(access) }

  private func origin(_ item: Int) -> Int { CutScenario.origin(thread: 0, item: item) }

  private var memory: Step {
    let payload = PointerHandoverFinder.memory
    return thread.items[use].isWrite
      ? Step(.store(payload, .constant(1), .plain), origin: origin(use))
      : Step(.load(Register("value"), payload, .plain), origin: origin(use))
  }

  /// What the caller did before.
  private var filled: Step { Step(.store(PointerHandoverFinder.memory, .constant(1), .plain)) }

  private func link(_ value: Int, _ item: Int) -> Step {
    Step(
      .store(
        PointerHandoverFinder.memory, .constant(value),
        thread.items[item].isAtomicAccess
          ? .atomic(thread.items[item].ordering?.assumedOrder ?? .sequentiallyConsistent) : .plain),
      origin: origin(item))
  }

  /// What the thread leaves in the word: an address, that of another node, or nothing.
  private var left: Int {
    switch part {
    case .publish: 1
    case .follow: 2
    case .take, .failedExchange: 0
    }
  }

  private var exchange: Step {
    let value = Expression.constant(left)
    let order = thread.items[access].ordering?.assumedOrder ?? .sequentiallyConsistent
    if case .write = thread.items[access].kind {
      return Step(.store(word, value, .atomic(order)), origin: origin(access))
    }
    return Step(.update(result, word, .exchange, value, order), origin: origin(access))
  }

  private var found: Step {
    Step(.assume(.binary(.notEqual, .register(result), .constant(0))))
  }

  private var failedExchange: [Step] {
    guard case .compareExchange(_, _, _, let success, let failure, _) = thread.items[access].kind
    else { return [] }
    let succeeded = Register("ok\(access)")
    let exchange = Step.CompareExchange(
      old: result, success: succeeded, variable: word, expected: .constant(0),
      desired: .constant(2), successOrder: success.assumedOrder,
      failureOrder: failure.assumedOrder, isWeak: false)
    return [
      Step(.compareExchange(exchange), origin: origin(access)),
      Step(.assume(.not(.register(succeeded)))),
    ]
  }

  /// The read from which a compare-exchange takes what it expects, unless a failed try replaces it.
  private var earlierRead: [Step] {
    guard
      case .compareExchange(_, .result(let read), _, _, let failure, let isWeak) =
        thread.items[access].kind, thread.items.indices.contains(read)
    else { return [] }
    let item = thread.items[read]
    guard item.isAtomicAccess, thread.location(at: read) == thread.location(at: access) else {
      return []
    }
    if isWeak, !failure.assumedOrder.isAcquire,
      !analysis.program.repeats(item, with: thread.items[access])
    {
      return []
    }
    let register = CutScenario.register(read)
    let order = item.readOrder ?? .sequentiallyConsistent
    return [
      Step(.load(register, word, .atomic(order)), origin: origin(read)),
      Step(.assume(.binary(.notEqual, .register(register), .constant(0)))),
    ] + thread.fenceSteps(between: read, and: access)
  }
}

extension Program {
  /// Whether a loop that tries the second access again makes the first one again, too.
  fileprivate func repeats(_ first: TraceItem, with second: TraceItem) -> Bool {
    guard first.function == second.function else { return true }
    let blocks = functions[first.function].blocks
    let block = { (item: TraceItem) in
      blocks.firstIndex { $0.events.contains { $0.range == item.range } }
    }
    guard let target = block(first), let start = block(second) else { return true }
    if target == start { return true }
    return functions[first.function].reachable(from: blocks[start].terminator.targets)
      .contains(target)
  }
}
