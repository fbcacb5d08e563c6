import MemoryModel

/// An update that acquires where its function ends something: nobody looks at what it read, and what
/// was done before is not released.
public struct UnreleasedEnd: Sendable {
  public var object: MemoryLocation
  /// Thread 0 is the one at fault; the other is a sound reader.
  public var cut: CutPair
  public var update: Int
  public var question: Question
  public var execution: Execution
  /// With a release nothing is missing.
  public var isMended: Bool
}

/// Finds updates that, by the name of their function, should release.
struct UnreleasedEndFinder {
  private static let data = Variable("what was done")

  let analysis: Analysis
  let oracle: Oracle

  func find() -> [UnreleasedEnd] {
    var known: Set<SourceRange> = []
    var found: [UnreleasedEnd] = []
    for thread in analysis.threads {
      for (index, item) in thread.items.enumerated() where !known.contains(item.range) {
        guard case .update(_, let operation, _, let ordering) = item.kind, operation != .exchange,
          ordering.order == .acquire, !ordering.isImplicit, !thread.isExclusive[index],
          let object = thread.location(at: index), !thread.isUsed(index),
          Self.saysEnd(analysis.program.words[item.function]),
          !thread.items.prefix(index).contains(where: \.mayFence),
          let end = judge(thread, index, object)
        else { continue }
        known.insert(item.range)
        found.append(end)
      }
    }
    return found
  }

  private func judge(
    _ thread: ThreadTrace, _ update: Int, _ object: MemoryLocation
  ) -> UnreleasedEnd? {
    let word = Variable("\(object)")
    let origin = CutScenario.origin(thread: 0, item: update)
    let name = analysis.program.functions[thread.function].name
    let scenario = Scenario(threads: [
      Scenario.Thread(
        name: name,
        steps: [
          Step(.store(Self.data, .constant(1), .plain)),
          Step(
            .update(CutScenario.register(update), word, .add, .constant(1), .acquire),
            origin: origin),
        ]),
      .soundReader(of: Self.data, guardedBy: word),
    ])
    let question = Question.dataRace(on: Self.data)
    guard let execution = oracle.weakness(question, of: scenario) else { return nil }
    let mended = scenario.applying([.setOrder(origin: origin, to: .release)])
    return UnreleasedEnd(
      object: object,
      cut: CutPair(cut: CutScenario(scenario: scenario, threads: [thread], variables: [:])),
      update: update, question: question, execution: execution,
      isMended: oracle.ask(question, of: mended).isForbidden)
  }

  /// Whether a function of that name ends something and begins nothing.
  private static func saysEnd(_ words: [String]) -> Bool {
    words.contains(where: ends.contains) && !words.contains(where: beginnings.contains)
  }

  private static let ends: Set<String> = [
    "end", "finish", "finished", "complete", "completed", "publish", "commit", "done", "produce",
    "produced", "post", "submit", "written", "signal",
  ]
  private static let beginnings: Set<String> = [
    "begin", "start", "wait", "read", "reader", "consume", "try", "acquire", "lock", "enter",
  ]
}
