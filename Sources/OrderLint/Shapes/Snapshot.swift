import MemoryModel

/// Two atomics are read to be compared, where one is only moved on after the other was looked at.
/// The first read does not keep the second one behind it: the pair may be one that never was.
public struct Snapshot: Sendable {
  /// What is read first, and is moved on after a look at `base`.
  public var derived: MemoryLocation
  public var base: MemoryLocation
  /// Thread 0 reads both, thread 1 looks at the base and moves the derived one on.
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  /// Items of thread 0.
  public var first: Int
  public var second: Int
  /// Items of thread 1.
  public var look: Int
  public var move: Int
  public var isMended: Bool
}

extension Snapshot {
  /// What readers call the two.
  public var names: (derived: String, base: String) { Self.names(derived, base) }

  /// Their names, with those of their records where they are the same without.
  fileprivate static func names(
    _ derived: MemoryLocation, _ base: MemoryLocation
  ) -> (derived: String, base: String) {
    derived.description == base.description
      ? (derived.withRecord, base.withRecord) : (derived.description, base.description)
  }
}

/// Finds pairs of reads that one comparison uses and that may be made the other way round.
struct SnapshotFinder {
  let analysis: Analysis
  let oracle: Oracle
  /// What is known of a location's sites, so that each is looked at once.
  private var totals: [MemoryLocation: Bool] = [:]
  private var movers: [MemoryLocation: Set<Int>] = [:]
  private var owners: [Int: Set<Int>] = [:]
  private var settings: [MemoryLocation: Bool] = [:]

  init(analysis: Analysis, oracle: Oracle) {
    self.analysis = analysis
    self.oracle = oracle
  }

  private struct Pair: Hashable {
    var thread: Int
    var first: Int
    var second: Int
  }

  private struct Peer {
    var thread: ThreadTrace
    var look: Int
    var move: Int
  }

  func find() -> [Snapshot] {
    var finder = self
    return finder.search()
  }

  private mutating func search() -> [Snapshot] {
    var known: Set<SourceRange> = []
    var found: [Snapshot] = []
    for (number, thread) in analysis.threads.enumerated()
    where !analysis.needsCallersLock.contains(thread.function) {
      for pair in pairs(in: thread, number) {
        let range = thread.items[pair.first].range
        guard !known.contains(range), let shape = judge(pair) ?? judgeTotals(pair) else { continue }
        known.insert(range)
        found.append(shape)
      }
    }
    return found
  }

  // MARK: Pairs of reads

  /// Each pair once, as the path decides by them.
  private mutating func pairs(in thread: ThreadTrace, _ number: Int) -> [Pair] {
    var seen: Set<Pair> = []
    var found: [Pair] = []
    for value in thread.decisions(besides: analysis.program.functions[thread.function]) {
      for (left, right) in value.comparedReads(in: thread) {
        let pair = Pair(thread: number, first: min(left, right), second: max(left, right))
        if seen.insert(pair).inserted, isWeak(pair, thread) { found.append(pair) }
      }
    }
    if let (left, right) = thread.trace.returned?.difference, right < left {
      let pair = Pair(thread: number, first: right, second: left)
      if seen.insert(pair).inserted, isWeak(pair, thread) { found.append(pair) }
    }
    return found
  }

  private mutating func isWeak(_ pair: Pair, _ thread: ThreadTrace) -> Bool {
    guard case .read(_, .atomic(let ordering)) = thread.items[pair.first].kind,
      ordering.order == .relaxed,
      let first = thread.places[pair.first], let second = thread.places[pair.second],
      first.location != second.location,
      thread.holder(of: first.object).isBeside(thread.holder(of: second.object)),
      !thread.isExclusive[pair.first], !thread.holdsLock(before: pair.first),
      thread.items[pair.second].isAtomicAccess
    else { return false }
    guard
      thread.items[pair.second].readOrder?.isAcquire == true
        || thread.writesAtomically(inFunctionOf: pair.first)
    else {
      return false
    }
    let (derived, base) = (first.location, second.location)
    if isSetting(base) { return false }
    let isOwn = isOwner(thread.function, of: derived) || isOwner(thread.function, of: base)
    return !isOwn || isTotal(derived) && isTotal(base)
  }

