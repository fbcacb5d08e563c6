import MemoryModel

/// A flag that is set before what it announces is written: no order can mend that.
public struct EarlyFlag: Sendable {
  public var flag: MemoryLocation
  public var data: MemoryLocation
  /// Thread 0 sets the flag and then writes the data, thread 1 reads the data if the flag is set.
  public var cut: CutPair
  public var store: Int
  public var write: Int
  public var load: Int
  public var read: Int
  public var question: Question
  /// Sequential consistency allows it, too.
  public var execution: Execution
  /// The flag counts elements, and the data is one of them.
  public var counts = false
}

/// Finds flags that are set too early: data that all others read only when the flag is set, and that
/// its only writer writes after it has set the flag.
struct EarlyFlagFinder {
  let analysis: Analysis
  let oracle: Oracle

  func find() -> [EarlyFlag] {
    var known: Set<SourceRange> = []
    return analysis.atomicLocations.flatMap { flag in
      (analysis.atomicSites[flag] ?? []).compactMap { setter in
        let thread = analysis.threads[setter.thread]
        guard !known.contains(thread.items[setter.item].range),
          let found = earlyFlag(flag, setter) ?? earlyCount(flag, setter)
        else { return nil }
        known.insert(thread.items[setter.item].range)
        return found
      }
    }
  }

  private func earlyFlag(_ flag: MemoryLocation, _ setter: Analysis.Site) -> EarlyFlag? {
    let thread = analysis.threads[setter.thread]
    guard case .write(_, .integer(let value), .atomic) = thread.items[setter.item].kind, value != 0
    else { return nil }
    for write in thread.items.indices.dropFirst(setter.item + 1) {
      guard thread.items[write].isPlainAccess, thread.items[write].isWrite,
        !thread.isExclusive[write], thread.locks.locks(at: write).isEmpty,
        let data = thread.location(at: write), sharesObject(thread, setter.item, write),
        !thread.items.indices.prefix(setter.item).contains(where: {
          thread.items[$0].isWrite && thread.location(at: $0)?.overlaps(data) == true
        }), let reader = reader(of: data, behind: flag, value, besides: thread.function),
        !isAnnouncedLater(write, of: thread)
      else { continue }
      return judge(flag, data, (setter, write), reader)
    }
    return nil
  }

  /// Whether some path of the function writes an atomic after the data: that may be what readers come
  /// by, and not the flag.
  private func isAnnouncedLater(_ write: Int, of thread: ThreadTrace) -> Bool {
    let range = thread.items[write].range
    return analysis.threads.contains { other in
      guard other.function == thread.function,
        let place = other.items.firstIndex(where: { $0.range == range })
      else { return false }
      return other.items[place...].contains { $0.isAtomicAccess && $0.isWrite }
    }
  }

  /// A count that includes an element before it is written. That others look at it meanwhile is said by
  /// an order that is meant for them, or by a lock that only writers take.
  private func earlyCount(_ count: MemoryLocation, _ setter: Analysis.Site) -> EarlyFlag? {
    let thread = analysis.threads[setter.thread]
    guard let index = thread.countedIndex(at: setter.item) else { return nil }
    for write in thread.items.indices.dropFirst(setter.item + 1) {
      guard thread.items[write].isPlainAccess, thread.items[write].isWrite,
        !thread.isExclusive[write],
        thread.sameReads(as: .result(index)).contains(where: {
          guard case .result(let read) = $0 else { return false }
          return thread.items[write].address?.hasIndex(read) == true
        }),
        let data = thread.location(at: write),
        // What comes after may be what readers really look at.
        let ends = thread.endsOfSections(after: write, begunBefore: setter.item)
      else { continue }
      let isLocked =
        !ends.isEmpty
        || !thread.locks.locks(at: write).isEmpty
          && thread.locks.locks(at: write) == thread.locks.locks(at: setter.item)
      guard
        let reader = reader(of: (data, write), counted: count, besides: setter, isLocked: isLocked)
      else { continue }
      guard var found = judge(count, data, (setter, write), reader) else { continue }
      found.counts = true
      return found
    }
    return nil
  }

  /// A reader of an element whose index it has compared with the count, if every other function that
  /// reads elements without a lock does so.
  private func reader(
    of data: (location: MemoryLocation, write: Int), counted count: MemoryLocation,
    besides setter: Analysis.Site, isLocked: Bool
  ) -> Reader? {
    let writer = analysis.threads[setter.thread]
    let releases =
      writer.items[setter.item].ordering.map { !$0.isImplicit && $0.order?.isRelease == true }
      ?? false
    var found: Reader?
    for site in analysis.plainSites[data.location] ?? [] {
      let thread = analysis.threads[site.thread]
      guard thread.function != writer.function,
        thread.items[site.item].function != writer.items[data.write].function,
        let written = writer.places[data.write], let read = thread.places[site.item],
        analysis.maySameObject(written, in: writer, read, in: thread)
      else { continue }
      guard !thread.items[site.item].isWrite, thread.locks.locks(at: site.item).isEmpty,
        !analysis.needsCallersLock.contains(thread.function),
        analysis.mayOverlap(writer.function, thread.function),
        let load = thread.bound(count, before: site.item), !thread.isTested(site.item)
      else { return nil }
      let acquires =
        thread.items[load].ordering.map { !$0.isImplicit && $0.order?.isAcquire == true } ?? false
      guard releases || acquires || isLocked else { return nil }
      found = found ?? (site.thread, load, site.item)
    }
    return found
  }

