extension Function {
  /// For each block from which the function can return, over how many blocks.
  var distancesToEnd: [Int: Int] {
    var predecessors: [Int: [Int]] = [:]
    var found: [Int: Int] = [:]
    var pending: [Int] = []
    for (number, block) in blocks.enumerated() {
      for target in block.terminator.targets { predecessors[target, default: []].append(number) }
      if case .return = block.terminator {
        found[number] = 0
        pending.append(number)
      }
    }
    var next = 0
    while next < pending.count {
      let block = pending[next]
      next += 1
      for before in predecessors[block] ?? [] where found[before] == nil {
        found[before] = (found[block] ?? 0) + 1
        pending.append(before)
      }
    }
    return found
  }

  /// Locals whose address another thread can come by: passed to a thread, or stored in memory.
  var sharedSlots: Set<LocalID> {
    var found: Set<LocalID> = []
    for event in events {
      switch event.kind {
      case .spawn(_, let arguments):
        for argument in arguments { argument.collectSlots(into: &found) }
      case .write(let address, let value, _):
        if !address.isInSlot { value.collectSlots(into: &found) }
      case .update(_, _, let operand, _): operand.collectSlots(into: &found)
      case .compareExchange(_, _, let desired, _, _, _): desired.collectSlots(into: &found)
      case .read, .fence, .assign, .allocate, .free, .lock, .unlock, .join, .call, .opaque: break
      }
    }
    return found
  }
}

extension Operand {
  fileprivate var isInSlot: Bool {
    switch self {
    case .slot: true
    case .field(let base, _, _), .element(let base, _): base.isInSlot
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .function, .not,
      .binary, .unknown:
      false
    }
  }

  fileprivate func collectSlots(into found: inout Set<LocalID>) {
    switch self {
    case .slot(let local): found.insert(local)
    case .field(let base, _, _), .element(let base, _): base.collectSlots(into: &found)
    case .not(let inner): inner.collectSlots(into: &found)
    case .binary(_, let left, let right):
      left.collectSlots(into: &found)
      right.collectSlots(into: &found)
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .function, .unknown:
      break
    }
  }
}
