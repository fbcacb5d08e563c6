/// Which accesses of an atomic are paired with which.
extension PublicationFinder {
  private struct PlaceKey: Hashable {
    var range: SourceRange
    var calls: [SourceRange]
  }

  /// The accesses to the flag. What is wrong shows in short paths as well as in long ones.
  func sortedSites(of flag: MemoryLocation) -> [Analysis.Site] {
    let sites = (analysis.atomicSites[flag] ?? []).filter {
      !analysis.needsCallersLock.contains(analysis.threads[$0.thread].function)
    }
    return sites.map { ($0, length: analysis.threads[$0.thread].items.count) }
      .sorted { ($0.0.item, $0.length, $0.0.thread) < ($1.0.item, $1.length, $1.0.thread) }
      .map(\.0)
  }

  /// A few paths through each access of a kind, of those that are sorted by length.
  func shortest(
    _ sites: [Analysis.Site], where isOfKind: (ThreadTrace, Int) -> Bool
  ) -> [Analysis.Site] {
    var counts: [PlaceKey: Int] = [:]
    var few: [Analysis.Site] = []
    for site in sites {
      let thread = analysis.threads[site.thread]
      let item = thread.items[site.item]
      let key = PlaceKey(range: item.range, calls: item.calls)
      guard counts[key, default: 0] < pathsPerAccess, isOfKind(thread, site.item) else { continue }
      counts[key, default: 0] += 1
      few.append(site)
      if few.count == sitesPerAtomic { break }
    }
    return few
  }

  /// Two functions that are passed the flag's object.
  struct OwnerPair: Hashable {
    var taking: Int?
    var giving: Int?
  }

  /// The function of the access, if it is passed the flag's object.
  func owner(_ site: Analysis.Site) -> Int? {
    let thread = analysis.threads[site.thread]
    guard case .parameter? = thread.places[site.item]?.object.base else { return nil }
    return thread.items[site.item].function
  }

  /// Whether the reader gives back what the writer took, by a handle that both are passed, or both
  /// work on the whole of an object: whoever calls the one calls the other.
  func isOwners(_ pair: OwnerPair) -> Bool {
    guard let taking = pair.taking, let giving = pair.giving else { return false }
    let program = analysis.program
    if [taking, giving].allSatisfy({ NameWords.sayWhole(program.words[$0]) }) { return true }
    if NameWords.areOpposites(program.words[taking], program.words[giving]) { return true }
    guard let taker = program.lockName(of: taking), let giver = program.lockName(of: giving),
      giver.gives, !taker.gives
    else { return false }
    return giver.isOpposite(of: taker)
  }
}

/// Where the threads that read a flag access plainly what its writers do. Each of many writers asks of
/// each of many readers.
struct Conflicts {
  /// The objects that the readers access plainly.
  let roots: Set<MemoryLocation.Root>
  /// The readers' threads, numbered.
  let threadNumbers: [Int: Int]
  private let threads: [ThreadTrace]
  private let declaredAtomics: Set<MemoryLocation>
  private var numbers: [MemoryLocation: Int] = [:]
  private var locations: [MemoryLocation] = []
  /// By data and thread.
  private var known: [[[Int]?]] = []

  init(_ readers: [Analysis.Site], in analysis: Analysis) {
    var threads: [ThreadTrace] = []
    var threadNumbers: [Int: Int] = [:]
    for reader in readers where threadNumbers[reader.thread] == nil {
      threadNumbers[reader.thread] = threads.count
      threads.append(analysis.threads[reader.thread])
    }
    roots = threads.reduce(into: []) { $0.formUnion($1.plainAccesses.keys) }
    self.threads = threads
    self.threadNumbers = threadNumbers
    declaredAtomics = analysis.declaredAtomics
  }

  mutating func number(of data: MemoryLocation) -> Int {
    if let number = numbers[data] { return number }
    numbers[data] = locations.count
    locations.append(data)
    known.append(Array(repeating: nil, count: threads.count))
    return locations.count - 1
  }

  /// The plain accesses of a thread to a part of the data, or to what it is a part of.
  mutating func accesses(to data: Int, in thread: Int) -> [Int] {
    if let known = known[data][thread] { return known }
    let location = locations[data]
    let reader = threads[thread]
    let found = (reader.plainAccesses[location.root] ?? []).filter { index in
      guard let other = reader.location(at: index) else { return false }
      return other.overlaps(location) && !declaredAtomics.contains(other)
    }
    known[data][thread] = found
    return found
  }
}
