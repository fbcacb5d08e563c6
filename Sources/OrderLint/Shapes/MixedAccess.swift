import MemoryModel

/// An object that is accessed atomically in one place and plainly in another, where both may happen at
/// once.
public struct MixedAccess: Sendable {
  public var object: MemoryLocation
  /// Thread 0 accesses it plainly, thread 1 atomically.
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  /// Item of thread 0.
  public var plain: Int
  /// Item of thread 1.
  public var atomic: Int
  public var isWrite: Bool
  /// Other plain accesses of the object that race as well.
  public var others: [TraceItem]
}

/// Finds mixed accesses of which something says that they may overlap.
struct MixedAccessFinder {
  let sharing: PlainSharing
  let oracle: Oracle
  private let atomicSitesTried = 24
  private let othersTold = 4
  private let mixedPlacesOfAStyle = 6

  private var analysis: Analysis { sharing.analysis }
  private var program: Program { analysis.program }

  private struct Key: Hashable {
    var object: MemoryLocation
    var function: Int
  }

  /// - Parameter payloads: what sequence locks protect, where plain accesses are accepted practice.
  func find(besides payloads: Set<MemoryLocation>) -> [MixedAccess] {
    var found: [Key: MixedAccess] = [:]
    var order: [Key] = []
    for location in analysis.atomicLocations
    where isMixed(location) && !payloads.contains(location) {
      var judged: [SourceRange: Bool] = [:]
      for site in sortedPlainSites(of: location) {
        let thread = analysis.threads[site.thread]
        let item = thread.items[site.item]
        guard judged[item.range] != true, let access = mixed(site, location) else { continue }
        let isFirst = judged[item.range] == nil
        judged[item.range] = true
        let key = Key(object: location, function: item.function)
        if var known = found[key] {
          if isFirst, known.others.count < othersTold { known.others.append(item) }
          found[key] = known
        } else {
          found[key] = access
          order.append(key)
        }
      }
    }
    return order.compactMap { found[$0] }
  }

  private func isMixed(_ location: MemoryLocation) -> Bool {
    guard !location.isGuess else { return false }
    // What a stored pointer points to is named by where it was allocated, if that is known.
    guard let key = location.key else { return analysis.plainSites[location] != nil }
    guard sharing.mixed.contains(key) else { return false }
    // What has an atomic type is accessed plainly by `atomic_init` only.
    if case .field(let record, let name) = key,
      program.records[record]?.fields.first(where: { $0.name == name })?.isAtomic == true
    {
      return false
    }
    return key.declaredType(in: program)?.lowercased().contains("atomic") != true
  }

  /// Writes first, since they are worse; each in source order.
  private func sortedPlainSites(of location: MemoryLocation) -> [Analysis.Site] {
    let item = { (site: Analysis.Site) in analysis.threads[site.thread].items[site.item] }
    let volatiles = (analysis.atomicSites[location] ?? []).filter {
      item($0).isPromoted && item($0).isWrite
    }
    return ((analysis.plainSites[location] ?? []) + volatiles).sorted { left, right in
      let a = item(left)
      let b = item(right)
      if a.isWrite != b.isWrite { return a.isWrite }
      return (a.range, left.thread, left.item) < (b.range, right.thread, right.item)
    }
  }

  private func mixed(_ site: Analysis.Site, _ location: MemoryLocation) -> MixedAccess? {
    let thread = analysis.threads[site.thread]
    let item = thread.items[site.item]
    guard mayBeShared(site), !isOwnersRead(item, location),
      item.isPromoted || !hasAtomicVariant(item.function, location)
    else { return nil }
    var tried = 0
    for other in analysis.atomicSites[location] ?? [] {
      let peer = analysis.threads[other.thread]
      let access = peer.items[other.item]
      guard !access.isPromoted, item.isWrite || access.isWrite, mayOverlap(site, other),
        let evidence = evidence(site, other, location)
      else { continue }
      guard tried < atomicSitesTried else { return nil }
      tried += 1
      if let found = race(site, other, location, evidence) { return found }
    }
    return nil
  }

