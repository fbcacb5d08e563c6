import MemoryModel

/// The last owner of a reference-counted object destroys it: a decrement whose result decides.
public struct ReferenceDrop: Sendable {
  public var counter: MemoryLocation
  public var thread: ThreadTrace
  /// The item that drops the reference.
  public var drop: Int
  /// The item that frees or destroys.
  public var destruction: Int
  public var cut: CutPair
  public var question: Question
  /// The destruction races with another owner's last use.
  public var execution: Execution

  /// Where the order is missing. A macro whose drop releases does its own part: what it lacks is
  /// missing where its result decides.
  public var range: SourceRange {
    let item = thread.items[drop]
    guard item.ordering?.order?.isRelease == true, item.function == thread.function else {
      return item.range
    }
    return item.calls.first ?? item.range
  }
}

/// Finds drops after which destruction can race with another owner's last use of the object.
struct ReferenceDropFinder {
  let analysis: Analysis
  let oracle: Oracle

  /// Words in the names of functions that end an object's life.
  private static let destroyers = [
    "free", "destroy", "dealloc", "delete", "dispose", "deinit", "destruct", "finalize", "cleanup",
    "release", "drop", "reclaim", "teardown",
  ]

  /// The reference counts of the program: what is decremented by owners of whom the last destroys.
  func counters() -> Set<MemoryLocation> {
    var found: Set<MemoryLocation> = []
    for thread in analysis.threads {
      for index in thread.items.indices where thread.isDecrement(index) {
        if let counter = thread.location(at: index), !found.contains(counter),
          destruction(thread, after: index) != nil
        {
          found.insert(counter)
        }
      }
    }
    return found
  }

  func find() -> [ReferenceDrop] {
    var known: Set<SourceRange> = []
    var found: [ReferenceDrop] = []
    for thread in analysis.threads + helpers() {
      for index in thread.items.indices where thread.isDecrement(index) {
        guard let drop = drop(thread, index), known.insert(drop.range).inserted else { continue }
        found.append(drop)
      }
    }
    return found
  }

  /// Private functions that change a counter, by themselves: as part of large callers, not all of
  /// their paths are seen. What callers may protect with a lock is left to these.
  private func helpers() -> [ThreadTrace] {
    let roots = Set(analysis.threads.map(\.function))
    var tracer = Tracer(program: analysis.program, callGraph: analysis.callGraph)
    return analysis.program.functions.indices.flatMap { number -> [ThreadTrace] in
      let function = analysis.program.functions[number]
      guard !roots.contains(number), function.changesCounter,
        !analysis.callGraph.hasLockingCaller(number, in: analysis.program)
      else { return [] }
      return ThreadTrace.threads(
        tracer.traces(of: number).traces, of: number, locator: analysis.locator)
    }
  }

  private func drop(_ thread: ThreadTrace, _ index: Int) -> ReferenceDrop? {
    guard thread.isDecrement(index), let counter = thread.location(at: index),
      let destruction = destruction(thread, after: index)
    else { return nil }
    let scenario = ReferenceOwners(thread: thread, drop: index, destruction: destruction)
      .scenario(named: analysis.program.functions[thread.function].name)
    let question = Question.dataRace(on: ReferenceOwners.payload)
    guard let execution = oracle.weakness(question, of: scenario) else { return nil }
    let cut = CutScenario(scenario: scenario, threads: [thread, thread], variables: [:])
    return ReferenceDrop(
      counter: counter, thread: thread, drop: index, destruction: destruction,
      cut: CutPair(cut: cut), question: question, execution: execution)
  }

  /// Whether a function's name says that it ends an object's life.
  static func saysDestroys(_ name: String) -> Bool {
    let lowered = name.lowercased()
    return destroyers.contains { lowered.contains($0) }
  }

  /// What only the owner who drops the last reference does to the object.
  private func destruction(_ thread: ThreadTrace, after drop: Int) -> Int? {
    guard let decision = thread.lastOwnerDecision(after: drop) else { return nil }
    let rest = thread.items.indices.dropFirst(decision + 1)
    return rest.first { isDestruction(thread.items[$0]) }
      ?? rest.first { isReset($0, of: drop, in: thread) }
  }

  /// Whether the last owner takes something out of the object, to use it for something else.
  private func isReset(_ index: Int, of drop: Int, in thread: ThreadTrace) -> Bool {
    guard case .write(_, .integer(0), .plain) = thread.items[index].kind,
      thread.location(at: drop)?.saysReferenceCount == true,
      let counter = thread.places[drop], let field = thread.places[index],
      !thread.isExclusive[index]
    else { return false }
    return counter.object == field.object
      && counter.location.path.count == field.location.path.count
  }

  private func isDestruction(_ item: TraceItem) -> Bool {
    switch item.kind {
    case .free: return true
    case .call(let name, _):
      return Self.saysDestroys(name)
    case .read, .write, .update, .compareExchange, .fence, .allocate, .lock, .unlock, .spawn,
      .join, .assume, .opaque:
      return false
    }
  }
}

extension Function {
  fileprivate var changesCounter: Bool {
    blocks.contains { block in
      block.events.contains { event in
        switch event.kind {
        case .update(_, .subtract, _, _), .update(_, .add, _, _), .compareExchange: true
        case .update, .read, .write, .assign, .fence, .allocate, .free, .lock, .unlock, .spawn,
          .join, .call, .opaque:
          false
        }
      }
    }
  }
}

extension ThreadTrace {
  /// Whether the item takes one from a counter.
  func isDecrement(_ index: Int) -> Bool {
    switch items[index].kind {
    case .update(_, .subtract, operand: .integer(1), _),
      .update(_, .add, operand: .integer(-1), _):
      return true
    case .compareExchange(_, let expected, let desired, _, _, _):
      guard case .result(let read) = expected, items.indices.contains(read),
        case .read(_, .atomic) = items[read].kind, location(at: read) == location(at: index),
        isTaken(index)
      else { return false }
      return desired == .binary(.subtract, expected, .integer(1))
        || desired == .binary(.add, expected, .integer(-1))
    case .update, .write, .read, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume,
      .call, .opaque:
      return false
    }
  }

  /// The branch that is taken by the owner who finds 1, and by no other.
  func lastOwnerDecision(after drop: Int) -> Int? {
    let sources = countSources(of: drop)
    return items.indices.dropFirst(drop + 1).first { index in
      guard case .assume(let condition) = items[index].kind else { return false }
      let when = { (count: Int64) in condition.evaluated { sources.contains($0) ? count : nil } }
      return when(1).map { $0 != 0 } == true && when(2) == 0
    }
  }
}
