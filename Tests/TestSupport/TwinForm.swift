import OrderLint

extension Terminator {
  func retargeted(_ target: (Int) -> Int) -> Terminator {
    switch self {
    case .jump(let next): .jump(target(next))
    case .branch(let condition, let then, let otherwise):
      .branch(condition, then: target(then), else: target(otherwise))
    case .switch(let value, let cases, let last):
      .switch(
        value, cases: cases.map { SwitchCase(value: $0.value, target: target($0.target)) },
        default: target(last))
    case .return, .unreachable: self
    }
  }

  /// The branch without negations and comparisons with 0 around its condition.
  var withPositiveCondition: Terminator {
    guard case .branch(let condition, let then, let otherwise) = self else { return self }
    switch condition {
    case .not(let inner), .binary(.equal, let inner, .integer(0)):
      return Terminator.branch(inner, then: otherwise, else: then).withPositiveCondition
    case .binary(.notEqual, let inner, .integer(0)):
      return Terminator.branch(inner, then: then, else: otherwise).withPositiveCondition
    case .binary(.notEqual, let left, let right):
      return .branch(.binary(.equal, left, right), then: otherwise, else: then)
    default: return self
    }
  }
}

extension Function {
  /// The function with blocks merged and numbered in one way, and needless locals replaced.
  var canonical: Function {
    var copy = self
    for index in copy.blocks.indices {
      copy.blocks[index].terminator = copy.blocks[index].terminator.withPositiveCondition
    }
    copy.skipEmptyBlocks()
    copy.mergeBlocks()
    copy.orderBlocks()
    copy.replaceSingleAssignments()
    copy.replaceWithinBlocks()
    copy.dropDeadAssignments()
    copy.renumberEvents()
    copy.dropUnusedLocals()
    return copy
  }

  private mutating func mapOperands(_ change: (Operand) -> Operand) {
    for index in blocks.indices {
      for event in blocks[index].events.indices {
        blocks[index].events[event].kind = blocks[index].events[event].kind.mapped(change)
      }
      blocks[index].terminator = blocks[index].terminator.mapped(change)
    }
  }

  private mutating func skipEmptyBlocks() {
    let final = blocks.indices.map { start in
      var target = start
      for _ in blocks {
        guard blocks[target].events.isEmpty, case .jump(let next) = blocks[target].terminator else {
          break
        }
        target = next
      }
      return target
    }
    for index in blocks.indices {
      blocks[index].terminator = blocks[index].terminator.retargeted { final[$0] }
    }
  }

