import MemoryModel

extension Ordering {
  /// The order of a volatile access that is taken as a relaxed atomic one, to see what it orders. No
  /// front end writes it like this.
  static let promoted = Ordering(.operand(.integer(Int64(MemoryOrder.relaxed.rawValue))))

  var isPromoted: Bool { self == .promoted }
}

extension Program {
  /// The program with volatile accesses to some places taken as relaxed atomic ones.
  func promoting(_ keys: Set<PlaceKey>) -> Program {
    guard !keys.isEmpty else { return self }
    var copy = self
    for (number, function) in functions.enumerated() {
      let isVolatile = function.blocks.contains { $0.events.contains(where: \.isVolatileAccess) }
      guard isVolatile else { continue }
      copy.noteSynchronization(in: number)
      var places = FunctionPlaces(function)
      for (block, content) in function.blocks.enumerated() {
        for (index, event) in content.events.enumerated() where event.isVolatileAccess {
          guard let address = event.kind.accessedAddress, let key = places.key(of: address),
            keys.contains(key)
          else { continue }
          copy.functions[number].blocks[block].events[index].kind = event.kind.promoted
        }
      }
    }
    return copy
  }
}

extension Event {
  fileprivate var isVolatileAccess: Bool {
    switch kind {
    case .read(_, .volatile), .write(_, _, .volatile): true
    default: false
    }
  }
}

extension Event.Kind {
  fileprivate var promoted: Event.Kind {
    switch self {
    case .read(let address, .volatile): .read(at: address, .atomic(.promoted))
    case .write(let address, let value, .volatile):
      .write(at: address, value: value, .atomic(.promoted))
    default: self
    }
  }
}

extension TraceItem {
  /// Whether the item is a volatile access taken as a relaxed atomic one.
  var isPromoted: Bool { ordering?.isPromoted == true }

  /// The item as it is written.
  fileprivate var demoted: TraceItem {
    guard isPromoted else { return self }
    switch kind {
    case .read(let address, _): return with(.read(at: address, .volatile), calls: calls)
    case .write(let address, let value, _):
      return with(.write(at: address, value: value, .volatile), calls: calls)
    default: return self
    }
  }
}

extension ThreadTrace {
  /// The thread with promoted accesses as they are written.
  func demoted() -> ThreadTrace {
    guard trace.items.contains(where: \.isPromoted) else { return self }
    var copy = self
    copy.change { $0.trace.items = $0.trace.items.map(\.demoted) }
    return copy
  }
}

extension CutPair {
  /// The same scenario; accesses that were promoted are shown as they are written.
  func demoted() -> CutPair {
    var copy = self
    copy.cut.threads = cut.threads.map { $0.demoted() }
    return copy
  }
}

extension Publication {
  /// The flag's accesses in the threads that lack an order.
  var weakHalves: [TraceItem] {
    (writerIsWeak ? [cut.item(0, store)] : []) + (readerIsWeak ? [cut.item(1, load)] : [])
  }
}

extension Analysis {
  /// Locations with volatile accesses that are taken as relaxed atomic ones.
  var promotedLocations: Set<MemoryLocation> {
    Set(
      atomicSites.lazy.filter { _, sites in
        sites.contains { self.threads[$0.thread].items[$0.item].isPromoted }
      }.map(\.key))
  }
}
