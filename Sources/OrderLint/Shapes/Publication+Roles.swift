/// Where one thread at a time is writer, or reader: those who move an index on with a plain store from
/// where they found it are one thread, or have another way to keep out of each other's way (guard G9).
extension PublicationFinder {
  /// Whether the reader moves the flag on itself: after it has filled the data, or wherever, if the writer
  /// moves it on, too.
  func isOneRole(
    _ writer: Analysis.Site, _ reader: Analysis.Site, _ second: Int
  ) -> Bool {
    let (a, b) = (analysis.threads[writer.thread], analysis.threads[reader.thread])
    guard !b.isTurn(reader.item, before: second) else { return false }
    if a.movesOn(writer.item) {
      return b.movesOn(fromReadAt: reader.item, after: reader.item)
        || b.fills(second, whereReadAt: reader.item)
    }
    return b.items[second].isWrite && b.movesOn(fromReadAt: reader.item, after: second)
  }

  /// Whether the writer signals after it has set the flag, and the reader, which waits for the signals,
  /// goes on only if its own count of them is another thread's: then there is one for the flag, too
  /// (guard G10).
  func isCountedSignal(_ writer: Analysis.Site, _ reader: Analysis.Site, _ use: Int) -> Bool {
    let (a, b) = (analysis.threads[writer.thread], analysis.threads[reader.thread])
    let signals = Set(
      a.items.indices.dropFirst(writer.item + 1).filter { a.items[$0].role == .posts }
        .compactMap(a.location))
    let waits = b.items.indices.prefix(reader.item).last {
      b.items[$0].role == .waits && b.location(at: $0).map(signals.contains) == true
    }
    guard waits != nil else { return false }
    let isWritten = { (read: Int) in
      b.location(at: read).map { place in
        a.items.indices.contains { a.items[$0].isWrite && a.location(at: $0) == place }
      } ?? false
    }
    return b.items[reader.item..<use].contains { item in
      guard case .assume(.binary(.equal, .result(let left), .result(let right))) = item.kind else {
        return false
      }
      return left != reader.item && right != reader.item && isWritten(left) != isWritten(right)
    }
  }

  /// Whether the reader alone stores such flags: a path of its function replaces the object after it was
  /// used, or one through what is there for that role, since others read the flag with acquire.
  func isReplacedByReader(_ shape: Publication) -> Bool {
    guard case .write = shape.cut.item(0, shape.store).kind else { return false }
    let thread = shape.cut.cut.threads[1]
    let load = thread.items[shape.load].range
    let access = thread.items[shape.accessAfter].range
    let isForOneRole = (analysis.atomicSites[shape.flag] ?? []).contains { site in
      let item = analysis.threads[site.thread].items[site.item]
      return item.isRead && !item.isWrite && item.ordering?.order?.isAcquire == true
    }
    return analysis.threads.contains { other in
      let isSame = other.function == thread.function
      guard isSame || isForOneRole && !other.takesLocks,
        let first = other.items.firstIndex(where: { $0.range == load }),
        let used = isSame ? other.items.firstIndex(where: { $0.range == access }) : first
      else { return false }
      return other.replaces(objectReadAt: first, after: used)
    }
  }

  /// Whether the reader waits for threads to end on some path between the flag and the data (guard G1).
  /// A loop that joins them all is gone round as often as there are threads; a path that skips it finds
  /// none.
  func isJoinedBetween(_ shape: Publication) -> Bool {
    let load = shape.cut.item(1, shape.load).range
    let access = shape.cut.item(1, shape.accessAfter).range
    let function = shape.cut.cut.threads[1].function
    return analysis.threads.contains { thread in
      guard thread.function == function,
        let first = thread.items.firstIndex(where: { $0.range == load }),
        let last = thread.items.lastIndex(where: { $0.range == access }), first < last
      else { return false }
      return thread.items[first..<last].contains {
        if case .join = $0.kind { true } else { false }
      }
    }
  }
}

extension ThreadTrace {
  fileprivate var takesLocks: Bool {
    items.contains { if case .lock = $0.kind { true } else { false } }
  }

  /// Whether the path writes what the item accesses, at a place that it has found at another and asked
  /// nothing of: only who moves that on may.
  fileprivate func fills(_ access: Int, whereReadAt read: Int) -> Bool {
    let place = location(at: access)
    let isAsked = items.contains { item in
      guard case .assume(let condition) = item.kind else { return false }
      return condition.depends { $0 == read }
    }
    return !isAsked && items[access].address?.depends { $0 == read } == true
      && items.indices.dropFirst(read + 1).contains {
        items[$0].isWrite && location(at: $0) == place
      }
  }

  /// Whether the path puts an object that it has made in the place of the one that it read there, after
  /// it has used that: two who did so would lose one of theirs.
  fileprivate func replaces(objectReadAt read: Int, after item: Int) -> Bool {
    let place = location(at: read)
    return items.indices.dropFirst(item + 1).contains { index in
      guard case .write(_, let value, _) = items[index].kind, location(at: index) == place,
        case .result(let source) = value.base, items.indices.contains(source),
        case .allocate = items[source].kind
      else { return false }
      return read < source
    }
  }

  /// Whether the flag alone says whose turn it is.
  fileprivate func isTurn(_ read: Int, before access: Int) -> Bool {
    items[read..<access].contains { item in
      guard !item.isAccess, case .assume(let condition) = item.kind else { return false }
      return condition.depends { $0 == read } && condition.dependencies == [read]
    }
  }
}

extension PublicationFinder {
  /// Whether both move the flag on by a read and a store, as nothing else changes it: then there is one
  /// who moves it, and both are that one (guard G9).
  func isOwnEnd(
    _ flag: MemoryLocation, _ writer: Analysis.Site, _ reader: Analysis.Site
  ) -> Bool {
    let load = analysis.threads[reader.thread]
    guard load.items[reader.item].readOrder == .relaxed,
      load.items.indices.dropFirst(reader.item + 1).contains(where: { store in
        load.moves(store, from: reader.item)
          && load.places[store] == load.places[reader.item]
      })
    else { return false }
    let store = analysis.threads[writer.thread]
    guard store.moves(writer.item, from: nil),
      store.items.indices.prefix(writer.item).contains(where: { read in
        store.items[read].isRead && store.places[read] == store.places[writer.item]
      })
    else { return false }
    return !(analysis.atomicSites[flag] ?? []).contains { site in
      let item = analysis.threads[site.thread].items[site.item]
      return item.isRead && item.isWrite
    }
  }
}

extension ThreadTrace {
  /// Whether the item stores a number that is worked out.
  fileprivate func moves(_ index: Int, from read: Int?) -> Bool {
    guard case .write(_, let value, .atomic) = items[index].kind else { return false }
    if let read { return value.depends { $0 == read } }
    if case .integer = value { return false }
    return true
  }
}
