import MemoryModel

/// A log that only grows, or a table of which the flag names an entry: the flag is stored after one
/// element was written, and says which. An array is one location otherwise, and whoever reads another
/// element would seem to race with the writer whatever the orders are.
extension PublicationFinder {
  /// The slices cut down to the element that the writer hands over with the flag: the reader is taken
  /// to access that one. Nil if the two accesses are not to elements, or it is not known which.
  func atOneElement(
    _ parts: (first: Slice, second: Slice), flag: MemoryLocation,
    _ writer: (Analysis.Site, Int), _ reader: (Analysis.Site, Int)
  ) -> (first: Slice, second: Slice)? {
    var parts = parts
    let start = analysis.program.initialValue(of: flag) ?? 0
    guard parts.first.thread.items[writer.1].isWrite,
      let element = parts.first.elementHandedOver(by: writer.0.item, writer.1, flag, start),
      parts.second.takeElement(element, at: reader.1)
    else { return nil }
    return parts
  }
}

extension PublicationFinder {
  /// The slices where the reader looks for just what the writer stores: whose turn it is with a slot
  /// says a number that both work out from where they are in the queue. Nil if the reader does not.
  func atTurn(
    _ parts: (first: Slice, second: Slice), flag: MemoryLocation,
    _ writer: (Analysis.Site, Int), _ reader: (Analysis.Site, Int)
  ) -> (first: Slice, second: Slice)? {
    var parts = parts
    let start = analysis.program.initialValue(of: flag) ?? 0
    guard parts.second.thread.awaitsNumber(readAt: reader.0.item, before: reader.1),
      let number = parts.first.numberStored(by: writer.0.item, besides: start)
    else { return nil }
    parts.second.equalities[reader.1] = Slice.Equality(
      value: .result(reader.0.item), number: number)
    return parts
  }
}

extension Slice {
  /// What the write stores if what it is worked out from is some number; not what was there before.
  fileprivate mutating func numberStored(by store: Int, besides start: Int64) -> Int64? {
    guard let stored = thread.valueWritten(by: store) else { return nil }
    let leaves = stored.leaves.filter { !isKept($0) }
    guard let first = leaves.first else { return nil }
    for guess in start...start + 2 {
      var values = known
      for leaf in leaves.dropFirst() { values[leaf] = 0 }
      values[first] = guess
      guard let number = stored.replacing(values).evaluated({ _ in nil }), number != start else {
        continue
      }
      known = values
      return number
    }
    return nil
  }

  /// The element that the access works on, where the flag starts at a value and the write of it says
  /// which element it was: its index, or how many there are.
  fileprivate mutating func elementHandedOver(
    by store: Int, _ access: Int, _ flag: MemoryLocation, _ start: Int64
  ) -> Int64? {
    guard let index = thread.index(at: access), let stored = thread.valueWritten(by: store) else {
      return nil
    }
    let leaves = index.leaves.filter { !isKept($0) }
    guard leaves.count <= 1 else { return nil }
    let read: (Int) -> Int64? = { thread.location(at: $0) == flag ? start : nil }
    // How many elements are handed over at once is not known: one is.
    let counts = stored.leaves.filter { !isKept($0) && !index.leaves.contains($0) }
    // Of an index that is kept elsewhere the flag tells a copy, or one more.
    for first in [start, start + 1] {
      var values = known
      for count in counts { values[count] = 1 }
      for leaf in leaves.flatMap(thread.sameReads) { values[leaf] = first }
      let element = index.replacing(values).evaluated(read)
      let value = stored.replacing(values).evaluated(read)
      guard let element, let value, value != start, value == element || value == element + 1 else {
        continue
      }
      known = values
      keepOnlyElement(of: access)
      return element
    }
    return nil
  }

  /// Lets the access be to the element. Returns false if nothing says that it could be.
  fileprivate mutating func takeElement(_ element: Int64, at access: Int) -> Bool {
    guard let index = thread.index(at: access) else { return false }
    let leaves = index.leaves
    let unknown = leaves.filter { !isKept($0) }
    for (number, leaf) in unknown.enumerated() {
      let isIndex = number == 0 && unknown.count == leaves.count
      for read in thread.sameReads(as: leaf) { known[read] = isIndex ? element : 0 }
    }
    equalities[access] = Equality(value: index, number: element)
    keepOnlyElement(of: access)
    keepDecisions(before: access)
    return true
  }

  private func isKept(_ leaf: Value) -> Bool {
    if case .result(let item) = leaf { items.contains(item) } else { false }
  }

