/// The clearest of the first few executions that answer a question.
struct WitnessCollector: Sendable {
  /// Executions that may still be compared.
  var wanted: Int
  private(set) var best: Execution?
  private var disorder = Int.max

  init(wanted: Int) { self.wanted = wanted }

  /// Whether no better witness is to be expected, or worth more work.
  var isSatisfied: Bool { best != nil && (wanted <= 0 || disorder == 0) }

  mutating func add(_ execution: Execution) {
    wanted -= 1
    if best == nil, wanted <= 0 {
      best = execution
      return
    }
    let disorder = execution.disorder
    if disorder < self.disorder {
      best = execution
      self.disorder = disorder
    }
  }

  /// An execution was passed over: it also counts, so that a rare witness costs no long search.
  mutating func skip() {
    if best != nil { wanted -= 1 }
  }
}

extension Explorer {
  /// Nothing can be added any more: every thread is finished or blocked.
  mutating func conclude() {
    guard !graph.threads.contains(where: { $0.status == .runaway }) else {
      count.isComplete = false
      isStopped = true
      return
    }
    let isComplete = graph.threads.allSatisfy { $0.status == .finished }
    if isComplete {
      count.consistent += 1
    } else if !hasStaleLock {
      count.blocked += 1
    }
    collectWitness(isComplete: isComplete)
    if witnesses.isSatisfied { isStopped = true }
  }

  /// Whether a blocked lock saw the mutex locked by somebody who did unlock it: waiting longer
  /// would have helped, so the execution is not one that is blocked for ever.
  private var hasStaleLock: Bool {
    graph.live.contains { index in
      let event = graph.events[index]
      guard event.isBlocking, let variable = event.variable else { return false }
      return !graph.laterWrites(than: event.source, of: variable).isEmpty
    }
  }

  private mutating func collectWitness(isComplete: Bool) {
    switch goal {
    case .count:
      return
    case .survey(let places):
      recordForSurvey(places, isComplete: isComplete)
    case .outcome(let condition):
      guard isComplete, condition.holds(in: graph) else { return witnesses.skip() }
      witnesses.add(Execution(graph, of: program))
    case .dataRace(let variables):
      for variable in variables {
        guard let race = graph.dataRace(on: variable) else { continue }
        return witnesses.add(Execution(graph, of: program, race: race))
      }
      witnesses.skip()
    case .assertionFailure:
      guard let failed = graph.threads.lazy.compactMap(\.failedAssertion).first else {
        return witnesses.skip()
      }
      var execution = Execution(graph, of: program)
      execution.failedAssertion = failed.origin
      witnesses.add(execution)
    }
  }
}

// MARK: - From graphs to executions

extension Execution {
  /// The initial writes come first, then each thread's events in program order. Locks that never
  /// got the mutex are left out.
  init(_ graph: ExecutionGraph, of program: Program, race: (Int, Int)? = nil) {
    self.init(events: [], readsFrom: [:], modificationOrder: [:])
    for (index, variable) in program.variables.enumerated() {
      let value = program.initialValues[index]
      events.append(
        ExecutionEvent(
          thread: nil, position: 0, kind: .write(variable, .plain, value: value), origin: nil))
    }
    var indices: [Int: Int] = [:]
    for thread in graph.threads {
      var position = 0
      let ordered = thread.events.sorted {
        graph.events[$0].programOrderBefore.count < graph.events[$1].programOrderBefore.count
      }
      for event in ordered where !graph.events[event].isBlocking {
        indices[event] = events.count
        events.append(ExecutionEvent(graph.events[event], at: position, of: program))
        position += 1
      }
    }
    addRelations(graph, indices)
    if let race, let first = indices[race.0], let second = indices[race.1] {
      self.race = RacingPair(first: first, second: second)
    }
  }

  private mutating func addRelations(_ graph: ExecutionGraph, _ indices: [Int: Int]) {
    for (event, index) in indices where graph.events[event].isRead {
      let source = graph.events[event].source
      guard let variable = graph.events[event].variable else { continue }
      readsFrom[index] = source == ExecutionGraph.initialWrite ? variable : indices[source]
    }
    for variable in graph.variables.indices {
      guard case .write(let name, _, value: _) = events[variable].kind else { continue }
      let writes = graph.variables[variable].writes.sorted {
        graph.events[$0].modificationOrderBefore.count
          < graph.events[$1].modificationOrderBefore.count
      }
      modificationOrder[name] = [variable] + writes.compactMap { indices[$0] }
    }
  }
}

extension ExecutionEvent {
  fileprivate init(_ event: ExecutionGraph.Event, at position: Int, of program: Program) {
    let thread = program.threads[event.thread]
    let mode = event.order.map { AccessMode.atomic($0) } ?? .plain
    let kind: Kind
    switch thread.instructions[event.instruction] {
    case .fence(let order):
      kind = .fence(order)
    case .lock(let variable):
      kind = .lock(program.variables[variable])
    case .unlock(let variable):
      kind = .unlock(program.variables[variable])
    case .load, .store, .update, .compareExchange, .assign, .assume, .assert, .jumpIfZero, .jump:
      guard let variable = event.variable.map({ program.variables[$0] }) else {
        preconditionFailure("an access has a variable")
      }
      if event.isUpdate {
        kind = .update(
          variable, event.order ?? .relaxed, old: event.valueRead, new: event.valueWritten)
      } else if event.isRead {
        kind = .read(variable, mode, value: event.valueRead)
      } else {
        kind = .write(variable, mode, value: event.valueWritten)
      }
    }
    self.init(
      thread: event.thread, position: position, kind: kind,
      origin: thread.origins[event.instruction])
  }
}
