// MARK: - From graphs to executions

extension Explorer {
  /// The graph as it is. The initial writes come first, then each thread's events in program order.
  /// Locks that never got the mutex are left out.
  func execution(race: (Int, Int)? = nil) -> Execution {
    var execution = Execution(events: [], readsFrom: [:], modificationOrder: [:])
    let slots = slotsInOrder()
    var initials: [Int: Int] = [:]
    for slot in slots {
      initials[slot.index ?? -2 - slot.address] = execution.events.count
      let value = program.initialValue(at: slot.address)
      execution.events.append(
        ExecutionEvent(
          thread: nil, position: 0,
          kind: .write(memory.name(of: slot.address), .plain, value: value), origin: nil))
    }
    var indices: [Int: Int] = [:]
    for rank in 0..<graph.threadCount { addThread(rank, to: &execution, &indices) }
    addRelations(to: &execution, indices, initials)
    for case let value? in execution.events.flatMap({ [$0.valueRead, $0.valueWritten] }) {
      noteName(of: value, in: &execution)
    }
    if let race, let first = indices[race.0], let second = indices[race.1] {
      execution.race = Execution.RacingPair(first: first, second: second)
    }
    return execution
  }

  /// Says what a value is called that is no number.
  private func noteName(of value: Int, in execution: inout Execution) {
    if memory.object(at: value) != nil { execution.addresses[value] = memory.name(of: value) }
    // Programs keep marks in the low bits of pointers.
    let mark = value % ConcurrentProgram.cellSize
    if mark > 0, memory.object(at: value - mark) != nil {
      execution.valueNames[value] = "&\(memory.name(of: value - mark).name) | \(mark)"
    }
    if let thread = thread(named: value) { execution.valueNames[value] = name(of: thread) }
    guard let parts = states.pairs.parts(of: value) else { return }
    for part in parts { noteName(of: part, in: &execution) }
    let shown = parts.map { execution.show($0) }
    execution.valueNames[value] = "{" + shown.joined(separator: ", ") + "}"
  }

  private struct Slot {
    var address: Int
    /// Nil for a cell that was never met.
    var index: Int?
  }

  /// The cells of static objects of one cell, and all others that were accessed.
  private func slotsInOrder() -> [Slot] {
    var slots: [Slot] = []
    for object in program.objects {
      for address in object.addresses {
        let index = memory.knownSlot(at: address).flatMap { $0 < graph.slotCount ? $0 : nil }
        if object.cells == 1 || isAccessed(index) {
          slots.append(Slot(address: address, index: index))
        }
      }
    }
    for (index, address) in memory.addresses.enumerated()
    where !program.isStatic(address) && index < graph.slotCount && isAccessed(index) {
      slots.append(Slot(address: address, index: index))
    }
    return slots
  }

  private func isAccessed(_ slot: Int?) -> Bool {
    slot.map { graph.writeCount($0) + graph.readCount($0) > 0 } ?? false
  }

  private func addThread(_ rank: Int, to execution: inout Execution, _ indices: inout [Int: Int]) {
    let thread = graph.thread(at: rank)
    execution.threads.append(name(of: thread))
    var position = 0
    for number in 0..<graph.eventCount(of: thread) {
      let event = graph.event(of: thread, at: number)
      guard !graph.labels[event].isBlocking, let kind = kind(of: event) else { continue }
      indices[event] = execution.events.count
      if program.operations[graph.labels[event].operation].code == .compareExchange,
        !kind.isWrite
      {
        execution.failedExchanges.insert(execution.events.count)
      }
      execution.events.append(
        ExecutionEvent(
          thread: rank, position: position, kind: kind,
          origin: program.origins[graph.labels[event].operation]))
      position += 1
    }
  }

  private func name(of thread: Int) -> String {
    if graph.spawn(of: thread) < 0 {
      return thread < program.starts.count ? program.starts[thread].name : ""
    }
    return "thread \(graph.name(of: thread) % Self.spawnsPerThread)"
  }

  private func rank(of thread: Int) -> Int {
    (0..<graph.threadCount).first { graph.thread(at: $0) == thread } ?? 0
  }

  private func addRelations(
    to execution: inout Execution, _ indices: [Int: Int], _ initials: [Int: Int]
  ) {
    for (event, index) in indices where graph.labels[event].isRead {
      let label = graph.labels[event]
      execution.readsFrom[index] =
        label.source < 0 ? initials[label.slot] : indices[label.source]
    }
    for (key, initial) in initials {
      guard case .write(let name, _, value: _) = execution.events[initial].kind else { continue }
      let writes = key < 0 ? [] : (0..<graph.writeCount(key)).map { graph.write(key, $0) }
      execution.modificationOrder[name] = [initial] + writes.compactMap { indices[$0] }
    }
  }

  /// Nil for an event at which its thread failed without doing anything.
  private func kind(of event: Int) -> ExecutionEvent.Kind? {
    let label = graph.labels[event]
    let operation = program.operations[label.operation]
    let variable = label.slot < 0 ? nil : memory.name(of: memory.addresses[label.slot])
    switch operation.code {
    case .fence: return .fence(operation.order ?? .relaxed)
    case .choose: return .lifecycle(.choose(label.valueRead))
    case .spawn:
      let child = (0..<graph.threadCount).first {
        graph.spawn(of: graph.thread(at: $0)) == event
      }
      return child.map { .lifecycle(.spawn(thread: $0)) }
    case .join:
      return label.joined < 0 ? nil : .lifecycle(.join(thread: rank(of: label.joined)))
    case .allocate, .free:
      guard label.object >= 0 else { return nil }
      let first = memory.name(of: memory.address(of: label.object))
      guard operation.code == .allocate else { return .lifecycle(.free(first)) }
      return .lifecycle(.allocate(first, cells: memory.sizes[label.object]))
    case .unlock: return variable.map { .unlock($0) }
    case .lock: return variable.map { .lock($0) }
    case .tryLock where label.isWrite: return variable.map { .lock($0) }
    case .load, .store, .update, .compareExchange, .tryLock, .copy, .not, .binary, .unsigned, .wrap,
      .assume,
      .assert, .jump, .jumpIfZero, .call, .return, .unreachable, .exit, .enterLoop, .repeatLoop:
      return variable.map { access(label, operation, $0) }
    }
  }

  private func access(
    _ label: Label, _ operation: CompiledProgram.Operation, _ variable: Variable
  ) -> ExecutionEvent.Kind {
    let isFailure = label.isRead && !label.isWrite && operation.code == .compareExchange
    let order = isFailure ? operation.failureOrder : operation.order
    if label.isUpdate {
      return .update(
        variable, order ?? .relaxed, old: label.valueRead, new: label.valueWritten)
    }
    let mode =
      operation.code == .tryLock
      ? AccessMode.atomic(.relaxed) : order.map { .atomic($0) } ?? .plain
    if label.isRead { return .read(variable, mode, value: label.valueRead) }
    return .write(variable, mode, value: label.valueWritten)
  }
}
