import MemoryModel

/// A second opinion: guess every value read, every reads-from and every modification order, then
/// check the axioms as they are written down. Shares nothing with the checker.
///
/// Knows loads, stores, updates, compare-exchanges, fences, assignments, assumptions and branches.
struct BruteForce {
  struct Event {
    var thread: Int?
    var variable: Variable?
    var order: MemoryOrder?
    var isRead = false
    var isWrite = false
    var valueRead = 0
    var valueWritten = 0
  }

  struct Trace {
    var events: [Event] = []
    var registers: [Register: Int] = [:]
    var isBlocked = false
  }

  struct FinalState: Hashable {
    var registers: [[Register: Int]]
    var memory: [Variable: Int]
  }

  var model = ConsistencyModel.cxx20
  var executions = 0
  var finalStates: Set<FinalState> = []
  var hasRace = false

  private let scenario: Scenario
  private var domains: [Variable: Set<Int>] = [:]
  /// Generated programs store at most 2, and add at most 2 at a time.
  private var largestValue = 2

  init(_ scenario: Scenario, model: ConsistencyModel) {
    self.scenario = scenario
    self.model = model
    findDomains()
    let complete = scenario.threads.indices.map { thread in
      traces(of: scenario.threads[thread].steps, thread, from: [Trace()])
        .filter { !$0.isBlocked }
    }
    combine(complete, [])
  }
}

// MARK: - Traces

extension BruteForce {
  /// Values that each variable could take: grown until no trace writes a new one.
  private mutating func findDomains() {
    for thread in scenario.threads { mention(thread.steps) }
    while true {
      var grown = domains
      for thread in scenario.threads.indices {
        for trace in traces(of: scenario.threads[thread].steps, thread, from: [Trace()]) {
          for event in trace.events where event.isWrite {
            if let variable = event.variable, event.valueWritten <= largestValue {
              grown[variable, default: []].insert(event.valueWritten)
            }
          }
        }
      }
      if grown == domains { return }
      domains = grown
    }
  }

  private mutating func mention(_ steps: [Step]) {
    for step in steps {
      switch step.action {
      case .load(_, let variable, _), .store(let variable, _, _):
        domains[variable, default: []].insert(0)
      case .update(_, let variable, let update, _, _):
        domains[variable, default: []].insert(0)
        if update == .add { largestValue += 2 }
      case .compareExchange(let exchange): domains[exchange.variable, default: []].insert(0)
      case .branch(_, let then, let otherwise): mention(then + otherwise)
      case .fence, .assign, .assume: break
      case .assert, .loop, .lock, .unlock: fatalError("not generated")
      }
    }
  }

  private func traces(of steps: [Step], _ thread: Int, from start: [Trace]) -> [Trace] {
    steps.reduce(start) { traces, step in
      traces.flatMap { $0.isBlocked ? [$0] : extend($0, by: step, thread) }
    }
  }

  private func extend(_ trace: Trace, by step: Step, _ thread: Int) -> [Trace] {
    func value(_ expression: Expression) -> Int { evaluate(expression, trace.registers) }
    func reading(
      _ variable: Variable, _ order: MemoryOrder?,
      then finish: (Int, inout Event, inout Trace) -> Void
    ) -> [Trace] {
      (domains[variable] ?? [0]).map { old in
        var next = trace
        var event = Event(thread: thread, variable: variable, order: order, isRead: true)
        event.valueRead = old
        finish(old, &event, &next)
        next.events.append(event)
        return next
      }
    }
    switch step.action {
    case .load(let register, let variable, let mode):
      return reading(variable, mode.order) { $2.registers[register] = $0 }
    case .store(let variable, let new, let mode):
      var next = trace
      next.events.append(
        Event(
          thread: thread, variable: variable, order: mode.order, isWrite: true,
          valueWritten: value(new)))
      return [next]
    case .update(let register, let variable, let update, let operand, let order):
      return reading(variable, order) { old, event, next in
        event.isWrite = true
        event.valueWritten = update == .add ? old + value(operand) : value(operand)
        next.registers[register] = old
      }
    case .compareExchange(let exchange):
      let strong = reading(exchange.variable, exchange.failureOrder) { old, event, next in
        let isEqual = old == value(exchange.expected)
        if isEqual {
          event.order = exchange.successOrder
          event.isWrite = true
          event.valueWritten = value(exchange.desired)
        }
        next.registers[exchange.old] = old
        next.registers[exchange.success] = isEqual ? 1 : 0
      }
      guard exchange.isWeak else { return strong }
      let spurious = reading(exchange.variable, exchange.failureOrder) { old, _, next in
        next.registers[exchange.old] = old
        next.registers[exchange.success] = 0
      }
      return strong + spurious.filter { $0.events.last?.valueRead == value(exchange.expected) }
    case .fence(let order):
      var next = trace
      next.events.append(Event(thread: thread, order: order))
      return [next]
    case .assign(let register, let new):
      var next = trace
      next.registers[register] = value(new)
      return [next]
    case .assume(let condition):
      var next = trace
      next.isBlocked = value(condition) == 0
      return [next]
    case .branch(let condition, let then, let otherwise):
      return traces(of: value(condition) != 0 ? then : otherwise, thread, from: [trace])
    case .assert, .loop, .lock, .unlock:
      fatalError("not generated")
    }
  }

