import MemoryModel

/// One path through a function with its calls inlined: what one thread does, in program order.
public struct Trace: Hashable, Sendable {
  public var items: [TraceItem]
  /// What the function returns on this path.
  public var returned: Value?
  /// The path was left in a loop: what follows is more of the same, and nothing returns.
  var isEndless = false

  /// How many activations and unknown values the trace uses, so that splicing can renumber them.
  var activationCount: Int
  var unknownCount: Int
}

/// One step of a trace.
public struct TraceItem: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case read(at: Value, Access)
    case write(at: Value, value: Value, Access)
    case update(at: Value, UpdateOperator, operand: Value, Ordering)
    case compareExchange(
      at: Value, expected: Value, desired: Value, success: Ordering, failure: Ordering,
      isWeak: Bool)
    case fence(Ordering, Event.FenceScope)
    case allocate
    case free(Value)
    case lock(at: Value, isTry: Bool)
    case unlock(at: Value)
    case spawn(entry: Value, arguments: [Value])
    case join(Value)
    /// The path is taken only if the value is not 0.
    case assume(Value)
    /// A call that is not inlined, by the name in the source.
    case call(String, arguments: [Value])
    case opaque(String)
  }

  public var kind: Kind
  /// Where the event is written.
  public var range: SourceRange
  /// The calls that lead here from the root, outermost first.
  public var calls: [SourceRange]
  /// Index of the function that contains the event, in `Program.functions`.
  public var function: Int

  /// Places tell items apart well enough; hashing all of an item would cost more than it saves.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(range.start)
    hasher.combine(function)
  }

  /// The atomic ordering, of a compare-exchange the success ordering.
  public var ordering: Ordering? {
    switch kind {
    case .read(_, .atomic(let ordering)), .write(_, _, .atomic(let ordering)): ordering
    case .update(_, _, _, let ordering), .fence(let ordering, _): ordering
    case .compareExchange(_, _, _, let ordering, _, _): ordering
    case .read, .write, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call, .opaque:
      nil
    }
  }

  /// The address of a memory access, atomic or not; nil for everything else.
  public var address: Value? {
    switch kind {
    case .read(let address, _), .write(let address, _, _), .update(let address, _, _, _),
      .compareExchange(let address, _, _, _, _, _):
      address
    case .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call, .opaque: nil
    }
  }

  public var isAtomicAccess: Bool { address != nil && ordering != nil }
  public var isPlainAccess: Bool { address != nil && ordering == nil }

  /// Whether the item may change memory.
  public var isWrite: Bool {
    switch kind {
    case .write, .update, .compareExchange: true
    case .read, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call, .opaque:
      false
    }
  }

  /// Whether the item reads memory.
  public var isRead: Bool {
    switch kind {
    case .read, .update, .compareExchange: true
    case .write, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call, .opaque:
      false
    }
  }

  public var isFence: Bool {
    if case .fence(_, .thread) = kind { true } else { false }
  }

  /// Every value in the item replaced.
  func mapValues(_ change: (Value) -> Value) -> TraceItem {
    var copy = self
    switch kind {
    case .read(let address, let access):
      copy.kind = .read(at: change(address), access.mapValues(change))
    case .write(let address, let value, let access):
      copy.kind = .write(at: change(address), value: change(value), access.mapValues(change))
    case .update(let address, let operation, let operand, let ordering):
      copy.kind = .update(
        at: change(address), operation, operand: change(operand), ordering.mapValues(change))
    case .compareExchange(
      let address, let expected, let desired, let success, let failure, let weak):
      copy.kind = .compareExchange(
        at: change(address), expected: change(expected), desired: change(desired),
        success: success.mapValues(change), failure: failure.mapValues(change), isWeak: weak)
    case .fence(let ordering, let scope): copy.kind = .fence(ordering.mapValues(change), scope)
    case .free(let value): copy.kind = .free(change(value))
    case .lock(let address, let isTry): copy.kind = .lock(at: change(address), isTry: isTry)
    case .unlock(let address): copy.kind = .unlock(at: change(address))
    case .spawn(let entry, let arguments):
      copy.kind = .spawn(entry: change(entry), arguments: arguments.map(change))
    case .join(let value): copy.kind = .join(change(value))
    case .assume(let value): copy.kind = .assume(change(value))
    case .call(let name, let arguments): copy.kind = .call(name, arguments: arguments.map(change))
    case .allocate, .opaque: break
    }
    return copy
  }
}

extension Access {
  fileprivate func mapValues(_ change: (Value) -> Value) -> Access {
    guard case .atomic(let ordering) = self else { return self }
    return .atomic(ordering.mapValues(change))
  }
}

extension Ordering {
  fileprivate func mapValues(_ change: (OrderLint.Value) -> OrderLint.Value) -> Ordering {
    guard case .operand(.parameter(let index)) = value else { return self }
    return with(change(.parameter(index)))
  }

  /// The ordering with its run-time value replaced. In a trace, an order is a constant, a
  /// parameter of the root, or unknown.
  func with(_ value: OrderLint.Value) -> Ordering {
    var copy = self
    switch value {
    case .integer(let raw): copy.value = .operand(.integer(raw))
    case .parameter(let index): copy.value = .operand(.parameter(index))
    case .result, .exchanged, .global, .slot, .field, .element, .function, .not, .binary, .unknown:
      copy.value = .operand(.unknown("order"))
    }
    return copy
  }
}
