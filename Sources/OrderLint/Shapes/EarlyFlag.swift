import MemoryModel

/// A flag that is set before what it announces is written: no order can mend that.
public struct EarlyFlag: Sendable {
  public var flag: MemoryLocation
  public var data: MemoryLocation
  /// Thread 0 sets the flag and then writes the data, thread 1 reads the data if the flag is set.
  public var cut: CutPair
  public var store: Int
  public var write: Int
  public var load: Int
  public var read: Int
  public var question: Question
  /// Sequential consistency allows it, too.
  public var execution: Execution
}

/// Finds flags that are set too early: data that all others read only when the flag is set, and that
/// its only writer writes after it has set the flag.
struct EarlyFlagFinder {
  let analysis: Analysis
  let oracle: Oracle

  func find() -> [EarlyFlag] {
    var known: Set<SourceRange> = []
    return analysis.atomicLocations.flatMap { flag in
      (analysis.atomicSites[flag] ?? []).compactMap { setter in
        let thread = analysis.threads[setter.thread]
        guard !known.contains(thread.items[setter.item].range),
          let found = earlyFlag(flag, setter)
        else { return nil }
        known.insert(thread.items[setter.item].range)
        return found
      }
    }
  }

  private func earlyFlag(_ flag: MemoryLocation, _ setter: Analysis.Site) -> EarlyFlag? {
    let thread = analysis.threads[setter.thread]
    guard case .write(_, .integer(let value), .atomic) = thread.items[setter.item].kind, value != 0
    else { return nil }
    for write in thread.items.indices.dropFirst(setter.item + 1) {
      guard thread.items[write].isPlainAccess, thread.items[write].isWrite,
        !thread.isExclusive[write], thread.locks.locks(at: write).isEmpty,
        let data = thread.location(at: write), sharesObject(thread, setter.item, write),
        !thread.items.indices.prefix(setter.item).contains(where: {
          thread.items[$0].isWrite && thread.location(at: $0)?.overlaps(data) == true
        }), let reader = reader(of: data, behind: flag, value, besides: thread.function)
      else { continue }
      return judge(flag, data, (setter, write), reader)
    }
    return nil
  }

  /// Whether the flag and the data lie in one object.
  private func sharesObject(_ thread: ThreadTrace, _ flag: Int, _ data: Int) -> Bool {
    guard let a = thread.places[flag], let b = thread.places[data] else { return false }
    return a.object.base == b.object.base && a.location.root == b.location.root
  }

  private typealias Reader = (thread: Int, load: Int, read: Int)

  /// A reader of the data in another function, if every such reader has found the flag set, and
  /// nobody else writes the data.
  private func reader(
    of data: MemoryLocation, behind flag: MemoryLocation, _ value: Int64, besides setter: Int
  ) -> Reader? {
    var found: Reader?
    for (location, sites) in analysis.plainSites where location.overlaps(data) {
      for site in sites {
        let thread = analysis.threads[site.thread]
        if thread.function == setter || copies(thread.items[site.item].function) { continue }
        guard !thread.items[site.item].isWrite,
          thread.locks.locks(at: site.item).isEmpty,
          !analysis.needsCallersLock.contains(thread.function),
          let load = thread.flagFoundSet(flag, value, before: site.item)
        else { return nil }
        if found.map({ ($0.thread, $0.read) > (site.thread, site.item) }) ?? true {
          found = (site.thread, load, site.item)
        }
      }
    }
    return found
  }

  /// Whether the function makes a copy of an object that its caller has.
  private func copies(_ function: Int) -> Bool {
    let function = analysis.program.functions[function]
    if case .initializer = function.kind { return true }
    return function.name.hasSuffix("operator=")
  }

  private func judge(
    _ flag: MemoryLocation, _ data: MemoryLocation, _ setter: (Analysis.Site, Int),
    _ reader: Reader
  ) -> EarlyFlag? {
    let parts = analysis.slices(setter.0.thread, reader.thread, data: [data])
    var builder = ScenarioBuilder(program: analysis.program, slices: [parts.first, parts.second])
    let cut = CutPair(cut: builder.build())
    let question = Question.dataRace(on: cut.variable(of: data))
    guard
      case .allowed(let execution) = oracle.ask(
        question, of: cut.scenario, model: .sequentialConsistency)
    else { return nil }
    return EarlyFlag(
      flag: flag, data: data, cut: cut, store: setter.0.item, write: setter.1, load: reader.load,
      read: reader.read, question: question, execution: execution)
  }
}

extension ThreadTrace {
  /// The read of the flag after which the path to the item is taken only if the flag is set.
  fileprivate func flagFoundSet(
    _ flag: MemoryLocation, _ value: Int64, before limit: Int
  ) -> Int? {
    items.indices.prefix(limit).last { index in
      guard items[index].isAtomicAccess, items[index].isRead, location(at: index) == flag else {
        return false
      }
      return items[index..<limit].contains { item in
        guard case .assume(let condition) = item.kind else { return false }
        return condition.holds(if: index, is: value, butNotIf: 0)
      }
    }
  }
}
