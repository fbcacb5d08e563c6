/// Which branches of a large function decide what synchronization follows.
///
/// A branch both of whose sides lead forward to the same synchronizing blocks does not: one side is
/// followed, not both, or the paths of a large function could not be counted.
struct BranchRelevance {
  /// Functions up to this many blocks have all their paths walked.
  private static let smallFunction = 24
  /// Functions of more blocks are not walked to their end, and what each of them leads to would take
  /// too much memory.
  private static let hugeFunction = 20_000

  private let reach: [[UInt64]]
  private let isWithoutReach: Bool

  init(of function: Function, number: Int, program: Program, callGraph: CallGraph) {
    let blocks = function.blocks
    isWithoutReach = blocks.count <= Self.smallFunction || blocks.count > Self.hugeFunction
    guard !isWithoutReach else {
      reach = []
      return
    }
    let words = (blocks.count + 63) / 64
    var sets = Array(repeating: Array(repeating: UInt64(0), count: words), count: blocks.count)
    // Blocks in the order in which a depth-first walk leaves them: successors first.
    for block in Self.postOrder(blocks) {
      if Self.synchronizes(blocks[block], function, program, callGraph) {
        sets[block][block / 64] |= 1 << UInt64(block % 64)
      }
      for target in blocks[block].terminator.targets where blocks.indices.contains(target) {
        // A successor that is not finished yet is the head of a loop around this block.
        for word in 0..<words { sets[block][word] |= sets[target][word] }
      }
    }
    reach = sets
  }

  /// Whether it makes no difference to the synchronization that follows which target is taken.
  func isIndifferent(_ targets: [Int]) -> Bool {
    guard !isWithoutReach, let first = targets.first, reach.indices.contains(first) else {
      return false
    }
    return targets.allSatisfy { reach.indices.contains($0) && reach[$0] == reach[first] }
  }

  private static func synchronizes(
    _ block: Block, _ function: Function, _ program: Program, _ callGraph: CallGraph
  ) -> Bool {
    block.events.contains { event in
      switch event.kind {
      case .lock, .unlock, .spawn, .join: return true
      case .call(let callee, _):
        return program.resolve(callee, from: function).map(callGraph.synchronizing.contains)
          ?? false
      case .read, .write, .update, .compareExchange, .fence, .assign, .allocate, .free, .opaque:
        return event.isSynchronization
      }
    }
  }

  private static func postOrder(_ blocks: [Block]) -> [Int] {
    let targets = blocks.map(\.terminator.targets)
    var order: [Int] = []
    var seen: Set<Int> = [0]
    var stack: [(block: Int, next: Int)] = [(0, 0)]
    while let top = stack.last {
      if top.next < targets[top.block].count {
        stack[stack.count - 1].next += 1
        let target = targets[top.block][top.next]
        if blocks.indices.contains(target), seen.insert(target).inserted {
          stack.append((target, 0))
        }
      } else {
        order.append(top.block)
        stack.removeLast()
      }
    }
    return order
  }
}
