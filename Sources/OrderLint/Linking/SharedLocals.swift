extension Program {
  /// Makes globals of local variables that other threads are given the address of, by the function
  /// itself or by one that it calls: `struct ring ring; start_threads(&ring);`. What the threads do
  /// with them and what the function does then meet in one place.
  mutating func shareLocals() {
    var isGiven: [Int: Set<Int>] = [:]
    var shared: [Int: Set<LocalID>] = [:]
    let callers = callersIfThreadsStart()
    let keeping = callers.isEmpty ? [] : functions.map(\.parametersKeptInOthers)
    var pending = functions.indices.filter { functions[$0].startsThreads }
    var waiting = Set(pending)
    while let number = pending.popLast() {
      waiting.remove(number)
      let caller = functions[number]
      let reach = ThreadReach(of: caller) { callee in
        guard let target = self.resolve(callee, from: caller) else { return ([], []) }
        return (isGiven[target] ?? [], keeping.isEmpty ? [] : keeping[target])
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

  /// Who calls each function; empty if nobody starts threads.
  private func callersIfThreadsStart() -> [Int: [Int]] {
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

/// A parameter whose value a function stores in what another points to: `this->image = &image`.
private struct KeptParameter {
  var value: Int
  var holder: Int
}

/// What of a function other threads are given the address of.
private struct ThreadReach {
  /// Variables, parameters and results of calls.
  private var holders: Set<Operand> = []
  private let symbol: String

  var slots: Set<LocalID> {
    Set(holders.compactMap { if case .slot(let local) = $0 { local } else { nil } })
  }

  var parameters: Set<Int> {
    Set(holders.compactMap { if case .parameter(let index) = $0 { index } else { nil } })
  }

  /// - Parameter reached: of what a call reaches, the parameters that threads are given, and those
  ///   that it keeps in what others point to.
  init(
    of function: Function,
    reached: (Event.Callee) -> (given: Set<Int>, kept: [KeptParameter])
  ) {
    symbol = function.symbol
    var count = -1
    while count != holders.count {
      count = holders.count
      for event in function.events {
        switch event.kind {
        case .spawn(_, let arguments): for argument in arguments { add(argument) }
        case .call(let callee, let arguments):
          let (given, kept) = reached(callee)
          for index in given where arguments.indices.contains(index) { add(arguments[index]) }
          for pair in kept
          where arguments.indices.contains(max(pair.value, pair.holder))
            && isShared(arguments[pair.holder])
          {
            add(arguments[pair.value])
          }
        case .assign(let local, let value): if holders.contains(.local(local)) { add(value) }
        case .write(let address, let value, _):
          if isShared(address) { add(value) }
        case .read, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .join,
          .opaque:
          break
        }
      }
    }
  }

  /// Whether threads reach the object, as an argument or as a variable that a closure captures.
  private func isShared(_ address: Operand) -> Bool {
    if case .global(let name) = address.root { return name.hasPrefix(symbol + ".") }
    return holders.contains(address.root)
  }

  private mutating func add(_ operand: Operand) {
    switch operand.root {
    case .slot, .local, .parameter, .result: holders.insert(operand.root)
    case .integer, .null, .exchanged, .global, .field, .element, .function, .not, .binary,
      .unknown:
      break
    }
  }
}

extension Operand {
  /// The object that an address lies in.
  var root: Operand {
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
}

extension Function {
  fileprivate var parametersKeptInOthers: [KeptParameter] {
    events.compactMap { event in
      guard case .write(let address, .parameter(let value), _) = event.kind,
        case .parameter(let holder) = address.root
      else { return nil }
      return KeptParameter(value: value, holder: holder)
    }
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
