import MemoryModel

/// Plain data that one thread hands to another through an atomic: an access to the data, then a
/// write of the atomic; in the other thread a read of the atomic, then an access to the data.
public struct Publication: Sendable {
  /// The atomic.
  public var flag: MemoryLocation
  public var data: MemoryLocation
  /// Thread 0 writes the flag, thread 1 reads it.
  public var cut: CutPair
  /// Item of thread 0 that writes the flag, and the last access to the data before it.
  public var store: Int
  public var accessBefore: Int
  /// Item of thread 1 that reads the flag, and the first access to the data after it.
  public var load: Int
  public var accessAfter: Int
  /// A data race on the data that sequential consistency would exclude.
  public var execution: Execution
  /// The race stays when the reading thread is as strong as it can be.
  public var writerIsWeak: Bool
  /// The race stays when the writing thread is as strong as it can be.
  public var readerIsWeak: Bool
  /// An access to the data is what a function out of view does, which is given its address.
  public internal(set) var isHanded = false
  /// The flag counts those who are done, and the reader goes on when all are.
  public internal(set) var isCountUp = false

  /// What was asked of the model.
  public var question: Question { .dataRace(on: cut.variable(of: data)) }
}

/// A scenario of two threads.
public struct CutPair: Sendable {
  var cut: CutScenario
  public var scenario: Scenario { cut.scenario }

  /// The variable that stands for a location.
  public func variable(of location: MemoryLocation) -> Variable? {
    if let known = cut.variables[location] { return known }
    let parts = cut.variables.keys.filter { $0.overlaps(location) }
    return parts.min().flatMap { cut.variables[$0] }
  }

  /// The thread's item.
  public func item(_ thread: Int, _ index: Int) -> TraceItem { cut.threads[thread].items[index] }

  /// The label of the item's step in the scenario.
  public func origin(_ thread: Int, _ index: Int) -> Int {
    CutScenario.origin(thread: thread, item: index)
  }

  /// The labels of all steps that the access in the source makes in the thread: a loop repeats it.
  public func origins(_ thread: Int, _ index: Int) -> [Int] {
    let access = item(thread, index)
    return items(thread).indices.filter {
      items(thread)[$0].range == access.range && items(thread)[$0].calls == access.calls
    }.map { origin(thread, $0) }
  }

  /// The items of a thread.
  public func items(_ thread: Int) -> [TraceItem] { cut.threads[thread].items }
}

/// Finds publications whose orders allow a race.
struct PublicationFinder {
  let analysis: Analysis
  let oracle: Oracle
  /// The reference counts of the program.
  let counters: Set<MemoryLocation>
  /// Whether only data is looked at whose address is given to functions out of view.
  var isOnlyHanded = false
  /// Pairs of paths tried for one pair of accesses before it is taken to be sound.
  private let attemptsPerPair = 8
  /// Paths through one access that are paired with paths through another.
  let pathsPerAccess = 6
  /// Sites of one atomic that are looked at on each side. What is accessed in more places than this
  /// is a statistic that everything passes through.
  let sitesPerAtomic = 160

  private struct PairKey: Hashable {
    var store: SourceRange
    var storeCalls: [SourceRange]
    var load: SourceRange
    var data: MemoryLocation
  }

  func find() -> [Publication] { find(through: { _ in true }) }

  /// The publications through atomics of a kind.
  func find(through isFlag: (MemoryLocation) -> Bool) -> [Publication] {
    // Where the program starts no thread, a handler of signals interrupts the only one.
    let interrupts =
      analysis.program.startsThreads ? [] : analysis.program.handlers[.signal] ?? []
    return analysis.atomicLocations.filter(isFlag).flatMap { publications(through: $0) }
      .filter { interrupts.isDisjoint(with: $0.cut.cut.threads.map(\.function)) }
  }

