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
