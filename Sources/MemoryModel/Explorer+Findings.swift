/// The first finding of each kind at each place.
struct FindingCollector {
  private struct Key: Hashable {
    var kind: ProgramFinding.Kind
    var origin: Int?
  }

  private(set) var all: [ProgramFinding] = []
  private var known: Set<Key> = []

  func isNew(_ kind: ProgramFinding.Kind, _ origin: Int?) -> Bool {
    !known.contains(Key(kind: kind, origin: origin))
  }

  mutating func add(_ finding: ProgramFinding) {
    guard known.insert(Key(kind: finding.kind, origin: finding.origin)).inserted else { return }
    all.append(finding)
  }
}

extension Explorer {
  private var looksForFindings: Bool {
    switch goal {
    case .findings, .outcomes: true
    case .count, .question, .survey: false
    }
  }

  mutating func add(_ finding: ProgramFinding) {
    findings.add(finding)
    if options.stopsAtFirstFinding { isStopped = true }
  }

  mutating func report(_ kind: ProgramFinding.Kind, at event: Int, race: (Int, Int)? = nil) {
    guard looksForFindings else { return }
    let origin = program.origins[graph.labels[event].operation]
    guard findings.isNew(kind, origin) else { return }
    add(ProgramFinding(kind: kind, origin: origin, execution: execution(race: race)))
  }

  /// Looks for what the event added last makes wrong.
  mutating func checkAdded(_ event: Int) {
    guard looksForFindings else { return }
    let label = graph.labels[event]
    checkState(label.state)
    if label.slot >= 0 {
      if memory.isAccessedPlainly(label.slot), let other = graph.race(with: event) {
        report(.dataRace, at: event, race: (other, event))
      }
      if label.object >= 0 { checkLifetime(event, label) }
      if program.operations[label.operation].code == .unlock { checkUnlock(event, label) }
    } else if label.object >= 0, graph.release(of: label.object) == event {
      checkFree(event, label)
    }
  }

  mutating func checkStarts() {
    for rank in 0..<graph.threadCount { checkState(graph.state(of: graph.thread(at: rank))) }
  }

  /// Looks for what went wrong between two events.
  mutating func checkState(_ state: Int) {
    let failure = states[state, ThreadState.failure]
    guard looksForFindings, failure > 0 else { return }
    let kind: ProgramFinding.Kind =
      switch program.operations[failure - 1].code {
      case .call: .invalidCall
      case .unreachable: .unreachableReached
      case .assert, .copy, .not, .binary, .unsigned, .wrap, .assume, .jump, .jumpIfZero, .return,
        .exit,
        .enterLoop, .repeatLoop, .load, .store, .update, .compareExchange, .fence, .choose,
        .allocate, .free, .lock, .tryLock, .unlock, .spawn, .join:
        .assertionFailure
      }
    let origin = program.origins[failure - 1]
    guard findings.isNew(kind, origin) else { return }
    var execution = execution()
    execution.failedAssertion = origin
    add(ProgramFinding(kind: kind, origin: origin, execution: execution))
  }

  private mutating func checkLifetime(_ event: Int, _ label: Label) {
    let free = graph.release(of: label.object)
    if free >= 0, !graph.happensBefore(event, free) { report(.useAfterFree, at: event) }
    let allocation = graph.allocation(of: label.object)
    if allocation >= 0, !graph.happensBefore(allocation, event) {
      report(.accessBeforeAllocation, at: event)
    }
  }

  /// Every access of the object must happen before its end.
  private mutating func checkFree(_ free: Int, _ label: Label) {
    for address in memory.addresses(of: label.object) {
      guard let slot = memory.knownSlot(at: address), slot < graph.slotCount else { continue }
      let accesses =
        (0..<graph.writeCount(slot)).map { graph.write(slot, $0) }
        + (0..<graph.readCount(slot)).map { graph.read(slot, $0) }
      for access in accesses where !graph.happensBefore(access, free) {
        report(.useAfterFree, at: access)
      }
    }
  }

  private mutating func checkUnlock(_ event: Int, _ label: Label) {
    let before = graph.write(in: label.slot, at: graph.place(of: event, in: label.slot) - 1)
    if value(of: before, label.slot) == 0 { report(.unlockOfUnlocked, at: event) }
  }
}
