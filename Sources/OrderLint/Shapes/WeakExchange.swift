import MemoryModel

/// A weak compare-exchange whose spurious failure is taken for something else: nobody tries again,
/// or success is read off the value found.
public struct WeakExchange: Sendable {
  public enum Fault: Sendable {
    /// The failure is final.
    case isNotRepeated
    /// Whether it succeeded is told by the value found, which says yes after a spurious failure.
    case isJudgedByValue
  }

  /// What the path of a failure does.
  public enum Consequence: Sendable {
    /// Leaves things as they are.
    case givesUp
    /// Does so in a function that only tries.
    case reportsBusy
    /// Ends the program.
    case aborts
    /// Frees memory.
    case frees
  }

  public var object: MemoryLocation
  public var fault: Fault
  public var consequence: Consequence
  /// Part 0 makes the exchange, alone and on the value it expects.
  public var cut: CutPair
  public var item: Int
  public var execution: Execution
  /// A strong exchange cannot fail there.
  public var isMended: Bool
}

/// Finds weak compare-exchanges outside loops.
struct WeakExchangeFinder {
  let analysis: Analysis
  let oracle: Oracle

  private var program: Program { analysis.program }

  func find() -> [WeakExchange] {
    var found: [WeakExchange] = []
    var known: Set<SourceRange> = []
    for (number, function) in program.functions.enumerated()
    where analysis.callGraph.synchronizing.contains(number) {
      for (block, code) in function.blocks.enumerated() {
        for (index, event) in code.events.enumerated() where !known.contains(event.range) {
          let place = EventPlace(function: number, block: block, index: index)
          guard let attempt = Attempt(event, at: place, in: function),
            let (fault, consequence) = judge(attempt),
            let exchange = exchange(attempt, fault, consequence)
          else { continue }
          known.insert(event.range)
          found.append(exchange)
        }
      }
    }
    return found
  }

  // MARK: What becomes of a failure

  private func judge(_ attempt: Attempt) -> (WeakExchange.Fault, WeakExchange.Consequence)? {
    if !attempt.usesSuccess {
      return attempt.judgesByValue ? (.isJudgedByValue, .givesUp) : nil
    }
    // What ends the program is not tried again, whatever is around it.
    let ends =
      attempt.branch.map {
        analysis.ending.ends($0.otherwise, of: attempt.function, in: program)
      } ?? false
    guard ends || !repeats(attempt.place.block, attempt), !attempt.isForwarded else { return nil }
    let failing =
      attempt.branch.map { branch in
        attempt.function.reachable(from: [branch.otherwise])
          .subtracting(attempt.function.reachable(from: [branch.then]))
      } ?? []
    // Who waits for another thread to finish what nobody began does not come back to try again.
    guard
      ends || failing.contains(where: { repeats($0, attempt) && attempt.waitsForOther($0) })
        || !isRepeatedByCallers(attempt.place.function, depth: 0)
    else { return nil }
    guard attempt.branch != nil else {
      return (.isNotRepeated, attempt.function.onlyTries ? .reportsBusy : .givesUp)
    }
    let events = failing.sorted().flatMap { attempt.function.blocks[$0].events }
    if events.contains(where: { triesAgain($0, attempt, depth: 0) }) { return nil }
    return (.isNotRepeated, consequence(failing, events, attempt.function))
  }

  private func repeats(_ block: Int, _ attempt: Attempt) -> Bool {
    analysis.repeats(block, of: attempt.place.function)
  }

  private func consequence(
    _ failing: Set<Int>, _ events: [Event], _ function: Function
  ) -> WeakExchange.Consequence {
    if events.contains(where: { if case .free = $0.kind { true } else { false } }) {
      return .frees
    }
    if failing.contains(where: { function.blocks[$0].terminator == .unreachable }) {
      return .aborts
    }
    return function.onlyTries ? .reportsBusy : .givesUp
  }

