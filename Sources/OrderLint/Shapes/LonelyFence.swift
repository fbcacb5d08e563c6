import MemoryModel

/// A fence that has only plain accesses on the side on which it needs an atomic one.
public struct LonelyFence: Sendable {
  public var side: StrayFence.Side
  /// What is accessed plainly where an atomic access belongs.
  public var flag: MemoryLocation
  /// Thread 0 has the fence, thread 1 accesses the flag as well.
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  /// Items of thread 0.
  public var fence: Int
  public var access: Int
  /// Item of thread 1.
  public var other: Int
}

/// A fence in the text: in a helper, one for each call of it.
struct FencePlace: Hashable {
  private let range: SourceRange
  private let call: SourceRange?

  init(_ item: TraceItem) {
    range = item.range
    call = item.calls.last
  }
}

/// Finds fences that act through nothing.
struct LonelyFenceFinder {
  let analysis: Analysis
  let sharing: PlainSharing
  let oracle: Oracle
  private let partnersTried = 12

  func find() -> [LonelyFence] {
    let useful = fences(actingThrough: \.mayCarry)
    var known: Set<SourceRange> = []
    var found: [LonelyFence] = []
    for (number, thread) in sharing.analysis.threads.enumerated() {
      for (fence, item) in thread.items.enumerated()
      where item.isFence && !useful.contains(FencePlace(item)) && !known.contains(item.range) {
        guard let lonely = lonely(number, fence) else { continue }
        known.insert(item.range)
        found.append(lonely)
      }
    }
    return found
  }

  /// Fences that act through an atomic access on some path.
  func usefulFences() -> Set<FencePlace> { fences { $0.isAtomicAccess } }

  /// Fences that may act through something, if only in code that is not in view.
  private func fences(actingThrough mayCarry: (TraceItem) -> Bool) -> Set<FencePlace> {
    var useful: Set<FencePlace> = []
    for thread in analysis.threads + sharing.analysis.threads {
      let items = thread.items
      guard items.contains(where: \.isFence) else { continue }
      let firstRead = items.firstIndex {
        mayCarry($0) && !($0.isAtomicAccess && !$0.isRead)
      }
      let lastWrite = items.lastIndex {
        mayCarry($0) && !($0.isAtomicAccess && !$0.isWrite)
      }
      for (index, item) in items.enumerated() where item.isFence {
        guard let order = item.ordering?.order else { continue }
        let releases = order.isRelease && index < lastWrite ?? -1
        let acquires = order.isAcquire && firstRead ?? items.count < index
        if releases || acquires { useful.insert(FencePlace(item)) }
      }
    }
    return useful
  }

  private func lonely(_ number: Int, _ fence: Int) -> LonelyFence? {
    let thread = sharing.analysis.threads[number]
    guard let order = thread.items[fence].ordering?.order,
      !sharing.analysis.needsCallersLock.contains(thread.function)
    else { return nil }
    if order.isRelease, let write = thread.announcement(after: fence) {
      return judge(number, fence, write, .release)
    }
    guard order.isAcquire else { return nil }
    for read in thread.announcements(before: fence) {
      if let found = judge(number, fence, read, .acquire) { return found }
    }
    return nil
  }

  private func judge(
    _ number: Int, _ fence: Int, _ access: Int, _ side: StrayFence.Side
  ) -> LonelyFence? {
    let shared = sharing.analysis
    let thread = shared.threads[number]
    guard let flag = thread.location(at: access), !flag.isGuess, shared.atomicSites[flag] == nil
    else { return nil }
    let partners = (shared.plainSites[flag] ?? []).filter { site in
      let peer = shared.threads[site.thread]
      let isConflict =
        side == .release
        ? peer.decides(site.item) || peer.returnsInside(site.item)
        : peer.items[site.item].isWrite
      return isConflict && peer.items[site.item].function != thread.items[access].function
        && shared.mayOverlap(peer.function, thread.function)
        && !shared.needsCallersLock.contains(peer.function)
    }
    for site in partners.prefix(partnersTried) {
      if let found = race(number, fence, access, site, flag, side) { return found }
    }
    return nil
  }

  private func race(
    _ number: Int, _ fence: Int, _ access: Int, _ site: Analysis.Site, _ flag: MemoryLocation,
    _ side: StrayFence.Side
  ) -> LonelyFence? {
    let first = sharing.analysis.threads[number].demoted()
    let second = sharing.analysis.threads[site.thread].demoted()
    guard let own = first.places[access], let other = second.places[site.item],
      analysis.maySameObject(own, in: first, other, in: second)
        || first.source(of: own) != nil && first.source(of: own) == second.source(of: other)
    else { return nil }
    let parts = analysis.slices(first, second, data: [flag])
    let pair = CutPair(cut: CutScenario(of: [parts.first, parts.second], in: analysis.program))
    let question = Question.dataRace(on: pair.variable(of: flag))
    guard let execution = oracle.show(question, of: pair.scenario) else { return nil }
    return LonelyFence(
      side: side, flag: flag, cut: pair, question: question, execution: execution, fence: fence,
      access: access, other: site.item)
  }
}

extension TraceItem {
  /// Whether a fence may act through the item: an atomic or volatile access, a lock, or code that is
  /// not in view.
  fileprivate var mayCarry: Bool {
    switch kind {
    case .read(_, .atomic), .write(_, _, .atomic), .update, .compareExchange: true
    case .read(_, .volatile), .write(_, _, .volatile): true
    case .lock, .unlock, .spawn, .join, .opaque: true
    case .call(let name, _): !CalleeName(name).isPause
    case .read, .write, .fence, .allocate, .free, .assume: false
    }
  }
}

extension ThreadTrace {
  /// Where the pointer was read atomically through which an object is reached: two threads that
  /// read it there may have the same object.
  fileprivate func source(of place: Locator.Place) -> MemoryLocation? {
    guard case .result(let read) = place.object.base, items.indices.contains(read),
      case .read(_, .atomic) = items[read].kind
    else { return nil }
    return location(at: read)
  }

  /// Whether the thread returns a struct that holds what was read.
  fileprivate func returnsInside(_ index: Int) -> Bool {
    trace.returnedContents.values.contains { $0.depends { $0 == index } }
  }
}