  private mutating func mergeBlocks() {
    var reachable = Set(order())
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for index in reachable.sorted() {
        guard case .jump(let next) = blocks[index].terminator, next != index, next != 0,
          reachable.flatMap({ blocks[$0].terminator.targets }).filter({ $0 == next }).count == 1
        else { continue }
        blocks[index].events += blocks[next].events
        blocks[index].terminator = blocks[next].terminator
        reachable = Set(order())
        hasChanged = true
        break
      }
    }
  }

  /// Reachable blocks, each before those that only it leads to.
  private func order() -> [Int] {
    var seen: [Int] = []
    var pending = [0]
    while let index = pending.popLast() {
      guard !seen.contains(index) else { continue }
      seen.append(index)
      pending += blocks[index].terminator.targets.reversed()
    }
    return seen
  }

  private mutating func orderBlocks() {
    let order = order()
    let number = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    blocks = order.map { index in
      var block = blocks[index]
      block.terminator = block.terminator.retargeted { number[$0] ?? $0 }
      return block
    }
  }

  /// Replaces locals that are assigned once, by a value that no assignment changes.
  private mutating func replaceSingleAssignments() {
    while let (local, value) = singleAssignment() {
      mapOperands { $0 == .local(local) ? value : $0 }
      for index in blocks.indices {
        blocks[index].events.removeAll {
          if case .assign(local, _) = $0.kind { true } else { false }
        }
      }
    }
  }

  private func singleAssignment() -> (LocalID, Operand)? {
    var values: [LocalID: [Operand]] = [:]
    var order: [LocalID] = []
    for event in blocks.flatMap(\.events) {
      guard case .assign(let local, let value) = event.kind else { continue }
      values[local, default: []].append(value)
      order.append(local)
    }
    for local in order {
      guard let value = values[local]?.first, values[local]?.count == 1 else { continue }
      let usesLocals = value.withDescendants.contains {
        if case .local = $0 { true } else { false }
      }
      if !usesLocals { return (local, value) }
    }
    return nil
  }

  /// Uses a local's value in place of the local, up to the end of the block that assigns it.
  private mutating func replaceWithinBlocks() {
    for index in blocks.indices {
      var values: [LocalID: Operand] = [:]
      let replace = { (operand: Operand) in operand.localID.flatMap { values[$0] } ?? operand }
      for event in blocks[index].events.indices {
        let kind = blocks[index].events[event].kind.mapped {
          if case .local = $0 { replace($0) } else { $0 }
        }
        blocks[index].events[event].kind = kind
        guard case .assign(let local, let value) = kind else { continue }
        let isFixed = !value.withDescendants.contains { $0.localID != nil }
        values[local] = isFixed ? value : nil
      }
      blocks[index].terminator = blocks[index].terminator.mapped {
        if case .local = $0 { replace($0) } else { $0 }
      }
    }
  }

  private mutating func dropDeadAssignments() {
    var live = blocks.map { _ in Set<LocalID>() }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for index in blocks.indices.reversed() {
        let before = blocks[index].liveBefore(live) { _ in }
        if before != live[index] {
          live[index] = before
          hasChanged = true
        }
      }
    }
    for index in blocks.indices {
      var dead: Set<EventID> = []
      _ = blocks[index].liveBefore(live) { dead.insert($0) }
      blocks[index].events.removeAll { dead.contains($0.id) }
    }
  }

  private mutating func renumberEvents() {
    let all = blocks.flatMap(\.events).map(\.id)
    let number = Dictionary(
      all.enumerated().map { ($1, EventID($0)) }, uniquingKeysWith: { first, _ in first })
    mapOperands { operand in
      switch operand {
      case .result(let id): .result(number[id] ?? id)
      case .exchanged(let id): .exchanged(number[id] ?? id)
      default: operand
      }
    }
    for index in blocks.indices {
      for event in blocks[index].events.indices {
        let id = blocks[index].events[event].id
        blocks[index].events[event].id = number[id] ?? id
      }
    }
  }

  private mutating func dropUnusedLocals() {
    var used: [LocalID] = []
    for block in blocks {
      for event in block.events {
        if case .assign(let local, _) = event.kind { used.append(local) }
        used += event.kind.operands.flatMap(\.withDescendants).compactMap(\.localID)
      }
      used += block.terminator.operands.flatMap(\.withDescendants).compactMap(\.localID)
    }
    var kept: [LocalID] = []
    for local in used where !kept.contains(local) { kept.append(local) }
    let number = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, LocalID($0)) })
    locals = kept.map { locals.indices.contains($0.index) ? locals[$0.index] : Local(name: "") }
    mapOperands { operand in
      switch operand {
      case .local(let id): .local(number[id] ?? id)
      case .slot(let id): .slot(number[id] ?? id)
      default: operand
      }
    }
    for index in blocks.indices {
      for event in blocks[index].events.indices {
        if case .assign(let local, let value) = blocks[index].events[event].kind {
          blocks[index].events[event].kind = .assign(number[local] ?? local, value)
        }
      }
    }
  }
}

extension Operand {
  fileprivate var localID: LocalID? {
    switch self {
    case .local(let id), .slot(let id): id
    default: nil
    }
  }
}

extension Block {
  /// The locals whose values matter before the block; reports the assignments that do not matter.
  fileprivate func liveBefore(
    _ live: [Set<LocalID>], dead: (EventID) -> Void
  ) -> Set<LocalID> {
    let locals = { (operands: [Operand]) in
      operands.flatMap(\.withDescendants).compactMap(\.localID)
    }
    var current = Set(terminator.targets.flatMap { live.indices.contains($0) ? live[$0] : [] })
    current.formUnion(locals(terminator.operands))
    for event in events.reversed() {
      if case .assign(let local, _) = event.kind {
        guard current.contains(local) else {
          dead(event.id)
          continue
        }
        current.remove(local)
      }
      current.formUnion(locals(event.kind.operands))
    }
    return current
  }
}
