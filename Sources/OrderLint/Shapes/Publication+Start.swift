import MemoryModel

extension PublicationFinder {
  /// A weakness from the state in which the program starts, or else, if there is none or it has
  /// other causes than this pair, from the one in which the reader waits for the writer: a slot is
  /// free only after it was full.
  func weakness(
    _ question: Question, of usual: CutScenario, _ writer: Analysis.Site, _ reader: Analysis.Site
  ) -> (CutScenario, Execution)? {
    let first = oracle.weakness(question, of: usual.scenario).map { (usual, $0) }
    if first != nil, isCause(writer.item, reader.item, of: question, in: usual) { return first }
    let rehearsal = Rehearsal(
      program: analysis.program, thread: analysis.threads[reader.thread])
    guard let memory = rehearsal.memoryWhenStopped(at: reader.item) else { return first }
    var waiting = usual
    for (location, variable) in usual.variables.sorted(by: { $0.key < $1.key }) {
      if let value = memory[location] { waiting.scenario.initialValues[variable] = Int(value) }
    }
    return oracle.weakness(question, of: waiting.scenario).map { (waiting, $0) } ?? first
  }

  /// Whether the question is settled by the orders of the pair alone.
  private func isCause(
    _ store: Int, _ load: Int, of question: Question, in cut: CutScenario
  ) -> Bool {
    let pair = CutPair(cut: cut)
    let edits = (pair.origins(0, store) + pair.origins(1, load)).flatMap {
      [
        ScenarioEdit.setOrder(origin: $0, to: .sequentiallyConsistent),
        ScenarioEdit.setFailureOrder(origin: $0, to: .sequentiallyConsistent),
      ]
    }
    return oracle.ask(question, of: cut.scenario.applying(edits)).isForbidden
  }
}

extension CutScenario {
  /// Lets an atomic hold a value when the scenario starts: a count that has one step to go.
  mutating func start(_ location: MemoryLocation, at value: Int64) {
    guard let variable = CutPair(cut: self).variable(of: location) else { return }
    scenario.initialValues[variable] = Int(value)
  }
}

extension Slice {
  /// Leaves out stores to the location before the item of what no atomic says. Returns whether there were any.
  mutating func dropSettings(of location: MemoryLocation, before item: Int) -> Bool {
    let count = items.count
    items.removeAll { index in
      guard index < item, thread.location(at: index) == location,
        case .write(_, let value, .atomic) = thread.items[index].kind
      else { return false }
      return !value.depends { thread.items[$0].isAtomicAccess }
    }
    return items.count < count
  }
}

extension TraceItem {
  /// What the item takes away from a count, if it does.
  var countedDown: Int64? {
    if case .update(_, .subtract, .integer(let amount), _) = kind { amount } else { nil }
  }
}