  /// Whether every caller calls the function, or what calls it, in a loop that tries the same again.
  private func isRepeatedByCallers(_ function: Int, depth: Int) -> Bool {
    let calls = analysis.calls(of: function)
    guard depth < 4, !calls.isEmpty else { return false }
    return calls.allSatisfy { call in
      let caller = program.functions[call.function]
      if analysis.repeats(call.block, of: call.function) {
        return !caller.visitsElements(at: call) && !caller.usesUp(at: call)
      }
      return isRepeatedByCallers(call.function, depth: depth + 1)
    }
  }

  /// Whether an event on the way of a failure is a second, slower attempt.
  private func triesAgain(_ event: Event, _ attempt: Attempt, depth: Int) -> Bool {
    switch event.kind {
    case .update(let address, _, _, _), .compareExchange(let address, _, _, _, _, _):
      return address.lastName == attempt.address.lastName
    case .lock: return true
    case .call(let callee, _):
      guard let target = program.resolve(callee, from: attempt.function) else {
        return callee.saysSlow
      }
      if Function.isSlowPath(program.functions[target].name) { return true }
      guard depth < 3 else { return false }
      return program.functions[target].events.contains {
        triesAgain($0, attempt, depth: depth + 1)
      }
    case .read, .write, .fence, .assign, .allocate, .free, .unlock, .spawn, .join, .opaque:
      return false
    }
  }

  // MARK: The evidence

  /// One thread alone, on the value that it expects.
  private func exchange(
    _ attempt: Attempt, _ fault: WeakExchange.Fault, _ consequence: WeakExchange.Consequence
  ) -> WeakExchange? {
    guard let site = analysis.sharedSite(of: attempt.event, in: attempt.place.function) else {
      return nil
    }
    let thread = analysis.threads[site.thread]
    guard let object = thread.location(at: site.item) else { return nil }
    let scenario = { (isWeak: Bool) in
      attempt.scenario(on: Variable("\(object)"), item: site.item, isWeak: isWeak)
    }
    let question = Question.outcome(
      .register(thread: 0, Register("ok\(site.item)"), equals: 0))
    guard let execution = oracle.show(question, of: scenario(true)) else {
      return nil
    }
    let cut = CutScenario(scenario: scenario(true), threads: [thread], variables: [:])
    return WeakExchange(
      object: object, fault: fault, consequence: consequence, cut: CutPair(cut: cut),
      item: site.item, execution: execution,
      isMended: oracle.ask(question, of: scenario(false)).isForbidden)
  }
}

/// A weak compare-exchange in its function.
private struct Attempt {
  let event: Event
  let place: EventPlace
  let function: Function
  let address: Operand
  let expected: Operand
  let desired: Operand
  let orders: (success: Ordering, failure: Ordering)
  /// Local variables that hold whether it succeeded.
  private let outcomes: Set<LocalID>

  init?(_ event: Event, at place: EventPlace, in function: Function) {
    guard
      case .compareExchange(
        let address, let expected, let desired, let success, let failure, true) =
        event.kind
    else { return nil }
    self.event = event
    self.place = place
    self.function = function
    self.address = address
    self.expected = expected
    self.desired = desired
    orders = (success, failure)
    outcomes = Set(
      function.events.compactMap { other in
        guard case .assign(let local, let value) = other.kind,
          value.contains(where: { $0 == .exchanged(event.id) })
        else { return nil }
        return local
      })
  }

  private func isSuccess(_ operand: Operand) -> Bool {
    switch operand {
    case .exchanged(event.id): true
    case .local(let local): outcomes.contains(local)
    default: false
    }
  }

  var usesSuccess: Bool {
    function.blocks.contains { block in
      block.terminator.operands.contains { $0.contains(where: isSuccess) }
        || block.events.contains { event in
          event.kind.operands.contains { $0.contains(where: isSuccess) }
        }
    }
  }

  var branch: (then: Int, otherwise: Int)? { function.branch(after: place, on: isSuccess) }

  /// Whether a loop reads the object in the block until another thread has changed it.
  func waitsForOther(_ block: Int) -> Bool {
    guard case .branch = function.blocks[block].terminator else { return false }
    return function.blocks[block].events.contains { event in
      if case .read(let address, _) = event.kind { address == self.address } else { false }
    }
  }

