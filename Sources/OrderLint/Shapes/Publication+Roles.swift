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
    if a.movesOn(writer.item) { return b.movesOn(fromReadAt: reader.item, after: reader.item) }
    return b.items[second].isWrite && b.movesOn(fromReadAt: reader.item, after: second)
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
  /// Whether the flag alone says whose turn it is.
  fileprivate func isTurn(_ read: Int, before access: Int) -> Bool {
    items[read..<access].contains { item in
      guard !item.isAccess, case .assume(let condition) = item.kind else { return false }
      return condition.depends { $0 == read } && condition.dependencies == [read]
    }
  }
}
