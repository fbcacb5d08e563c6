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

/// Where a path holds a lock: a mutex, or a word that looks like one.
struct LockedItems {
  /// For each item, whether it takes a lock: an exchange of a word counts if it is known to have been
  /// compared well.
  let takes: [Bool]
  /// For each item, whether a lock has been taken before it and not given back.
  let isLocked: [Bool]

  init(of thread: ThreadTrace) {
    guard thread.items.contains(where: \.isAcquisition) else {
      takes = Array(repeating: false, count: thread.items.count)
      isLocked = takes
      return
    }
    takes = Self.takes(in: thread)
    var held: Set<MemoryLocation> = []
    isLocked = thread.items.indices.map { [takes] index in
      let isLocked = !held.isEmpty
      guard let location = thread.location(at: index) else { return isLocked }
      let item = thread.items[index]
      if takes[index] {
        held.insert(location)
      } else if item.lockAddress != nil || item.isAtomicAccess && item.isWrite {
        held.remove(location)
      }
      return isLocked
    }
  }

  private static func takes(in thread: ThreadTrace) -> [Bool] {
    var takes = thread.items.map(\.isAcquisition)
    var succeeds: Set<Int> = []
    for index in thread.items.indices.reversed() {
      switch thread.items[index].kind {
      case .assume(.exchanged(let exchange)): succeeds.insert(exchange)
      case .compareExchange: takes[index] = takes[index] && succeeds.contains(index)
      case .assume, .read, .write, .update, .fence, .allocate, .free, .lock, .unlock, .spawn, .join,
        .call, .opaque:
        break
      }
    }
    return takes
  }
}

extension ThreadTrace {
  /// A read without a lock of what the path reads or writes again with it.
  struct Peek {
    var flag: MemoryLocation
    var read: Int
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

  /// Reads that decide whether the path goes on to take a lock and to access the place again.
  func peeks(_ locked: LockedItems) -> [Peek] {
    guard !givesCallersLock else { return [] }
    var found: [Peek] = []
    for (index, item) in items.enumerated() {
      guard case .read(_, let access) = item.kind, !access.isAtomic, !isExclusive[index],
        !isFresh(index), let flag = location(at: index), !flag.isGuess,
        !found.contains(where: { $0.flag == flag }), !locked.isLocked[index], isDecision(index),
        isAccessedAgainUnderLock(flag, after: index, locked)
      else { continue }
      found.append(Peek(flag: flag, read: index))
    }
    return found
  }

  /// Whether the path takes a lock later, reads the place again under it, and writes it. A lock that
  /// is part of the same object is there for the place; it need not be read again.
  private func isAccessedAgainUnderLock(
    _ flag: MemoryLocation, after read: Int, _ locked: LockedItems
  ) -> Bool {
    guard let lock = items.indices.dropFirst(read + 1).first(where: { locked.takes[$0] })
    else { return false }
    var isRead =
      items[lock].isAtomicAccess && location(at: lock)?.record == flag.record
      && flag.record != nil
    for index in items.indices.dropFirst(lock + 1)
    where location(at: index) == flag && items[index].isPlainAccess
      && places[index]?.object == places[read]?.object && locked.isLocked[index]
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
