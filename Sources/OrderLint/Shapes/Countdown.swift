import MemoryModel

/// Threads that count down when they are done; the last gives the word to whoever waits.
public struct Countdown: Sendable {
  public var counter: MemoryLocation
  public var signal: MemoryLocation
  /// Items of thread 0: the decrement, and the write that gives the word.
  public var drop: Int
  public var announcement: Int
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  /// The weakest order of the decrement that would do.
  public var needed: MemoryOrder
}

/// Finds countdowns after which the waiting thread races with one that is counted as done.
struct CountdownFinder {
  private static let work = [Variable("work"), Variable("other work")]

  let analysis: Analysis
  let oracle: Oracle

  func find(besides drops: [ReferenceDrop]) -> [Countdown] {
    var known = Set(drops.map { $0.cut.item(0, $0.drop).range })
    var found: [Countdown] = []
    for thread in analysis.threads
    where !analysis.needsCallersLock.contains(thread.function) {
      for (index, item) in thread.items.enumerated() where !known.contains(item.range) {
        guard item.isAtomicAccess, !thread.isExclusive[index],
          let countdown = countdown(thread, index)
        else { continue }
        known.insert(item.range)
        found.append(countdown)
      }
    }
    return found
  }

  private func countdown(_ thread: ThreadTrace, _ drop: Int) -> Countdown? {
    guard thread.isDecrement(drop), !thread.holdsLock(before: drop),
      let counter = thread.location(at: drop), let written = thread.items[drop].ordering?.order,
      let decision = thread.lastOwnerDecision(after: drop),
      let announcement = announcement(of: thread, after: decision, besides: counter),
      isLastOnes(announcement, after: drop, of: thread),
      let signal = thread.location(at: announcement) ?? thread.signalled(by: announcement),
      !isCounterReadAgain(counter, after: signal, byWaitersFor: thread, until: drop)
    else { return nil }
    let scenario = scenario(thread, drop, announcement, counter: counter, signal: signal)
    for work in Self.work {
      let question = Question.dataRace(on: work)
      guard let execution = oracle.weakness(question, of: scenario) else { continue }
      let cut = CutScenario(scenario: scenario, threads: [thread], variables: [:])
      return Countdown(
        counter: counter, signal: signal, drop: drop, announcement: announcement,
        cut: CutPair(cut: cut), question: question, execution: execution,
        needed: repair(of: scenario, drop, written))
    }
    return nil
  }

  /// Whether threads that are not the last pass the announcement by.
  private func isLastOnes(
    _ announcement: Int, after drop: Int, of thread: ThreadTrace
  ) -> Bool {
    let (count, word) = (thread.items[drop].range, thread.items[announcement].range)
    return !analysis.threads.contains { other in
      guard other.function == thread.function,
        let drop = other.items.firstIndex(where: { $0.range == count }),
        let write = other.items.lastIndex(where: { $0.range == word }), drop < write
      else { return false }
      return other.lastOwnerDecision(after: drop).map { $0 > write } ?? true
    }
  }

  /// Guard G7: whoever waits in view acquires the counter itself before it uses what the threads did,
  /// and so all releases of the count. Another that waits must use nothing of theirs.
  private func isCounterReadAgain(
    _ counter: MemoryLocation, after signal: MemoryLocation, byWaitersFor thread: ThreadTrace,
    until drop: Int
  ) -> Bool {
    guard thread.releases(at: drop) else { return false }
    let work = Set(
      thread.items.indices.prefix(drop).filter {
        thread.items[$0].isPlainAccess && thread.items[$0].isWrite
      }.compactMap { thread.location(at: $0) })
    let waiters = analysis.threads.compactMap { other in
      other.wait(for: signal).map { (thread: other, start: $0) }
    }
    let others = waiters.filter { !$0.thread.acquires(counter, after: $0.start) }
    return others.count < waiters.count
      && !others.contains { waiter in
        waiter.thread.items.indices.dropFirst(waiter.start).contains { index in
          waiter.thread.items[index].isPlainAccess
            && waiter.thread.location(at: index).map { place in
              work.contains { $0.overlaps(place) }
            } == true
        }
      }
  }

  private func repair(
    of scenario: Scenario, _ drop: Int, _ written: MemoryOrder
  ) -> MemoryOrder {
    let origin = CutScenario.origin(thread: 0, item: drop)
    let options = [written.joined(.release), written.joined(.acquire)]
    return options.first { order in
      let mended = scenario.applying([.setOrder(origin: origin, to: order)])
      return Self.work.allSatisfy { oracle.ask(.dataRace(on: $0), of: mended).isForbidden }
    } ?? .acquireRelease
  }

