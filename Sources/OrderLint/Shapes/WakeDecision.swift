import MemoryModel

/// A thread changes something others wait for, and then reads a flag to decide whether anybody must
/// be woken: one half of a store-load handshake, whose other half is not in view, such as a kernel's,
/// or reads what was changed inside the call that sleeps.
public struct WakeDecision: Sendable {
  /// What the thread changes, and what it then reads.
  public var announced: MemoryLocation
  public var flag: MemoryLocation
  /// Thread 0 is the one in view; the other announces that it will sleep and looks once more.
  public var cut: CutPair
  public var question: Question
  /// The flag is read as it was before, and the sleeper does not see the change.
  public var execution: Execution
  /// Items of thread 0: the change, the read, and the call that wakes.
  public var announcement: Int
  public var decision: Int
  public var wake: Int
}

/// Finds decisions to wake that can miss a thread on its way to sleep.
struct WakeDecisionFinder {
  let analysis: Analysis
  let oracle: Oracle
  private let signals: CallSignals

  init(analysis: Analysis, oracle: Oracle) {
    self.analysis = analysis
    self.oracle = oracle
    signals = CallSignals(in: analysis)
  }

  func find() -> [WakeDecision] {
    let sleepers = flagsOfSleepers()
    let written = writtenLocations()
    var known: Set<SourceRange> = []
    var found: [WakeDecision] = []
    for thread in analysis.threads where thread.items.contains(where: { wakes($0, thread) }) {
      for index in thread.items.indices where !known.contains(thread.items[index].range) {
        guard let flag = flag(readAt: index, of: thread),
          sleepers.contains(flag) || !written.contains(flag),
          let decision = decision(thread, index, flag)
        else { continue }
        known.insert(thread.items[index].range)
        found.append(decision)
      }
    }
    return found
  }

  /// Flags that some thread writes before a call that sleeps.
  private func flagsOfSleepers() -> Set<MemoryLocation> {
    var found: Set<MemoryLocation> = []
    for thread in analysis.threads {
      guard let sleep = thread.items.lastIndex(where: { sleeps($0, thread) }) else { continue }
      for index in 0..<sleep where thread.items[index].isAtomicAccess {
        if thread.items[index].isWrite, !thread.isExclusive[index],
          let location = thread.location(at: index)
        {
          found.insert(location)
        }
      }
    }
    return found
  }

  private func writtenLocations() -> Set<MemoryLocation> {
    var found: Set<MemoryLocation> = []
    for thread in analysis.threads {
      for index in thread.items.indices where thread.items[index].isWrite {
        if !thread.isExclusive[index], let location = thread.location(at: index) {
          found.insert(location)
        }
      }
    }
    return found
  }

  private func flag(readAt index: Int, of thread: ThreadTrace) -> MemoryLocation? {
    let item = thread.items[index]
    guard item.isAtomicAccess, item.isRead, !item.isWrite, !thread.isExclusive[index] else {
      return nil
    }
    return thread.location(at: index)
  }

  private func decision(
    _ thread: ThreadTrace, _ read: Int, _ flag: MemoryLocation
  ) -> WakeDecision? {
    guard let wake = wake(in: thread, after: read), canSkipWaking(thread, read),
      !wakesUntilSet(thread, read, wake),
      // Who has just slept reads whether it is to sleep again.
      !thread.items.prefix(read).contains(where: { sleeps($0, thread) }),
      let announcement = announcement(in: thread, before: read, flag),
      let announced = thread.location(at: announcement),
      // Whom the change concerns was woken before.
      !thread.items[announcement..<read].contains(where: { wakes($0, thread) }),
      thread.locks.locks(at: announcement).isDisjoint(with: thread.locks.locks(at: read))
    else { return nil }
    let cut = scenario(thread, announcement, read, announced, flag)
    let question = Question.outcome(
      .all([
        .register(thread: 0, CutScenario.register(read), equals: 0),
        .register(thread: 1, Self.lookedAt, equals: 0),
      ]))
    guard let execution = oracle.weakness(question, of: cut.scenario) else { return nil }
    return WakeDecision(
      announced: announced, flag: flag, cut: CutPair(cut: cut), question: question,
      execution: execution, announcement: announcement, decision: read, wake: wake)
  }

