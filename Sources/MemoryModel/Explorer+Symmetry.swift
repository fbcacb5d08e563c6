// Identical threads: several that start with the same call and between which nothing tells them
// apart. Executions in which they have changed roles are alike, and it is enough to look at one of
// them (Kokologiannakis, Marmanis, Vafeiadis, "SPORE: Combining Symmetry and Partial Order
// Reduction", PLDI 2024).
//
// The twin of a thread is the identical thread started before it. As long as both did the same
// (reads of the same writes, and whatever they did to objects of their own), their next accesses are
// compared: that of the twin must not come later in modification order, unless the thread's own
// depends on it. Sorting threads so is always possible: first so that none depends on a later one,
// then by exchanging neighbours that do not depend on each other. So every execution is like one
// that is kept. What an event is compared with counts as part of what it needs: a revisit that
// keeps the event keeps its twin's, so the twin is always ahead, and adding an event in its maximal
// way never breaks the order.

// MARK: - Comparing

extension ExecutionGraph {
  /// The identical thread that was started before; -1 if there is none.
  func twin(of thread: Int) -> Int { word(layout.threadTwin + thread) }

  /// What the thread's next event is compared with; -1 if nothing.
  func eventOfTwin(of thread: Int) -> Int {
    let twin = twin(of: thread)
    guard twin >= 0 else { return -1 }
    let position = eventCount(of: thread)
    guard eventCount(of: twin) > position,
      position == 0 || labels.base[event(of: thread, at: position - 1)].isTied
    else { return -1 }
    return event(of: twin, at: position)
  }

  /// Where an event of a twin stands in the modification order of the cell, or what it reads does.
  func placeOfTwin(_ event: Int, in slot: Int) -> Int {
    guard event >= 0, labels.base[event].slot == slot else { return Self.initialWrite }
    let source = labels.base[event].isWrite ? event : labels.base[event].source
    return source == Self.initialWrite ? Self.initialWrite : place(of: source, in: slot)
  }

  /// Whether a read that is compared with the event may read from the write.
  func mayRead(_ write: Int, at place: Int, in slot: Int, beside twin: Int) -> Bool {
    guard twin >= 0 else { return true }
    return place >= placeOfTwin(twin, in: slot) || write >= 0 && isInPrefix(twin, of: write)
  }

  /// Whether exchanging the two threads would leave everything up to the event and its twin's as
  /// it is. A write that others could see never does: one of the two is first.
  func isTied(_ label: Label) -> Bool {
    let other = labels.base + label.twin
    guard label.operation == other.pointee.operation, label.isRead == other.pointee.isRead,
      label.isWrite == other.pointee.isWrite, label.isDefault == other.pointee.isDefault,
      !label.isSpawn, label.joined == other.pointee.joined
    else { return false }
    let isOwn = label.ownCell != 0 && label.ownCell == other.pointee.ownCell
    guard label.slot >= 0 else {
      return label.object < 0 && other.pointee.object < 0
        ? label.valueRead == other.pointee.valueRead : isOwn
    }
    guard isOwn else {
      return label.slot == other.pointee.slot && !label.isWrite
        && label.source == other.pointee.source
    }
    return !label.isRead || readsOwn(label, other.pointee)
  }

  /// Whether both read what their threads wrote themselves, at the same position.
  private func readsOwn(_ label: Label, _ other: Label) -> Bool {
    guard label.source >= 0, other.source >= 0 else { return label.source == other.source }
    let (mine, others) = (labels.base + label.source, labels.base + other.source)
    return mine.pointee.thread == label.thread && others.pointee.thread == other.thread
      && mine.pointee.position == others.pointee.position
  }
}

// MARK: - What tells threads apart

/// Notices when identical threads could be told apart after all: by what only one of them could
/// be, or by what their parent does between starting, or joining, two of them. Then the search
/// begins again without making use of them.
struct SymmetryWatch {
  private(set) var isBroken = false
  /// Whether there were identical threads.
  var isUsed = false
  /// By cell: the name of the only thread that ever accessed it; 0 if none did, -1 if several did.
  private var accessors: ContiguousArray<Int> = []
  /// Cells that must stay one thread's.
  private var isPrivate: ContiguousArray<Bool> = []
  private var keys: [[Int]: Int] = [:]

