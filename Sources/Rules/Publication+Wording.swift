import MemoryModel
import OrderLint

extension Publication {
  /// The writer's last access to the data before it writes the flag.
  var before: TraceItem { cut.item(0, accessBefore) }
  /// The reader's first access to the data after it reads the flag.
  var after: TraceItem { cut.item(1, accessAfter) }

  /// What the data is called in a sentence: an object that is handed on as a whole has no field's name.
  var dataName: String {
    if let objectName { return objectName }
    return "\(data)" == "\(flag)" ? "what '\(flag)' points to" : "'\(data)'"
  }

  /// Notes at the places that are not the finding's own.
  func notes(in context: RuleContext) -> [Finding.Note] {
    [
      Finding.Note("\(dataName) is \(before.isWrite ? "written" : "read") here", at: before.range),
      Finding.Note("'\(flag)' is written here", at: cut.item(0, store).range),
      Finding.Note("'\(flag)' is read here", at: cut.item(1, load).range),
      Finding.Note("\(dataName) is \(after.isWrite ? "written" : "read") here", at: after.range),
    ]
  }

  func conclusion(in context: RuleContext) -> String {
    "\(context.functionName(of: after))() \(after.isWrite ? "writes" : "reads") \(dataName) while "
      + "\(context.functionName(of: before))() may still \(before.isWrite ? "write" : "read") it: "
      + "a data race"
  }

  enum Side { case writer, reader }

  /// A fence that is meant for this publication and does nothing for it: relaxed, or on the wrong
  /// side of the access. Other rules report these.
  func misplacedFence(in side: Side) -> (item: Int, isNoOp: Bool)? {
    switch side {
    case .writer:
      fence(in: 0, between: accessBefore, and: store, isNoOp: true)
        ?? fence(in: 0, between: store, and: lastOfStores, isNoOp: false) {
          $0.isRelease
        }
    case .reader:
      fence(in: 1, between: load, and: accessAfter, isNoOp: true)
        ?? fence(in: 1, between: previousRead(before: load), and: load, isNoOp: false) {
          $0.isAcquire
        }
    }
  }

  /// The end of what follows the store, if there is no other write that a release fence could be for.
  private var lastOfStores: Int {
    let items = cut.items(0)
    let next = items.indices.dropFirst(store + 1).first {
      items[$0].isAtomicAccess && items[$0].isWrite && items[$0].range != items[store].range
    }
    return next == nil ? items.count : store
  }

  private func previousRead(before index: Int) -> Int {
    let items = cut.items(1)
    return items.indices.prefix(index).last {
      items[$0].isAtomicAccess && items[$0].isRead
    } ?? -1
  }

  private func fence(
    in thread: Int, between first: Int, and last: Int, isNoOp: Bool,
    matches: (MemoryOrder) -> Bool = { $0 == .relaxed }
  ) -> (item: Int, isNoOp: Bool)? {
    let items = cut.items(thread)
    guard first + 1 < last else { return nil }
    return items.indices[(first + 1)..<min(last, items.count)].first { index in
      guard items[index].isFence, let order = items[index].ordering?.order else { return false }
      return matches(order) && order != .sequentiallyConsistent
    }.map { ($0, isNoOp) }
  }
}

extension Seqlock {
  /// Notes at the places of the protocol.
  func notes(in context: RuleContext) -> [Finding.Note] {
    var notes = [
      Finding.Note("the write section opens here", at: cut.item(0, opening).range),
      Finding.Note("and closes here", at: cut.item(0, closing).range),
      Finding.Note("the reader takes the number here", at: cut.item(1, firstRead).range),
      Finding.Note("and compares it here", at: cut.item(1, secondRead).range),
    ]
    guard !isPayloadAssumed else { return notes }
    if let write = payloadWrites.first {
      notes.insert(
        Finding.Note("payload is written here", at: cut.item(0, write).range), at: 1)
    }
    if let read = payloadReads.first {
      notes.append(Finding.Note("payload is read here", at: cut.item(1, read).range))
    }
    return notes
  }
}
