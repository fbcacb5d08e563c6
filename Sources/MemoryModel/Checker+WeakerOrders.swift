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
    for place in program.orderedPlaces {
      let choices = place.operation.weakerOrders(than: place.order).map { place.change(to: $0) }
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
