import MemoryModel

/// Tells an execution in the user's terms.
struct WitnessBuilder {
  let program: Program
  let cut: CutScenario
  let execution: Execution

  func witness(missing: String, conclusion: String) -> Witness {
    let order = execution.interleaving()
    let numbers = Dictionary(
      uniqueKeysWithValues: order.enumerated().map { ($1.index, $0 + 1) })
    var witness = Witness(
      threads: cut.scenario.threads.indices.map(thread),
      events: order.compactMap { entry in
        event(entry.index, isOutOfOrder: entry.isOutOfOrder, numbers)
      },
      missing: missing, conclusion: conclusion)
    witness.test = LitmusFile(name: "", cut.scenario, showing: execution)
    witness.picture = picture
    return witness
  }

  private var picture: Witness.Picture {
    let events = execution.events
    let plain = events.indices.filter { index in
      let isAccess = events[index].valueRead != nil || events[index].valueWritten != nil
      return isAccess && events[index].thread != nil && !wasAtomic(events[index])
    }
    return Witness.Picture(
      execution: execution, ranges: events.map { $0.thread == nil ? nil : range(of: $0) },
      plain: Set(plain))
  }

  private func thread(_ index: Int) -> Witness.Thread {
    guard cut.threads.indices.contains(index) else {
      // A partner that stands for code we do not see has no place of its own.
      let nearest = cut.threads.first.map { program.functions[$0.function].range }
      let start = SourcePosition(line: 1, column: 1)
      return Witness.Thread(
        function: cut.scenario.threads[index].name,
        range: nearest ?? SourceRange(file: "", start: start, end: start))
    }
    let function = program.functions[cut.threads[index].function]
    return Witness.Thread(function: function.name, range: function.range)
  }

  private func event(
    _ index: Int, isOutOfOrder: Bool, _ numbers: [Int: Int]
  ) -> Witness.Event? {
    let event = execution.events[index]
    guard let thread = event.thread else { return nil }
    var result = Witness.Event(thread: thread, text: "", isOutOfOrder: isOutOfOrder)
    result.range = range(of: event)
    result.remark = remark(index, numbers)
    switch event.kind {
    case .read(let variable, let mode, let value):
      result.text = "\(variable) = \(show(value))"
      result.order = mode.name(wasAtomic: wasAtomic(event))
    case .write(let variable, let mode, let value):
      result.text = "\(variable) := \(show(value))"
      result.order = mode.name(wasAtomic: wasAtomic(event))
    case .update(let variable, let order, let old, let new):
      result.text = "\(variable): \(show(old)) → \(show(new))"
      result.order = order.name
    case .fence(let order):
      result.text = "fence"
      result.order = order.name
    case .lock(let variable): result.text = "lock \(variable)"
    case .unlock(let variable): result.text = "unlock \(variable)"
    case .lifecycle: return nil
    }
    return result
  }

  private func range(of event: ExecutionEvent) -> SourceRange? {
    guard let place = cut.item(of: event.origin),
      !cut.threads[place.thread].assumed.contains(place.item)
    else { return nil }
    return cut.threads[place.thread].items[place.item].range
  }

  /// Plain payload is shown as plain even where the scenario took it as relaxed.
  private func wasAtomic(_ event: ExecutionEvent) -> Bool {
    guard let place = cut.item(of: event.origin) else { return false }
    return cut.threads[place.thread].items[place.item].isAtomicAccess
  }

  private func remark(_ index: Int, _ numbers: [Int: Int]) -> String? {
    if let race = execution.race {
      if race.first == index { return numbers[race.second].map { "races with \($0)" } }
      if race.second == index { return numbers[race.first].map { "races with \($0)" } }
    }
    guard case .read(let variable, _, _) = execution.events[index].kind,
      let source = execution.readsFrom[index],
      (execution.modificationOrder[variable] ?? []).count > 1
    else { return nil }
    return execution.events[source].thread == nil ? "old" : "from \(numbers[source] ?? 0)"
  }

  private func show(_ value: Int) -> String { Witness.show(value) }
}

extension Witness {
  /// Addresses of objects are large numbers in the scenario; a reader needs only to tell them apart.
  static func show(_ value: Int) -> String {
    value >= 4096 ? "ptr\((value - 4096) / 16)" : "\(value)"
  }
}

extension MemoryOrder {
  /// How the language spells the order as an argument.
  public func spelling(in language: Language) -> String {
    switch (language, self) {
    case (.c, _): cName
    case (.cpp, _): "std::\(cName)"
    case (.swift, .relaxed): ".relaxed"
    case (.swift, .consume), (.swift, .acquire): ".acquiring"
    case (.swift, .release): ".releasing"
    case (.swift, .acquireRelease): ".acquiringAndReleasing"
    case (.swift, .sequentiallyConsistent): ".sequentiallyConsistent"
    }
  }

  /// How the language spells a fence of this order.
  public func fenceSpelling(in language: Language) -> String {
    switch language {
    case .c: "atomic_thread_fence(\(spelling(in: .c)));"
    case .cpp: "std::atomic_thread_fence(\(spelling(in: .cpp)));"
    case .swift: "atomicMemoryFence(ordering: \(spelling(in: .swift)))"
    }
  }

  /// The weakest order that gives what both give.
  public func joined(_ other: MemoryOrder) -> MemoryOrder {
    if isAtLeast(other) { return self }
    if other.isAtLeast(self) { return other }
    return .acquireRelease
  }
}

extension AccessMode {
  fileprivate func name(wasAtomic: Bool) -> String? {
    switch self {
    case .plain: nil
    case .atomic(let order): wasAtomic ? order.name : nil
    }
  }
}
