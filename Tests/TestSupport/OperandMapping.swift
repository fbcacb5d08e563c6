import OrderLint

extension Operand {
  var withDescendants: [Operand] { [self] + children.flatMap(\.withDescendants) }

  /// The operand with every part replaced, from the inside out.
  func mapped(_ change: (Operand) -> Operand) -> Operand {
    switch self {
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .slot, .function,
      .unknown:
      change(self)
    case .field(let base, let record, let name):
      change(.field(of: base.mapped(change), record: record, name: name))
    case .element(let base, let index):
      change(.element(of: base.mapped(change), index: index.mapped(change)))
    case .not(let inner): change(.not(inner.mapped(change)))
    case .binary(let operation, let left, let right):
      change(.binary(operation, left.mapped(change), right.mapped(change)))
    }
  }
}

extension Ordering {
  func mapped(_ change: (Operand) -> Operand) -> Ordering {
    switch value {
    case .known: self
    case .operand(let operand): Ordering(.operand(operand.mapped(change)), range: range)
    }
  }
}

extension Access {
  func mapped(_ change: (Operand) -> Operand) -> Access {
    switch self {
    case .plain, .volatile: self
    case .atomic(let ordering): .atomic(ordering.mapped(change))
    }
  }
}

extension Event.Kind {
  func mapped(_ change: (Operand) -> Operand) -> Event.Kind {
    func map(_ operand: Operand) -> Operand { operand.mapped(change) }
    switch self {
    case .read(let address, let access): return .read(at: map(address), access.mapped(change))
    case .write(let address, let value, let access):
      return .write(at: map(address), value: map(value), access.mapped(change))
    case .update(let address, let update, let operand, let ordering):
      return .update(at: map(address), update, operand: map(operand), ordering.mapped(change))
    case .compareExchange(let at, let expected, let desired, let success, let failure, let isWeak):
      return .compareExchange(
        at: map(at), expected: map(expected), desired: map(desired),
        success: success.mapped(change), failure: failure.mapped(change), isWeak: isWeak)
    case .fence(let ordering, let scope): return .fence(ordering.mapped(change), scope)
    case .assign(let local, let value): return .assign(local, map(value))
    case .allocate, .opaque: return self
    case .free(let address): return .free(map(address))
    case .lock(let address, let isTry): return .lock(at: map(address), isTry: isTry)
    case .unlock(let address): return .unlock(at: map(address))
    case .spawn(let entry, let values):
      return .spawn(entry: map(entry), arguments: values.map { $0.mapped(change) })
    case .join(let thread): return .join(map(thread))
    case .call(.indirect(let callee), let values):
      return .call(.indirect(map(callee)), arguments: values.map { $0.mapped(change) })
    case .call(let callee, let values):
      return .call(callee, arguments: values.map { $0.mapped(change) })
    }
  }
}

extension Terminator {
  func mapped(_ change: (Operand) -> Operand) -> Terminator {
    switch self {
    case .jump, .unreachable, .return(nil): self
    case .branch(let condition, let then, let otherwise):
      .branch(condition.mapped(change), then: then, else: otherwise)
    case .switch(let value, let cases, let target):
      .switch(value.mapped(change), cases: cases, default: target)
    case .return(let value?): .return(value.mapped(change))
    }
  }
}