  private func publications(through flag: MemoryLocation) -> [Publication] {
    let sites = sortedSites(of: flag)
    let writers = shortest(sites) { thread, item in thread.items[item].isWrite }
    guard !writers.isEmpty else { return [] }
    let readers = shortest(sites) { thread, item in
      thread.items[item].isRead && !analysis.isAsserted(item, in: thread)
    }
    guard !readers.isEmpty else { return [] }
    var conflicts = Conflicts(readers, in: analysis)
    let listeners = readers.map { listener($0, conflicts) }
    var judgedOwners: [OwnerPair: Bool] = [:]
    var found: [Publication] = []
    var attempts: [PairKey: Int] = [:]
    var settled: Set<PairKey> = []
    var unguarded: Set<AccessKey> = []
    let isAnyWrapped = analysis.locator.embedding.isAnyWrapped(flag)
    for writer in writers {
      let before = accesses(of: writer.thread, before: writer.item)
        .filter { conflicts.roots.contains($0.0.root) }
        .filter { !isAnyWrapped || isBeside($0.1, writer) }
        .filter { !isAcquisition(writer, after: $0.1) && !isSettingUp(writer, $0.1) }
        .filter { !isOnlyAsserted($0.1, in: analysis.threads[writer.thread]) }
        .map { (number: conflicts.number(of: $0.0), data: $0.0, first: $0.1) }
      guard !before.isEmpty else { continue }
      let isRelease = isRelease(writer)
      let taking = owner(writer)
      let store = analysis.threads[writer.thread].items[writer.item]
      for listener in listeners
      where mayBeWeak(writer, store, isRelease: isRelease, listener) {
        let reader = listener.site
        if taking != nil, listener.owner != nil {
          let pair = OwnerPair(taking: taking, giving: listener.owner)
          let areOwners = judgedOwners[pair] ?? isOwners(pair)
          judgedOwners[pair] = areOwners
          guard !areOwners else { continue }
        }
        for (number, data, first) in before {
          let accesses = conflicts.accesses(to: number, in: listener.thread)
          guard let last = accesses.last, last > reader.item,
            let second = access(
              among: accesses, after: reader, conflictingWith: writer, first),
            !shareLock(writer, first, reader, second), !isOneRole(writer, reader, second),
            !isCountedSignal(writer, reader, second),
            isLookedAt(writer, first, reader, second)
          else { continue }
          let key = key(writer, reader, data)
          guard attempts[key, default: 0] < attemptsPerPair else { continue }
          attempts[key, default: 0] += 1
          switch judge(flag, data, (writer, first), (reader, second)) {
          case .weak(let publication): if settled.insert(key).inserted { found.append(publication) }
          case .unguarded:
            if isSimple(writer, first), isSimple(reader, second) {
              unguarded.insert(accessKey(writer, first, reader, second))
            }
          case .sound: break
          }
        }
      }
    }
    return found.filter {
      !unguarded.contains(AccessKey(first: $0.accessKey.0, second: $0.accessKey.1))
        && !isJoinedBetween($0) && !isReplacedByReader($0)
    }
  }

  /// Two accesses to the data. Where some paths through both race although every order is the
  /// strongest, the atomic is not what keeps them apart (guard G5), whatever other paths say.
  private struct AccessKey: Hashable {
    var first: SourceRange
    var second: SourceRange
  }

  private func accessKey(
    _ writer: Analysis.Site, _ first: Int, _ reader: Analysis.Site, _ second: Int
  ) -> AccessKey {
    AccessKey(
      first: analysis.threads[writer.thread].items[first].range,
      second: analysis.threads[reader.thread].items[second].range)
  }

  /// Whether the path makes each of the two accesses once, to an object that is the same each time.
  private func isSimple(_ site: Analysis.Site, _ access: Int) -> Bool {
    let thread = analysis.threads[site.thread]
    let ranges = [thread.items[site.item].range, thread.items[access].range]
    if case .result(let pointer)? = thread.places[access]?.object.base,
      thread.items[pointer].isAtomicAccess || thread.isFresh(access)
    {
      return false
    }
    return ranges.allSatisfy { range in
      thread.items.count { $0.range == range && $0.address != nil } == 1
    }
  }

  private func key(_ writer: Analysis.Site, _ reader: Analysis.Site, _ data: MemoryLocation)
    -> PairKey
  {
    let store = analysis.threads[writer.thread].items[writer.item]
    let load = analysis.threads[reader.thread].items[reader.item]
    return PairKey(store: store.range, storeCalls: store.calls, load: load.range, data: data)
  }

