extension Program {
  /// Makes globals of local variables that other threads are given the address of, by the function
  /// itself or by one that it calls: `struct ring ring; start_threads(&ring);`. What the threads do
  /// with them and what the function does then meet in one place.
  mutating func shareLocals() {
    var isGiven: [Int: Set<Int>] = [:]
    var shared: [Int: Set<LocalID>] = [:]
    let callers = callersOfStarters()
    var pending = functions.indices.filter { functions[$0].startsThreads }
    var waiting = Set(pending)
    while let number = pending.popLast() {
      waiting.remove(number)
      let reach = ThreadReach(of: functions[number]) { callee, caller in
        self.resolve(callee, from: caller).flatMap { isGiven[$0] } ?? []
      }
      shared[number] = reach.slots
      guard reach.parameters != isGiven[number, default: []] else { continue }
      isGiven[number] = reach.parameters
      for caller in callers[number] ?? [] where waiting.insert(caller).inserted {
        pending.append(caller)
      }
    }
    for (number, locals) in shared.sorted(by: { $0.key < $1.key }) where !locals.isEmpty {
      share(locals, of: number)
    }
  }

  /// Who calls the functions that start threads, or those that call them.
  private func callersOfStarters() -> [Int: [Int]] {
    guard functions.contains(where: \.startsThreads) else { return [:] }
    var callers: [Int: [Int]] = [:]
    for (number, function) in functions.enumerated() {
      for event in function.events {
        guard case .call(let callee, _) = event.kind,
          let target = resolve(callee, from: function)
        else { continue }
        callers[target, default: []].append(number)
      }
    }
    return callers
  }

  private mutating func share(_ locals: Set<LocalID>, of number: Int) {
    var symbols: [LocalID: String] = [:]
    for local in locals.sorted(by: { $0.index < $1.index }) {
      let name = functions[number].locals[local.index].name
      let symbol = "\(functions[number].symbol).\(name)"
      guard globals[symbol] == nil else { continue }
      globals[symbol] = Global(symbol: symbol, name: name, type: type(of: local, in: number))
      symbols[local] = symbol
    }
    functions[number].replaceOperands { operand in
      guard case .slot(let local) = operand, let symbol = symbols[local] else { return nil }
      return .global(symbol)
    }
  }

  /// The record that a local variable is, as its uses tell: its fields, or what it is passed for.
  private func type(of local: LocalID, in number: Int) -> String? {
    let function = functions[number]
    for event in function.events {
      for operand in event.kind.operands {
        if let record = operand.record(of: local) { return record }
      }
      guard case .call(let callee, let arguments) = event.kind,
        let target = resolve(callee, from: function)
      else { continue }
      for (argument, parameter) in zip(arguments, functions[target].parameters) {
        if argument == .slot(local), let type = parameter.type, records[type] != nil {
          return type
        }
      }
    }
    return nil
  }
}

/// What of a function other threads are given the address of.
private struct ThreadReach {
  private(set) var slots: Set<LocalID> = []
  private(set) var parameters: Set<Int> = []
  private var locals: Set<LocalID> = []
  private var results: Set<EventID> = []

  init(of function: Function, given: (Event.Callee, Function) -> Set<Int>) {
    var count = -1
    while count != size {
      count = size
      for event in function.events {
        switch event.kind {
        case .spawn(_, let arguments): for argument in arguments { add(argument) }
        case .call(let callee, let arguments):
          for index in given(callee, function) where arguments.indices.contains(index) {
            add(arguments[index])
          }
        case .assign(let local, let value): if locals.contains(local) { add(value) }
        case .write(let address, let value, _): if reaches(address) { add(value) }
        case .read, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .join,
          .opaque:
          break
        }
      }
    }
  }

  private var size: Int { slots.count + parameters.count + locals.count + results.count }

  private func reaches(_ operand: Operand) -> Bool {
    switch operand.root {
    case .slot(let local): slots.contains(local)
    case .local(let local): locals.contains(local)
    case .parameter(let index): parameters.contains(index)
    case .result(let event): results.contains(event)
    default: false
    }
  }

