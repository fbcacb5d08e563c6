import MemoryModel

/// The expressions of one function that read one atomic twice, as they are written.
struct DoubleReadPairs {
  struct Pair {
    var first: Event
    var second: Event
    var form: DoubleRead.Form
  }

  private let function: Function
  private let number: Int
  private let analysis: Analysis
  /// For each block, how many ways lead there.
  private let entrances: [Int]

  init(of function: Function, _ number: Int, in analysis: Analysis) {
    self.function = function
    self.number = number
    self.analysis = analysis
    var entrances = [Int](repeating: 0, count: function.blocks.count)
    for target in function.blocks.lazy.flatMap(\.terminator.targets)
    where entrances.indices.contains(target) {
      entrances[target] += 1
    }
    self.entrances = entrances
  }

  func find() -> [Pair] {
    function.blocks.indices.flatMap { block in
      let code = function.blocks[block]
      return combined(in: code) + tested(in: block) + assigned(in: code.events)
        + updated(in: code.events)
    }
  }

  /// Two reads that one expression computes with, on one line: what stands in two statements is
  /// read twice on purpose.
  private func combined(in code: Block) -> [Pair] {
    let events = code.events
    let reads = events.positions { $0.readAddress != nil }
    guard reads.count > 1 else { return [] }
    var combined: Set<[Int]> = []
    for operand in events.lazy.flatMap(\.kind.operands) + code.terminator.operands {
      combined.formUnion(operand.combinations(of: reads))
    }
    return combined.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }.compactMap { pair in
      let (first, second) = (events[pair[0]], events[pair[1]])
      guard isPair(first, second), !events[(pair[0] + 1)..<pair[1]].contains(where: \.mayWrite)
      else { return nil }
      return Pair(first: first, second: second, form: .combined)
    }
  }

  /// A test of what was read, and a second read for what hangs on the test.
  private func tested(in block: Int) -> [Pair] {
    let code = function.blocks[block]
    guard case .branch(let condition, let then, let otherwise) = code.terminator,
      !analysis.repeats(block, of: number)
    else { return [] }
    let mentioned = Set(condition.events)
    return code.events.filter {
      $0.readAddress != nil && mentioned.contains($0.id)
    }.flatMap { first -> [Pair] in
      [then, otherwise].compactMap { target -> Pair? in
        guard entrances.indices.contains(target), entrances[target] == 1,
          let second = function.blocks[target].events.first(where: { $0.readAddress != nil }),
          isPair(first, second), function.uses(second, in: target, assertedBy: block),
          !function.looksAtOtherBits(second, in: target, than: condition, of: first)
        else { return nil }
        return Pair(first: first, second: second, form: .testedThenUsed)
      }
    }
  }

  /// `x = f(x)` on an object whose plain operators are atomic, each by itself.
  private func assigned(in events: [Event]) -> [Pair] {
    var reads: [Operand: Event] = [:]
    return events.compactMap { event in
      if let address = event.readAddress { reads[address] = event }
      guard case .write(let address, let value, .atomic(let ordering)) = event.kind,
        ordering.isImplicit, let first = reads[address],
        first.isImplicit, value.mentions(first), value != .result(first.id),
        first.range.start.line == event.range.start.line,
        first.range.start > event.range.start
      else { return nil }
      return Pair(first: first, second: event, form: .assignment)
    }
  }

  /// `fetch_sub(&x, x - 1)`: the update is one step, and the read for its operand is another.
  private func updated(in events: [Event]) -> [Pair] {
    let reads = events.positions { if case .read = $0.kind { true } else { false } }
    return events.indices.compactMap { index in
      guard case .update(let address, _, let operand, _) = events[index].kind, address.isOneObject,
        let place = operand.events.compactMap({ reads[$0] }).filter({ place in
          guard place < index, case .read(address, _) = events[place].kind else { return false }
          return operand.mentions(events[place])
        }).max()
      else { return nil }
      let first = events[place]
      guard first.range.start.line <= events[index].range.end.line,
        first.range.end.line >= events[index].range.start.line
      else { return nil }
      return Pair(first: first, second: events[index], form: .operand)
    }
  }

  private func isPair(_ first: Event, _ second: Event) -> Bool {
    guard let address = first.readAddress, address == second.readAddress, address.isOneObject
    else { return false }
    return first.range != second.range && first.range.end.line == second.range.start.line
  }
}

