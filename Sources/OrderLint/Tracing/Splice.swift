/// Continues a caller's path with one path of the function it calls.
struct Splice {
  private var state: PathState
  private let arguments: [Value]
  private let call: Event
  private let sharedSlots: Set<LocalID>
  private var results: [Int: Value] = [:]
  private var positions: [Int: Int] = [:]
  private let activationOffset: Int
  private let unknownOffset: Int
  /// The calls of the item spliced last, as the callee and as the caller see them.
  private var inner: [SourceRange] = []
  private var outer: [SourceRange]

  init(into state: PathState, arguments: [Value], call: Event, sharedSlots: Set<LocalID>) {
    self.state = state
    self.arguments = arguments
    self.call = call
    self.sharedSlots = sharedSlots
    activationOffset = state.activationCount
    unknownOffset = state.unknownCount
    outer = [call.range]
  }

  /// The caller's state after the call, or nil if the path contradicts what the caller knows.
  mutating func run(_ path: Trace) -> PathState? {
    state.activationCount += path.activationCount
    state.unknownCount += path.unknownCount
    for (index, original) in path.items.enumerated() {
      guard append(original, from: index) else { return nil }
    }
    state.results[call.id] = path.returned.map { translate($0) } ?? state.freshUnknown()
    return state
  }

  private func translate(_ value: Value) -> Value {
    value.replacingLeaves { leaf in
      switch leaf {
      case .parameter(let index):
        arguments.indices.contains(index) ? arguments[index] : .unknown(-1 - index)
      case .result(let index): results[index] ?? .result(index)
      case .exchanged(let index): .exchanged(positions[index] ?? index)
      case .slot(let activation, let local):
        .slot(activation: activation + activationOffset, local)
      case .unknown(let number): number < 0 ? leaf : .unknown(number + unknownOffset)
      case .integer, .global, .field, .element, .function, .not, .binary: leaf
      }
    }
  }

  /// Appends one item of the callee. Returns false if it contradicts what the caller knows.
  private mutating func append(_ original: TraceItem, from index: Int) -> Bool {
    let kind = original.kind.mapValues { translate($0) }.placingOrder(of: original, at: call.range)
    switch kind {
    case .assume(let condition):
      return state.assume(
        condition, at: original.range, function: original.function, calls: calls(of: original))
    case .read(let address, .plain) where isPrivate(address):
      results[index] = state.slots[address] ?? state.freshUnknown()
      state.slots[address] = results[index]
      return true
    case .write(let address, let value, .plain) where isPrivate(address):
      state.slots[address] = value
      return true
    default:
      positions[index] = state.items.count
      results[index] = state.append(original.with(kind, calls: calls(of: original)))
      return true
    }
  }

  /// The calls that lead to an item from the caller's root. Items beside each other mostly have the
  /// same, which is then made once.
  private mutating func calls(of item: TraceItem) -> [SourceRange] {
    if item.calls != inner {
      inner = item.calls
      outer = [call.range] + inner
    }
    return outer
  }

  private func isPrivate(_ address: Value) -> Bool {
    guard case .slot(let activation, let local) = address.base else { return false }
    return activation != 0 || !sharedSlots.contains(local)
  }
}

extension TraceItem.Kind {
  /// An order that was a parameter and is a constant now is spelled at the call.
  fileprivate func placingOrder(of original: TraceItem, at range: SourceRange) -> TraceItem.Kind {
    guard let before = original.ordering, before.order == nil, let after = ordering,
      after.order != nil
    else { return self }
    let placed = Ordering(after.value, range: range)
    switch self {
    case .read(let address, .atomic): return .read(at: address, .atomic(placed))
    case .write(let address, let value, .atomic):
      return .write(at: address, value: value, .atomic(placed))
    case .update(let address, let operation, let operand, _):
      return .update(at: address, operation, operand: operand, placed)
    case .compareExchange(let address, let expected, let desired, _, let failure, let weak):
      return .compareExchange(
        at: address, expected: expected, desired: desired, success: placed, failure: failure,
        isWeak: weak)
    case .fence(_, let scope): return .fence(placed, scope)
    case .read, .write, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call, .opaque:
      return self
    }
  }
}
