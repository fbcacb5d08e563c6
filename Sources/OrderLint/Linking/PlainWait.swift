import MemoryModel

/// A loop that goes round until a plain or volatile read gives something else, where nothing in the
/// loop changes what is read: it waits for another thread.
struct PlainWait: Hashable, Sendable {
  var function: Int
  var key: PlaceKey
  /// The place of the read.
  var range: SourceRange
  /// The read is volatile, or a barrier in the loop has the compiler read each time.
  var isVolatile: Bool
  /// The loop does nothing but read, and pause.
  var isSpin: Bool
  /// Where the loop read the number that it compares this one with, if it reads other fields of the
  /// object in between: it looks whether what it took is whole.
  var stamp: PlaceKey?
  /// What the loop calls.
  var callees: Set<Event.Callee> = []
  /// The loop takes locks, waits, or accesses atomics: it does more than to look.
  var isBusy = false

  var isRecheck: Bool { stamp != nil }
}

extension Function {
  /// The loops of the function that wait for a plain or volatile read.
  func plainWaits(number: Int) -> [PlainWait] {
    guard blocks.count <= PlainWaitFinder.maximumBlocks, mayLoop else { return [] }
    var finder = PlainWaitFinder(function: self, number: number)
    return finder.find()
  }
}

private struct PlainWaitFinder {
  static let maximumBlocks = 300

  let function: Function
  let number: Int
  private var places: FunctionPlaces
  private lazy var events: [EventID: Event] = Dictionary(
    function.blocks.flatMap(\.events).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  /// For each block, whether it does nothing but read and pause.
  private lazy var isQuiet = function.blocks.map { $0.events.allSatisfy(\.isQuiet) }

  init(function: Function, number: Int) {
    self.function = function
    self.number = number
    places = FunctionPlaces(function)
  }

  mutating func find() -> [PlainWait] {
    var found: [PlainWait] = []
    for (number, block) in function.blocks.enumerated() {
      guard case .branch(let condition, _, _) = block.terminator, mayWait(condition) else {
        continue
      }
      let quiet = isQuiet
      for isSpin in [true, false] {
        let loop = loop(around: number) { !isSpin || quiet[$0] }
        let leaves = block.terminator.targets.contains { !loop.contains($0) }
        guard loop.contains(number), leaves else { continue }
        guard !isSpin || onlyWaits(loop) else { continue }
        let waits = waits(for: condition, in: loop, isSpin: isSpin)
        found += waits
        if !waits.isEmpty { break }
      }
    }
    return found
  }

  /// A cheap test that spares most branches the search for a loop.
  private mutating func mayWait(_ condition: Operand) -> Bool {
    condition.isLocalValue
      || condition.events.contains { id in
        switch events[id]?.kind {
        case .read(_, .plain), .read(_, .volatile): true
        default: false
        }
      }
  }

  /// The blocks on the ways from the block back to itself through allowed blocks.
  private func loop(around start: Int, _ isAllowed: (Int) -> Bool) -> Set<Int> {
    guard isAllowed(start) else { return [] }
    var reached: Set<Int> = []
    var pending = [start]
    while let next = pending.popLast() {
      for target in function.blocks[next].terminator.targets
      where function.blocks.indices.contains(target) && isAllowed(target)
        && reached.insert(target).inserted
      {
        pending.append(target)
      }
    }
    guard reached.contains(start) else { return [] }
    var loop: Set<Int> = [start]
    var grows = true
    while grows {
      grows = false
      for block in reached where !loop.contains(block) {
        if function.blocks[block].terminator.targets.contains(where: loop.contains) {
          loop.insert(block)
          grows = true
        }
      }
    }
    return loop
  }

  /// Whether nothing but memory decides when the loop ends: it counts nothing.
  private mutating func onlyWaits(_ loop: Set<Int>) -> Bool {
    let body = loop.sorted().flatMap { function.blocks[$0].events }
    return loop.allSatisfy { block in
      switch function.blocks[block].terminator {
      case .jump: return true
      case .branch(let condition, _, _):
        var invariance = Invariance(body: body, events: events)
        return invariance.isInvariant(condition)
      case .switch, .return, .unreachable: return false
      }
    }
  }

  private mutating func waits(
    for condition: Operand, in loop: Set<Int>, isSpin: Bool
  ) -> [PlainWait] {
    let body = loop.sorted().flatMap { function.blocks[$0].events }
    var invariance = Invariance(body: body, events: events)
    guard invariance.isInvariant(condition), !invariance.reads.isEmpty else { return [] }
    // Who moves on looks at something else next time.
    let isFixed = invariance.pointers.allSatisfy { event in
      guard case .read(let address, _) = event.kind, let key = places.key(of: address) else {
        return true
      }
      return !body.contains { writes($0, key) }
    }
    guard isFixed else { return [] }
    var found: [PlainWait] = []
    for event in invariance.reads {
      guard case .read(let address, let access) = event.kind, let key = places.key(of: address)
      else { return [] }
      switch access {
      case .atomic: return []
      case .plain, .volatile: break
      }
      guard isSpin || !body.contains(where: { writes($0, key) }) else { return [] }
      guard !isSpin || !roundsWrite(key, in: loop) else { return [] }
      found.append(
        PlainWait(
          function: number, key: key, range: event.range,
          isVolatile: access == .volatile || body.contains(where: \.isBarrier),
          isSpin: isSpin, callees: Set(body.compactMap(\.callee)),
          isBusy: !isSpin && body.contains(where: \.mayOrder)))
    }
    return found.markingRecheck(in: body, condition, &places)
  }

  /// Whether other rounds of the loop write what it seems to wait for: the blocks that only read are one
  /// way through a loop that does more.
  private mutating func roundsWrite(_ key: PlaceKey, in quiet: Set<Int>) -> Bool {
    guard let head = quiet.min() else { return false }
    let rounds = naturalLoop(of: head, through: quiet)
    for block in rounds.subtracting(quiet) {
      for event in function.blocks[block].events {
        if case .write(let address, _, _) = event.kind, places.key(of: address) == key {
          return true
        }
      }
    }
    return false
  }

  /// The natural loop of the back edges from these blocks to their head (Aho et al., "Compilers", 9.6).
  private func naturalLoop(of head: Int, through tails: Set<Int>) -> Set<Int> {
    var predecessors: [Int: [Int]] = [:]
    for (number, block) in function.blocks.enumerated() {
      for target in block.terminator.targets { predecessors[target, default: []].append(number) }
    }
    var loop: Set<Int> = [head]
    var pending = tails.filter { function.blocks[$0].terminator.targets.contains(head) }
    while let next = pending.popFirst() {
      guard loop.insert(next).inserted else { continue }
      pending.formUnion(predecessors[next] ?? [])
    }
    return loop
  }

  private mutating func writes(_ event: Event, _ key: PlaceKey) -> Bool {
    guard case .write(let address, _, _) = event.kind else { return false }
    return places.key(of: address) == key
  }
}

/// Whether a value is the same in each iteration of a loop unless memory changes.
private struct Invariance {
  private let inside: Set<EventID>
  private let events: [EventID: Event]
  private var assigned: [LocalID: [Operand]] = [:]
  /// The reads in the loop that the value is made of.
  private(set) var reads: [Event] = []
  /// Those that say where these read.
  private(set) var pointers: [Event] = []