  private func evaluate(_ expression: Expression, _ registers: [Register: Int]) -> Int {
    switch expression {
    case .constant(let value): return value
    case .register(let register): return registers[register] ?? 0
    case .binary(.equal, let left, let right):
      return evaluate(left, registers) == evaluate(right, registers) ? 1 : 0
    case .binary(.add, let left, let right):
      return evaluate(left, registers) + evaluate(right, registers)
    case .not, .binary: fatalError("not generated")
    }
  }
}

extension AccessMode {
  fileprivate var order: MemoryOrder? {
    switch self {
    case .plain: nil
    case .atomic(let order): order
    }
  }
}

// MARK: - Candidates

extension BruteForce {
  private mutating func combine(_ traces: [[Trace]], _ chosen: [Trace]) {
    guard chosen.count < traces.count else { return tryReadsFrom(chosen) }
    for trace in traces[chosen.count] { combine(traces, chosen + [trace]) }
  }

  private mutating func tryReadsFrom(_ chosen: [Trace]) {
    let variables = domains.keys.sorted { $0.name < $1.name }
    var events = variables.map { Event(variable: $0, isWrite: true) }
    events += chosen.flatMap(\.events)
    let reads = events.indices.filter { events[$0].isRead }
    var sources: [[Int]] = []
    for read in reads {
      let possible = events.indices.filter {
        $0 != read && events[$0].isWrite && events[$0].variable == events[read].variable
          && events[$0].valueWritten == events[read].valueRead
      }
      if possible.isEmpty { return }
      sources.append(possible)
    }
    let orders = variables.map { variable in
      permutations(
        events.indices.filter { events[$0].isWrite && events[$0].variable == variable })
    }
    for choice in product(sources) {
      let readsFrom = Array(zip(reads, choice))
      for order in product(orders) {
        judge(events, readsFrom, order, chosen.map(\.registers))
      }
    }
  }

  /// The first element is the initial write and stays first.
  private func permutations(_ writes: [Int]) -> [[Int]] {
    guard writes.count > 2 else { return [writes] }
    func all(_ rest: [Int]) -> [[Int]] {
      rest.isEmpty
        ? [[]] : rest.flatMap { first in all(rest.filter { $0 != first }).map { [first] + $0 } }
    }
    return all(Array(writes.dropFirst())).map { [writes[0]] + $0 }
  }

  private func product<T>(_ choices: [[T]]) -> [[T]] {
    choices.reduce([[]]) { partial, options in
      partial.flatMap { prefix in options.map { prefix + [$0] } }
    }
  }

  private mutating func judge(
    _ events: [Event], _ readsFrom: [(Int, Int)], _ orders: [[Int]],
    _ registers: [[Register: Int]]
  ) {
    // An update reads its immediate predecessor.
    for (read, source) in readsFrom where events[read].isWrite {
      guard let order = orders.first(where: { $0.contains(read) }),
        let place = order.firstIndex(of: read), place > 0, order[place - 1] == source
      else { return }
    }
    let candidate = CandidateExecution(events, readsFrom, orders)
    guard candidate.isConsistent(model) else { return }
    executions += 1
    if candidate.hasRace(model) { hasRace = true }
    var memory: [Variable: Int] = [:]
    for order in orders {
      guard let last = order.last, let variable = events[last].variable else { continue }
      memory[variable] = events[last].valueWritten
    }
    finalStates.insert(FinalState(registers: registers, memory: memory))
  }
}