  /// Whether all that is ever written there is given from outside: a limit, and nothing that moves on.
  private mutating func isSetting(_ location: MemoryLocation) -> Bool {
    if let known = settings[location] { return known }
    let sites = (analysis.atomicSites[location] ?? []) + (analysis.plainSites[location] ?? [])
    let isSetting = sites.allSatisfy { site in
      let thread = analysis.threads[site.thread]
      let item = thread.items[site.item]
      guard item.isWrite else { return true }
      guard case .write(_, let value, _) = item.kind else { return false }
      return value.dependencies.allSatisfy { !thread.items[$0].isAccess }
    }
    settings[location] = isSetting
    return isSetting
  }

  /// Whether the location only ever grows, in steps that nobody can miss.
  private mutating func isTotal(_ location: MemoryLocation) -> Bool {
    if let known = totals[location] { return known }
    let sites = analysis.atomicSites[location] ?? []
    let items = sites.map { analysis.threads[$0.thread].items[$0.item] }.filter(\.isWrite)
    let isTotal =
      !items.isEmpty
      && items.allSatisfy { item in
        if case .update(_, .add, .integer(let step), _) = item.kind { step > 0 } else { false }
      }
    totals[location] = isTotal
    return isTotal
  }

  /// Whether the function, or one that calls it, moves the atomic without a compare-exchange: it is
  /// its own, and nobody else moves it.
  private mutating func isOwner(_ function: Int, of location: MemoryLocation) -> Bool {
    let callers = owners[function] ?? analysis.callGraph.callersOrSelf(of: function)
    owners[function] = callers
    return !callers.isDisjoint(with: movers(of: location))
  }

  /// The functions that move the atomic without a compare-exchange, and those whose paths do.
  private mutating func movers(of location: MemoryLocation) -> Set<Int> {
    if let known = movers[location] { return known }
    var found: Set<Int> = []
    for site in analysis.atomicSites[location] ?? [] {
      let thread = analysis.threads[site.thread]
      let item = thread.items[site.item]
      switch item.kind {
      case .write, .update: found.formUnion([item.function, thread.function])
      case .read, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn, .join,
        .assume, .call, .opaque:
        break
      }
    }
    movers[location] = found
    return found
  }

  // MARK: Who moves the derived one

  private func judge(_ pair: Pair) -> Snapshot? {
    let thread = analysis.threads[pair.thread]
    guard let derived = thread.location(at: pair.first), let base = thread.location(at: pair.second)
    else { return nil }
    var attempts = 0
    for site in analysis.atomicSites[derived] ?? [] where attempts < 8 {
      guard let peer = peer(at: site, lookingAt: base) else { continue }
      attempts += 1
      if let shape = judge(pair, peer, (derived, base)) { return shape }
    }
    return nil
  }

  /// A write of the derived one on a way that was taken because of what the base was.
  private func peer(at site: Analysis.Site, lookingAt base: MemoryLocation) -> Peer? {
    let thread = analysis.threads[site.thread]
    guard thread.items[site.item].isWrite,
      !analysis.needsCallersLock.contains(thread.function),
      !thread.holdsLock(before: site.item)
    else { return nil }
    if case .compareExchange = thread.items[site.item].kind, !thread.isTaken(site.item) {
      return nil
    }
    let look = thread.items.indices.prefix(site.item).first { index in
      guard thread.items[index].isAtomicAccess, thread.items[index].isRead,
        thread.location(at: index) == base
      else { return false }
      return thread.items[index..<site.item].contains { item in
        if case .assume(let condition) = item.kind {
          condition.depends { $0 == index }
        } else {
          false
        }
      }
    }
    return look.map { Peer(thread: thread, look: $0, move: site.item) }
  }

