import MemoryModel

/// Finds fences that add nothing to what stands right beside them.
struct NeedlessFenceFinder {
  let analysis: Analysis

  func find() -> [ExcessOrder] {
    var found: [ExcessOrder] = []
    for function in analysis.program.functions {
      for block in function.blocks {
        for (first, second) in block.neighbours {
          if let excess = secondFence(first, second, function)
            ?? impliedFence(first, second, function)
          {
            found.append(excess)
          }
        }
      }
    }
    return found
  }

  /// Of two fences with nothing between, the one whose order the other has as well: whatever is
  /// before or after one is before or after the other.
  private func secondFence(
    _ first: Event, _ second: Event, _ function: Function
  ) -> ExcessOrder? {
    guard let one = first.fenceOrder, let other = second.fenceOrder, first.range != second.range
    else { return nil }
    if other.isAtLeast(one) { return excess(.secondFence, (first, one), second, function) }
    if one.isAtLeast(other) { return excess(.secondFence, (second, other), first, function) }
    return nil
  }

  /// A release fence right before a release, with no later write that it could order; an acquire
  /// fence right after an acquire, with no earlier read.
  private func impliedFence(
    _ first: Event, _ second: Event, _ function: Function
  ) -> ExcessOrder? {
    if first.fenceOrder == .release, second.writeOrder?.isRelease == true,
      isEverywhere(
        first, in: function,
        { thread, index in
          isLastPublication(thread.items[(index + 1)...], second)
        })
    {
      return excess(.impliedFence, (first, .release), second, function)
    }
    if second.fenceOrder == .acquire, first.readOrder?.isAcquire == true,
      isEverywhere(
        second, in: function,
        { thread, index in
          isFirstSight(thread.items[..<index], first)
        })
    {
      return excess(.impliedFence, (second, .acquire), first, function)
    }
    return nil
  }

  /// Whether the condition holds wherever a thread passes the event, and all such threads are known.
  private func isEverywhere(
    _ event: Event, in function: Function, _ condition: (ThreadTrace, Int) -> Bool
  ) -> Bool {
    var passing: Set<Int> = []
    for thread in analysis.threads {
      for (index, item) in thread.items.enumerated()
      where item.range == event.range
        && analysis.program.functions[item.function].symbol == function.symbol
      {
        guard !analysis.truncated.contains(thread.function), condition(thread, index) else {
          return false
        }
        passing.insert(thread.function)
      }
    }
    return !passing.isEmpty && passing.allSatisfy { isWhole($0, among: passing) }
  }

  /// Whether no caller does something before or after that is not on these paths.
  private func isWhole(_ function: Int, among passing: Set<Int>) -> Bool {
    !analysis.program.mayBeCalledByPointer(function, analysis.callGraph)
      && analysis.callGraph.callers[function].allSatisfy(passing.contains)
  }

  /// Whether nothing but the given write can carry what a fence before these items releases.
  private func isLastPublication(_ items: ArraySlice<TraceItem>, _ write: Event) -> Bool {
    items.allSatisfy { item in
      switch item.kind {
      case .write, .update, .compareExchange:
        item.isPlainAccess || item.range == write.range
      case .read, .assume, .fence, .allocate, .free: true
      case .lock, .unlock, .spawn, .join, .call, .opaque: false
      }
    }
  }

  /// Whether nothing but the given read can bring what a fence after these items acquires.
  private func isFirstSight(_ items: ArraySlice<TraceItem>, _ read: Event) -> Bool {
    items.allSatisfy { item in
      switch item.kind {
      case .read, .update, .compareExchange: item.isPlainAccess || item.range == read.range
      case .write, .assume, .fence, .allocate, .free: true
      case .lock, .unlock, .spawn, .join, .call, .opaque: false
      }
    }
  }

  private func excess(
    _ reason: ExcessOrder.Reason, _ fence: (event: Event, order: MemoryOrder), _ other: Event,
    _ function: Function
  ) -> ExcessOrder {
    let place = { (event: Event, order: MemoryOrder?) in
      ExcessOrder.Place(
        range: event.range, function: function.name, language: function.language, old: order,
        new: nil)
    }
    return ExcessOrder(
      reason: reason, object: other.kind.operands.first?.lastName,
      place: place(fence.event, fence.order),
      others: [place(other, other.fenceOrder ?? other.writeOrder ?? other.readOrder)], edits: [])
  }
}

extension Block {
  /// Events that follow each other with nothing between but what happens in registers. Those of one
  /// macro are written once and belong together.
  fileprivate var neighbours: [(Event, Event)] {
    var found: [(Event, Event)] = []
    var previous: Event?
    for event in events {
      if case .assign = event.kind { continue }
      if let previous, previous.via.isEmpty, event.via.isEmpty { found.append((previous, event)) }
      previous = event
    }
    return found
  }
}

extension Event {
  /// The order of a fence between threads that the text names. What libraries' fences order may be
  /// less than the nearest order of C++.
  fileprivate var fenceOrder: MemoryOrder? {
    guard case .fence(let ordering, .thread) = kind, !ordering.isImplicit,
      let order = ordering.order, order != .relaxed, order != .consume
    else { return nil }
    return order
  }

  fileprivate var writeOrder: MemoryOrder? {
    switch kind {
    case .write(_, _, .atomic(let ordering)), .update(_, _, _, let ordering): ordering.order
    case .write, .read, .compareExchange, .fence, .assign, .allocate, .free, .lock, .unlock, .spawn,
      .join, .call, .opaque:
      nil
    }
  }

  fileprivate var readOrder: MemoryOrder? {
    switch kind {
    case .read(_, .atomic(let ordering)), .update(_, _, _, let ordering): ordering.order
    case .write, .read, .compareExchange, .fence, .assign, .allocate, .free, .lock, .unlock, .spawn,
      .join, .call, .opaque:
      nil
    }
  }
}
