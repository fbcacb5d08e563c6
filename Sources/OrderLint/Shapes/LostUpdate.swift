import MemoryModel

/// A value that is read, changed and stored although another thread may change it between.
public struct LostUpdate: Sendable {
  public var location: MemoryLocation
  /// Thread 0 reads and stores, thread 1 makes a change of its own.
  public var cut: CutPair
  public var execution: Execution
  /// Items of thread 0.
  public var load: Int
  public var store: Int
  /// The item of thread 1 whose change is lost.
  public var other: Int
  /// The read and the write stand in the accessors of a property.
  public var isThroughProperty: Bool
  public var kind = Kind.change

  public enum Kind: Sendable {
    case change
    /// Both threads find a word free and take it.
    case claim
    /// Both threads are given the number that they count up afterwards.
    case number
  }
}

/// Finds changes by a read and a write of values that several threads are known to change: an
/// update elsewhere says so, threads that run the same function, or two functions that threads run.
struct LostUpdateFinder {
  let analysis: Analysis
  let oracle: Oracle
  /// Who runs what, and what each has for itself.
  let roles: ThreadRoles
  let ownership: ThreadOwnership
  /// Whether only volatile variables are looked at, whose accesses are taken as relaxed ones.
  var isOnlyPromoted = false

  struct Change {
    var thread: Int
    var load: Int
    var store: Int
  }

  struct Candidate {
    var change: Change
    var other: Analysis.Site
    /// What the other thread read.
    var read: Int
  }

  func find() -> [LostUpdate] {
    let concurrent = roles.repeated
    var known: Set<SourceRange> = []
    var found: [LostUpdate] = []
    let promoted = isOnlyPromoted ? analysis.promotedLocations : []
    for location in analysis.atomicLocations
    where !isOnlyPromoted || promoted.contains(location) {
      let isAnyWrapped = analysis.locator.embedding.isAnyWrapped(location)
      let changes = changes(of: location)
      let updates = changes.isEmpty ? [] : updates(of: location)
      for change in changes {
        let items = analysis.threads[change.thread].items
        let range = items[change.store].place(beside: items[change.load])
        guard !known.contains(range) else { continue }
        for candidate in partners(of: change, changes, updates, concurrent) {
          // Two functions may change the atomics of two objects that have nothing to do with each
          // other.
          guard !isAnyWrapped || candidate.other.thread == change.thread else { continue }
          guard let update = lostUpdate(candidate, location) else { continue }
          known.insert(range)
          found.append(update)
          break
        }
      }
    }
    if isOnlyPromoted { return found }
    let claimed = claims(in: concurrent) + transitions(besides: known)
    return found + claimed
      + onceClaims().filter { once in
        !claimed.contains { $0.cut.item(0, $0.store).range == once.cut.item(0, once.store).range }
      } + splitNumbers()
  }

  // MARK: Claims

  /// Words that a thread finds to be 0 and sets in a second step, before it uses what it has claimed,
  /// where several threads run the same code, or the name of the function says that it may fail.
  private func claims(in concurrent: Set<Int>) -> [LostUpdate] {
    var known: Set<SourceRange> = []
    var found: [LostUpdate] = []
    for location in analysis.atomicLocations where isGivenBack(location) {
      for site in analysis.atomicSites[location] ?? [] {
        let thread = analysis.threads[site.thread]
        guard !ownership.isOwnByArgument(site.item, of: thread),
          !known.contains(thread.items[site.item].range),
          case .write(_, .integer(let taken), .atomic) = thread.items[site.item].kind, taken != 0,
          thread.locks.locks(at: site.item).isEmpty,
          let look = thread.lookForFree(before: site.item),
          !thread.hands(over: site.item, foundFree: look),
          concurrent.contains(thread.function)
            ? thread.usesClaimed(after: site.item) : isTried(site, foundFree: look)
        else { continue }
        let change = Change(thread: site.thread, load: look, store: site.item)
        let peer = Candidate(change: change, other: site, read: look)
        guard var claim = lostUpdate(peer, location) else { continue }
        claim.kind = .claim
        known.insert(thread.items[site.item].range)
        found.append(claim)
      }
    }
    return found
  }

