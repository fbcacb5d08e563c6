/// The blocks of a function that control can come back to: those of loops, or all if the function
/// calls itself.
struct RepeatedBlocks: Sendable {
  private let isInCycle: [Bool]
  private let callsItself: Bool

  init(of function: Function) {
    callsItself = function.blocks.contains { block in
      block.events.contains { event in
        if case .call(.direct(function.symbol), _) = event.kind { true } else { false }
      }
    }
    var search = CycleSearch(function)
    isInCycle = search.run()
  }

  func contains(_ block: Int) -> Bool {
    isInCycle.indices.contains(block) && (isInCycle[block] || callsItself)
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
