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

/// Orders that could be weaker without a new outcome and without anything new that goes wrong.
public struct WeakerOrders: Hashable, Sendable {
  /// For each order that could be weaker alone, the weakest that serves.
  public var alone: [OrderChange]
  /// Changes that can be made together.
  public var together: [OrderChange]
  /// False when the outcomes of the program itself could not be had within the budget; nothing is
  /// then proposed.
  public var isComplete: Bool

  public init(alone: [OrderChange], together: [OrderChange], isComplete: Bool) {
    self.alone = alone
    self.together = together
    self.isComplete = isComplete
  }
}

extension Checker {
  /// The orders of a program that could be weaker. A change is proposed only if every outcome of the
  /// changed program was shown to be one of the program.
  public func weakerOrders(
    of program: ConcurrentProgram, _ options: ProgramOptions = ProgramOptions()
  ) -> WeakerOrders {
    let usual = outcomes(of: program, options)
    guard usual.isComplete else {
      return WeakerOrders(alone: [], together: [], isComplete: false)
    }
    var result = WeakerOrders(alone: [], together: [], isComplete: true)
    var weakened = program
    for (order, kind) in program.orders {
      let choices = kind.weakerOrders(than: order.old).map { new -> OrderChange in
        var change = order
        change.new = new
        return change
      }
      let serves = { (program: ConcurrentProgram) in
        outcomes(of: program, options).inclusion(in: usual).isIncluded
      }
      if let change = choices.first(where: { serves(program.applying($0)) }) {
        result.alone.append(change)
      }
      if let change = choices.first(where: { serves(weakened.applying($0)) }) {
        result.together.append(change)
        weakened = weakened.applying(change)
      }
    }
    return result
  }
}

// MARK: - Orders of programs

/// What an order is the order of.
enum OrderedOperation {
  case load, store, update, failure, fence

  /// The orders it may have instead that give less, the weakest first. Nil is no fence at all.
  func weakerOrders(than order: MemoryOrder) -> [MemoryOrder?] {
    let all: [MemoryOrder?] =
      switch self {
      case .load, .failure: [.relaxed, .acquire]
      case .store: [.relaxed, .release]
      case .update: [.relaxed, .acquire, .release, .acquireRelease]
      case .fence: [nil, .acquire, .release, .acquireRelease]
      }
    return all.filter { weaker in
      guard let weaker else { return true }
      return order.isAtLeast(weaker) && !weaker.isAtLeast(order)
    }
  }
}

extension ConcurrentProgram {
  /// The orders of instructions that have an origin, each once.
  var orders: [(change: OrderChange, kind: OrderedOperation)] {
    var known: Set<OrderChange> = []
    var found: [(change: OrderChange, kind: OrderedOperation)] = []
    for instruction in routines.flatMap({ $0.blocks.flatMap(\.instructions) }) {
      guard let origin = instruction.origin else { continue }
      for (order, kind) in instruction.operation.orders {
        let change = OrderChange(
          origin: origin, isFailure: kind == .failure, old: order, new: order)
        if known.insert(change).inserted { found.append((change, kind)) }
      }
    }
    return found
  }

  /// The program with an order changed, wherever an instruction has the origin and the old order.
  public func applying(_ change: OrderChange) -> ConcurrentProgram {
    var program = self
    for routine in routines.indices {
      for block in routines[routine].blocks.indices {
        program.routines[routine].blocks[block].instructions =
          routines[routine].blocks[block].instructions.compactMap { $0.applying(change) }
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