extension [Event] {
  /// The places of the events that meet the condition.
  fileprivate func positions(where condition: (Event) -> Bool) -> [EventID: Int] {
    var found: [EventID: Int] = [:]
    for (position, event) in enumerated() where condition(event) { found[event.id] = position }
    return found
  }
}

extension Operand {
  /// The pairs of places, the earlier first, whose results meet in a computation.
  fileprivate func combinations(of places: [EventID: Int]) -> Set<[Int]> {
    var found: Set<[Int]> = []
    _ = collectCombinations(of: places, into: &found)
    return found
  }

  /// The places whose results the operand uses.
  private func collectCombinations(
    of places: [EventID: Int], into found: inout Set<[Int]>
  ) -> Set<Int> {
    switch self {
    case .result(let event): return places[event].map { [$0] } ?? []
    case .binary(let kind, let left, let right):
      let a = left.collectCombinations(of: places, into: &found)
      let b = right.collectCombinations(of: places, into: &found)
      if !kind.isComparison {
        for first in a {
          for second in b where first != second {
            found.insert([min(first, second), max(first, second)])
          }
        }
      }
      return a.union(b)
    case .field, .element, .not:
      return children.reduce(into: []) {
        $0.formUnion($1.collectCombinations(of: places, into: &found))
      }
    case .integer, .null, .parameter, .local, .exchanged, .global, .slot, .function, .unknown:
      return []
    }
  }
}

extension Event {
  /// The address of an atomic read.
  fileprivate var readAddress: Operand? {
    if case .read(let address, .atomic) = kind { address } else { nil }
  }

  fileprivate var isImplicit: Bool { kind.orderings.allSatisfy(\.isImplicit) }

  fileprivate var mayWrite: Bool {
    switch kind {
    case .lock, .unlock, .join, .opaque: true
    case .read, .write, .update, .compareExchange, .fence, .assign, .allocate, .free, .spawn, .call:
      kind.writes
    }
  }
}

extension Operand {
  fileprivate func mentions(_ event: Event) -> Bool { contains { $0 == .result(event.id) } }

  /// Whether the address is that of one object whenever it is written: no call and no memory is
  /// asked for it.
  fileprivate var isOneObject: Bool {
    switch self {
    case .global, .parameter, .local: true
    case .field(let base, _, _): base.isOneObject
    case .element(let base, let index): base.isOneObject && index.events.isEmpty
    case .result: true
    case .integer, .null, .exchanged, .slot, .function, .not, .binary, .unknown: false
    }
  }
}

extension Function {
  /// Whether what the event reads first thing in the block is tested together with what was read
  /// before, or used as a value or an address. A test that ends the program if it fails is an
  /// assertion.
  fileprivate func uses(_ event: Event, in block: Int, assertedBy earlier: Int) -> Bool {
    let code = blocks[block]
    if case .branch(let condition, _, _) = code.terminator, condition.mentions(event) {
      let shared = Set(code.terminator.targets).intersection(blocks[earlier].terminator.targets)
      return shared.contains { blocks[$0].terminator != .unreachable }
    }
    let later = code.events.drop { $0.id != event.id }.dropFirst()
    return later.contains { $0.uses(event) } || code.terminator.returns(event)
  }
}

extension Event {
  fileprivate func uses(_ event: Event) -> Bool {
    switch kind {
    case .assign(_, let value): value.mentions(event)
    case .read(let address, _): address.mentions(event)
    case .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn, .join,
      .call, .opaque:
      false
    }
  }
}

extension Terminator {
  fileprivate func returns(_ event: Event) -> Bool {
    if case .return(let value?) = self { value.mentions(event) } else { false }
  }
}

extension Function {
  /// Whether the test of what was read second masks it with other bits than the first test did.
  fileprivate func looksAtOtherBits(
    _ second: Event, in block: Int, than condition: Operand, of first: Event
  ) -> Bool {
    guard case .branch(let next, _, _) = blocks[block].terminator,
      let tested = condition.mask(of: first.id), let asked = next.mask(of: second.id)
    else { return false }
    return tested & asked == 0
  }
}

extension Operand {
  /// The bits of the result that the value is made of, if it is masked with a constant.
  fileprivate func mask(of id: EventID) -> Int64? {
    switch self {
    case .binary(.and, .result(id), .integer(let mask)),
      .binary(.and, .integer(let mask), .result(id)):
      return mask
    default:
      return children.lazy.compactMap { $0.mask(of: id) }.first
    }
  }
}
