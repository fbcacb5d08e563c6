/// The blocks of a function that control can come back to: those of loops, or all if the function
/// calls itself.
struct RepeatedBlocks: Sendable {
  /// Empty if there are no loops.
  private let isInCycle: [Bool]
  private let callsItself: Bool
  private let blockCount: Int

  init(of function: Function, calls: Bool = true) {
    blockCount = function.blocks.count
    callsItself = calls && function.callsItself
    guard function.mayLoop else {
      isInCycle = []
      return
    }
    var search = CycleSearch(function)
    isInCycle = search.run()
  }

  func contains(_ block: Int) -> Bool {
    guard block >= 0, block < blockCount else { return false }
    return callsItself || !isInCycle.isEmpty && isInCycle[block]
  }
}

extension Function {
  /// Whether control ever goes to a block that does not come later in the text of the function: if
  /// not, there are no loops.
  var mayLoop: Bool {
    for (number, block) in blocks.enumerated() {
      switch block.terminator {
      case .jump(let target): if target <= number { return true }
      case .branch(_, let then, let otherwise):
        if then <= number || otherwise <= number { return true }
      case .switch(_, let cases, let fallback):
        if fallback <= number || cases.contains(where: { $0.target <= number }) { return true }
      case .return, .unreachable: break
      }
    }
    return false
  }

  fileprivate var callsItself: Bool {
    let symbol = symbol
    return blocks.contains { block in
      block.events.contains { event in
        if case .call(.direct(symbol), _) = event.kind { true } else { false }
      }
    }
  }
}

/// Tarjan's algorithm, without recursion: functions may have very many blocks.
private struct CycleSearch {
  private let successors: [[Int]]
  private var number: [Int]
  private var lowest: [Int]
  private var isOpen: [Bool]
  private var open: [Int] = []
  private var frames: [(block: Int, next: Int)] = []
  private var count = 0
  private var isInCycle: [Bool]

  init(_ function: Function) {
    let blocks = function.blocks.indices
    successors = function.blocks.map { $0.terminator.targets.filter(blocks.contains) }
    number = [Int](repeating: -1, count: blocks.count)
    lowest = number
    isOpen = [Bool](repeating: false, count: blocks.count)
    isInCycle = isOpen
  }

  mutating func run() -> [Bool] {
    for block in successors.indices where number[block] < 0 {
      enter(block)
      while !frames.isEmpty { step() }
    }
    return isInCycle
  }

  private mutating func enter(_ block: Int) {
    number[block] = count
    lowest[block] = count
    count += 1
    isOpen[block] = true
    open.append(block)
    frames.append((block, 0))
  }

  private mutating func step() {
    let (block, next) = frames[frames.count - 1]
    guard next < successors[block].count else {
      frames.removeLast()
      if let parent = frames.last?.block { lowest[parent] = min(lowest[parent], lowest[block]) }
      if lowest[block] == number[block] { close(block) }
      return
    }
    frames[frames.count - 1].next += 1
    let target = successors[block][next]
    if number[target] < 0 {
      enter(target)
    } else if isOpen[target] {
      lowest[block] = min(lowest[block], number[target])
    }
  }

  /// Everything opened since the root can reach it, and it can reach them.
  private mutating func close(_ root: Int) {
    var members: [Int] = []
    while let member = open.popLast() {
      isOpen[member] = false
      members.append(member)
      if member == root { break }
    }
    guard members.count > 1 || successors[root].contains(root) else { return }
    for member in members { isInCycle[member] = true }
  }
}
