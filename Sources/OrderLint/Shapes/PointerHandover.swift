import MemoryModel

/// Memory handed over by its address, judged by one thread: the other is a sound partner that
/// stands for the code in view which does the other half.
public struct PointerHandover: Sendable {
  public enum Part: Sendable {
    /// Writes memory, then stores its address where others find it.
    case publish
    /// Takes an address away from where others put it, then uses the memory.
    case take
    /// Uses the memory whose address a failed compare-exchange found.
    case failedExchange
    /// Puts a node of its own in the place of another's, then writes a link into that: the tail of a
    /// queue or of a queue lock.
    case follow
  }

  public var part: Part
  public var pointer: MemoryLocation
  /// Items of thread 0: the atomic access, and the use of the memory that goes with it.
  public var access: Int
  public var use: Int
  public var cut: CutPair
  public var execution: Execution
  /// The order written, of a failed exchange its failure order, and the weakest that would do.
  public var written: MemoryOrder
  public var needed: MemoryOrder
  public var isMended: Bool

  public var question: Question
}

/// Finds handovers of memory whose half in one thread lacks an order.
struct PointerHandoverFinder {
  static let memory = Variable("memory")
  /// What the one before has put into the link.
  static let first = 1

  let analysis: Analysis
  let oracle: Oracle

  func find(besides publications: [Publication]) -> [PointerHandover] {
    var known = Set(
      publications.flatMap { [$0.cut.item(0, $0.store), $0.cut.item(1, $0.load)] }
        .map(\.range))
    var found: [PointerHandover] = []
    let partners = HandoverPartners(of: analysis)
    for thread in analysis.threads
    where !analysis.needsCallersLock.contains(thread.function) {
      for (index, item) in thread.items.enumerated()
      where item.isAtomicAccess && item.isWrite && !known.contains(item.range) {
        guard !thread.isExclusive[index], !thread.isFresh(index),
          let place = thread.location(at: index),
          let handover = thread.holdsLock(before: index)
            ? lockedPublication(thread, index, place, partners)
            : handover(thread, index, place, partners)
        else { continue }
        known.insert(item.range)
        found.append(handover)
      }
    }
    return found
  }

  private func handover(
    _ thread: ThreadTrace, _ index: Int, _ place: MemoryLocation, _ partners: HandoverPartners
  ) -> PointerHandover? {
    if partners.users.contains(place),
      let use = thread.preparation(before: index) ?? thread.givenToPublish(at: index),
      !(thread.releasesLater(than: index) && partners.acquiringUsers.contains(place)),
      let publication = judge(.publish, thread, index, use, place)
    {
      return publication
    }
    guard partners.publishers.contains(place) else { return nil }
    if let use = thread.useOfTaken(at: index) { return judge(.take, thread, index, use, place) }
    if let use = thread.useOfFound(at: index) {
      return judge(.failedExchange, thread, index, use, place)
    }
    if let link = thread.linkIntoFollowed(at: index) {
      return judge(.follow, thread, index, link, place)
    }
    let retried = RetriedExchange(thread: thread, program: analysis.program, exchange: index)
    return retried.use.flatMap { judge(.failedExchange, thread, index, $0, place) }
  }

  /// Writers who keep each other out, and a reader who takes no lock.
  private func lockedPublication(
    _ thread: ThreadTrace, _ index: Int, _ place: MemoryLocation, _ partners: HandoverPartners
  ) -> PointerHandover? {
    guard partners.lockFreeUsers[place]?.contains(where: { $0 != thread.function }) == true,
      let use = thread.preparation(before: index), thread.isFresh(use)
    else { return nil }
    return judge(.publish, thread, index, use, place)
  }