/// The axioms, transcribed one by one.
struct CandidateExecution {
  private let events: [BruteForce.Event]
  private let sb, rf, mo: Relation
  /// From the spawn of a thread to its start, and from its end to who joins it.
  private var between: Relation

  init(
    _ events: [BruteForce.Event], _ readsFrom: [(Int, Int)], _ orders: [[Int]],
    between edges: [(Int, Int)] = []
  ) {
    self.events = events
    between = Relation(size: events.count)
    for (first, second) in edges { between.add(first, second) }
    var sb = Relation(size: events.count)
    var rf = sb
    var mo = sb
    for first in events.indices {
      for second in events.indices where first < second {
        // Initial writes happen before everything.
        if events[first].thread == nil && events[second].thread != nil
          || events[first].thread == events[second].thread && events[first].thread != nil
        {
          sb.add(first, second)
        }
      }
    }
    for (read, source) in readsFrom { rf.add(source, read) }
    for order in orders {
      for (place, write) in order.enumerated() {
        for later in order.dropFirst(place + 1) { mo.add(write, later) }
      }
    }
    self.sb = sb
    self.rf = rf
    self.mo = mo
  }

  private func only(_ condition: (BruteForce.Event) -> Bool) -> Relation {
    var set: UInt32 = 0
    for index in events.indices where condition(events[index]) { set |= 1 << index }
    return .identity(on: set, size: events.count)
  }

  private var rb: Relation {
    var rb = rf.inverse * mo
    for event in events.indices { rb.rows[event] &= ~(1 << event) }
    return rb
  }

  private func hb(_ sw: Relation) -> Relation { (sb | sw | between).closure }

  private func sw(_ model: ConsistencyModel) -> Relation {
    let isStrong = model == .sequentialConsistency
    let atomicWrites = only { $0.isWrite && $0.order != nil }
    let atomicReads = only { $0.isRead && $0.order != nil }
    let updates = only { $0.isRead && $0.isWrite }
    let fences = only { $0.variable == nil }
    let releases = only { event in event.order.map { $0.isRelease || isStrong } ?? false }
    let acquires = only { event in event.order.map { $0.isAcquire || isStrong } ?? false }
    let rs = atomicWrites * (rf * updates).closure.optional
    return releases * (fences * sb).optional * rs * rf * atomicReads * (sb * fences).optional
      * acquires
  }

  func isConsistent(_ model: ConsistencyModel) -> Bool {
    switch model {
    case .cxx20: isConsistentCxx20
    case .sequentialConsistency: (sb | rf | mo | rb | between).isAcyclic
    }
  }

  private var isConsistentCxx20: Bool {
    guard (sb | rf | between).isAcyclic else { return false }
    let sw = sw(.cxx20)
    let hb = hb(sw)
    let eco = (rf | mo | rb).closure
    guard hb.isIrreflexive, (hb * eco).isIrreflexive else { return false }
    let sc = only { $0.order == .sequentiallyConsistent }
    let fsc = only { $0.order == .sequentiallyConsistent && $0.variable == nil }
    let shb = (sb | sc * sw * sc | sb * hb * sb).closure
    let constraints =
      sc * shb * sc | sc * eco * sc | sc * eco * hb * fsc | fsc * hb * eco * sc
      | fsc * hb * eco * hb * fsc
    return constraints.isAcyclic
  }

  func hasRace(_ model: ConsistencyModel) -> Bool {
    let hb = hb(sw(model))
    for first in events.indices {
      for second in events.indices where first < second {
        let (a, b) = (events[first], events[second])
        guard a.variable != nil, a.variable == b.variable, a.isWrite || b.isWrite,
          a.order == nil || b.order == nil, a.thread != b.thread
        else { continue }
        if !hb.has(first, second) && !hb.has(second, first) { return true }
      }
    }
    return false
  }
}
