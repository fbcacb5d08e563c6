import MemoryModel

/// An atomic every use of which is in view: it is only ever named as the address of an atomic
/// operation, and every such operation is on a path of some thread.
struct ClosedAtomic {
  struct Use {
    var function: Int
    var event: Event
    /// Only where nobody else has the object.
    var isExclusive: Bool
  }

  var location: MemoryLocation
  /// In source order.
  var uses: [Use]
  /// The threads that access it where others can interfere.
  var threads: [Int]
}

/// The atomics of a program that are closed.
struct ClosedAtomics {
  private(set) var all: [ClosedAtomic] = []

  /// A variable, by how the code names it.
  private enum Name: Hashable {
    case global(String)
    case field(record: String, name: String)

    init?(_ operand: Operand) {
      switch operand {
      case .global(let symbol): self = .global(symbol)
      case .field(_, let record, let name): self = .field(record: record, name: name)
      case .integer, .null, .parameter, .local, .result, .exchanged, .slot, .element, .function,
        .not, .binary, .unknown:
        return nil
      }
    }
  }

  private struct EventKey: Hashable {
    var function: Int
    var range: SourceRange
  }

  private struct Occurrences {
    var locations: Set<MemoryLocation> = []
    var threads: Set<Int> = []
    var isShared = false
  }

  init(of analysis: Analysis) {
    let (uses, open) = Self.names(in: analysis.program)
    let handedOut = OpenRecords(of: analysis.program)
    let wanted = uses.filter { name, _ in
      if case .field(let record, _) = name, handedOut.contains(record) { return false }
      return !open.contains(name)
    }
    let occurrences = Self.occurrences(
      of: Set(
        wanted.values.joined().map { EventKey(function: $0.function, range: $0.event.range) }),
      in: analysis)
    for (_, list) in wanted {
      if let atomic = Self.closed(list, occurrences, analysis) { all.append(atomic) }
    }
    all.sort { $0.location < $1.location }
  }

  /// The atomic operations that name each variable, and the variables that are named otherwise.
  private static func names(
    in program: Program
  ) -> (uses: [Name: [ClosedAtomic.Use]], open: Set<Name>) {
    var uses: [Name: [ClosedAtomic.Use]] = [:]
    var open: Set<Name> = []
    for (number, function) in program.functions.enumerated() {
      for block in function.blocks {
        for event in block.events {
          var operands = event.kind.operands
          if event.kind.isAtomicAccess, let address = operands.first, let name = Name(address) {
            uses[name, default: []].append(
              ClosedAtomic.Use(function: number, event: event, isExclusive: true))
            operands.removeFirst()
            operands += address.children
          }
          for operand in operands { note(operand, &open) }
        }
        for operand in block.terminator.operands { note(operand, &open) }
      }
    }
    return (uses, open)
  }

  /// What an operand is, or is computed from, other than as the record that a field is in.
  private static func note(_ operand: Operand, _ open: inout Set<Name>) {
    switch operand {
    case .field(let base, _, _):
      if let name = Name(operand) { open.insert(name) }
      if case .global = base { return }
      note(base, &open)
    case .global, .element, .not, .binary:
      if let name = Name(operand) { open.insert(name) }
      for child in operand.children { note(child, &open) }
    case .integer, .null, .parameter, .local, .result, .exchanged, .slot, .function, .unknown: break
    }
  }

  /// Where the operations are on the paths of threads.
  private static func occurrences(
    of events: Set<EventKey>, in analysis: Analysis
  ) -> [EventKey: Occurrences] {
    var found: [EventKey: Occurrences] = [:]
    for (number, thread) in analysis.threads.enumerated() {
      for (index, item) in thread.items.enumerated() where item.isAtomicAccess {
        let key = EventKey(function: item.function, range: item.range)
        guard events.contains(key) else { continue }
        if let location = thread.location(at: index) {
          found[key, default: Occurrences()].locations.insert(location)
        }
        guard !thread.isExclusive[index] else { continue }
        found[key, default: Occurrences()].isShared = true
        found[key, default: Occurrences()].threads.insert(number)
      }
    }
    return found
  }

  private static func closed(
    _ uses: [ClosedAtomic.Use], _ occurrences: [EventKey: Occurrences], _ analysis: Analysis
  ) -> ClosedAtomic? {
    var list = uses
    var threads: Set<Int> = []
    var locations: Set<MemoryLocation> = []
    var places: Set<EventKey> = []
    for index in list.indices {
      let key = EventKey(function: list[index].function, range: list[index].event.range)
      guard let known = occurrences[key], !analysis.truncated.contains(key.function) else {
        return nil
      }
      list[index].isExclusive = !known.isShared
      threads.formUnion(known.threads)
      locations.formUnion(known.locations)
      places.insert(key)
    }
    guard locations.count == 1, let location = locations.first, !location.isGuess,
      !threads.contains(where: { analysis.truncated.contains(analysis.threads[$0].function) }),
      analysis.plainSites[location] == nil,
      (analysis.atomicSites[location] ?? []).allSatisfy({ site in
        let item = analysis.threads[site.thread].items[site.item]
        return places.contains(EventKey(function: item.function, range: item.range))
      })
    else { return nil }
    list.sort { $0.event.range < $1.event.range }
    return ClosedAtomic(location: location, uses: list, threads: threads.sorted())
  }
}

extension Event.Kind {
  fileprivate var isAtomicAccess: Bool {
    switch self {
    case .read(_, .atomic), .write(_, _, .atomic), .update, .compareExchange: true
    case .read, .write, .fence, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call,
      .opaque:
      false
    }
  }
}

extension ClosedAtomic {
  /// The places whose orders are stronger than what is enough there.
  func places(
    in program: Program, enough: (Event) -> MemoryOrder?
  ) -> [ExcessOrder.Place] {
    var known: Set<SourceRange> = []
    return uses.compactMap { use in
      guard let old = use.event.kind.orderings.first?.order, let new = enough(use.event),
        old != new, old.isAtLeast(new), known.insert(use.event.range).inserted
      else { return nil }
      let function = program.functions[use.function]
      return ExcessOrder.Place(
        range: use.event.range, function: function.name, language: function.language, old: old,
        new: new)
    }
  }

  /// The edits to those orders that the text names.
  func edits(in program: Program, enough: (Event) -> MemoryOrder?) -> [Repair.Edit] {
    uses.compactMap { use in
      guard let ordering = use.event.kind.orderings.first, let range = ordering.range,
        let new = enough(use.event), ordering.order != new, ordering.order?.isAtLeast(new) == true
      else { return nil }
      return Repair.Edit(
        replacingOrderAt: range, with: new, in: program.functions[use.function].language)
    }
  }
}
