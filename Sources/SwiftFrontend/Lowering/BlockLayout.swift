import OrderLint

/// Brings blocks into a form that depends on the control flow alone: no unreachable blocks, no empty
/// blocks that only jump, no block with a single successor that has a single predecessor. Blocks
/// and events are numbered in the order of a walk that takes the first successor first.
enum BlockLayout {
  /// - Parameter eventCount: no event has this number or a higher one.
  static func canonical(_ blocks: [Block], eventCount: Int) -> [Block] {
    var blocks = blocks
    if blocks.count == 1 { return renumberedEvents(blocks, eventCount) }
    threadJumps(&blocks)
    while dropIdleChoices(&blocks) { threadJumps(&blocks) }
    let predecessors = predecessorCounts(blocks)
    var order: [Int] = []
    var numbers = [Int?](repeating: nil, count: blocks.count)
    var work = [0]
    while let block = work.popLast() {
      guard numbers[block] == nil else { continue }
      numbers[block] = order.count
      order.append(block)
      absorb(into: block, &blocks, predecessors)
      work.append(contentsOf: blocks[block].terminator.blockTargets.reversed())
    }
    let laidOut = order.map { index in
      Block(
        events: blocks[index].events, terminator: blocks[index].terminator.renumbered(numbers))
    }
    return renumberedEvents(laidOut, eventCount)
  }

  /// Appends blocks that only this block leads to, and always.
  private static func absorb(into block: Int, _ blocks: inout [Block], _ counts: [Int]) {
    while case .jump(let next) = blocks[block].terminator, counts[next] == 1, next != block,
      next != 0
    {
      blocks[block].events += blocks[next].events
      blocks[block].terminator = blocks[next].terminator
      blocks[next].terminator = .unreachable
    }
  }

  /// Leads every edge past empty blocks that only jump.
  private static func threadJumps(_ blocks: inout [Block]) {
    var finals = Array(blocks.indices)
    for start in blocks.indices {
      var block = start
      var steps = 0
      while blocks[block].events.isEmpty, case .jump(let next) = blocks[block].terminator,
        steps < blocks.count
      {
        block = next
        steps += 1
      }
      // A loop of empty blocks stays what it is.
      finals[start] = steps < blocks.count ? block : start
    }
    for index in blocks.indices {
      blocks[index].terminator = blocks[index].terminator.mappingTargets { finals[$0] }
    }
  }

  /// Loops in which nothing happens, and choices that make no difference, are gone: they would only
  /// multiply paths. Each round makes choices into jumps, so there is a last one.
  private static func dropIdleChoices(_ blocks: inout [Block]) -> Bool {
    var hasChanged = false
    for index in blocks.indices {
      guard case .branch(.unknown, let then, let otherwise) = blocks[index].terminator else {
        continue
      }
      let isIdle = blocks[index].events.isEmpty
      if then == otherwise || isIdle && then == index {
        blocks[index].terminator = .jump(otherwise)
      } else if isIdle, otherwise == index {
        blocks[index].terminator = .jump(then)
      } else {
        continue
      }
      hasChanged = true
    }
    return hasChanged
  }

  private static func predecessorCounts(_ blocks: [Block]) -> [Int] {
    var counts = Array(repeating: 0, count: blocks.count)
    var seen = Array(repeating: false, count: blocks.count)
    var work = [0]
    seen[0] = true
    counts[0] = 1
    while let block = work.popLast() {
      for target in blocks[block].terminator.blockTargets {
        counts[target] += 1
        if !seen[target] {
          seen[target] = true
          work.append(target)
        }
      }
    }
    return counts
  }

  private static func renumberedEvents(_ blocks: [Block], _ eventCount: Int) -> [Block] {
    var numbers = [EventID?](repeating: nil, count: eventCount)
    var count = 0
    var isChanged = false
    for block in blocks {
      for event in block.events {
        if event.id.index != count { isChanged = true }
        numbers[event.id.index] = EventID(count)
        count += 1
      }
    }
    // Most functions have no loops, and nothing in them that is not reached.
    guard isChanged || count != eventCount else { return blocks }
    let map = OperandMap { numbers.indices.contains($0.index) ? numbers[$0.index] : nil }
    return blocks.map { block in
      Block(
        events: block.events.map { event in
          var copy = event
          copy.id = numbers[event.id.index] ?? event.id
          copy.kind = map.mapped(event.kind)
          return copy
        },
        terminator: map.mapped(block.terminator))
    }
  }
}

