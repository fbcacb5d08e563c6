import MemoryModel

/// The scenario of a reference drop: two owners, each of whom uses the object, drops its reference,
/// and destroys the object if it was the last.
struct ReferenceOwners {
  static let payload = Variable("object")

  let thread: ThreadTrace
  let drop: Int
  let destruction: Int
  private let counter: Variable

  init(thread: ThreadTrace, drop: Int, destruction: Int) {
    self.thread = thread
    self.drop = drop
    self.destruction = destruction
    counter = Variable("\(thread.location(at: drop)?.description ?? "count")")
  }

  func scenario(named name: String) -> Scenario {
    let threads = (0..<2).map { Scenario.Thread(name: name, steps: owner($0)) }
    return Scenario(threads: threads, initialValues: [counter: 2])
  }

  private func owner(_ number: Int) -> [Step] {
    var steps: [Step] = [Step(.load(Register("use"), Self.payload, .plain))]
    for index in 0..<drop { steps += step(index, number) }
    steps += dropping(number)
    var last: [Step] = []
    var other: [Step] = []
    for index in (drop + 1)..<max(drop + 1, destruction) {
      let step = step(index, number)
      if !thread.isDecided(on: drop, before: index) {
        // What comes before the branch runs for every owner.
        steps += step
      } else {
        last += step
        if case .unlock = thread.items[index].kind, !isLocked(after: drop, before: index) {
          other += step
        }
      }
    }
    let origin = CutScenario.origin(thread: number, item: destruction)
    last.append(Step(.store(Self.payload, .constant(1), .plain), origin: origin))
    let old = Expression.register(CutScenario.register(drop))
    let isLast = Expression.binary(.equal, old, .constant(1))
    return steps + [Step(.branch(isLast, then: last, else: other))]
  }

  /// The drop. A compare-exchange that fails is tried again, so it is one that succeeds.
  private func dropping(_ number: Int) -> [Step] {
    let item = thread.items[drop]
    let origin = CutScenario.origin(thread: number, item: drop)
    let old = CutScenario.register(drop)
    guard case .compareExchange(_, let expected, _, let success, let failure, _) = item.kind,
      case .result(let read) = expected
    else {
      let order = item.ordering?.assumedOrder ?? .sequentiallyConsistent
      return [Step(.update(old, counter, .subtract, .constant(1), order), origin: origin)]
    }
    let before = Expression.register(CutScenario.register(read))
    let succeeded = Register("ok\(drop)")
    let exchange = Step.CompareExchange(
      old: old, success: succeeded, variable: counter, expected: before,
      desired: .binary(.subtract, before, .constant(1)), successOrder: success.assumedOrder,
      failureOrder: failure.assumedOrder, isWeak: false)
    return [
      Step(.compareExchange(exchange), origin: origin), Step(.assume(.register(succeeded))),
    ]
  }

  /// What an item other than the drop does for the order of uses and destruction.
  private func step(_ index: Int, _ number: Int) -> [Step] {
    let item = thread.items[index]
    let origin = CutScenario.origin(thread: number, item: index)
    switch item.kind {
    case .fence(let ordering, .thread):
      return [Step(.fence(ordering.assumedOrder), origin: origin)]
    case .lock(let address, let isTry):
      guard !isTry || thread.isTaken(index) else { return [] }
      return [Step(.lock(mutex(index, address)), origin: origin)]
    case .unlock(let address):
      guard isLocked(after: -1, before: index) else { return [] }
      return [Step(.unlock(mutex(index, address)), origin: origin)]
    case .read, .update, .compareExchange:
      return counterRead(index, origin)
    case .fence, .write, .allocate, .free, .spawn, .join, .assume, .call, .opaque:
      return []
    }
  }

  /// A read of the counter that can synchronize with another owner's drop: after the drop, or the
  /// one from which a compare-exchange takes what it expects.
  private func counterRead(_ index: Int, _ origin: Int) -> [Step] {
    let item = thread.items[index]
    guard item.isAtomicAccess, thread.location(at: index) == thread.location(at: drop),
      index > drop || thread.countSources(of: drop).contains(index)
    else { return [] }
    let order = item.readOrder ?? .sequentiallyConsistent
    let load = Step.Action.load(CutScenario.register(index), counter, .atomic(order))
    return [Step(load, origin: origin)]
  }

  private func mutex(_ index: Int, _ address: Value) -> Variable {
    Variable(thread.location(at: index)?.description ?? "lock \(address)")
  }

  /// Whether the lock that the item at `index` leaves was taken between two items.
  private func isLocked(after first: Int, before index: Int) -> Bool {
    guard let address = thread.items[index].lockAddress else { return false }
    let mine = mutex(index, address)
    let earlier = thread.items.indices[(first + 1)..<index].last { other in
      thread.items[other].lockAddress.map { mutex(other, $0) == mine } == true
    }
    guard let earlier, case .lock(_, let isTry) = thread.items[earlier].kind else { return false }
    return !isTry || thread.isTaken(earlier)
  }
}

extension ThreadTrace {
  /// The items whose result is the count before the drop: the drop itself, and the read from which
  /// a compare-exchange takes what it expects.
  func countSources(of drop: Int) -> Set<Int> {
    if case .compareExchange(_, .result(let read), _, _, _, _) = items[drop].kind {
      return [drop, read]
    }
    return [drop]
  }

  /// Whether the branch on the drop's result stands before the item.
  fileprivate func isDecided(on drop: Int, before index: Int) -> Bool {
    let sources = countSources(of: drop)
    return items[drop..<index].contains { item in
      if case .assume(let condition) = item.kind {
        return condition.depends { sources.contains($0) }
          && condition != .exchanged(drop)
      }
      return false
    }
  }

  /// Whether the path goes on with the lock or exchange taken.
  func isTaken(_ index: Int) -> Bool {
    items.contains { item in
      if case .assume(.exchanged(index)) = item.kind { true } else { false }
    }
  }
}
