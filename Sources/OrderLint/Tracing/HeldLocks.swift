/// The locks of the library that a thread holds at each of its items (guard G3).
///
/// A location that the thread locks in two different objects is left out: which of the two another
/// thread holds is not known.
struct HeldLocks: Sendable {
  private var held: [Set<MemoryLocation>] = []

  init(of items: [TraceItem], at places: [Locator.Place?]) {
    guard items.contains(where: { $0.lockAddress != nil }) else { return }
    let ambiguous = Self.ambiguous(items, places)
    var depths: [MemoryLocation: Int] = [:]
    held.reserveCapacity(items.count)
    for (index, item) in items.enumerated() {
      switch item.kind {
      case .lock(_, isTry: false): depths.change(places[index]?.location, by: 1)
      case .assume(.exchanged(let attempt)) where items.isTryLock(attempt):
        depths.change(places[attempt]?.location, by: 1)
      case .unlock: depths.change(places[index]?.location, by: -1)
      case .lock, .assume, .read, .write, .update, .compareExchange, .fence, .allocate, .free,
        .spawn, .join, .call, .opaque:
        break
      }
      held.append(Set(depths.lazy.filter { $0.value > 0 }.map(\.key)).subtracting(ambiguous))
    }
  }

  /// The locks held when the item is performed.
  func locks(at index: Int) -> Set<MemoryLocation> {
    held.indices.contains(index) ? held[index] : []
  }

  private static func ambiguous(
    _ items: [TraceItem], _ places: [Locator.Place?]
  ) -> Set<MemoryLocation> {
    var objects: [MemoryLocation: Value] = [:]
    var found: Set<MemoryLocation> = []
    for (index, item) in items.enumerated() where item.lockAddress != nil {
      guard let place = places[index] else { continue }
      if objects.updateValue(place.object, forKey: place.location) ?? place.object != place.object {
        found.insert(place.location)
      }
    }
    return found
  }
}

extension [TraceItem] {
  fileprivate func isTryLock(_ index: Int) -> Bool {
    guard indices.contains(index), case .lock(_, isTry: true) = self[index].kind else {
      return false
    }
    return true
  }
}

extension [MemoryLocation: Int] {
  fileprivate mutating func change(_ location: MemoryLocation?, by step: Int) {
    if let location { self[location, default: 0] += step }
  }
}
