import MemoryModel

/// The one access to a plain variable without the lock under which all others stand.
///
/// That the others agree is what says that the lock is for the variable (Engler et al., "Bugs as
/// deviant behavior", SOSP 2001).
public struct StrayAccess: Sendable {
  public var location: MemoryLocation
  public var lock: MemoryLocation
  /// The functions that hold the lock, as their reader calls them.
  public var holders: [String]
  /// Thread 0 holds the lock, thread 1 does not.
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  /// Item of thread 0.
  public var held: Int
  /// Item of thread 1.
  public var stray: Int
}

/// Finds such accesses in Swift, where who may access a variable can be told from the text.
struct StrayAccessFinder {
  let sharing: PlainSharing
  let oracle: Oracle
  /// So many functions hold the lock, and so many if the one without it writes: it may be meant to
  /// come before the others.
  private static let agreeing = (on: 2, againstWriter: 3)

  private var analysis: Analysis { sharing.analysis }
  private var program: Program { sharing.analysis.program }

  /// The functions that access what they or others access under a lock, as far as their text says so.
  static func suspects(in program: Program, _ users: PlaceUsers) -> Set<Int> {
    var found: Set<Int> = []
    for use in users.users.values where !use.isAtomic && !use.plainWriters.isEmpty {
      let functions = use.all.filter { program.functions[$0].isOrdinarySwift }
      let locking = functions.filter { program.takesDeclaredLock($0) }
      let open = functions.subtracting(locking).filter { program.functions[$0].kind != .closure }
      if open.count == 1, locking.count >= agreeing.on { found.formUnion(functions) }
    }
    return found
  }

  func find() -> [StrayAccess] {
    analysis.plainSites.keys.sorted().compactMap { location in
      guard !location.isGuess, analysis.atomicSites[location] == nil,
        let sites = analysis.plainSites[location]
      else { return nil }
      return stray(location, sites)
    }
  }

  private struct Functions {
    /// The locks that a function holds at each of its accesses.
    var holding: [Int: Set<MemoryLocation>] = [:]
    var open: [Int: Analysis.Site] = [:]
  }

  private func stray(_ location: MemoryLocation, _ sites: [Analysis.Site]) -> StrayAccess? {
    let accesses = sites.filter { isJudged($0) }
    var functions = Functions()
    for site in accesses {
      let thread = analysis.threads[site.thread]
      let function = thread.items[site.item].function
      let locks = thread.locks.locks(at: site.item)
      if locks.isEmpty {
        functions.open[function] = functions.open[function] ?? site
      } else {
        functions.holding[function] = functions.holding[function]?.intersection(locks) ?? locks
      }
    }
    guard functions.open.count == 1, let (function, open) = functions.open.first,
      functions.holding[function] == nil, isReachedOpenly(function)
    else { return nil }
    let common = functions.holding.values.dropFirst().reduce(functions.holding.values.first ?? []) {
      $0.intersection($1)
    }.filter { program.declares($0) }
    let item = analysis.threads[open.thread].items[open.item]
    let needed = item.isWrite ? Self.agreeing.againstWriter : Self.agreeing.on
    guard let lock = common.min(), functions.holding.count >= needed,
      accesses.contains(where: {
        isWrite($0) && $0 != open && !functions.open.keys.contains(writer($0))
      })
    else { return nil }
    let held = accesses.filter { writer($0) != function && (item.isWrite || isWrite($0)) }
    let holders = Set(functions.holding.keys.map { program.functions[$0].name }).sorted()
    return held.lazy.compactMap { race($0, open, on: location, lock, holders) }.first
  }

  private func writer(_ site: Analysis.Site) -> Int {
    analysis.threads[site.thread].items[site.item].function
  }

  private func isWrite(_ site: Analysis.Site) -> Bool {
    analysis.threads[site.thread].items[site.item].isWrite
  }

  private func isJudged(_ site: Analysis.Site) -> Bool {
    let thread = analysis.threads[site.thread]
    return !thread.isExclusive[site.item] && !thread.isFresh(site.item)
      && program.functions[thread.items[site.item].function].isOrdinarySwift
      && program.functions[thread.function].isOrdinarySwift
      && !analysis.needsCallersLock.contains(thread.function)
      && !analysis.isAsserted(site.item, in: thread)
  }

  /// Whether somebody calls the function, or may, who neither holds a lock nor makes the object.
  private func isReachedOpenly(_ function: Int) -> Bool {
    guard !analysis.runsAlone(function), !analysis.isCalledUnderLock(function) else { return false }
    let callers = analysis.callGraph.callers[function]
    return callers.isEmpty || callers.contains { program.functions[$0].isOrdinarySwift }
  }

  private func race(
    _ held: Analysis.Site, _ stray: Analysis.Site, on location: MemoryLocation,
    _ lock: MemoryLocation, _ holders: [String]
  ) -> StrayAccess? {
    let first = analysis.threads[held.thread]
    let second = analysis.threads[stray.thread]
    guard analysis.mayOverlap(first.function, second.function),
      let race = analysis.race(on: location, (held, stray), oracle: oracle)
    else { return nil }
    return StrayAccess(
      location: location, lock: lock, holders: holders, cut: race.pair, question: race.question,
      execution: race.execution, held: held.item, stray: stray.item)
  }
}

extension Program {
  /// Whether the function takes a lock that is a variable: not an actor, whose isolation is told from
  /// more than one place in the text.
  func takesDeclaredLock(_ number: Int) -> Bool {
    guard traits[number].contains(.locks) else { return false }
    return functions[number].events.contains { event in
      guard case .lock(let address, isTry: _) = event.kind else { return false }
      switch address {
      case .global(let symbol): return globals[symbol] != nil
      case .field(_, let record, let name): return hasField(name, of: record)
      default: return true
      }
    }
  }

  /// Whether a lock is a variable that the program declares.
  fileprivate func declares(_ lock: MemoryLocation) -> Bool {
    if case .field(let record, let name)? = lock.path.last { return hasField(name, of: record) }
    if case .global(let symbol) = lock.root { return globals[symbol] != nil }
    return true
  }

  private func hasField(_ name: String, of record: String) -> Bool {
    records[record]?.fields.contains { $0.name == name } ?? false
  }
}

extension Function {
  /// Whether it is code of Swift that may run when the object is there for others.
  fileprivate var isOrdinarySwift: Bool {
    language == .swift && !isDamaged && (kind == .ordinary || kind == .closure)
  }
}
