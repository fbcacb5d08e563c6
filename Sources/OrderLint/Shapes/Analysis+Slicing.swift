extension Analysis {
  /// What of two threads bears on the given data: accesses to it, atomic accesses and locks that
  /// both threads make, fences, and the branches taken on what those reads read.
  func slices(
    _ first: Int, _ second: Int, data: Set<MemoryLocation>
  ) -> (first: Slice, second: Slice) {
    slices(threads[first], threads[second], data: data)
  }

  func slices(
    _ first: ThreadTrace, _ second: ThreadTrace, data: Set<MemoryLocation>
  ) -> (first: Slice, second: Slice) {
    let shared = first.synchronizationLocations.intersection(second.synchronizationLocations)
    var parts = (
      first: slice(first, synchronization: shared, data: data),
      second: slice(second, synchronization: shared, data: data)
    )
    SignalMatch.add(to: &parts.first, &parts.second)
    return parts
  }

  private func slice(
    _ thread: ThreadTrace, synchronization: Set<MemoryLocation>, data: Set<MemoryLocation>
  ) -> Slice {
    let items = thread.items
    var isKept = [Bool](repeating: false, count: items.count)
    for (index, item) in items.enumerated() {
      if keeps(item, at: index, of: thread, synchronization, data) {
        isKept[index] = true
      } else if case .assume(let condition) = item.kind {
        let dependencies = condition.decidingDependencies
        isKept[index] =
          !dependencies.isEmpty
          && dependencies.allSatisfy { isKept.indices.contains($0) && isKept[$0] }
      }
    }
    for (index, item) in items.enumerated() where isKept[index] {
      // What was locked while nobody else was there is still locked when others are.
      guard case .unlock = item.kind, let taken = thread.lockTaken(before: index) else { continue }
      isKept[taken] = true
    }
    return Slice(thread: thread, items: isKept.indices.filter { isKept[$0] }, acceptance: nil)
  }

  private func keeps(
    _ item: TraceItem, at index: Int, of thread: ThreadTrace,
    _ synchronization: Set<MemoryLocation>, _ data: Set<MemoryLocation>
  ) -> Bool {
    if item.mayFence { return true }
    if item.signalAddress != nil { return false }
    guard !thread.isExclusive[index], let location = thread.location(at: index) else {
      return false
    }
    if item.isPlainAccess { return data.contains { $0.overlaps(location) } }
    return synchronization.contains(location) || data.contains(location)
  }
}

extension ThreadTrace {
  /// The item that took the lock which the item gives back.
  fileprivate func lockTaken(before unlock: Int) -> Int? {
    for index in items.indices.prefix(unlock).reversed() where places[index] == places[unlock] {
      switch items[index].kind {
      case .lock: return index
      case .unlock: return nil
      case .read, .write, .update, .compareExchange, .fence, .allocate, .free, .spawn, .join,
        .assume, .call, .opaque:
        continue
      }
    }
    return nil
  }
}
