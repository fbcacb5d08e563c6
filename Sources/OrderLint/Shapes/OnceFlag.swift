/// Work that is to be done once, behind a plain flag that is tested, set and only then followed by the
/// work.
public struct OnceFlag: Sendable {
  public var flag: String
  public var function: String
  /// Where the flag is tested and set, and where the work begins.
  public var test: SourceRange
  public var set: SourceRange
  public var work: SourceRange
  /// Who says that threads come here: a caller, or what is called if the work is done.
  public var thread: String
}

/// Finds such functions in files with atomics, where a name says that each thread comes by.
struct OnceFlagFinder {
  let analysis: Analysis
  /// Callers of callers that are asked for their names.
  private let reach = 3

  init(analysis: Analysis) { self.analysis = analysis }

  func find() -> [OnceFlag] {
    let files = filesWithAtomics
    guard !files.isEmpty else { return [] }
    return analysis.program.functions.indices.compactMap { number in
      let function = analysis.program.functions[number]
      guard function.kind == .ordinary, files.contains(function.range.file), !function.isDamaged,
        !analysis.callGraph.escaping.contains(number), !analysis.runsAlone(number),
        let attempt = OnceAttempt(function, in: analysis.program),
        !analysis.isCalledUnderLock(number), let thread = thread(by: attempt, number)
      else { return nil }
      return OnceFlag(
        flag: analysis.program.globals[attempt.flag]?.name ?? attempt.flag, function: function.name,
        test: attempt.test, set: attempt.set, work: attempt.work, thread: thread)
    }
  }

  private var filesWithAtomics: Set<String> {
    var functions: Set<Int> = []
    for site in analysis.atomicSites.values.joined() {
      functions.insert(analysis.threads[site.thread].items[site.item].function)
    }
    return Set(functions.map { analysis.program.functions[$0].range.file })
  }

  /// The name of a function that each thread runs: one that is called when the work is done, or one
  /// that leads here.
  private func thread(by attempt: OnceAttempt, _ number: Int) -> String? {
    let program = analysis.program
    let first = openCallers(of: number)
    // Where everybody who comes here has a lock, there is nothing to tell.
    guard !first.isEmpty || analysis.callGraph.callers[number].isEmpty else { return nil }
    if let name = attempt.calledIfDone.first(where: { Self.saysThread($0) }) { return name }
    var seen: Set<Int> = [number]
    var callers = first
    for _ in 0..<reach {
      if let caller = callers.sorted().first(where: { Self.saysThread(program.functions[$0].name) })
      {
        return program.functions[caller].name
      }
      seen.formUnion(callers)
      callers = Set(callers.flatMap { openCallers(of: $0) }).subtracting(seen)
    }
    return nil
  }

  /// Callers that take no lock.
  private func openCallers(of number: Int) -> Set<Int> {
    Set(
      analysis.callGraph.callers[number].filter { caller in
        !analysis.program.functions[caller].events
          .contains(where: \.takesLock)
      })
  }

  /// Whether the function is about one thread: "threads" are many, which somebody starts.
  private static func saysThread(_ name: String) -> Bool {
    let words = NameWords.words(of: name)
    return words.contains("thread")
      && words.contains { ["init", "initialize", "attach", "register"].contains($0) }
  }
}

/// What a function does that tests a global, sets it, and does its work then.
private struct OnceAttempt {
  var flag: String
  var test: SourceRange
  var set: SourceRange
  var work: SourceRange
  var calledIfDone: [String]

  init?(_ function: Function, in program: Program) {
    guard let (block, read, symbol) = Self.test(in: function),
      let global = program.globals[symbol], !global.isConstant,
      global.initialValue == nil || global.initialValue == 0,
      global.type?.contains("*") != true,
      let (done, undone) = Self.ways(function.blocks[block].terminator, read.id)
    else { return nil }
    let ways = function.reachable(from: [undone]) { $0 == block }
    // Nobody who takes a lock, or swaps the flag, tests it alone.
    guard !function.blocks.flatMap(\.events).contains(where: \.keepsOthersOut) else { return nil }
    let sets = function.blocks[undone].events.firstIndex { $0.sets(symbol) }
    guard let sets, function.blocks[undone].events[..<sets].allSatisfy(\.isNoWork),
      // What is cleared again each time keeps a function from being called by itself.
      function.staysSet(symbol, from: undone)
    else { return nil }
    let after =
      function.blocks[undone].events[(sets + 1)...]
      + ways.subtracting([undone]).sorted().flatMap { function.blocks[$0].events }
    guard let work = after.first(where: { !$0.isNoWork }) else { return nil }
    let finished = function.reachable(from: [done]) { ways.contains($0) || $0 == block }
    flag = symbol
    test = read.range
    set = function.blocks[undone].events[sets].range
    self.work = work.range
    calledIfDone = finished.sorted().flatMap { function.blocks[$0].events }.compactMap(\.calledName)
  }

