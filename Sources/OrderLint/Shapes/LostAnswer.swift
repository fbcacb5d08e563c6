import MemoryModel

/// A node whose address one thread shows to another, which then stores something in it: the order of
/// the address lets what the node was initialised with come last, so that what was stored is lost.
public struct LostAnswer: Sendable {
  public enum Fault: Sendable {
    /// The address is shown without a release of the node.
    case showing
    /// The address is read without an acquire.
    case answering
  }

  public var fault: Fault
  public var pointer: MemoryLocation
  /// What the other thread stores to.
  public var word: MemoryLocation
  /// The thread that shows the node waits for what is stored.
  public var isAwaited: Bool
  /// Thread 0 is at fault.
  public var cut: CutPair
  /// Item of thread 0 that accesses the pointer.
  public var access: Int
  /// Where the word is initialised, if a statement does so, and where it is stored to.
  public var initialization: SourceRange?
  public var answer: SourceRange
  public var execution: Execution
  public var written: MemoryOrder
  public var needed: MemoryOrder
  /// With that order alone nothing is lost.
  public var isMended: Bool
  public var question: Question
}

/// Finds nodes that are shown to others too weakly for what these store in them.
struct LostAnswerFinder {
  let analysis: Analysis
  let oracle: Oracle
  /// Paths to one answer that each showing of an address is paired with.
  private let pathsPerAnswer = 12

  func find(besides handovers: [PointerHandover]) -> [LostAnswer] {
    var known = Set(handovers.map { $0.cut.item(0, $0.access).range })
    let answers = answers()
    guard !answers.isEmpty else { return [] }
    var found: [LostAnswer] = []
    for thread in analysis.threads where !analysis.needsCallersLock.contains(thread.function) {
      for index in thread.items.indices where thread.showsAddress(index) {
        guard let pointer = thread.location(at: index) else { continue }
        for answer in answers[pointer] ?? [] {
          let suspects = suspects(thread.items[index], answer, besides: known)
          guard !suspects.isEmpty, let showing = showing(thread, index, before: answer),
            mayMeet(showing, answer)
          else { continue }
          for loss in suspects.compactMap({ judge($0, showing, answer) })
          where known.insert(loss.cut.item(0, loss.access).range).inserted {
            found.append(loss)
          }
        }
      }
    }
    return found
  }

  /// What may be at fault, by the orders that are written.
  private func suspects(
    _ shown: TraceItem, _ answer: NodeAnswer, besides known: Set<SourceRange>
  ) -> [LostAnswer.Fault] {
    let read = answer.thread.items[answer.load]
    var found: [LostAnswer.Fault] = []
    if shown.ordering?.order?.isRelease == false, !known.contains(shown.range) {
      found.append(.showing)
    }
    // What an exchange takes is `PointerHandover`'s.
    if read.ordering?.order?.isAcquire == false, !known.contains(read.range), !read.isWrite,
      answer.exchanges.isEmpty
    {
      found.append(.answering)
    }
    return found
  }

  /// What threads store in nodes whose addresses they found, by the place of the address.
  private func answers() -> [MemoryLocation: [NodeAnswer]] {
    var counts: [NodeAnswer.Key: Int] = [:]
    var found: [MemoryLocation: [NodeAnswer]] = [:]
    for thread in analysis.threads where !analysis.needsCallersLock.contains(thread.function) {
      for index in thread.items.indices {
        guard let answer = NodeAnswer(of: thread, at: index) else { continue }
        counts[answer.key, default: 0] += 1
        guard counts[answer.key, default: 0] <= pathsPerAnswer else { continue }
        found[answer.pointer, default: []].append(answer)
      }
    }
    return found
  }

  private func showing(
    _ thread: ThreadTrace, _ index: Int, before answer: NodeAnswer
  ) -> NodeShowing? {
    guard let node = thread.items[index].storedValue else { return nil }
    let initial = thread.items.indices.prefix(index).last { other in
      thread.items[other].isWrite && thread.location(at: other) == answer.word
        && thread.items[other].address?.isWord(of: node) == true
    }
    let isAwaited = thread.items.indices.dropFirst(index + 1).contains { other in
      thread.items[other].isRead && thread.location(at: other) == answer.word
        && thread.items[other].address?.isWord(of: node) == true && thread.isTested(other)
    }
    let showing = NodeShowing(
      thread: thread, access: index, initialization: initial, isAwaited: isAwaited)
    guard let initial else {
      let comesToLife =
        analysis.program.initialValue(of: answer.word) != nil && isMadeHere(node, in: thread)
      return comesToLife && (isAwaited || follows(showing, answer)) ? showing : nil
    }
    guard case .write(_, let value, _) = thread.items[initial].kind else { return nil }
    return isAwaited || value == .integer(0) && follows(showing, answer) ? showing : nil
  }

