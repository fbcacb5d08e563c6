import MemoryModel

/// Findings, changes and bounds in words.
struct ModelWording {
  private let result: ModelResult
  let sources: ModelSources

  init(_ result: ModelResult, _ sources: ModelSources) {
    self.result = result
    self.sources = sources
  }

  func modelPlace(_ origin: Int?) -> ModelPlace? {
    origin.flatMap {
      result.model.places.indices.contains($0) ? result.model.places[$0] : nil
    }
  }

  func place(of origin: Int?) -> String {
    modelPlace(origin).map { sources.place($0.range) } ?? "the program"
  }

  func code(of origin: Int?) -> String? {
    modelPlace(origin).flatMap { sources.code($0.range) }
  }

  func headline(_ finding: ProgramFinding) -> String {
    switch finding.kind {
    case .dataRace:
      guard let pair = finding.execution.race else { return "data race" }
      let variable = finding.execution.events[pair.first].kind.place
      let other =
        [pair.first, pair.second].map { finding.execution.events[$0].origin }
        .first { $0 != finding.origin } ?? finding.origin
      return "data race on '\(variable?.name ?? "memory")' with "
        + (modelPlace(other).map { sources.shortPlace($0.range) } ?? "another thread")
    case .assertionFailure:
      return modelPlace(finding.origin)?.failure ?? "the assertion can fail"
    case .unreachableReached:
      let name = modelPlace(finding.origin)?.ending
      return name.map { "control can come to '\($0)'" }
        ?? "control can come to code that must not be reached"
    case .useAfterFree: return "an object can be used after its end"
    case .doubleFree: return "an object can be freed twice"
    case .invalidFree: return "what is freed can be no allocated object"
    case .invalidAccess: return "an access can go through a null pointer or outside every object"
    case .accessBeforeAllocation:
      return "an object can be used by a thread that its allocation does not happen before"
    case .unlockOfUnlocked: return "a mutex can be unlocked that is not locked"
    case .invalidCall: return "what is called, started or joined can be no function or thread"
    case .blockedForever: return "threads can wait for ever"
    }
  }

  func waiting(_ finding: ProgramFinding) -> [String] {
    finding.waiting.map { thread in
      let names = finding.execution.threads
      let name = names.indices.contains(thread.thread) ? names[thread.thread] : "a thread"
      return "\(name) waits at \(place(of: thread.origin))"
        + (code(of: thread.origin).map { ": \($0)" } ?? "")
    }
  }

  // MARK: Machines

  /// What machines show of the execution of a finding; empty if interleaving shows it.
  func visibility(_ finding: ProgramFinding) -> [(machine: Machine, shown: ExecutionVisibility)] {
    guard finding.execution.events.count <= Self.machineEvents,
      !ExecutionRelations(finding.execution).isSequentiallyConsistent
    else { return [] }
    return Machine.allCases.map { ($0, $0.visibility(of: finding.execution)) }
  }

  /// More events than this are too many for relations to be put together.
  private static let machineEvents = 400

  /// Where the execution can be seen, in lines.
  func machines(_ finding: ProgramFinding) -> [String] {
    let verdicts = visibility(finding)
    guard !verdicts.isEmpty else { return [] }
    func named(_ shown: ExecutionVisibility) -> String {
      verdicts.filter { $0.shown == shown }
        .map { $0.machine.rawValue + ($0.machine.isApproximate ? " (approximate model)" : "") }
        .joined(separator: ", ")
    }
    let (surely, perhaps) = (named(.possible), named(.withoutDependencies))
    var lines: [String] = []
    if !surely.isEmpty { lines.append("this execution on \(surely)") }
    if !perhaps.isEmpty {
      lines.append("unless what follows a read depends on it, on \(perhaps)")
    }
    return lines.isEmpty ? ["this execution on no machine that is known"] : lines
  }

  // MARK: Bounds

  /// Loops and recursion that were cut short.
  var limits: [String] {
    let found = result.report.limitsReached.map { limit -> String in
      switch limit {
      case .loop(let origin):
        "the loop at \(place(of: origin)) ran \(result.options.bound) times; raise --bound"
      case .countingLoop(let origin, let rounds):
        "the loop at \(place(of: origin)) ran \(rounds) times"
      case .spuriousFailures(let origin):
        "the weak exchange at \(place(of: origin)) failed spuriously once per thread"
      case .callDepth(let origin):
        "the recursion at \(place(of: origin))"
      case .threads(let origin): "the number of threads, at \(place(of: origin))"
      case .localSteps(let origin): "a very long computation at \(place(of: origin))"
      case .allocation(let origin):
        "an allocation of a negative or a very large size at \(place(of: origin))"
      }
    }
    return Set(found).sorted()
  }

  /// What the executions relied on and the language does not promise, each once.
  var assumptions: [String] {
    let used = result.report.assumptions
    var found = used.held.compactMap { modelPlace($0)?.assumption }
    for pair in used.unwritten where modelPlace(pair.read)?.isLibrary != true {
      if let text = modelPlace(pair.allocation)?.assumption { found.append(text) }
    }
    found += used.retried.map {
      "where it is only tried again, the weak exchange at \(place(of: $0)) does not fail spuriously"
    }
    return result.model.remarks + Set(found).sorted()
  }

  // MARK: Changes

  func text(of change: ModelRepair.Change) -> String {
    switch change {
    case .order(let order): return text(of: order)
    case .fence(let order, let origin, let isBefore):
      guard let place = modelPlace(origin) else { return "a fence" }
      return "\(order.fenceSpelling(in: place.language)) \(isBefore ? "before" : "after") "
        + sources.shortPlace(place.range) + codeSuffix(place)
    }
  }

  func text(of change: OrderChange) -> String {
    guard let place = modelPlace(change.origin) else { return "an order" }
    let what = change.isFailure ? " for the failed exchange" : ""
    guard let new = change.new else {
      return "no fence at \(sources.shortPlace(place.range))" + codeSuffix(place)
    }
    return "\(new.spelling(in: place.language)) instead of \(change.old.name)\(what) at "
      + sources.shortPlace(place.range) + codeSuffix(place)
  }

  private func codeSuffix(_ place: ModelPlace) -> String {
    (sources.text(place.range) ?? sources.code(place.range)).map { "  \($0)" } ?? ""
  }
}
