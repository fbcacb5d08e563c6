import MemoryModel

extension ScenarioBuilder {
  /// What a call by which threads wait for each other does. The steps have no origin: nothing that
  /// is told of the orders in the source is told of them.
  func signalSteps(_ thread: ThreadTrace, _ context: StepContext) -> [Step] {
    guard let signal = slices[context.thread].signals[context.item],
      let location = thread.location(at: context.item)
    else { return [] }
    // A variable of its own: what a latch or a barrier starts with is no number of posts.
    let variable = Variable("\(location)″")
    let count = Register("n\(context.item)")
    switch signal {
    case .lock: return [Step(.lock(variable))]
    case .unlock: return [Step(.unlock(variable))]
    case .post: return [Step(.update(count, variable, .add, .constant(1), .release))]
    case .wait:
      return [
        Step(.update(count, variable, .subtract, .constant(1), .acquire)),
        Step(.assume(.binary(.greater, .register(count), .constant(0)))),
      ]
    case .meet(let number):
      let arrived = Register("m\(context.item)")
      return [
        Step(.update(count, variable, .add, .constant(1), .acquireRelease)),
        Step(.load(arrived, variable, .atomic(.acquire))),
        Step(.assume(.binary(.greaterOrEqual, .register(arrived), .constant(2 * number)))),
      ]
    }
  }
}
