import MemoryModel

/// Which functions access each place, and how: what the text of the functions says, without paths.
struct PlaceUsers: Sendable {
  struct Users: Sendable {
    var atomicReaders: Set<Int> = []
    var atomicWriters: Set<Int> = []
    var volatileReaders: Set<Int> = []
    var volatileWriters: Set<Int> = []
    var plainReaders: Set<Int> = []
    var plainWriters: Set<Int> = []
    /// Functions of C that call others which access atomically what they are given the address of.
    var callersOfAtomics: Set<Int> = []
    /// Some access reaches it through an address that is a number: a device's register.
    var isDevice = false

    var isAtomic: Bool { !atomicReaders.isEmpty || !atomicWriters.isEmpty }
    var writers: Set<Int> { atomicWriters.union(volatileWriters).union(plainWriters) }
    var others: Set<Int> {
      volatileReaders.union(volatileWriters).union(plainReaders).union(plainWriters)
    }
    var all: Set<Int> { others.union(atomicReaders).union(atomicWriters) }
  }

  private(set) var users: [PlaceKey: Users] = [:]
  /// Functions that interrupt a thread rather than run beside it: signal handlers and those of
  /// interrupts.
  private(set) var interrupts: Set<Int>
  /// Functions that are given to the system as handlers of signals.
  let signalHandlers: Set<Int>

  init(of program: Program) {
    signalHandlers = program.handlers[.signal] ?? []
    interrupts = signalHandlers.union(program.handlers[.interrupt] ?? [])
    for (number, function) in program.functions.enumerated() {
      if function.isInterruptByName { interrupts.insert(number) }
      guard !program.hasObject(number) else { continue }
      let places = FunctionPlaces(function)
      for event in function.blocks.lazy.flatMap(\.events) {
        note(event, number, places)
        noteCall(event, number, places, in: program)
      }
    }
  }

  /// What a function does to what it is given the address of is done by the function that calls it with
  /// `&object->field`.
  private mutating func noteCall(
    _ event: Event, _ function: Int, _ places: FunctionPlaces, in program: Program
  ) {
    guard case .call(let callee, let arguments) = event.kind,
      let number = program.resolve(callee, from: program.functions[function])
    else { return }
    for (index, argument) in arguments.enumerated() {
      guard case .field = argument, let key = places.key(of: argument) else { continue }
      let access = program.functions[number].atomicAccess(toParameter: index)
      if program.functions[function].language != .swift {
        if access.isRead { users[key, default: Users()].callersOfAtomics.insert(function) }
        continue
      }
      if access.isRead { users[key, default: Users()].atomicReaders.insert(function) }
      if access.isWrite { users[key, default: Users()].atomicWriters.insert(function) }
    }
  }

  private mutating func note(_ event: Event, _ function: Int, _ places: FunctionPlaces) {
    guard let address = event.kind.accessedAddress, let key = places.key(of: address) else {
      return
    }
    if address.isNumbered { users[key, default: Users()].isDevice = true }
    switch event.kind {
    case .read(_, .plain): users[key, default: Users()].plainReaders.insert(function)
    case .read(_, .volatile): users[key, default: Users()].volatileReaders.insert(function)
    case .read(_, .atomic): users[key, default: Users()].atomicReaders.insert(function)
    case .write(_, _, .plain): users[key, default: Users()].plainWriters.insert(function)
    case .write(_, _, .volatile): users[key, default: Users()].volatileWriters.insert(function)
    case .write(_, _, .atomic): users[key, default: Users()].atomicWriters.insert(function)
    case .update, .compareExchange:
      users[key, default: Users()].atomicReaders.insert(function)
      users[key, default: Users()].atomicWriters.insert(function)
    case .fence, .assign, .allocate, .free, .lock, .unlock, .spawn, .join, .call, .opaque: break
    }
  }
}

extension Function {
  fileprivate var isInterruptByName: Bool {
    // "isRunning" is no "isr".
    let words = NameWords.words(of: name)
    if words.contains(where: { $0.hasSuffix("isr") }) { return true }
    let bytes = Array(name.lowercased().utf8)
    return Self.interruptNames.contains { NameWords.contains($0, in: bytes) }
  }

  private static let interruptNames = [
    "irq", "interrupt", "sighandler", "signal_handler", "sig_handler", "sigint", "sigterm",
    "sighup", "sigalrm", "on_signal", "handle_signal", "handle_sig", "nmi_",
  ].map { Array($0.utf8) }
}

extension Function {
  /// Whether the function reads or writes atomically what a parameter points to.
  fileprivate func atomicAccess(toParameter index: Int) -> (isRead: Bool, isWrite: Bool) {
    var found = (isRead: false, isWrite: false)
    for event in blocks.lazy.flatMap(\.events) {
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