  /// Two totals, of which one follows the other: what is done is begun before. Only the steps of the
  /// one that follows release, and its read is the first.
  private mutating func judgeTotals(_ pair: Pair) -> Snapshot? {
    let thread = analysis.threads[pair.thread]
    guard let derived = thread.location(at: pair.first),
      let base = thread.location(at: pair.second),
      isTotal(derived), isTotal(base),
      let move = step(of: derived, where: \.isRelease),
      let look = step(of: base, where: { _ in true })
    else { return nil }
    let peer = Peer(thread: analysis.threads[move.thread], look: move.item, move: move.item)
    let begun = analysis.threads[look.thread].items[look.item]
    let text = Snapshot.names(derived, base)
    guard text.derived != text.base else { return nil }
    let names = (derived: Variable(text.derived), base: Variable(text.base))
    let mine = thread.steps(
      from: pair.first, to: pair.second, as: 0,
      reading: [pair.first: names.derived, pair.second: names.base])
    let scenario = Scenario(threads: [
      Scenario.Thread(name: analysis.program.functions[thread.function].name, steps: mine),
      Scenario.Thread(
        name: analysis.program.functions[peer.thread.function].name,
        steps: [
          Step(
            .update(
              Register("begun"), names.base, .add, .constant(1),
              begun.ordering?.assumedOrder ?? .sequentiallyConsistent)),
          Step(
            .update(
              CutScenario.register(move.item), names.derived, .add, .constant(1),
              peer.thread.items[move.item].ordering?.assumedOrder ?? .sequentiallyConsistent),
            origin: CutScenario.origin(thread: 1, item: move.item)),
        ]),
    ])
    return shape(pair, peer, scenario, (derived, base))
  }

  /// A step of the total with an order of a kind.
  private func step(
    of total: MemoryLocation, where isWanted: (MemoryOrder) -> Bool
  ) -> Analysis.Site? {
    (analysis.atomicSites[total] ?? []).first { site in
      let item = analysis.threads[site.thread].items[site.item]
      return item.isWrite && isWanted(item.ordering?.order ?? .relaxed)
    }
  }

  // MARK: The question

  private func judge(
    _ pair: Pair, _ peer: Peer, _ places: (derived: MemoryLocation, base: MemoryLocation)
  ) -> Snapshot? {
    let thread = analysis.threads[pair.thread]
    let (derived, base) = places
    let text = Snapshot.names(derived, base)
    guard text.derived != text.base else { return nil }
    let names = (derived: Variable(text.derived), base: Variable(text.base))
    let mine = thread.steps(
      from: pair.first, to: pair.second, as: 0,
      reading: [pair.first: names.derived, pair.second: names.base])
    let look = peer.thread.steps(
      from: peer.look, to: peer.move, as: 1, reading: [peer.look: names.base])
    let seen = Expression.register(CutScenario.register(peer.look))
    let moved = Step(
      .store(names.derived, .constant(1), .atomic(peer.thread.items[peer.move].writeOrder)),
      origin: CutScenario.origin(thread: 1, item: peer.move))
    let functions = analysis.program.functions
    let scenario = Scenario(threads: [
      Scenario.Thread(name: functions[thread.function].name, steps: mine),
      Scenario.Thread(
        name: functions[peer.thread.function].name,
        steps: look + [Step(.assume(.binary(.equal, seen, .constant(1)))), moved]),
      Scenario.Thread(
        name: "another thread",
        steps: [Step(.store(names.base, .constant(1), .atomic(.release)))]),
    ])
    return shape(pair, peer, scenario, places)
  }

  private func shape(
    _ pair: Pair, _ peer: Peer, _ scenario: Scenario,
    _ places: (derived: MemoryLocation, base: MemoryLocation)
  ) -> Snapshot? {
    let thread = analysis.threads[pair.thread]
    let question = Question.outcome(
      .all([
        .register(thread: 0, CutScenario.register(pair.first), equals: 1),
        .register(thread: 0, CutScenario.register(pair.second), equals: 0),
      ]))
    let edit = ScenarioEdit.setOrder(
      origin: CutScenario.origin(thread: 0, item: pair.first), to: .acquire)
    guard let execution = oracle.weakness(question, of: scenario),
      oracle.isWeak(question, of: scenario.idealizing(thread: 1)),
      oracle.ask(question, of: scenario.applying([edit]).idealizing(thread: 1)).isForbidden
    else { return nil }
    let cut = CutScenario(scenario: scenario, threads: [thread, peer.thread], variables: [:])
    return Snapshot(
      derived: places.derived, base: places.base, cut: CutPair(cut: cut), question: question,
      execution: execution, first: pair.first, second: pair.second, look: peer.look,
      move: peer.move,
      isMended: oracle.ask(question, of: scenario.applying([edit])).isForbidden)
  }
}

extension MemoryLocation {
  /// The name of a field together with that of the record that has it.
  fileprivate var withRecord: String {
    guard case .field(let record, _) = path.last else { return description }
    return "\(record).\(description)"
  }
}

extension CallGraph {
  fileprivate func callersOrSelf(of function: Int) -> Set<Int> {
    var seen: Set<Int> = [function]
    var pending = [function]
    while let next = pending.popLast() {
      for caller in callers[next] where seen.insert(caller).inserted { pending.append(caller) }
    }
    return seen
  }
}

