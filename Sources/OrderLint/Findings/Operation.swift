import MemoryModel

/// An atomic operation or fence as written, for rules that look at one call.
public struct Operation: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case load, store, update, compareExchange, fence
  }

  /// An order as a number: `MemoryOrder.rawValue` if it is one.
  public struct Order: Hashable, Sendable {
    public var raw: Int64
    public var order: MemoryOrder? { Int(exactly: raw).flatMap(MemoryOrder.init(rawValue:)) }
  }

  public var kind: Kind
  public var order: Order
  /// The failure order of a compare-exchange.
  public var failureOrder: Order?
  /// What it works on; nil for fences.
  public var object: String?
  public var language: Language
  public var function: String
  /// The operation, or the call that passes the order to the function that contains it.
  public var range: SourceRange
  /// The text that names the order.
  public var orderRange: SourceRange?
  /// The operation itself, if `range` is a call.
  public var innerRange: SourceRange?
  /// The value read is compared, and that is all its function does with it.
  public var isOnlyCompared = false
}

extension Analysis {
  /// Every operation whose orders are constants, wherever the constant is written, in source order.
  func operations() -> [Operation] {
    var found: Set<Operation> = []
    for (number, function) in program.functions.enumerated()
    where program.traits[number].contains(.synchronizes) {
      var compared: Set<EventID>?
      for event in function.events {
        guard var operation = Operation(event, in: function) else { continue }
        let known = compared ?? function.onlyCompared
        compared = known
        operation.isOnlyCompared = known.contains(event.id)
        found.insert(operation)
      }
    }
    for thread in threads {
      for (index, item) in thread.items.enumerated() {
        guard let order = item.ordering, let range = order.range,
          item.operation != nil || item.calls.contains(range),
          let shape = Operation.Shape(item)
        else { continue }
        found.insert(
          Operation(
            kind: shape.kind, order: shape.order, failureOrder: shape.failure,
            object: thread.location(at: index)?.description,
            language: program.functions[thread.function].language,
            function: program.functions[thread.function].name, range: range, orderRange: nil,
            innerRange: item.operation ?? item.range))
      }
    }
    // Files are compared once, and not once for each two operations.
    let files = Set(found.map(\.range.file)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: zip(files, 0...))
    return found.map { (file: numbers[$0.range.file] ?? 0, operation: $0) }.sorted { left, right in
      left.file != right.file
        ? left.file < right.file : left.operation.precedes(right.operation)
    }.map(\.operation)
  }
}

extension Operation {
  /// Whether this one comes before another of the same file, in an order that leaves nothing to chance.
  fileprivate func precedes(_ other: Operation) -> Bool {
    let (left, right) = (range, other.range)
    if left.start != right.start { return left.start < right.start }
    if left.end != right.end { return left.end < right.end }
    if object != other.object { return (object ?? "") < (other.object ?? "") }
    if function != other.function { return function < other.function }
    let inner = (innerRange ?? range, other.innerRange ?? other.range)
    if inner.0 != inner.1 { return inner.0 < inner.1 }
    return (order.raw, failureOrder?.raw ?? -1) < (other.order.raw, other.failureOrder?.raw ?? -1)
  }
}

extension Operation {
  fileprivate struct Shape {
    var kind: Kind
    var order: Order
    var failure: Order?

    init?(_ item: TraceItem) {
      switch item.kind {
      case .read(_, .atomic(let ordering)): self.init(.load, ordering)
      case .write(_, _, .atomic(let ordering)): self.init(.store, ordering)
      case .update(_, _, _, let ordering): self.init(.update, ordering)
      case .compareExchange(_, _, _, let success, let failure, _):
        self.init(.compareExchange, success, failure)
      case .fence(let ordering, .thread): self.init(.fence, ordering)
      case .fence, .read, .write, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call,
        .opaque:
        return nil
      }
    }

    init?(_ event: Event) {
      switch event.kind {
      case .read(_, .atomic(let ordering)): self.init(.load, ordering)
      case .write(_, _, .atomic(let ordering)): self.init(.store, ordering)
      case .update(_, _, _, let ordering): self.init(.update, ordering)
      case .compareExchange(_, _, _, let success, let failure, _):
        self.init(.compareExchange, success, failure)
      case .fence(let ordering, .thread): self.init(.fence, ordering)
      case .fence, .read, .write, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call,
        .opaque:
        return nil
      }
    }

    private init?(_ kind: Kind, _ ordering: Ordering, _ failure: Ordering? = nil) {
      guard let raw = ordering.raw else { return nil }
      self.kind = kind
      order = Order(raw: raw)
      self.failure = failure.flatMap(\.raw).map { Order(raw: $0) }
    }
  }

  fileprivate init?(_ event: Event, in function: Function) {
    guard let shape = Shape(event) else { return nil }
    self.init(
      kind: shape.kind, order: shape.order, failureOrder: shape.failure,
      object: event.objectName, language: function.language, function: function.name,
      range: event.range, orderRange: event.orderRange, innerRange: nil)
  }
}

extension Function {
  /// The events whose results are used inside comparisons and nowhere else.
  fileprivate var onlyCompared: Set<EventID> {
    var uses = ResultUses()
    for block in blocks {
      for event in block.events {
        for operand in event.kind.operands { uses.note(operand, isCompared: false) }
      }
      for operand in block.terminator.operands { uses.note(operand, isCompared: false) }
    }
    return uses.compared.subtracting(uses.others)
  }
}

/// The events whose results operands use.
private struct ResultUses {
  var compared: Set<EventID> = []
  var others: Set<EventID> = []

  mutating func note(_ operand: Operand, isCompared: Bool) {
    switch operand {
    case .result(let event):
      if isCompared { compared.insert(event) } else { others.insert(event) }
    case .binary(let kind, _, _):
      note(operand.children, isCompared: isCompared || kind.isComparison)
    case .not(.result(let event)): compared.insert(event)
    case .field, .element, .not: note(operand.children, isCompared: isCompared)
    case .integer, .null, .parameter, .local, .exchanged, .global, .slot, .function, .unknown:
      break
    }
  }

  private mutating func note(_ operands: [Operand], isCompared: Bool) {
    for operand in operands { note(operand, isCompared: isCompared) }
  }
}

extension Ordering {
  var raw: Int64? {
    switch value {
    case .known(let order): Int64(order.rawValue)
    case .operand(.integer(let raw)): raw
    case .operand: nil
    }
  }
}

extension Event {
  fileprivate var objectName: String? {
    switch kind {
    case .read(let address, _), .write(let address, _, _), .update(let address, _, _, _),
      .compareExchange(let address, _, _, _, _, _):
      address.lastName
    case .fence, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call, .opaque: nil
    }
  }

  fileprivate var orderRange: SourceRange? {
    switch kind {
    case .read(_, .atomic(let ordering)), .write(_, _, .atomic(let ordering)): ordering.range
    case .update(_, _, _, let ordering), .fence(let ordering, _): ordering.range
    case .compareExchange(_, _, _, _, let failure, _): failure.range
    case .read, .write, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call, .opaque:
      nil
    }
  }
}

extension Operand {
  /// The name of the field or global that the address denotes, whatever object it lies in.
  var lastName: String? {
    switch self {
    case .global(let symbol): MemoryLocation.lastPart(of: symbol)
    case .field(_, _, let name): name
    case .element(let base, _): base.lastName
    case .integer, .null, .parameter, .local, .result, .exchanged, .slot, .function, .not,
      .binary, .unknown:
      nil
    }
  }
}
