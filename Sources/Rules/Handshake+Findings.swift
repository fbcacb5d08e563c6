import MemoryModel
import OrderLint

extension Handshake {
  struct AccessPlace {
    var item: TraceItem
    var origin: Int
  }

  /// The four accesses: write and read of each side.
  var accesses: [AccessPlace] {
    sides.enumerated().flatMap { thread, side in
      [side.announcement, side.decision].map {
        AccessPlace(item: cut.item(thread, $0), origin: cut.origin(thread, $0))
      }
    }
  }

  /// The accesses, in source order, that are not seq_cst and without which being so the threads
  /// miss each other even if the other three are: no fence covers these.
  func accessesAtFault(in context: RuleContext) -> [AccessPlace] {
    weaker.filter { access in
      let others = accesses.filter { $0.origin != access.origin }.map {
        ScenarioEdit.setOrder(origin: $0.origin, to: .sequentiallyConsistent)
      }
      return !context.forbids(question, of: cut, with: others)
    }
  }

  private var weaker: [AccessPlace] {
    accesses.filter { $0.item.ordering?.order != .sequentiallyConsistent }
      .sorted { $0.item.range < $1.item.range }
  }

  /// The first of the accesses that should be stronger.
  func weakest(in context: RuleContext) -> TraceItem {
    accessesAtFault(in: context).first?.item ?? weaker.first?.item ?? accesses[0].item
  }

  /// Who announces and who looks: the functions in which each does both, or else those its thread runs.
  func parties(in context: RuleContext) -> String {
    let names = sides.enumerated().map { thread, side in
      context.functionName(
        of: cut.item(thread, side.announcement), cut.item(thread, side.decision), thread: thread,
        in: cut)
    }
    return names[0] == names[1] ? "two threads in '\(names[0])'" : "'\(names[0])' and '\(names[1])'"
  }

  /// What the execution ends in.
  var conclusion: String { "both threads read the old value: neither sees the other" }

  var notes: [Finding.Note] {
    sides.enumerated().flatMap { thread, side in
      let mine = thread == 0 ? first : second
      let theirs = thread == 0 ? second : first
      return [
        Finding.Note("'\(mine)' is written here", at: cut.item(thread, side.announcement).range),
        Finding.Note("'\(theirs)' is read here", at: cut.item(thread, side.decision).range),
      ]
    }
  }

  /// Whether a seq_cst fence on each side, between the write and the read, makes them meet.
  func isMendedByFences(in context: RuleContext) -> Bool {
    let fences = sides.enumerated().map { thread, side in
      ScenarioEdit.insertFence(.sequentiallyConsistent, before: cut.origin(thread, side.decision))
    }
    return context.forbids(question, of: cut, with: fences)
  }
}