extension ThreadTrace {
  /// The object through whose pointers an address was found.
  fileprivate func holder(of address: Value) -> Value {
    var base = address.base
    for _ in 0..<4 {
      guard case .result(let source) = base, items.indices.contains(source),
        items[source].isPlainAccess, let pointer = items[source].address
      else { break }
      base = pointer.base
    }
    return base
  }

  /// Whether the function that reads does more than look: what it calls or is called by does not
  /// make its answer more than a guess.
  fileprivate func writesAtomically(inFunctionOf read: Int) -> Bool {
    items.contains {
      $0.isAtomicAccess && $0.isWrite && $0.function == items[read].function
    }
  }

  /// The values that branches, and callers who get a truth value, decide by. What a function only
  /// reports is a figure.
  fileprivate func decisions(besides function: Function) -> [Value] {
    var found = items.compactMap { item -> Value? in
      if case .assume(let condition) = item.kind { condition } else { nil }
    }
    if let returned = trace.returned, returned.isTruthValue, !function.estimates {
      found.append(returned)
    }
    return found
  }

  /// Reads of the named items and the fences between them.
  fileprivate func steps(
    from first: Int, to last: Int, as thread: Int, reading variables: [Int: Variable]
  ) -> [Step] {
    (first...last).compactMap { index in
      let origin = CutScenario.origin(thread: thread, item: index)
      if let fence = fenceStep(index, as: thread) { return fence }
      guard let variable = variables[index] else { return nil }
      let order = items[index].readOrder ?? .sequentiallyConsistent
      return Step(
        .load(CutScenario.register(index), variable, .atomic(order)), origin: origin)
    }
  }
}

extension TraceItem {
  /// The order of the item as a store.
  fileprivate var writeOrder: MemoryOrder {
    switch ordering?.assumedOrder ?? .sequentiallyConsistent {
    case .relaxed, .consume, .acquire: .relaxed
    case .release, .acquireRelease: .release
    case .sequentiallyConsistent: .sequentiallyConsistent
    }
  }
}

extension Value {
  /// Whether two addresses lie in one object, or in objects of which there is one each.
  fileprivate func isBeside(_ other: Value) -> Bool {
    if case .global = base, case .global = other.base { return true }
    return base == other.base
  }

  /// The two reads of which this is the difference.
  fileprivate var difference: (Int, Int)? {
    guard case .binary(.subtract, .result(let left), .result(let right)) = self else { return nil }
    return (left, right)
  }

  /// Pairs of reads of which one is subtracted from the other, or which are put in order. Whether
  /// they are equal is only ever out of date.
  fileprivate func comparedReads(in thread: ThreadTrace) -> [(Int, Int)] {
    switch self {
    case .binary(let kind, let left, let right):
      let inner = left.comparedReads(in: thread) + right.comparedReads(in: thread)
      guard kind == .subtract || kind.isInequality else { return inner }
      let pairs = left.atomicReads(in: thread).flatMap { a in
        right.atomicReads(in: thread).filter { $0 != a }.map { (a, $0) }
      }
      return inner + pairs
    case .not(let value): return value.comparedReads(in: thread)
    case .integer, .parameter, .result, .exchanged, .global, .slot, .field, .element, .function,
      .unknown:
      return []
    }
  }

  /// Atomic reads that the value is a sum or difference of.
  private func atomicReads(in thread: ThreadTrace) -> [Int] {
    switch self {
    case .result(let index):
      guard thread.items.indices.contains(index), thread.items[index].isAtomicAccess,
        case .read = thread.items[index].kind
      else { return [] }
      return [index]
    case .binary(let kind, let left, let right) where kind == .add || kind == .subtract:
      return left.atomicReads(in: thread) + right.atomicReads(in: thread)
    case .integer, .parameter, .exchanged, .global, .slot, .field, .element, .function, .not,
      .binary, .unknown:
      return []
    }
  }
}

extension BinaryOperator {
  fileprivate var isInequality: Bool {
    isComparison && self != .equal && self != .notEqual
  }
}

extension Function {
  /// Whether the name says that the answer may be out of date.
  fileprivate var estimates: Bool {
    let lowered = name.lowercased()
    return ["approx", "estimate", "size", "count", "length", "empty"].contains {
      lowered.contains($0)
    }
  }
}
