import MemoryModel

/// A plain or volatile variable by which threads wait for each other or hand over data.
public struct PlainFlag: Sendable {
  public enum Use: Hashable, Sendable {
    /// A loop waits for it and does nothing else.
    case spin
    /// A loop of one thread goes on until another thread writes it.
    case poll
    /// What it says guards other data, and nothing orders the two.
    case guards(MemoryLocation)
    /// Fences stand beside it, which act through atomic accesses only.
    case fenced
    /// A loop reads it again to see whether what it took meanwhile is whole.
    case recheck
    /// It is read without the lock under which it is written, to spare the lock.
    case peek
  }

  public var use: Use
  public var flag: MemoryLocation
  public var isVolatile: Bool
  /// Thread 0 writes the flag, thread 1 reads it.
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  /// Item of thread 0.
  public var write: Int
  /// Item of thread 1.
  public var read: Int
  /// For `guards`: the data's accesses before the write and after the read.
  public var dataAccesses: (before: Int, after: Int)?
  /// With acquire and release accesses to the flag the race is gone.
  public var isMended: Bool
  /// For `guards`: an access to the data is what a function out of view does with its address.
  public var isHanded = false
}

/// Finds flags and indices that threads share as if they were atomic.
struct PlainFlagFinder {
  let base: Analysis
  let sharing: PlainSharing
  let oracle: Oracle
  private let writersTried = 12

  private var program: Program { base.program }

  /// - Parameter useful: fences that act through atomic accesses.
  func find(among publications: [Publication], besides useful: Set<FencePlace>) -> [PlainFlag] {
    var found: [PlainFlag] = []
    var known: Set<MemoryLocation> = []
    for flags in [guards(publications), waits(), fencedFlags(besides: useful), peeks()] {
      for flag in flags where known.insert(flag.flag).inserted { found.append(flag) }
    }
    return found
  }

  // MARK: Data behind a volatile flag

  /// Publications through volatile variables, taken as relaxed atomics.
  func volatilePublications() -> [Publication] {
    let analysis = sharing.analysis
    let flags = analysis.promotedLocations
    let counters = ReferenceDropFinder(analysis: analysis, oracle: oracle).counters()
    return PublicationFinder(analysis: analysis, oracle: oracle, counters: counters)
      .findWithHanded { flags.contains($0) }
      .filter { $0.weakHalves.contains(where: \.isPromoted) }
  }

  private func guards(_ publications: [Publication]) -> [PlainFlag] {
    publications.filter {
      isOrderless($0) && !isReset($0)
        && $0.cut.item(0, $0.store).function != $0.cut.item(1, $0.load).function
    }.map { shape in
      var flag = PlainFlag(
        use: .guards(shape.data), flag: shape.flag, isVolatile: true,
        cut: shape.cut.demoted(), question: shape.question, execution: shape.execution,
        write: shape.store, read: shape.load,
        dataAccesses: (shape.accessBefore, shape.accessAfter), isMended: isMended(shape))
      flag.isHanded = shape.isHanded
      return flag
    }
  }

  /// Whether the data gets a constant on one side and something else on the other, and nobody reads it:
  /// what a function does before it starts the other side.
  private func isReset(_ shape: Publication) -> Bool {
    guard case .write(_, .integer, .plain) = shape.cut.item(0, shape.accessBefore).kind else {
      return false
    }
    return !shape.cut.item(1, shape.accessAfter).isRead
  }

  /// Whether a half that is weak is volatile and has no fence of any kind: one that stands on the
  /// wrong side, or that only the compiler keeps to, is a defect of its own.
  private func isOrderless(_ shape: Publication) -> Bool {
    let sides = [
      (shape.writerIsWeak, 0, shape.accessBefore, shape.store, shape.store),
      (shape.readerIsWeak, 1, shape.load, shape.accessAfter, shape.load),
    ]
    return sides.contains { isWeak, thread, first, last, access in
      isWeak && first < last && shape.cut.item(thread, access).isPromoted
        && !shape.cut.items(thread)[first...last].contains { $0.isAnyFence }
    }
  }

