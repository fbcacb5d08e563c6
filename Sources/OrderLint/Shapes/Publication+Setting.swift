import MemoryModel

extension Publication {
  /// What a publication is a part of, where that says more about it than its two sides do.
  public enum Setting: Sendable {
    /// A buffer with one writer and one reader, each with an index of its own. If the slot is given
    /// back, the flag is the index of the one who reads the slots.
    case ring(givesBack: Bool)
    /// The writer's earlier release of the flag, which the flagged write does not belong to.
    case afterRelease(item: Int)
    /// The writer releases another atomic, which the reader does not look at.
    case besideRelease(item: Int, of: MemoryLocation)
    case plain
  }

  public var setting: Setting {
    if isRing { return .ring(givesBack: !cut.item(0, accessBefore).isWrite) }
    if let item = earlierRelease { return .afterRelease(item: item) }
    if let (item, location) = otherRelease { return .besideRelease(item: item, of: location) }
    return .plain
  }

  // MARK: Rings

  /// Each thread stores its own index and reads the other's, and what they hand over are the
  /// elements that the indices name.
  private var isRing: Bool {
    guard cut.cut.threads.count == 2 else { return false }
    let writer = cut.cut.threads[0]
    let reader = cut.cut.threads[1]
    guard case .write = writer.items[store].kind, writer.isAtIndex(accessBefore),
      reader.isAtIndex(accessAfter)
    else { return false }
    let read = writer.atomics(before: accessBefore) { $0.isRead }
    let written = reader.atomics(after: accessAfter) { item in
      if case .write = item.kind { true } else { false }
    }
    return !read.intersection(written).subtracting([flag]).isEmpty
  }

  // MARK: Countdowns

  /// Whether the flag counts what is still to be done: the writer takes one from it, and the reader
  /// goes on if nothing is left, or if it takes the last one itself. Or it counts up to a number.
  public var isCountdown: Bool {
    if isCountUp { return true }
    guard case .update = cut.item(0, store).kind, cut.cut.threads[0].isDecrement(store) else {
      return false
    }
    let reader = cut.cut.threads[1]
    return reader.goesOnAtZero(load)
      || reader.isDecrement(load) && reader.lastOwnerDecision(after: load) != nil
  }

  // MARK: Releases that do not help

  private var writerItems: [TraceItem] { cut.items(0) }

  private var earlierRelease: Int? {
    guard accessBefore < store, case .write = writerItems[store].kind else { return nil }
    let thread = cut.cut.threads[0]
    return ((accessBefore + 1)..<store).last {
      writerItems[$0].isReleaseStore && thread.places[$0] == thread.places[store]
    }
  }

  private var otherRelease: (Int, MemoryLocation)? {
    let writer = cut.cut.threads[0]
    let seen = cut.cut.threads[1].atomics(before: accessAfter) { $0.isRead }
    for index in writer.items.indices.dropFirst(accessBefore + 1)
    where writer.items[index].isReleaseStore && !writer.isExclusive[index] {
      guard let location = writer.location(at: index), location != flag, !seen.contains(location)
      else { continue }
      return (index, location)
    }
    return nil
  }
}

extension TraceItem {
  fileprivate var isReleaseStore: Bool {
    // An exchange is there for what it takes, too.
    switch kind {
    case .write(_, _, .atomic): break
    case .update(_, let operation, _, _) where operation != .exchange: break
    case .read, .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
      .join, .assume, .call, .opaque:
      return false
    }
    guard let ordering else { return false }
    return ordering.order?.isRelease == true && !ordering.isImplicit
  }
}

extension ThreadTrace {
  /// Whether the path is taken if the item reads 0 and not if it reads 1.
  func goesOnAtZero(_ load: Int) -> Bool {
    items.dropFirst(load + 1).contains { item in
      guard case .assume(let condition) = item.kind else { return false }
      return condition.holds(if: load, is: 0, butNotIf: 1)
    }
  }

  /// Whether the item accesses an element whose index was computed from an atomic.
  fileprivate func isAtIndex(_ item: Int) -> Bool {
    var address = items[item].address
    while let current = address {
      switch current {
      case .element(_, let index):
        return index.depends { items.indices.contains($0) && items[$0].isAtomicAccess }
      case .binary(_, _, let offset):
        return offset.depends { items.indices.contains($0) && items[$0].isAtomicAccess }
      case .field(let base, _, _): address = base
      case .integer, .parameter, .result, .exchanged, .global, .slot, .function, .not, .unknown:
        address = nil
      }
    }
    return false
  }

  fileprivate func atomics(
    before limit: Int, where condition: (TraceItem) -> Bool
  ) -> Set<MemoryLocation> {
    atomics(in: items.indices.prefix(limit), where: condition)
  }

  fileprivate func atomics(
    after start: Int, where condition: (TraceItem) -> Bool
  ) -> Set<MemoryLocation> {
    atomics(in: items.indices.dropFirst(start + 1), where: condition)
  }

  private func atomics(
    in range: Range<Int>, where condition: (TraceItem) -> Bool
  ) -> Set<MemoryLocation> {
    Set(
      range.filter { items[$0].isAtomicAccess && condition(items[$0]) }
        .compactMap { location(at: $0) })
  }
}
