import MemoryModel

/// One path through a function with its calls inlined: what one thread does, in program order.
public struct Trace: Hashable, Sendable {
  public var items: [TraceItem]
  /// What the function returns on this path.
  public var returned: Value?
  /// If it returns a local variable, a struct or tuple, what that holds, by the addresses inside.
  var returnedContents: [Value: Value] = [:]
  /// The path was left in a loop: what follows is more of the same, and nothing returns.
  var isEndless = false

  /// How many activations and unknown values the trace uses, so that splicing can renumber them.
  var activationCount: Int
  var unknownCount: Int
}

/// One step of a trace.
public struct TraceItem: Hashable, Sendable {
  public indirect enum Kind: Hashable, Sendable {
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
    /// A call that is not inlined, by the name in the source; of what a field holds, by the field's.
    case call(String, arguments: [Value])
    case opaque(String)
  }

  /// Items are copied whenever paths fork and are never changed, so copies share what they hold.
  private final class Storage: Sendable {
    let kind: Kind
    let range: SourceRange
    let calls: [SourceRange]
    let function: Int
    let role: Event.Role?
    let isBarrier: Bool
    let operation: SourceRange?
    let address: Value?
    // Asked for more often than anything else.
    let isAccess: Bool
    let isAtomic: Bool
    let isWrite: Bool
    let isRead: Bool
    let isFence: Bool
    let isCall: Bool

    init(kind: Kind, range: SourceRange, calls: [SourceRange], origin: Origin) {
      self.kind = kind
      self.range = range
      self.calls = calls
      function = origin.function
      role = origin.role
      isBarrier = origin.isBarrier
      operation = origin.operation
      address = kind.address
      isAccess = address != nil
      isAtomic = kind.ordering != nil
      isWrite = kind.isWrite
      isRead = kind.isRead
      isFence = kind.isFence
      isCall = if case .call = kind { true } else { false }
    }
  }

  /// The event that an item is of.
  private struct Origin {
    var function: Int
    var role: Event.Role?
    var isBarrier = false
    var operation: SourceRange?
  }

  private let storage: Storage

  private init(kind: Kind, range: SourceRange, calls: [SourceRange], origin: Origin) {
    storage = Storage(kind: kind, range: range, calls: calls, origin: origin)
  }

  public init(kind: Kind, range: SourceRange, calls: [SourceRange], function: Int) {
    self.init(kind: kind, range: range, calls: calls, origin: Origin(function: function))
  }

  /// - Parameter isBarrier: the event calls a function that is not inlined and synchronizes.
  init(_ kind: Kind, of event: Event, in function: Int, isBarrier: Bool = false) {
    let origin = Origin(function: function, role: event.role, isBarrier: isBarrier)
    self.init(kind: kind, range: event.range, calls: event.via, origin: origin)
  }

  public var kind: Kind { storage.kind }
  /// Where the event is written.
  public var range: SourceRange { storage.range }
  /// Where the operation itself is written, if `range` is the call that says its order.
  public var operation: SourceRange? { storage.operation }
  /// The calls that lead here from the root, outermost first.
  public var calls: [SourceRange] { storage.calls }
  /// Index of the function that contains the event, in `Program.functions`.
  public var function: Int { storage.function }

  /// Equal for copies of one item: paths that fork later have the same items up to there.
  var identity: ObjectIdentifier { ObjectIdentifier(storage) }

  public static func == (left: TraceItem, right: TraceItem) -> Bool {
    left.storage === right.storage
      || left.function == right.function && left.range == right.range
        && left.calls == right.calls && left.kind == right.kind
  }

