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
    case .publish: [memory] + fences(use, access) + [exchange]
    case .take: earlierRead + [exchange, found] + fences(access, use) + [memory]
    case .failedExchange: failedExchange + fences(access, use) + [memory]
    }
  }

  /// The other half, as it should be.
  var partner: Scenario.Thread {
    let payload = PointerHandoverFinder.memory
    let seen = Register("seen")
    switch part {
    case .publish:
      return Scenario.Thread(
        name: "a reader",
        steps: [
          Step(.load(seen, word, .atomic(.acquire))),
          Step(.assume(.binary(.notEqual, .register(seen), .constant(0)))),
          Step(.load(Register("value"), payload, .plain)),
        ])
    case .take, .failedExchange:
      return Scenario.Thread(
        name: "a writer",
        steps: [
          Step(.store(payload, .constant(1), .plain)),
          Step(.store(word, .constant(1), .atomic(.release))),
        ])
    }
  }

  private var result: Register { CutScenario.register(access) }

  private func origin(_ item: Int) -> Int { CutScenario.origin(thread: 0, item: item) }

  private var memory: Step {
    let payload = PointerHandoverFinder.memory
    return thread.items[use].isWrite
      ? Step(.store(payload, .constant(1), .plain), origin: origin(use))
      : Step(.load(Register("value"), payload, .plain), origin: origin(use))
  }

  private var exchange: Step {
    let value = Expression.constant(part == .publish ? 1 : 0)
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
    ] + fences(read, access)
  }

  private func fences(_ first: Int, _ last: Int) -> [Step] {
    guard first + 1 < last else { return [] }
    return ((first + 1)..<last).compactMap { index in
      guard case .fence(let ordering, .thread) = thread.items[index].kind else { return nil }
      return Step(.fence(ordering.assumedOrder), origin: origin(index))
    }
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
    var pending = blocks[start].terminator.targets
    var seen = Set(pending)
    while let next = pending.popLast() {
      if next == target { return true }
      guard blocks.indices.contains(next) else { continue }
      for successor in blocks[next].terminator.targets
      where seen.insert(successor).inserted {
        pending.append(successor)
      }
    }
    return false
  }
}
