import MemoryModel

/// Finds counters whose operations are stronger than relaxed although their values decide nothing.
struct QuietCounterFinder {
  let analysis: Analysis
  let objects: ClosedAtomics

  private var program: Program { analysis.program }

  func find() -> [ExcessOrder] {
    objects.all.compactMap { atomic in
      guard !atomic.threads.isEmpty, atomic.uses.allSatisfy(isQuiet) else { return nil }
      let relaxed = { (event: Event) -> MemoryOrder? in
        event.kind.orderings.isEmpty ? nil : .relaxed
      }
      let places = atomic.places(in: program, enough: relaxed)
      guard let first = places.first,
        OutcomeComparison(
          analysis: analysis, atomic: atomic, enough: { _ in .relaxed }, ignoresValues: true
        ).isProven()
      else { return nil }
      return ExcessOrder(
        reason: .counter, object: "\(atomic.location)", place: first,
        others: Array(places.dropFirst()), edits: atomic.edits(in: program, enough: relaxed))
    }
  }

  /// Whether the operation counts without looking, or looks only to say what it saw.
  private func isQuiet(_ use: ClosedAtomic.Use) -> Bool {
    let function = program.functions[use.function]
    switch use.event.kind {
    case .update(_, .add, let operand, let ordering),
      .update(_, .subtract, let operand, let ordering):
      return ordering.order != nil && !operand.dependsOnAtomics(in: function)
        && function.onlyReports(use.event.id, program)
    case .read(_, .atomic(let ordering)):
      return ordering.order != nil && function.onlyReports(use.event.id, program)
    case .write(_, _, .atomic): return use.isExclusive
    case .update, .read, .write, .compareExchange, .fence, .assign, .allocate, .free, .lock,
      .unlock, .spawn, .join, .call, .opaque:
      return false
    }
  }
}

extension Operand {
  /// Whether the value comes from an atomic operation of the function.
  fileprivate func dependsOnAtomics(in function: Function) -> Bool {
    let read = Set(events)
    return function.events.contains {
      read.contains($0.id) && $0.isSynchronization
    }
  }
}

extension Function {
  /// Whether the event's result goes into functions that print or log, and nowhere else.
  fileprivate func onlyReports(_ event: EventID, _ program: Program) -> Bool {
    let isResult = { (operand: Operand) in operand.contains { $0 == .result(event) } }
    for block in blocks {
      if block.terminator.operands.contains(where: isResult) { return false }
      for other in block.events where other.kind.operands.contains(where: isResult) {
        guard case .call(.direct(let name), _) = other.kind,
          program.resolve(symbol: name, from: self) == nil, Self.prints(name)
        else { return false }
      }
    }
    return true
  }

  private static func prints(_ symbol: String) -> Bool {
    let name = symbol.prefix { $0 != "(" }
    let words: Set<String> = ["printf", "fprintf", "vprintf", "puts", "syslog", "print", "log"]
    return NameWords.words(of: String(name)).contains { words.contains($0) }
  }
}
