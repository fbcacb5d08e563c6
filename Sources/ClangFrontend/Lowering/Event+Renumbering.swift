import MemoryModel
import OrderLint

extension Operand {
  /// With every event called by its new number.
  func renumbered(_ new: (EventID) -> EventID) -> Operand {
    switch self {
    case .result(let id): .result(new(id))
    case .exchanged(let id): .exchanged(new(id))
    case .field(let base, let record, let name):
      .field(of: base.renumbered(new), record: record, name: name)
    case .element(let base, let index):
      .element(of: base.renumbered(new), index: index.renumbered(new))
    case .not(let inner): .not(inner.renumbered(new))
    case .binary(let operation, let left, let right):
      .binary(operation, left.renumbered(new), right.renumbered(new))
    case .integer, .null, .parameter, .local, .global, .slot, .function, .unknown: self
    }
  }
}

extension Ordering {
  func renumbered(_ new: (EventID) -> EventID) -> Ordering {
    guard case .operand(let operand) = value else { return self }
    return Ordering(.operand(operand.renumbered(new)), range: range)
  }
}

extension Access {
  func renumbered(_ new: (EventID) -> EventID) -> Access {
    guard case .atomic(let ordering) = self else { return self }
    return .atomic(ordering.renumbered(new))
  }
}

extension Event {
  func renumbered(_ new: (EventID) -> EventID) -> Event {
    var copy = self
    copy.id = new(id)
    copy.kind = kind.renumbered(new)
    return copy
  }
}

extension Event.Kind {
  func renumbered(_ new: (EventID) -> EventID) -> Event.Kind {
    switch self {
    case .read(let address, let access):
      return .read(at: address.renumbered(new), access.renumbered(new))
    case .write(let address, let value, let access):
      return .write(
        at: address.renumbered(new), value: value.renumbered(new), access.renumbered(new))
    case .update(let address, let operation, let operand, let order):
      return .update(
        at: address.renumbered(new), operation, operand: operand.renumbered(new),
        order.renumbered(new))
    case .compareExchange(
      let address, let expected, let desired, let success, let failure, let weak):
      return .compareExchange(
        at: address.renumbered(new), expected: expected.renumbered(new),
        desired: desired.renumbered(new), success: success.renumbered(new),
        failure: failure.renumbered(new), isWeak: weak)
    case .fence(let order, let scope): return .fence(order.renumbered(new), scope)
    case .assign(let local, let value): return .assign(local, value.renumbered(new))
    case .free(let address): return .free(address.renumbered(new))
    case .lock(let address, let isTry):
      return .lock(at: address.renumbered(new), isTry: isTry)
    case .unlock(let address): return .unlock(at: address.renumbered(new))
    case .spawn(let entry, let arguments):
      return .spawn(
        entry: entry.renumbered(new), arguments: arguments.map { $0.renumbered(new) })
    case .join(let thread): return .join(thread.renumbered(new))
    case .call(let callee, let arguments):
      return .call(callee.renumbered(new), arguments: arguments.map { $0.renumbered(new) })
    case .allocate, .opaque: return self
    }
  }
}

extension Event.Callee {
  func renumbered(_ new: (EventID) -> EventID) -> Event.Callee {
    guard case .indirect(let operand) = self else { return self }
    return .indirect(operand.renumbered(new))
  }
}

extension Terminator {
  /// With blocks and events called by their new numbers.
  func renumbered(_ block: (Int) -> Int, _ new: (EventID) -> EventID) -> Terminator {
    switch self {
    case .jump(let target): .jump(block(target))
    case .branch(let condition, let then, let otherwise):
      .branch(condition.renumbered(new), then: block(then), else: block(otherwise))
    case .switch(let value, let cases, let fallback):
      .switch(
        value.renumbered(new),
        cases: cases.map { SwitchCase(value: $0.value, target: block($0.target)) },
        default: block(fallback))
    case .return(let value): .return(value?.renumbered(new))
    case .unreachable: self
    }
  }
}
