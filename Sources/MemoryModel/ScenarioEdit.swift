/// A change of the orders in a scenario. Steps are addressed by their `origin`, wherever they stand;
/// every step with that origin is changed.
public enum ScenarioEdit: Hashable, Sendable {
  /// Gives an atomic access or fence the order; of a compare-exchange, the success order. A plain
  /// load or store becomes atomic.
  case setOrder(origin: Int, to: MemoryOrder)
  case setFailureOrder(origin: Int, to: MemoryOrder)
  case insertFence(MemoryOrder, at: Place)
  /// Takes a step away, such as a fence that is to stand elsewhere.
  case remove(origin: Int)

  /// A place next to the step with an origin.
  public enum Place: Hashable, Sendable {
    case before(Int)
    case after(Int)
  }

  public static func insertFence(_ order: MemoryOrder, before origin: Int) -> ScenarioEdit {
    .insertFence(order, at: .before(origin))
  }

  public static func insertFence(_ order: MemoryOrder, after origin: Int) -> ScenarioEdit {
    .insertFence(order, at: .after(origin))
  }
}

extension Scenario {
  /// The scenario with the edits made one after the other. An edit whose origin no step has
  /// changes nothing.
  public func applying(_ edits: [ScenarioEdit]) -> Scenario {
    edits.reduce(self) { scenario, edit in scenario.rewritingSteps { $0.applying(edit) } }
  }

  /// The scenario with every atomic access and fence seq_cst.
  public func strengthened() -> Scenario {
    rewritingSteps { [$0.strengthened()] }
  }

  /// The scenario with plain loads and stores turned into relaxed atomics. Without the data races
  /// that make a program undefined, it shows which values plain accesses could have met.
  ///
  /// - Parameter variable: the one whose accesses are promoted; all if none is given.
  public func promotingPlainAccesses(to variable: Variable? = nil) -> Scenario {
    rewritingSteps { [$0.promoted(to: variable)] }
  }

  /// Replaces every step, innermost first, by the steps that `rewrite` makes of it.
  private func rewritingSteps(_ rewrite: (Step) -> [Step]) -> Scenario {
    var scenario = self
    for thread in threads.indices {
      scenario.threads[thread].steps = threads[thread].steps.flatMap { $0.rewriting(rewrite) }
    }
    return scenario
  }
}

extension Step {
  fileprivate func rewriting(_ rewrite: (Step) -> [Step]) -> [Step] {
    var step = self
    switch action {
    case .branch(let condition, let then, let otherwise):
      step.action = .branch(
        condition, then: then.flatMap { $0.rewriting(rewrite) },
        else: otherwise.flatMap { $0.rewriting(rewrite) })
    case .loop(let condition, let body, let limit):
      step.action = .loop(
        while: condition, body: body.flatMap { $0.rewriting(rewrite) }, limit: limit)
    case .load, .store, .update, .compareExchange, .fence, .assign, .assume, .assert, .lock,
      .unlock:
      break
    }
    return rewrite(step)
  }

  fileprivate func applying(_ edit: ScenarioEdit) -> [Step] {
    switch edit {
    case .setOrder(let target, let order):
      return [origin == target ? withOrder(order) : self]
    case .setFailureOrder(let target, let order):
      guard origin == target, case .compareExchange(var exchange) = action else { return [self] }
      exchange.failureOrder = order
      return [Step(.compareExchange(exchange), origin: origin)]
    case .insertFence(let order, at: .before(let target)):
      return origin == target ? [Step(.fence(order)), self] : [self]
    case .insertFence(let order, at: .after(let target)):
      return origin == target ? [self, Step(.fence(order))] : [self]
    case .remove(let target):
      return origin == target ? [] : [self]
    }
  }

  private func withOrder(_ order: MemoryOrder) -> Step {
    var step = self
    switch action {
    case .load(let register, let variable, _):
      step.action = .load(register, variable, .atomic(order))
    case .store(let variable, let value, _):
      step.action = .store(variable, value, .atomic(order))
    case .update(let register, let variable, let update, let operand, _):
      step.action = .update(register, variable, update, operand, order)
    case .compareExchange(var exchange):
      exchange.successOrder = order
      step.action = .compareExchange(exchange)
    case .fence:
      step.action = .fence(order)
    case .assign, .assume, .assert, .branch, .loop, .lock, .unlock:
      break
    }
    return step
  }

  fileprivate func strengthened() -> Step {
    switch action {
    case .load(_, _, .plain), .store(_, _, .plain):
      return self
    case .compareExchange(var exchange):
      exchange.failureOrder = .sequentiallyConsistent
      return Step(.compareExchange(exchange), origin: origin).withOrder(.sequentiallyConsistent)
    case .load, .store, .update, .fence, .assign, .assume, .assert, .branch, .loop, .lock, .unlock:
      return withOrder(.sequentiallyConsistent)
    }
  }

  fileprivate func promoted(to wanted: Variable?) -> Step {
    switch action {
    case .load(_, let variable, .plain), .store(let variable, _, .plain):
      wanted == nil || wanted == variable ? withOrder(.relaxed) : self
    case .load, .store, .update, .compareExchange, .fence, .assign, .assume, .assert, .branch,
      .loop, .lock, .unlock:
      self
    }
  }
}