  init(body: [Event], events: [EventID: Event]) {
    inside = Set(body.map(\.id))
    self.events = events
    for event in body {
      if case .assign(let local, let value) = event.kind {
        assigned[local, default: []].append(value)
      }
    }
  }

  mutating func isInvariant(_ value: Operand, isAddress: Bool = false, depth: Int = 0) -> Bool {
    guard depth < 8 else { return false }
    switch value {
    case .integer, .null, .parameter, .global, .slot, .function: return true
    case .local(let local):
      guard let values = assigned[local] else { return true }
      // `x = flag` in the loop, then a test of `x`.
      guard values.count == 1, let only = values.first, !isAddress, only != value else {
        return false
      }
      return isInvariant(only, depth: depth + 1)
    case .result(let id):
      guard inside.contains(id) else { return true }
      guard let event = events[id], case .read(let address, _) = event.kind,
        isInvariant(address, isAddress: true, depth: depth + 1)
      else { return false }
      if isAddress { pointers.append(event) } else { reads.append(event) }
      return true
    case .exchanged, .unknown: return false
    case .field, .element, .not, .binary:
      for child in value.children
      where !isInvariant(child, isAddress: isAddress, depth: depth + 1) {
        return false
      }
      return true
    }
  }
}

extension Operand {
  fileprivate var isLocalValue: Bool {
    switch self {
    case .local: true
    case .integer, .null, .parameter, .result, .exchanged, .global, .slot, .function, .unknown:
      false
    case .field, .element, .not, .binary: children.contains(where: \.isLocalValue)
    }
  }
}

extension Event {
  fileprivate var callee: Callee? { if case .call(let callee, _) = kind { callee } else { nil } }

  /// Whether the event waits, or orders memory in another way.
  fileprivate var mayOrder: Bool {
    switch kind {
    case .write(_, _, .atomic), .read(_, .atomic), .update, .compareExchange, .fence: true
    case .lock, .unlock, .join, .spawn, .call(.indirect, _): true
    case .call(.direct(let name), _), .call(.member(let name), _): CalleeName(name).mayWait
    case .read, .write, .assign, .allocate, .free, .opaque: false
    }
  }

  fileprivate var isBarrier: Bool { if case .fence = kind { true } else { false } }

  /// Whether the event only reads, or pauses.
  fileprivate var isQuiet: Bool {
    switch kind {
    case .read, .assign, .fence, .opaque: true
    case .call(.direct(let name), _), .call(.member(let name), _): CalleeName(name).isPause
    case .call(.indirect, _), .write, .update, .compareExchange, .allocate, .free, .lock, .unlock,
      .spawn, .join:
      false
    }
  }
}