  /// Whether the caller says what is expected and hears whether it was there: the function is
  /// another name for a weak compare-exchange.
  var isForwarded: Bool {
    guard branch == nil || onlyReportsSuccess else { return false }
    switch expected {
    case .parameter: return true
    case .result(let read):
      return function.blocks[place.block].events.contains { other in
        guard other.id == read, case .read(let address, _) = other.kind else { return false }
        if case .parameter = address { return true }
        return keepsFound(at: address)
      }
    case .local(let local):
      return function.blocks[place.block].events.contains { other in
        if case .assign(local, .parameter) = other.kind { true } else { false }
      }
    default: return false
    }
  }

  /// Whether a part of an object of the caller is left holding what a failure found: the object is
  /// there to try again with.
  private func keepsFound(at address: Operand) -> Bool {
    guard case .field(let holder, _, _) = address, case .parameter = holder else { return false }
    return function.events.contains { other in
      guard case .write(address, .result(event.id), .plain) = other.kind else { return false }
      return true
    }
  }

  /// Whether every way out tells the caller whether the exchange succeeded, and does no more than
  /// keep what it found.
  private var onlyReportsSuccess: Bool {
    let rest = function.reachable(from: [place.block])
    return rest.allSatisfy { block in
      let code = function.blocks[block]
      let events = block == place.block ? code.events.dropFirst(place.index + 1) : code.events[...]
      let onlyKeeps = events.allSatisfy { other in
        if case .write(_, .result(event.id), .plain) = other.kind { true } else { false }
      }
      guard case .return(let value) = code.terminator else { return onlyKeeps }
      return onlyKeeps && value.map(isSuccess) == true
    }
  }

  /// Whether the value found is compared with the value expected, which a spurious failure finds.
  var judgesByValue: Bool {
    let events = function.blocks[place.block].events
    let holders = events.dropFirst(place.index + 1).compactMap { other -> LocalID? in
      if case .assign(let local, .result(event.id)) = other.kind { local } else { nil }
    }
    let wanted = expectedConstant(before: place.index, in: events) ?? 0
    let isFound = { (operand: Operand) -> Bool in
      switch operand {
      case .result(event.id): true
      case .local(let local): holders.contains(local)
      default: false
      }
    }
    let tests =
      [function.blocks[place.block].terminator.operands]
      + function.blocks[place.block].terminator.targets.map {
        function.blocks.indices.contains($0) && function.blocks[$0].events.isEmpty
          ? function.blocks[$0].terminator.operands : []
      }
    return tests.joined().contains { test in
      let same = test.evaluated { isFound($0) ? wanted : nil }
      let other = test.evaluated { isFound($0) ? wanted &+ 1 : nil }
      guard let same, let other else { return false }
      return (same != 0) != (other != 0)
    } && expectedConstant(before: place.index, in: events) != nil
  }

  private func expectedConstant(before index: Int, in events: [Event]) -> Int64? {
    switch expected {
    case .integer(let number): return number
    case .null: return 0
    case .local(let local):
      for other in events.prefix(index).reversed() {
        guard case .assign(local, let value) = other.kind else { continue }
        return value.evaluated { _ in nil }
      }
      return nil
    default: return nil
    }
  }

  func scenario(on variable: Variable, item: Int, isWeak: Bool) -> Scenario {
    let events = function.blocks[place.block].events
    let expected = Int(expectedConstant(before: place.index, in: events) ?? 0)
    let desired = desired.evaluated { _ in nil }.map { Int($0) } ?? expected &+ 1
    let exchange = Step.CompareExchange(
      old: CutScenario.register(item), success: Register("ok\(item)"), variable: variable,
      expected: .constant(expected), desired: .constant(desired),
      successOrder: orders.success.assumedOrder, failureOrder: orders.failure.assumedOrder,
      isWeak: isWeak)
    let step = Step(
      .compareExchange(exchange), origin: CutScenario.origin(thread: 0, item: item))
    return Scenario(
      threads: [Scenario.Thread(name: function.name, steps: [step])],
      initialValues: [variable: expected])
  }
}

