/// Who calls whom, who is started as a thread, and which functions have to do with atomics.
struct CallGraph: Sendable {
  /// For each function, the functions it calls.
  var callees: [[Int]]
  /// For each function, how many calls in the program reach it.
  var callerCounts: [Int]
  /// Functions whose address or closure value is used: they may run on another thread.
  var escaping: Set<Int>
  /// Functions that start a thread, task or queue item runs.
  var threadEntries: Set<Int>
  /// Functions that contain an atomic access or a fence, or call one that does.
  var synchronizing: Set<Int>

  init(of program: Program) {
    let count = program.functions.count
    callees = Array(repeating: [], count: count)
    callerCounts = Array(repeating: 0, count: count)
    escaping = []
    threadEntries = []
    synchronizing = []
    var direct: Set<Int> = []
    for (number, function) in program.functions.enumerated() {
      for event in function.blocks.lazy.flatMap(\.events) {
        if event.isSynchronization { direct.insert(number) }
        record(event, of: function, number: number, in: program)
      }
    }
    synchronizing = direct
    propagateSynchronization(from: direct)
  }

  private mutating func record(
    _ event: Event, of function: Function, number: Int, in program: Program
  ) {
    for symbol in event.functionValues {
      guard let target = program.resolve(symbol: symbol, from: function) else { continue }
      escaping.insert(target)
      if case .spawn(.function(symbol), _) = event.kind { threadEntries.insert(target) }
    }
    guard case .call(let callee, _) = event.kind,
      let target = program.resolve(callee, from: function)
    else { return }
    callees[number].append(target)
    callerCounts[target] += 1
  }

  private mutating func propagateSynchronization(from direct: Set<Int>) {
    var callers: [[Int]] = Array(repeating: [], count: callees.count)
    for (caller, targets) in callees.enumerated() {
      for target in targets { callers[target].append(caller) }
    }
    var pending = Array(direct)
    while let next = pending.popLast() {
      for caller in callers[next] where synchronizing.insert(caller).inserted {
        pending.append(caller)
      }
    }
  }
}

extension Event {
  /// Whether the event is an atomic access or a fence.
  var isSynchronization: Bool {
    switch kind {
    case .read(_, .atomic), .write(_, _, .atomic), .update, .compareExchange, .fence: true
    case .read, .write, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call, .opaque:
      false
    }
  }

  /// Symbols of the functions this event uses as values.
  var functionValues: [String] {
    switch kind {
    case .write(_, let value, _): value.functionSymbols
    case .assign(_, let value): value.functionSymbols
    case .spawn(let entry, let arguments): ([entry] + arguments).flatMap(\.functionSymbols)
    case .call(_, let arguments): arguments.flatMap(\.functionSymbols)
    case .update(_, _, let operand, _): operand.functionSymbols
    case .compareExchange(_, _, let desired, _, _, _): desired.functionSymbols
    case .read, .fence, .allocate, .free, .lock, .unlock, .join, .opaque: []
    }
  }
}

extension Operand {
  fileprivate var functionSymbols: [String] {
    switch self {
    case .function(let symbol): [symbol]
    case .not(let inner): inner.functionSymbols
    case .binary(_, let left, let right): left.functionSymbols + right.functionSymbols
    case .field(let base, _, _): base.functionSymbols
    case .element(let base, let index): base.functionSymbols + index.functionSymbols
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .slot, .unknown: []
    }
  }
}