  /// Whether the function says by its name that it tries, and by what it returns whether it was first:
  /// nobody tries what nobody else can have.
  private func isTried(_ site: Analysis.Site, foundFree look: Int) -> Bool {
    let thread = analysis.threads[site.thread]
    let function = thread.items[site.item].function
    guard thread.function == function, thread.items[look].function == function,
      analysis.program.words[function].contains(where: Self.trying.contains),
      case .integer(let taken)? = thread.trace.returned
    else { return false }
    let range = thread.items[look].range
    return analysis.threads.contains { other in
      guard other.function == function, case .integer(let refused)? = other.trace.returned else {
        return false
      }
      return refused != taken && other.items.last { $0.isAccess }?.range == range
    }
  }

  private static let trying: Set<String> = ["try", "trylock", "tryenter", "tryacquire"]

  /// Whether some thread sets the word back to 0.
  private func isGivenBack(_ location: MemoryLocation) -> Bool {
    (analysis.atomicSites[location] ?? []).contains { site in
      let item = analysis.threads[site.thread].items[site.item]
      if case .write(_, .integer(0), .atomic) = item.kind { return true }
      return false
    }
  }

  // MARK: Changes

  /// Stores of a value computed from what the path read there before, at no lock's leave.
  private func changes(of location: MemoryLocation) -> [Change] {
    var found: [Change] = []
    let choosing = functionsThatUpdate(location)
    for site in analysis.atomicSites[location] ?? [] {
      let thread = analysis.threads[site.thread]
      guard !analysis.needsCallersLock.contains(thread.function),
        !choosing.contains(thread.items[site.item].function),
        let value = thread.stored(at: site.item),
        let load = value.dependencies.filter({ isRead($0, before: site.item, of: location, thread) }
        )
        .max(), value != .result(load),
        // One place in the text that is both is a macro that makes functions for many objects.
        thread.items[load].range != thread.items[site.item].range
          || isOnlyPromoted && thread.items[load].isPromoted,
        !thread.items[(load + 1)..<site.item].contains(where: \.isAtomicUpdate)
      else { continue }
      found.append(Change(thread: site.thread, load: load, store: site.item))
    }
    return found
  }

  /// Functions that change the location in one step on some path: where another path of theirs takes
  /// two, they were told that there is one writer (guard G9).
  func functionsThatUpdate(_ location: MemoryLocation) -> Set<Int> {
    Set(
      (analysis.atomicSites[location] ?? []).filter { site in
        let thread = analysis.threads[site.thread]
        return thread.items[site.item].isAtomicUpdate && thread.stored(at: site.item) == nil
      }.map { analysis.threads[$0.thread].items[$0.item].function })
  }

  private func isRead(
    _ item: Int, before store: Int, of location: MemoryLocation, _ thread: ThreadTrace
  ) -> Bool {
    guard item < store, case .read(_, .atomic) = thread.items[item].kind else { return false }
    return thread.places[item] == thread.places[store]
  }

  // MARK: Who else changes it

  private func partners(
    of change: Change, _ changes: [Change], _ updates: [Analysis.Site], _ concurrent: Set<Int>
  ) -> [Candidate] {
    let root = analysis.threads[change.thread].function
    var found: [Candidate] = []
    let thread = analysis.threads[change.thread]
    let isOwn = ownership.isOwn(change.store, of: thread)
    if concurrent.contains(root), !isOwn {
      found.append(
        Candidate(
          change: change, other: Analysis.Site(thread: change.thread, item: change.store),
          read: change.load))
    }
    let entries = analysis.callGraph.threadEntries
    for other in changes where entries.contains(root) {
      let function = analysis.threads[other.thread].function
      guard function != root, entries.contains(function),
        !(isOwn && ownership.isOwn(other.store, of: analysis.threads[other.thread]))
      else { continue }
      found.append(
        Candidate(
          change: change, other: Analysis.Site(thread: other.thread, item: other.store),
          read: other.load))
    }
    for site in updates where found.count < Self.partnersTried {
      let thread = analysis.threads[site.thread]
      guard analysis.mayOverlap(root, thread.function), !isOfOthers(change, site),
        roles.overlap(root, thread.function) || !raceAnyway(change, site)
      else { continue }
      found.append(Candidate(change: change, other: site, read: site.item))
    }
    return Array(found.prefix(Self.partnersTried))
  }

