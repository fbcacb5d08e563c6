/// Continues a caller's path with one path of the function it calls.
struct Splice {
  /// What the callee's values are in the caller. A class, since closures would copy it for each value.
  private final class Translation {
    let arguments: [Value]
    let activationOffset: Int
    let unknownOffset: Int
    /// For each item of the callee spliced so far, what it gave, and where it stands now.
    var results: [Value?] = []
    var positions: [Int?] = []

    init(_ arguments: [Value], into state: PathState) {
      self.arguments = arguments
      activationOffset = state.activationCount
      unknownOffset = state.unknownCount
    }

    func callAsFunction(_ value: Value) -> Value { value.replacingLeaves(leaf) }

    private func leaf(_ leaf: Value) -> Value {
      switch leaf {
      case .parameter(let index):
        arguments.indices.contains(index) ? arguments[index] : .unknown(-1 - index)
      case .result(let index):
        (results.indices.contains(index) ? results[index] : nil) ?? .result(index)
      case .exchanged(let index):
        .exchanged((positions.indices.contains(index) ? positions[index] : nil) ?? index)
      case .slot(let activation, let local):
        .slot(activation: activation + activationOffset, local)
      case .unknown(let number): number < 0 ? leaf : .unknown(number + unknownOffset)
      case .integer, .global, .field, .element, .function, .not, .binary: leaf
      }
    }
  }

  private var state: PathState
  private let translation: Translation
  private let call: Event
  private let parameters: [Parameter]
  /// Index of the function that calls.
  private let caller: Int
  /// Whether all that the callee does to atomics is one operation.
  private var isWrapper = false
  private let sharedSlots: Set<LocalID>
  /// The calls of the item spliced last, as the callee and as the caller see them.
  private var inner: [SourceRange] = []
  private var outer: [SourceRange]

  init(
    into state: PathState, callee: PathWalker.CalleePath, caller: Int, sharedSlots: Set<LocalID>
  ) {
    self.state = state
    translation = Translation(callee.arguments, into: state)
    call = callee.call
    parameters = callee.parameters
    self.caller = caller
    self.sharedSlots = sharedSlots
    outer = [call.range]
  }

  /// The caller's state after the call, or nil if the path contradicts what the caller knows.
  mutating func run(_ path: Trace) -> PathState? {
    state.activationCount += path.activationCount
    state.unknownCount += path.unknownCount
    isWrapper = path.items.count { $0.ordering != nil } == 1
    for original in path.items {
      guard append(original) else { return nil }
    }
    for (address, value) in path.returnedContents {
      state.slots[translation(address)] = translation(value)
    }
    state.results[call.id] = path.returned.map { translation($0) } ?? state.freshUnknown()
    return state
  }

  /// Appends one item of the callee. Returns false if it contradicts what the caller knows.
  private mutating func append(_ original: TraceItem) -> Bool {
    let translation = translation
    let mapped = original.kind.mapValues { translation($0) }
    let placed = mapped.placingOrder(of: original, at: call.range)
    let kind = placed ?? mapped
    var result: Value?
    var position: Int?
    switch kind {
    case .assume(let condition):
      let isPossible = state.assume(
        condition, at: original.range, function: original.function, calls: calls(of: original))
      guard isPossible else { return false }
    case .read(let address, .plain) where isPrivate(address):
      result = state.slots[address] ?? state.freshUnknown()
      state.slots[address] = result
    case .write(let address, let value, .plain) where isPrivate(address):
      state.slots[address] = value
    default:
      position = state.items.count
      // What the call says the order of is told where it is called.
      let item =
        placed != nil && isWrapper && !isDefaultOrder(of: original, kind)
        ? original.with(kind, at: call.range, in: caller)
        : original.with(kind, calls: calls(of: original))
      result = state.append(item)
    }
    translation.results.append(result)
    translation.positions.append(position)
    return true
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

  /// Whether the order is what calls get that do not say one.
  private func isDefaultOrder(of original: TraceItem, _ kind: TraceItem.Kind) -> Bool {
    guard case .operand(.parameter(let index))? = original.ordering?.value,
      parameters.indices.contains(index), let value = parameters[index].defaultArgument
    else { return false }
    return kind.ordering?.raw == value
  }

  private func isPrivate(_ address: Value) -> Bool {
    guard case .slot(let activation, let local) = address.base else { return false }
    return activation != 0 || !sharedSlots.contains(local)
  }
}

extension TraceItem.Kind {
  /// An order that was a parameter and is a constant now is spelled at the call; nil for any other.
  fileprivate func placingOrder(of original: TraceItem, at range: SourceRange) -> TraceItem.Kind? {
    guard let before = original.ordering, before.order == nil, let after = ordering,
      after.order != nil
    else { return nil }
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
      return nil
    }
  }
}
