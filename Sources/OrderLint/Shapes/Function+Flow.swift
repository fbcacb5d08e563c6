/// An event of a function, by its place.
struct EventPlace: Hashable, Sendable {
  var function: Int
  var block: Int
  var index: Int
}

extension Function {
  /// The blocks control can reach from the given ones, these included.
  func reachable(from starts: [Int], avoiding barred: (Int) -> Bool = { _ in false }) -> Set<Int> {
    var seen: Set<Int> = []
    var pending = starts
    while let next = pending.popLast() {
      guard blocks.indices.contains(next), !barred(next), seen.insert(next).inserted else {
        continue
      }
      pending += blocks[next].terminator.targets
    }
    return seen
  }

  /// The blocks from which control can reach the block, this one included.
  func leading(to target: Int) -> Set<Int> {
    var sources: [Int: [Int]] = [:]
    for (number, block) in blocks.enumerated() {
      for next in block.terminator.targets { sources[next, default: []].append(number) }
    }
    var seen: Set<Int> = [target]
    var pending = [target]
    while let next = pending.popLast() {
      for source in sources[next] ?? [] where seen.insert(source).inserted {
        pending.append(source)
      }
    }
    return seen
  }

  /// The blocks on ways from the first block to the other.
  func blocks(from start: Int, backTo end: Int) -> Set<Int> {
    reachable(from: [start]).intersection(leading(to: end))
  }

  /// Where a branch goes if a value is 1, and where if it is 0: the first branch after the place
  /// that depends on the value alone.
  func branch(
    after place: EventPlace, on isValue: (Operand) -> Bool
  ) -> (then: Int, otherwise: Int)? {
    var pending = [place.block]
    var seen: Set<Int> = []
    while !pending.isEmpty {
      let next = pending.removeFirst()
      guard blocks.indices.contains(next), seen.insert(next).inserted else { continue }
      if case .branch(let condition, let then, let otherwise) = blocks[next].terminator,
        let whenTrue = condition.evaluated({ isValue($0) ? 1 : nil }),
        let whenFalse = condition.evaluated({ isValue($0) ? 0 : nil }),
        (whenTrue != 0) != (whenFalse != 0)
      {
        return whenTrue != 0 ? (then, otherwise) : (otherwise, then)
      }
      pending += blocks[next].terminator.targets
    }
    return nil
  }
}

extension Operand {
  /// Whether the operand or one inside it meets the condition.
  func contains(where condition: (Operand) -> Bool) -> Bool {
    condition(self) || children.contains { $0.contains(where: condition) }
  }

  /// The number the operand is when some of its parts are given numbers; nil if that does not
  /// decide it.
  func evaluated(_ known: (Operand) -> Int64?) -> Int64? {
    if let number = known(self) { return number }
    switch self {
    case .integer(let number): return number
    case .null: return 0
    case .not(let inner): return inner.evaluated(known).map { $0 == 0 ? 1 : 0 }
    case .binary(let kind, let left, let right):
      guard let a = left.evaluated(known), let b = right.evaluated(known) else { return nil }
      return kind.apply(a, b)
    case .parameter, .local, .result, .exchanged, .global, .slot, .field, .element, .function,
      .unknown:
      return nil
    }
  }
}

extension Analysis {
  /// Whether nothing else runs while the function does: the main function and tests.
  func runsAlone(_ function: Int) -> Bool { !mayOverlap(function, function) }

  /// A thread that runs the event where others can interfere, and the item it is there.
  func sharedSite(of event: Event, in function: Int) -> Site? {
    for (number, thread) in threads.enumerated() where !runsAlone(thread.function) {
      for (index, item) in thread.items.enumerated()
      where item.function == function && item.range == event.range && item.isAtomicAccess {
        if !thread.isExclusive[index] { return Site(thread: number, item: index) }
      }
    }
    return nil
  }

  /// The calls of a function.
  func calls(of target: Int) -> [EventPlace] {
    var found: [EventPlace] = []
    for caller in Set(callGraph.callers[target]).sorted() {
      let function = program.functions[caller]
      for (block, code) in function.blocks.enumerated() {
        for (index, event) in code.events.enumerated() {
          if case .call(let callee, _) = event.kind,
            program.resolve(callee, from: function) == target
          {
            found.append(EventPlace(function: caller, block: block, index: index))
          }
        }
      }
    }
    return found
  }
}
