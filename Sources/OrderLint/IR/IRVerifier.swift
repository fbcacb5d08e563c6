/// Checks what every module must satisfy whichever front end made it. An empty answer means sound.
public enum IRVerifier {
  /// The violations, in the order of the module's text.
  public static func problems(in module: Module) -> [String] {
    duplicates(of: module.functions.map(\.symbol), what: "function")
      + duplicates(of: module.globals.map(\.symbol), what: "global")
      + duplicates(of: module.records.map(\.name), what: "record")
      + module.functions.flatMap(problems)
      + module.records.filter { !$0.range.isSane }.map { "record '\($0.name)': bad range" }
  }

  /// The violations in one function, each beginning with its name and place.
  public static func problems(in function: Function) -> [String] {
    var verifier = FunctionVerifier(function)
    verifier.verify()
    return verifier.problems
  }

  private static func duplicates(of names: [String], what: String) -> [String] {
    var seen: Set<String> = []
    return names.filter { !seen.insert($0).inserted }.map { "\(what) '\($0)' is defined twice" }
  }
}

extension SourceRange {
  /// Whether start and end are positions in that order, or the range is `nowhere`.
  var isSane: Bool {
    self == .nowhere
      || (!file.isEmpty && start.line >= 1 && start.column >= 1 && end.column >= 1 && start <= end)
  }
}

/// Collects the violations of one function.
private struct FunctionVerifier {
  let function: Function
  var problems: [String] = []
  private var kinds: [EventID: Event.Kind] = [:]
  private var place = ""

  init(_ function: Function) { self.function = function }

  mutating func verify() {
    place = "function '\(function.symbol)'"
    if function.blocks.isEmpty { report("has no block") }
    if !function.range.isSane { report("bad range") }
    collectEvents()
    for (index, block) in function.blocks.enumerated() { verify(block, index) }
    verifyDefinitions()
  }

  private mutating func report(_ message: String) { problems.append("\(place): \(message)") }

  private mutating func collectEvents() {
    let events = function.blocks.flatMap(\.events)
    // Passes keep arrays indexed by event, so identifiers must stay near their number.
    let limit = 4 * events.count + 64
    for event in events {
      if kinds.updateValue(event.kind, forKey: event.id) != nil {
        report("two events are called %\(event.id.index)")
      }
      if event.id.index < 0 || event.id.index >= limit {
        report("event %\(event.id.index) is out of range for \(events.count) events")
      }
    }
  }

  private mutating func verify(_ block: Block, _ index: Int) {
    for event in block.events {
      place = "function '\(function.symbol)', event %\(event.id.index)"
      for operand in event.kind.operands { verify(operand) }
      if case .assign(let local, _) = event.kind { verify(local) }
      for range in [event.range] + event.via where !range.isSane { report("bad range") }
      for ordering in event.kind.orderings {
        if let range = ordering.range, !range.isSane { report("bad range of the order") }
      }
    }
    place = "function '\(function.symbol)', end of b\(index)"
    for operand in block.terminator.operands { verify(operand) }
    for target in block.terminator.targets where !function.blocks.indices.contains(target) {
      report("b\(target) does not exist")
    }
    if case .switch(_, let cases, _) = block.terminator {
      var seen: Set<Int64> = []
      for label in cases where !seen.insert(label.value).inserted {
        report("case \(label.value) stands twice")
      }
    }
  }

  private mutating func verify(_ operand: Operand) {
    switch operand {
    case .parameter(let index):
      if !function.parameters.indices.contains(index) {
        report("parameter \(index) does not exist")
      }
    case .local(let id), .slot(let id): verify(id)
    case .result(let id):
      if let kind = kinds[id] {
        if !kind.hasResult { report("%\(id.index) has no result") }
      } else {
        report("%\(id.index) does not exist")
      }
    case .exchanged(let id):
      if let kind = kinds[id] {
        if !kind.hasSuccess { report("%\(id.index) cannot fail") }
      } else {
        report("%\(id.index) does not exist")
      }
    case .integer, .null, .global, .function, .unknown, .field, .element, .not, .binary: break
    }
    for child in operand.children { verify(child) }
  }

  private mutating func verify(_ local: LocalID) {
    if !function.locals.indices.contains(local.index) {
      report("local \(local.index) does not exist")
    }
  }

  // MARK: Definitions before uses

  /// Every use of an event's value must come after the event on every path from the entry.
  private mutating func verifyDefinitions() {
    for (index, known) in definitionsAtEntry() {
      var defined = known
      for event in function.blocks[index].events {
        place = "function '\(function.symbol)', event %\(event.id.index)"
        for operand in event.kind.operands { verify(operand, comesAfter: defined) }
        defined.insert(event.id)
      }
      place = "function '\(function.symbol)', end of b\(index)"
      for operand in function.blocks[index].terminator.operands {
        verify(operand, comesAfter: defined)
      }
    }
  }

  private mutating func verify(_ operand: Operand, comesAfter defined: Set<EventID>) {
    for id in operand.events where kinds[id] != nil && !defined.contains(id) {
      report("%\(id.index) is used where it may not have happened")
    }
  }

  /// For each block that the entry reaches, the events that have happened on every way to it.
  private func definitionsAtEntry() -> [(Int, Set<EventID>)] {
    guard !function.blocks.isEmpty else { return [] }
    var known: [Int: Set<EventID>] = [0: []]
    var pending = [0]
    while let index = pending.popLast() {
      let after = (known[index] ?? []).union(function.blocks[index].events.map(\.id))
      for target in function.blocks[index].terminator.targets
      where function.blocks.indices.contains(target) {
        let merged = known[target].map { $0.intersection(after) } ?? after
        if known[target] != merged {
          known[target] = merged
          pending.append(target)
        }
      }
    }
    return known.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
