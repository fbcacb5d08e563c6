/// What an operation does to memory, given the value it reads.
struct Effect {
  var order: MemoryOrder?
  /// The value written, if anything is.
  var written: Int?
  /// False for a weak compare-exchange that fails although the values are equal.
  var isDefault = true
  /// A lock that found the mutex taken: the thread never goes on.
  var isBlocking = false
}

// MARK: - Adding events

extension Explorer {
  /// Adds the next event of a thread in one of its ways, and puts the others aside. Returns
  /// whether the graph is consistent.
  mutating func addEvent(of thread: Int) -> Bool {
    let state = graph.state(of: thread)
    let index = states.next(state)
    switch program.operations[index].code {
    case .load, .update, .compareExchange, .lock, .tryLock: return addReads(of: thread)
    case .store, .unlock: return addStore(of: thread)
    case .fence: return addFence(of: thread)
    case .choose:
      return addChoices(of: thread)
    case .allocate: return addAllocation(of: thread)
    case .free: return addFree(of: thread)
    case .spawn: return addSpawn(of: thread)
    case .join: return addJoin(of: thread)
    case .copy, .not, .binary, .unsigned, .wrap, .assume, .assert, .jump, .jumpIfZero, .call,
      .return,
      .unreachable, .exit, .enterLoop, .repeatLoop:
      preconditionFailure("a thread at an event has no local step to run")
    }
  }

  private mutating func addChoices(of thread: Int) -> Bool {
    let operation = program.operations[states.next(graph.state(of: thread))]
    let (lowest, highest) = (operation.first.constant, operation.second.constant)
    guard UInt(bitPattern: highest &- lowest) < Self.mostChoices else {
      giveUp()
      return false
    }
    let first = max(lowest, min(choiceOfTwin(thread) ?? lowest, highest))
    for value in (first...highest).dropFirst().reversed() {
      push(.choose(thread: thread, value: value))
    }
    return addChoice(of: thread, first)
  }

  /// One execution for each value is more than anybody waits for.
  private static let mostChoices: UInt = 1 << 16

  func newLabel(of thread: Int) -> Label {
    Label(thread: thread, operation: states.next(graph.state(of: thread)))
  }

  func setOrder(_ order: MemoryOrder?, _ label: inout Label) {
    let isStrong = graph.model == .sequentialConsistency
    label.isAtomic = order != nil
    guard let order else { return }
    label.acquires = order.isAcquire || isStrong
    label.releases = order.isRelease || isStrong
    label.isOrdered = order == .sequentiallyConsistent && graph.usesTotalOrder
  }

  /// Adds an event that has one way to be, and lets its thread go on.
  mutating func finish(_ label: Label, into register: Int = -1, result: Int = 0) {
    let state = states.copy(graph.state(of: label.thread))
    let id = graph.append(label)
    graph.setState(state, after: id)
    states.setRegister(register, state, result)
    noteRepeatability(of: label, state)
    goOn(state)
    lastAdded = id
  }

  /// Lets a thread go on behind the operation of its last event.
  func goOn(_ state: Int, changesSomething: Bool = true) {
    if changesSomething { states[state, ThreadState.effects] += 1 }
    states[state, ThreadState.next] += 1
  }
}

// MARK: - Accesses

extension Explorer {
  /// The cell an access of the thread touches; nil if there is none, and then the thread has failed.
  private mutating func slot(of thread: Int) -> Int? {
    let state = graph.state(of: thread)
    let operation = program.operations[states.next(state)]
    let address = states.value(operation.first, state)
    guard let object = memory.object(at: address),
      object < 0 || graph.allocation(of: object) >= 0
    else {
      fail(thread, .invalidAccess)
      return nil
    }
    let slot = memory.slot(at: address)
    if slot >= graph.slotCount || object >= 0 { graph.reserveLists(slot: slot, object: object) }
    if operation.order == nil { memory.notePlainAccess(slot) }
    symmetry?.noteAccess(slot, by: graph.name(of: thread))
    return slot
  }

