import MemoryModel

/// The execution of a finding without what only one thread sees.
struct ModelTrace {
  let execution: Execution
  private let finding: ProgramFinding

  init(_ finding: ProgramFinding) {
    self.finding = finding
    execution = finding.execution.reduced(keeping: finding.origin)
  }

  /// The events in an order in which they can take effect, with their source.
  func lines(_ wording: ModelWording) -> [String] {
    let order = execution.interleaving()
    var rows: [[String]] = []
    for (number, step) in order.enumerated() {
      let event = execution.events[step.index]
      guard let thread = event.thread else { continue }
      let name =
        execution.threads.indices.contains(thread) ? execution.threads[thread] : "\(thread)"
      let place = wording.modelPlace(event.origin)
      let note = step.isOutOfOrder ? "takes effect early" : ""
      rows.append([
        "\(number + 1)", TerminalText.escaped(name), text(of: event, step.index),
        place.map { wording.sources.shortPlace($0.range) } ?? "",
        [
          place.flatMap { wording.sources.text($0.range) ?? wording.sources.code($0.range) } ?? "",
          note,
        ]
        .filter { !$0.isEmpty }.joined(separator: "   ← "),
      ])
    }
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        column == 4
          ? text
          : column == 0 ? padding(text, widths[0]) + text : text + padding(text, widths[column])
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  private func padding(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count))
  }

  private func text(of event: ExecutionEvent, _ index: Int) -> String {
    var text: String
    switch event.kind {
    case .read(let variable, let mode, let value):
      text = "\(variable) = \(execution.show(value))\(mode.suffix)"
    case .write(let variable, let mode, let value):
      text = "\(variable) := \(execution.show(value))\(mode.suffix)"
    case .update(let variable, let order, let old, let new):
      text = "\(variable): \(execution.show(old)) → \(execution.show(new))  \(order.name)"
    case .fence(let order): text = "fence  \(order.name)"
    case .lock(let variable): text = "lock \(variable)"
    case .unlock(let variable): text = "unlock \(variable)"
    case .lifecycle(.spawn(let thread)): text = "start \(name(thread))"
    case .lifecycle(.join(let thread)): text = "join \(name(thread))"
    case .lifecycle(.allocate(let variable, _)): text = "allocate \(variable)"
    case .lifecycle(.free(let variable)): text = "free \(variable)"
    case .lifecycle(.choose(let value)): text = "choose \(value)"
    }
    if let race = execution.race, race.first == index || race.second == index { text += "  races" }
    return TerminalText.escaped(text)
  }

  private func name(_ thread: Int) -> String {
    execution.threads.indices.contains(thread) ? execution.threads[thread] : "thread \(thread)"
  }

  func diagram(_ wording: ModelWording) -> ExecutionDiagram {
    var notes: [Int: ExecutionDiagram.Note] = [:]
    for (index, event) in execution.events.enumerated() {
      guard let place = wording.modelPlace(event.origin) else { continue }
      notes[index] = ExecutionDiagram.Note(
        place: wording.sources.shortPlace(place.range),
        code: wording.sources.text(place.range) ?? "")
    }
    return ExecutionDiagram(
      execution, threads: execution.threads.map { TerminalText.escaped($0) }, notes: notes,
      showing: execution.show)
  }
}

extension AccessMode {
  fileprivate var suffix: String {
    switch self {
    case .plain: ""
    case .atomic(let order): "  \(order.name)"
    }
  }
}

extension Execution {
  /// Without accesses to memory that only one thread touches, and the lives of such objects.
  func reduced(keeping origin: Int?) -> Execution {
    var threadsOf: [Variable: Set<Int>] = [:]
    for event in events {
      guard let thread = event.thread, let variable = event.kind.place else { continue }
      if case .lifecycle = event.kind { continue }
      threadsOf[variable, default: []].insert(thread)
    }
    let shared = Set(threadsOf.filter { $0.value.count > 1 }.keys)
    let objects = Set(shared.map(\.object))
    let kept = events.indices.filter { index in
      if index == race?.first || index == race?.second { return true }
      let event = events[index]
      guard let variable = event.kind.place else { return true }
      if case .lifecycle = event.kind { return objects.contains(variable.object) }
      return shared.contains(variable) || origin != nil && event.origin == origin
    }
    // Where all threads keep to themselves, all of it is what happened.
    return kept.isEmpty ? self : selecting(kept)
  }

  private func selecting(_ kept: [Int]) -> Execution {
    let numbers = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    var readsFrom: [Int: Int] = [:]
    for (read, write) in self.readsFrom {
      if let read = numbers[read], let write = numbers[write] { readsFrom[read] = write }
    }
    var orders: [Variable: [Int]] = [:]
    for (variable, writes) in modificationOrder {
      let left = writes.compactMap { numbers[$0] }
      if !left.isEmpty { orders[variable] = left }
    }
    let pair = race.flatMap { race -> RacingPair? in
      guard let first = numbers[race.first], let second = numbers[race.second] else { return nil }
      return RacingPair(first: first, second: second)
    }
    var result = Execution(
      events: kept.map { events[$0] }, readsFrom: readsFrom, modificationOrder: orders,
      race: pair, failedAssertion: failedAssertion, threads: threads, addresses: addresses)
    result.valueNames = valueNames
    result.failedExchanges = Set(failedExchanges.compactMap { numbers[$0] })
    return result
  }
}

extension Variable {
  /// The object a cell belongs to: `heap3` of `heap3[1]`.
  fileprivate var object: Substring { name.prefix { $0 != "[" && $0 != "." } }
}