  private func mayOverlap(_ site: Analysis.Site, _ other: Analysis.Site) -> Bool {
    let thread = analysis.threads[site.thread]
    let peer = analysis.threads[other.thread]
    guard let own = thread.places[site.item], let theirs = peer.places[other.item],
      !analysis.needsCallersLock.contains(peer.function),
      analysis.mayOverlap(thread.function, peer.function),
      !program.hasObject(peer.items[other.item].function)
    else { return false }
    return analysis.maySameObject(own, in: thread, theirs, in: peer)
      || thread.isReachedByOthers(site.item) && peer.isReachedByOthers(other.item)
  }

  /// Whether nothing says that the thread has the object to itself.
  private func mayBeShared(_ site: Analysis.Site) -> Bool {
    let thread = analysis.threads[site.thread]
    let item = thread.items[site.item]
    guard !analysis.needsCallersLock.contains(thread.function), !program.hasObject(item.function),
      !program.hasObject(thread.function), !sharing.users.interrupts.contains(item.function),
      !thread.isFresh(site.item)
    else { return false }
    return !thread.isOwned(site.item)
  }

  /// Whether a function reads what it alone writes, with stores that say so (guard G9), or what it
  /// writes atomically itself, as the owner of a lock does that is not understood.
  private func isOwnersRead(_ item: TraceItem, _ location: MemoryLocation) -> Bool {
    guard !item.isWrite else { return false }
    let writers = (analysis.atomicSites[location] ?? []).lazy.map {
      analysis.threads[$0.thread].items[$0.item]
    }.filter { $0.isWrite && $0.function == item.function }
    return writers.contains { !$0.isRead }
  }

  // MARK: What says that both may happen at once

  private enum Evidence {
    /// The program starts the two threads.
    case threads
    /// What is stored is an object's address that other threads wait for.
    case publication
    /// One function takes the lock that the other gives back.
    case lock
    /// The path itself accesses the object atomically elsewhere.
    case samePath
    /// A loop waits until another thread writes the object.
    case wait
    /// Everybody else uses atomic accesses, changes included.
    case outlier
    /// A change in two plain steps of what others change in one.
    case twoSteps
  }

  private func evidence(
    _ site: Analysis.Site, _ other: Analysis.Site, _ location: MemoryLocation
  ) -> Evidence? {
    let thread = analysis.threads[site.thread]
    let peer = analysis.threads[other.thread]
    let item = thread.items[site.item]
    let access = peer.items[other.item]
    if isStartedHere(thread), isStartedHere(peer), !thread.isGivenObject(site.item),
      sharing.roles.overlap(item.function, access.function)
    {
      return .threads
    }
    if item.isWrite {
      if thread.isAfterFence(site.item) { return nil }
      if isUnlock(item.function, access, location) { return .lock }
      if item.isPromoted, thread.storesAddress(site.item), access.isRead, !access.isWrite,
        !program.isQuietName(item.function)
      {
        return .publication
      }
      if isSamePath(site) { return .samePath }
      return isChangeInTwoSteps(site) && isAnotherChange(access, than: item) ? .twoSteps : nil
    }
    if isAwaited(item) { return .wait }
    guard thread.decides(site.item), !program.isQuietName(item.function),
      isOnlyPlainReader(item.function, location), !readsOwnPlainly,
      !thread.isRevalidated(site.item),
      isReadAtomically(location, in: program.functions[item.function].language),
      isChangedInSteps(location, besides: item.function)
    else { return nil }
    return .outlier
  }

  /// Whether the path shows where its threads start: it starts them, or is what one runs.
  private func isStartedHere(_ thread: ThreadTrace) -> Bool {
    analysis.callGraph.threadEntries.contains(thread.function)
      || thread.items.contains { if case .spawn = $0.kind { true } else { false } }
  }

