import MemoryModel

/// Functions from which nothing comes back: every path through them ends the program, and none goes
/// round for ever.
struct EndingFunctions: Sendable {
  private let numbers: Set<Int>

  /// - Parameter repeated: the blocks of each function that control can come back to.
  init(of program: Program, _ repeated: [RepeatedBlocks]) {
    numbers = Set(
      program.functions.indices.filter { number in
        let function = program.functions[number]
        return function.blocks.contains { $0.isUnreachable && !$0.leavesOnlyFunction }
          && !function.blocks.contains { if case .return = $0.terminator { true } else { false } }
          && !function.blocks.indices.contains(where: repeated[number].contains)
      })
  }

  /// Whether there is only one way from the block, and it ends the program.
  func ends(_ block: Int, of function: Function, in program: Program) -> Bool {
    var current = block
    for _ in 0..<3 {
      guard function.blocks.indices.contains(current) else { return false }
      let block = function.blocks[current]
      if block.leavesOnlyFunction { return false }
      let calls = block.events.contains { event in
        guard case .call(let name, _) = event.kind,
          let callee = program.resolve(name, from: function)
        else { return false }
        return numbers.contains(callee)
      }
      if calls { return true }
      switch block.terminator {
      case .unreachable: return true
      case .jump(let next): current = next
      case .return, .branch, .switch: return false
      }
    }
    return false
  }
}

extension Analysis {
  /// Whether what the item reads is only asserted: all that is decided by it is whether the program
  /// ends (guard G4).
  func isAsserted(_ index: Int, in thread: ThreadTrace) -> Bool {
    var isDecided = false
    for item in thread.items.dropFirst(index + 1) {
      guard !item.isAccess, case .assume(let condition) = item.kind,
        condition.depends(on: { $0 == index })
      else { continue }
      guard isAssertion(item) else { return false }
      isDecided = true
    }
    return isDecided
  }

  private func isAssertion(_ decision: TraceItem) -> Bool {
    let function = program.functions[decision.function]
    return function.blocks.contains { block in
      block.events.last?.range == decision.range && isAssertion(block, of: function)
    }
  }

  /// Whether one way on from the block ends the program.
  func isAssertion(_ block: Block, of function: Function) -> Bool {
    block.terminator.targets.count > 1
      && block.terminator.targets.contains { ending.ends($0, of: function, in: program) }
  }
}

extension Block {
  fileprivate var isUnreachable: Bool { if case .unreachable = terminator { true } else { false } }

  /// Whether the block ends in a call that ends its thread or goes back to another function, and not
  /// the program.
  fileprivate var leavesOnlyFunction: Bool {
    guard case .call(.direct(let name), _)? = events.last?.kind else { return false }
    return ["pthread_exit", "thrd_exit", "longjmp", "siglongjmp"].contains(name)
  }
}
