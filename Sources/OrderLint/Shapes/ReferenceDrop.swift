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
}

/// Finds drops after which destruction can race with another owner's last use of the object.
struct ReferenceDropFinder {
  let analysis: Analysis
  let oracle: Oracle

  private static let payload = Variable("object")
  /// Words in the names of functions that end an object's life.
  private static let destroyers = [
    "free", "destroy", "dealloc", "delete", "dispose", "deinit", "destruct", "finalize", "cleanup",
    "release", "drop", "reclaim", "teardown",
  ]

  func find() -> [ReferenceDrop] {
    var known: Set<SourceRange> = []
    var found: [ReferenceDrop] = []
    for thread in analysis.threads {
      for (index, item) in thread.items.enumerated() where !known.contains(item.range) {
        guard let drop = drop(thread, index) else { continue }
        known.insert(item.range)
        found.append(drop)
      }
    }
    return found
  }

  private func drop(_ thread: ThreadTrace, _ index: Int) -> ReferenceDrop? {
    guard thread.items[index].isDecrement, let counter = thread.location(at: index),
      let decision = thread.lastOwnerDecision(after: index),
      let destruction = thread.items.indices.dropFirst(decision + 1).first(where: {
        isDestruction(thread.items[$0])
      })
    else { return nil }
    let scenario = scenario(thread, index, destruction)
    let question = Question.dataRace(on: Self.payload)
    guard let execution = oracle.weakness(question, of: scenario) else { return nil }
    let cut = CutScenario(scenario: scenario, threads: [thread, thread], variables: [:])
    return ReferenceDrop(
      counter: counter, thread: thread, drop: index, destruction: destruction,
      cut: CutPair(cut: cut), question: question, execution: execution)
  }

  private func isDestruction(_ item: TraceItem) -> Bool {
    switch item.kind {
    case .free: return true
    case .call(let name, _):
      let lowered = name.lowercased()
      return Self.destroyers.contains { lowered.contains($0) }
    case .read, .write, .update, .compareExchange, .fence, .allocate, .lock, .unlock, .spawn,
      .join, .assume, .opaque:
      return false
    }
  }

  /// Two owners: each uses the object, drops its reference, and destroys the object if it was last.
  private func scenario(_ thread: ThreadTrace, _ drop: Int, _ destruction: Int) -> Scenario {
    let counter = Variable("\(thread.location(at: drop)?.description ?? "count")")
    let threads = (0..<2).map { number in
      owner(thread, number, counter, drop, destruction)
    }
    return Scenario(threads: threads, initialValues: [counter: 2])
  }

  private func owner(
    _ thread: ThreadTrace, _ number: Int, _ counter: Variable, _ drop: Int, _ destruction: Int
  ) -> Scenario.Thread {
    let origin = { (item: Int) in CutScenario.origin(thread: number, item: item) }
    let old = CutScenario.register(drop)
    let order = thread.items[drop].ordering?.assumedOrder ?? .sequentiallyConsistent
    var steps: [Step] = [Step(.load(Register("use"), Self.payload, .plain))]
    for (index, item) in thread.items[..<drop].enumerated() where item.isFence {
      let fence = item.ordering?.assumedOrder ?? .sequentiallyConsistent
      steps.append(Step(.fence(fence), origin: origin(index)))
    }
    steps.append(Step(.update(old, counter, .subtract, .constant(1), order), origin: origin(drop)))
    var last: [Step] = []
    for index in (drop + 1)..<max(drop + 1, destruction) {
      let item = thread.items[index]
      if item.isFence {
        let fence = item.ordering?.assumedOrder ?? .sequentiallyConsistent
        let step = Step(.fence(fence), origin: origin(index))
        // A fence before the branch runs for every owner.
        if thread.isDecided(on: drop, before: index) {
          last.append(step)
        } else {
          steps.append(step)
        }
      } else if item.isRead, item.isAtomicAccess,
        thread.location(at: index) == thread.location(at: drop)
      {
        let read = item.readOrder ?? .sequentiallyConsistent
        let load = Step.Action.load(CutScenario.register(index), counter, .atomic(read))
        last.append(Step(load, origin: origin(index)))
      }
    }
    last.append(Step(.store(Self.payload, .constant(1), .plain), origin: origin(destruction)))
    let isLast = Expression.binary(.equal, .register(old), .constant(1))
    steps.append(Step(.branch(isLast, then: last, else: [])))
    return Scenario.Thread(name: analysis.program.functions[thread.function].name, steps: steps)
  }
}

extension TraceItem {
  fileprivate var isDecrement: Bool {
    switch kind {
    case .update(_, .subtract, operand: .integer(1), _): true
    case .update(_, .add, operand: .integer(-1), _): true
    case .update, .write, .compareExchange, .read, .fence, .allocate, .free, .lock, .unlock,
      .spawn, .join, .assume, .call, .opaque:
      false
    }
  }
}

extension ThreadTrace {
  /// The branch that is taken by the owner who finds 1, and by no other.
  fileprivate func lastOwnerDecision(after drop: Int) -> Int? {
    items.indices.dropFirst(drop + 1).first { index in
      guard case .assume(let condition) = items[index].kind else { return false }
      let when = { (count: Int64) in condition.evaluated { $0 == drop ? count : nil } }
      return when(1).map { $0 != 0 } == true && when(2) == 0
    }
  }

  /// Whether the branch on the drop's result stands before the item.
  fileprivate func isDecided(on drop: Int, before index: Int) -> Bool {
    items[drop..<index].contains { item in
      if case .assume(let condition) = item.kind {
        return condition.dependencies.contains(drop)
      }
      return false
    }
  }
}
