import MemoryModel

/// A lock without a name around code that is not in view: a word is taken in the step that finds it
/// 0, given back on every way out, and neither step orders anything.
public struct OpaqueSection: Sendable {
  public var word: MemoryLocation
  /// Items of both threads that take the word, call what is not in view, and give the word back.
  public var taking: Int
  public var call: Int
  public var givingBack: Int
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  /// With an acquire and a release the two calls are one after the other.
  public var isMended: Bool
}

/// Finds words that keep all but one thread out of a section and carry nothing from one owner to the
/// next.
struct OpaqueSectionFinder {
  private static let data = Variable("what the section works on")

  let analysis: Analysis
  let oracle: Oracle

  func find() -> [OpaqueSection] {
    let names = Set(analysis.program.functions.map(\.symbol))
    var found: [OpaqueSection] = []
    for word in analysis.atomicLocations where isRelaxed(word) {
      for site in analysis.atomicSites[word] ?? []
      where !found.contains(where: { range(of: $0) == range(of: site) }) {
        let thread = analysis.threads[site.thread]
        guard !analysis.needsCallersLock.contains(thread.function), !runsAlone(thread),
          thread.locks.locks(at: site.item).isEmpty, thread.wins(site.item),
          isLock(site, around: thread), let section = section(thread, site.item, word, names)
        else { continue }
        found.append(section)
      }
    }
    return found
  }

  private func range(of section: OpaqueSection) -> SourceRange {
    section.cut.item(0, section.taking).range
  }

  private func range(of site: Analysis.Site) -> SourceRange {
    analysis.threads[site.thread].items[site.item].range
  }

  private func runsAlone(_ thread: ThreadTrace) -> Bool {
    !analysis.mayOverlap(thread.function, thread.function)
      || analysis.program.handlers[.signal]?.contains(thread.function) == true
  }

  /// Whether no access of the word orders anything: otherwise others are told in other ways.
  private func isRelaxed(_ word: MemoryLocation) -> Bool {
    (analysis.atomicSites[word] ?? []).allSatisfy { site in
      let item = analysis.threads[site.thread].items[site.item]
      return item.ordering?.order == .relaxed && item.readOrder == .relaxed
    }
  }

  /// Whether every winner gives the word back, and who finds it taken leaves at once.
  private func isLock(_ site: Analysis.Site, around thread: ThreadTrace) -> Bool {
    let item = thread.items[site.item]
    var isRefused = false
    for other in analysis.threads where other.function == thread.function && !other.trace.isEndless
    {
      for index in other.items.indices
      where other.items[index].isAtomicAccess && other.items[index].range == item.range
        && other.items[index].calls == item.calls
      {
        if other.wins(index) {
          guard other.givesBack(after: index) != nil else { return false }
        } else {
          isRefused = true
          guard !other.callsAnything(after: index) else { return false }
        }
      }
    }
    return isRefused
  }

  private func section(
    _ thread: ThreadTrace, _ taking: Int, _ word: MemoryLocation, _ names: Set<String>
  ) -> OpaqueSection? {
    guard let givingBack = thread.givesBack(after: taking) else { return nil }
    let inside = (taking + 1)..<givingBack
    guard !inside.contains(where: { thread.items[$0].lockAddress != nil }) else { return nil }
    for call in inside.reversed() where thread.isOpaqueWork(call, names) {
      if let section = judge(thread, (taking, call, givingBack), word) { return section }
    }
    return nil
  }

  private func judge(
    _ thread: ThreadTrace, _ items: (taking: Int, call: Int, givingBack: Int),
    _ word: MemoryLocation
  ) -> OpaqueSection? {
    let name = analysis.program.functions[thread.function].name
    let scenario = Scenario(
      threads: (0..<2).map { number in
        Scenario.Thread(name: name, steps: steps(thread, items, Variable("\(word)"), number))
      })
    let question = Question.dataRace(on: Self.data)
    guard let execution = oracle.weakness(question, of: scenario) else { return nil }
    let edits = (0..<2).flatMap { number in
      [
        ScenarioEdit.setOrder(
          origin: CutScenario.origin(thread: number, item: items.taking), to: .acquire),
        .setOrder(
          origin: CutScenario.origin(thread: number, item: items.givingBack), to: .release),
      ]
    }
    return OpaqueSection(
      word: word, taking: items.taking, call: items.call, givingBack: items.givingBack,
      cut: CutPair(
        cut: CutScenario(scenario: scenario, threads: [thread, thread], variables: [:])),
      question: question, execution: execution,
      isMended: oracle.ask(question, of: scenario.applying(edits)).isForbidden)
  }