  /// Whether each puts its node in the place of the last one by an exchange, and links it into that.
  private func follows(_ showing: NodeShowing, _ answer: NodeAnswer) -> Bool {
    guard answer.linksNode, showing.thread.items[showing.access].isRead else { return false }
    return answer.thread.items[answer.load].isWrite || !answer.exchanges.isEmpty
  }

  /// Whether the node comes to life on the path, with what its fields are declared to hold.
  private func isMadeHere(_ node: Value, in thread: ThreadTrace) -> Bool {
    switch node.base {
    case .slot: return true
    case .parameter(0): return analysis.program.functions[thread.function].kind == .initializer
    case .result(let source):
      guard thread.items.indices.contains(source), case .allocate = thread.items[source].kind
      else { return false }
      return true
    case .parameter, .integer, .exchanged, .global, .field, .element, .function, .not, .binary,
      .unknown:
      return false
    }
  }

  // MARK: The verdict

  /// Whether both may happen at once, with nothing else between them that orders.
  private func mayMeet(_ showing: NodeShowing, _ answer: NodeAnswer) -> Bool {
    let (writer, reader) = (showing.thread, answer.thread)
    return analysis.mayOverlap(writer.function, reader.function)
      && writer.locks.locks(at: showing.access).isDisjoint(
        with: reader.locks.locks(at: answer.load))
      && showing.otherReleases.isDisjoint(with: answer.otherAcquires)
  }

  private func judge(
    _ fault: LostAnswer.Fault, _ showing: NodeShowing, _ answer: NodeAnswer
  ) -> LostAnswer? {
    let isShowing = fault == .showing
    let (thread, access) =
      isShowing ? (showing.thread, showing.access) : (answer.thread, answer.load)
    guard let written = thread.items[access].ordering?.order else { return nil }
    let parts = [
      scenarioThread(showing.thread, showing.steps(as: isShowing ? 0 : 1)),
      scenarioThread(answer.thread, answer.steps(as: isShowing ? 1 : 0)),
    ]
    let scenario = Scenario(threads: isShowing ? parts : parts.reversed())
    guard let execution = oracle.weakness(showing.question, of: scenario),
      oracle.isWeak(showing.question, of: scenario.idealizing(thread: 1))
    else { return nil }
    let needed = written.joined(isShowing ? .release : .acquire)
    let origin = CutScenario.origin(thread: 0, item: access)
    let mended = scenario.applying([.setOrder(origin: origin, to: needed)])
    guard
      oracle.ask(showing.question, of: mended.idealizing(thread: 1)).isForbidden
    else { return nil }
    let threads = [showing.thread, answer.thread]
    let cut = CutScenario(
      scenario: scenario, threads: isShowing ? threads : threads.reversed(), variables: [:])
    return LostAnswer(
      fault: fault, pointer: answer.pointer, word: answer.word, isAwaited: showing.isAwaited,
      cut: CutPair(cut: cut), access: access,
      initialization: showing.initialization.map { showing.thread.items[$0].range },
      answer: answer.thread.items[answer.store].range, execution: execution, written: written,
      needed: needed, isMended: oracle.ask(showing.question, of: mended).isForbidden,
      question: showing.question)
  }

  private func scenarioThread(_ thread: ThreadTrace, _ steps: [Step]) -> Scenario.Thread {
    Scenario.Thread(name: analysis.program.functions[thread.function].name, steps: steps)
  }
}

extension ThreadTrace {
  /// Whether the item makes the address of something known to others.
  fileprivate func showsAddress(_ index: Int) -> Bool {
    guard items[index].isAtomicAccess, items[index].isWrite else { return false }
    if case .compareExchange = items[index].kind, !isTaken(index) { return false }
    return switch items[index].storedValue {
    case .parameter, .slot, .field: true
    case .result(let source): items.indices.contains(source) && !items[source].isAtomicAccess
    case .integer, .element, .exchanged, .global, .function, .not, .binary, .unknown, nil: false
    }
  }
}

extension Value {
  /// Whether the address is that of a field of the node, or of a field of a field.
  fileprivate func isWord(of node: Value) -> Bool {
    guard case .field(let holder, _, _) = self else { return false }
    return holder == node || holder.isWord(of: node)
  }
}
