import MemoryModel

extension ThreadTrace {
  /// The same path where the caller asks for the first bit: which bit of a word is a lock may be the
  /// caller's choice.
  var forFirstBit: ThreadTrace {
    var kinds: [Int: TraceItem.Kind] = [:]
    for (index, item) in items.enumerated() where item.kind.forFirstBit != item.kind {
      kinds[index] = item.kind.forFirstBit
    }
    return replacing(kinds)
  }
}

extension TraceItem.Kind {
  fileprivate var forFirstBit: TraceItem.Kind {
    switch self {
    case .update(let address, let operation, .parameter, let ordering) where operation.isBitwise:
      .update(at: address, operation, operand: .integer(1), ordering)
    case .read, .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
      .join, .assume, .call, .opaque:
      mapValues(\.forFirstBit)
    }
  }
}

extension UpdateOperator {
  fileprivate var isBitwise: Bool {
    switch self {
    case .and, .or, .xor, .nand: true
    case .add, .subtract, .exchange, .minimum, .maximum, .unsignedMinimum, .unsignedMaximum: false
    }
  }
}

extension BinaryOperator {
  fileprivate var isBitwise: Bool { self == .and || self == .or || self == .xor }
}

extension Value {
  /// The value where what is shifted by the caller's number is shifted by 0, and the caller's mask is
  /// its first bit.
  fileprivate var forFirstBit: Value {
    switch self {
    case .binary(.shiftLeft, let number, let distance) where !distance.dependsOnItems: number
    case .binary(let operation, let left, let right):
      .computed(
        operation, left.asMask(of: operation), right.asMask(of: operation))
    case .not(let inner): .negation(inner.forFirstBit)
    case .integer, .parameter, .result, .exchanged, .global, .slot, .field, .element, .function,
      .unknown:
      self
    }
  }

  private func asMask(of operation: BinaryOperator) -> Value {
    if case .parameter = self, operation.isBitwise { .integer(1) } else { forFirstBit }
  }
}

extension ThreadTrace {
  /// The ways on which the function returns true and false, where it returns what it has found: as if
  /// it had a branch that returns each.
  var byAnswer: [ThreadTrace] {
    guard let answer = trace.returned, answer.dependsOnItems, let last = items.last else {
      return [self]
    }
    let answers: [(Value, Int64)]
    if answer.isTruthValue {
      answers = [(answer, 1), (.negation(answer), 0)]
    } else if let found = answer.byExchange {
      answers = found
    } else {
      return [self]
    }
    return answers.map { condition, returned in
      var trace = trace
      trace.items.append(last.with(.assume(condition), calls: last.calls))
      trace.returned = .integer(returned)
      let places = places + [nil]
      return ThreadTrace(
        Contents(
          function: function, trace: trace, places: places, isExclusive: isExclusive + [false],
          locks: HeldLocks(of: trace.items, at: places), assumed: assumed, handed: handed))
    }
  }
}

extension Value {
  /// What a function returns that works out a number from whether an exchange succeeded: `done - 1`.
  fileprivate var byExchange: [(Value, Int64)]? {
    guard leaves.count == 1, let leaf = leaves.first, case .exchanged = leaf,
      let success = replacing([leaf: 1]).evaluated({ _ in nil }),
      let failure = replacing([leaf: 0]).evaluated({ _ in nil }), success != failure
    else { return nil }
    return [(leaf, success), (.negation(leaf), failure)]
  }
}
