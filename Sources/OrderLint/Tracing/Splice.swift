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

  init(into state: PathState, arguments: [Value], call: Event, sharedSlots: Set<LocalID>) {
    self.state = state
    self.arguments = arguments
    self.call = call
    self.sharedSlots = sharedSlots
    activationOffset = state.activationCount
    unknownOffset = state.unknownCount
  }

  /// The caller's state after the call, or nil if the path contradicts what the caller knows.
  mutating func run(_ path: Trace) -> PathState? {
    state.activationCount += path.activationCount
    state.unknownCount += path.unknownCount
    for (index, original) in path.items.enumerated() {
      guard append(original, from: index) else { return nil }
    }
    state.results[call.id] = path.returned.map(translate) ?? state.freshUnknown()
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
    var item = original.mapValues(translate)
    item.calls.insert(call.range, at: 0)
    item.placeOrder(of: original, at: call.range)
    switch item.kind {
    case .assume(let condition):
      return state.assume(
        condition, at: item.range, function: item.function, calls: item.calls)
    case .read(let address, .plain) where isPrivate(address):
      results[index] = state.slots[address] ?? state.freshUnknown()
      state.slots[address] = results[index]
      return true
    case .write(let address, let value, .plain) where isPrivate(address):
      state.slots[address] = value
      return true
    default:
      positions[index] = state.items.count
      results[index] = state.append(item)
      return true
    }
  }

  private func isPrivate(_ address: Value) -> Bool {
    guard case .slot(let activation, let local) = address.base else { return false }
    return activation != 0 || !sharedSlots.contains(local)
  }
}

extension TraceItem {
  /// An order that was a parameter and is a constant now is spelled at the call.
  fileprivate mutating func placeOrder(of original: TraceItem, at range: SourceRange) {
    guard let before = original.ordering, before.order == nil, let after = ordering,
      after.order != nil
    else { return }
    let placed = Ordering(after.value, range: range)
    switch kind {
    case .read(let address, .atomic): kind = .read(at: address, .atomic(placed))
    case .write(let address, let value, .atomic):
      kind = .write(at: address, value: value, .atomic(placed))
    case .update(let address, let operation, let operand, _):
      kind = .update(at: address, operation, operand: operand, placed)
    case .compareExchange(let address, let expected, let desired, _, let failure, let weak):
      kind = .compareExchange(
        at: address, expected: expected, desired: desired, success: placed, failure: failure,
        isWeak: weak)
    case .fence(_, let scope): kind = .fence(placed, scope)
    case .read, .write, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call, .opaque:
      break
    }
  }
}
