import MemoryModel

extension MixedAccessFinder {
  enum Evidence {
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

  func evidence(
    _ site: Analysis.Site, _ other: Analysis.Site, _ location: MemoryLocation
  ) -> Evidence? {
    let thread = analysis.threads[site.thread]
    let peer = analysis.threads[other.thread]
    let item = thread.items[site.item]
    let access = peer.items[other.item]
    if isStartedHere(thread), isStartedHere(peer),
      !thread.isGivenObject(site.item)
        || sharing.ownership.areGivenSame(site.item, of: thread, other.item, of: peer),
      sharing.roles.overlap(item.function, access.function)
    {
      return .threads
    }
    if item.isWrite {
      if thread.isAfterFence(site.item) || thread.isBeforeFence(site.item) { return nil }
      if isUnlock(item.function, access, location) { return .lock }
      if item.isPromoted, thread.storesAddress(site.item), access.isRead, !access.isWrite,
        !program.isQuietName(item.function)
      {
        return .publication
      }
      if isSamePath(site) { return .samePath }
      if isForgotten(site, access, location) { return .outlier }
      return isChangeInTwoSteps(site) && isAnotherChange(access, than: item) ? .twoSteps : nil
    }
    if isAwaited(item) { return .wait }
    guard thread.decides(site.item), !program.isQuietName(item.function), !readsOwnPlainly,
      !thread.isRevalidated(site.item)
    else { return nil }
    if isVariableOfSwift(item, changedBy: access, location) { return .outlier }
    guard isOnlyPlainReader(item.function, location) else { return nil }
    if isOddOneOut(location, writtenBy: access.function, readBy: item.function) { return .outlier }
    guard isReadAtomically(location, in: program.functions[item.function].language),
      isChangedInSteps(location, besides: item.function)
    else { return nil }
    return .outlier
  }

  /// Whether the path shows where its threads start: it starts them, or is what one runs.
  private func isStartedHere(_ thread: ThreadTrace) -> Bool {
    analysis.callGraph.threadEntries.contains(thread.function)
      || thread.items.contains { if case .spawn = $0.kind { true } else { false } }
  }

  /// Whether a function reads a stored property of Swift, or what one points to, plainly that another
  /// changes in one step through its address: unlike C's plain variables, that is nobody's idiom. Who
  /// takes a word by a compare-exchange may do so beside itself.
  private func isVariableOfSwift(
    _ item: TraceItem, changedBy access: TraceItem, _ location: MemoryLocation
  ) -> Bool {
    guard program.functions[item.function].language == .swift, location.isStoredInObject,
      access.isRead, access.isWrite,
      !program.hasObject(access.function), !program.isQuietName(access.function)
    else { return false }
    switch access.kind {
    case .compareExchange(_, let expected, let desired, _, _, _):
      // To exchange a value for itself is a way to read it.
      return expected != desired
    case .update(_, _, let amount, _):
      return amount != .integer(0)
    case .read, .write, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call,
      .opaque:
      return false
    }
  }

  /// Whether no other function accesses the object plainly.
  private func isOnlyPlainReader(_ function: Int, _ location: MemoryLocation) -> Bool {
    (analysis.plainSites[location] ?? []).allSatisfy { site in
      let user = analysis.threads[site.thread].items[site.item].function
      return user == function || program.hasObject(user)
    }
  }

