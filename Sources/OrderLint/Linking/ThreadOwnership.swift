/// Which parameters of threads name something that each thread has for itself (guard G9): the
/// argument is another one each time the program starts the function.
struct ThreadOwnership: Sendable {
  /// By function, its parameters that no two threads get alike.
  private var own: [Int: Set<Int>] = [:]
  /// By function, the objects that its starts pass as each parameter.
  private var given: [Int: [Set<Object>]] = [:]

  init(of program: Program, _ calls: RepeatedCalls) {
    var starts: [Int: [Start]] = [:]
    for (spawner, function) in program.functions.enumerated()
    where program.traits[spawner].contains(.spawns) {
      for (number, block) in function.blocks.enumerated() {
        for event in block.events {
          guard case .spawn(.function(let symbol), let arguments) = event.kind,
            let entry = program.resolve(symbol: symbol, from: function)
          else { continue }
          let isRepeated = function.recurs(number)
          let changing = isRepeated ? function.assigned(inLoopsAround: number) : []
          starts[entry, default: []].append(
            Start(
              arguments: arguments.map { Object($0, in: function, numbered: spawner) },
              changes: arguments.map { argument in
                (!isRepeated || argument.mentions(changing)) && !calls.give(argument, of: spawner)
              }))
        }
      }
    }
    var entriesGiven: [Object: Set<Int>] = [:]
    for (entry, starts) in starts {
      for object in starts.flatMap(\.arguments) { entriesGiven[object, default: []].insert(entry) }
    }
    for (entry, starts) in starts {
      let count = starts.map(\.arguments.count).min() ?? 0
      given[entry] = (0..<count).map { parameter in Set(starts.map { $0.arguments[parameter] }) }
      own[entry] = Set(
        (0..<count).filter { parameter in
          let objects = Set(starts.map { $0.arguments[parameter] })
          return objects.count == starts.count && starts.allSatisfy { $0.changes[parameter] }
            && objects.allSatisfy { entriesGiven[$0] == [entry] }
        })
    }
  }

  /// An event that starts a thread.
  private struct Start {
    var arguments: [Object]
    /// Whether each argument is another one each time the event happens.
    var changes: [Bool]
  }

  /// What an argument names, as far as the function that passes it says.
  private struct Object: Hashable {
    private let operand: Operand
    /// The function whose locals, results and parameters are meant; nil for what is global.
    private let function: Int?

    init(_ argument: Operand, in spawner: Function, numbered number: Int) {
      operand = spawner.original(of: argument)
      function = operand.contains(where: \.isOfFunction) ? number : nil
    }
  }

  /// Whether two threads were given one object, each in an argument.
  func areGivenSame(
    _ item: Int, of thread: ThreadTrace, _ other: Int, of peer: ThreadTrace
  ) -> Bool {
    !objects(item, of: thread).isDisjoint(with: objects(other, of: peer))
  }

  /// What starts of the thread pass as the argument that names the item's object.
  private func objects(_ item: Int, of thread: ThreadTrace) -> Set<Object> {
    guard case .parameter(let index)? = thread.places[item]?.object.base,
      let parameters = given[thread.function], parameters.indices.contains(index)
    else { return [] }
    return parameters[index]
  }

  /// Whether the item works on an object that the thread has for itself: one its argument names, or
  /// one of an array at an index that only it has.
  func isOwn(_ item: Int, of thread: ThreadTrace) -> Bool {
    guard let object = thread.places[item]?.object else { return false }
    return isOwnByArgument(item, of: thread)
      || object.names { leaf in
        guard case .result(let source) = leaf, thread.items.indices.contains(source),
          case .update(_, .add, .integer(let step), _) = thread.items[source].kind
        else { return false }
        return step != 0
      }
  }

  /// Whether the thread's argument names the object, or its place in an array, and no other thread is
  /// given the same.
  func isOwnByArgument(_ item: Int, of thread: ThreadTrace) -> Bool {
    let parameters = own[thread.function] ?? []
    return thread.places[item]?.object.names { leaf in
      if case .parameter(let index) = leaf { parameters.contains(index) } else { false }
    } ?? false
  }
}

