import MemoryModel

/// What is taken for granted where the language does not. An `assume` that always holds stands at
/// such places, so that the report can name what was really relied on.
extension RoutineBuilder {
  /// Notes that the code from here on is right only if `text` is.
  mutating func assume(_ text: String, at range: SourceRange) {
    emit(.assume(.constant(1)), place(range, assuming: text))
  }

  func makePlace(_ range: SourceRange, assuming text: String) -> ModelPlace {
    var place = ModelPlace(range: range, function: function.name, language: function.language)
    place.assumption = text
    return place
  }

  mutating func place(_ range: SourceRange, assuming text: String) -> Int {
    owner.place(makePlace(range, assuming: text))
  }

  /// Notes reads of variables that were never assigned, when control comes to them.
  mutating func noteAssumptions(of operands: [Operand], at range: SourceRange) {
    if key.function == owner.main, operands.contains(where: \.usesParameters) {
      assume("the arguments of main are 0", at: range)
    }
    guard !assignmentFlags.isEmpty else { return }
    let locals = operands.reduce(into: Set<Int>()) { $0.formUnion($1.locals) }
    for local in locals.sorted() {
      guard let flag = assignmentFlags[local] else { continue }
      let origin = place(range, assuming: startsAsZero(function.locals[local].name))
      let (note, rest) = (blocks.count, blocks.count + 1)
      blocks.append(
        ConcurrentProgram.Block(
          [ConcurrentProgram.Instruction(.assume(.constant(1)), origin: origin)], .jump(rest),
          origin: origin))
      splitBlock(.branch(.register(flag), then: rest, else: note), origin)
    }
  }

  func startsAsZero(_ variable: String) -> String {
    "'\(variable)' in '\(function.name)' starts as 0"
  }

  /// A captured variable is one object, however often its function runs.
  mutating func noteCaptures() {
    guard function.language == .swift, owner.ownsCaptures(key.function) else { return }
    var runs = owner.runs ?? FunctionRuns(owner.program, started: owner.started)
    let count = runs.count(of: key.function)
    owner.runs = runs
    guard count > 1 else { return }
    assume(
      "what closures capture of '\(function.name)' is one object, however often it runs",
      at: function.range)
  }
}

extension ModelBuilder {
  /// Whether a variable of the function is captured by a closure.
  fileprivate func ownsCaptures(_ function: Int) -> Bool {
    let owner = program.functions[function]
    return program.globals.values.contains { global in
      guard let dot = global.symbol.lastIndex(of: ".") else { return false }
      let prefix = global.symbol[..<dot]
      return (prefix == owner.symbol || prefix == owner.name) && recordLayouts.isCaptured(global)
    }
  }
}

/// How often functions may run in one execution: never, once, or more often.
struct FunctionRuns {
  private let started: [Int]
  /// Of each function, who calls or names it, and how often.
  private var users: [Int: [(caller: Int, uses: Int)]] = [:]
  private var known: [Int: Int] = [:]

  init(_ program: Program, started: [Int]) {
    self.started = started
    for (caller, source) in program.functions.enumerated() {
      var uses: [Int: Int] = [:]
      for (index, block) in source.blocks.enumerated() {
        let targets = block.events.flatMap { Self.targets(of: $0, in: source, program) }
        guard !targets.isEmpty else { continue }
        let weight = source.isInLoop(index) ? 2 : 1
        for target in targets { uses[target] = min(uses[target, default: 0] + weight, 2) }
      }
      for (target, count) in uses { users[target, default: []].append((caller, count)) }
    }
  }

  /// At most 2, which stands for any number.
  mutating func count(of function: Int) -> Int {
    if let known = known[function] { return known }
    // Who comes here again is recursive.
    known[function] = 2
    var total = started.count { $0 == function }
    for user in users[function] ?? [] where total < 2 {
      total += user.uses * count(of: user.caller)
    }
    known[function] = min(total, 2)
    return min(total, 2)
  }

  /// The functions that the event calls, or names as values.
  private static func targets(
    of event: Event, in source: Function, _ program: Program
  ) -> [Int] {
    var found = event.kind.operands.flatMap(\.functions).compactMap {
      program.resolve(symbol: $0, from: source)
    }
    if case .call(let callee, _) = event.kind, let target = program.resolve(callee, from: source) {
      found.append(target)
    }
    return found
  }
}

extension Operand {
  /// The functions that are values in the operand.
  fileprivate var functions: [String] {
    if case .function(let symbol) = self { return [symbol] }
    return children.flatMap(\.functions)
  }
}

extension Function {
  /// Whether control can come from the block to itself.
  fileprivate func isInLoop(_ block: Int) -> Bool {
    var seen: Set<Int> = []
    var pending = blocks[block].terminator.targets
    while let next = pending.popLast() {
      if next == block { return true }
      guard blocks.indices.contains(next), seen.insert(next).inserted else { continue }
      pending += blocks[next].terminator.targets
    }
    return false
  }
}

extension Function {
  /// The events whose results are used, other than to be returned.
  func usedResults(alsoReturned: Bool) -> Set<EventID> {
    var found: Set<EventID> = []
    for block in blocks {
      for event in block.events {
        for operand in event.kind.operands { found.formUnion(operand.events) }
      }
      if case .return = block.terminator, !alsoReturned { continue }
      for operand in block.terminator.operands { found.formUnion(operand.events) }
    }
    return found
  }

  /// What is returned, on each way out.
  var returnedOperands: [Operand] {
    blocks.compactMap { block in
      if case .return(let value) = block.terminator { value } else { nil }
    }
  }
}

extension Operand {
  /// Whether the value depends on something that is not known.
  var isUnknown: Bool {
    if case .unknown = self { return true }
    return children.contains(where: \.isUnknown)
  }

  /// A result that is none: that of a function which returns nothing, or does not return.
  var isNothing: Bool {
    guard case .unknown(let what) = self else { return false }
    return ["()", "void", "nothing", "never"].contains(what)
  }
}
