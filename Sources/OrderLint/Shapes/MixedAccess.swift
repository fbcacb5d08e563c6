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
  /// Paths through one pair of accesses that are tried before the two are taken never to meet.
  private let attemptsPerPair = 6
  private let othersTold = 4

  var analysis: Analysis { sharing.analysis }
  var program: Program { analysis.program }

  private struct Key: Hashable {
    var object: MemoryLocation
    var function: Int
  }

  private struct Pair: Hashable {
    var plain: SourceRange
    var atomic: SourceRange
  }

  /// What is known so far about who accesses a location.
  private struct Sides {
    /// How often two accesses were tried.
    var attempts: [Pair: Int] = [:]
    var hasVariant: [Int: Bool] = [:]
    var storesItself: [Int: Bool] = [:]
  }

  /// - Parameter payloads: what sequence locks protect, where plain accesses are accepted practice.
  func find(besides payloads: Set<MemoryLocation>) -> [MixedAccess] {
    var found: [Key: MixedAccess] = [:]
    var order: [Key] = []
    for location in analysis.atomicLocations
    where isMixed(location) && !payloads.contains(location) {
      var judged: [SourceRange: Bool] = [:]
      var sides = Sides()
      for site in sortedPlainSites(of: location) {
        let thread = analysis.threads[site.thread]
        let item = thread.items[site.item]
        guard judged[item.range] != true, let access = mixed(site, location, &sides) else {
          continue
        }
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
    if program.isDeclaredAtomic(location) { return false }
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

  private func mixed(
    _ site: Analysis.Site, _ location: MemoryLocation, _ sides: inout Sides
  ) -> MixedAccess? {
    let thread = analysis.threads[site.thread]
    let item = thread.items[site.item]
    guard mayBeShared(site),
      item.isPromoted
        || !sides.hasVariant.known(item.function, or: hasAtomicVariant(item.function, location))
    else { return nil }
    let isOwnersRead =
      !item.isWrite
      && sides.storesItself.known(item.function, or: isStored(location, by: item.function))
    var tried = 0
    for other in analysis.atomicSites[location] ?? [] {
      let access = analysis.threads[other.thread].items[other.item]
      guard !access.isPromoted, item.isWrite || access.isWrite, mayOverlap(site, other),
        let evidence = evidence(site, other, location),
        // What another thread writes, too, is not the reader's own.
        !isOwnersRead || evidence == .threads && access.function != item.function
      else { continue }
      guard tried < atomicSitesTried else { return nil }
      tried += 1
      let pair = Pair(plain: item.range, atomic: access.range)
      guard sides.attempts[pair, default: 0] < attemptsPerPair else { continue }
      sides.attempts[pair, default: 0] += 1
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

  /// Whether a function stores the location atomically. What it reads there is what it alone writes,
  /// with stores that say so (guard G9), or what it writes as the owner of a lock does that is not
  /// understood.
  private func isStored(_ location: MemoryLocation, by function: Int) -> Bool {
    let threads = analysis.threads
    return (analysis.atomicSites[location] ?? []).contains { site in
      let item = threads[site.thread].items[site.item]
      return item.isWrite && item.function == function && !item.isRead
    }
  }

  // MARK: The question

  private func item(_ site: Analysis.Site) -> TraceItem {
    analysis.threads[site.thread].items[site.item]
  }

  private func race(
    _ site: Analysis.Site, _ other: Analysis.Site, _ location: MemoryLocation,
    _ evidence: Evidence
  ) -> MixedAccess? {
    let thread = analysis.threads[site.thread].demoted()
    let peer = analysis.threads[other.thread].demoted()
    var parts = analysis.slices(thread, peer, data: [location])
    // What the threads do afterwards does not undo a race.
    parts.first.items.removeAll { index in
      index > site.item || index != site.item && thread.items[index].isPlainAccess
    }
    let expected = item(site).isWrite ? nil : peer.expectedRead(by: other.item)
    parts.second.items.removeAll { index in
      index > other.item || peer.items[index].isPlainAccess && index != expected
    }
    Slice.keepSharedOnly(&parts.first, &parts.second)
    var cut = CutScenario(of: [parts.first, parts.second], in: program)
    let question = Question.dataRace(on: cut.variables[location])
    guard let variable = cut.variables[location] else { return nil }
    let starts = [cut.scenario.initialValues[variable] ?? 0, 1] + thread.comparands(of: site.item)
    for start in starts {
      cut.scenario.initialValues[variable] = start
      guard let execution = oracle.show(question, of: cut.scenario) else { continue }
      return MixedAccess(
        object: location, cut: CutPair(cut: cut), question: question, execution: execution,
        plain: site.item, atomic: other.item, isWrite: thread.items[site.item].isWrite,
        others: [])
    }
    return nil
  }
}

extension TraceItem {
  /// Whether the item takes something that is then its thread's alone: a lock's word.
  var isTaking: Bool {
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
    if case .result(let source) = base, !items[..<index].contains(where: { $0.starts(with: base) })
    {
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

  /// The plain read of the object whose value a compare-exchange of it expects.
  fileprivate func expectedRead(by exchange: Int) -> Int? {
    guard case .compareExchange(_, .result(let read), _, _, _, _) = items[exchange].kind,
      items.indices.contains(read), items[read].isPlainAccess, places[read] == places[exchange]
    else { return nil }
    return read
  }

  /// The numbers that the path compares what the item read with: one may be the only one with which it
  /// goes this way.
  fileprivate func comparands(of index: Int) -> [Int] {
    var found: [Int] = []
    for item in items[index...] {
      guard case .assume(.binary(_, .result(index), .integer(let number))) = item.kind,
        !found.contains(Int(number)), found.count < 3
      else { continue }
      found.append(Int(number))
    }
    return found
  }

  /// Whether a compare-exchange of the object checks again what was read.
  func isRevalidated(_ read: Int) -> Bool {
    items.indices.dropFirst(read + 1).contains { index in
      guard case .compareExchange(_, let expected, _, _, _, _) = items[index].kind else {
        return false
      }
      return places[index]?.location == places[read]?.location && expected.depends { $0 == read }
    }
  }

  /// Whether the item's object is one that a caller gave: which one is not known.
  func isGivenObject(_ index: Int) -> Bool {
    guard case .parameter? = places[index]?.object.base else { return false }
    return true
  }

  /// Whether a fence between threads stands right after the write: the write is one of two that the
  /// fence orders, as marked as if it were atomic.
  func isBeforeFence(_ index: Int) -> Bool {
    guard items.indices.contains(index + 1), case .fence(_, .thread) = items[index + 1].kind else {
      return false
    }
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

  /// Whether the item's object is a global, or one that others find where the path found it.
  func isKnownObject(_ index: Int) -> Bool {
    if case .global? = places[index]?.object.base { return true }
    return isReachedByOthers(index)
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
  func storesAddress(_ index: Int) -> Bool {
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

extension [Int: Bool] {
  /// What is known of a key, found out the first time.
  fileprivate mutating func known(_ key: Int, or found: @autoclosure () -> Bool) -> Bool {
    if let known = self[key] { return known }
    let value = found()
    self[key] = value
    return value
  }
}