  private mutating func addReads(of thread: Int) -> Bool {
    guard let slot = slot(of: thread) else { return true }
    let first = graph.firstCoherentPlace(in: slot, after: graph.eventBeforeNext(of: thread))
    let twin = graph.eventOfTwin(of: thread)
    let operation = states.next(graph.state(of: thread))
    var place = graph.writeCount(slot) - 1
    // The last write may always be read.
    var source = graph.write(in: slot, at: place)
    while place > first {
      place -= 1
      let earlier = graph.write(in: slot, at: place)
      guard graph.mayRead(earlier, at: place, in: slot, beside: twin) else { continue }
      push(source: source, thread, operation, slot)
      source = earlier
    }
    if mayFailSpuriously(operation, thread, reading: value(of: source, slot)) {
      push(.read(thread: thread, source: source, isSecond: true))
    }
    return addRead(of: thread, from: source, isSecond: false)
  }

  private mutating func push(
    source: Int, _ thread: Int, _ operation: Int, _ slot: Int
  ) {
    if mayFailSpuriously(operation, thread, reading: value(of: source, slot)) {
      push(.read(thread: thread, source: source, isSecond: true))
    }
    push(.read(thread: thread, source: source, isSecond: false))
  }

  func value(of write: Int, _ slot: Int) -> Int {
    write == ExecutionGraph.initialWrite
      ? memory.initialValue(slot) : graph.labels[write].valueWritten
  }

  mutating func addRead(of thread: Int, from source: Int, isSecond: Bool) -> Bool {
    var label = newLabel(of: thread)
    let address = states.value(
      program.operations[label.operation].first, graph.state(of: thread))
    label.slot = memory.slot(at: address)
    label.object = memory.object(at: address) ?? -1
    label.ownCell = ownCell(of: label.object, address, thread)
    let effect = prepare(&label, reading: source, isSecond: isSecond)
    let state = states.copy(graph.state(of: thread))
    let id = graph.append(label)
    graph.setState(state, after: id)
    apply(effect, label, state)
    lastAdded = id
    if source == ExecutionGraph.initialWrite, label.object >= 0 { noteUnwritten(label) }
    if label.isWrite { return placeUpdate(id) }
    return source == graph.latestWrite(of: label.slot) || isConsistent(id)
  }

  private mutating func noteUnwritten(_ label: Label) {
    let allocation = graph.allocation(of: label.object)
    let code = program.operations[label.operation].code
    guard allocation >= 0, code != .lock, code != .tryLock else { return }
    states.assumptions.noteUnwritten(
      label.operation, of: graph.labels[allocation].operation)
  }

  /// Fills in what follows from the value read.
  mutating func prepare(_ label: inout Label, reading source: Int, isSecond: Bool) -> Effect {
    let state = graph.state(of: label.thread)
    let operation = program.operations[label.operation]
    label.isRead = true
    label.source = source
    label.valueRead = value(of: source, label.slot)
    let effect = effect(operation, state, reading: label.valueRead, isSecond: isSecond)
    setOrder(effect.order, &label)
    label.isWrite = effect.written != nil
    label.valueWritten = effect.written ?? 0
    label.isDefault = effect.isDefault
    label.isBlocking = effect.isBlocking
    symmetry?.noteUpdate(label, operation)
    return effect
  }

  mutating func isConsistent(_ event: Int) -> Bool {
    !graph.needsGlobalCheck(event) || graph.isGloballyConsistent()
  }

  private mutating func addStore(of thread: Int) -> Bool {
    guard let slot = slot(of: thread) else { return true }
    let state = graph.state(of: thread)
    var label = newLabel(of: thread)
    let operation = program.operations[label.operation]
    let address = states.value(operation.first, state)
    label.slot = slot
    label.object = memory.object(at: address) ?? -1
    label.ownCell = ownCell(of: label.object, address, thread)
    label.isWrite = true
    label.valueWritten = operation.code == .unlock ? 0 : states.value(operation.second, state)
    setOrder(operation.order, &label)
    symmetry?.noteStore(label, by: graph.name(of: thread))
    let first = max(
      graph.firstCoherentPlace(in: slot, after: graph.eventBeforeNext(of: thread)),
      graph.placeOfTwin(graph.eventOfTwin(of: thread), in: slot))
    finish(label)
    states.advance(graph.state(of: thread))
    return placeStore(lastAdded, from: first)
  }

