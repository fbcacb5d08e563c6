import MemoryModel

/// Finds work-stealing deques (Chase and Lev, SPAA 2005) whose owner and thief can take one job twice.
///
/// The owner moves the bottom index down and then looks at the top; a thief has moved the top up, in
/// an earlier steal, and then looks at the bottom. That is a store-load handshake whose one side is
/// spread over two calls, and whose decisions are comparisons of indices.
struct WorkStealingFinder {
  let analysis: Analysis
  let oracle: Oracle
  private let attemptsPerPair = 8

  /// An owner that takes a job without touching the top.
  private struct Owner {
    var thread: Int
    var announcement: Int
    var decision: Int
    /// The bottom before and after the move, if the top is 0.
    var bottom: Int64
    var moved: Int64
  }

  /// A thief: it reads the top, then the bottom, and moves the top up.
  private struct Thief {
    var thread: Int
    var top: Int
    var bottom: Int
    var exchange: Int
  }

  func find() -> HandshakeFinder.Result {
    let thieves = thieves()
    var result = HandshakeFinder.Result()
    guard !thieves.isEmpty else { return result }
    let tops = Set(thieves.compactMap { analysis.threads[$0.thread].location(at: $0.top) })
    var known: Set<SourceRange> = []
    var attempts: [SourceRange: Int] = [:]
    for owner in owners(besides: tops) {
      let range = analysis.threads[owner.thread].items[owner.announcement].range
      for thief in thieves where meet(owner, thief) {
        guard !known.contains(range), attempts[range, default: 0] < attemptsPerPair else { break }
        attempts[range, default: 0] += 1
        if let handshake = handshake(owner, thief) {
          known.insert(range)
          result.weak.append(handshake)
        } else {
          result.sound.formUnion(
            [owner.announcement, owner.decision].compactMap {
              analysis.threads[owner.thread].location(at: $0)
            })
        }
      }
    }
    return result
  }

  // MARK: The two sides

  private func thieves() -> [Thief] {
    var found: [Thief] = []
    for (number, thread) in analysis.threads.enumerated()
    where !analysis.needsCallersLock.contains(thread.function) {
      for (exchange, item) in thread.items.enumerated() where !thread.isExclusive[exchange] {
        guard case .compareExchange(_, .result(let top), _, _, _, _) = item.kind,
          thread.isAtomicRead(top), thread.places[top] == thread.places[exchange]
        else { continue }
        for bottom in thread.items.indices[(top + 1)..<exchange]
        where thread.isAtomicRead(bottom) && thread.location(at: bottom) != thread.location(at: top)
        {
          found.append(Thief(thread: number, top: top, bottom: bottom, exchange: exchange))
        }
      }
    }
    return found
  }

  private func owners(besides tops: Set<MemoryLocation>) -> [Owner] {
    var found: [Owner] = []
    for (number, thread) in analysis.threads.enumerated()
    where !analysis.needsCallersLock.contains(thread.function) {
      for decision in thread.items.indices where thread.isAtomicRead(decision) {
        guard let top = thread.location(at: decision), tops.contains(top),
          !thread.items.indices.contains(where: {
            thread.items[$0].isWrite && thread.location(at: $0) == top
          }),
          let announcement = thread.items.indices[..<decision].last(where: {
            thread.items[$0].isAtomicAccess && thread.items[$0].isWrite && !thread.isExclusive[$0]
              && thread.location(at: $0) != nil
          })
        else { continue }
        if let owner = owner(number, announcement, decision) { found.append(owner) }
      }
    }
    return found
  }

  /// Whether the thread moves the index down by one, and then goes this way if the top is below it
  /// and another way if it is not.
  private func owner(_ number: Int, _ announcement: Int, _ decision: Int) -> Owner? {
    let thread = analysis.threads[number]
    guard let index = thread.location(at: announcement) else { return nil }
    for bottom: Int64 in [2, 1, 3] {
      let environment = { (top: Int64) in
        { (item: Int) -> Int64? in
          if item == decision { return top }
          guard thread.location(at: item) == index else { return nil }
          return item <= announcement ? bottom : bottom - 1
        }
      }
      let moved = thread.items[announcement].announcedValue(
        from: bottom, reading: environment(0))
      guard moved == bottom - 1, thread.holds(from: announcement, environment(0)),
        !thread.holds(from: decision, environment(bottom - 1))
          || !thread.holds(from: decision, environment(bottom))
      else { continue }
      return Owner(
        thread: number, announcement: announcement, decision: decision,
        bottom: bottom, moved: moved)
    }
    return nil
  }

  /// Whether the two work on the same indices, and the thief, with the top moved up to the last job,
  /// takes it if it misses the owner's move and leaves it otherwise.
  private func meet(_ owner: Owner, _ thief: Thief) -> Bool {
    let a = analysis.threads[owner.thread]
    let b = analysis.threads[thief.thread]
    guard a.location(at: owner.decision) == b.location(at: thief.top),
      a.location(at: owner.announcement) == b.location(at: thief.bottom),
      let mine = a.places[owner.decision], let theirs = b.places[thief.top],
      analysis.maySameObject(mine, in: a, theirs, in: b),
      analysis.mayOverlap(a.function, b.function)
    else { return false }
    let environment = { (bottom: Int64) in
      { (item: Int) -> Int64? in
        item == thief.top ? owner.moved : (item == thief.bottom ? bottom : nil)
      }
    }
    return b.holds(from: thief.top, environment(owner.bottom))
      && !b.holds(from: thief.top, environment(owner.moved))
  }