  mutating func giveUp() { isBroken = true }

  mutating func key(_ routine: Int, _ arguments: [Int]) -> Int {
    if arguments.contains(where: Self.isThread) { giveUp() }
    let start = [routine] + arguments
    if let known = keys[start] { return known }
    keys[start] = keys.count
    return keys.count - 1
  }

  private mutating func reserve(_ slot: Int) {
    while accessors.count <= slot {
      accessors.append(0)
      isPrivate.append(false)
    }
  }

  mutating func noteAccess(_ slot: Int, by name: Int) {
    reserve(slot)
    guard accessors[slot] != name else { return }
    accessors[slot] = accessors[slot] == 0 ? name : -1
    if isPrivate[slot], accessors[slot] < 0 { giveUp() }
  }

  mutating func keepPrivate(_ slot: Int, of name: Int) {
    reserve(slot)
    isPrivate[slot] = true
    if accessors[slot] != name, accessors[slot] != 0 { giveUp() }
  }

  /// A thread's name stays where only the thread that started it sees it.
  mutating func noteStore(_ label: Label, by name: Int) {
    if Self.isThread(label.valueWritten) { keepPrivate(label.slot, of: name) }
  }

  mutating func noteUpdate(_ label: Label, _ operation: CompiledProgram.Operation) {
    guard label.isWrite else { return }
    if Self.isThread(label.valueWritten) { giveUp() }
    switch operation.update {
    case .add, .subtract, .exchange: return
    case .and, .or, .xor, .nand, .minimum, .maximum, .unsignedMinimum, .unsignedMaximum:
      if LocalWatch.isName(label.valueRead) || LocalWatch.isName(label.valueWritten) { giveUp() }
    }
  }

  private static func isThread(_ value: Int) -> Bool {
    value > Explorer.threadBase && value < CompiledProgram.routineBase
  }
}

/// Notices local steps that depend on more of an address than whether two are the same, and checks
/// while the parent has joined some of its identical threads, and not yet the others.
struct LocalWatch {
  private(set) var isBroken = false
  var isBetweenJoins = false

  static func isName(_ value: Int) -> Bool {
    value >= CompiledProgram.addressBase && value < 2 * CompiledProgram.routineBase
  }

  mutating func note(_ operation: BinaryOperator, _ left: Int, _ right: Int) {
    guard Self.isName(left) || Self.isName(right) else { return }
    switch operation {
    case .equal, .notEqual: return
    case .add: if Self.isName(left), Self.isName(right) { isBroken = true }
    case .subtract: if Self.isName(right) { isBroken = true }
    case .multiply, .divide, .remainder, .and, .or, .xor, .shiftLeft, .shiftRight, .less,
      .lessOrEqual, .greater, .greaterOrEqual:
      isBroken = true
    }
  }

  mutating func noteArithmetic(_ left: Int, _ right: Int) {
    if Self.isName(left) || Self.isName(right) { isBroken = true }
  }

  mutating func noteCheck() { if isBetweenJoins { isBroken = true } }
}

extension Explorer {
  // MARK: Starting

  mutating func twin(ofStart number: Int) -> Int {
    guard symmetry != nil else { return -1 }
    let start = program.starts[number]
    let twin = (0..<number).last {
      program.starts[$0].routine == start.routine && program.starts[$0].arguments == start.arguments
    }
    if twin != nil { symmetry?.isUsed = true }
    return twin ?? -1
  }

  /// The last thread started by the same call, if its parent did nothing since that others see.
  mutating func twin(ofThreadStartedBy spawn: Label) -> Int {
    guard symmetry != nil else { return -1 }
    var cells: [Int] = []
    var position = graph.eventCount(of: spawn.thread) - 1
    while position >= 0 {
      let event = graph.event(of: spawn.thread, at: position)
      let label = graph.labels[event]
      if label.isSpawn, label.startKey == spawn.startKey {
        for slot in cells { symmetry?.keepPrivate(slot, of: graph.name(of: spawn.thread)) }
        symmetry?.isUsed = true
        return thread(startedBy: event)
      }
      guard isHarmless(label) else { return -1 }
      if label.slot >= 0 { cells.append(label.slot) }
      position -= 1
    }
    return -1
  }

