import MemoryModel

extension PublicationFinder {
  /// All publications of a kind, and those of memory that functions out of view fill or use. Of these
  /// only what no other says.
  func findWithHanded(
    through isFlag: (MemoryLocation) -> Bool = { _ in true }
  ) -> [Publication] {
    let found = find(through: isFlag)
    guard let handed = analysis.withHandedMemory() else { return found }
    let known = Set(
      found.flatMap { [$0.cut.item(0, $0.store), $0.cut.item(1, $0.load)] }.map(\.range))
    let flags = handed.flagsBesideHandedMemory
    let finder = PublicationFinder(
      analysis: handed, oracle: oracle, counters: counters, isOnlyHanded: true)
    return found
      + finder.find { flags.contains($0) && isFlag($0) }.filter { shape in
        !known.contains(shape.cut.item(0, shape.store).range)
          && !known.contains(shape.cut.item(1, shape.load).range)
      }
  }

  /// Whether the accesses are of the kind that is looked for. Two functions out of view that may both
  /// change what they are given may have an agreement of their own.
  func isLookedAt(
    _ writer: Analysis.Site, _ first: Int, _ reader: Analysis.Site, _ second: Int
  ) -> Bool {
    guard isOnlyHanded else { return true }
    let accesses = [(writer.thread, first), (reader.thread, second)]
    let handed = accesses.filter { analysis.threads[$0].handed.contains($1) }
    if handed.count == 2, !analysis.threads[writer.thread].isFresh(first),
      handed.allSatisfy({ analysis.threads[$0].items[$1].isWrite })
    {
      return false
    }
    return !handed.isEmpty
  }
}

extension Publication {
  /// What an object is called that functions out of view are given as a whole.
  public var objectName: String? {
    guard isHanded, let before = cut.cut.threads[0].places[accessBefore]?.object.base else {
      return nil
    }
    switch before {
    case .global where data.path.isEmpty:
      let place = MemoryLocation(root: .global(before.globalSymbol ?? ""))
      return "'\(place)'"
    case .result where data.path.isEmpty: return "the memory it points to"
    case .global, .result, .parameter, .slot, .integer, .exchanged, .field, .element, .function,
      .not, .binary, .unknown:
      return nil
    }
  }
}

extension Value {
  fileprivate var globalSymbol: String? {
    if case .global(let symbol) = self { symbol } else { nil }
  }
}
