extension Explorer {
  /// Puts aside the revisits that a write, which has no place in modification order yet, makes.
  ///
  /// A revisit of a read cuts away what was added after the read and the write does not need. All of
  /// that, and the read, must have been added maximally; so the newest event that was not ends the
  /// search for reads.
  mutating func pushRevisits(from write: Int) {
    let slot = graph.labels[write].slot
    var index = graph.eventTotal - 1
    while index >= 0 {
      let event = graph.event(at: index)
      index -= 1
      if event == write || graph.isInPrefix(event, of: write) { continue }
      guard isAddedMaximally(event, write) else { return }
      let label = graph.labels.base + event
      if label.pointee.isRead, label.pointee.slot == slot, !splitsUpdate(event, write, index) {
        push(.revisit(read: event, write: write))
      }
    }
  }

  /// Whether cutting the graph back to the moment before `read` was added would take away the writing
  /// side of an older update, and leave its reading side.
  private func splitsUpdate(_ read: Int, _ write: Int, _ last: Int) -> Bool {
    guard hasRevisitedUpdates else { return false }
    let moment = graph.labels[read].added
    var index = last
    while index >= 0 {
      let event = graph.event(at: index)
      let label = graph.labels.base + event
      if label.pointee.isUpdate, label.pointee.writeAdded > moment, event != write,
        !graph.isInPrefix(event, of: write)
      {
        return true
      }
      index -= 1
    }
    return false
  }

  /// Whether, among the events added before it and those that `write` needs, `event` reads from the
  /// last write, or is itself the last write and read by nobody.
  private func isAddedMaximally(_ event: Int, _ write: Int) -> Bool {
    let label = graph.labels.base + event
    guard label.pointee.isDefault else { return false }
    let slot = label.pointee.slot
    guard slot >= 0 else { return true }
    if label.pointee.isRead {
      let source = label.pointee.source
      let moment = label.pointee.added
      if source >= 0, graph.labels.base[source].writeAdded > moment,
        !graph.isInPrefix(source, of: write)
      {
        return false
      }
      guard isLast(source, slot, event, moment, write) else { return false }
    }
    guard label.pointee.isWrite else { return true }
    let moment = label.pointee.writeAdded
    for index in 0..<graph.readCount(slot) {
      let reader = graph.read(slot, index)
      guard graph.labels.base[reader].source == event, reader != event else { continue }
      if graph.labels.base[reader].added <= moment || graph.isInPrefix(reader, of: write) {
        return false
      }
    }
    return isLast(event, slot, event, moment, write)
  }

  /// Whether no write other than `event` that was there at the moment, or that `write` needs, is
  /// later in modification order than `earlier`.
  private func isLast(
    _ earlier: Int, _ slot: Int, _ event: Int, _ moment: Int, _ write: Int
  ) -> Bool {
    var place = graph.writeCount(slot) - 1
    while place >= 0 {
      let later = graph.write(slot, place)
      if later == earlier { return true }
      if later != event,
        graph.labels.base[later].writeAdded <= moment || graph.isInPrefix(later, of: write)
      {
        return false
      }
      place -= 1
    }
    return true
  }

  /// Makes the graph of a revisit, and puts aside the ways in which the read reads from the write.
  mutating func enterRevisit(of read: Int, from write: Int) -> Bool {
    push(.leaveGraph(statesEnd: states.end))
    let label = graph.labels[read]
    let place = graph.pushGraph(revisiting: read, from: write)
    let slot = label.slot
    let hasSecond = mayFailSpuriously(
      label.operation, label.thread, reading: graph.labels[write].valueWritten)
    for writePlace in places(of: write, slot).reversed() {
      var reread = Reread(
        label: label, place: place, write: write, writePlace: writePlace, isSecond: true)
      if hasSecond { push(.reread(reread)) }
      reread.isSecond = false
      push(.reread(reread))
    }
    return false
  }

  /// The places that a write may take in modification order.
  private func places(of write: Int, _ slot: Int) -> [Int] {
    let label = graph.labels[write]
    if label.isUpdate {
      let place = label.source < 0 ? -1 : graph.place(of: label.source, in: slot)
      return canFollow(place, slot, write) ? [place] : []
    }
    let first = max(
      graph.firstCoherentPlace(in: slot, after: graph.previous(of: write)),
      graph.placeOfTwin(label.twin, in: slot))
    return (first..<graph.writeCount(slot)).filter { canFollow($0, slot, write) }
  }

  mutating func reread(_ reread: Reread) -> Bool {
    guard readAgain(reread) else { return false }
    // The write may have had no place in any graph so far: an update whose source another one read
    // first. Then nobody has looked yet at what it and its thread's next steps make wrong.
    checkAdded(reread.write)
    return true
  }

  private mutating func readAgain(_ reread: Reread) -> Bool {
    let slot = reread.label.slot
    let thread = reread.label.thread
    let isLast = reread.writePlace == graph.writeCount(slot) - 1
    graph.insert(reread.write, after: reread.writePlace)
    let first = graph.firstCoherentPlace(in: slot, after: graph.eventBeforeNext(of: thread))
    guard reread.writePlace + 1 >= first,
      graph.mayRead(
        reread.write, at: reread.writePlace + 1, in: slot, beside: graph.eventOfTwin(of: thread))
    else { return false }
    var label = Label(thread: thread, operation: reread.label.operation)
    label.slot = slot
    label.object = reread.label.object
    label.ownCell = reread.label.ownCell
    label.added = reread.label.added
    let effect = prepare(&label, reading: reread.write, isSecond: reread.isSecond)
    label.writeAdded = label.isWrite ? graph.tick() : label.added
    hasRevisitedUpdates = hasRevisitedUpdates || label.isWrite
    let state = states.copy(graph.state(of: thread))
    let id = graph.appendAgain(label, at: reread.place)
    graph.setState(state, after: id)
    apply(effect, label, state)
    lastAdded = id
    if label.isWrite { return placeUpdate(id) }
    return isLast || (isConsistent(id) && isConsistent(reread.write))
  }
}
