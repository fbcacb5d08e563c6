import MemoryModel

/// Which functions access each place, and how: what the text of the functions says, without paths.
struct PlaceUsers: Sendable {
  struct Users: Sendable {
    var atomicReaders = FunctionList()
    var atomicWriters = FunctionList()
    var volatileReaders = FunctionList()
    var volatileWriters = FunctionList()
    var plainReaders = FunctionList()
    var plainWriters = FunctionList()
    /// Functions of C that call others which access atomically what they are given the address of.
    var callersOfAtomics = FunctionList()
    /// Some access reaches it through an address that is a number: a device's register.
    var isDevice = false

    var isAtomic: Bool { !atomicReaders.isEmpty || !atomicWriters.isEmpty }
    var writers: Set<Int> {
      Set(atomicWriters.numbers + volatileWriters.numbers + plainWriters.numbers)
    }
    var others: Set<Int> {
      Set(
        volatileReaders.numbers + volatileWriters.numbers + plainReaders.numbers
          + plainWriters.numbers)
    }
    var all: Set<Int> { others.union(atomicReaders.numbers).union(atomicWriters.numbers) }
  }

  /// Numbers of functions, each once, in ascending order.
  struct FunctionList: Sendable {
    private(set) var numbers: [Int] = []

    var isEmpty: Bool { numbers.isEmpty }

    func contains(_ number: Int) -> Bool { numbers.contains(number) }

    /// - Parameter number: no less than the ones before.
    fileprivate mutating func insert(_ number: Int) {
      if numbers.last != number { numbers.append(number) }
    }
  }

  private(set) var users: [PlaceKey: Users] = [:]
  /// Functions that interrupt a thread rather than run beside it: signal handlers and those of
  /// interrupts.
  private(set) var interrupts: Set<Int>
  /// Functions that are given to the system as handlers of signals.
  let signalHandlers: Set<Int>

  /// - Parameter targets: for each function, what each of its calls reaches.
  init(of program: Program, _ targets: [[Int?]]) {
    signalHandlers = program.handlers[.signal] ?? []
    interrupts = signalHandlers.union(program.handlers[.interrupt] ?? [])
    for (number, function) in program.functions.enumerated() {
      if function.isInterruptByName { interrupts.insert(number) }
      guard !program.hasObject(number) else { continue }
      var places = FunctionPlaces(function)
      var calls = targets[number].makeIterator()
      for event in function.events {
        if case .call(_, let arguments) = event.kind {
          guard let target = calls.next() ?? nil else { continue }
          noteCall(of: target, arguments, number, &places, in: program)
        } else {
          note(event, number, &places)
        }
      }
    }
    users = indices.mapValues { found[$0] }
    found = []
  }

  /// Where the users of a place are in `found`.
  private var indices: [PlaceKey: Int] = [:]
  private var found: [Users] = []

  private mutating func index(of key: PlaceKey) -> Int {
    if let known = indices[key] { return known }
    indices[key] = found.count
    found.append(Users())
    return found.count - 1
  }

  /// What a function does to what it is given the address of is done by the function that calls it with
  /// `&object->field`.
  private mutating func noteCall(
    of number: Int, _ arguments: [Operand], _ function: Int, _ places: inout FunctionPlaces,
    in program: Program
  ) {
    guard program.traits[number].contains(.synchronizes) else { return }
    for (index, argument) in arguments.enumerated() {
      guard case .field = argument, let key = places.key(of: argument) else { continue }
      let access = program.functions[number].atomicAccess(toParameter: index)
      if program.functions[function].language != .swift {
        if access.isRead { found[self.index(of: key)].callersOfAtomics.insert(function) }
        continue
      }
      if access.isRead { found[self.index(of: key)].atomicReaders.insert(function) }
      if access.isWrite { found[self.index(of: key)].atomicWriters.insert(function) }
    }
  }

  private mutating func note(_ event: Event, _ function: Int, _ places: inout FunctionPlaces) {
    guard let address = event.kind.accessedAddress, let key = places.key(of: address) else {
      return
    }
    let place = index(of: key)
    if address.isNumbered { found[place].isDevice = true }
    switch event.kind {
    case .read(_, .plain): found[place].plainReaders.insert(function)
    case .read(_, .volatile): found[place].volatileReaders.insert(function)
    case .read(_, .atomic): found[place].atomicReaders.insert(function)
    case .write(_, _, .plain): found[place].plainWriters.insert(function)
    case .write(_, _, .volatile): found[place].volatileWriters.insert(function)
    case .write(_, _, .atomic): found[place].atomicWriters.insert(function)
    case .update, .compareExchange:
      found[place].atomicReaders.insert(function)
      found[place].atomicWriters.insert(function)
    case .fence, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call, .opaque: break
    }
  }
}

extension Function {
  fileprivate var isInterruptByName: Bool {
    let bytes = NameWords.lowercased(name)
    if Self.interruptNames.contains(where: { NameWords.contains($0, in: bytes) }) { return true }
    // "isRunning" is no "isr".
    return NameWords.contains(Self.routine, in: bytes)
      && NameWords.words(of: name).contains { $0.hasSuffix("isr") }
  }

  private static let routine = Array("isr".utf8)

  private static let interruptNames = [
    "irq", "interrupt", "sighandler", "signal_handler", "sig_handler", "sigint", "sigterm",
    "sighup", "sigalrm", "on_signal", "handle_signal", "handle_sig", "nmi_",
  ].map { Array($0.utf8) }
}

extension Function {
  /// Whether the function reads or writes atomically what a parameter points to.
  fileprivate func atomicAccess(toParameter index: Int) -> (isRead: Bool, isWrite: Bool) {
    var found = (isRead: false, isWrite: false)
    for event in events {
      switch event.kind {
      case .read(.parameter(index), .atomic): found.isRead = true
      case .write(.parameter(index), _, .atomic): found.isWrite = true
      case .update(.parameter(index), _, _, _), .compareExchange(.parameter(index), _, _, _, _, _):
        return (true, true)
      case .read, .write, .update, .compareExchange, .fence, .assign, .allocate, .free, .lock,
        .unlock, .spawn, .join, .call, .opaque:
        continue
      }
    }
    return found
  }
}

extension Event.Kind {
  /// The address of a memory access; nil for everything else.
  var accessedAddress: Operand? {
    switch self {
    case .read(let address, _), .write(let address, _, _), .update(let address, _, _, _),
      .compareExchange(let address, _, _, _, _, _):
      address
    case .fence, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call, .opaque: nil
    }
  }
}

extension Operand {
  /// Whether the address is a number.
  fileprivate var isNumbered: Bool {
    switch self {
    case .integer: true
    case .field(let base, _, _), .element(let base, _), .binary(_, let base, _): base.isNumbered
    case .null, .parameter, .local, .result, .exchanged, .global, .slot, .function, .not, .unknown:
      false
    }
  }
}