  /// The first call after a branch on what was read, if it wakes somebody.
  private func wake(in thread: ThreadTrace, after read: Int) -> Int? {
    var isDecided = false
    for index in thread.items.indices.dropFirst(read + 1) {
      if isDecided, wakes(thread.items[index], thread) { return index }
      switch thread.items[index].kind {
      case .assume(let condition): isDecided = isDecided || condition.depends { $0 == read }
      case .call: if !isArgument(index, ofWakeIn: thread) { return nil }
      case .read, .fence, .lock, .unlock, .opaque: break
      case .write, .update, .compareExchange, .allocate, .free, .spawn, .join:
        if !isDecided { return nil }
      }
    }
    return nil
  }

  /// Whether the thread wakes as long as it reads 0, and reads again: it waits itself, and misses nobody
  /// for good.
  private func wakesUntilSet(_ thread: ThreadTrace, _ read: Int, _ wake: Int) -> Bool {
    let item = thread.items[read]
    let wakesAtZero = thread.items[read..<wake].contains { item in
      switch item.kind {
      case .assume(.not(.result(read))), .assume(.binary(.equal, .result(read), .integer(0))): true
      case .assume, .read, .write, .update, .compareExchange, .fence, .allocate, .free, .lock,
        .unlock, .spawn, .join, .call, .opaque:
        false
      }
    }
    guard wakesAtZero else { return false }
    return thread.trace.isEndless
      || thread.items.dropFirst(wake + 1).contains {
        $0.range == item.range && $0.calls == item.calls
      }
  }

  /// Whether the call computes what a call that wakes is given.
  private func isArgument(_ call: Int, ofWakeIn thread: ThreadTrace) -> Bool {
    thread.items.dropFirst(call + 1).contains { item in
      guard case .call(_, let arguments) = item.kind, wakes(item, thread) else { return false }
      return arguments.contains { $0.depends { $0 == call } }
    }
  }

  /// Whether the function has a path on which the same read leads to no call that wakes. A path that
  /// goes round does, unless it is the read that ends the loop: then the call comes in the end.
  private func canSkipWaking(_ thread: ThreadTrace, _ read: Int) -> Bool {
    let item = thread.items[read]
    return analysis.threads.contains { other in
      guard other.function == thread.function,
        thread.trace.isEndless || !other.trace.isEndless,
        let index = other.items.firstIndex(where: {
          $0.range == item.range && $0.calls == item.calls
        })
      else { return false }
      return !other.items[index...].contains { wakes($0, other) }
    }
  }

  /// The last change before the read that is meant for others: the last one that is not relaxed, or
  /// any if the read is not.
  private func announcement(
    in thread: ThreadTrace, before read: Int, _ flag: MemoryLocation
  ) -> Int? {
    let isOrdered = thread.items[read].ordering?.order != .relaxed
    return thread.items.indices[..<read].last { index in
      let item = thread.items[index]
      guard item.isAtomicAccess, item.isWrite, !thread.isExclusive[index],
        let location = thread.location(at: index), location != flag,
        // One field by two ways to its object is one word.
        !location.isSameField(as: flag)
      else { return false }
      return isOrdered || item.ordering?.order != .relaxed
    }
  }

  private static let lookedAt = Register("seen")

