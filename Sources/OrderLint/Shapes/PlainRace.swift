import MemoryModel

/// A race between two plain accesses, as the model shows it.
struct PlainRace {
  /// Thread 0 makes the first access, thread 1 the second.
  let pair: CutPair
  let question: Question
  let execution: Execution
}

extension Analysis {
  /// A race of two accesses to a place, if the model knows one. Volatile accesses count as plain.
  ///
  /// - Parameter start: what the place holds before the threads start; unknown, if none is given.
  func race(
    on place: MemoryLocation, _ sites: (first: Site, second: Site), oracle: Oracle,
    startingAt start: Int? = nil
  ) -> PlainRace? {
    let first = threads[sites.first.thread].demoted()
    let second = threads[sites.second.thread].demoted()
    guard let a = first.places[sites.first.item], let b = second.places[sites.second.item],
      maySameObject(a, in: first, b, in: second)
    else { return nil }
    var parts = slices(first, second, data: [place])
    parts.first.items.removeAll { $0 > sites.first.item && first.items[$0].isPlainAccess }
    parts.second.items.removeAll { $0 > sites.second.item }
    let pair = CutPair(cut: cut(parts, with: place, startingAt: start))
    let question = Question.dataRace(on: pair.variable(of: place))
    guard let execution = oracle.show(question, of: pair.scenario) else { return nil }
    return PlainRace(pair: pair, question: question, execution: execution)
  }

  /// The scenario of two slices in which a place holds a value before the threads start, if one is
  /// given.
  func cut(
    _ parts: (first: Slice, second: Slice), with place: MemoryLocation, startingAt start: Int?
  ) -> CutScenario {
    var cut = CutScenario(of: [parts.first, parts.second], in: program)
    if let start, let variable = cut.variables[place] {
      cut.scenario.initialValues[variable] = start
    }
    return cut
  }
}
