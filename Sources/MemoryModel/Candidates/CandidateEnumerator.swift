/// Lists all candidate executions of a small scenario, cycles of program order and reads-from
/// included. Values out of thin air are left out ([atomics.order]/8): a read returns only what
/// some thread can write without assuming that value.
///
/// Exponential in everything, and meant for litmus tests.
struct CandidateEnumerator {
  private let scenario: Scenario
  private let variables: [Variable]
  private var remaining: Int
  private(set) var isComplete = true

  init(_ scenario: Scenario, budget: Budget) {
    self.scenario = scenario
    variables = scenario.variables
    remaining = budget.candidates
  }

  /// Values of one variable that are tried; a program that counts on and on exceeds it.
  private static let valueLimit = 64

  /// Calls `visit` with every candidate until it returns false.
  mutating func visitAll(_ visit: (Candidate) -> Bool) {
    guard let paths = paths() else {
      isComplete = false
      return
    }
    guard paths.allSatisfy({ !$0.isEmpty }) else { return }
    var selection = Array(repeating: 0, count: paths.count)
    while true {
      let chosen = zip(paths, selection).map { $0[$1] }
      guard combine(chosen, visit) else { return }
      guard Self.advance(&selection, limits: paths.map(\.count)) else { return }
    }
  }

  /// Counts up the digits; false after the last number.
  private static func advance(_ digits: inout [Int], limits: [Int]) -> Bool {
    for index in digits.indices {
      digits[index] += 1
      if digits[index] < limits[index] { return true }
      digits[index] = 0
    }
    return false
  }

  // MARK: - Threads

  /// The paths of each thread with the values that reads can return.
  ///
  /// Unless a value comes out of thin air, it is computed from others by a chain in which every
  /// write occurs once. So as many rounds as there are writes find all values, even where another
  /// round would find more.
  private mutating func paths() -> [[ThreadPath]]? {
    var domains: [Variable: Set<Int>] = [:]
    for variable in variables { domains[variable] = [scenario.initialValues[variable] ?? 0] }
    var round = 0
    while true {
      var all: [[ThreadPath]] = []
      for thread in scenario.threads {
        guard let paths = paths(of: thread, domains) else { return nil }
        all.append(paths)
      }
      let grown = Self.grown(domains, by: all)
      let writes = all.reduce(0) { $0 + ($1.map(\.writeCount).max() ?? 0) }
      if grown == domains || round > writes { return all }
      guard grown.values.allSatisfy({ $0.count <= Self.valueLimit }) else { return nil }
      domains = grown
      round += 1
    }
  }

  /// With the values that the paths write.
  private static func grown(
    _ domains: [Variable: Set<Int>], by paths: [[ThreadPath]]
  ) -> [Variable: Set<Int>] {
    var domains = domains
    for event in paths.joined().lazy.flatMap(\.events) {
      guard let variable = event.kind.variable, let value = event.kind.valueWritten else {
        continue
      }
      domains[variable, default: []].insert(value)
    }
    return domains
  }

  private mutating func paths(
    of thread: Scenario.Thread, _ domains: [Variable: Set<Int>]
  ) -> [ThreadPath]? {
    var finished: [ThreadPath] = []
    var open: [[ThreadRun.Choice]] = [[]]
    while let choices = open.popLast() {
      guard spend() else { return nil }
      switch ThreadRun.run(thread.steps, choices, types: scenario.types) {
      case .tooLong: return nil
      case .finished(let path): finished.append(path)
      case .needsChoice(let request):
        for value in (domains[request.variable] ?? [0]).sorted(by: >) {
          open.append(choices + [ThreadRun.Choice(value: value)])
          if request.weaklyExpected == value {
            open.append(choices + [ThreadRun.Choice(value: value, isSpuriousFailure: true)])
          }
        }
      }
    }
    return finished
  }

  private mutating func spend() -> Bool {
    guard remaining > 0 else {
      isComplete = false
      return false
    }
    remaining -= 1
    return true
  }

  // MARK: - Communication

  /// Where the reads of one variable read from, and the order of its writes.
  private struct Communication {
    var readsFrom: [(read: Int, write: Int)]
    var order: [Int]
  }

  /// Visits the candidates with these paths; false if the visitor has had enough.
  private mutating func combine(
    _ paths: [ThreadPath], _ visit: (Candidate) -> Bool
  ) -> Bool {
    guard spend() else { return false }
    let frame = CandidateFrame(paths, variables, scenario)
    var choices: [[Communication]] = []
    for variable in variables.indices {
      let found = communications(of: variable, frame)
      guard isComplete else { return false }
      guard !found.isEmpty else { return true }
      choices.append(found)
    }
    var selection = Array(repeating: 0, count: choices.count)
    repeat {
      guard spend() else { return false }
      var candidate = frame.candidate
      for (variable, choice) in selection.enumerated() {
        let communication = choices[variable][choice]
        for (read, write) in communication.readsFrom {
          candidate.execution.readsFrom[read] = write
        }
        candidate.execution.modificationOrder[variables[variable]] = communication.order
      }
      guard visit(candidate) else { return false }
    } while Self.advance(&selection, limits: choices.map(\.count))
    return true
  }