  /// Whether no other function accesses the object plainly.
  private func isOnlyPlainReader(_ function: Int, _ location: MemoryLocation) -> Bool {
    (analysis.plainSites[location] ?? []).allSatisfy { site in
      let user = analysis.threads[site.thread].items[site.item].function
      return user == function || program.hasObject(user)
    }
  }

  private func isAwaited(_ item: TraceItem) -> Bool {
    sharing.waits.contains {
      $0.isSpin && $0.function == item.function && $0.range == item.range
    }
  }

  /// Whether the program has atomic reads of the object. The `__sync` functions have none, and code
  /// that is written with them reads plainly for want of a better way.
  private func isReadAtomically(_ location: MemoryLocation, in language: Language) -> Bool {
    language == .swift
      || (analysis.atomicSites[location] ?? []).contains { site in
        let item = analysis.threads[site.thread].items[site.item]
        return item.isRead && !item.isWrite && !item.isPromoted
      }
  }

  /// Whether the program as a whole reads plainly what only the reader changes: then a plain read
  /// says nothing.
  private var readsOwnPlainly: Bool { sharing.mixed.count > mixedPlacesOfAStyle }

  /// Whether a lock's word, taken by an update, is given back by a plain write.
  private func isUnlock(
    _ function: Int, _ taking: TraceItem, _ location: MemoryLocation
  ) -> Bool {
    guard let giver = LockName(program.functions[function].name),
      let taker = LockName(program.functions[taking.function].name), giver.gives, !taker.gives
    else { return false }
    return giver.isOpposite(of: taker) && taking.isRead && taking.isWrite
  }

  /// Whether the path updates the object atomically before it writes it plainly.
  private func isSamePath(_ site: Analysis.Site) -> Bool {
    let thread = analysis.threads[site.thread]
    return thread.items.indices.prefix(site.item).contains { index in
      let item = thread.items[index]
      guard item.isAtomicAccess, !item.isPromoted, item.isRead, item.isWrite,
        thread.places[index] == thread.places[site.item]
      else { return false }
      return item.isTaking
    }
  }

  /// Whether the write stores what the path read there plainly just before, changed by some amount,
  /// while it holds no lock.
  private func isChangeInTwoSteps(_ site: Analysis.Site) -> Bool {
    let thread = analysis.threads[site.thread]
    // Variables that closures capture are told apart by their names only.
    guard thread.location(at: site.item)?.record != nil else { return false }
    let item = thread.items[site.item]
    guard item.isPlainAccess, case .binary(let operation, .result(let read), _)? = item.storedValue,
      operation == .add || operation == .subtract, thread.items.indices.contains(read),
      thread.items[read].isPlainAccess, thread.places[read] == thread.places[site.item],
      thread.locks.locks(at: site.item).isEmpty
    else { return false }
    return !program.isQuietName(item.function)
  }

  /// Whether another function does the same atomically: this one is for who has the object alone.
  private func hasAtomicVariant(_ function: Int, _ location: MemoryLocation) -> Bool {
    Set(
      (analysis.atomicSites[location] ?? []).map {
        analysis.threads[$0.thread].items[$0.item].function
      }
    ).contains { $0 != function && program.areVariants($0, function) }
  }

  /// Whether an access changes the object, whatever it finds, in another function that works on an
  /// object it was given.
  private func isAnotherChange(_ access: TraceItem, than change: TraceItem) -> Bool {
    guard access.function != change.function, !program.isQuietName(access.function) else {
      return false
    }
    switch access.kind {
    case .update(_, .add, let amount, _), .update(_, .subtract, let amount, _):
      return amount != .integer(0)
    case .compareExchange(_, .result, .binary, _, _, _): return true
    case .update, .compareExchange, .read, .write, .fence, .allocate, .free, .lock, .unlock, .spawn,
      .join, .assume, .call, .opaque:
      return false
    }
  }