  private func isMended(_ shape: Publication) -> Bool {
    let edits =
      shape.cut.origins(0, shape.store).map { ScenarioEdit.setOrder(origin: $0, to: .release) }
      + shape.cut.origins(1, shape.load).map { ScenarioEdit.setOrder(origin: $0, to: .acquire) }
    return oracle.ask(shape.question, of: shape.cut.scenario.applying(edits)).isForbidden
  }

  // MARK: Loops that wait

  private func waits() -> [PlainFlag] {
    sharing.waits.filter { sharing.users.users[$0.key]?.isAtomic != true }.sorted {
      ($0.range, $0.isSpin ? 0 : 1) < ($1.range, $1.isSpin ? 0 : 1)
    }
    .compactMap(waiting)
  }

  private func waiting(_ wait: PlainWait) -> PlainFlag? {
    for (number, thread) in sharing.analysis.threads.enumerated() {
      guard let read = thread.items.indices.last(where: { isRead($0, of: wait, in: thread) }),
        !thread.isExclusive[read], let flag = thread.location(at: read), !flag.isGuess,
        wait.isSpin || !isPartOfSwiftValue(flag),
        !wait.isVolatile || wait.isSpin && endsObject(after: read, in: thread),
        !wait.isBusy || isOnlyPolled(wait, flag, number, read)
      else { continue }
      if let found = race(on: flag, wait, reader: number, read) { return found }
    }
    return nil
  }

  /// Whether a loop that does more than to wait looks at the flag of a thread of its own: no lock
  /// guards the flag anywhere, only code that this thread does not run writes it and wakes nobody then, and
  /// if the loop calls what is not known, the name of who writes it says that something is to end.
  private func isOnlyPolled(
    _ wait: PlainWait, _ flag: MemoryLocation, _ number: Int, _ read: Int
  ) -> Bool {
    let threads = sharing.analysis.threads
    let isFree = { [analysis = sharing.analysis] (thread: ThreadTrace, item: Int) in
      thread.locks.locks(at: item).isEmpty && !analysis.needsCallersLock.contains(thread.function)
    }
    guard wait.use == .poll, !wait.isVolatile, sharing.roles.isOnlyStarted(wait.function),
      isFree(threads[number], read)
    else { return false }
    let callsUnknown = wait.callees.contains { callee in
      if case .indirect = callee { true } else { false }
    }
    let writes = (sharing.analysis.plainSites[flag] ?? []).filter {
      threads[$0.thread].items[$0.item].isWrite && !threads[$0.thread].isExclusive[$0.item]
    }
    return !writes.isEmpty
      && writes.allSatisfy { site in
        let writer = threads[site.thread].items[site.item].function
        return isFree(threads[site.thread], site.item)
          && !threads[site.thread].items[site.item...].contains(where: \.mayWake)
          && sharing.roles.areDisjoint(writer, wait.function)
          && !program.traits[writer].contains(.spawns)
          && (!callsUnknown || !Self.ending.isDisjoint(with: program.words[writer]))
      }
  }

  private static let ending: Set<String> = [
    "stop", "cancel", "shutdown", "shut", "close", "terminate", "quit", "exit", "finish", "end",
    "abort", "kill", "halt", "pause", "suspend", "disable", "interrupt", "deinit", "destroy",
  ]

  /// Whether the location is a property of a Swift structure, which mutating methods have to
  /// themselves.
  private func isPartOfSwiftValue(_ location: MemoryLocation) -> Bool {
    guard let name = location.record, let record = program.records[name] else { return false }
    return record.range.file.hasSuffix(".swift") && !record.isReference
  }

  private func isRead(_ index: Int, of wait: PlainWait, in thread: ThreadTrace) -> Bool {
    let item = thread.items[index]
    return item.isRead && item.function == wait.function && item.range == wait.range
      && thread.location(at: index)?.key == wait.key
  }

