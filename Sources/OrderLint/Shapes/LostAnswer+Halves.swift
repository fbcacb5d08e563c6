import MemoryModel

/// One way on which a thread shows the address of its node.
struct NodeShowing {
  static let word = Variable("word of the node")
  static let pointer = Variable("pointer to the node")

  let thread: ThreadTrace
  /// The item that makes the address known, and the one that initialises the word.
  let access: Int
  let initialization: Int?
  /// The thread then waits for what is stored in the word.
  let isAwaited: Bool

  private var mode: AccessMode {
    guard let initialization, let ordering = thread.items[initialization].ordering else {
      return .plain
    }
    return .atomic(ordering.assumedOrder)
  }

  /// The initial value comes last; if it is no atomic store, the two stores race.
  var question: Question {
    mode == .plain ? .dataRace(on: Self.word) : .outcome(.variable(Self.word, equals: 1))
  }

  func steps(as number: Int) -> [Step] {
    let origin = { (item: Int) in CutScenario.origin(thread: number, item: item) }
    let order = thread.items[access].ordering?.assumedOrder ?? .sequentiallyConsistent
    let fences = thread.fenceSteps(between: initialization ?? -1, and: access, as: number)
    let shown =
      thread.items[access].isRead
      ? Step.Action.update(
        CutScenario.register(access), Self.pointer, .exchange, .constant(1), order)
      : .store(Self.pointer, .constant(1), .atomic(order))
    return [Step(.store(Self.word, .constant(1), mode), origin: initialization.map(origin))]
      + fences + [Step(shown, origin: origin(access))]
  }

  /// What else the thread releases once the node is initialised.
  var otherReleases: Set<MemoryLocation> {
    let start = initialization ?? -1
    return Set(
      thread.items.indices.filter { index in
        let item = thread.items[index]
        guard index > start, index != access, item.isWrite, let order = item.ordering else {
          return false
        }
        return order.assumedOrder.isRelease
      }.compactMap { thread.location(at: $0) })
  }
}

/// One way on which a thread finds the address of a node and stores something in it.
struct NodeAnswer {
  struct Key: Hashable {
    var load: SourceRange
    var store: SourceRange
    var calls: [SourceRange]
  }

  let thread: ThreadTrace
  /// The items that read the address, and store in the node.
  let load: Int
  let store: Int
  let pointer: MemoryLocation
  let word: MemoryLocation

  init?(of thread: ThreadTrace, at index: Int) {
    guard case .write(let address, _, .atomic) = thread.items[index].kind,
      case .result(let source) = address.base, source < index,
      let load = Self.atomicRead(source, in: thread), let word = thread.location(at: index),
      let pointer = thread.location(at: load)
    else { return nil }
    self.thread = thread
    self.load = load
    store = index
    self.pointer = pointer
    self.word = word
  }

  /// The item itself, or the last atomic read before it of what it reads again without need.
  private static func atomicRead(_ source: Int, in thread: ThreadTrace) -> Int? {
    guard thread.items.indices.contains(source), let address = thread.items[source].address else {
      return nil
    }
    if thread.items[source].isAtomicAccess { return source }
    return thread.items.indices.prefix(source).last {
      thread.items[$0].isAtomicAccess && thread.items[$0].isRead
        && thread.items[$0].address == address
    }
  }

  var key: Key {
    Key(
      load: thread.items[load].range, store: thread.items[store].range,
      calls: thread.items[load].calls)
  }

  /// Whether an address is stored in the node.
  var linksNode: Bool {
    switch thread.items[store].storedValue {
    case .parameter, .slot, .field, .global, .result: true
    case .integer, .element, .exchanged, .function, .not, .binary, .unknown, nil: false
    }
  }

  /// The exchanges of the pointer on the way to the store.
  var exchanges: [Int] { accesses.filter { $0 != load && isExchange($0) } }

  /// What accesses the pointer up to the store.
  private var accesses: [Int] {
    let address = thread.items[load].address
    return thread.items.indices.prefix(store).filter {
      thread.items[$0].isAtomicAccess && thread.items[$0].isRead
        && thread.items[$0].address == address
    }
  }

  private func isExchange(_ index: Int) -> Bool {
    switch thread.items[index].kind {
    case .update: true
    case .compareExchange: thread.isTaken(index)
    case .read, .write, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call,
      .opaque:
      false
    }
  }

  func steps(as number: Int) -> [Step] {
    let accesses = accesses
    guard let first = accesses.first else { return [] }
    var steps: [Step] = []
    for index in first..<store {
      if let fence = thread.fenceStep(index, as: number) { steps.append(fence) }
      if accesses.contains(index) { steps += access(index, number) }
    }
    let order = thread.items[store].ordering?.assumedOrder ?? .sequentiallyConsistent
    steps.append(
      Step(
        .store(NodeShowing.word, .constant(2), .atomic(order)),
        origin: CutScenario.origin(thread: number, item: store)))
    return steps
  }

  private func access(_ index: Int, _ number: Int) -> [Step] {
    let register = CutScenario.register(index)
    let origin = CutScenario.origin(thread: number, item: index)
    let item = thread.items[index]
    let found = Expression.binary(
      isNull(index) ? .equal : .notEqual, .register(register), .constant(0))
    if isExchange(index) {
      let order = item.ordering?.assumedOrder ?? .sequentiallyConsistent
      return [
        Step(
          .update(register, NodeShowing.pointer, .exchange, .constant(2), order), origin: origin),
        Step(.assume(found)),
      ]
    }
    let order = item.readOrder ?? .sequentiallyConsistent
    return [
      Step(.load(register, NodeShowing.pointer, .atomic(order)), origin: origin),
      Step(.assume(found)),
    ]
  }

  /// Whether the path is taken only if the item finds no address.
  private func isNull(_ index: Int) -> Bool {
    guard index != load else { return false }
    return thread.items.contains { item in
      guard case .assume(let condition) = item.kind else { return false }
      return condition.evaluated { $0 == index ? 4096 : nil } == 0
    }
  }

  /// What else the thread acquires before it stores.
  var otherAcquires: Set<MemoryLocation> {
    let accesses = Set(accesses)
    return Set(
      thread.items.indices.prefix(store).filter { index in
        let item = thread.items[index]
        guard !accesses.contains(index), item.isRead, item.isAtomicAccess else { return false }
        return (item.readOrder ?? .sequentiallyConsistent).isAcquire
      }.compactMap { thread.location(at: $0) })
  }
}