  /// Whether the function that stores the location atomically stores other fields of the record, too,
  /// and all of those are read atomically, by others than the reader of this one.
  private func isOddOneOut(
    _ location: MemoryLocation, writtenBy writer: Int, readBy reader: Int
  ) -> Bool {
    guard case .field(let record, let name)? = location.key else { return false }
    var siblings = 0
    for (key, use) in sharing.users.users {
      guard case .field(record, let other) = key, other != name,
        use.atomicWriters.contains(writer), !use.atomicReaders.contains(writer)
      else { continue }
      guard !use.atomicReaders.isEmpty, !use.all.contains(reader),
        use.others.allSatisfy(program.hasObject)
      else { return false }
      siblings += 1
    }
    return siblings > 0
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
  private var readsOwnPlainly: Bool {
    let placesOfAStyle = 6
    return sharing.mixed.count > placesOfAStyle
  }

  /// Whether a lock's word, taken by an update, is given back by a plain write.
  private func isUnlock(
    _ function: Int, _ taking: TraceItem, _ location: MemoryLocation
  ) -> Bool {
    guard let giver = program.lockName(of: function),
      let taker = program.lockName(of: taking.function), giver.gives, !taker.gives
    else { return false }
    return giver.isOpposite(of: taker) && taking.isRead && taking.isWrite
  }

  /// Whether the write is the odd one of a function that stores other parts of the same object
  /// atomically: of an object that everybody knows, of which all others access those parts atomically.
  private func isForgotten(
    _ site: Analysis.Site, _ access: TraceItem, _ location: MemoryLocation
  ) -> Bool {
    let thread = analysis.threads[site.thread]
    let item = thread.items[site.item]
    guard item.isPlainAccess, access.isRead, !access.isWrite, access.function != item.function,
      thread.isKnownObject(site.item), thread.locks.locks(at: site.item).isEmpty,
      !program.isQuietName(item.function), isOnlyPlainReader(item.function, location),
      !analysis.callGraph.callers[item.function].contains(where: program.startsProgram),
      let place = thread.places[site.item], case .field(let record, let name)? = location.key
    else { return false }
    return thread.items.indices.contains { other in
      let store = thread.items[other]
      guard case .write(_, _, .atomic) = store.kind, !store.isPromoted,
        store.function == item.function, store.calls == item.calls,
        let sibling = thread.places[other], sibling.object.base == place.object.base,
        case .field(record, let otherName)? = sibling.location.key, otherName != name,
        let users = sharing.users.users[.field(record: record, name: otherName)]
      else { return false }
      return users.others.isEmpty && !users.atomicReaders.numbers.allSatisfy { $0 == item.function }
    }
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
  /// while it holds no lock. Who has set the object on the path begins anew with it: what it reads is
  /// its own.
  private func isChangeInTwoSteps(_ site: Analysis.Site) -> Bool {
    let thread = analysis.threads[site.thread]
    // Variables that closures capture are told apart by their names only.
    guard thread.location(at: site.item)?.record != nil else { return false }
    let item = thread.items[site.item]
    guard item.isPlainAccess, case .binary(let operation, .result(let read), _)? = item.storedValue,
      operation == .add || operation == .subtract, thread.items.indices.contains(read),
      thread.items[read].isPlainAccess, thread.places[read] == thread.places[site.item],
      thread.locks.locks(at: site.item).isEmpty,
      !thread.items.indices.prefix(read).contains(where: {
        thread.items[$0].isWrite && thread.items[$0].isPlainAccess
          && thread.places[$0] == thread.places[read]
      })
    else { return false }
    return !program.isQuietName(item.function)
  }

  /// Whether another function does the same atomically, by its name: this one is for who has the
  /// object alone (`record_values` beside `record_values_atomic`, `stack_push_spnc` beside
  /// `stack_push_mpmc`).
  func hasAtomicVariant(_ function: Int, _ location: MemoryLocation) -> Bool {
    let threads = analysis.threads
    let others = Set(
      (analysis.atomicSites[location] ?? []).lazy.map {
        threads[$0.thread].items[$0.item].function
      })
    let name = program.nameButForVariantMarks(of: function)
    return others.contains { $0 != function && program.nameButForVariantMarks(of: $0) == name }
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
}

extension MemoryLocation {
  /// Whether the location is a field, or what a pointer in a field leads to. Variables that closures
  /// capture are told apart by their names only.
  fileprivate var isStoredInObject: Bool {
    if case .field = path.last { return true }
    guard path.isEmpty else { return false }
    switch root {
    case .pointee(let pointer): return pointer.isStoredInObject
    case .allocation: return true
    case .global, .record, .parameter: return false
    }
  }
}

extension Program {
  /// The function's name without the marks that tell variants of one function apart.
  func nameButForVariantMarks(of number: Int) -> String {
    words[number].filter { !Self.variantMarks.contains($0) }.joined(separator: " ")
  }

  /// Words that tell variants of one function apart: by how many threads may call it, and by what
  /// guards it.
  private static let variantMarks: Set<String> = [
    "atomic", "atomically", "nonatomic", "locked", "unlocked", "lockless", "nolock", "strict",
    "safe", "unsafe", "thread", "threaded", "single", "multi", "concurrent", "serial", "exclusive",
    "shared", "sync", "nosync", "mt", "st", "sp", "mp", "sc", "mc", "spsc", "mpsc", "spmc", "mpmc",
    "spnc", "mpnc", "npsc", "npmc", "up", "upmc", "upsc", "np", "internal", "local", "fast", "slow",
    "relaxed", "weak", "strong", "non", "no", "not",
  ]

  /// Whether the function makes or ends the object it works on.
  func hasObject(_ function: Int) -> Bool {
    switch functions[function].kind {
    case .initializer, .deinitializer: true
    case .ordinary, .closure: lifetimes[function] != .neither
    }
  }

  /// Whether the function is where the program starts.
  fileprivate func startsProgram(_ function: Int) -> Bool { functions[function].symbol == "main" }

  /// Whether the function's name says that it runs before, after or beside what matters.
  fileprivate func isQuietName(_ function: Int) -> Bool {
    !Self.quietWords.isDisjoint(with: words[function])
  }

  private static let quietWords: Set<String> = [
    "reset", "clear", "dump", "print", "debug", "show", "info", "config", "configure", "open",
    "load", "parse", "restore", "attach", "detach", "shutdown", "cleanup", "exit", "reinit", "test",
    "bench", "prepare", "flush", "free", "close", "start", "stop", "restart", "grow", "resize",
    "rehash", "copy", "clone", "swap", "move", "snapshot", "log", "trace", "stats", "status",
    "assert", "check", "validate", "verify", "main", "setup", "begin", "fork", "child",
  ]
}