  /// Whether the wait is for the last use of an object, which then ends, and nothing orders the two.
  private func endsObject(after read: Int, in thread: ThreadTrace) -> Bool {
    for item in thread.items[(read + 1)...] {
      switch item.kind {
      case .fence: return false
      case .lock, .join, .update, .compareExchange: return false
      case .read(_, .atomic) where !item.isPromoted: return false
      case .free: return true
      case .call(let name, _): return CalleeName(name).endsObject
      case .read, .write, .unlock, .allocate, .spawn, .assume, .opaque: break
      }
    }
    return false
  }

  private func race(
    on flag: MemoryLocation, _ wait: PlainWait, reader: Int, _ read: Int
  ) -> PlainFlag? {
    let analysis = sharing.analysis
    let sites = (analysis.plainSites[flag] ?? []) + (analysis.atomicSites[flag] ?? [])
    var tried = 0
    for site in sites where analysis.threads[site.thread].items[site.item].isWrite {
      let writer = analysis.threads[site.thread]
      guard writer.items[site.item].function != wait.function || wait.isSpin == false,
        analysis.mayOverlap(writer.function, analysis.threads[reader].function),
        isAwaited(wait, from: writer.items[site.item].function),
        tried < writersTried
      else { continue }
      tried += 1
      let own = Analysis.Site(thread: reader, item: read)
      if let race = analysis.race(on: flag, (site, own), oracle: oracle) {
        var found = plainFlag(wait.use, flag, race, (site, own))
        found.isVolatile = wait.isVolatile
        return found
      }
    }
    return nil
  }

  private func plainFlag(
    _ use: PlainFlag.Use, _ flag: MemoryLocation, _ race: PlainRace,
    _ sites: (write: Analysis.Site, read: Analysis.Site)
  ) -> PlainFlag {
    PlainFlag(
      use: use, flag: flag, isVolatile: false, cut: race.pair, question: race.question,
      execution: race.execution, write: sites.write.item, read: sites.read.item, dataAccesses: nil,
      isMended: oracle.isForbidden(race.question, of: race.pair, makingAtomic: flag))
  }

  private func isAwaited(_ wait: PlainWait, from writer: Int) -> Bool {
    if let stamp = wait.stamp { return program.functions[writer].writesBetween(wait.key, stamp) }
    return wait.isSpin || sharing.roles.overlap(writer, wait.function)
  }
}

extension TraceItem {
  fileprivate var mayWake: Bool { isCall || lockAddress != nil }
}

extension PlainFlagFinder {
  // MARK: Fences that act through nothing

  /// Plain places that are written right after a release fence and read right before an acquire
  /// fence in another function.
  private func fencedFlags(besides useful: Set<FencePlace>) -> [PlainFlag] {
    let analysis = sharing.analysis
    var writers: [MemoryLocation: [Analysis.Site]] = [:]
    var readers: [MemoryLocation: [Analysis.Site]] = [:]
    for (number, thread) in analysis.threads.enumerated() {
      for (fence, item) in thread.items.enumerated()
      where item.isFence && !useful.contains(FencePlace(item)) {
        guard let order = item.ordering?.order else { continue }
        if order.isRelease, let write = thread.announcement(after: fence),
          let flag = thread.location(at: write)
        {
          writers[flag, default: []].append(Analysis.Site(thread: number, item: write))
        }
        guard order.isAcquire else { continue }
        for read in thread.announcements(before: fence) {
          if let flag = thread.location(at: read) {
            readers[flag, default: []].append(Analysis.Site(thread: number, item: read))
          }
        }
      }
    }
    return writers.keys.sorted().compactMap { flag in
      guard let writers = writers[flag], let readers = readers[flag], !flag.isGuess,
        analysis.atomicSites[flag] == nil
      else {
        return nil
      }
      return fencedFlag(flag, writers, readers)
    }
  }

