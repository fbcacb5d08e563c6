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
  /// The scenario in which a count that a step takes away from, and of which it is not known where it
  /// starts, has just that step to go.
  func counting(
    down count: MemoryLocation, by step: TraceItem, in program: Program
  ) -> CutScenario {
    guard case .update(_, .subtract, .integer(let amount), _) = step.kind,
      program.initialValue(of: count) == nil,
      let variable = CutPair(cut: self).variable(of: count)
    else { return self }
    var copy = self
    copy.scenario.initialValues[variable] = Int(amount)
    return copy
  }
}
