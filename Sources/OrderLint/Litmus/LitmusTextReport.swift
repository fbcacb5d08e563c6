import MemoryModel

/// A litmus result as herd prints it, with the number of executions of each state and the races.
public struct LitmusTextReport {
  private let result: LitmusResult
  private let painter: Painter

  public init(_ result: LitmusResult) { self.init(result, painter: Painter(isEnabled: false)) }

  package init(_ result: LitmusResult, painter: Painter) {
    self.result = result
    self.painter = painter
  }

  public var text: String { lines.map { $0 + "\n" }.joined() }

  private var lines: [String] {
    let file = result.file
    let name = TerminalText.escaped(file.name)
    var lines = ["Test \(painter(name, .bold)) \(claim)", "States \(result.states.count)"]
    lines += stateLines
    lines.append(isUndefined ? "Undef" : validation)
    lines += ["Witnesses", "Positive: \(result.positive) Negative: \(result.negative)"]
    if isUndefined { lines.append("Flag data-race") }
    if let filter = file.filter { lines.append("Filter (\(file.show(filter)))") }
    lines.append("Condition \(file.conditionText)")
    lines.append(
      "Observation \(name) \(result.observation) \(result.positive) \(result.negative)")
    lines.append("Model \(result.model.name)")
    lines.append("Executions \(executions)")
    lines += raceLines
    if result.survey.assertionFailure != nil {
      lines.append("Assertion can fail\(place(ofAssertion: result.survey.assertionFailure))")
    }
    lines += machineLines
    lines.append("Verdict \(verdict)")
    return lines
  }

  private var isUndefined: Bool { result.survey.race != nil }

  private var claim: String {
    switch result.file.quantifier {
    case .exists: "Allowed"
    case .notExists: "Forbidden"
    case .forall: "Required"
    }
  }

  private var validation: String {
    switch result.isValidated {
    case true: "Ok"
    case false: "No"
    case nil: "Unknown"
    }
  }

  private var stateLines: [String] {
    let width = result.states.map { String($0.count).count }.max() ?? 0
    return result.states.map { state in
      let count = TerminalText.padded("\(state.count)", to: width)
      let values = result.file.observed.map { place in
        "\(TerminalText.escaped(place.description))=\(result.file.show(state.values[place] ?? 0));"
      }
      return "\(count) \(state.satisfiesCondition ? "*" : ":")>\(values.joined(separator: " "))"
    }
  }

  private var executions: String {
    let count = result.survey.count
    var text = "\(count.consistent)"
    if count.blocked > 0 { text += " (and \(count.blocked) blocked)" }
    if !count.isComplete { text += " (not all: the budget ran out)" }
    return text
  }

  private var raceLines: [String] {
    guard let execution = result.survey.race, let race = execution.race else {
      return ["Races none"]
    }
    let sides = [race.first, race.second].map { result.file.description(of: execution.events[$0]) }
    return ["Races \(sides.joined(separator: " with "))"]
  }

  private var machineLines: [String] {
    let verdicts = result.machines
    guard !verdicts.isEmpty else { return [] }
    let shown = Machine.allCases.compactMap { machine -> String? in
      let remark = machine.isApproximate ? " (approximate model)" : ""
      switch verdicts[machine] {
      case .possible: return machine.rawValue + remark
      case .undecided: return machine.rawValue + " (undecided)"
      case .impossible, nil: return nil
      }
    }
    return [
      "Shows on "
        + (shown.isEmpty
          ? "no machine, unless the compiler reorders" : shown.joined(separator: ", "))
    ]
  }

  private func place(ofAssertion execution: Execution?) -> String {
    guard let origin = execution?.failedAssertion,
      result.file.places.indices.contains(origin)
    else { return "" }
    let place = result.file.places[origin]
    return ": \(place.line):\(place.column): \(TerminalText.escaped(place.text))"
  }

  private var verdict: String {
    switch result.verdict {
    case .allowed: painter("allowed", .yellow)
    case .forbidden: painter("forbidden", .green)
    case .undecided: painter("undecided", .yellow) + " (the budget ran out)"
    case .race:
      painter("race", .red) + " (undefined behaviour; the condition itself is "
        + "\(result.outcome.rawValue))"
    }
  }
}

// MARK: - A test's own words

extension LitmusFile {
  /// The condition as herd prints it: `exists (0:r0=0 /\ [x]=1)`.
  public var conditionText: String { "\(quantifier.rawValue) (\(show(condition)))" }

  func show(_ condition: FinalCondition) -> String {
    switch condition {
    case .constant(let value): return value ? "true" : "false"
    case .equal(let place, let value):
      return TerminalText.escaped("\(place)=\(show(value))")
    case .same(let left, let right): return TerminalText.escaped("\(left)=\(right)")
    case .not(.equal(let place, let value)):
      return TerminalText.escaped("\(place)!=\(show(value))")
    case .not(let part): return "not (\(show(part)))"
    case .all(let parts):
      return parts.isEmpty ? "true" : parts.map(nested).joined(separator: " /\\ ")
    case .any(let parts):
      return parts.isEmpty ? "false" : parts.map(nested).joined(separator: " \\/ ")
    }
  }

  private func nested(_ condition: FinalCondition) -> String {
    switch condition {
    case .all(let parts) where parts.count > 1: "(\(show(condition)))"
    case .any(let parts) where parts.count > 1: "(\(show(condition)))"
    case .constant, .equal, .same, .not, .all, .any: show(condition)
    }
  }

  /// An event in words, with its place in the file if it has one.
  func description(of event: ExecutionEvent) -> String {
    let thread = event.thread.map { index in
      scenario.threads.indices.contains(index) ? scenario.threads[index].name : "P\(index)"
    }
    var text = (thread.map { "\($0): " } ?? "") + event.kind.text
    if let origin = event.origin, places.indices.contains(origin) {
      let place = places[origin]
      text += " at \(place.line):\(place.column) '\(place.text)'"
    }
    return TerminalText.escaped(text)
  }
}

extension ExecutionEvent.Kind {
  /// The event in the notation of papers: `W.rlx x 1`, `R.acq y = 0`.
  var text: String {
    switch self {
    case .read(let variable, let mode, let value): "R.\(mode.litmusName) \(variable) = \(value)"
    case .write(let variable, let mode, let value): "W.\(mode.litmusName) \(variable) := \(value)"
    case .update(let variable, let order, let old, let new):
      "U.\(order.litmusName) \(variable): \(old) → \(new)"
    case .fence(let order): "F.\(order.litmusName)"
    case .lock(let variable): "lock \(variable)"
    case .unlock(let variable): "unlock \(variable)"
    case .lifecycle(let lifecycle): lifecycle.text
    }
  }
}

extension ExecutionEvent.Lifecycle {
  fileprivate var text: String {
    switch self {
    case .spawn(let thread): "spawn P\(thread)"
    case .join(let thread): "join P\(thread)"
    case .allocate(let variable, let cells): "allocate \(variable) (\(cells))"
    case .free(let variable): "free \(variable)"
    case .choose(let value): "choose \(value)"
    }
  }
}
