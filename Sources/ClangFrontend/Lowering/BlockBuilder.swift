import OrderLint
import Vocabularies

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
    _ kind: Event.Kind, range: SourceRange, via: [SourceRange], layout: Layout? = nil
  ) -> EventID {
    let id = EventID(eventCount)
    eventCount += 1
    var event = Event(id: id, kind: kind, range: range, via: via, layout: layout)
    if case .call(.direct(let name), _) = kind {
      event.role = CXXLibrary.role(ofCall: name) ?? SignalCalls.role(of: name)
    }
    drafts[current].events.append(event)
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

  /// The blocks that the entry reaches, each a maximal run; blocks and events are numbered without
  /// gaps. Control that falls off the end returns.
  func finish() -> [Block] {
    var graph = drafts.map { Block(events: $0.events, terminator: $0.terminator ?? .return(nil)) }
    graph.skipEmptyBlocks()
    graph.mergeChains()
    let order = graph.reachable
    var numbers: [Int: Int] = [:]
    for (number, block) in order.enumerated() { numbers[block] = number }
    var identifiers = [Int](repeating: 0, count: eventCount)
    for (number, event) in order.flatMap({ graph[$0].events }).enumerated() {
      identifiers[event.id.index] = number
    }
    let new = { (id: EventID) in EventID(identifiers[id.index]) }
    return order.map { index in
      Block(
        events: graph[index].events.map { $0.renumbered(new) },
        terminator: graph[index].terminator.renumbered({ numbers[$0] ?? 0 }, new))
    }
  }
}

extension [Block] {
  /// Blocks that control can reach from the first, in the order a depth-first walk meets them.
  fileprivate var reachable: [Int] {
    var seen = [Bool](repeating: false, count: count)
    var order: [Int] = []
    var work = [0]
    while let block = work.popLast() {
      guard !seen[block] else { continue }
      seen[block] = true
      order.append(block)
      work += self[block].terminator.targets.reversed()
    }
    return order
  }

  /// Jumps to a block that only jumps on go to its target at once.
  fileprivate mutating func skipEmptyBlocks() {
    var final: [Int: Int] = [:]
    for index in indices {
      var target = index
      var steps = 0
      while self[target].events.isEmpty, case .jump(let next) = self[target].terminator,
        steps < count
      {
        target = final[next] ?? next
        steps += 1
      }
      final[index] = target
    }
    for index in indices {
      self[index].terminator = self[index].terminator.renumbered({ final[$0] ?? $0 }, { $0 })
    }
  }

  /// A block that only one jump leads to becomes a part of the block before it.
  fileprivate mutating func mergeChains() {
    let order = reachable
    var entries = [Int](repeating: 0, count: count)
    entries[0] = 1
    for index in order {
      for target in self[index].terminator.targets { entries[target] += 1 }
    }
    for index in order where entries[index] > 0 {
      while case .jump(let next) = self[index].terminator, next != index, entries[next] == 1 {
        self[index].events += self[next].events
        self[index].terminator = self[next].terminator
        entries[next] = 0
      }
    }
  }
}
