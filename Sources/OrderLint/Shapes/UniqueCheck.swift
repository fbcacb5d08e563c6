import MemoryModel

/// An owner who reads that it is the only one and then changes or frees the object, or somebody who
/// reads that there is none and frees it, without having synchronized with the drops of those who were
/// owners before.
public struct UniqueCheck: Sendable {
  public var counter: MemoryLocation
  /// Item of thread 0 that reads the count, and the first one that needs the object unshared.
  public var read: Int
  public var use: Int
  /// The use frees or destroys.
  public var ends: Bool
  /// The check finds that nobody owns the object.
  public var findsNone: Bool
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  public var isMended: Bool
}

/// Finds reads of reference counts that are compared with 1 or 0 and do not acquire.
struct UniqueCheckFinder {
  let analysis: Analysis
  let oracle: Oracle

  private static let payload = ReferenceOwners.payload

  func find() -> [UniqueCheck] {
    let counters = referenceCounts()
    var known: Set<SourceRange> = []
    var found: [UniqueCheck] = []
    for thread in analysis.threads where !analysis.needsCallersLock.contains(thread.function) {
      for (index, item) in thread.items.enumerated() where !known.contains(item.range) {
        guard thread.isRelaxedRead(index), let counter = thread.location(at: index),
          counters.contains(counter),
          let check = check(thread, index, counter) ?? checkForNone(thread, index, counter)
        else { continue }
        known.insert(item.range)
        found.append(check)
      }
    }
    return found
  }

  /// Counts whose last drop decides something, counts that are called so and only read here, and
  /// those of which each object starts with 1 and to which 1 is added and taken away.
  private func referenceCounts() -> Set<MemoryLocation> {
    var found: Set<MemoryLocation> = []
    for location in analysis.atomicLocations {
      let sites = analysis.atomicSites[location] ?? []
      let drops = sites.filter { analysis.threads[$0.thread].isDecrement($0.item) }
      let isNamed = location.saysReferenceCount
      let isDecided = drops.contains {
        analysis.threads[$0.thread].lastOwnerDecision(after: $0.item) != nil
      }
      let isWritten = sites.contains { analysis.threads[$0.thread].items[$0.item].isWrite }
      if isDecided && (isNamed || location.record != nil)
        || isNamed && (!drops.isEmpty || !isWritten) || countsFromOne(location)
      {
        found.insert(location)
      }
    }
    return found
  }

  /// The counts of owners that start with the one who made the object.
  func counters() -> Set<MemoryLocation> { Set(analysis.atomicLocations.filter(countsFromOne)) }

  private func countsFromOne(_ location: MemoryLocation) -> Bool {
    let sites = analysis.atomicSites[location] ?? []
    return startsWithOne(location) && sites.contains(where: isIncrement)
      && sites.contains { analysis.threads[$0.thread].isDecrement($0.item) }
  }

  private func isIncrement(_ site: Analysis.Site) -> Bool {
    switch analysis.threads[site.thread].items[site.item].kind {
    case .update(_, .add, .integer(1), _): true
    case .update, .read, .write, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
      .join, .assume, .call, .opaque:
      false
    }
  }

  private func startsWithOne(_ location: MemoryLocation) -> Bool {
    guard case .field(let record, let name)? = location.key else { return false }
    return analysis.program.records[record]?.fields.first { $0.name == name }?.initialValue == 1
  }

  private func check(
    _ thread: ThreadTrace, _ read: Int, _ counter: MemoryLocation
  ) -> UniqueCheck? {
    guard !thread.isExclusive[read], !thread.isFresh(read), !thread.holdsLock(before: read),
      let decision = thread.soleOwnerDecision(after: read),
      let use = thread.items.indices.dropFirst(decision + 1).first(where: {
        thread.needsUnshared($0, countedAt: read)
      }),
      !thread.holdsLock(before: use)
    else { return nil }
    return judge(thread, read, use, counter, owners: 1)
  }