  private func fencedFlag(
    _ flag: MemoryLocation, _ writers: [Analysis.Site], _ readers: [Analysis.Site]
  ) -> PlainFlag? {
    for writer in writers.prefix(writersTried) {
      let function = sharing.analysis.threads[writer.thread].function
      guard !sharing.analysis.needsCallersLock.contains(function) else { continue }
      for reader in readers.prefix(writersTried) {
        let other = sharing.analysis.threads[reader.thread].function
        let read = sharing.analysis.threads[reader.thread].items[reader.item]
        let write = sharing.analysis.threads[writer.thread].items[writer.item]
        guard other != function, read.isRead, read.function != write.function,
          base.mayOverlap(function, other),
          !sharing.analysis.needsCallersLock.contains(other),
          let found = sharing.analysis.race(on: flag, (writer, reader), oracle: oracle)
        else { continue }
        return plainFlag(.fenced, flag, found, (writer, reader))
      }
    }
    return nil
  }

  // MARK: Reads that spare a lock

  /// Reads of what is only written under a lock, where the same path takes the lock later and reads
  /// again.
  private func peeks() -> [PlainFlag] {
    var found: [PlainFlag] = []
    var known: Set<MemoryLocation> = []
    for analysis in [base, sharing.analysis] {
      let view = LockedView(analysis)
      for (number, thread) in analysis.threads.enumerated() {
        let locked = view.locked[number]
        guard !base.needsCallersLock.contains(thread.function), locked.takes.contains(true)
        else { continue }
        for peek in thread.peeks(locked) where !known.contains(peek.flag) {
          guard !analysis.isAsserted(peek.read, in: thread),
            // What is written without the lock, too, is not what the lock is for.
            !view.isWrittenOpenly(peek.flag, in: thread.items[peek.read].function),
            !isWrittenBeside(peek.flag, view),
            let flag = judge(peek, number, in: view)
          else { continue }
          known.insert(peek.flag)
          found.append(flag)
        }
      }
    }
    return found
  }

  /// Whether a function of which no path was followed writes the location, and takes no lock. One that
  /// asserts something first relies on its callers.
  private func isWrittenBeside(_ location: MemoryLocation, _ view: LockedView) -> Bool {
    guard let key = location.key, let use = sharing.users.users[key] else { return false }
    return use.plainWriters.numbers.contains {
      !program.traits[$0].contains(.locks) && !view.traced.contains($0)
        && !view.isSettingUp([$0]) && !view.asserts($0)
    }
  }

  /// An analysis, where its paths hold locks, and the plain writes that they make under them.
  private struct LockedView {
    let analysis: Analysis
    let locked: [LockedItems]
    let writers: [MemoryLocation: [Analysis.Site]]
    /// The functions of which paths were followed.
    let traced: Set<Int>
    /// What some path takes as a lock.
    private let locks: Set<MemoryLocation>

    init(_ analysis: Analysis) {
      let locked = analysis.threads.map { LockedItems(of: $0) }
      self.analysis = analysis
      self.locked = locked
      traced = Set(analysis.threads.flatMap { [$0.function] + $0.items.map(\.function) })
      locks = Set(
        zip(analysis.threads, locked).flatMap { thread, locked in
          locked.takes.indices.filter { locked.takes[$0] }.compactMap(thread.location)
        })
      writers = analysis.plainSites.mapValues { sites in
        sites.filter { site in
          locked[site.thread].isLocked[site.item]
            && analysis.threads[site.thread].items[site.item].isWrite
            && !analysis.threads[site.thread].isAfterFence(site.item)
        }
      }
    }

    /// Whether the location is written on some path without a lock: in the function itself, or in
    /// another one that neither makes the object nor relies on its callers.
    func isWrittenOpenly(_ location: MemoryLocation, in function: Int) -> Bool {
      (analysis.plainSites[location] ?? []).contains { site in
        let thread = analysis.threads[site.thread]
        let item = thread.items[site.item]
        guard item.isWrite, !locked[site.thread].isLocked[site.item], !givesBack(after: site),
          !isLeftToCallers(item, of: thread, location)
        else { return false }
        return item.function == function || !isSettingUp(site, in: thread)
      }
    }