extension Value {
  /// Whether a leaf of the address is of the kind.
  fileprivate func names(_ condition: (Value) -> Bool) -> Bool {
    switch self {
    case .field(let base, _, _), .not(let base): base.names(condition)
    case .element(let base, let index): base.names(condition) || index.names(condition)
    case .binary(_, let left, let right): left.names(condition) || right.names(condition)
    case .integer, .parameter, .result, .exchanged, .global, .slot, .function, .unknown:
      condition(self)
    }
  }
}

extension Operand {
  fileprivate func mentions(_ leaves: Set<Operand>) -> Bool {
    switch self {
    case .field(let base, _, _), .not(let base): base.mentions(leaves)
    case .element(let base, let index): base.mentions(leaves) || index.mentions(leaves)
    case .binary(_, let left, let right): left.mentions(leaves) || right.mentions(leaves)
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .slot, .function,
      .unknown:
      leaves.contains(self)
    }
  }
}

extension Function {
  /// What a local variable is a copy of, if it is assigned once. A chain of copies may be long.
  fileprivate func original(of operand: Operand) -> Operand {
    var current = operand
    var seen: Set<Operand> = []
    while seen.insert(current).inserted, let next = copied(current) { current = next }
    return current
  }

  private func copied(_ operand: Operand) -> Operand? {
    guard case .local(let local) = operand, let value = onlyValue(of: local), value.isName else {
      return nil
    }
    return value
  }

  private func onlyValue(of local: LocalID) -> Operand? {
    var found: Operand?
    for block in blocks {
      for event in block.events {
        guard case .assign(let target, let value) = event.kind, target == local else { continue }
        if found != nil { return nil }
        found = value
      }
    }
    return found
  }

  /// Functions that two events start, or one event in a loop, with no wait between.
  var repeatedlySpawned: Set<String> {
    var running: Set<String> = []
    var found: Set<String> = []
    for (number, block) in blocks.enumerated() {
      let waits = block.events.contains { if case .join = $0.kind { true } else { false } }
      for event in block.events {
        switch event.kind {
        case .spawn(.function(let symbol), _):
          if !running.insert(symbol).inserted || !waits && recurs(number) { found.insert(symbol) }
        case .join: running = []
        case .spawn, .read, .write, .update, .compareExchange, .fence, .assign, .allocate, .free,
          .lock, .unlock, .call, .opaque:
          break
        }
      }
    }
    return found
  }

  /// Whether control can come back to the block without passing a wait.
  func recurs(_ block: Int) -> Bool {
    reachable(from: blocks[block].terminator.targets) { next in
      next != block
        && blocks[next].events.contains { if case .join = $0.kind { true } else { false } }
    }.contains(block)
  }

  /// Locals that the loops around a block give new values, and objects that they make.
  func assigned(inLoopsAround block: Int) -> Set<Operand> {
    var found: Set<Operand> = []
    for number in blocks(from: block, backTo: block).sorted() {
      for event in blocks[number].events {
        switch event.kind {
        case .assign(let local, _): found.insert(.local(local))
        case .allocate, .call: found.insert(.result(event.id))
        case .read(let address, _) where address.isElement: found.insert(.result(event.id))
        case .read, .write, .update, .compareExchange, .fence, .free, .lock, .unlock, .spawn, .join,
          .opaque:
          break
        }
      }
    }
    return found
  }
}

extension Operand {
  /// Whether the operand means something only in its function.
  fileprivate var isOfFunction: Bool {
    switch self {
    case .local, .parameter, .result, .exchanged, .slot, .unknown: true
    case .integer, .null, .global, .field, .element, .function, .not, .binary: false
    }
  }

  /// Whether the operand names one thing, with nothing computed.
  fileprivate var isName: Bool {
    switch self {
    case .local, .parameter, .global, .result, .slot: true
    case .integer, .null, .exchanged, .field, .element, .function, .not, .binary, .unknown: false
    }
  }

  /// Whether the address is that of an element whose index varies.
  fileprivate var isElement: Bool {
    switch self {
    case .element(_, .local), .element(_, .unknown): true
    case .field(let base, _, _): base.isElement
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .slot, .element,
      .function, .not, .binary, .unknown:
      false
    }
  }
}