  /// Who frees what nobody owns any more: a lock keeps out those who would become owners, and not
  /// those who drop the object without it.
  private func checkForNone(
    _ thread: ThreadTrace, _ read: Int, _ counter: MemoryLocation
  ) -> UniqueCheck? {
    guard !thread.isExclusive[read], !thread.isFresh(read), !analysis.isAsserted(read, in: thread),
      case .read = thread.items[read].kind, isDroppedFreely(counter),
      let decision = thread.noOwnerDecision(after: read),
      let use = thread.items.indices.dropFirst(decision + 1).first(where: {
        thread.ends($0, countedAt: read)
      }),
      // A first look that is repeated under the lock decides nothing.
      !thread.items.indices[(read + 1)..<use].contains(where: {
        thread.items[$0].isAtomicAccess && thread.places[$0] == thread.places[read]
      })
    else { return nil }
    return judge(thread, read, use, counter, owners: 0)
  }

  /// Whether some owner drops the object, but for initial and last uses, without a lock.
  private func isDroppedFreely(_ counter: MemoryLocation) -> Bool {
    (analysis.atomicSites[counter] ?? []).contains { site in
      let thread = analysis.threads[site.thread]
      return thread.isDecrement(site.item) && !thread.holdsLock(before: site.item)
        && !analysis.needsCallersLock.contains(thread.function)
    }
  }

  private func judge(
    _ thread: ThreadTrace, _ read: Int, _ use: Int, _ counter: MemoryLocation, owners: Int
  ) -> UniqueCheck? {
    let scenario = scenario(thread, read, use, counter, owners)
    let question = Question.dataRace(on: Self.payload)
    guard let execution = oracle.weakness(question, of: scenario) else { return nil }
    let written = thread.items[read].ordering?.order ?? .relaxed
    let edit = ScenarioEdit.setOrder(
      origin: CutScenario.origin(thread: 0, item: read), to: written.joined(.acquire))
    return UniqueCheck(
      counter: counter, read: read, use: use, ends: !thread.items[use].isWrite,
      findsNone: owners == 0,
      cut: CutPair(cut: CutScenario(scenario: scenario, threads: [thread], variables: [:])),
      question: question, execution: execution,
      isMended: oracle.ask(question, of: scenario.applying([edit])).isForbidden)
  }

  /// The owner who asks, and one who uses the object for the last time and drops it as it should.
  private func scenario(
    _ thread: ThreadTrace, _ read: Int, _ use: Int, _ counter: MemoryLocation, _ owners: Int
  ) -> Scenario {
    let count = Variable("\(counter)")
    let other = Scenario.Thread(
      name: "another owner",
      steps: [
        Step(.load(Register("use"), Self.payload, .plain)),
        Step(.update(Register("before"), count, .subtract, .constant(1), .release)),
      ])
    var steps: [Step] = []
    for index in read..<use {
      steps += step(thread, index, read, counter, count)
    }
    let isAlone = Expression.binary(
      .equal, .register(CutScenario.register(read)), .constant(owners))
    steps.append(Step(.assume(isAlone)))
    steps.append(
      Step(
        .store(Self.payload, .constant(1), .plain),
        origin: CutScenario.origin(thread: 0, item: use)))
    let name = analysis.program.functions[thread.function].name
    return Scenario(
      threads: [Scenario.Thread(name: name, steps: steps), other],
      initialValues: [count: owners + 1])
  }

  /// What reads of the count and fences between the check and the use do.
  private func step(
    _ thread: ThreadTrace, _ index: Int, _ read: Int, _ counter: MemoryLocation, _ count: Variable
  ) -> [Step] {
    let item = thread.items[index]
    let origin = CutScenario.origin(thread: 0, item: index)
    if let fence = thread.fenceStep(index) { return [fence] }
    guard item.isAtomicAccess, item.isRead, thread.location(at: index) == counter else { return [] }
    let taken = thread.isTaken(index) ? item.ordering?.assumedOrder : item.readOrder
    let order = taken ?? .sequentiallyConsistent
    let register = CutScenario.register(index)
    return [Step(.load(register, count, .atomic(order)), origin: origin)]
  }
}

