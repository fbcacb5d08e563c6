import MemoryModel

/// A function that exchanges what its callers point to for what they say, with an acquire barrier
/// only, beside functions that are full barriers: whoever publishes memory with it gets half of what
/// its neighbours give.
public struct ExchangeWrapper: Sendable {
  /// What callers call it.
  public var name: String
  /// A function of the same file that updates memory with a full barrier.
  public var neighbour: String
  /// Part 0 is the exchange; the scenario publishes memory with it.
  public var cut: CutPair
  public var item: Int
  public var question: Question
  public var execution: Execution
}

/// Finds one-sided exchanges that a source file offers to others as its atomic exchange.
struct ExchangeWrapperFinder {
  let analysis: Analysis
  let oracle: Oracle

  func find() -> [ExchangeWrapper] {
    let offers = analysis.program.functions.indices.filter {
      analysis.program.functions[$0].offersExchange
    }
    guard !offers.isEmpty else { return [] }
    return offers.compactMap { number in
      let function = analysis.program.functions[number]
      guard let event = function.onlyExchange, let neighbour = neighbour(of: function),
        let site = analysis.sharedSite(of: event, in: number)
      else { return nil }
      return wrapper(function, site, beside: neighbour.name)
    }
  }

  private func neighbour(of function: Function) -> Function? {
    analysis.program.functions.first {
      $0.range.file == function.range.file && $0.symbol != function.symbol && $0.isFullBarrier
    }
  }

  private func wrapper(
    _ function: Function, _ site: Analysis.Site, beside neighbour: String
  ) -> ExchangeWrapper? {
    let thread = analysis.threads[site.thread]
    let memory = ReferenceOwners.payload
    let word = Variable("word")
    let seen = Register("seen")
    let publisher = Scenario.Thread(
      name: "a caller of \(function.name)",
      steps: [
        Step(.store(memory, .constant(1), .plain)),
        Step(
          .update(CutScenario.register(site.item), word, .exchange, .constant(1), .acquire),
          origin: CutScenario.origin(thread: 0, item: site.item)),
      ])
    let reader = Scenario.Thread(
      name: "a reader of the word",
      steps: [
        Step(.load(seen, word, .atomic(.acquire))), Step(.assume(.register(seen))),
        Step(.load(Register("use"), memory, .plain)),
      ])
    let scenario = Scenario(threads: [publisher, reader])
    let question = Question.dataRace(on: memory)
    guard let execution = oracle.weakness(question, of: scenario) else { return nil }
    let cut = CutScenario(scenario: scenario, threads: [thread, thread], variables: [:])
    return ExchangeWrapper(
      name: function.name, neighbour: neighbour, cut: CutPair(cut: cut), item: site.item,
      question: question, execution: execution)
  }
}

extension Function {
  /// Whether the function is offered to others, and its name says that it exchanges atomically, with
  /// no word on the order or on locks.
  fileprivate var offersExchange: Bool {
    guard kind == .ordinary, language != .swift, visibility == .shared || range.file.hasHeaderSuffix
    else { return false }
    let words = Set(NameWords.words(of: name))
    return !words.isDisjoint(with: ["atomic", "uatomic", "interlocked"])
      && !words.isDisjoint(with: ["exchange", "xchg", "swap", "set", "replace"])
      && words.isDisjoint(with: [
        "relaxed", "acquire", "release", "acq", "rel", "nobarrier", "unordered", "explicit", "lock",
        "locked", "unlock", "try", "test", "tas", "flag", "spin", "compare", "cas",
      ])
  }

  /// The one thing the function does to other threads: a one-sided exchange of what a parameter
  /// points to for what another parameter says.
  fileprivate var onlyExchange: Event? {
    let events = blocks.flatMap(\.events).filter(\.kind.isSynchronization)
    guard events.count == 1, let event = events.first,
      case .update(let address, .exchange, .parameter, let ordering) = event.kind,
      address.isInParameter, ordering.isOneSided
    else { return nil }
    return event
  }

  /// Whether the function does one thing to other threads: a seq_cst update of what a parameter
  /// points to.
  fileprivate var isFullBarrier: Bool {
    let events = blocks.flatMap(\.events).filter(\.kind.isSynchronization)
    guard events.count == 1, let event = events.first else { return false }
    if case .update(let address, _, _, let ordering) = event.kind {
      return address.isInParameter && ordering.order == .sequentiallyConsistent
    }
    if case .compareExchange(let address, _, _, let ordering, _, _) = event.kind {
      return address.isInParameter && ordering.order == .sequentiallyConsistent
    }
    return false
  }
}

extension Operand {
  /// Whether it is the address of what a parameter points to, or of a field of that.
  fileprivate var isInParameter: Bool {
    if case .field(let object, _, _) = self { return object.isInParameter }
    if case .parameter = self { return true }
    return false
  }
}
