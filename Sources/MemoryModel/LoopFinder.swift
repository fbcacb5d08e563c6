/// The jumps of a routine that go back to a block on the way to which they came.
struct LoopFinder {
  private(set) var heads: Set<Int> = []
  private var repetitions: Set<[Int]> = []

  init(_ routine: ConcurrentProgram.Routine) {
    var isDone = Array(repeating: false, count: routine.blocks.count)
    var isOpen = isDone
    var path: [(block: Int, targets: ArraySlice<Int>)] = []
    func targets(_ block: Int) -> ArraySlice<Int> {
      routine.blocks[block].terminator.targets.filter(routine.blocks.indices.contains)[...]
    }
    guard !routine.blocks.isEmpty else { return }
    isOpen[0] = true
    path.append((0, targets(0)))
    while let last = path.indices.last {
      guard let next = path[last].targets.popFirst() else {
        isOpen[path[last].block] = false
        isDone[path[last].block] = true
        path.removeLast()
        continue
      }
      if isOpen[next] {
        heads.insert(next)
        repetitions.insert([path[last].block, next])
      } else if !isDone[next] {
        isOpen[next] = true
        path.append((next, targets(next)))
      }
    }
  }

  /// The blocks that jump back to the head.
  func ends(of head: Int) -> [Int] { repetitions.filter { $0[1] == head }.map { $0[0] } }

  func isRepetition(from block: Int, to head: Int) -> Bool { repetitions.contains([block, head]) }
}

extension ConcurrentProgram.Terminator {
  var targets: [Int] {
    switch self {
    case .jump(let target): [target]
    case .branch(_, let then, let otherwise): [then, otherwise]
    case .switch(_, let cases, let otherwise): cases.map(\.target) + [otherwise]
    case .return, .unreachable, .exit: []
    }
  }
}

/// Which registers may still be read, before each operation of a routine.
struct Liveness {
  private let range: Range<Int>
  private var rows: [Set<Int>]

  init(_ program: CompiledProgram, _ range: Range<Int>) {
    self.range = range
    rows = Array(repeating: [], count: range.count + 1)
    // A routine without loops never asks.
    guard range.contains(where: { program.operations[$0].code == .repeatLoop }) else { return }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for index in range.reversed() {
        let row = before(index, program)
        guard row != rows[index - range.lowerBound] else { continue }
        rows[index - range.lowerBound] = row
        hasChanged = true
      }
    }
  }

  func registers(at index: Int) -> [Int] { rows[index - range.lowerBound].sorted() }

  private func row(_ index: Int) -> Set<Int> {
    range.contains(index) ? rows[index - range.lowerBound] : []
  }

  private func before(_ index: Int, _ program: CompiledProgram) -> Set<Int> {
    let operation = program.operations[index]
    var live: Set<Int> =
      switch operation.code {
      case .return, .unreachable, .exit: []
      case .jump: row(operation.target)
      case .jumpIfZero: row(operation.target).union(row(index + 1))
      case .repeatLoop: row(program.loops[operation.target].head)
      case .copy, .not, .binary, .unsigned, .wrap, .assume, .assert, .call, .enterLoop, .load,
        .store,
        .update, .compareExchange, .fence, .choose, .allocate, .free, .lock, .tryLock, .unlock,
        .spawn, .join:
        row(index + 1)
      }
    live.remove(operation.into)
    live.remove(operation.success)
    let arguments = operation.argumentStart..<operation.argumentStart + operation.argumentCount
    for operand in [operation.first, operation.second, operation.third]
      + arguments.map({ program.arguments[$0] })
    where operand.register >= 0 {
      live.insert(operand.register)
    }
    return live
  }
}