  /// Whether the data lies in the object of the flag, or in the memory that the flag then names.
  private func isBeside(_ data: Int, _ writer: Analysis.Site) -> Bool {
    let thread = analysis.threads[writer.thread]
    let base = thread.places[data]?.object.base
    return base == thread.places[writer.item]?.object.base
      || base == thread.items[writer.item].storedValue?.base
  }

  /// Taking a reference hands nothing over: what was only read before it may be read at any time,
  /// and who is given the reference is told in other ways.
  private func isAcquisition(_ writer: Analysis.Site, after access: Int) -> Bool {
    let thread = analysis.threads[writer.thread]
    guard case .update(_, .add, .integer(let step), _) = thread.items[writer.item].kind else {
      return false
    }
    let isReference = thread.location(at: writer.item).map(counters.contains) ?? false
    return step > 0 && (isReference || !thread.items[access].isWrite)
  }

  /// Whether the access reads what is only asserted: nothing is handed over by that.
  private func isOnlyAsserted(_ access: Int, in thread: ThreadTrace) -> Bool {
    !thread.items[access].isWrite && analysis.isAsserted(access, in: thread)
  }

  /// Whether a function that sets the program up fills a global variable and later calls what writes
  /// the flag: the threads that read it are started after (guard G1).
  private func isSettingUp(_ writer: Analysis.Site, _ access: Int) -> Bool {
    let thread = analysis.threads[writer.thread]
    guard !thread.items[writer.item].calls.isEmpty, thread.items[access].calls.isEmpty,
      case .global? = thread.places[access]?.object.base
    else { return false }
    return !Self.settingUp.isDisjoint(with: analysis.program.words[thread.function])
  }

  private static let settingUp: Set<String> = ["init", "initialize", "setup", "boot", "bootstrap"]

  /// A read of the flag, and what is asked about it for each write.
  private struct Listener {
    var site: Analysis.Site
    /// The number of its thread among those that read the flag.
    var thread: Int
    var function: Int
    var isAcquire: Bool
    var owner: Int?
    var range: SourceRange
    var isWrite: Bool
  }

  private func listener(_ site: Analysis.Site, _ conflicts: Conflicts) -> Listener {
    let thread = analysis.threads[site.thread]
    let item = thread.items[site.item]
    return Listener(
      site: site, thread: conflicts.threadNumbers[site.thread] ?? 0, function: thread.function,
      isAcquire: (item.readOrder ?? .sequentiallyConsistent).isAcquire, owner: owner(site),
      range: item.range, isWrite: item.isWrite)
  }

  /// Whether a release write that is read by an acquire read synchronizes them whatever else there
  /// is, or they never meet.
  private func mayBeWeak(
    _ writer: Analysis.Site, _ store: TraceItem, isRelease: Bool, _ reader: Listener
  ) -> Bool {
    if isRelease && reader.isAcquire { return false }
    // A store and a load in one place of the text: a macro that makes functions for many objects.
    if !reader.isWrite, reader.range.start == store.range.start, reader.range == store.range,
      !store.isRead
    {
      return false
    }
    return analysis.mayOverlap(analysis.threads[writer.thread].function, reader.function)
  }

  private func isRelease(_ site: Analysis.Site) -> Bool {
    let order = analysis.threads[site.thread].items[site.item].ordering?.assumedOrder
    return (order ?? .sequentiallyConsistent).isRelease
  }

  /// Whether one lock keeps the two accesses apart (guard G3).
  private func shareLock(
    _ writer: Analysis.Site, _ first: Int, _ reader: Analysis.Site, _ second: Int
  ) -> Bool {
    !analysis.threads[writer.thread].locks.locks(at: first)
      .isDisjoint(with: analysis.threads[reader.thread].locks.locks(at: second))
  }

