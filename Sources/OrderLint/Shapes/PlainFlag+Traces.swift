import MemoryModel

extension TraceItem {
  /// Whether the item is a fence, if only the compiler's.
  var isAnyFence: Bool { if case .fence = kind { true } else { false } }

  /// Whether the item may take a lock: a mutex, or a word of one's own.
  var isAcquisition: Bool {
    switch kind {
    case .lock: true
    case .update(_, let operation, _, let ordering):
      operation == .exchange && ordering.assumedOrder.isAcquire
    case .compareExchange(_, _, _, let success, _, _): success.assumedOrder.isAcquire
    case .read, .write, .fence, .allocate, .free, .unlock, .spawn, .join, .assume, .call, .opaque:
      false
    }
  }
}

extension ThreadTrace {
  /// A read without a lock of what the path reads or writes again with it.
  struct Peek {
    var flag: MemoryLocation
    var read: Int
  }

  /// Whether a mutex, or what looks like a lock, has been taken before the item and not given back.
  func isLocked(_ index: Int) -> Bool {
    var held: [MemoryLocation: Bool] = [:]
    for earlier in 0..<index {
      guard let location = location(at: earlier) else { continue }
      let item = items[earlier]
      if takesLock(earlier) {
        held[location] = true
      } else if case .unlock = item.kind {
        held[location] = false
      } else if item.isAtomicAccess, item.isWrite, held[location] == true {
        held[location] = false
      }
    }
    return held.values.contains(true)
  }

  /// Whether the path gives back a lock that it has not taken: its callers hold one.
  private var givesCallersLock: Bool {
    var taken: Set<MemoryLocation> = []
    for (index, item) in items.enumerated() {
      guard let location = location(at: index) else { continue }
      if case .lock = item.kind { taken.insert(location) }
      if case .unlock = item.kind, !taken.contains(location) { return true }
    }
    return false
  }

  /// Whether the item takes a lock: an exchange of a word that is known to have been compared well.
  private func takesLock(_ index: Int) -> Bool {
    guard items[index].isAcquisition else { return false }
    guard case .compareExchange = items[index].kind else { return true }
    return items.indices.dropFirst(index + 1).contains { later in
      if case .assume(let condition) = items[later].kind {
        condition == .exchanged(index)
      } else {
        false
      }
    }
  }

  /// Reads that decide whether the path goes on to take a lock and to access the place again.
  func peeks() -> [Peek] {
    guard !givesCallersLock else { return [] }
    var found: [Peek] = []
    for (index, item) in items.enumerated() {
      guard case .read(_, let access) = item.kind, !access.isAtomic, !isExclusive[index],
        !isFresh(index), let flag = location(at: index), !flag.isGuess,
        !found.contains(where: { $0.flag == flag }), !isLocked(index), isDecision(index),
        isAccessedAgainUnderLock(flag, after: index)
      else { continue }
      found.append(Peek(flag: flag, read: index))
    }
    return found
  }

  /// Whether the path takes a lock later, reads the place again under it, and writes it. A lock that
  /// is part of the same object is there for the place; it need not be read again.
  private func isAccessedAgainUnderLock(_ flag: MemoryLocation, after read: Int) -> Bool {
    guard
      let lock = items.indices.dropFirst(read + 1).first(where: { takesLock($0) })
    else { return false }
    var isRead =
      items[lock].isAtomicAccess && location(at: lock)?.record == flag.record
      && flag.record != nil
    for index in items.indices.dropFirst(lock + 1)
    where location(at: index) == flag && items[index].isPlainAccess
      && places[index]?.object == places[read]?.object && isLocked(index)
    {
      if items[index].isWrite { return isRead }
      isRead = true
    }
    return false
  }

  /// The plain write that a release fence stands right before, if it is one.
  func announcement(after fence: Int) -> Int? {
    for index in items.indices.dropFirst(fence + 1) {
      switch items[index].kind {
      case .assume, .fence(_, .signal): continue
      case .read(_, .plain), .read(_, .volatile): continue
      case .write(_, _, .plain):
        return isExclusive[index] || isFresh(index) || isPrivateAddress(index) ? nil : index
      default: return nil
      }
    }
    return nil
  }

  /// The plain reads right before an acquire fence on which something hangs.
  func announcements(before fence: Int) -> [Int] {
    var found: [Int] = []
    for index in items.indices.prefix(fence).reversed() {
      switch items[index].kind {
      case .assume, .fence(_, .signal): continue
      case .read(_, .plain):
        if !isExclusive[index], !isFresh(index), !isPrivateAddress(index), isDecision(index) {
          found.append(index)
        }
      default: return found
      }
    }
    return found
  }

  private func isPrivateAddress(_ index: Int) -> Bool {
    items[index].address?.isInSlot == true
  }
}
