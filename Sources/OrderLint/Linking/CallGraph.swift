/// Who calls whom, who is started as a thread, and which functions have to do with atomics.
struct CallGraph: Sendable {
  /// For each function, the functions it calls.
  var callees: [[Int]]
  /// For each function, what each of its calls reaches, in the order of its events.
  private(set) var targets: [[Int?]]
  /// For each function, the functions that call it.
  var callers: [[Int]] = []
  /// For each function, how many calls in the program reach it.
  var callerCounts: [Int]
  /// Functions whose address or closure value is used, other than for a call that only calls them:
  /// they may run on another thread.
  var escaping: Set<Int>
  /// What a function is given for these runs during its call.
  private(set) var invokedParameters: InvokedParameters
  /// Functions that start a thread, task or queue item runs.
  var threadEntries: Set<Int>
  /// Functions that contain an atomic access or a fence, or call one that does through few others.
  /// What a program does far above its synchronization says nothing about it, and where the
  /// allocator counts its bytes everything is above some atomic.
  var synchronizing: Set<Int>
  /// Of these, the ones that contain such an access or call a function that does.
  var closeToAtomics: Set<Int> = []
  /// Functions of which a call may order what is around it: those that contain a fence, or call one
  /// that does, and those a few calls above an operation that is not relaxed.
  private(set) var ordering: Set<Int> = []

  init(of program: Program) {
    let count = program.functions.count
    callees = Array(repeating: [], count: count)
    targets = Array(repeating: [], count: count)
    callerCounts = Array(repeating: 0, count: count)
    escaping = []
    threadEntries = []
    synchronizing = []
    invokedParameters = InvokedParameters()
    var passed = PassedFunctions()
    let counters = Counters(of: program)
    var direct: [Int: Int] = [:]
    for (number, function) in program.functions.enumerated() {
      for event in function.events {
        if event.isSynchronization {
          let reach = counters.contains(event) ? Self.counterReach : Self.reach
          direct[number] = max(direct[number] ?? 0, reach)
        }
        record(event, of: function, number: number, in: program, &passed)
      }
    }
    invokedParameters = InvokedParameters(of: program, forwardings: passed.forwardings)
    for function in passed.functions {
      if invokedParameters[function.target].contains(function.parameter) {
        callees[function.caller].append(function.number)
        callerCounts[function.number] += 1
      } else {
        escaping.insert(function.number)
      }
    }
    callers = Array(repeating: [], count: count)
    for (caller, targets) in callees.enumerated() {
      for target in targets { callers[target].append(caller) }
    }
    propagateSynchronization(from: direct)
    propagateOrder(of: program)
  }

  /// The same calls, where some functions count as synchronizing instead of those that do.
  func concerning(_ concerned: Set<Int>) -> CallGraph {
    var copy = self
    copy.propagateSynchronization(
      from: Dictionary(uniqueKeysWithValues: concerned.map { ($0, Self.counterReach) }))
    return copy
  }

  private static let reach = 4
  private static let counterReach = 1

  private mutating func record(
    _ event: Event, of function: Function, number: Int, in program: Program,
    _ passed: inout PassedFunctions
  ) {
    if case .call(let callee, let arguments) = event.kind {
      let target = program.resolve(callee, from: function)
      targets[number].append(target)
      guard let target else { return recordValues(event, of: function, in: program) }
      callees[number].append(target)
      callerCounts[target] += 1
      for (index, argument) in arguments.enumerated() {
        if case .parameter(let parameter) = argument {
          passed.forwardings.append(
            InvokedParameters.Forwarding(
              function: number, parameter: parameter, target: target, targetParameter: index))
        }
        for symbol in argument.functionSymbols {
          guard let given = program.resolve(symbol: symbol, from: function) else { continue }
          passed.functions.append(
            PassedFunctions.Passed(
              number: given, caller: number, target: target, parameter: index))
        }
      }
      return
    }
    recordValues(event, of: function, in: program)
  }

  /// Functions that the event uses as values may run on other threads.
  private mutating func recordValues(
    _ event: Event, of function: Function, in program: Program
  ) {
    for symbol in event.functionValues {
      guard let target = program.resolve(symbol: symbol, from: function) else { continue }
      escaping.insert(target)
      if case .spawn(.function(symbol), _) = event.kind { threadEntries.insert(target) }
    }
  }