  /// The last plain access to each location before an item.
  private func accesses(of number: Int, before limit: Int) -> [(MemoryLocation, Int)] {
    let thread = analysis.threads[number]
    var last: [MemoryLocation: Int] = [:]
    for index in 0..<limit where thread.items[index].isPlainAccess && !thread.isExclusive[index] {
      guard let location = thread.location(at: index),
        analysis.writtenRoots.contains(location.root)
      else { continue }
      if let known = last[location], thread.items[known].isWrite, !thread.items[index].isWrite {
        continue
      }
      last[location] = index
    }
    return last.sorted { $0.value < $1.value }.map { ($0.key, $0.value) }
  }

  /// The first of the accesses to the data after the flag was read that conflicts with the writer's.
  private func access(
    among accesses: [Int], after reader: Analysis.Site,
    conflictingWith writer: Analysis.Site, _ first: Int
  ) -> Int? {
    let isWritten = analysis.threads[writer.thread].items[first].isWrite
    let items = analysis.threads[reader.thread].items
    return accesses.first { index in
      index > reader.item && (isWritten || items[index].isWrite)
        && sameObject(writer, first, reader, index)
    }
  }

  private func sameObject(
    _ writer: Analysis.Site, _ first: Int, _ reader: Analysis.Site, _ second: Int
  ) -> Bool {
    let a = analysis.threads[writer.thread]
    let b = analysis.threads[reader.thread]
    guard let written = a.places[first], let read = b.places[second] else { return false }
    if b.source(of: read.object.base) == .result(reader.item) {
      return a.items[writer.item].storedValue?.base == written.object.base
    }
    if a.isFresh(first) || isGivenAlone((writer, first), (reader, second)) { return false }
    if case .parameter = written.object.base,
      b.gives(second, to: analysis.function(of: a).symbol, before: reader.item)
    {
      return true
    }
    if analysis.isGiven(read.object.base, by: b, written.object.base, to: a) { return false }
    return analysis.maySameObject(written, in: a, read, in: b)
  }

  /// Whether one side was given the data by its caller, in another argument than what holds the flag,
  /// and does with it what no publication does: the writer only reads it, such as to copy it, or the
  /// reader was given what the writer was not, or writes it.
  private func isGivenAlone(
    _ writing: (flag: Analysis.Site, data: Int), _ reading: (flag: Analysis.Site, data: Int)
  ) -> Bool {
    let isGiven = (isGivenBeside(writing), isGivenBeside(reading))
    let isRead = !analysis.threads[writing.flag.thread].items[writing.data].isWrite
    let isWritten = analysis.threads[reading.flag.thread].items[reading.data].isWrite
    return isGiven.0 && isRead || isGiven.1 && (!isGiven.0 || isWritten)
  }

  private func isGivenBeside(_ side: (flag: Analysis.Site, data: Int)) -> Bool {
    let thread = analysis.threads[side.flag.thread]
    guard case .parameter(let given)? = thread.places[side.data]?.object.base,
      case .parameter(let holder)? = thread.places[side.flag.item]?.object.base
    else { return false }
    return given != holder
  }

  private enum Judgement {
    case weak(Publication)
    /// The accesses race whatever the orders.
    case unguarded
    case sound
  }

