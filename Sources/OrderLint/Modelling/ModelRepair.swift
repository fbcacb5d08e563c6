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
  /// For all candidates together.
  private static let totalBudget = 20_000_000

  /// The first of the candidates, cheapest first, with which nothing goes wrong.
  static func cheapest(for model: ModelProgram, _ options: ModelOptions) -> ModelRepair? {
    let places = model.program.orderedPlaces
    let orders = places.flatMap(\.strengthenings)
    let fences = places.flatMap(\.fences)
    let ones = (orders + fences).sorted { $0.cost < $1.cost }.map { [$0.change] }
    let halves = orders.filter { $0.cost == 1 } + fences
    let acquires = halves.filter { !$0.isRelease }
    let pairs = halves.filter(\.isRelease).flatMap { release in
      acquires.map { (cost: release.cost + $0.cost, changes: [release.change, $0.change]) }
    }.sorted { $0.cost < $1.cost }.map(\.changes)
    var room = totalBudget
    for changes in (ones + pairs).prefix(mostCandidates) where room > 0 {
      if let repair = attempt(changes, model, options, &room) { return repair }
    }
    // Everything at its strongest says whether orders can repair it at all.
    return attempt(orders.filter(\.isStrongest).map(\.change), model, options, &room)
  }

  private static func attempt(
    _ changes: [Change], _ model: ModelProgram, _ options: ModelOptions, _ room: inout Int
  ) -> ModelRepair? {
    guard !changes.isEmpty else { return nil }
    let program = changes.reduce(model.program) { $0.applying($1) }
    let report = Checker(model: options.model, budget: budget).check(
      program, ModelResult.programOptions(options, bound: options.bound))
    room -= report.graphs
    guard report.findings.isEmpty, report.executions.isComplete else { return nil }
    return ModelRepair(
      changes: changes, executions: report.executions.consistent,
      isComplete: report.limitsReached.isEmpty)
  }
}

/// A change that may help, and what it costs.
private struct RepairCandidate {
  var change: ModelRepair.Change
  var cost: Int
  /// Whether it helps the side that publishes.
  var isRelease: Bool
  var isStrongest = false
}

extension ConcurrentProgram.OrderedPlace {
  /// Stronger orders. A release or acquire costs 1, both at once 2, seq_cst 4.
  fileprivate var strengthenings: [RepairCandidate] {
    operation.strongerOrders(than: order).map { new in
      RepairCandidate(
        change: .order(change(to: new)), cost: cost(of: new), isRelease: new.isRelease,
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
  fileprivate var fences: [RepairCandidate] {
    let sides: [(MemoryOrder, Bool)] =
      switch operation {
      case .load: [(.acquire, false), (.acquire, true), (.sequentiallyConsistent, true)]
      case .store: [(.release, true), (.release, false), (.sequentiallyConsistent, false)]
      case .update: [(.release, true), (.acquire, false)]
      case .failure, .fence: []
      }
    return sides.map { order, isBefore in
      RepairCandidate(
        change: .fence(order, origin: origin, isBefore: isBefore),
        cost: order == .sequentiallyConsistent ? 5 : 3, isRelease: order.isRelease)
    }
  }
}

extension ConcurrentProgram {
  func applying(_ change: ModelRepair.Change) -> ConcurrentProgram {
    switch change {
    case .order(let order): applying(order)
    case .fence(let order, let origin, let isBefore):
      adding(order, to: origin, isBefore: isBefore)
    }
  }
}