  /// Whether the flag and the data lie in one object.
  private func sharesObject(_ thread: ThreadTrace, _ flag: Int, _ data: Int) -> Bool {
    guard let a = thread.places[flag], let b = thread.places[data] else { return false }
    return a.object.base == b.object.base && a.location.root == b.location.root
  }

  private typealias Reader = (thread: Int, load: Int, read: Int)

  /// A reader of the data in another function, if everyone who accesses it has found the flag set
  /// before, but for who makes the object or ends it.
  private func reader(
    of data: MemoryLocation, behind flag: MemoryLocation, _ value: Int64, besides setter: Int
  ) -> Reader? {
    var found: Reader?
    for (location, sites) in analysis.plainSites where location.overlaps(data) {
      for site in sites {
        let thread = analysis.threads[site.thread]
        let function = thread.items[site.item].function
        if thread.function == setter || function == setter || copies(function) { continue }
        if analysis.program.lifetimes[thread.function] != .neither { continue }
        guard thread.locks.locks(at: site.item).isEmpty,
          !analysis.needsCallersLock.contains(thread.function),
          let load = thread.flagFoundSet(flag, value, before: site.item)
        else { return nil }
        if found.map({ ($0.thread, $0.read) > (site.thread, site.item) }) ?? true {
          found = (site.thread, load, site.item)
        }
      }
    }
    return found
  }

  /// Whether the function makes a copy of an object that its caller has.
  private func copies(_ function: Int) -> Bool {
    let function = analysis.program.functions[function]
    if case .initializer = function.kind { return true }
    return function.name.hasSuffix("operator=")
  }

  private func judge(
    _ flag: MemoryLocation, _ data: MemoryLocation, _ setter: (Analysis.Site, Int),
    _ reader: Reader
  ) -> EarlyFlag? {
    let parts = analysis.slices(setter.0.thread, reader.thread, data: [data])
    let cut = CutPair(cut: CutScenario(of: [parts.first, parts.second], in: analysis.program))
    let question = Question.dataRace(on: cut.variable(of: data))
    guard let execution = oracle.show(question, of: cut.scenario, model: .sequentialConsistency)
    else { return nil }
    return EarlyFlag(
      flag: flag, data: data, cut: cut, store: setter.0.item, write: setter.1, load: reader.load,
      read: reader.read, question: question, execution: execution)
  }
}

extension ThreadTrace {
  /// The item that read the count to which the item adds.
  fileprivate func countedIndex(at index: Int) -> Int? {
    switch items[index].kind {
    case .update(_, .add, .integer(let step), _): step > 0 ? index : nil
    case .write(_, .binary(.add, .result(let read), .integer(let step)), .atomic):
      // The count, or one that a lock keeps beside it.
      step > 0 && items.indices.contains(read)
        && (items[read].isAtomicAccess
          ? location(at: read) == location(at: index)
          : !locks.locks(at: read).isDisjoint(with: locks.locks(at: index)))
        ? read : nil
    case .write, .update, .read, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
      .join, .assume, .call, .opaque:
      nil
    }
  }

  /// The atomic writes after an item, if each gives back what an update before another one took, as the
  /// writes that end a critical section do; nil if some other atomic is written.
  fileprivate func endsOfSections(after item: Int, begunBefore start: Int) -> [Int]? {
    let taken = Set(
      items.indices.prefix(start).filter { items[$0].isRead && items[$0].isWrite }
        .compactMap { location(at: $0) })
    let writes = items.indices.dropFirst(item + 1)
      .filter { items[$0].isAtomicAccess && items[$0].isWrite }
    let isGivenBack = { (index: Int) in location(at: index).map { taken.contains($0) } ?? false }
    return writes.allSatisfy(isGivenBack) ? writes : nil
  }

  /// The last read of the count that a branch before the item looks at.
  fileprivate func bound(_ count: MemoryLocation, before limit: Int) -> Int? {
    items.indices.prefix(limit).last { index in
      guard items[index].isAtomicAccess, items[index].isRead, !items[index].isWrite,
        location(at: index) == count
      else { return false }
      return items[index..<limit].contains { item in
        guard case .assume(let condition) = item.kind else { return false }
        return condition.depends { $0 == index }
      }
    }
  }

  /// The read of the flag after which the path to the item is taken only if the flag is set.
  fileprivate func flagFoundSet(
    _ flag: MemoryLocation, _ value: Int64, before limit: Int
  ) -> Int? {
    items.indices.prefix(limit).last { index in
      guard items[index].isAtomicAccess, items[index].isRead, location(at: index) == flag else {
        return false
      }
      return items[index..<limit].contains { item in
        guard case .assume(let condition) = item.kind else { return false }
        return condition.holds(if: index, is: value, butNotIf: 0)
          || condition == .exchanged(index) && items[index].expects(value)
      }
    }
  }
}

extension TraceItem {
  fileprivate func expects(_ value: Int64) -> Bool {
    if case .compareExchange(_, .integer(value), _, _, _, _) = kind { true } else { false }
  }
}

extension Value {
  /// Whether the address is that of an element, or of a part of one, whose index is what the item
  /// read, but for what it is masked with.
  fileprivate func hasIndex(_ item: Int) -> Bool {
    switch self {
    case .element(let base, let index):
      index.decidingDependencies == [item] || base.hasIndex(item)
    case .field(let base, _, _): base.hasIndex(item)
    case .binary(.add, let base, let offset):
      base.hasIndex(item) || offset.decidingDependencies == [item]
    case .integer, .parameter, .result, .exchanged, .global, .slot, .function, .not, .binary,
      .unknown:
      false
    }
  }
}