  private mutating func placeStore(_ write: Int, from first: Int) -> Bool {
    pushRevisits(from: write)
    let slot = graph.labels[write].slot
    var place = graph.writeCount(slot) - 1
    var chosen: Int?
    while place >= first {
      if canFollow(place, slot, write) {
        if let chosen { push(.place(write: write, after: chosen)) }
        chosen = place
      }
      place -= 1
    }
    guard let chosen else { return false }
    return insert(write, after: chosen)
  }

  /// Nothing comes between an update and its source.
  func canFollow(_ place: Int, _ slot: Int, _ write: Int) -> Bool {
    !graph.hasUpdate(
      readingFrom: graph.write(in: slot, at: place), of: slot, otherThan: write)
  }

  mutating func insert(_ write: Int, after place: Int) -> Bool {
    let isLast = place == graph.writeCount(graph.labels[write].slot) - 1
    graph.insert(write, after: place)
    lastAdded = write
    return isLast || isConsistent(write)
  }

  /// An update has one place: directly after its source.
  mutating func placeUpdate(_ update: Int) -> Bool {
    pushRevisits(from: update)
    let label = graph.labels[update]
    guard !graph.hasUpdate(readingFrom: label.source, of: label.slot, otherThan: update) else {
      return false
    }
    let place = label.source < 0 ? -1 : graph.place(of: label.source, in: label.slot)
    return insert(update, after: place)
  }
}

// MARK: - Effects

extension Explorer {
  /// What a reading operation does when it reads `old`.
  private func effect(
    _ operation: CompiledProgram.Operation, _ state: Int, reading old: Int, isSecond: Bool
  ) -> Effect {
    switch operation.code {
    case .update:
      let operand = states.value(operation.second, state)
      let new = operation.update.apply(old, operand, operation.type)
      return Effect(order: operation.order, written: new)
    case .compareExchange:
      if isSecond { return Effect(order: operation.failureOrder, isDefault: false) }
      guard old == states.value(operation.second, state) else {
        return Effect(order: operation.failureOrder)
      }
      return Effect(order: operation.order, written: states.value(operation.third, state))
    case .lock:
      guard old == 0 else { return Effect(order: .relaxed, isBlocking: true) }
      return Effect(order: .acquire, written: 1)
    case .tryLock:
      return old == 0 ? Effect(order: .acquire, written: 1) : Effect(order: .relaxed)
    case .load, .store, .fence, .choose, .allocate, .free, .unlock, .spawn, .join, .copy, .not,
      .binary, .unsigned, .wrap, .assume, .assert, .jump, .jumpIfZero, .call, .return, .unreachable,
      .exit,
      .enterLoop, .repeatLoop:
      return Effect(order: operation.order)
    }
  }

  /// Gives the registers what was read, and lets the thread go on.
  mutating func apply(_ effect: Effect, _ label: Label, _ state: Int) {
    let operation = program.operations[label.operation]
    if operation.code == .tryLock {
      states.setRegister(operation.into, state, effect.written == nil ? 0 : 1)
    } else {
      states.setRegister(operation.into, state, label.valueRead)
      states.setRegister(operation.success, state, effect.written == nil ? 0 : 1)
    }
    guard !effect.isBlocking else {
      states[state, ThreadState.waitStart] = states[state, ThreadState.events] - 1
      return states.setStatus(state, .waitsForLock)
    }
    noteRepeatability(of: label, state)
    if !effect.isDefault {
      states[state, ThreadState.spuriousFailure] = states[state, ThreadState.events]
    }
    goOn(state, changesSomething: label.isWrite && label.valueWritten != label.valueRead)
    states.advance(state)
  }
}