  private func steps(
    _ thread: ThreadTrace, _ items: (taking: Int, call: Int, givingBack: Int), _ word: Variable,
    _ number: Int
  ) -> [Step] {
    let origin = { (item: Int) in CutScenario.origin(thread: number, item: item) }
    let found = CutScenario.register(items.taking)
    let order = { (item: Int) in thread.items[item].ordering?.assumedOrder ?? .relaxed }
    let isCount = thread.counts(items.taking)
    let given: Step.Action =
      if case .write = thread.items[items.givingBack].kind {
        .store(word, .constant(0), .atomic(order(items.givingBack)))
      } else {
        .update(
          CutScenario.register(items.givingBack), word, isCount ? .subtract : .exchange,
          .constant(isCount ? 1 : 0), order(items.givingBack))
      }
    return [
      Step(
        .update(found, word, isCount ? .add : .exchange, .constant(1), order(items.taking)),
        origin: origin(items.taking)),
      Step(.assume(.binary(.equal, .register(found), .constant(0)))),
    ] + thread.fenceSteps(between: items.taking, and: items.call, as: number) + [
      Step(.store(Self.data, .constant(number), .plain), origin: origin(items.call))
    ] + thread.fenceSteps(between: items.call, and: items.givingBack, as: number) + [
      Step(given, origin: origin(items.givingBack))
    ]
  }
}

extension ThreadTrace {
  /// Whether the item adds to a count.
  fileprivate func counts(_ index: Int) -> Bool {
    if case .update(_, .add, .integer(1), _) = items[index].kind { true } else { false }
  }

  /// Whether the item takes the word: it leaves something there, and the path is taken only if it
  /// finds 0.
  fileprivate func wins(_ index: Int) -> Bool {
    switch items[index].kind {
    case .compareExchange(_, .integer(0), .integer(let taken), _, _, _):
      return taken != 0 && isTaken(index)
    case .update(_, .exchange, .integer(let taken), _) where taken != 0: break
    case .update(_, .add, .integer(1), _): break
    case .update, .compareExchange, .read, .write, .fence, .allocate, .free, .lock, .unlock, .spawn,
      .join, .assume, .call, .opaque:
      return false
    }
    return goesOnAtZero(index)
  }

  /// The last item in the same function that gives the word back.
  fileprivate func givesBack(after index: Int) -> Int? {
    items.indices.dropFirst(index + 1).last { other in
      guard items[other].address == items[index].address, items[other].calls == items[index].calls
      else { return false }
      switch items[other].kind {
      case .write(_, .integer(0), .atomic), .update(_, .exchange, .integer(0), _):
        return !counts(index)
      case .update(_, .subtract, .integer(1), _), .update(_, .add, .integer(-1), _):
        return counts(index)
      case .write, .update, .read, .compareExchange, .fence, .allocate, .free, .lock, .unlock,
        .spawn, .join, .assume, .call, .opaque:
        return false
      }
    }
  }

  /// Whether the function of the item goes on to call something.
  fileprivate func callsAnything(after index: Int) -> Bool {
    items.dropFirst(index + 1).contains { item in
      guard case .call(let name, _) = item.kind else { return false }
      return item.calls.starts(with: items[index].calls) && !name.isQuietCall
    }
  }

  /// Whether the item calls something out of view that works on what it is given, or that a caller
  /// gave.
  fileprivate func isOpaqueWork(_ index: Int, _ names: Set<String>) -> Bool {
    guard case .call(let name, let arguments) = items[index].kind, items[index].role == nil else {
      return false
    }
    if items[index].isIndirectCall || name.contains("operator()") { return true }
    return !names.contains(name) && !name.isQuietCall && !name.hasPrefix("__builtin")
      && arguments.contains { argument in
        switch argument {
        case .integer, .function, .unknown, .exchanged, .not: false
        case .parameter, .result, .global, .slot, .field, .element, .binary: true
        }
      }
  }
}

extension String {
  /// Whether a function of the name only says or counts something, waits, or ends the program.
  fileprivate var isQuietCall: Bool {
    NameWords.words(of: self).contains { word in
      Self.quietWords.contains(word) || word.hasPrefix("log") || word.hasPrefix("print")
    }
  }

  private static let quietWords: Set<String> = [
    "log", "print", "printf", "fprintf", "snprintf", "puts", "write", "trace", "debug", "warn",
    "warning", "error", "info", "abort", "exit", "assert", "fatal", "panic", "stat", "stats",
    "count", "metric", "metrics", "time", "clock", "sleep", "usleep", "nanosleep", "yield",
    "pause", "relax", "wake", "signal", "notify", "report", "record", "memset", "strlen",
  ]
}
