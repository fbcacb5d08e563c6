import MemoryModel

extension ThreadTrace {
  /// The path of a thread that waits until as many have counted as it was told, where it was told a
  /// number that one step reaches: what a count is compared with may be a parameter or a field. Nil if
  /// there is no such comparison after the item, which reads the count: an index that is to be less than
  /// the count is none.
  func waitingForCount(of goal: Int64, readAt load: Int) -> ThreadTrace? {
    guard let counter = location(at: load) else { return nil }
    let isCount = { (index: Int) in
      self.items[index].isAtomicAccess && self.location(at: index) == counter
    }
    var kinds: [Int: TraceItem.Kind] = [:]
    for (index, item) in items.enumerated() where index > load {
      guard case .assume(let condition) = item.kind,
        let known = condition.comparing(isCount, isGiven, with: .integer(goal))
      else { continue }
      kinds[index] = .assume(known)
    }
    let waits = kinds.values.contains { kind in
      guard case .assume(let condition) = kind, let read = condition.dependencies.first else {
        return false
      }
      return condition.holds(if: read, is: goal, butNotIf: goal - 1)
    }
    return waits ? replacing(kinds) : nil
  }

  /// Whether what the item reads is plain: a number that somebody has set before.
  private func isGiven(_ index: Int) -> Bool { items[index].isRead && items[index].isPlainAccess }
}

extension Value {
  /// The comparison of a count with something that is not known, with a number in place of that.
  fileprivate func comparing(
    _ isCount: (Int) -> Bool, _ isGiven: (Int) -> Bool, with number: Value
  ) -> Value? {
    switch self {
    case .not(let inner):
      return inner.comparing(isCount, isGiven, with: number).map(Value.negation)
    case .binary(let operation, .result(let count), let other) where operation.isComparison:
      guard isCount(count), other.isGivenNumber(isGiven) else { return nil }
      return .binary(operation, .result(count), number)
    case .binary(let operation, let other, .result(let count)) where operation.isComparison:
      guard isCount(count), other.isGivenNumber(isGiven) else { return nil }
      return .binary(operation, number, .result(count))
    case .integer, .parameter, .result, .exchanged, .global, .slot, .field, .element, .function,
      .binary, .unknown:
      return nil
    }
  }

  private func isGivenNumber(_ isGiven: (Int) -> Bool) -> Bool {
    switch self {
    case .parameter: true
    case .result(let index): isGiven(index)
    case .binary, .integer, .exchanged, .global, .slot, .field, .element, .function, .not, .unknown:
      false
    }
  }
}

extension TraceItem {
  /// What the item adds to a count, if it does.
  var countedUp: Int64? {
    if case .update(_, .add, .integer(let amount), _) = kind, amount > 0 { amount } else { nil }
  }
}

extension PublicationFinder {
  /// What the flag holds when the writer is the first to count.
  func goal(_ flag: MemoryLocation, _ writer: Analysis.Site) -> Int64? {
    analysis.threads[writer.thread].items[writer.item].countedUp.map {
      Int64(analysis.program.initialValue(of: flag) ?? 0) + $0
    }
  }
}
