// MARK: - Events that access no cell

extension Explorer {
  mutating func addFence(of thread: Int) -> Bool {
    var label = newLabel(of: thread)
    label.isFence = true
    setOrder(program.operations[label.operation].order, &label)
    let state = states.copy(graph.state(of: thread))
    let id = graph.append(label)
    graph.setState(state, after: id)
    goOn(state, changesSomething: false)
    states.advance(state)
    lastAdded = id
    return true
  }

  mutating func addChoice(of thread: Int, _ value: Int) -> Bool {
    var label = newLabel(of: thread)
    let operation = program.operations[label.operation]
    label.valueRead = value
    label.isDefault = value == choiceOfTwin(thread) ?? operation.first.constant
    finish(label, into: operation.into, result: value)
    states.advance(graph.state(of: thread))
    return true
  }

  /// Objects have the same address in every graph: it follows from the thread and from how many
  /// objects it has allocated before.
  mutating func addAllocation(of thread: Int) -> Bool {
    var label = newLabel(of: thread)
    let operation = program.operations[label.operation]
    let state = graph.state(of: thread)
    let cells = states.value(operation.first, state)
    guard cells >= 0, cells <= MemoryMap.largestAllocation else {
      states.limitsReached.insert(.allocation(origin: program.origins[label.operation]))
      stop(thread, .reachedLimit)
      return true
    }
    let object = memory.allocate(
      MemoryMap.Allocation(
        thread: graph.name(of: thread), number: states[state, ThreadState.allocations],
        cells: cells))
    graph.reserveLists(slot: -1, object: object)
    label.object = object
    label.valueWritten = memory.address(of: object)
    label.ownCell = ownCell(of: object, label.valueWritten, thread)
    finish(label, into: operation.into, result: label.valueWritten)
    graph.setAllocation(lastAdded, of: object)
    states[graph.state(of: thread), ThreadState.allocations] += 1
    states.advance(graph.state(of: thread))
    return true
  }

  mutating func addFree(of thread: Int) -> Bool {
    var label = newLabel(of: thread)
    let operation = program.operations[label.operation]
    let address = states.value(operation.first, graph.state(of: thread))
    guard address != 0 else {
      finish(label)
      states.advance(graph.state(of: thread))
      return true
    }
    guard let object = memory.object(at: address), object >= 0,
      memory.address(of: object) == address, graph.allocation(of: object) >= 0
    else {
      fail(thread, .invalidFree)
      return true
    }
    guard graph.release(of: object) < 0 else {
      fail(thread, .doubleFree)
      return true
    }
    label.object = object
    label.ownCell = ownCell(of: object, address, thread)
    finish(label)
    graph.setFree(lastAdded, of: object)
    states.advance(graph.state(of: thread))
    return true
  }

  mutating func addSpawn(of thread: Int) -> Bool {
    var label = newLabel(of: thread)
    let operation = program.operations[label.operation]
    let state = graph.state(of: thread)
    guard
      let routine = CompiledProgram.routineIndex(
        of: states.value(operation.first, state), count: program.routines.count)
    else {
      fail(thread, .invalidCall)
      return true
    }
    let number = states[state, ThreadState.spawns]
    guard let child = graph.freeThread(), number < Self.spawnsPerThread - 1,
      graph.name(of: thread) < Self.largestParentName
    else {
      crowdedAt = label.operation
      giveUp()
      return false
    }
    let name = graph.name(of: thread) * Self.spawnsPerThread + number + 1
    let arguments = states.arguments(operation, state)
    label.isSpawn = true
    label.valueWritten = name
    label.startKey = symmetry?.key(routine, arguments) ?? -1
    let twin = twin(ofThreadStartedBy: label)
    finish(label, into: operation.into, result: name &+ Self.threadBase)
    let spawn = lastAdded
    states[graph.state(of: thread), ThreadState.spawns] += 1
    states.advance(graph.state(of: thread))
    let start = states.start(routine, arguments, name: name &+ Self.threadBase)
    graph.startThread(child, by: spawn, state: start, twin: twin)
    checkState(start)
    return true
  }

  /// Names of threads have this base, and a digit for each spawn on the way to them.
  static let spawnsPerThread = 1024
  static let largestParentName = 1 << 43

  mutating func addJoin(of thread: Int) -> Bool {
    var label = newLabel(of: thread)
    let operation = program.operations[label.operation]
    guard
      let joined = self.thread(
        named: states.value(operation.first, graph.state(of: thread)))
    else {
      fail(thread, .invalidCall)
      return true
    }
    label.joined = joined
    let result = states[graph.state(of: joined), ThreadState.result]
    finish(label, into: operation.into, result: result)
    noteJoin(of: joined, by: thread, result)
    states.advance(graph.state(of: thread))
    return true
  }

  /// The next operation of the thread cannot be done; the thread stops there.
  mutating func fail(_ thread: Int, _ kind: ProgramFinding.Kind) {
    states.watch?.noteCheck()
    stop(thread, .failed)
    report(kind, at: lastAdded)
  }

  /// Adds an event that does nothing, and after which the thread does not go on.
  private mutating func stop(_ thread: Int, _ status: ThreadState.Status) {
    let label = newLabel(of: thread)
    let state = states.copy(graph.state(of: thread))
    let id = graph.append(label)
    graph.setState(state, after: id)
    states.setStatus(state, status)
    lastAdded = id
  }
}
