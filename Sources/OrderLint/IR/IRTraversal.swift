extension Event.Kind {
  /// The addresses and values the event uses, in the order of its text.
  public var operands: [Operand] {
    switch self {
    case .read(let address, _): [address]
    case .write(let address, let value, _): [address, value]
    case .update(let address, _, let operand, _): [address, operand]
    case .compareExchange(let address, let expected, let desired, _, _, _):
      [address, expected, desired]
    case .fence, .allocate, .opaque: []
    case .assign(_, let value): [value]
    case .free(let address), .unlock(let address): [address]
    case .lock(let address, _): [address]
    case .spawn(let entry, let arguments): [entry] + arguments
    case .join(let thread): [thread]
    case .call(.indirect(let callee), let arguments): [callee] + arguments
    case .call(.direct, let arguments), .call(.member, let arguments): arguments
    }
  }

  /// The orders written at the event: two at a compare-exchange, success first.
  public var orderings: [Ordering] {
    switch self {
    case .read(_, .atomic(let ordering)), .write(_, _, .atomic(let ordering)): [ordering]
    case .read, .write: []
    case .update(_, _, _, let ordering): [ordering]
    case .compareExchange(_, _, _, let success, let failure, _): [success, failure]
    case .fence(let ordering, _): [ordering]
    case .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call, .opaque: []
    }
  }

  /// The same with every operand changed; the orders stay.
  public func mapOperands(_ change: (Operand) -> Operand) -> Event.Kind {
    switch self {
    case .read(let address, let access): .read(at: change(address), access)
    case .write(let address, let value, let access):
      .write(at: change(address), value: change(value), access)
    case .update(let address, let operation, let operand, let ordering):
      .update(at: change(address), operation, operand: change(operand), ordering)
    case .compareExchange(
      let address, let expected, let desired, let success, let failure, let weak):
      .compareExchange(
        at: change(address), expected: change(expected), desired: change(desired),
        success: success, failure: failure, isWeak: weak)
    case .assign(let local, let value): .assign(local, change(value))
    case .free(let address): .free(change(address))
    case .lock(let address, let isTry): .lock(at: change(address), isTry: isTry)
    case .unlock(let address): .unlock(at: change(address))
    case .spawn(let entry, let arguments):
      .spawn(entry: change(entry), arguments: arguments.map(change))
    case .join(let thread): .join(change(thread))
    case .call(.indirect(let callee), let arguments):
      .call(.indirect(change(callee)), arguments: arguments.map(change))
    case .call(let callee, let arguments): .call(callee, arguments: arguments.map(change))
    case .fence, .allocate, .opaque: self
    }
  }
}

extension Function {
  public var startsThreads: Bool {
    events.contains { if case .spawn = $0.kind { true } else { false } }
  }
}

extension Terminator {
  /// The values the terminator tests or returns.
  public var operands: [Operand] {
    switch self {
    case .jump, .unreachable, .return(nil): []
    case .branch(let condition, _, _): [condition]
    case .switch(let value, _, _): [value]
    case .return(let value?): [value]
    }
  }

  /// The blocks control can go to, each as often as it is named.
  public var targets: [Int] {
    switch self {
    case .jump(let target): [target]
    case .branch(_, let then, let otherwise): [then, otherwise]
    case .switch(_, let cases, let defaultTarget): cases.map(\.target) + [defaultTarget]
    case .return, .unreachable: []
    }
  }

  /// The same with every operand changed; the orders stay.
  public func mapOperands(_ change: (Operand) -> Operand) -> Terminator {
    switch self {
    case .branch(let condition, let then, let otherwise):
      .branch(change(condition), then: then, else: otherwise)
    case .switch(let value, let cases, let fallback):
      .switch(change(value), cases: cases, default: fallback)
    case .return(let value): .return(value.map(change))
    case .jump, .unreachable: self
    }
  }
}

extension Operand {
  /// The operands directly inside this one.
  public var children: [Operand] {
    switch self {
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .slot, .function,
      .unknown:
      []
    case .field(let base, _, _): [base]
    case .element(let base, let index): [base, index]
    case .not(let inner): [inner]
    case .binary(_, let left, let right): [left, right]
    }
  }

  /// The local variables whose values the operand uses, by number.
  var locals: Set<Int> {
    if case .local(let local) = self { return [local.index] }
    return children.reduce(into: []) { $0.formUnion($1.locals) }
  }

  /// The events whose result or success the operand uses, at any depth.
  public var events: [EventID] {
    switch self {
    case .result(let id), .exchanged(let id): [id]
    case .integer, .null, .parameter, .local, .global, .slot, .function, .unknown, .field, .element,
      .not, .binary:
      children.flatMap(\.events)
    }
  }

  /// The operand with parts replaced.
  public func replacing(_ replacement: (Operand) -> Operand?) -> Operand {
    if let other = replacement(self) { return other }
    switch self {
    case .field(let base, let record, let name):
      return .field(of: base.replacing(replacement), record: record, name: name)
    case .element(let base, let index):
      return .element(of: base.replacing(replacement), index: index.replacing(replacement))
    case .not(let inner): return .not(inner.replacing(replacement))
    case .binary(let kind, let left, let right):
      return .binary(kind, left.replacing(replacement), right.replacing(replacement))
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .slot, .function,
      .unknown:
      return self
    }
  }
}
