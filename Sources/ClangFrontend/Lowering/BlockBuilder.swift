import OrderLint

/// Blocks under construction. There is always a current block; code after a jump goes to a fresh
/// one, which is dropped at the end if nothing leads there.
struct BlockBuilder {
  private struct Draft {
    var events: [Event] = []
    var terminator: Terminator?
  }

  private var drafts: [Draft] = [Draft()]
  private(set) var current = 0
  private var eventCount = 0

  var isTerminated: Bool { drafts[current].terminator != nil }

  mutating func makeBlock() -> Int {
    drafts.append(Draft())
    return drafts.count - 1
  }

  mutating func emit(
    _ kind: Event.Kind, range: SourceRange, via: [SourceRange]
  ) -> EventID {
    let id = EventID(eventCount)
    eventCount += 1
    drafts[current].events.append(Event(id: id, kind: kind, range: range, via: via))
    return id
  }

  /// Ends the current block; what follows is unreachable until `begin`.
  mutating func terminate(_ terminator: Terminator) {
    if drafts[current].terminator == nil { drafts[current].terminator = terminator }
    current = makeBlock()
  }

  /// Ends the current block by going to `block`, which becomes current.
  mutating func begin(_ block: Int) {
    if drafts[current].terminator == nil { drafts[current].terminator = .jump(block) }
    current = block
  }

  /// Ends an earlier block whose terminator was not known yet.
  mutating func setTerminator(of block: Int, _ terminator: Terminator) {
    drafts[block].terminator = terminator
  }

  /// The blocks that the entry reaches, in the order of their making, renumbered. Control that falls
  /// off the end returns.
  func finish() -> [Block] {
    let reached = reachable()
    var numbers: [Int: Int] = [:]
    for (number, block) in reached.enumerated() { numbers[block] = number }
    return reached.map { index in
      Block(
        events: drafts[index].events,
        terminator: (drafts[index].terminator ?? .return(nil)).renumbered(numbers))
    }
  }

  private func reachable() -> [Int] {
    var seen: Set<Int> = [0]
    var work = [0]
    while let block = work.popLast() {
      let targets = drafts[block].terminator?.targets ?? []
      for target in targets where seen.insert(target).inserted { work.append(target) }
    }
    return seen.sorted()
  }
}

extension Terminator {
  fileprivate var targets: [Int] {
    switch self {
    case .jump(let target): [target]
    case .branch(_, let then, let otherwise): [then, otherwise]
    case .switch(_, let cases, let fallback): cases.map(\.target) + [fallback]
    case .return, .unreachable: []
    }
  }

  fileprivate func renumbered(_ numbers: [Int: Int]) -> Terminator {
    func new(_ block: Int) -> Int { numbers[block] ?? 0 }
    switch self {
    case .jump(let target): return .jump(new(target))
    case .branch(let condition, let then, let otherwise):
      return .branch(condition, then: new(then), else: new(otherwise))
    case .switch(let value, let cases, let fallback):
      return .switch(
        value, cases: cases.map { SwitchCase(value: $0.value, target: new($0.target)) },
        default: new(fallback))
    case .return, .unreachable: return self
    }
  }
}