extension Event {
  /// Whether the event calls what takes something out of a container, by its name.
  fileprivate var takesOut: Bool {
    guard case .call(let callee, _) = kind, let name = callee.name else { return false }
    let words = NameWords.words(of: String(name.prefix { $0 != "(" && $0 != "@" }))
    return !Self.takingWords.isDisjoint(with: words)
  }

  private static let takingWords: Set<String> = [
    "pop", "dequeue", "take", "shift", "receive", "recv", "remove",
  ]
}

extension Event.Callee {
  /// Whether the name says that the function waits its turn.
  fileprivate var saysSlow: Bool { name.map(Function.isSlowPath) ?? false }
}

extension Function {
  /// Whether the call in a loop is for what the loop takes out of somewhere, each time something else,
  /// and gives to nobody else: what the call does not do is never done.
  fileprivate func usesUp(at call: EventPlace) -> Bool {
    guard case .call(_, let arguments) = blocks[call.block].events[call.index].kind,
      let object = arguments.first
    else { return false }
    let loop = blocks(from: call.block, backTo: call.block).union([call.block]).sorted()
    let events = loop.flatMap { blocks[$0].events }
    let taken = Set(events.filter(\.takesOut).map { Operand.result($0.id) })
    var names = taken
    for case .assign(let local, let value) in events.map(\.kind) where taken.contains(value) {
      names.insert(.local(local))
    }
    let attempt = blocks[call.block].events[call.index].id
    return names.contains(object)
      && !comesBack(to: call.block, without: { taken.contains(.result($0.id)) })
      && !events.contains { other in
        guard case .call(_, let arguments) = other.kind, other.id != attempt else { return false }
        return arguments.contains { $0.contains(where: names.contains) }
      }
  }

  /// Whether the call in a loop is for one element after the other: its object is named by what the
  /// loop counts.
  fileprivate func visitsElements(at call: EventPlace) -> Bool {
    guard case .call(_, let arguments) = blocks[call.block].events[call.index].kind,
      let object = arguments.first
    else { return false }
    let loop = blocks(from: call.block, backTo: call.block)
    let counted = loop.sorted().flatMap { blocks[$0].events }.compactMap { event -> LocalID? in
      guard case .assign(let local, .binary(.add, .local(let old), .integer)) = event.kind else {
        return nil
      }
      return local == old ? local : nil
    }
    var counters: Set<LocalID> = []
    let isCounted = { (part: Operand) -> Bool in
      guard case .element(_, let index) = part else { return false }
      return index.contains { inner in
        if case .local(let local) = inner, counted.contains(local) {
          counters.insert(local)
          return true
        }
        if case .unknown = inner { return true }
        return false
      }
    }
    // The element may be kept in a variable of the loop, or be a pointer that is read from there.
    var elements: Set<Operand> = []
    let isElement = { (value: Operand) in
      value.contains { isCounted($0) || elements.contains($0) }
    }
    for event in loop.sorted().flatMap({ blocks[$0].events }) {
      switch event.kind {
      case .assign(let local, let value): if isElement(value) { elements.insert(.local(local)) }
      case .read(let address, _): if isElement(address) { elements.insert(.result(event.id)) }
      case .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
        .join, .call, .opaque:
        break
      }
    }
    guard isElement(object) else { return false }
    return counters.isEmpty
      || !comesBack(to: call.block) { event in
        if case .assign(let local, _) = event.kind { counters.contains(local) } else { false }
      }
  }

  /// Whether control can come back to the block without passing an event of a kind.
  private func comesBack(to block: Int, without isPassed: (Event) -> Bool) -> Bool {
    reachable(from: blocks[block].terminator.targets) {
      blocks[$0].events.contains(where: isPassed)
    }
    .contains(block)
  }

  fileprivate static func isSlowPath(_ name: String) -> Bool {
    let lowered = name.lowercased()
    return ["slow", "contend", "retry", "again"].contains { lowered.contains($0) }
  }

  /// Whether the name says that the function may fail for no reason.
  fileprivate var onlyTries: Bool {
    let own = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return own.hasPrefix("try") || own.contains("_try") || own.contains("trylock")
      || own.hasSuffix("poll")
  }
}
