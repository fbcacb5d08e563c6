import MemoryModel

/// A pointer that goes from thread to thread through an atomic of which no access orders anything:
/// what it points to is not handed over with it.
public struct RelaxedPointer: Sendable {
  public var pointer: MemoryLocation
  public var accessCount: Int
  /// Items of thread 0 and 1: the access that stores a caller's pointer, and the one that gives it
  /// to another caller.
  public var store: TraceItem
  public var load: TraceItem
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
}

/// Finds containers for pointers all of whose operations are relaxed, where writers and users of the
/// memory are callers out of view.
struct RelaxedPointerFinder {
  let analysis: Analysis
  let oracle: Oracle

  func find() -> [RelaxedPointer] {
    analysis.atomicLocations.compactMap { location in
      let sites = analysis.atomicSites[location] ?? []
      guard sites.contains(where: isExchange), sites.allSatisfy(isRelaxedAndAlone) else {
        return nil
      }
      let stores = sites.filter(storesCallersPointer)
      let loads = sites.filter(givesAway)
      guard let store = stores.first,
        let load = loads.first(where: { function($0) != function(store) })
      else { return nil }
      return judge(location, Set(sites.map(range)).count, store, load)
    }
  }

  private func item(_ site: Analysis.Site) -> TraceItem {
    analysis.threads[site.thread].items[site.item]
  }

  private func function(_ site: Analysis.Site) -> Int { item(site).function }
  private func range(_ site: Analysis.Site) -> SourceRange { item(site).range }

  /// Whether several threads may store at the same time: nobody guards an exchange with a lock.
  private func isExchange(_ site: Analysis.Site) -> Bool {
    switch item(site).kind {
    case .update(_, .exchange, _, _), .compareExchange: true
    case .update, .read, .write, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume,
      .call, .opaque:
      false
    }
  }

  /// Whether the access is relaxed, and so is all else that its path does.
  private func isRelaxedAndAlone(_ site: Analysis.Site) -> Bool {
    let thread = analysis.threads[site.thread]
    let access = thread.items[site.item]
    return !analysis.needsCallersLock.contains(thread.function)
      && thread.items.allSatisfy { item in
        guard item.isAtomicAccess || item.mayFence else { return true }
        if item.function != access.function { return true }
        return item.ordering?.order == .relaxed && (item.readOrder ?? .relaxed) == .relaxed
      }
  }

  /// Whether a pointer that the caller gave is stored, and no lock is held.
  private func storesCallersPointer(_ site: Analysis.Site) -> Bool {
    let thread = analysis.threads[site.thread]
    guard case .parameter(let index)? = item(site).storedValue,
      item(site).function == thread.function,
      thread.locks.locks(at: site.item).isEmpty
    else { return false }
    let parameters = analysis.program.functions[thread.function].parameters
    guard parameters.indices.contains(index), let type = parameters[index].type else {
      return false
    }
    return type.contains("*") || type.contains("Pointer")
      || analysis.program.records[type] != nil
  }

  /// Whether what was read leaves the function as it is: returned, or given to a call.
  private func givesAway(_ site: Analysis.Site) -> Bool {
    let thread = analysis.threads[site.thread]
    guard item(site).isRead, item(site).function == thread.function else { return false }
    let pointer = Value.result(site.item)
    if thread.trace.returned == pointer { return true }
    return thread.items.dropFirst(site.item + 1).contains { item in
      if case .call(_, let arguments) = item.kind { arguments.contains(pointer) } else { false }
    }
  }

  private func judge(
    _ location: MemoryLocation, _ count: Int, _ store: Analysis.Site, _ load: Analysis.Site
  ) -> RelaxedPointer? {
    let word = Variable("\(location)")
    let memory = PointerHandoverFinder.memory
    let seen = Register("found")
    let scenario = Scenario(threads: [
      Scenario.Thread(
        name: name(store),
        steps: [
          Step(.store(memory, .constant(1), .plain)),
          Step(
            .store(word, .constant(1), .atomic(.relaxed)),
            origin: CutScenario.origin(thread: 0, item: store.item)),
        ]),
      Scenario.Thread(
        name: name(load),
        steps: [
          Step(
            .load(seen, word, .atomic(.relaxed)),
            origin: CutScenario.origin(thread: 1, item: load.item)),
          Step(.assume(.binary(.notEqual, .register(seen), .constant(0)))),
          Step(.load(Register("value"), memory, .plain)),
        ]),
    ])
    let question = Question.dataRace(on: memory)
    guard let execution = oracle.weakness(question, of: scenario) else { return nil }
    let threads = [analysis.threads[store.thread], analysis.threads[load.thread]]
    return RelaxedPointer(
      pointer: location, accessCount: count, store: item(store), load: item(load),
      cut: CutPair(cut: CutScenario(scenario: scenario, threads: threads, variables: [:])),
      question: question, execution: execution)
  }

  private func name(_ site: Analysis.Site) -> String {
    analysis.program.functions[analysis.threads[site.thread].function].name
  }
}