  /// The release write to another atomic that only the last thread makes, or its call that lets the
  /// waiting thread go on.
  private func announcement(
    of thread: ThreadTrace, after decision: Int, besides counter: MemoryLocation
  ) -> Int? {
    thread.items.indices.dropFirst(decision + 1).first { index in
      if thread.signalled(by: index) != nil { return true }
      guard case .write(_, _, .atomic(let ordering)) = thread.items[index].kind,
        ordering.order?.isRelease == true, let place = thread.location(at: index)
      else { return false }
      return place != counter && !thread.isExclusive[index] && !thread.isFresh(index)
    }
  }

  private func scenario(
    _ thread: ThreadTrace, _ drop: Int, _ announcement: Int, counter: MemoryLocation,
    signal: MemoryLocation
  ) -> Scenario {
    let count = Variable("\(counter)")
    let word = Variable("\(signal)" == "\(counter)" ? "\(signal)'" : "\(signal)")
    let name = analysis.program.functions[thread.function].name
    let origin = { (item: Int) in CutScenario.origin(thread: 0, item: item) }
    let order = { (item: Int) in
      thread.items[item].ordering?.assumedOrder
        ?? (thread.signalled(by: item) == nil ? .sequentiallyConsistent : .release)
    }
    let fences = thread.items.indices.filter { index in
      if case .fence(_, .thread) = thread.items[index].kind { index < announcement } else { false }
    }
    let step = { (index: Int) in Step(.fence(order(index)), origin: origin(index)) }
    let own =
      [Step(.store(Self.work[0], .constant(1), .plain))] + fences.filter { $0 < drop }.map(step)
      + counting(
        down: count, order(drop), origin(drop),
        last: fences.filter { $0 > drop }.map(step) + [
          Step(
            .store(word, .constant(1), .atomic(order(announcement))),
            origin: origin(announcement))
        ])
    let other =
      [Step(.store(Self.work[1], .constant(1), .plain))]
      + counting(
        down: count, .acquireRelease, nil,
        last: [Step(.store(word, .constant(1), .atomic(.release)))])
    let seen = Register("seen")
    let waiting =
      [
        Step(.load(seen, word, .atomic(.acquire))), Step(.assume(.register(seen))),
      ] + Self.work.map { Step(.load(Register("result of \($0)"), $0, .plain)) }
    return Scenario(
      threads: [
        Scenario.Thread(name: name, steps: own),
        Scenario.Thread(name: "\(name), another thread", steps: other),
        Scenario.Thread(name: "the thread that waits", steps: waiting),
      ], initialValues: [count: 2])
  }

  private func counting(
    down count: Variable, _ order: MemoryOrder, _ origin: Int?, last: [Step]
  ) -> [Step] {
    let old = Register("old")
    return [
      Step(.update(old, count, .subtract, .constant(1), order), origin: origin),
      Step(.branch(.binary(.equal, .register(old), .constant(1)), then: last, else: [])),
    ]
  }
}

extension ThreadTrace {
  /// What a call signals that is known to, or says so by its name: a semaphore, a condition, a
  /// continuation.
  fileprivate func signalled(by index: Int) -> MemoryLocation? {
    guard case .call(let name, let arguments) = items[index].kind,
      items[index].role == .posts || !Self.signals.isDisjoint(with: NameWords.words(of: name))
    else { return nil }
    return location(at: index) ?? arguments.first.flatMap(location(of:))
  }

  /// Where the thread waits for the signal by a call, or reads it as an atomic.
  fileprivate func wait(for signal: MemoryLocation) -> Int? {
    items.indices.first { index in
      switch items[index].kind {
      case .read(_, .atomic): location(at: index) == signal
      case .call(let name, let arguments):
        (items[index].role == .waits || NameWords.words(of: name).contains("wait"))
          && (location(at: index) ?? arguments.first.flatMap(location(of:))) == signal
      case .read, .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock,
        .spawn, .join, .assume, .opaque:
        false
      }
    }
  }

  /// Whether the thread reads the counter after an item and acquires what it finds there.
  fileprivate func acquires(_ counter: MemoryLocation, after start: Int) -> Bool {
    guard
      let read = items.indices.dropFirst(start + 1).first(where: {
        items[$0].isAtomicAccess && items[$0].isRead && location(at: $0) == counter
      })
    else { return false }
    return items[read].ordering?.order?.isAcquire == true
      || items.dropFirst(read + 1).contains { item in
        guard case .fence(let ordering, .thread) = item.kind else { return false }
        return ordering.order?.isAcquire == true
      }
  }

  /// Whether what the thread did before the item is released by it, or by a fence before it.
  fileprivate func releases(at item: Int) -> Bool {
    items[item].ordering?.order?.isRelease == true
      || items.prefix(item).contains { earlier in
        guard case .fence(let ordering, .thread) = earlier.kind else { return false }
        return ordering.order?.isRelease == true
      }
  }

  /// Where the object lies whose address an item read.
  private func location(of value: Value) -> MemoryLocation? {
    guard case .result(let source) = value, items.indices.contains(source) else { return nil }
    return location(at: source)
  }

  private static let signals: Set<String> = ["signal", "post", "notify", "resume"]
}