  /// Leaves out plain accesses to other elements of the array.
  private mutating func keepOnlyElement(of access: Int) {
    guard let place = thread.places[access], let index = thread.index(at: access) else { return }
    items.removeAll { item in
      guard thread.items[item].isPlainAccess, let other = thread.places[item],
        other.location.overlaps(place.location)
      else { return false }
      return thread.index(at: item).map { $0 != index } ?? false
    }
  }

  /// Keeps the branches on what is known now.
  private mutating func keepDecisions(before access: Int) {
    let kept = Set(items)
    for (index, item) in thread.items.enumerated().prefix(access) where !kept.contains(index) {
      guard case .assume(let condition) = item.kind else { continue }
      let dependencies = condition.replacing(known).decidingDependencies
      guard !condition.dependencies.isEmpty, dependencies.isSubset(of: kept) else { continue }
      items.append(index)
    }
    items.sort()
  }
}

extension ThreadTrace {
  /// The index of the array element that the item accesses: the sum of what is added up to its address.
  fileprivate func index(at item: Int) -> Value? {
    var address = items[item].address
    while case .field(let base, _, _)? = address { address = base }
    var sum: Value?
    while case .element(let base, let index)? = address {
      sum = sum.map { .binary(.add, index, $0) } ?? index
      address = base
    }
    return sum
  }

  /// Whether the path comes to the access only if the read gives one number, which depends on other
  /// things that it read.
  fileprivate func awaitsNumber(readAt read: Int, before access: Int) -> Bool {
    guard read < access else { return false }
    let conditions = items[read..<access].compactMap { item -> Value? in
      guard case .assume(let condition) = item.kind, condition.depends(on: { $0 == read }) else {
        return nil
      }
      return condition
    }
    let others = Set(conditions.flatMap(\.leaves)).subtracting([.result(read)])
    // Two reads of it that say the same tell that nothing has changed.
    let isComparedWithItself = others.contains { other in
      if case .result(let item) = other { location(at: item) == location(at: read) } else { false }
    }
    guard !isComparedWithItself else { return false }
    return others.contains { unknown in
      (Int64(-2)...6).contains { guess in
        let holds = { (number: Int64) -> Bool in
          var values = Dictionary(uniqueKeysWithValues: others.map { ($0, Int64(0)) })
          values[unknown] = guess
          values[.result(read)] = number
          return conditions.allSatisfy { condition in
            condition.replacing(values).evaluated({ _ in nil }).map { $0 != 0 } ?? true
          }
        }
        return holds(2) && !holds(1) && !holds(3)
      }
    }
  }

  /// What a write or an addition stores.
  fileprivate func valueWritten(by item: Int) -> Value? {
    if case .update(_, .add, let operand, _) = items[item].kind {
      return .binary(.add, .result(item), operand)
    }
    return items[item].storedValue
  }

  /// The value, and what other plain reads of the place give if nothing was written there between.
  func sameReads(as leaf: Value) -> [Value] {
    guard case .result(let read) = leaf, items[read].isPlainAccess,
      let address = items[read].address
    else { return [leaf] }
    let users = items.indices.filter { items[$0].address == address }
    let start = users.last { $0 < read && items[$0].isWrite } ?? -1
    let end = users.first { $0 > read && items[$0].isWrite } ?? items.count
    return users.filter { $0 > start && $0 < end }.map(Value.result)
  }
}

extension Value {
  /// What a sum is computed from that is no number, without what indices are masked with.
  var leaves: [Value] {
    switch self {
    case .integer: []
    case .binary(.and, let left, _), .binary(.remainder, let left, _): left.leaves
    case .binary(_, let left, let right):
      left.leaves + right.leaves.filter { !left.leaves.contains($0) }
    case .not(let inner): inner.leaves
    case .parameter, .result, .exchanged, .global, .slot, .field, .element, .function, .unknown:
      [self]
    }
  }

  /// The same with numbers for some of its parts, and without masks that are not known.
  func replacing(_ known: [Value: Int64]) -> Value {
    if let number = known[self] { return .integer(number) }
    switch self {
    case .not(let inner): return .not(inner.replacing(known))
    case .binary(let kind, let left, let right):
      let (a, b) = (left.replacing(known), right.replacing(known))
      if kind == .and || kind == .remainder, b.evaluated({ _ in nil }) == nil { return a }
      return .binary(kind, a, b)
    case .integer, .parameter, .result, .exchanged, .global, .slot, .field, .element, .function,
      .unknown:
      return self
    }
  }
}