  private func judge(
    _ part: PointerHandover.Part, _ thread: ThreadTrace, _ access: Int, _ use: Int,
    _ place: MemoryLocation
  ) -> PointerHandover? {
    let word = Variable("\(place)")
    let half = HandoverHalf(
      part: part, thread: thread, access: access, use: use, word: word, analysis: analysis)
    let name = analysis.program.functions[thread.function].name
    let scenario = Scenario(threads: [
      Scenario.Thread(name: name, steps: half.steps), half.partner,
    ])
    let question = half.question
    guard let written = half.written, let execution = oracle.weakness(question, of: scenario)
    else { return nil }
    let origin = CutScenario.origin(thread: 0, item: access)
    let needed = written.joined(part == .publish ? .release : .acquire)
    let edit: ScenarioEdit =
      part == .failedExchange
      ? .setFailureOrder(origin: origin, to: needed) : .setOrder(origin: origin, to: needed)
    return PointerHandover(
      part: part, pointer: place, access: access, use: use,
      cut: CutPair(cut: CutScenario(scenario: scenario, threads: [thread], variables: [:])),
      execution: execution, written: written, needed: needed,
      isMended: oracle.ask(question, of: scenario.applying([edit])).isForbidden,
      question: question)
  }
}

/// Which pointers others in the program publish through and use the memory of.
private struct HandoverPartners {
  var publishers: Set<MemoryLocation> = []
  var users: Set<MemoryLocation> = []
  /// Users that acquired something else before they read the pointer: that may be what orders.
  var acquiringUsers: Set<MemoryLocation> = []
  /// The functions of users that take no lock before and, by their names, need none taken.
  var lockFreeUsers: [MemoryLocation: Set<Int>] = [:]

  init(of analysis: Analysis) {
    for location in analysis.atomicLocations {
      for site in analysis.atomicSites[location] ?? [] {
        let thread = analysis.threads[site.thread]
        if thread.items[site.item].storesAddress { publishers.insert(location) }
        guard thread.items[site.item].isRead, thread.usesPart(ofMemoryFoundAt: site.item),
          !thread.holdsLock(before: site.item)
        else { continue }
        users.insert(location)
        if !analysis.needsCallersLock.contains(thread.function),
          !analysis.program.words[thread.function].contains(where: LockName.isAboutLocks),
          !thread.items.prefix(site.item).contains(where: {
            $0.lockAddress != nil || $0.mayFence || $0.mayAcquire
          })
        {
          lockFreeUsers[location, default: []].insert(thread.function)
        }
        if thread.items.prefix(site.item).contains(where: \.mayAcquire) {
          acquiringUsers.insert(location)
        }
      }
    }
  }
}

extension TraceItem {
  /// Whether the item stores what may be an address: anything but a constant or a sum of numbers.
  fileprivate var storesAddress: Bool {
    switch storedValue {
    case .result, .parameter, .field, .element, .global, .slot: true
    case .integer, .exchanged, .function, .not, .binary, .unknown, nil: false
    }
  }

  /// Whether the item stores the address of a node that the caller gave: the first of a batch.
  fileprivate var linksOtherNode: Bool {
    if case .parameter = storedValue { true } else { false }
  }

  fileprivate var mayAcquire: Bool {
    (isFence || isAtomicAccess && isRead) && (ordering?.order ?? .acquire).isAcquire
  }

  fileprivate var mayRelease: Bool {
    (isFence || isAtomicAccess && isWrite) && (ordering?.order ?? .release).isRelease
  }
}

extension ThreadTrace {
  /// Whether a lock of the library is held before the item.
  func holdsLock(before index: Int) -> Bool {
    var depth = 0
    for item in items.prefix(index) {
      switch item.kind {
      case .lock: depth += 1
      case .unlock: depth -= 1
      case .read, .write, .update, .compareExchange, .fence, .allocate, .free, .spawn, .join,
        .assume, .call, .opaque:
        break
      }
    }
    return depth > 0
  }

  fileprivate func releasesLater(than index: Int) -> Bool {
    items.dropFirst(index + 1).contains(where: \.mayRelease)
  }

  /// Whether the thread uses a part of the memory whose address the item read.
  fileprivate func usesPart(ofMemoryFoundAt index: Int) -> Bool {
    uses(ofMemoryFoundAt: index).contains { $0.address != .result(index) }
  }