  /// The functions that run, or may run, on the calling thread before such calls return: those they
  /// reach, and those whose addresses they give to others, but for entries of threads.
  func reached(
    by calls: Set<Event.Callee>, of caller: Function, in program: Program
  ) -> Set<Int> {
    var pending = calls.compactMap { program.resolve($0, from: caller) }
    var reached = Set(pending)
    while let next = pending.popLast() {
      let function = program.functions[next]
      let given = function.blocks.flatMap(\.events).flatMap(\.functionValues).compactMap {
        program.resolve(symbol: $0, from: function)
      }.filter { !threadEntries.contains($0) }
      for callee in callees[next] + given where reached.insert(callee).inserted {
        pending.append(callee)
      }
    }
    return reached
  }

  /// Adds the callers, each with what is left of the reach of what it calls.
  private func propagate(_ reached: inout [Int: Int]) {
    var pending = Array(reached.keys)
    while let next = pending.popLast() {
      let left = (reached[next] ?? 0) - 1
      guard left >= 0 else { continue }
      for caller in callers[next] where left > reached[caller] ?? -1 {
        reached[caller] = left
        pending.append(caller)
      }
    }
  }

  /// Callers are reached level by level, as far as the synchronization they call reaches.
  private mutating func propagateSynchronization(from direct: [Int: Int]) {
    var reached = direct
    propagate(&reached)
    synchronizing = Set(reached.keys)
    closeToAtomics = Set(direct.keys)
    for number in direct.keys { closeToAtomics.formUnion(callers[number]) }
  }
}

extension CallGraph {
  private mutating func propagateOrder(of program: Program) {
    var fencing: Set<Int> = []
    var reached: [Int: Int] = [:]
    for (number, function) in program.functions.enumerated()
    where !program.traits[number].isDisjoint(with: [.synchronizes, .signals]) {
      for event in function.events {
        if case .fence(let order, .thread) = event.kind, order.order != .relaxed {
          fencing.insert(number)
        } else if event.isOrdered {
          reached[number] = Self.reach
        }
      }
    }
    propagate(&reached)
    var pending = Array(fencing)
    while let next = pending.popLast() {
      for caller in callers[next] where fencing.insert(caller).inserted { pending.append(caller) }
    }
    ordering = fencing.union(reached.keys)
  }
}

extension Event {
  /// Whether the event is an operation that is not relaxed, or waits for another thread.
  fileprivate var isOrdered: Bool {
    switch kind {
    case .read, .write, .update, .compareExchange:
      kind.orderings.contains { $0.order != .relaxed }
    case .call: role != nil && role != .scans
    case .fence, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .opaque: false
    }
  }
}

/// Functions that calls are given as arguments, and parameters that are passed on.
private struct PassedFunctions {
  struct Passed {
    var number: Int
    var caller: Int
    var target: Int
    var parameter: Int
  }
  var functions: [Passed] = []
  var forwardings: [InvokedParameters.Forwarding] = []
}

/// Atomics that only count: every access is relaxed, and every write adds or subtracts.
private struct Counters {
  private var orders: [String: Bool] = [:]

  init(of program: Program) {
    for (number, function) in program.functions.enumerated()
    where program.traits[number].contains(.synchronizes) {
      for event in function.events {
        guard let name = Self.name(of: event) else { continue }
        orders[name] = (orders[name] ?? true) && Self.counts(event)
      }
    }
  }

  func contains(_ event: Event) -> Bool {
    Self.name(of: event).map { orders[$0] == true } ?? false
  }

  private static func name(of event: Event) -> String? {
    guard event.isSynchronization else { return nil }
    switch event.kind {
    case .read(let address, _), .write(let address, _, _), .update(let address, _, _, _),
      .compareExchange(let address, _, _, _, _, _):
      return address.lastName
    case .fence, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call, .opaque:
      return nil
    }
  }

  private static func counts(_ event: Event) -> Bool {
    switch event.kind {
    case .read(_, .atomic(let ordering)): ordering.order == .relaxed
    case .update(_, .add, _, let ordering), .update(_, .subtract, _, let ordering):
      ordering.order == .relaxed
    case .read, .update, .write, .compareExchange, .fence, .assign, .allocate, .free, .lock,
      .unlock, .spawn, .join, .call, .opaque:
      false
    }
  }
}

extension Event {
  /// Whether the event is an atomic access or a fence.
  var isSynchronization: Bool { kind.isSynchronization }

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