  private func judge(
    _ flag: MemoryLocation, _ data: MemoryLocation, _ writer: (Analysis.Site, Int),
    _ reader: (Analysis.Site, Int)
  ) -> Judgement {
    if isOwnEnd(flag, writer.0, reader.0) { return .sound }
    let goal = goal(flag, writer.0)
    let counted = goal.flatMap {
      analysis.threads[reader.0.thread].waitingForCount(of: $0, readAt: reader.0.item)
    }
    var parts = analysis.slices(
      analysis.threads[writer.0.thread], counted ?? analysis.threads[reader.0.thread],
      data: [data])
    // Others of the kind that the two have, or what the reader was handed besides, are not this one.
    parts.first.keepOnlyObject(of: writer.1)
    parts.second.keepOnlyObject(of: reader.1)
    Slice.pairObjects(&parts.first, &parts.second)
    let step = analysis.threads[writer.0.thread].items[writer.0.item].countedDown
    // Who sets a count and waits for its end sees the last step, which is all that is told here.
    let isSet = step != nil && parts.second.dropSettings(of: flag, before: reader.0.item)
    var usual = scenario(of: parts)
    // A count that starts at nothing is set to something before anyone counts down.
    if let step, isSet || analysis.program.initialValue(of: flag) ?? 0 < step {
      usual.start(flag, at: step)
    }
    var question = Question.dataRace(on: CutPair(cut: usual).variable(of: data))
    let isUnguarded = mayRaceAnyway(question, usual)
    if isUnguarded {
      guard step == nil,
        let narrowed = atOneElement(parts, flag: flag, writer, reader)
          ?? atTurn(parts, flag: flag, writer, reader)
      else { return .unguarded }
      usual = scenario(of: narrowed)
      question = .dataRace(on: CutPair(cut: usual).variable(of: data))
      guard !mayRaceAnyway(question, usual) else { return .unguarded }
    }
    guard let (cut, execution) = weakness(question, of: usual, writer.0, reader.0) else {
      return isUnguarded ? .unguarded : .sound
    }
    let strongReader = cut.scenario.idealizing(thread: 1)
    let strongWriter = cut.scenario.idealizing(thread: 0)
    var publication = Publication(
      flag: flag, data: whole(data, reader), cut: CutPair(cut: cut), store: writer.0.item,
      accessBefore: writer.1, load: reader.0.item, accessAfter: reader.1, execution: execution,
      writerIsWeak: oracle.isWeak(question, of: strongReader),
      readerIsWeak: oracle.isWeak(question, of: strongWriter))
    publication.isHanded = isOnlyHanded
    publication.isCountUp = counted != nil
    return .weak(publication)
  }

  private func scenario(of parts: (first: Slice, second: Slice)) -> CutScenario {
    return CutScenario(of: [parts.first, parts.second], in: analysis.program)
  }

  /// Whether the race is there under sequential consistency, too.
  private func mayRaceAnyway(_ question: Question, _ cut: CutScenario) -> Bool {
    oracle.ask(question, of: cut.scenario, model: .sequentialConsistency).isAllowed
  }

  /// The data by the larger of its two accesses: a reader that copies a record reads the record.
  private func whole(
    _ data: MemoryLocation, _ reader: (Analysis.Site, Int)
  ) -> MemoryLocation {
    guard let read = analysis.threads[reader.0.thread].location(at: reader.1) else { return data }
    return read.path.count < data.path.count ? read : data
  }
}

extension Publication {
  fileprivate var accessKey: (SourceRange, SourceRange) {
    (cut.item(0, accessBefore).range, cut.item(1, accessAfter).range)
  }
}

extension ThreadTrace {
  /// Whether the thread has passed the item's object on, together with the function that is to work on
  /// it, before it began to wait for that.
  fileprivate func gives(_ index: Int, to symbol: String, before wait: Int) -> Bool {
    guard wait < index, let base = places[index]?.object.base else { return false }
    let isGiven = items.prefix(wait).contains { item in
      switch item.kind {
      case .spawn(.function(symbol), let arguments): arguments.contains { $0.base == base }
      case .call(_, let arguments):
        arguments.contains(.function(symbol)) && arguments.contains { $0.base == base }
      case .spawn, .read, .write, .update, .compareExchange, .fence, .allocate, .free, .lock,
        .unlock, .join, .assume, .opaque:
        false
      }
    }
    // What is called meanwhile may wait, too.
    return isGiven
      && !items[wait..<index].contains { item in
        if case .call = item.kind { true } else { item.waits }
      }
  }
}

extension TraceItem {
  /// The value that a write, exchange or compare-exchange stores.
  var storedValue: Value? {
    switch kind {
    case .write(_, let value, _), .update(_, .exchange, let value, _): value
    case .compareExchange(_, _, let desired, _, _, _): desired
    case .update, .read, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call,
      .opaque:
      nil
    }
  }

  /// The weaker of the orders under which the item reads.
  var readOrder: MemoryOrder? {
    if case .compareExchange(_, _, _, let success, let failure, _) = kind {
      return failure.assumedOrder.isAcquire ? success.assumedOrder : failure.assumedOrder
    }
    return ordering?.assumedOrder
  }
}