  private static let partnersTried = 6

  /// Whether the change is of an object that a field names, and the update of one that callers name:
  /// those that do so are partners themselves.
  private func isOfOthers(_ change: Change, _ site: Analysis.Site) -> Bool {
    let thread = analysis.threads[change.thread]
    let peer = analysis.threads[site.thread]
    guard case .result(let pointer)? = thread.places[change.store]?.object.base,
      thread.pointerSource(pointer) != nil,
      case .parameter? = peer.places[site.item]?.object.base
    else { return false }
    return true
  }

  /// Changes of the location in one step, by whoever may do so beside others.
  private func updates(of location: MemoryLocation) -> [Analysis.Site] {
    (analysis.atomicSites[location] ?? []).filter { site in
      let thread = analysis.threads[site.thread]
      return thread.isUnconditionalUpdate(site.item)
        && !analysis.needsCallersLock.contains(thread.function)
    }
  }

  /// Whether the two would race for plain data as well, with nothing between them under sequential
  /// consistency either: who changes what the other uses does so before the other starts (guard G5).
  private func raceAnyway(_ change: Change, _ site: Analysis.Site) -> Bool {
    let thread = analysis.threads[change.thread]
    let peer = analysis.threads[site.thread]
    var asked: Set<MemoryLocation> = []
    return thread.items.indices.contains { write in
      guard thread.items[write].isWrite, thread.isBare(write),
        let data = thread.location(at: write),
        // Which element it is nobody knows.
        data.path.last != .element, asked.insert(data).inserted
      else { return false }
      let isUsed = peer.plainAccesses[data.root]?.contains { use in
        peer.isBare(use) && peer.location(at: use) == data
      }
      return isUsed == true && races(for: data, change.thread, site.thread)
    }
  }

  private func races(for data: MemoryLocation, _ first: Int, _ second: Int) -> Bool {
    let parts = analysis.slices(first, second, data: [data])
    let cut = CutPair(cut: CutScenario(of: [parts.first, parts.second], in: analysis.program))
    guard let variable = cut.variable(of: data) else { return false }
    return [cut.scenario.initialValues[variable] ?? 0, 1, 2].contains { start in
      var scenario = cut.scenario
      scenario.initialValues[variable] = start
      return oracle.ask(.dataRace(on: variable), of: scenario, model: .sequentialConsistency)
        .isAllowed
    }
  }

  // MARK: The question

  /// Whether both threads can have read the same value before either changed it.
  func lostUpdate(
    _ candidate: Candidate, _ location: MemoryLocation, from value: Int? = nil
  ) -> LostUpdate? {
    let change = candidate.change
    var parts = analysis.slices(change.thread, candidate.other.thread, data: [location])
    parts.first.keepOnly([change.load, change.store], of: location)
    parts.second.keepOnly([candidate.read, candidate.other.item], of: location)
    guard
      analysis.maySameObject(
        parts.first.thread.places[change.load], in: parts.first.thread,
        parts.second.thread.places[candidate.read], in: parts.second.thread)
    else { return nil }
    let cut = CutScenario(of: [parts.first, parts.second], in: analysis.program)
    guard let variable = cut.variables[location] else { return nil }
    let start = cut.scenario.initialValues[variable] ?? 0
    for value in value.map({ [$0] }) ?? [start, 1, 2] {
      var scenario = cut
      scenario.scenario.initialValues[variable] = value
      let question = Question.outcome(
        .all([
          .register(thread: 0, CutScenario.register(change.load), equals: value),
          .register(thread: 1, CutScenario.register(candidate.read), equals: value),
        ]))
      guard let execution = oracle.show(question, of: scenario.scenario) else {
        continue
      }
      return LostUpdate(
        location: location, cut: CutPair(cut: scenario), execution: execution, load: change.load,
        store: change.store, other: candidate.other.item,
        isThroughProperty: isThroughProperty(change))
    }
    return nil
  }