  /// The first branch, if it is on a global that is read plainly.
  private static func test(in function: Function) -> (block: Int, read: Event, symbol: String)? {
    var block = 0
    for _ in 0..<4 {
      guard function.blocks.indices.contains(block) else { return nil }
      let code = function.blocks[block]
      switch code.terminator {
      case .jump(let target): block = target
      case .branch(let condition, _, _):
        guard let tested = condition.testedResult,
          let read = code.events.first(where: { $0.id == tested }),
          case .read(at: .global(let symbol), let access) = read.kind, !access.isAtomic,
          code.events.allSatisfy(\.isNoWork)
        else { return nil }
        return (block, read, symbol)
      case .switch, .return, .unreachable: return nil
      }
    }
    return nil
  }

  /// Where control goes if the flag is set, and where if it is not.
  private static func ways(_ terminator: Terminator, _ read: EventID) -> (set: Int, clear: Int)? {
    guard case .branch(let condition, let then, let otherwise) = terminator else { return nil }
    switch condition {
    case .result(read), .binary(.notEqual, .result(read), .integer(0)): return (then, otherwise)
    case .not(.result(read)), .binary(.equal, .result(read), .integer(0)): return (otherwise, then)
    case .not(.binary(.notEqual, .result(read), .integer(0))): return (otherwise, then)
    default: return nil
    }
  }
}

extension Function {
  /// Whether some way from the block returns without having cleared the flag.
  fileprivate func staysSet(_ symbol: String, from start: Int) -> Bool {
    reachable(from: [start]) { block in blocks[block].events.contains { $0.clears(symbol) } }
      .contains { block in
        if case .return = blocks[block].terminator { true } else { false }
      }
  }
}

extension Operand {
  fileprivate var testedResult: EventID? {
    switch self {
    case .result(let event): event
    case .not(let inner), .binary(.equal, let inner, .integer(0)),
      .binary(.notEqual, let inner, .integer(0)):
      inner.testedResult
    case .integer, .null, .parameter, .local, .exchanged, .global, .slot, .field, .element,
      .function, .binary, .unknown:
      nil
    }
  }
}

extension Event {
  fileprivate var calledName: String? {
    if case .call(.direct(let name), _) = kind { name } else { nil }
  }

  fileprivate func sets(_ symbol: String) -> Bool {
    guard case .write(at: .global(symbol), .integer(let value), let access) = kind else {
      return false
    }
    return value != 0 && !access.isAtomic
  }

  fileprivate func clears(_ symbol: String) -> Bool {
    if case .write(at: .global(symbol), .integer(0), _) = kind { true } else { false }
  }

  /// Whether the event changes nothing that others see.
  fileprivate var isNoWork: Bool {
    switch kind {
    case .read, .assign, .fence, .opaque: true
    case .write(let address, _, _): address.isSlot
    case .update, .compareExchange, .allocate, .free, .lock, .unlock, .spawn, .join, .call: false
    }
  }

  /// Whether the event lets one thread in only.
  fileprivate var keepsOthersOut: Bool {
    switch kind {
    case .update, .compareExchange: true
    case .lock, .read, .write, .fence, .assign, .allocate, .free, .unlock, .spawn, .join, .call,
      .opaque:
      takesLock
    }
  }

  fileprivate var takesLock: Bool {
    switch kind {
    case .lock: true
    case .call(.direct(let name), _), .call(.member(let name), _):
      NameWords.words(of: name).contains {
        LockName.isAboutLocks($0) || $0.contains("mutex") || $0 == "once" || $0 == "enter"
      }
    case .update, .compareExchange, .read, .write, .fence, .assign, .allocate, .free, .unlock,
      .spawn, .join, .call, .opaque:
      false
    }
  }
}

extension Operand {
  fileprivate var isSlot: Bool {
    switch self {
    case .slot: true
    case .field(let base, _, _), .element(let base, _): base.isSlot
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .function, .not,
      .binary, .unknown:
      false
    }
  }
}