  private func thread(startedBy spawn: Int) -> Int {
    (0..<graph.threadCapacity).first { graph.spawn(of: $0) == spawn } ?? -1
  }

  private func isHarmless(_ label: Label) -> Bool {
    isHarmless(program.operations[label.operation])
  }

  /// What only its own thread notices, if nobody else accesses the cell.
  private func isHarmless(_ operation: CompiledProgram.Operation) -> Bool {
    switch operation.code {
    case .spawn, .allocate: true
    case .load, .store: operation.order == nil
    case .copy, .not, .binary, .unsigned, .wrap, .assume, .assert, .jump, .jumpIfZero, .call,
      .return, .unreachable, .exit, .enterLoop, .repeatLoop, .update, .compareExchange, .fence,
      .choose, .free, .lock, .tryLock, .unlock, .join:
      false
    }
  }

  // MARK: Running

  /// Looks at the next event of a thread. Returns whether identical threads cannot be told apart
  /// so far.
  mutating func watch(_ thread: Int) -> Bool {
    let isBetween = isBetweenJoins(thread)
    states.watch?.isBetweenJoins = isBetween
    if isBetween {
      let state = graph.state(of: thread)
      let operation = program.operations[states.next(state)]
      if operation.code == .load || operation.code == .store, operation.order == nil {
        let address = states.value(operation.first, state)
        if memory.object(at: address) != nil {
          symmetry?.keepPrivate(memory.slot(at: address), of: graph.name(of: thread))
        }
      } else if operation.code != .join, operation.code != .allocate {
        symmetry?.giveUp()
      }
    }
    if states.watch?.isBroken == true { symmetry?.giveUp() }
    return symmetry?.isBroken == false
  }

  /// Whether the thread has joined some of its identical threads, and not yet their twins.
  private func isBetweenJoins(_ parent: Int) -> Bool {
    var joined: Set<Int> = []
    for position in 0..<graph.eventCount(of: parent) {
      let label = graph.labels[graph.event(of: parent, at: position)]
      if label.joined >= 0 { joined.insert(label.joined) }
    }
    guard !joined.isEmpty else { return false }
    return (0..<graph.threadCount).contains {
      let thread = graph.thread(at: $0)
      let twin = graph.twin(of: thread)
      return twin >= 0 && joined.contains(thread) != joined.contains(twin)
    }
  }

  /// Identical threads are joined by their parent, and return nothing.
  mutating func noteJoin(of joined: Int, by thread: Int, _ result: Int) {
    guard symmetry != nil else { return }
    let isIdentical =
      graph.twin(of: joined) >= 0
      || (0..<graph.threadCount).contains { graph.twin(of: graph.thread(at: $0)) == joined }
    let spawn = graph.spawn(of: joined)
    if isIdentical, result != 0 || spawn < 0 || graph.labels[spawn].thread != thread {
      symmetry?.giveUp()
    }
    let isBetween = isBetweenJoins(thread)
    states.watch?.isBetweenJoins = isBetween
  }

  // MARK: Events

  /// The value that the thread's twin chose at this point.
  func choiceOfTwin(_ thread: Int) -> Int? {
    let event = graph.eventOfTwin(of: thread)
    guard event >= 0 else { return nil }
    return graph.labels[event].valueRead
  }

  /// The same for cells of objects that threads allocated at the same point.
  func ownCell(of object: Int, _ address: Int, _ thread: Int) -> Int {
    guard symmetry != nil, object >= 0 else { return 0 }
    let key = memory.keys[object]
    guard key.thread == graph.name(of: thread) else { return 0 }
    let cell = (address - memory.address(of: object)) / ConcurrentProgram.cellSize
    return key.number &* (MemoryMap.largestAllocation + 1) &+ cell &+ 1
  }
}
