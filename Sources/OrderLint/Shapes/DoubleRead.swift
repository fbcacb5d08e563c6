import MemoryModel

/// One expression that accesses an atomic twice as if it were one value.
public struct DoubleRead: Sendable {
  public enum Form: Sendable {
    /// Two reads whose values are combined.
    case combined
    /// A value that was tested is read again to be used.
    case testedThenUsed
    /// What was read is changed and stored back by plain assignment.
    case assignment
    /// A read-modify-write whose operand was computed from a read of its own object.
    case operand
  }

  public var object: MemoryLocation
  public var form: Form
  /// Thread 0 accesses twice, thread 1 writes between.
  public var cut: CutPair
  public var first: Int
  public var second: Int
  public var execution: Execution
}

/// Finds expressions that read one atomic twice, or read it and assign to it.
struct DoubleReadFinder {
  let analysis: Analysis
  let oracle: Oracle

  func find() -> [DoubleRead] {
    var found: [DoubleRead] = []
    var known: Set<SourceRange> = []
    for (number, function) in analysis.program.functions.enumerated()
    where analysis.callGraph.synchronizing.contains(number) && function.kind.isShared {
      for pair in DoubleReadPairs(of: function, number, in: analysis).find()
      where !known.contains(pair.first.range) {
        guard let read = read(pair, in: number) else { continue }
        known.insert(pair.first.range)
        found.append(read)
      }
    }
    return found
  }

  // MARK: The evidence

  private func read(_ pair: DoubleReadPairs.Pair, in function: Int) -> DoubleRead? {
    for (number, thread) in analysis.threads.enumerated()
    where !analysis.runsAlone(thread.function) {
      guard let first = thread.index(of: pair.first, in: function),
        let second = thread.index(of: pair.second, in: function), first < second,
        !thread.isExclusive[first], !thread.holdsLock(before: first),
        !analysis.needsCallersLock.contains(thread.function),
        let object = thread.location(at: first), !object.isLocal,
        pair.form.changes || !isStatistic(object),
        pair.form != .testedThenUsed || !isSetOnce(object)
      else { continue }
      return read(pair, in: number, first, second, object)
    }
    return nil
  }

  /// Whether the object only counts up, and nobody orders by it: what is computed of two readings
  /// is a figure for people.
  private func isStatistic(_ object: MemoryLocation) -> Bool {
    let sites = analysis.atomicSites[object] ?? []
    let writes = sites.map { analysis.threads[$0.thread].items[$0.item] }.filter(\.isWrite)
    return !writes.isEmpty
      && writes.allSatisfy { item in
        if case .update(_, .add, _, let order) = item.kind {
          order.order == .relaxed
        } else {
          false
        }
      }
  }

  /// Whether every write stores the same constant: what was tested stays as it is.
  private func isSetOnce(_ object: MemoryLocation) -> Bool {
    let sites = analysis.atomicSites[object] ?? []
    let writes = sites.map { analysis.threads[$0.thread].items[$0.item] }.filter(\.isWrite)
    let values = Set(writes.map(\.storedValue))
    guard values.count == 1, case .integer?? = values.first else { return false }
    return true
  }

  private func read(
    _ pair: DoubleReadPairs.Pair, in number: Int, _ first: Int, _ second: Int,
    _ object: MemoryLocation
  ) -> DoubleRead? {
    let thread = analysis.threads[number]
    let variable = Variable("\(object)")
    let strongest = AccessMode.atomic(.sequentiallyConsistent)
    let origins = [first, second].map { CutScenario.origin(thread: 0, item: $0) }
    let registers = [first, second].map(CutScenario.register)
    var steps = [Step(.load(registers[0], variable, strongest), origin: origins[0])]
    var condition = Condition.all([
      .register(thread: 0, registers[0], equals: 0),
      .register(thread: 0, registers[1], equals: 2),
    ])
    switch pair.form {
    case .assignment:
      let changed = Expression.binary(.add, .register(registers[0]), .constant(1))
      steps.append(Step(.store(variable, changed, strongest), origin: origins[1]))
      condition = .all([
        .register(thread: 0, registers[0], equals: 0),
        .register(thread: 1, Register("seen"), equals: 0),
      ])
    case .operand:
      let changed = Expression.binary(.add, .register(registers[0]), .constant(1))
      steps.append(
        Step(
          .update(registers[1], variable, .add, changed, .sequentiallyConsistent),
          origin: origins[1]))
    case .combined, .testedThenUsed:
      steps.append(Step(.load(registers[1], variable, strongest), origin: origins[1]))
    }
    let other = Step(
      .update(Register("seen"), variable, .exchange, .constant(2), .sequentiallyConsistent))
    let scenario = Scenario(threads: [
      Scenario.Thread(name: analysis.program.functions[thread.function].name, steps: steps),
      Scenario.Thread(name: "another thread", steps: [other]),
    ])
    guard let execution = oracle.show(.outcome(condition), of: scenario) else {
      return nil
    }
    return DoubleRead(
      object: object, form: pair.form,
      cut: CutPair(cut: CutScenario(scenario: scenario, threads: [thread], variables: [:])),
      first: first, second: second, execution: execution)
  }
}

extension DoubleRead.Form {
  /// Whether the second access writes.
  fileprivate var changes: Bool { self == .assignment || self == .operand }
}

extension Event {
  fileprivate var isUpdate: Bool { if case .update = kind { true } else { false } }
}

extension Function.Kind {
  fileprivate var isShared: Bool {
    switch self {
    case .ordinary, .closure: true
    case .initializer, .deinitializer: false
    }
  }
}

extension ThreadTrace {
  fileprivate func index(of event: Event, in function: Int) -> Int? {
    items.firstIndex { item in
      guard item.function == function, item.range == event.range else { return false }
      return event.isUpdate == item.kind.isUpdate && item.isAccess
    }
  }
}

extension TraceItem.Kind {
  fileprivate var isUpdate: Bool { if case .update = self { true } else { false } }
}

extension MemoryLocation {
  fileprivate var isLocal: Bool {
    if case .allocation = root { true } else { false }
  }
}