  // MARK: The question

  private func handshake(_ owner: Owner, _ thief: Thief) -> Handshake? {
    let threads = [analysis.threads[owner.thread], analysis.threads[thief.thread]]
    guard let bottom = threads[0].location(at: owner.announcement),
      let top = threads[0].location(at: owner.decision)
    else { return nil }
    let isAnonymous = "\(top)" == "\(bottom)"
    let words = (
      top: Variable("\(top)"), bottom: Variable(isAnonymous ? "\(bottom)′" : "\(bottom)")
    )
    let names = threads.map { analysis.program.functions[$0.function].name }
    let scenario = Scenario(
      threads: [
        Scenario.Thread(name: names[0], steps: steps(owner, threads[0], words)),
        Scenario.Thread(name: names[1], steps: steps(thief, owner, threads[1], words)),
      ],
      initialValues: [words.bottom: Int(owner.bottom)])
    let question = Question.outcome(
      .all([
        .register(thread: 0, CutScenario.register(owner.decision), equals: 0),
        .register(
          thread: 1, CutScenario.register(thief.bottom), equals: Int(owner.bottom)),
      ]))
    guard let execution = oracle.weakness(question, of: scenario) else { return nil }
    let cut = CutScenario(
      scenario: scenario, threads: threads, variables: [top: words.top, bottom: words.bottom])
    return Handshake(
      first: bottom, second: top, cut: CutPair(cut: cut), question: question, execution: execution,
      sides: [
        Handshake.Side(announcement: owner.announcement, decision: owner.decision),
        Handshake.Side(announcement: thief.exchange, decision: thief.bottom),
      ])
  }

  private func steps(
    _ owner: Owner, _ thread: ThreadTrace, _ words: (top: Variable, bottom: Variable)
  ) -> [Step] {
    let origin = { (item: Int) in CutScenario.origin(thread: 0, item: item) }
    let order = thread.assumedOrder(owner.announcement)
    let move: Step.Action =
      thread.items[owner.announcement].isRead
      ? .update(
        CutScenario.register(owner.announcement), words.bottom, .exchange,
        .constant(Int(owner.moved)), order)
      : .store(words.bottom, .constant(Int(owner.moved)), .atomic(order))
    return [Step(move, origin: origin(owner.announcement))]
      + thread.fenceSteps(between: owner.announcement, and: owner.decision)
      + [
        Step(
          .load(
            CutScenario.register(owner.decision), words.top,
            .atomic(thread.assumedOrder(owner.decision))),
          origin: origin(owner.decision))
      ]
  }

  /// The end of one steal and the beginning of the next.
  private func steps(
    _ thief: Thief, _ owner: Owner, _ thread: ThreadTrace,
    _ words: (top: Variable, bottom: Variable)
  ) -> [Step] {
    let origin = { (item: Int) in CutScenario.origin(thread: 1, item: item) }
    let order = { (item: Int) in AccessMode.atomic(thread.assumedOrder(item)) }
    let taken = Register("ok\(thief.exchange)")
    let moved = Expression.constant(Int(owner.moved))
    let exchange = Step.CompareExchange(
      old: CutScenario.register(thief.exchange), success: taken, variable: words.top,
      expected: .constant(0), desired: moved, successOrder: thread.assumedOrder(thief.exchange),
      failureOrder: .relaxed, isWeak: false)
    let top = CutScenario.register(thief.top)
    return [
      Step(.compareExchange(exchange), origin: origin(thief.exchange)),
      Step(.assume(.register(taken))),
    ] + thread.fenceSteps(between: thief.exchange, and: thread.items.count, as: 1)
      + thread.fenceSteps(between: -1, and: thief.top, as: 1)
      + [
        Step(.load(top, words.top, order(thief.top)), origin: origin(thief.top)),
        Step(.assume(.binary(.equal, .register(top), moved))),
      ] + thread.fenceSteps(between: thief.top, and: thief.bottom, as: 1)
      + [
        Step(
          .load(CutScenario.register(thief.bottom), words.bottom, order(thief.bottom)),
          origin: origin(thief.bottom))
      ]
  }
}

extension ThreadTrace {
  fileprivate func isAtomicRead(_ index: Int) -> Bool {
    guard items.indices.contains(index), !isExclusive[index],
      case .read(_, .atomic) = items[index].kind
    else { return false }
    return true
  }

  fileprivate func assumedOrder(_ index: Int) -> MemoryOrder {
    items[index].ordering?.assumedOrder ?? .sequentiallyConsistent
  }

  /// Whether no branch of the path that the numbers decide goes another way.
  fileprivate func holds(from first: Int, _ read: (Int) -> Int64?) -> Bool {
    items[first...].allSatisfy { item in
      guard case .assume(let condition) = item.kind else { return true }
      return condition.evaluated(read) != 0
    }
  }
}
