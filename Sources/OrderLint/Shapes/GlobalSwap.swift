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
      guard function.language == .swift, function.kind == .ordinary, !analysis.runsAlone(number)
      else { return nil }
      var swap = function.swap
      swap?.isShared = roles.overlap(number, number)
      return swap
    }
  }
}

extension Function {
  /// The one exchange that the function consists of.
  fileprivate var swap: GlobalSwap? {
    let events = blocks.flatMap(\.events)
    guard blocks.count == 1, let read = events.first, let write = events.last,
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
    default: false
    }
  }
}

extension Event {
  fileprivate var isSwapPart: Bool {
    switch kind {
    case .read(at: .global, .plain), .write(at: .global, _, .plain), .assign: true
    default: false
    }
  }
}
