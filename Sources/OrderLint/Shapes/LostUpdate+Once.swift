import MemoryModel

/// Words that a thread finds unset and sets for good in a second step, although only one may.
extension LostUpdateFinder {
  func onceClaims() -> [LostUpdate] {
    var known: Set<SourceRange> = []
    var found: [LostUpdate] = []
    for location in analysis.atomicLocations
    where !location.isGuess && isSetForGood(location)
      && !analysis.locator.embedding.isAnyWrapped(location)
    {
      for site in analysis.atomicSites[location] ?? [] {
        let thread = analysis.threads[site.thread]
        guard !known.contains(thread.items[site.item].range),
          case .write(_, .integer(1...), .atomic) = thread.items[site.item].kind,
          let look = thread.lookForFree(before: site.item), mayMeet(site),
          !analysis.isAsserted(look, in: thread),
          tellsWhoIsFirst(thread, look) || thread.worksOnce(after: site.item)
            || isForItself(location) && thread.works(between: look, and: site.item)
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

  /// Numbers that are read, returned, and counted up in a second step: two threads may have the same.
  func splitNumbers() -> [LostUpdate] {
    var known: Set<SourceRange> = []
    var found: [LostUpdate] = []
    for location in analysis.atomicLocations
    where !location.isGuess && !analysis.locator.embedding.isAnyWrapped(location) {
      for site in analysis.atomicSites[location] ?? [] {
        let thread = analysis.threads[site.thread]
        guard !known.contains(thread.items[site.item].range),
          case .update(_, .add, .integer(let step), _) = thread.items[site.item].kind, step != 0,
          case .result(let read)? = thread.trace.returned, read < site.item,
          case .read(_, .atomic) = thread.items[read].kind,
          thread.places[read] == thread.places[site.item],
          !thread.isTested(read), !thread.isTested(site.item), mayMeet(site)
        else { continue }
        let change = Change(thread: site.thread, load: read, store: site.item)
        let peer = Candidate(change: change, other: site, read: read)
        guard var number = lostUpdate(peer, location) else { continue }
        number.kind = .number
        known.insert(thread.items[site.item].range)
        found.append(number)
      }
    }
    return found
  }

  /// Whether all that is ever written, but for what objects start with, are constants other than 0.
  private func isSetForGood(_ location: MemoryLocation) -> Bool {
    (analysis.atomicSites[location] ?? []).allSatisfy { site in
      let thread = analysis.threads[site.thread]
      guard thread.items[site.item].isWrite, !thread.isFresh(site.item),
        analysis.program.lifetimes[thread.function] == .neither
      else { return true }
      guard case .write(_, let value, .atomic) = thread.items[site.item].kind else { return false }
      switch value {
      case .integer(let number): return number != 0
      // What callers give is seen where they call.
      case .parameter: return !analysis.callGraph.callers[thread.function].isEmpty
      default: return false
      }
    }
  }

  /// Whether two threads may come by at once: no lock is held, the object is nobody's own, and the
  /// function does not start or await threads, as the one does who owns them.
  private func mayMeet(_ site: Analysis.Site) -> Bool {
    let thread = analysis.threads[site.thread]
    let root = thread.function
    let callers = analysis.callGraph.callers[root]
    return thread.locks.locks(at: site.item).isEmpty && !thread.isExclusive[site.item]
      && !thread.isFresh(site.item) && !analysis.needsCallersLock.contains(root)
      && analysis.program.lifetimes[root] == .neither && !analysis.runsAlone(root)
      && !(callers.isEmpty ? false : callers.allSatisfy(analysis.runsAlone))
      && !ownership.isOwn(site.item, of: thread)
      && !thread.items.contains(where: \.concernsThreads)
  }

  /// Whether no other function has to do with the word, so that it keeps threads apart that run this one.
  private func isForItself(_ location: MemoryLocation) -> Bool {
    let functions = (analysis.atomicSites[location] ?? []).map {
      analysis.threads[$0.thread].items[$0.item].function
    }
    return Set(functions).count == 1
  }

  /// Whether what the function returns says who was first: one constant for who finds the word set and
  /// does nothing, and another one for who sets it.
  private func tellsWhoIsFirst(_ thread: ThreadTrace, _ look: Int) -> Bool {
    guard case .integer(let taken)? = thread.trace.returned else { return false }
    let range = thread.items[look].range
    return analysis.threads.contains { other in
      guard other.function == thread.function, case .integer(let refused)? = other.trace.returned
      else { return false }
      return refused != taken && other.items.last(where: \.isAccess)?.range == range
    }
  }
}

extension ThreadTrace {
  fileprivate func works(between look: Int, and store: Int) -> Bool {
    items[look..<store].contains { item in
      guard case .call(let name, _) = item.kind else { return false }
      return !CalleeName(name).isPause
    }
  }

  /// Whether the thread then does what is right only once: it calls what it was given, or ends
  /// something.
  fileprivate func worksOnce(after store: Int) -> Bool {
    items.dropFirst(store + 1).contains { item in
      switch item.kind {
      case .free: return true
      case .call(let name, _):
        let member = name.prefix { $0 != "(" }.split(separator: ".").last ?? ""
        let words = NameWords.words(of: String(member))
        return item.isIndirectCall || words.last.map(Self.once.contains) == true
          || words.count > 1 && words.first.map(Self.telling.contains) == true
      case .read, .write, .update, .compareExchange, .fence, .allocate, .lock, .unlock, .spawn,
        .join, .assume, .opaque:
        return false
      }
    }
  }

  private static let telling: Set<String> = ["on", "did", "notify", "handle", "invoke"]
  private static let once: Set<String> = [
    "resume", "fulfill", "reject", "succeed", "fail", "complete", "close", "free",
  ]
}

extension TraceItem {
  fileprivate var concernsThreads: Bool {
    switch kind {
    case .spawn, .join: true
    default: false
    }
  }
}
