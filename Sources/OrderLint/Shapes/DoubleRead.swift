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

  private struct Pair {
    var first: Event
    var second: Event
    var form: DoubleRead.Form
  }

  func find() -> [DoubleRead] {
    var found: [DoubleRead] = []
    var known: Set<SourceRange> = []
    for (number, function) in analysis.program.functions.enumerated()
    where analysis.callGraph.synchronizing.contains(number) && function.kind.isShared {
      for pair in pairs(in: function) where !known.contains(pair.first.range) {
        guard let read = read(pair, in: number) else { continue }
        known.insert(pair.first.range)
        found.append(read)
      }
    }
    return found
  }

  // MARK: Expressions

  private func pairs(in function: Function) -> [Pair] {
    function.blocks.indices.flatMap { block in
      combined(in: block, of: function) + tested(in: block, of: function)
        + assigned(in: block, of: function) + updated(in: block, of: function)
    }
  }

  /// Two reads that one expression computes with, on one line: what stands in two statements is
  /// read twice on purpose.
  private func combined(in block: Int, of function: Function) -> [Pair] {
    let code = function.blocks[block]
    let reads = code.events.filter { $0.readAddress != nil }
    guard reads.count > 1 else { return [] }
    let operands = code.events.flatMap(\.kind.operands) + code.terminator.operands
    var found: [Pair] = []
    for (position, first) in reads.enumerated() {
      for second in reads[(position + 1)...] where isPair(first, second, code.events) {
        let isComputed = operands.contains { operand in
          operand.contains { part in
            guard case .binary(let kind, let left, let right) = part, !kind.isComparison else {
              return false
            }
            return left.mentions(first) && right.mentions(second)
              || left.mentions(second) && right.mentions(first)
          }
        }
        if isComputed { found.append(Pair(first: first, second: second, form: .combined)) }
      }
    }
    return found
  }

  /// A test of what was read, and a second read for what hangs on the test.
  private func tested(in block: Int, of function: Function) -> [Pair] {
    let code = function.blocks[block]
    guard case .branch(let condition, let then, let otherwise) = code.terminator,
      !function.repeats(block)
    else { return [] }
    return code.events.filter { $0.readAddress != nil && condition.mentions($0) }
      .flatMap { first -> [Pair] in
        [then, otherwise].compactMap { target -> Pair? in
          guard function.blocks.indices.contains(target), function.entrances(of: target) == 1,
            let second = function.blocks[target].events.first(where: {
              $0.readAddress != nil
            }),
            isPair(first, second, []), function.uses(second, in: target, assertedBy: block)
          else { return nil }
          return Pair(first: first, second: second, form: .testedThenUsed)
        }
      }
  }

  /// `x = f(x)` on an object whose plain operators are atomic, each by itself.
  private func assigned(in block: Int, of function: Function) -> [Pair] {
    let events = function.blocks[block].events
    return events.indices.compactMap { index in
      guard case .write(let address, let value, .atomic(let ordering)) = events[index].kind,
        ordering.isImplicit,
        let first = events.prefix(index).last(where: { $0.readAddress == address }),
        first.isImplicit, value.mentions(first), value != .result(first.id),
        first.range.start.line == events[index].range.start.line,
        first.range.start > events[index].range.start
      else { return nil }
      return Pair(first: first, second: events[index], form: .assignment)
    }
  }

  /// `fetch_sub(&x, x - 1)`: the update is one step, and the read for its operand is another.
  private func updated(in block: Int, of function: Function) -> [Pair] {
    let events = function.blocks[block].events
    return events.indices.compactMap { index in
      guard case .update(let address, _, let operand, _) = events[index].kind, address.isOneObject,
        let first = events.prefix(index).last(where: { event in
          if case .read(address, _) = event.kind { operand.mentions(event) } else { false }
        }),
        first.range.start.line <= events[index].range.end.line,
        first.range.end.line >= events[index].range.start.line
      else { return nil }
      return Pair(first: first, second: events[index], form: .operand)
    }
  }

  private func isPair(_ first: Event, _ second: Event, _ events: [Event]) -> Bool {
    guard let address = first.readAddress, address == second.readAddress, address.isOneObject,
      first.range != second.range, first.range.end.line == second.range.start.line
    else { return false }
    let between = events.drop { $0.id != first.id }.prefix { $0.id != second.id }
    return !between.dropFirst().contains { $0.mayWrite }
  }

  // MARK: The evidence

  private func read(_ pair: Pair, in function: Int) -> DoubleRead? {
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
    _ pair: Pair, in number: Int, _ first: Int, _ second: Int, _ object: MemoryLocation
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
    guard case .allowed(let execution) = oracle.ask(.outcome(condition), of: scenario) else {
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
  /// The address of an atomic read.
  fileprivate var readAddress: Operand? {
    if case .read(let address, .atomic) = kind { address } else { nil }
  }

  fileprivate var isUpdate: Bool { if case .update = kind { true } else { false } }

  fileprivate var isImplicit: Bool { kind.orderings.allSatisfy(\.isImplicit) }

  fileprivate var mayWrite: Bool {
    switch kind {
    case .write, .update, .compareExchange, .lock, .unlock, .join, .opaque: true
    case .read, .fence, .assign, .allocate, .free, .spawn, .call: false
    }
  }
}

extension Operand {
  fileprivate func mentions(_ event: Event) -> Bool { contains { $0 == .result(event.id) } }

  /// Whether the address is that of one object whenever it is written: no call and no memory is
  /// asked for it.
  fileprivate var isOneObject: Bool {
    switch self {
    case .global, .parameter, .local: true
    case .field(let base, _, _): base.isOneObject
    case .element(let base, let index): base.isOneObject && index.events.isEmpty
    case .result: true
    case .integer, .null, .exchanged, .slot, .function, .not, .binary, .unknown: false
    }
  }
}

extension Function.Kind {
  fileprivate var isShared: Bool {
    switch self {
    case .ordinary, .closure: true
    case .initializer, .deinitializer: false
    }
  }
}

extension Function {
  fileprivate func entrances(of block: Int) -> Int {
    blocks.reduce(0) { $0 + $1.terminator.targets.count { $0 == block } }
  }

  /// Whether what the event reads first thing in the block is tested together with what was read
  /// before, or used as a value or an address. A test that ends the program if it fails is an
  /// assertion.
  fileprivate func uses(_ event: Event, in block: Int, assertedBy earlier: Int) -> Bool {
    let code = blocks[block]
    if case .branch(let condition, _, _) = code.terminator, condition.mentions(event) {
      let shared = Set(code.terminator.targets).intersection(blocks[earlier].terminator.targets)
      return shared.contains { blocks[$0].terminator != .unreachable }
    }
    let later = code.events.drop { $0.id != event.id }.dropFirst()
    return later.contains { $0.uses(event) } || code.terminator.returns(event)
  }
}

extension Event {
  fileprivate func uses(_ event: Event) -> Bool {
    switch kind {
    case .assign(_, let value): value.mentions(event)
    case .read(let address, _): address.mentions(event)
    case .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn, .join,
      .call, .opaque:
      false
    }
  }
}

extension Terminator {
  fileprivate func returns(_ event: Event) -> Bool {
    if case .return(let value?) = self { value.mentions(event) } else { false }
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
