/// A memory order of a program that could be another one.
public struct OrderChange: Hashable, Sendable {
  /// The `origin` of the instructions that have the order.
  public var origin: Int
  /// Whether it is the order of a compare-exchange that fails.
  public var isFailure: Bool
  public var old: MemoryOrder
  /// Nil for a fence that is not needed at all.
  public var new: MemoryOrder?

  public init(origin: Int, isFailure: Bool = false, old: MemoryOrder, new: MemoryOrder?) {
    self.origin = origin
    self.isFailure = isFailure
    self.old = old
    self.new = new
  }
}

/// What an order is the order of.
public enum OrderedOperation: Hashable, Sendable {
  case load, store, update, failure, fence

  /// The orders it may have ([atomics.order], [atomics.types.operations]), the weakest first.
  private var orders: [MemoryOrder] {
    switch self {
    case .load, .failure: [.relaxed, .acquire, .sequentiallyConsistent]
    case .store: [.relaxed, .release, .sequentiallyConsistent]
    case .update: [.relaxed, .acquire, .release, .acquireRelease, .sequentiallyConsistent]
    case .fence: [.acquire, .release, .acquireRelease, .sequentiallyConsistent]
    }
  }

  /// The orders it may have instead that give more, the weakest first.
  public func strongerOrders(than order: MemoryOrder) -> [MemoryOrder] {
    orders.filter { $0.isAtLeast(order) && $0 != order && $0 != .relaxed }
  }

  /// The orders it may have instead that give less, the weakest first. Nil is no fence at all.
  func weakerOrders(than order: MemoryOrder) -> [MemoryOrder?] {
    let none: [MemoryOrder?] = self == .fence ? [nil] : []
    return none + orders.filter { order.isAtLeast($0) && !$0.isAtLeast(order) }
  }
}

extension ConcurrentProgram {
  /// An operation with an order, known by its origin.
  public struct OrderedPlace: Hashable, Sendable {
    public var origin: Int
    public var operation: OrderedOperation
    public var order: MemoryOrder

    public func change(to new: MemoryOrder?) -> OrderChange {
      OrderChange(origin: origin, isFailure: operation == .failure, old: order, new: new)
    }
  }

  /// The orders of instructions that have an origin, each once.
  public var orderedPlaces: [OrderedPlace] {
    var known: Set<OrderedPlace> = []
    var found: [OrderedPlace] = []
    for instruction in routines.flatMap({ $0.blocks.flatMap(\.instructions) }) {
      guard let origin = instruction.origin else { continue }
      for (order, operation) in instruction.operation.orders {
        let place = OrderedPlace(origin: origin, operation: operation, order: order)
        if known.insert(place).inserted { found.append(place) }
      }
    }
    return found
  }

  /// The program with an order changed, wherever an instruction has the origin and the old order.
  public func applying(_ change: OrderChange) -> ConcurrentProgram {
    rewritingInstructions { $0.applying(change).map { [$0] } ?? [] }
  }

  /// The program with a fence before or after each atomic access that has the origin.
  public func adding(
    _ fence: MemoryOrder, to origin: Int, isBefore: Bool
  ) -> ConcurrentProgram {
    rewritingInstructions { instruction in
      guard instruction.origin == origin,
        instruction.operation.orders.contains(where: { $0.1 != .fence })
      else { return [instruction] }
      let fence = Instruction(.fence(fence), origin: origin)
      return isBefore ? [fence, instruction] : [instruction, fence]
    }
  }

  private func rewritingInstructions(
    _ rewrite: (Instruction) -> [Instruction]
  ) -> ConcurrentProgram {
    var program = self
    for routine in routines.indices {
      for block in routines[routine].blocks.indices {
        program.routines[routine].blocks[block].instructions =
          routines[routine].blocks[block].instructions.flatMap(rewrite)
      }
    }
    return program
  }
}

extension ConcurrentProgram.Operation {
  fileprivate var orders: [(MemoryOrder, OrderedOperation)] {
    switch self {
    case .load(_, _, .atomic(let order)): [(order, .load)]
    case .store(_, _, .atomic(let order)): [(order, .store)]
    case .update(let update): [(update.order, .update)]
    case .compareExchange(let exchange):
      [(exchange.successOrder, .update), (exchange.failureOrder, .failure)]
    case .fence(let order): [(order, .fence)]
    case .load(_, _, .plain), .store(_, _, .plain), .compute, .choose, .assume, .assert,
      .allocate, .free, .lock, .tryLock, .unlock, .spawn, .join, .call:
      []
    }
  }
}

extension ConcurrentProgram.Instruction {
  /// Nil for a fence that is taken away.
  fileprivate func applying(_ change: OrderChange) -> Self? {
    guard origin == change.origin else { return self }
    var instruction = self
    switch operation {
    case .load(let into, let address, .atomic(change.old)):
      guard let new = change.new else { return self }
      instruction.operation = .load(into: into, at: address, .atomic(new))
    case .store(let address, let value, .atomic(change.old)):
      guard let new = change.new else { return self }
      instruction.operation = .store(at: address, value, .atomic(new))
    case .update(var update) where update.order == change.old:
      update.order = change.new ?? update.order
      instruction.operation = .update(update)
    case .compareExchange(var exchange):
      if change.isFailure, exchange.failureOrder == change.old {
        exchange.failureOrder = change.new ?? exchange.failureOrder
      }
      if !change.isFailure, exchange.successOrder == change.old {
        exchange.successOrder = change.new ?? exchange.successOrder
      }
      instruction.operation = .compareExchange(exchange)
    case .fence(change.old):
      guard let new = change.new else { return nil }
      instruction.operation = .fence(new)
    case .load, .store, .update, .fence, .compute, .choose, .assume, .assert, .allocate, .free,
      .lock, .tryLock, .unlock, .spawn, .join, .call:
      break
    }
    return instruction
  }
}
