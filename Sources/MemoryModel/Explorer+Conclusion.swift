extension Explorer {
  /// What is done with the executions found.
  enum Goal: Sendable {
    case count
    case question(IndexedQuestion)
    case survey([IndexedPlace], keeping: Int)
    /// Looks for everything that can go wrong.
    case findings
    /// Looks for everything that can be the end, with or without registers.
    case outcomes(registers: [Int])
  }

  /// Nothing can be added any more: every thread is finished or blocked.
  mutating func conclude() {
    let all = (0..<graph.threadCount).map { states.status(graph.state(of: graph.thread(at: $0))) }
    guard !all.contains(.runaway) else { return giveUp() }
    guard !all.contains(.retries) else { return }
    let isComplete = all.allSatisfy { $0 == .finished }
    if isComplete {
      count.consistent += 1
    } else if !hasStaleLock {
      count.blocked += 1
    }
    switch goal {
    case .count: return
    case .question(let question):
      collectWitness(question, isComplete: isComplete)
      if witnesses.isSatisfied { isStopped = true }
    case .survey(let places, keeping: _): recordForSurvey(places, isComplete: isComplete)
    case .findings:
      if !isComplete { checkBlocked(all) }
    case .outcomes(let registers):
      if isComplete {
        outcomes.insert(outcome(registers))
      } else {
        checkBlocked(all)
      }
    }
  }

  /// Whether a blocked lock saw the mutex locked by somebody who did unlock it: waiting longer
  /// would have helped, so the execution is not one that is blocked for ever.
  private var hasStaleLock: Bool {
    for rank in 0..<graph.threadCount {
      let thread = graph.thread(at: rank)
      guard states.status(graph.state(of: thread)) == .waitsForLock,
        let lock = graph.lastEvent(of: thread)
      else { continue }
      let label = graph.labels[lock]
      if label.source != graph.latestWrite(of: label.slot) { return true }
    }
    return false
  }

  /// The value of a cell at the end.
  func finalValue(at address: Int) -> Int {
    guard let slot = memory.knownSlot(at: address), slot < graph.slotCount else {
      return program.initialValue(at: address)
    }
    return value(of: graph.latestWrite(of: slot), slot)
  }

  private func outcome(_ registers: [Int]) -> ProgramOutcome {
    var outcome = ProgramOutcome(memory: [], results: [])
    for object in program.objects {
      for address in object.addresses {
        outcome.memory.append(memory.programValue(finalValue(at: address)))
      }
    }
    for rank in 0..<graph.threadCount {
      let thread = graph.thread(at: rank)
      let state = graph.state(of: thread)
      outcome.results.append(memory.programValue(states[state, ThreadState.result]))
      guard rank < registers.count else { continue }
      for register in 0..<registers[rank] {
        outcome.results.append(memory.programValue(states.register(register, state)))
      }
    }
    return outcome
  }

  // MARK: Questions

  private mutating func collectWitness(_ question: IndexedQuestion, isComplete: Bool) {
    switch question {
    case .outcome(let condition):
      guard isComplete, condition.holds(in: self) else { return witnesses.skip() }
      witnesses.add(execution())
    case .dataRace(let addresses):
      guard let race = firstRace(at: addresses) else { return witnesses.skip() }
      witnesses.add(execution(race: race))
    case .assertionFailure:
      guard let failed = failedExecution() else { return witnesses.skip() }
      witnesses.add(failed)
    }
  }

  /// The execution, if an assertion failed in it.
  func failedExecution() -> Execution? {
    for rank in 0..<graph.threadCount {
      let failure = states[graph.state(of: graph.thread(at: rank)), ThreadState.failure]
      guard failure > 0 else { continue }
      var execution = execution()
      execution.failedAssertion = program.origins[failure - 1]
      return execution
    }
    return nil
  }

  /// The first race on a static object.
  func firstRace() -> (Int, Int)? {
    firstRace(at: program.objects.map { CompiledProgram.address(ofCell: $0.firstCell) })
  }

  private func firstRace(at addresses: [Int]) -> (Int, Int)? {
    for address in addresses {
      if let slot = memory.knownSlot(at: address), let race = race(on: slot) { return race }
    }
    return nil
  }

  /// The first two accesses of a cell that race.
  private func race(on slot: Int) -> (Int, Int)? {
    guard slot < graph.slotCount, memory.isAccessedPlainly(slot) else { return nil }
    let accesses = Set(
      (0..<graph.writeCount(slot)).map { graph.write(slot, $0) }
        + (0..<graph.readCount(slot)).map { graph.read(slot, $0) }
    ).sorted()
    for first in accesses {
      for second in accesses where first < second && isRace(first, second) {
        return (first, second)
      }
    }
    return nil
  }

  private func isRace(_ first: Int, _ second: Int) -> Bool {
    let one = graph.labels[first]
    let other = graph.labels[second]
    return one.thread != other.thread && (one.isWrite || other.isWrite)
      && !(one.isAtomic && other.isAtomic) && !graph.happensBefore(first, second)
      && !graph.happensBefore(second, first)
  }

  // MARK: Waiting for ever

  private mutating func checkBlocked(_ all: [ThreadState.Status]) {
    var waiting: [ProgramFinding.WaitingThread] = []
    for rank in 0..<graph.threadCount where all[rank] != .finished {
      let thread = graph.thread(at: rank)
      guard waitsInVain(thread, all[rank]) else { return }
      let index = states.next(graph.state(of: thread))
      waiting.append(ProgramFinding.WaitingThread(thread: rank, origin: program.origins[index]))
    }
    blockedForever += 1
    guard findings.isNew(.blockedForever, waiting.first?.origin) else { return }
    add(
      ProgramFinding(
        kind: .blockedForever, origin: waiting.first?.origin, waiting: waiting,
        execution: execution()))
  }

  /// Whether what the thread read in the iteration it waits in is the last value of each cell: then
  /// every further iteration reads the same.
  private func waitsInVain(_ thread: Int, _ status: ThreadState.Status) -> Bool {
    let state = graph.state(of: thread)
    switch status {
    // Only a join waits at an event.
    case .atEvent: return true
    case .spins, .waitsForLock:
      return (states[state, ThreadState.waitStart]..<graph.eventCount(of: thread)).allSatisfy {
        let label = graph.labels[graph.event(of: thread, at: $0)]
        guard label.isRead else { return true }
        // A weak exchange does not fail spuriously for ever.
        return label.isDefault
          && label.valueRead == value(of: graph.latestWrite(of: label.slot), label.slot)
      }
    case .running, .finished, .retries, .discarded, .reachedLimit, .failed, .runaway: return false
    }
  }
}