  private func scenario(
    _ thread: ThreadTrace, _ announcement: Int, _ read: Int, _ announced: MemoryLocation,
    _ flag: MemoryLocation
  ) -> CutScenario {
    let items = (announcement...read).filter { index in
      let item = thread.items[index]
      return index == announcement || index == read || item.mayFence
    }
    var cut = CutScenario(
      of: [Slice(thread: thread, items: items, opaqueWrites: [announcement])], in: analysis.program)
    let work = cut.variables[announced] ?? Variable("\(announced)")
    let word = cut.variables[flag] ?? Variable("\(flag)")
    cut.scenario.initialValues = [:]
    cut.scenario.threads.append(
      Scenario.Thread(
        name: "the sleeper (not in view)",
        steps: [
          Step(.store(word, .constant(1), .atomic(.sequentiallyConsistent))),
          Step(.fence(.sequentiallyConsistent)),
          Step(.load(Self.lookedAt, work, .atomic(.sequentiallyConsistent))),
        ]))
    return cut
  }
}

extension WakeDecisionFinder {
  private func wakes(_ item: TraceItem, _ thread: ThreadTrace) -> Bool {
    let says = signals.said(by: item, of: thread)
    return says.contains(.wakes) && !says.contains(.sleeps)
  }

  private func sleeps(_ item: TraceItem, _ thread: ThreadTrace) -> Bool {
    let says = signals.said(by: item, of: thread)
    return says.contains(.sleeps) && !says.contains(.onlyWakes)
  }
}

/// What the names of functions say about waking others and going to sleep.
private struct CallSignals {
  struct Says: OptionSet {
    let rawValue: Int
    static let wakes = Says(rawValue: 1)
    static let sleeps = Says(rawValue: 2)
    /// Of the words that wake, one that never sleeps.
    static let onlyWakes = Says(rawValue: 4)
  }

  /// For each function that is part of another's thread.
  private let functions: [Says?]
  private let calls: [String: Says]

  init(in analysis: Analysis) {
    let program = analysis.program
    var functions = [Says?](repeating: nil, count: program.functions.count)
    var calls: [String: Says] = [:]
    for thread in analysis.threads {
      let root = thread.function
      for item in thread.items {
        if item.function != root, functions[item.function] == nil {
          functions[item.function] = Says(name: program.functions[item.function].name)
        }
        if item.isCall, case .call(let name, _) = item.kind, calls[name] == nil {
          calls[name] = Says(name: name)
        }
      }
    }
    self.functions = functions
    self.calls = calls
  }

  /// What the name of the function that is called says, and of that whose part the item is.
  func said(by item: TraceItem, of thread: ThreadTrace) -> Says {
    var says: Says = item.function == thread.function ? [] : functions[item.function] ?? []
    if item.isCall, case .call(let name, _) = item.kind { says.formUnion(calls[name] ?? []) }
    return says
  }
}

extension CallSignals.Says {
  init(name: String) {
    let plain = name.split(separator: "(").first ?? ""
    let last = plain.split { $0 == "." || $0 == ":" }.last.map(String.init) ?? ""
    var words = NameWords.words(of: last)
    // A thread blocks; what else is called a block lies in memory or in a file.
    if words.first != "block" { words.removeAll { $0 == "block" } }
    self = []
    // Who asks whether to wake does not wake.
    guard Self.questions.isDisjoint(with: words) else { return }
    for word in words {
      if Self.either.contains(word) { insert(.wakes) }
      if Self.wakers.contains(word) { formUnion([.wakes, .onlyWakes]) }
      if Self.sleepers.contains(word) { insert(.sleeps) }
    }
  }

  private static let wakers: Set<String> = [
    "wake", "wakeup", "notify", "signal", "unpark", "kick", "doorbell", "enter", "resume",
    "broadcast", "poke",
  ]
  private static let sleepers: Set<String> = ["wait", "park", "sleep", "block", "poll", "suspend"]
  /// Words in the names of calls that do either.
  private static let either: Set<String> = ["futex", "syscall"]
  /// Words in the names of functions that only say whether something is to be done.
  private static let questions: Set<String> = [
    "need", "needs", "should", "must", "is", "has", "can", "may", "want", "wants", "would",
  ]
}

extension MemoryLocation {
  /// Whether both are fields, and have one name in one record.
  fileprivate func isSameField(as other: MemoryLocation) -> Bool {
    guard case .field? = path.last else { return false }
    return path.last == other.path.last
  }
}
