/// A function that gives a global variable a new value and its callers the old one, in two plain
/// steps: an exchange that is none.
public struct GlobalSwap: Sendable {
  public var object: String
  public var function: String
  public var read: SourceRange
  public var write: SourceRange
  /// The program itself starts threads that run the function at the same time.
  public var isShared: Bool
}

/// Finds such functions in Swift, where a global that no actor isolates is every thread's.
struct GlobalSwapFinder {
  let analysis: Analysis
  let roles: ThreadRoles

  func find() -> [GlobalSwap] {
    // A program without atomics is not about threads.
    guard !analysis.atomicLocations.isEmpty else { return [] }
    return analysis.program.functions.indices.compactMap { number in
      let function = analysis.program.functions[number]
      guard function.language == .swift, function.kind == .ordinary, !analysis.runsAlone(number),
        var swap = function.swap, !analysis.isCalledUnderLock(number)
      else { return nil }
      swap.isShared = roles.overlap(number, number)
      return swap
    }
  }
}

extension Analysis {
  /// Whether every call in view is made with a lock held.
  func isCalledUnderLock(_ function: Int) -> Bool {
    let calls = calls(of: function)
    guard !calls.isEmpty, !callGraph.escaping.contains(function) else { return false }
    return calls.allSatisfy { program.functions[$0.function].holdsLock(at: $0) }
  }
}

extension Function {
  /// Whether every way to the event takes a lock and does not give it back.
  fileprivate func holdsLock(at place: EventPlace) -> Bool {
    var seen: Set<Int> = []
    var pending = [(block: 0, isHeld: false)]
    var isAlwaysHeld = true
    while let (block, wasHeld) = pending.popLast() {
      guard blocks.indices.contains(block), seen.insert(block * 2 + (wasHeld ? 1 : 0)).inserted
      else { continue }
      var isHeld = wasHeld
      for (index, event) in blocks[block].events.enumerated() {
        if case .lock(_, isTry: false) = event.kind { isHeld = true }
        if case .unlock = event.kind { isHeld = false }
        if block == place.block, index == place.index { isAlwaysHeld = isAlwaysHeld && isHeld }
      }
      pending += blocks[block].terminator.targets.map { ($0, isHeld) }
    }
    return isAlwaysHeld
  }

  /// The one exchange that the function consists of.
  fileprivate var swap: GlobalSwap? {
    guard blocks.count == 1 else { return nil }
    let events = blocks[0].events
    guard let read = events.first, let write = events.last,
      events.allSatisfy(\.isSwapPart),
      case .read(at: .global(let symbol), .plain) = read.kind,
      case .write(at: .global(symbol), .parameter, .plain) = write.kind,
      case .return(let value?) = blocks[0].terminator, returns(read.id, as: value, events)
    else { return nil }
    return GlobalSwap(
      object: symbol.split(separator: ".").last.map(String.init) ?? symbol, function: name,
      read: read.range, write: write.range, isShared: false)
  }

  private func returns(_ read: EventID, as value: Operand, _ events: [Event]) -> Bool {
    switch value {
    case .result(read): true
    case .local(let local):
      events.contains { $0.kind == .assign(local, .result(read)) }
    case .integer, .null, .parameter, .result, .exchanged, .global, .slot, .field, .element,
      .function, .not, .binary, .unknown:
      false
    }
  }
}

extension Event {
  fileprivate var isSwapPart: Bool {
    switch kind {
    case .read(at: .global, .plain), .write(at: .global, _, .plain), .assign: true
    case .read, .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
      .join, .call, .opaque:
      false
    }
  }
}