extension Terminator {
  var blockTargets: [Int] {
    switch self {
    case .jump(let target): [target]
    case .branch(_, let then, let otherwise): [then, otherwise]
    case .switch(_, let cases, let fallback): cases.map(\.target) + [fallback]
    case .return, .unreachable: []
    }
  }

  func mappingTargets(_ map: (Int) -> Int) -> Terminator {
    switch self {
    case .jump(let target): return .jump(map(target))
    case .branch(let condition, let then, let otherwise):
      return .branch(condition, then: map(then), else: map(otherwise))
    case .switch(let value, let cases, let fallback):
      return .switch(
        value, cases: cases.map { SwitchCase(value: $0.value, target: map($0.target)) },
        default: map(fallback))
    case .return, .unreachable: return self
    }
  }

  fileprivate func renumbered(_ numbers: [Int?]) -> Terminator {
    mappingTargets { numbers[$0] ?? 0 }
  }
}

/// Renames the events that operands refer to. A reference to an event that is gone (its block cannot
/// be reached) becomes unknown.
struct OperandMap {
  let rename: (EventID) -> EventID?

  func mapped(_ operand: Operand) -> Operand {
    switch operand {
    case .result(let event): return rename(event).map { .result($0) } ?? .unknown("unreachable")
    case .exchanged(let event):
      return rename(event).map { .exchanged($0) } ?? .unknown("unreachable")
    case .field(let base, let record, let name):
      return .field(of: mapped(base), record: record, name: name)
    case .element(let base, let index): return .element(of: mapped(base), index: mapped(index))
    case .not(let inner): return .not(mapped(inner))
    case .binary(let operation, let left, let right):
      return .binary(operation, mapped(left), mapped(right))
    case .integer, .null, .parameter, .local, .global, .slot, .function, .unknown: return operand
    }
  }

  func mapped(_ ordering: Ordering) -> Ordering {
    guard case .operand(let operand) = ordering.value else { return ordering }
    var copy = ordering
    copy.value = .operand(mapped(operand))
    return copy
  }

  func mapped(_ access: Access) -> Access {
    guard case .atomic(let ordering) = access else { return access }
    return .atomic(mapped(ordering))
  }

  func mapped(_ terminator: Terminator) -> Terminator {
    switch terminator {
    case .branch(let condition, let then, let otherwise):
      return .branch(mapped(condition), then: then, else: otherwise)
    case .switch(let value, let cases, let fallback):
      return .switch(mapped(value), cases: cases, default: fallback)
    case .return(let value): return .return(value.map(mapped))
    case .jump, .unreachable: return terminator
    }
  }

  func mapped(_ kind: Event.Kind) -> Event.Kind {
    switch kind {
    case .read(let at, let access): return .read(at: mapped(at), mapped(access))
    case .write(let at, let value, let access):
      return .write(at: mapped(at), value: mapped(value), mapped(access))
    case .update(let at, let operation, let operand, let ordering):
      return .update(at: mapped(at), operation, operand: mapped(operand), mapped(ordering))
    case .compareExchange(let at, let expected, let desired, let success, let failure, let weak):
      return .compareExchange(
        at: mapped(at), expected: mapped(expected), desired: mapped(desired),
        success: mapped(success), failure: mapped(failure), isWeak: weak)
    case .fence(let ordering, let scope): return .fence(mapped(ordering), scope)
    case .assign(let local, let value): return .assign(local, mapped(value))
    case .free(let operand): return .free(mapped(operand))
    case .lock(let at, let isTry): return .lock(at: mapped(at), isTry: isTry)
    case .unlock(let at): return .unlock(at: mapped(at))
    case .spawn(let entry, let arguments):
      return .spawn(entry: mapped(entry), arguments: arguments.map(mapped))
    case .join(let operand): return .join(mapped(operand))
    case .call(let callee, let arguments):
      return .call(mapped(callee), arguments: arguments.map(mapped))
    case .allocate, .opaque: return kind
    }
  }

  private func mapped(_ callee: Event.Callee) -> Event.Callee {
    guard case .indirect(let operand) = callee else { return callee }
    return .indirect(mapped(operand))
  }
}