  /// Places tell items apart well enough; hashing all of an item would cost more than it saves.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(range.start)
    hasher.combine(function)
  }

  /// The atomic ordering, of a compare-exchange the success ordering.
  public var ordering: Ordering? { kind.ordering }
  /// The address of a memory access, atomic or not; nil for everything else.
  public var address: Value? { storage.address }
  var isAccess: Bool { storage.isAccess }
  public var isAtomicAccess: Bool { storage.isAccess && storage.isAtomic }
  public var isPlainAccess: Bool { storage.isAccess && !storage.isAtomic }
  /// Whether the item may change memory.
  public var isWrite: Bool { storage.isWrite }
  /// Whether the item reads memory.
  public var isRead: Bool { storage.isRead }
  public var isFence: Bool { storage.isFence }
  var isCall: Bool { storage.isCall }

  /// Whether the item calls a function that is only known by what holds it.
  var isIndirectCall: Bool {
    guard case .call(let name, _) = kind else { return false }
    return name.isEmpty || name.hasPrefix(Self.indirectPrefix)
  }

  static let indirectPrefix = "->"

  /// What a call or a spawn is to other threads.
  public var role: Event.Role? { storage.role }
  /// Whether the item is a call of a function that is not inlined and synchronizes: what it does is
  /// not known, and may order as much as a full fence.
  public var isBarrier: Bool { storage.isBarrier }
  /// Whether the item is a fence, or a call behind which there is one.
  var mayFence: Bool { isFence || isBarrier }

  /// The address of what a call posts to, or waits for.
  var signalAddress: Value? {
    guard case .call(_, let arguments) = kind else { return nil }
    switch role {
    case .posts, .waits, .meets: return arguments.first
    case .scans, .submits, nil: return nil
    }
  }
  /// Whether the item is one of the two `__sync` functions that are barriers on one side only.
  public var isOneSided: Bool { ordering?.isOneSided == true }

  /// Whether the item is an operation on a strong reference of swift-atomics.
  public var isOnReference: Bool { ordering?.isOnReference == true }

  /// Where the item stands in the function that makes another one, too: the call of a wrapper.
  public func place(beside other: TraceItem) -> SourceRange {
    let depth = zip(calls, other.calls).prefix { $0 == $1 }.count
    return calls.count > depth ? calls[depth] : range
  }

  /// The item with another kind, seen from the callers of its root.
  func with(_ kind: Kind, calls: [SourceRange]) -> TraceItem {
    let origin = Origin(
      function: function, role: role, isBarrier: isBarrier, operation: operation)
    return TraceItem(kind: kind, range: range, calls: calls, origin: origin)
  }

  /// The item with another kind, told where a function calls the one that contains it.
  func with(_ kind: Kind, at call: SourceRange, in caller: Int) -> TraceItem {
    let origin = Origin(
      function: caller, role: role, isBarrier: isBarrier, operation: operation ?? range)
    return TraceItem(kind: kind, range: call, calls: [], origin: origin)
  }
}

extension TraceItem.Kind {
  /// The atomic ordering, of a compare-exchange the success ordering.
  var ordering: Ordering? {
    switch self {
    case .read(_, .atomic(let ordering)), .write(_, _, .atomic(let ordering)): ordering
    case .update(_, _, _, let ordering), .fence(let ordering, _): ordering
    case .compareExchange(_, _, _, let ordering, _, _): ordering
    case .read, .write, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call, .opaque:
      nil
    }
  }

  /// The address of a memory access, atomic or not; nil for everything else.
  var address: Value? {
    switch self {
    case .read(let address, _), .write(let address, _, _), .update(let address, _, _, _),
      .compareExchange(let address, _, _, _, _, _):
      address
    case .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call, .opaque: nil
    }
  }

  /// Whether the item may change memory.
  fileprivate var isWrite: Bool {
    switch self {
    case .write, .update, .compareExchange: true
    case .read, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call, .opaque:
      false
    }
  }

  /// Whether the item reads memory.
  fileprivate var isRead: Bool {
    switch self {
    case .read, .update, .compareExchange: true
    case .write, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call, .opaque:
      false
    }
  }

  fileprivate var isFence: Bool {
    if case .fence(_, .thread) = self { true } else { false }
  }

  /// Every value replaced.
  func mapValues(_ change: (Value) -> Value) -> TraceItem.Kind {
    switch self {
    case .read(let address, let access):
      .read(at: change(address), access.mapValues(change))
    case .write(let address, let value, let access):
      .write(at: change(address), value: change(value), access.mapValues(change))
    case .update(let address, let operation, let operand, let ordering):
      .update(
        at: change(address), operation, operand: change(operand), ordering.mapValues(change))
    case .compareExchange(
      let address, let expected, let desired, let success, let failure, let weak):
      .compareExchange(
        at: change(address), expected: change(expected), desired: change(desired),
        success: success.mapValues(change), failure: failure.mapValues(change), isWeak: weak)
    case .fence(let ordering, let scope): .fence(ordering.mapValues(change), scope)
    case .free(let value): .free(change(value))
    case .lock(let address, let isTry): .lock(at: change(address), isTry: isTry)
    case .unlock(let address): .unlock(at: change(address))
    case .spawn(let entry, let arguments):
      .spawn(entry: change(entry), arguments: arguments.map(change))
    case .join(let value): .join(change(value))
    case .assume(let value): .assume(change(value))
    case .call(let name, let arguments): .call(name, arguments: arguments.map(change))
    case .allocate, .opaque: self
    }
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
