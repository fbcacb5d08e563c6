import MemoryModel

extension CutScenario {
  /// The scenario with operations on strong references of swift-atomics as the package carries them
  /// out, whatever their orders: a store is an acq_rel exchange, since it has to give back what was
  /// there; a load that finds nothing is a relaxed load before an acquire fence. (One that finds an
  /// object also counts itself as its reader, which orders no more towards other atomics.)
  var scenarioWithReferences: Scenario {
    var copy = scenario
    for index in copy.threads.indices {
      copy.threads[index].steps = scenario.threads[index].steps.flatMap(carriedOut)
    }
    return copy
  }

  private func carriedOut(_ step: Step) -> [Step] {
    guard let place = item(of: step.origin),
      threads[place.thread].items[place.item].isOnReference
    else { return [step] }
    var copy = step
    switch step.action {
    case .load(let register, let variable, _):
      copy.action = .load(register, variable, .atomic(.relaxed))
      return [copy, Step(.fence(.acquire))]
    case .store(let variable, let value, _):
      copy.action = .update(
        Register("old\(place.item)"), variable, .exchange, value, .acquireRelease)
    case .update(let register, let variable, let operation, let value, _):
      copy.action = .update(register, variable, operation, value, .acquireRelease)
    case .compareExchange(var exchange):
      exchange.successOrder = .acquireRelease
      exchange.failureOrder = .acquire
      exchange.isWeak = false
      copy.action = .compareExchange(exchange)
    case .fence, .assign, .assume, .assert, .branch, .loop, .lock, .unlock: break
    }
    return [copy]
  }
}