  /// Whether some other function changes the object by an update, as several threads do.
  private func isChangedInSteps(_ location: MemoryLocation, besides function: Int) -> Bool {
    (analysis.atomicSites[location] ?? []).contains { site in
      let thread = analysis.threads[site.thread]
      let item = thread.items[site.item]
      return item.isRead && item.isWrite && item.function != function
        && !program.hasObject(item.function) && !thread.isFresh(site.item)
    }
  }

  // MARK: The question

  private func race(
    _ site: Analysis.Site, _ other: Analysis.Site, _ location: MemoryLocation,
    _ evidence: Evidence
  ) -> MixedAccess? {
    let thread = analysis.threads[site.thread].demoted()
    let peer = analysis.threads[other.thread].demoted()
    var parts = analysis.slices(thread, peer, data: [location])
    parts.first.items.removeAll { index in
      index != site.item && thread.items[index].isPlainAccess
    }
    parts.second.items.removeAll { peer.items[$0].isPlainAccess }
    var builder = ScenarioBuilder(program: program, slices: [parts.first, parts.second])
    var cut = builder.build()
    let question = Question.dataRace(on: cut.variables[location])
    guard let variable = cut.variables[location] else { return nil }
    for start in [cut.scenario.initialValues[variable] ?? 0, 1] {
      cut.scenario.initialValues[variable] = start
      guard case .allowed(let execution) = oracle.ask(question, of: cut.scenario) else { continue }
      return MixedAccess(
        object: location, cut: CutPair(cut: cut), question: question, execution: execution,
        plain: site.item, atomic: other.item, isWrite: thread.items[site.item].isWrite,
        others: [])
    }
    return nil
  }
}

extension Program {
  /// Whether two functions do the same, one of them for callers that have the object to themselves:
  /// `record_values` and `record_values_atomic`, `stack_push_spnc` and `stack_push_mpmc`.
  fileprivate func areVariants(_ first: Int, _ second: Int) -> Bool {
    let names = [first, second].map { NameWords.words(of: functions[$0].name) }
    let common = zip(names[0], names[1]).prefix { $0 == $1 }.count
    return common >= 3 || common == min(names[0].count, names[1].count)
  }

  /// Whether the function makes or ends the object it works on.
  fileprivate func hasObject(_ function: Int) -> Bool {
    switch functions[function].kind {
    case .initializer, .deinitializer: true
    case .ordinary, .closure: lifetimes[function] != .neither
    }
  }

  /// Whether the function's name says that it runs before, after or beside what matters.
  fileprivate func isQuietName(_ function: Int) -> Bool {
    let words = functions[function].name.lowercased().split(whereSeparator: { !$0.isLetter })
    return words.contains { Self.quietWords.contains(String($0)) }
  }

  private static let quietWords: Set<String> = [
    "reset", "clear", "dump", "print", "debug", "show", "info", "config", "configure", "open",
    "load", "parse", "restore", "attach", "detach", "shutdown", "cleanup", "exit", "reinit", "test",
    "bench", "prepare", "flush", "free", "close", "start", "stop", "restart", "grow", "resize",
    "rehash", "copy", "clone", "swap", "move", "snapshot", "log", "trace", "stats", "status",
    "assert", "check", "validate", "verify", "main", "setup", "begin", "fork", "child",
  ]
}

extension TraceItem {
  /// Whether the item takes something that is then its thread's alone: a lock's word.
  fileprivate var isTaking: Bool {
    switch kind {
    case .compareExchange(_, let expected, let desired, let success, _, _):
      return expected == .integer(0) && desired != .integer(0) && success.assumedOrder.isAcquire
    case .update(_, .exchange, let operand, let ordering):
      return operand != .integer(0) && ordering.assumedOrder.isAcquire
    case .update, .read, .write, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume,
      .call, .opaque:
      return false
    }
  }
}