  private func isThroughProperty(_ change: Change) -> Bool {
    let items = analysis.threads[change.thread].items
    let names = [change.load, change.store].map {
      analysis.program.functions[items[$0].function].name
    }
    return names[0].hasSuffix(".get") && names[1].hasSuffix(".set")
  }
}

extension Slice {
  /// Leaves out other writes of the location: the change stands for itself, from whatever value it
  /// finds. Reads of the object stay, since the thread may have waited for its turn; those of others,
  /// such as of elements that were not free, do not matter.
  fileprivate mutating func keepOnly(_ kept: Set<Int>, of location: MemoryLocation) {
    let objects = Set(kept.map { thread.places[$0]?.object })
    items.removeAll { item in
      guard thread.location(at: item) == location, !kept.contains(item) else { return false }
      if case .write = thread.items[item].kind { return true }
      return thread.items[item].isRead && !objects.contains(thread.places[item]?.object)
    }
  }
}

extension Analysis {
  fileprivate func maySameObject(
    _ left: Locator.Place?, in leftThread: ThreadTrace, _ right: Locator.Place?,
    in rightThread: ThreadTrace
  ) -> Bool {
    guard let left, let right else { return false }
    return maySameObject(left, in: leftThread, right, in: rightThread)
  }
}

extension ThreadTrace {
  /// Whether the item accesses memory plainly that others may access, with no lock held.
  fileprivate func isBare(_ index: Int) -> Bool {
    items[index].isPlainAccess && !isExclusive[index] && !isFresh(index)
      && locks.locks(at: index).isEmpty
  }

  /// The read after which the path goes on only if the word is 0, with no update of it between.
  func lookForFree(before store: Int) -> Int? {
    items.indices.prefix(store).last { index in
      guard case .read(_, .atomic) = items[index].kind, places[index] == places[store] else {
        return false
      }
      return items[index..<store].contains { item in
        guard case .assume(let condition) = item.kind else { return false }
        return condition.holds(if: index, is: 0, butNotIf: 1)
      }
        && !items[index..<store].contains { item in
          item.isAtomicUpdate && item.address == items[store].address
        }
    }
  }

  /// Whether the thread fills what it found free before it says so: the word says whose turn it is, and
  /// nobody else has this one.
  fileprivate func hands(over store: Int, foundFree look: Int) -> Bool {
    items.indices[look..<store].contains { index in
      items[index].isPlainAccess && items[index].isWrite && !isFresh(index)
        && !isExclusive[index]
    }
  }

  /// Whether the thread then writes plain data beside the word.
  fileprivate func usesClaimed(after store: Int) -> Bool {
    guard let word = places[store] else { return false }
    return items.indices.dropFirst(store + 1).contains { index in
      guard items[index].isPlainAccess, items[index].isWrite, let place = places[index] else {
        return false
      }
      return place.object.base == word.object.base && place.location.root == word.location.root
    }
  }

  /// Whether the item changes its object in a way that depends on what was there, whatever that
  /// was. Adding 0 is a way to read.
  fileprivate func isUnconditionalUpdate(_ index: Int) -> Bool {
    switch items[index].kind {
    case .update(_, let operation, let operand, _):
      operation != .exchange && operand != .integer(0)
    // A loop that computes the new value from whatever there is.
    case .compareExchange(_, .result(let read), let desired, _, _, _):
      isTaken(index) && items.indices.contains(read) && places[read] == places[index]
        && desired != .result(read) && desired.depends { $0 == read }
    case .compareExchange, .read, .write, .fence, .allocate, .free, .lock, .unlock, .spawn, .join,
      .assume, .call, .opaque:
      false
    }
  }
}

extension TraceItem {
  fileprivate var isAtomicUpdate: Bool {
    isAtomicAccess && isRead && isWrite
  }
}