  /// The last write to the memory whose address the item stores: to memory of its own, whose words
  /// hold nothing before, or a plain write to that which it was given.
  fileprivate func preparation(before index: Int) -> Int? {
    guard let address = items[index].storedValue, items[index].storesAddress else { return nil }
    return items.indices.prefix(index).last { other in
      guard items[other].isWrite, let place = places[other], place.object.base == address.base
      else { return false }
      if case .parameter = address, items[other].isPlainAccess { return true }
      return isFresh(other)
    }
  }

  /// The item itself, if it publishes with a barrier that is none for what comes before what the
  /// caller gave, and has filled: nobody publishes what is empty.
  fileprivate func givenToPublish(at index: Int) -> Int? {
    guard items[index].isOneSided, case .parameter? = items[index].storedValue else { return nil }
    return index
  }

  /// The first plain use of memory that the item took away, leaving nothing behind.
  fileprivate func useOfTaken(at index: Int) -> Int? {
    var sources: Set<Int> = [index]
    switch items[index].kind {
    case .update(_, .exchange, .integer(0), _): break
    case .compareExchange(_, .result(let read), .integer(0), _, _, _) where isTaken(index):
      sources.insert(read)
    case .update, .compareExchange, .read, .write, .fence, .allocate, .free, .lock, .unlock,
      .spawn, .join, .assume, .call, .opaque:
      return nil
    }
    return plainUse(after: index, of: sources)
  }

  /// The first plain use of memory whose address the compare-exchange found when it failed.
  fileprivate func useOfFound(at index: Int) -> Int? {
    // Where no text names an order, the library's documentation has the say.
    guard case .compareExchange(_, _, _, let success, let failure, _) = items[index].kind,
      !success.isImplicit || !failure.isImplicit,
      items.dropFirst(index + 1).contains(where: { item in
        if case .assume(.not(.exchanged(index))) = item.kind { true } else { false }
      })
    else { return nil }
    return plainUse(after: index, of: [index])
  }

  /// The write of a link into the node that the item took the place of, if the thread has written the
  /// same link of its own node, which it put there.
  fileprivate func linkIntoFollowed(at index: Int) -> Int? {
    let own: Value?
    var sources: Set<Int> = [index]
    switch items[index].kind {
    case .update(_, .exchange, let value, _): own = value
    case .compareExchange(_, .result(let read), let value, _, _, _) where isTaken(index):
      own = value
      sources.insert(read)
    case .update, .compareExchange, .read, .write, .fence, .allocate, .free, .lock, .unlock,
      .spawn, .join, .assume, .call, .opaque:
      return nil
    }
    // Where no text names an order, the library may promise that writes through an address wait for
    // its read, as all machines do.
    guard let own, items[index].storesAddress, items[index].ordering?.isImplicit == false else {
      return nil
    }
    return items.indices.dropFirst(index + 1).first { link in
      guard items[link].isWrite, let place = places[link],
        case .result(let source)? = node(of: link), sources.contains(source),
        items[link].storedValue == own || items[link].linksOtherNode
      else { return false }
      return ownLink(own, like: place.location, before: index) != nil
    }
  }

  /// The last write to a place in the thread's own node before it lets others have the node.
  func ownLink(_ own: Value, like link: MemoryLocation, before index: Int) -> Int? {
    items.indices.prefix(index).last { other in
      guard items[other].isWrite, let place = places[other] else { return false }
      return place.location == link && node(of: other) == own.base
    }
  }

  /// What the item accesses a part of, which may be in memory of its own that a field points to.
  private func node(of index: Int) -> Value? {
    guard case .result(let pointer)? = places[index]?.object.base,
      case .read(let address, .plain) = items[pointer].kind
    else { return places[index]?.object.base }
    return address.base
  }

  private func plainUse(after index: Int, of sources: Set<Int>) -> Int? {
    items.indices.dropFirst(index + 1).first { other in
      guard items[other].isPlainAccess, case .result(let source)? = items[other].address?.base
      else { return false }
      return sources.contains(source) && !isNull(source, before: other)
    }
  }

  /// Whether a branch before the item is taken only if the address is that of no object.
  private func isNull(_ source: Int, before index: Int) -> Bool {
    items.prefix(index).contains { item in
      guard case .assume(let condition) = item.kind else { return false }
      return condition.evaluated { $0 == source ? 4096 : nil } == 0
    }
  }
}