extension ThreadTrace {
  /// Whether the thread has the item's object to itself here: nobody knows of it yet, it was taken
  /// from where others could find it, or the last reference to it is gone.
  fileprivate func isOwned(_ index: Int) -> Bool {
    guard let object = places[index]?.object else { return true }
    let base = object.base
    if case .result(let source) = base {
      switch items.indices.contains(source) ? items[source].kind : .opaque("") {
      case .read(_, .atomic(let ordering)) where !ordering.isPromoted: return true
      case .update, .compareExchange, .allocate, .call, .opaque: return true
      default: break
      }
    }
    let isPublishedLater = items[(index + 1)...].contains { item in
      item.isWrite && item.storedValue?.base == base
        && item.storedValue?.isPointer(to: base) == true
    }
    return isPublishedLater || items[..<index].contains(where: \.mayEndSharing)
  }

  /// Whether a compare-exchange of the object checks again what was read.
  fileprivate func isRevalidated(_ read: Int) -> Bool {
    items.indices.dropFirst(read + 1).contains { index in
      guard case .compareExchange(_, let expected, _, _, _, _) = items[index].kind else {
        return false
      }
      return places[index]?.location == places[read]?.location && expected.depends { $0 == read }
    }
  }

  /// Whether the item's object is one that a caller gave: which one is not known.
  fileprivate func isGivenObject(_ index: Int) -> Bool {
    guard case .parameter? = places[index]?.object.base else { return false }
    return true
  }

  /// Whether a fence between threads stands right before the write: an idiom of its own.
  func isAfterFence(_ index: Int) -> Bool {
    for earlier in items.indices.prefix(index).reversed() {
      switch items[earlier].kind {
      case .fence(_, .thread): return true
      case .write, .update, .compareExchange, .call, .lock, .unlock: return false
      case .read, .fence, .allocate, .free, .spawn, .join, .assume, .opaque: continue
      }
    }
    return false
  }

  /// Whether the object was found through a pointer that is stored where others find it, too.
  fileprivate func isReachedByOthers(_ index: Int) -> Bool {
    guard case .result(let source)? = places[index]?.object.base, items.indices.contains(source)
    else { return false }
    switch items[source].kind {
    case .read(_, .plain), .read(_, .volatile), .read(_, .atomic): return !isExclusive[source]
    default: return false
    }
  }

  /// Whether the write stores the address of an object that the path filled in before.
  fileprivate func storesAddress(_ index: Int) -> Bool {
    guard let value = items[index].storedValue, value.isPointer(to: value.base) else {
      return false
    }
    let base = value.base
    return items.indices.prefix(index).contains { earlier in
      items[earlier].isWrite && (items[earlier].isPlainAccess || items[earlier].isPromoted)
        && places[earlier]?.object.base == base
    }
  }

  /// Whether the path goes one way or another by what the item read.
  func decides(_ index: Int) -> Bool {
    let mentions = { (value: Value) in value.depends { $0 == index } }
    if let returned = trace.returned, returned.isTruthValue, mentions(returned) { return true }
    return items[index...].contains { item in
      if case .assume(let condition) = item.kind { return mentions(condition) }
      return false
    }
  }
}

extension Value {
  /// Whether the value is an address and not a number.
  fileprivate func isPointer(to base: Value) -> Bool {
    switch base {
    case .result, .parameter: self == base || isInside(base)
    case .global, .slot: true
    case .integer, .exchanged, .field, .element, .function, .not, .binary, .unknown: false
    }
  }

  private func isInside(_ base: Value) -> Bool {
    switch self {
    case .field(let outer, _, _), .element(let outer, _): outer == base || outer.isInside(base)
    default: false
    }
  }
}

extension TraceItem {
  /// Whether the item may be the drop of a last reference.
  fileprivate var mayEndSharing: Bool {
    switch kind {
    case .update(_, .subtract, _, _): true
    case .update(_, .add, .integer(let amount), _): amount < 0
    case .join: true
    case .update, .read, .write, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
      .assume, .call, .opaque:
      false
    }
  }
}
