/// The loops of a routine that end by counting: whether one of them goes round again depends on
/// nothing that an iteration reads from memory or is told by a call. They run as often as they say, to
/// a limit of their own, whatever the limit for loops that wait for others or try again.
struct CountingLoops {
  private let routine: ConcurrentProgram.Routine
  private var predecessors: [[Int]]

  init(_ routine: ConcurrentProgram.Routine) {
    self.routine = routine
    predecessors = Array(repeating: [], count: routine.blocks.count)
    for (index, block) in routine.blocks.enumerated() {
      for target in block.terminator.targets where routine.blocks.indices.contains(target) {
        predecessors[target].append(index)
      }
    }
  }

  /// - Parameter ends: the blocks that jump back to the head.
  func counts(head: Int, ends: [Int]) -> Bool {
    let body = body(of: head, ends)
    var hasExit = false
    let unknown = unknownRegisters(in: body, head, ends)
    for index in body {
      let terminator = routine.blocks[index].terminator
      guard terminator.targets.contains(where: { !body.contains($0) }) else { continue }
      hasExit = true
      if !unknown.isDisjoint(with: terminator.registers) { return false }
    }
    return hasExit
  }

  /// The blocks from which control can come back to the head without leaving the loop.
  private func body(of head: Int, _ ends: [Int]) -> Set<Int> {
    var body: Set<Int> = [head]
    var pending = ends.filter { body.insert($0).inserted }
    while let block = pending.popLast() {
      for previous in predecessors[block] where body.insert(previous).inserted {
        pending.append(previous)
      }
    }
    return body
  }

  /// The registers whose values an iteration takes from elsewhere, or gives only if it does.
  private func unknownRegisters(in body: Set<Int>, _ head: Int, _ ends: [Int]) -> Set<Int> {
    var unknown: Set<Int> = []
    var conditional: Set<Int> = []
    for index in body {
      let isConditional = isAvoidable(index, head, ends)
      for instruction in routine.blocks[index].instructions {
        unknown.formUnion(instruction.operation.registersFromElsewhere)
        if isConditional, case .compute(let into, _) = instruction.operation {
          conditional.insert(into)
        }
      }
    }
    spread(&unknown, in: body)
    let depends = body.contains {
      !unknown.isDisjoint(with: routine.blocks[$0].terminator.registers)
    }
    guard depends else { return unknown }
    unknown.formUnion(conditional)
    spread(&unknown, in: body)
    return unknown
  }

  private func spread(_ unknown: inout Set<Int>, in body: Set<Int>) {
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for index in body {
        for instruction in routine.blocks[index].instructions {
          guard case .compute(let into, let value) = instruction.operation,
            !unknown.contains(into), !unknown.isDisjoint(with: value.registers)
          else { continue }
          unknown.insert(into)
          hasChanged = true
        }
      }
    }
  }

  /// Whether an iteration can do without the block.
  private func isAvoidable(_ block: Int, _ head: Int, _ ends: [Int]) -> Bool {
    guard block != head else { return false }
    var seen: Set<Int> = []
    var pending = ends.filter { $0 != block && seen.insert($0).inserted }
    while let next = pending.popLast() {
      if next == head { return true }
      for previous in predecessors[next] where previous != block && seen.insert(previous).inserted {
        pending.append(previous)
      }
    }
    return false
  }
}

extension ConcurrentProgram.Operation {
  /// The registers that receive what is not computed from registers.
  fileprivate var registersFromElsewhere: [Int] {
    switch self {
    case .load(let into, _, _), .choose(let into, _), .allocate(let into, _),
      .tryLock(let into, _):
      [into]
    case .update(let update): [update.into].compactMap { $0 }
    case .compareExchange(let exchange): [exchange.old, exchange.success].compactMap { $0 }
    case .spawn(let into, _, _), .join(let into, _), .call(let into, _, _):
      [into].compactMap { $0 }
    case .compute, .store, .fence, .assume, .assert, .free, .lock, .unlock: []
    }
  }
}

extension ConcurrentProgram.Terminator {
  fileprivate var registers: Set<Int> {
    switch self {
    case .branch(let value, _, _), .switch(let value, _, _): value.registers
    case .return(let value), .exit(let value): value?.registers ?? []
    case .jump, .unreachable: []
    }
  }
}

extension ConcurrentProgram.Value {
  fileprivate var registers: Set<Int> {
    switch self {
    case .register(let index): [index]
    case .constant, .address, .routine: []
    case .not(let inner), .wrapped(let inner, _): inner.registers
    case .binary(_, let left, let right), .unsigned(_, let left, let right):
      left.registers.union(right.registers)
    }
  }
}
