import MemoryModel

/// A change of orders or fences after which nothing goes wrong any more.
public struct ModelRepair: Hashable, Sendable {
  public enum Change: Hashable, Sendable {
    case order(OrderChange)
    /// A fence before or after the instructions that have the origin.
    case fence(MemoryOrder, origin: Int, isBefore: Bool)
  }

  public var changes: [Change]
  /// How many executions the changed program has.
  public var executions: Int
  public var isComplete: Bool

  /// For each candidate.
  static let budget = Budget(candidates: 1_000_000)
  private static let mostCandidates = 400

  /// The first of the candidates, cheapest first, with which nothing goes wrong.
  static func cheapest(for model: ModelProgram, _ options: ModelOptions) -> ModelRepair? {
    let operations = OrderedPlace.all(in: model.program)
    let single = operations.flatMap(\.strengthenings)
    let slight = single.filter { $0.cost == 1 }
    let others = single.filter { $0.cost > 1 }
    let fences = operations.flatMap(\.fences)
    let ones = (slight + others + fences).sorted { $0.cost < $1.cost }.map { [$0.change] }
    let releases = (slight + fences).filter(\.isRelease)
    let acquires = (slight + fences).filter { !$0.isRelease }
    let pairs = releases.flatMap { release in
      acquires.map { (cost: release.cost + $0.cost, [release.change, $0.change]) }
    }.sorted { $0.cost < $1.cost }.map { $0.1 }
    let strongest = operations.flatMap(\.strengthenings).filter { $0.isStrongest }
    for changes in (ones + pairs).prefix(mostCandidates) {
      if let repair = attempt(changes, model, options) { return repair }
    }
    // Everything at its strongest says whether orders can repair it at all.
    return attempt(strongest.map(\.change), model, options)
  }

  private static func attempt(
    _ changes: [Change], _ model: ModelProgram, _ options: ModelOptions
  ) -> ModelRepair? {
    guard !changes.isEmpty else { return nil }
    let program = changes.reduce(model.program) { $0.applying($1) }
    let report = Checker(model: options.model, budget: budget).check(
      program, ModelResult.programOptions(options, bound: options.bound))
    guard report.findings.isEmpty, report.executions.isComplete else { return nil }
    return ModelRepair(
      changes: changes, executions: report.executions.consistent,
      isComplete: report.limitsReached.isEmpty)
  }
}

/// An operation with a memory order.
private struct OrderedPlace: Hashable {
  enum Kind { case load, store, update, failure, fence }

  struct Candidate {
    var change: ModelRepair.Change
    var cost: Int
    /// Whether it helps the side that publishes.
    var isRelease: Bool
    var isStrongest = false
  }

  var origin: Int
  var kind: Kind
  var order: MemoryOrder

  static func all(in program: ConcurrentProgram) -> [OrderedPlace] {
    var seen: Set<OrderedPlace> = []
    var found: [OrderedPlace] = []
    for block in program.routines.lazy.flatMap(\.blocks) {
      for instruction in block.instructions {
        guard let origin = instruction.origin else { continue }
        for (kind, order) in orders(of: instruction.operation) {
          let place = OrderedPlace(origin: origin, kind: kind, order: order)
          if seen.insert(place).inserted { found.append(place) }
        }
      }
    }
    return found
  }

  private static func orders(
    of operation: ConcurrentProgram.Operation
  ) -> [(Kind, MemoryOrder)] {
    switch operation {
    case .load(_, _, .atomic(let order)): [(.load, order)]
    case .store(_, _, .atomic(let order)): [(.store, order)]
    case .update(let update): [(.update, update.order)]
    case .compareExchange(let exchange):
      [(.update, exchange.successOrder), (.failure, exchange.failureOrder)]
    case .fence(let order): [(.fence, order)]
    case .load, .store, .compute, .choose, .assume, .assert, .allocate, .free, .lock, .tryLock,
      .unlock, .spawn, .join, .call:
      []
    }
  }

  /// Stronger orders. A release or acquire costs 1, both at once 2, seq_cst 4.
  var strengthenings: [Candidate] {
    let orders: [MemoryOrder] =
      switch kind {
      case .load, .failure: [.acquire, .sequentiallyConsistent]
      case .store: [.release, .sequentiallyConsistent]
      case .update, .fence: [.acquire, .release, .acquireRelease, .sequentiallyConsistent]
      }
    return orders.filter { $0.isAtLeast(order) && $0 != order }.map { new in
      let change = OrderChange(
        origin: origin, isFailure: kind == .failure, old: order, new: new)
      return Candidate(
        change: .order(change), cost: cost(of: new), isRelease: new.isRelease,
        isStrongest: new == .sequentiallyConsistent)
    }
  }

  private func cost(of new: MemoryOrder) -> Int {
    if new == .sequentiallyConsistent { return 4 }
    // From a half to both halves is one step.
    let wasHalf = order.isAcquire || order.isRelease
    return new == .acquireRelease && !wasHalf ? 2 : 1
  }

  /// Fences beside the operation.
  var fences: [Candidate] {
    let sides: [(MemoryOrder, Bool)] =
      switch kind {
      case .load: [(.acquire, false), (.acquire, true), (.sequentiallyConsistent, true)]
      case .store: [(.release, true), (.release, false), (.sequentiallyConsistent, false)]
      case .update: [(.release, true), (.acquire, false)]
      case .failure, .fence: []
      }
    return sides.map { order, isBefore in
      Candidate(
        change: .fence(order, origin: origin, isBefore: isBefore),
        cost: order == .sequentiallyConsistent ? 5 : 3, isRelease: order.isRelease)
    }
  }
}

extension ConcurrentProgram {
  func applying(_ change: ModelRepair.Change) -> ConcurrentProgram {
    switch change {
    case .order(let order): return applying(order)
    case .fence(let order, let origin, let isBefore):
      var program = self
      for routine in routines.indices {
        for block in routines[routine].blocks.indices {
          let old = routines[routine].blocks[block].instructions
          program.routines[routine].blocks[block].instructions = old.flatMap { instruction in
            guard instruction.origin == origin, instruction.operation.isAtomic else {
              return [instruction]
            }
            let fence = Instruction(.fence(order), origin: origin)
            return isBefore ? [fence, instruction] : [instruction, fence]
          }
        }
      }
      return program
    }
  }
}

extension ConcurrentProgram.Operation {
  fileprivate var isAtomic: Bool {
    switch self {
    case .load(_, _, .atomic), .store(_, _, .atomic), .update, .compareExchange: true
    case .load, .store, .fence, .compute, .choose, .assume, .assert, .allocate, .free, .lock,
      .tryLock, .unlock, .spawn, .join, .call:
      false
    }
  }
}
