extension Explorer {
  mutating func revisitReads(from write: Int, _ variable: Int) {
    let candidates =
      graph.variables[variable].reads - graph.events[write].prefix - EventSet(write)
    for read in candidates {
      guard !isStopped, let cut = eventsCut(revisiting: read, from: write) else { continue }
      let saved = graph
      revisit(read, from: write, cutting: cut)
      graph = saved
    }
  }

  /// The events that a revisit would remove; nil if another graph is the one to make it.
  private func eventsCut(revisiting read: Int, from write: Int) -> EventSet? {
    let prefix = graph.events[write].prefix
    let moment = graph.events[read].added
    guard isAddedMaximally(read, prefix) else { return nil }
    var cut = EventSet.empty
    for event in graph.live - prefix - EventSet(write) - EventSet(read) {
      guard graph.events[event].added > moment else {
        // A writing side would go and its reading side stay.
        if graph.events[event].isWrite, graph.events[event].isRead,
          graph.events[event].writeAdded > moment
        {
          return nil
        }
        continue
      }
      guard isAddedMaximally(event, prefix) else { return nil }
      cut.insert(event)
    }
    return cut
  }

  /// Whether, among the events added before it and those in `prefix`, `event` reads from the last
  /// write, or is itself the last write and read by nobody.
  private func isAddedMaximally(_ event: Int, _ prefix: EventSet) -> Bool {
    let label = graph.events[event]
    guard let variable = label.variable else { return true }
    if label.isRead {
      guard !label.isSpuriousFailure else { return false }
      let source = label.source
      if source != ExecutionGraph.initialWrite, !prefix.contains(source),
        graph.events[source].writeAdded > label.added
      {
        return false
      }
      for later in graph.laterWrites(than: source, of: variable) where later != event {
        if prefix.contains(later) || graph.events[later].writeAdded <= label.added { return false }
      }
    }
    if label.isWrite {
      for reader in label.readers where reader != event {
        if prefix.contains(reader) || graph.events[reader].added <= label.writeAdded {
          return false
        }
      }
      for later in graph.laterWrites(than: event, of: variable) {
        if prefix.contains(later) || graph.events[later].writeAdded <= label.writeAdded {
          return false
        }
      }
    }
    return true
  }

  private mutating func revisit(_ read: Int, from write: Int, cutting cut: EventSet) {
    guard let variable = graph.events[read].variable else { return }
    let thread = graph.events[read].thread
    let shortened = graph.threads.indices.filter { graph.threads[$0].events.intersects(cut) }
    if graph.events[read].isWrite {
      graph.unplace(read, of: variable)
      graph.events[read].isWrite = false
    }
    graph.unlinkRead(read)
    graph.restrict(to: graph.live - cut)
    for other in shortened where other != thread { replay(other, upTo: nil) }
    replay(thread, upTo: read)

    let state = graph.threads[thread]
    let value = graph.events[write].valueWritten
    let effects = state.effects(in: program.threads[thread], reading: value)
    for place in places(of: write, variable) {
      graph.place(write, after: place, of: variable)
      if graph.isCoherent(write) {
        reread(read, from: write, effects.first, state)
        if let second = effects.second { reread(read, from: write, second, state) }
      }
      graph.unplace(write, of: variable)
    }
  }

  /// Lets `read` read from `write` with one of its possible effects.
  private mutating func reread(
    _ read: Int, from write: Int, _ effect: Effect, _ state: ThreadState
  ) {
    let thread = graph.events[read].thread
    let value = graph.events[write].valueWritten
    graph.events[read] = graph.events[read].having(effect, reading: value)
    graph.events[read].source = write
    graph.events[read].readers = .empty
    graph.linkRead(read)
    graph.derive(read)
    graph.threads[thread].apply(effect, reading: value, in: program.threads[thread])
    if graph.isCoherent(read) {
      if effect.written != nil {
        graph.events[read].writeAdded = graph.tick()
        place(read)
      } else if graph.isGloballyConsistent() {
        visit()
      }
    }
    graph.unlinkRead(read)
    graph.events[read].isWrite = false
    graph.threads[thread] = state
  }

  /// Recomputes a thread's state from its events, up to but not including `end`.
  private mutating func replay(_ thread: Int, upTo end: Int?) {
    var state = ThreadState(program.threads[thread])
    state.events = graph.threads[thread].events
    state.last = graph.threads[thread].last
    var events = state.events
    if let end { events.remove(end) }
    // Program order is the order of how many events come before.
    for event in events.sorted(by: {
      graph.events[$0].programOrderBefore.count < graph.events[$1].programOrderBefore.count
    }) {
      state.advance(in: program.threads[thread])
      let label = graph.events[event]
      state.apply(
        Effect(written: label.isWrite ? label.valueWritten : nil, isBlocking: label.isBlocking),
        reading: label.valueRead, in: program.threads[thread])
    }
    state.advance(in: program.threads[thread])
    graph.threads[thread] = state
  }
}