    /// Whether a function that others call makes the write itself, and these hold the lock.
    private func isLeftToCallers(
      _ item: TraceItem, of thread: ThreadTrace, _ location: MemoryLocation
    ) -> Bool {
      item.calls.isEmpty
        && (analysis.plainSites[location] ?? []).contains { site in
          let other = analysis.threads[site.thread]
          return other.function != thread.function && other.items[site.item].range == item.range
            && (locked[site.thread].isLocked[site.item] || givesBack(after: site))
        }
    }

    /// Whether the path gives a lock back later, whoever took it.
    private func givesBack(after site: Analysis.Site) -> Bool {
      let thread = analysis.threads[site.thread]
      return thread.items.indices.dropFirst(site.item + 1).contains { index in
        guard let place = thread.location(at: index), locks.contains(place) else { return false }
        switch thread.items[index].kind {
        case .unlock, .write(_, .integer(0), .atomic): return true
        case .read, .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .spawn,
          .join, .assume, .call, .opaque:
          return false
        }
      }
    }

    /// Whether some way through the function leads to an end of the program.
    func asserts(_ number: Int) -> Bool {
      let function = analysis.program.functions[number]
      return function.blocks.contains { analysis.isAssertion($0, of: function) }
    }

    private func isSettingUp(_ site: Analysis.Site, in thread: ThreadTrace) -> Bool {
      let functions = [thread.function, thread.items[site.item].function]
      return thread.isExclusive[site.item] || thread.isFresh(site.item) || isSettingUp(functions)
    }

    /// Whether one of the functions makes the object, or relies on its callers.
    func isSettingUp(_ functions: [Int]) -> Bool {
      functions.contains { function in
        analysis.runsAlone(function) || analysis.needsCallersLock.contains(function)
          || analysis.isCalledUnderLock(function) || program.functions[function].kind.isLifetime
          || program.lifetimes[function] != .neither
          || program.words[function].contains("allocate")
      }
    }

    private var program: Program { analysis.program }
  }

  private func judge(_ peek: ThreadTrace.Peek, _ number: Int, in view: LockedView) -> PlainFlag? {
    let thread = view.analysis.threads[number]
    let reader = Analysis.Site(thread: number, item: peek.read)
    for site in view.writers[peek.flag] ?? [] {
      let writer = view.analysis.threads[site.thread]
      guard let place = writer.places[site.item], let own = thread.places[peek.read],
        view.analysis.maySameObject(place, in: writer, own, in: thread),
        // Nothing is known of pointers that others have set: null or not.
        let found = [nil, 1].lazy.compactMap({ start in
          isProtected(besides: peek, number, from: site, in: view, startingAt: start)
            ? view.analysis.race(
              on: peek.flag, (site, reader), oracle: oracle, startingAt: start) : nil
        }).first
      else { continue }
      return plainFlag(.peek, peek.flag, found, (site, reader))
    }
    return nil
  }

  /// Whether nothing races once the one read is left out: the lock protects all others.
  private func isProtected(
    besides peek: ThreadTrace.Peek, _ number: Int, from site: Analysis.Site, in view: LockedView,
    startingAt start: Int?
  ) -> Bool {
    let first = view.analysis.threads[site.thread].demoted()
    let second = view.analysis.threads[number].demoted()
    var parts = base.slices(first, second, data: [peek.flag])
    parts.first.items.removeAll {
      first.items[$0].isPlainAccess && !view.locked[site.thread].isLocked[$0]
    }
    parts.second.items.removeAll {
      second.items[$0].isPlainAccess && !view.locked[number].isLocked[$0]
    }
    guard parts.second.items.contains(where: { second.items[$0].isPlainAccess }) else {
      return false
    }
    let pair = CutPair(cut: base.cut(parts, with: peek.flag, startingAt: start))
    let question = Question.dataRace(on: pair.variable(of: peek.flag))
    return oracle.ask(question, of: pair.scenario).isForbidden
  }
}

extension PlainWait {
  fileprivate var use: PlainFlag.Use { isRecheck ? .recheck : isSpin ? .spin : .poll }
}
