/// Whether a machine can show an execution of which it is not known what depends on what it reads.
public enum ExecutionVisibility: String, Hashable, Sendable {
  case possible, impossible
  /// Only if the instructions behind some read do not depend on what it gives.
  case withoutDependencies
}

extension Machine {
  /// Whether the execution of a program can be seen, instruction by instruction.
  ///
  /// Threads begin after what starts them and end before what joins them, and other ends of objects
  /// are not looked at. Dependencies keep on hardware what C++ lets go. Which there are is not in an
  /// execution, so both extremes are asked: none, and reads that all that follows waits for.
  public func visibility(of execution: Execution) -> ExecutionVisibility {
    let program = MachineProgram(execution)
    guard shows(program.candidate(waitingForReads: false)) else { return .impossible }
    return shows(program.candidate(waitingForReads: true)) ? .possible : .withoutDependencies
  }
}

/// An execution whose threads start and end by accesses, as hardware knows nothing else.
private struct MachineProgram {
  private var execution = Execution(events: [], readsFrom: [:], modificationOrder: [:])

  init(_ source: Execution) {
    var numbers: [Int: Int] = [:]
    let initials = source.events.indices.filter { source.events[$0].thread == nil }
    for index in initials { copy(index, of: source, &numbers) }
    let threads = Set(source.events.compactMap(\.thread)).sorted()
    var ends: [Int: (start: Int, end: Int)] = [:]
    for thread in threads {
      let events = source.events.indices.filter { source.events[$0].thread == thread }
        .sorted { source.events[$0].position < source.events[$1].position }
      let start = add(.read(Self.start(thread), .atomic(.acquire), value: 1), thread)
      for index in events { copy(index, of: source, &numbers) }
      ends[thread] = (start, add(.write(Self.end(thread), .atomic(.release), value: 1), thread))
    }
    connect(source, numbers, ends)
  }

  private static func start(_ thread: Int) -> Variable { Variable("start of \(thread)") }
  private static func end(_ thread: Int) -> Variable { Variable("end of \(thread)") }

  @discardableResult
  private mutating func add(
    _ kind: ExecutionEvent.Kind, _ thread: Int?, origin: Int? = nil
  ) -> Int {
    execution.events.append(
      ExecutionEvent(thread: thread, position: execution.events.count, kind: kind, origin: origin))
    return execution.events.count - 1
  }

  private mutating func copy(_ index: Int, of source: Execution, _ numbers: inout [Int: Int]) {
    let event = source.events[index]
    switch event.kind {
    case .lifecycle(.spawn(let thread)):
      numbers[index] = add(.write(Self.start(thread), .atomic(.release), value: 1), event.thread)
    case .lifecycle(.join(let thread)):
      numbers[index] = add(.read(Self.end(thread), .atomic(.acquire), value: 1), event.thread)
    case .lifecycle(.allocate), .lifecycle(.free), .lifecycle(.choose): break
    case .read, .write, .update, .fence, .lock, .unlock:
      numbers[index] = add(event.kind, event.thread, origin: event.origin)
      if source.failedExchanges.contains(index), let number = numbers[index] {
        execution.failedExchanges.insert(number)
      }
    }
  }

  private mutating func connect(
    _ source: Execution, _ numbers: [Int: Int], _ ends: [Int: (start: Int, end: Int)]
  ) {
    for (read, write) in source.readsFrom {
      guard let read = numbers[read], let write = numbers[write] else { continue }
      execution.readsFrom[read] = write
    }
    for (variable, writes) in source.modificationOrder {
      execution.modificationOrder[variable] = writes.compactMap { numbers[$0] }
    }
    for (index, event) in source.events.enumerated() {
      guard case .lifecycle(let lifecycle) = event.kind, let number = numbers[index] else {
        continue
      }
      switch lifecycle {
      case .spawn(let thread):
        guard let start = ends[thread]?.start else { continue }
        execution.readsFrom[start] = number
        execution.modificationOrder[Self.start(thread)] = [number]
      case .join(let thread):
        guard let end = ends[thread]?.end else { continue }
        execution.readsFrom[number] = end
        execution.modificationOrder[Self.end(thread)] = [end]
      case .allocate, .free, .choose: break
      }
    }
  }

  func candidate(waitingForReads: Bool) -> Candidate {
    var execution = execution
    if waitingForReads {
      for index in execution.events.indices {
        execution.events[index].kind = execution.events[index].kind.acquiring
      }
    }
    let none = Relation(count: execution.events.count)
    return Candidate(
      execution: execution, dataDependencies: none, controlDependencies: none,
      failedExchanges: execution.failedExchanges, registers: [], isComplete: true)
  }
}

extension ExecutionEvent.Kind {
  /// The event with a read that everything after it waits for.
  fileprivate var acquiring: Self {
    switch self {
    case .read(let variable, let mode, let value):
      switch mode {
      case .plain: .read(variable, .atomic(.acquire), value: value)
      case .atomic(let order):
        .read(variable, .atomic(order.isAcquire ? order : .acquire), value: value)
      }
    case .update(let variable, let order, let old, let new):
      .update(
        variable, order.isAcquire ? order : order.isRelease ? .acquireRelease : .acquire, old: old,
        new: new)
    case .write, .fence, .lock, .unlock, .lifecycle: self
    }
  }
}
