extension Function {
  /// Locals that only count how often a loop has gone round, so that it can pause or give the program
  /// up: nothing else hangs on them.
  var patienceCounters: Set<LocalID> {
    var candidates: Set<Int> = []
    var others: Set<Int> = []
    for event in events {
      if case .assign(let local, let value) = event.kind {
        switch value {
        case .integer: candidates.insert(local.index)
        case .binary(.add, .local(local), .integer), .binary(.subtract, .local(local), .integer):
          candidates.insert(local.index)
        default:
          others.insert(local.index)
          others.formUnion(value.locals)
        }
      } else {
        for operand in event.kind.operands { others.formUnion(operand.locals) }
      }
    }
    candidates.subtract(others)
    guard !candidates.isEmpty else { return [] }
    for block in blocks {
      if case .branch(_, let then, let otherwise) = block.terminator,
        isPatient(then, insteadOf: otherwise) || isPatient(otherwise, insteadOf: then)
      {
        continue
      }
      for operand in block.terminator.operands { candidates.subtract(operand.locals) }
    }
    return Set(candidates.map(LocalID.init))
  }

  /// Whether the block ends the program, or pauses and goes on where the other one is.
  private func isPatient(_ block: Int, insteadOf other: Int) -> Bool {
    guard blocks.indices.contains(block) else { return false }
    switch blocks[block].terminator {
    case .unreachable: return true
    case .jump(let next): return next == other && blocks[block].events.allSatisfy(\.isPausing)
    case .return, .branch, .switch: return false
    }
  }
}

extension Event {
  fileprivate var isPausing: Bool {
    switch kind {
    case .call(.direct(let name), _), .call(.member(let name), _): CalleeName(name).isPause
    case .assign(_, .integer), .opaque: true
    case .assign, .read, .write, .update, .compareExchange, .fence, .allocate, .free, .lock,
      .unlock, .spawn, .join, .call(.indirect, _):
      false
    }
  }
}
