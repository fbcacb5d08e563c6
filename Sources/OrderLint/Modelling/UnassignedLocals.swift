/// Which local variables may not have been assigned yet where control comes to a block.
struct UnassignedLocals {
  /// By block; nil where control does not come.
  private var assigned: [Set<Int>?]
  private let count: Int

  init(_ function: Function) {
    count = function.locals.count
    assigned = Array(repeating: nil, count: function.blocks.count)
    guard !assigned.isEmpty else { return }
    assigned[0] = []
    var pending = [0]
    while let index = pending.popLast() {
      guard var after = assigned[index] else { continue }
      let block = function.blocks[index]
      for case .assign(let local, _) in block.events.map(\.kind) { after.insert(local.index) }
      for target in block.terminator.targets where assigned.indices.contains(target) {
        let joined = assigned[target].map { $0.intersection(after) } ?? after
        guard joined != assigned[target] else { continue }
        assigned[target] = joined
        pending.append(target)
      }
    }
  }

  /// At the start of a block.
  func locals(at block: Int) -> Set<Int> {
    assigned[block].map { Set(0..<count).subtracting($0) } ?? []
  }

  /// The locals that some event or terminator reads where they may not have been assigned.
  static func read(in function: Function) -> Set<Int> {
    let unassigned = UnassignedLocals(function)
    var found: Set<Int> = []
    for (index, block) in function.blocks.enumerated() {
      var open = unassigned.locals(at: index)
      guard !open.isEmpty else { continue }
      for event in block.events {
        for operand in event.kind.operands { found.formUnion(operand.locals.intersection(open)) }
        if case .assign(let local, _) = event.kind { open.remove(local.index) }
      }
      for operand in block.terminator.operands {
        found.formUnion(operand.locals.intersection(open))
      }
    }
    return found
  }
}

extension Operand {
  /// Whether the operand uses the value of a parameter.
  var usesParameters: Bool {
    if case .parameter = self { return true }
    return children.contains(where: \.usesParameters)
  }
}
