import MemoryModel

/// A function that adds what its callers say to what its callers say, and tells them the sum: whoever
/// counts references with it, and frees at zero, gets the orders that are written here.
public struct CounterWrapper: Sendable {
  /// What callers call it.
  public var name: String
  /// Part 0 is the addition; the scenario drops two references with it.
  public var cut: CutPair
  public var item: Int
  public var question: Question
  public var execution: Execution
}

/// Finds relaxed additions that a source file offers to others as its atomic addition.
struct CounterWrapperFinder {
  let analysis: Analysis
  let oracle: Oracle

  func find() -> [CounterWrapper] {
    analysis.program.functions.indices.compactMap { number in
      let function = analysis.program.functions[number]
      guard function.visibility == .shared, function.offersAddition,
        analysis.callGraph.callerCounts[number] == 0,
        let event = function.onlyAddition, function.tellsSum(of: event),
        let site = analysis.sharedSite(of: event, in: number)
      else { return nil }
      return wrapper(function, site)
    }
  }

  private func wrapper(_ function: Function, _ site: Analysis.Site) -> CounterWrapper? {
    let thread = analysis.threads[site.thread]
    let memory = ReferenceOwners.payload
    let old = CutScenario.register(site.item)
    let threads = (0..<2).map { number in
      Scenario.Thread(
        name: "a caller of \(function.name)",
        steps: [
          Step(.load(Register("use"), memory, .plain)),
          Step(
            .update(old, Variable("references"), .subtract, .constant(1), .relaxed),
            origin: CutScenario.origin(thread: number, item: site.item)),
          Step(
            .branch(
              .binary(.equal, .register(old), .constant(1)),
              then: [Step(.store(memory, .constant(1), .plain))], else: [])),
        ])
    }
    let scenario = Scenario(threads: threads, initialValues: [Variable("references"): 2])
    let question = Question.dataRace(on: memory)
    guard let execution = oracle.weakness(question, of: scenario) else { return nil }
    let cut = CutScenario(scenario: scenario, threads: [thread, thread], variables: [:])
    return CounterWrapper(
      name: function.name, cut: CutPair(cut: cut), item: site.item, question: question,
      execution: execution)
  }
}

extension Function {
  /// Whether the function is part of what a source file offers, and its name says that it adds
  /// atomically, with no word on the order and none on figures.
  fileprivate var offersAddition: Bool {
    guard kind == .ordinary, language != .swift, !range.file.hasHeaderSuffix else { return false }
    let words = Set(NameWords.words(of: name))
    return words.contains("atomic") && !words.isDisjoint(with: ["add", "sub", "dec", "fetch"])
      && words.isDisjoint(with: [
        "relaxed", "acquire", "release", "nobarrier", "unordered", "stat", "stats", "counter",
        "metric", "explicit",
      ])
  }

  /// The one thing the function does to other threads: a relaxed addition, to what a parameter points
  /// to, of what another parameter says.
  fileprivate var onlyAddition: Event? {
    let events = blocks.flatMap(\.events).filter(\.kind.isSynchronization)
    guard events.count == 1, let event = events.first,
      case .update(.parameter, let kind, .parameter, let ordering) = event.kind,
      kind == .add || kind == .subtract, ordering.order == .relaxed
    else { return nil }
    return event
  }

  /// Whether callers hear what the addition found or made.
  fileprivate func tellsSum(of event: Event) -> Bool {
    let mentions = { (value: Operand) in value.contains { $0 == .result(event.id) } }
    return blocks.contains { block in
      if case .return(let value?) = block.terminator, mentions(value) { return true }
      return block.events.contains { other in
        if case .write(.parameter, let value, _) = other.kind { mentions(value) } else { false }
      }
    }
  }
}