  /// All ways in which the accesses to one variable can be coherent by themselves.
  private mutating func communications(
    of variable: Int, _ frame: CandidateFrame
  ) -> [Communication] {
    let events = frame.candidate.execution.events
    let accesses = events.indices.filter { events[$0].variable == variables[variable] }
    let reads = accesses.filter { events[$0].isRead }
    var sources: [[Int]] = []
    for read in reads {
      let matching = accesses.filter {
        $0 != read && events[$0].isWrite && events[$0].valueWritten == events[read].valueRead
      }
      guard !matching.isEmpty else { return [] }
      sources.append(matching)
    }
    let writes = accesses.filter { events[$0].isWrite && $0 != variable }
    var found: [Communication] = []
    visitOrders(of: writes, after: [variable], events) { enumerator, order in
      var selection = Array(repeating: 0, count: reads.count)
      repeat {
        guard enumerator.spend() else { return false }
        let chosen = zip(reads, zip(sources, selection).map { $0[$1] }).map {
          (read: $0, write: $1)
        }
        let communication = Communication(readsFrom: chosen, order: order)
        if enumerator.isCoherent(communication, events) { found.append(communication) }
      } while Self.advance(&selection, limits: sources.map(\.count))
      return enumerator.mayKeep(found.count)
    }
    return found
  }

  /// All of one variable's are kept at once.
  private static let communicationLimit = 200_000

  private mutating func mayKeep(_ count: Int) -> Bool {
    if count > Self.communicationLimit { isComplete = false }
    return isComplete
  }

  /// Visits the orders of some writes to one variable that respect program order, behind `chosen`;
  /// false if the visitor has had enough.
  @discardableResult
  private mutating func visitOrders(
    of writes: [Int], after chosen: [Int], _ events: [ExecutionEvent],
    _ visit: (inout Self, [Int]) -> Bool
  ) -> Bool {
    guard !writes.isEmpty else { return visit(&self, chosen) }
    for first in writes {
      let mustWait = writes.contains {
        events[$0].thread == events[first].thread && events[$0].position < events[first].position
      }
      guard !mustWait else { continue }
      guard spend(),
        visitOrders(of: writes.filter { $0 != first }, after: chosen + [first], events, visit)
      else { return false }
    }
    return true
  }

  /// Sequential consistency of one variable, and updates next to their sources.
  private func isCoherent(_ communication: Communication, _ events: [ExecutionEvent]) -> Bool {
    let places = Dictionary(
      uniqueKeysWithValues: communication.order.enumerated().map { ($1, 2 * $0) })
    // A read stands just after the write it reads from.
    var position: [Int: Int] = places
    for (read, write) in communication.readsFrom {
      guard let place = places[write] else { return false }
      if events[read].isWrite {
        guard places[read] == place + 2 else { return false }
      } else {
        position[read] = place + 1
      }
    }
    let accesses = position.keys.filter { events[$0].thread != nil }
    return accesses.allSatisfy { first in
      accesses.allSatisfy { second in
        guard events[first].thread == events[second].thread,
          events[first].position < events[second].position,
          let earlier = position[first], let later = position[second]
        else { return true }
        return earlier <= later
      }
    }
  }
}

/// The events of one choice of paths, before it is known what communicates with what.
private struct CandidateFrame {
  var candidate: Candidate

  init(_ paths: [ThreadPath], _ variables: [Variable], _ scenario: Scenario) {
    var events = variables.map { variable in
      ExecutionEvent(
        thread: nil, position: 0,
        kind: .write(variable, .plain, value: scenario.initialValues[variable] ?? 0), origin: nil)
    }
    var data: [(Int, Int)] = []
    var control: [(Int, Int)] = []
    var failedExchanges: Set<Int> = []
    for (thread, path) in paths.enumerated() {
      let start = events.count
      for (position, event) in path.events.enumerated() {
        events.append(
          ExecutionEvent(
            thread: thread, position: position, kind: event.kind, origin: event.origin))
        if event.isFailedExchange { failedExchanges.insert(start + position) }
        data += event.data.map { (start + $0, start + position) }
        control += event.control.map { (start + $0, start + position) }
      }
    }
    let count = events.count
    var dataDependencies = Relation(count: count)
    for (read, write) in data where read != write { dataDependencies.insert(read, write) }
    var controlDependencies = Relation(count: count)
    for (read, event) in control where read != event { controlDependencies.insert(read, event) }
    candidate = Candidate(
      execution: Execution(
        events: events, readsFrom: [:], modificationOrder: [:],
        threads: scenario.threads.map(\.name)),
      dataDependencies: dataDependencies, controlDependencies: controlDependencies,
      failedExchanges: failedExchanges,
      registers: paths.map(\.registers), isComplete: paths.allSatisfy(\.isComplete),
      failedAssertion: paths.lazy.compactMap(\.failedAssertion).first)
  }
}

extension ThreadPath {
  fileprivate var writeCount: Int { events.filter { $0.kind.valueWritten != nil }.count }
}
