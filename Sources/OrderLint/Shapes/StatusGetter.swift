import MemoryModel

/// A function that tells its callers, with a relaxed read, that something is done: elsewhere the
/// same status is acquired, because what was done is used next.
public struct StatusGetter: Sendable {
  public var status: MemoryLocation
  /// Part 0 is the getter and what its caller does next; the other thread is a sound writer.
  public var cut: CutPair
  public var read: Int
  /// Where others set the status after work, and where others acquire it.
  public var setting: SourceRange
  public var acquiring: SourceRange
  public var question: Question
  public var execution: Execution
  public var isMended: Bool
}

/// Finds getters of statuses that everybody else reads and writes with more care.
struct StatusGetterFinder {
  let analysis: Analysis
  let oracle: Oracle

  func find() -> [StatusGetter] {
    var known: Set<SourceRange> = []
    var found: [StatusGetter] = []
    for thread in analysis.threads
    where analysis.program.functions[thread.function].visibility == .shared
      && !analysis.needsCallersLock.contains(thread.function)
      // What callers do that are in view is judged there.
      && analysis.callGraph.callers[thread.function].isEmpty
    {
      guard let read = thread.onlyRelaxedRead, !known.contains(thread.items[read].range),
        let status = thread.location(at: read),
        status.saysDone || analysis.program.functions[thread.function].saysDone,
        isOnlyRead(thread.items[read].range, in: thread.function),
        let getter = getter(thread, read, status)
      else { continue }
      known.insert(thread.items[read].range)
      found.append(getter)
    }
    return found
  }

  /// Whether all that any path of the function does is to read there and to return it.
  private func isOnlyRead(_ range: SourceRange, in function: Int) -> Bool {
    analysis.threads.allSatisfy { other in
      guard other.function == function else { return true }
      return other.onlyRelaxedRead.map { other.items[$0].range == range } ?? false
    }
  }

  /// Whether whoever uses what was done before the status was set acquires the status itself, or holds
  /// a lock: then it matters to nobody what the getter says.
  private func usersAcquire(
    _ status: MemoryLocation, setBy setter: ThreadTrace, at item: Int
  ) -> Bool {
    let results = Set(
      setter.items.indices.prefix(item).filter {
        setter.items[$0].isPlainAccess && setter.items[$0].isWrite && !setter.isFresh($0)
      }.compactMap { setter.location(at: $0) })
    var isUsed = false
    for location in results {
      for use in analysis.plainSites[location] ?? [] {
        let user = analysis.threads[use.thread]
        guard !user.items[use.item].isWrite else { continue }
        isUsed = true
        let acquires = user.items.indices.prefix(use.item).contains {
          user.location(at: $0) == status && user.items[$0].readOrder?.isAcquire == true
        }
        guard acquires || !user.locks.locks(at: use.item).isEmpty else { return false }
      }
    }
    return isUsed
  }

  private func getter(
    _ thread: ThreadTrace, _ read: Int, _ status: MemoryLocation
  ) -> StatusGetter? {
    let sites = analysis.atomicSites[status] ?? []
    let item = { (site: Analysis.Site) in analysis.threads[site.thread].items[site.item] }
    guard
      let acquiring = sites.first(where: { site in
        guard case .read = item(site).kind else { return false }
        return item(site).readOrder?.isAcquire == true && item(site).function != thread.function
      }),
      let setting = sites.first(where: { site in
        item(site).isWrite && item(site).ordering?.order?.isRelease == true
          && analysis.threads[site.thread].works(before: site.item)
      }),
      !usersAcquire(status, setBy: analysis.threads[setting.thread], at: setting.item)
    else { return nil }
    let word = Variable("\(status)")
    let data = Variable("what was done")
    let origin = CutScenario.origin(thread: 0, item: read)
    let seen = CutScenario.register(read)
    let scenario = Scenario(threads: [
      Scenario.Thread(
        name: "a caller of \(analysis.program.functions[thread.function].name)",
        steps: [
          Step(.load(seen, word, .atomic(.relaxed)), origin: origin),
          Step(.assume(.binary(.notEqual, .register(seen), .constant(0)))),
          Step(.load(Register("value"), data, .plain)),
        ]),
      .soundWriter(of: data, guardedBy: word),
    ])
    let question = Question.dataRace(on: data)
    guard let execution = oracle.weakness(question, of: scenario) else { return nil }
    let edit = ScenarioEdit.setOrder(origin: origin, to: .acquire)
    return StatusGetter(
      status: status,
      cut: CutPair(cut: CutScenario(scenario: scenario, threads: [thread], variables: [:])),
      read: read, setting: item(setting).range, acquiring: item(acquiring).range,
      question: question, execution: execution,
      isMended: oracle.ask(question, of: scenario.applying([edit])).isForbidden)
  }
}

extension ThreadTrace {
  /// The relaxed read that is all the thread does, if it returns what it read.
  fileprivate var onlyRelaxedRead: Int? {
    let accesses = items.indices.filter { items[$0].isAccess || items[$0].mayFence }
    guard accesses.count == 1, case .read(_, .atomic(let ordering)) = items[accesses[0]].kind,
      ordering.order == .relaxed, !ordering.isImplicit, !isExclusive[accesses[0]],
      let returned = trace.returned
    else { return nil }
    let isReturned =
      returned == .result(accesses[0])
      || returned.isTruthValue && returned.isDecided(by: accesses[0])
    return isReturned ? accesses[0] : nil
  }

  /// Whether the thread has called code out of view, or written memory, before the item.
  fileprivate func works(before index: Int) -> Bool {
    items.indices.prefix(index).contains { other in
      switch items[other].kind {
      case .call: true
      case .write(_, _, .plain): places[other] != nil && !isExclusive[other]
      case .write, .read, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock,
        .spawn, .join, .assume, .opaque:
        false
      }
    }
  }
}

extension Value {
  /// Whether the value compares what an item read, and not some bits of it: those may say what hands
  /// nothing over.
  fileprivate func isDecided(by item: Int) -> Bool {
    switch self {
    case .result(let read): read == item
    case .not(let value): value.isDecided(by: item)
    case .binary(let kind, let left, let right):
      kind.isComparison && (left == .result(item) || right == .result(item))
    case .integer, .exchanged, .parameter, .global, .slot, .field, .element, .function, .unknown:
      false
    }
  }
}

extension MemoryLocation {
  fileprivate var saysDone: Bool {
    guard case .field(_, let name) = path.last else { return false }
    return NameWords.sayDone(name)
  }
}

extension Function {
  fileprivate var saysDone: Bool {
    NameWords.sayDone(name.split { $0 == ":" || $0 == "." }.last.map(String.init) ?? name)
  }
}

extension NameWords {
  fileprivate static func sayDone(_ name: String) -> Bool {
    let own: Set = [
      "status", "done", "finished", "complete", "completed", "ready", "resolved", "fulfilled",
      "initialized",
    ]
    return !own.isDisjoint(with: words(of: name))
  }
}