  private mutating func add(_ operand: Operand) {
    switch operand.root {
    case .slot(let local): slots.insert(local)
    case .local(let local): locals.insert(local)
    case .parameter(let index): parameters.insert(index)
    case .result(let event): results.insert(event)
    default: break
    }
  }
}

extension Operand {
  /// The object that an address lies in.
  fileprivate var root: Operand {
    switch self {
    case .field(let base, _, _), .element(let base, _), .binary(.add, let base, _): base.root
    default: self
    }
  }

  /// The record of which a local variable's field, or that of one of its elements, is taken.
  fileprivate func record(of local: LocalID) -> String? {
    switch self {
    case .field(let base, let record, _) where base.isLocal(local): record
    default: children.lazy.compactMap { $0.record(of: local) }.first
    }
  }

  private func isLocal(_ local: LocalID) -> Bool {
    switch self {
    case .slot(local): true
    case .element(let base, _): base.isLocal(local)
    default: false
    }
  }

  /// The operand with parts replaced.
  fileprivate func replacing(_ replacement: (Operand) -> Operand?) -> Operand {
    if let other = replacement(self) { return other }
    switch self {
    case .field(let base, let record, let name):
      return .field(of: base.replacing(replacement), record: record, name: name)
    case .element(let base, let index):
      return .element(of: base.replacing(replacement), index: index.replacing(replacement))
    case .not(let inner): return .not(inner.replacing(replacement))
    case .binary(let kind, let left, let right):
      return .binary(kind, left.replacing(replacement), right.replacing(replacement))
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .slot, .function,
      .unknown:
      return self
    }
  }
}

extension Function {
  fileprivate var startsThreads: Bool {
    events.contains { if case .spawn = $0.kind { true } else { false } }
  }

  fileprivate mutating func replaceOperands(_ replacement: (Operand) -> Operand?) {
    for number in blocks.indices {
      for index in blocks[number].events.indices {
        let kind = blocks[number].events[index].kind
        blocks[number].events[index].kind = kind.mapOperands { $0.replacing(replacement) }
      }
      let terminator = blocks[number].terminator
      blocks[number].terminator = terminator.mapOperands { $0.replacing(replacement) }
    }
  }
}

extension Terminator {
  fileprivate func mapOperands(_ change: (Operand) -> Operand) -> Terminator {
    switch self {
    case .branch(let condition, let then, let otherwise):
      .branch(change(condition), then: then, else: otherwise)
    case .switch(let value, let cases, let fallback):
      .switch(change(value), cases: cases, default: fallback)
    case .return(let value): .return(value.map(change))
    case .jump, .unreachable: self
    }
  }
}

extension Event.Kind {
  fileprivate func mapOperands(_ change: (Operand) -> Operand) -> Event.Kind {
    switch self {
    case .read(let address, let access): .read(at: change(address), access)
    case .write(let address, let value, let access):
      .write(at: change(address), value: change(value), access)
    case .update(let address, let operation, let operand, let ordering):
      .update(at: change(address), operation, operand: change(operand), ordering)
    case .compareExchange(
      let address, let expected, let desired, let success, let failure, let weak):
      .compareExchange(
        at: change(address), expected: change(expected), desired: change(desired),
        success: success, failure: failure, isWeak: weak)
    case .assign(let local, let value): .assign(local, change(value))
    case .free(let address): .free(change(address))
    case .lock(let address, let isTry): .lock(at: change(address), isTry: isTry)
    case .unlock(let address): .unlock(at: change(address))
    case .spawn(let entry, let arguments):
      .spawn(entry: change(entry), arguments: arguments.map(change))
    case .join(let thread): .join(change(thread))
    case .call(.indirect(let callee), let arguments):
      .call(.indirect(change(callee)), arguments: arguments.map(change))
    case .call(let callee, let arguments): .call(callee, arguments: arguments.map(change))
    case .fence, .allocate, .opaque: self
    }
  }
}