extension ThreadTrace {
  fileprivate func isRelaxedRead(_ index: Int) -> Bool {
    switch items[index].kind {
    case .read(_, .atomic(let ordering)): ordering.order == .relaxed
    case .compareExchange(_, .integer(1), let desired, let success, _, _):
      // Who makes it 2 takes a share and does not ask for being alone.
      success.order?.isAcquire == false && isTaken(index) && desired != .integer(2)
    case .read, .compareExchange, .write, .update, .fence, .allocate, .free, .lock, .unlock, .spawn,
      .join, .assume, .call, .opaque:
      false
    }
  }

  /// The branch that only the one owner takes who finds 1.
  fileprivate func soleOwnerDecision(after read: Int) -> Int? {
    if case .compareExchange = items[read].kind {
      return items.firstIndex { item in
        if case .assume(.exchanged(read)) = item.kind { true } else { false }
      }
    }
    return lastOwnerDecision(after: read)
  }

  /// The branch that is taken if the item finds 0, and not if it finds 1.
  fileprivate func noOwnerDecision(after read: Int) -> Int? {
    items.indices.dropFirst(read + 1).first { index in
      guard case .assume(let condition) = items[index].kind else { return false }
      return condition.holds(if: read, is: 0, butNotIf: 1)
    }
  }

  /// Whether the item ends the life of the object.
  fileprivate func ends(_ index: Int, countedAt read: Int) -> Bool {
    switch items[index].kind {
    case .free, .call: needsUnshared(index, countedAt: read)
    case .write, .read, .update, .compareExchange, .fence, .allocate, .lock, .unlock, .spawn, .join,
      .assume, .opaque:
      false
    }
  }

  /// Whether the item does to the object what is not to be done while there are other owners.
  fileprivate func needsUnshared(_ index: Int, countedAt read: Int) -> Bool {
    switch items[index].kind {
    case .write(let address, _, .plain):
      return !isExclusive[index] && !isFresh(index)
        && (belongs(address, toObjectOf: read)
          || places[index]?.object.base == places[read]?.object.base)
    case .free(let address): return belongs(address, toObjectOf: read)
    case .call(let name, let arguments):
      return ReferenceDropFinder.saysDestroys(name)
        && (isGlobal(read) || arguments.contains { belongs($0, toObjectOf: read) })
    case .write, .read, .update, .compareExchange, .fence, .allocate, .lock, .unlock, .spawn, .join,
      .assume, .opaque:
      return false
    }
  }

  private func isGlobal(_ read: Int) -> Bool {
    if case .global? = location(at: read)?.root { true } else { false }
  }

  /// Whether an address lies in the object that is counted, or in what that points to.
  private func belongs(_ address: Value, toObjectOf read: Int) -> Bool {
    guard let counted = items[read].address else { return false }
    if case .slot = address.base { return false }
    if isGlobal(read) { return true }
    var base = address.base
    for _ in 0..<4 {
      if base == counted.base { return true }
      guard case .result(let source) = base, items.indices.contains(source),
        let pointer = items[source].address
      else { return false }
      // A pointer that is read twice from one place is one pointer.
      if places[source]?.object.base == places[read]?.object.base { return true }
      if case .result(let owner) = counted.base, items.indices.contains(owner),
        items[owner].isRead, items[owner].address == pointer
      {
        return true
      }
      base = pointer.base
    }
    return false
  }
}

extension MemoryLocation {
  /// Whether the name says that it counts owners.
  var saysReferenceCount: Bool {
    let name = NameWords.lowercased(description)
    return Self.wordsOfCounts.contains { NameWords.contains($0, in: name) }
  }

  private static let wordsOfCounts = [
    "ref", "owners", "strong", "retain", "usecount", "use_count",
  ].map { Array($0.utf8) }
}
