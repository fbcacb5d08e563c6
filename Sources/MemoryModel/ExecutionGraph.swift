/// An execution under construction: the events so far, what they read from, and the modification
/// order of each variable. An update is one event that both reads and writes.
///
/// Initial writes are not events here; `initialWrite` stands for them.
struct ExecutionGraph: Sendable {
  static let initialWrite = -1

  struct Event: Sendable {
    var thread: Int
    var instruction: Int
    /// Index of the variable; nil for a fence.
    var variable: Int?
    var order: MemoryOrder?
    var isRead = false
    var isWrite = false
    var isSpuriousFailure = false
    var isBlocking = false
    var valueRead = 0
    var valueWritten = 0
    /// The write a read reads from, or `initialWrite`.
    var source = ExecutionGraph.initialWrite

    // When the reading and the writing side were added. A fence, and an event without the
    // side in question, uses `added`.
    var added = 0
    var writeAdded = 0

    var previous: Int?
    var programOrderBefore = EventSet.empty
    var happensBefore = EventSet.empty
    var stronglyHappensBefore = EventSet.empty
    /// Predecessors by sb ∪ rf.
    var prefix = EventSet.empty
    /// Who synchronizes with a read that acquires this write.
    var releasers = EventSet.empty
    /// Who synchronizes with an acquire fence that directly follows this event.
    var pendingReleasers = EventSet.empty
    /// The release fences up to and including this event.
    var releaseFences = EventSet.empty

    var readers = EventSet.empty
    var modificationOrderBefore = EventSet.empty

    var isFence: Bool { variable == nil }
    var isAtomic: Bool { order != nil }
    var isUpdate: Bool { isRead && isWrite }
  }

  struct VariableState: Sendable {
    var initialValue: Int
    /// The writes that have a place in modification order.
    var writes = EventSet.empty
    var reads = EventSet.empty
    var initialReaders = EventSet.empty
  }

  let model: ConsistencyModel
  let usesTotalOrder: Bool
  var events: ContiguousArray<Event> = []
  var live = EventSet.empty
  var variables: ContiguousArray<VariableState>
  var threads: ContiguousArray<ThreadState>
  /// The seq_cst accesses and fences.
  var totallyOrdered = EventSet.empty
  var totallyOrderedFences = EventSet.empty
  private var clock = 0

  init(_ program: Program, model: ConsistencyModel) {
    self.model = model
    usesTotalOrder = program.usesTotalOrder && model == .cxx20
    variables = ContiguousArray(program.initialValues.map { VariableState(initialValue: $0) })
    threads = ContiguousArray(program.threads.map { ThreadState($0) })
  }

  /// The next moment of the order in which events are added; never 0, which is the beginning.
  mutating func tick() -> Int {
    clock += 1
    return clock
  }
}

// MARK: - Adding and removing events

extension ExecutionGraph {
  /// Adds an event at the end of its thread's program order. A read reads from `event.source`; a
  /// write has no place in modification order yet. There must be room.
  mutating func append(_ event: Event) -> Int {
    let index = live.firstFree
    var event = event
    event.added = tick()
    event.writeAdded = tick()
    event.previous = threads[event.thread].last
    event.programOrderBefore = threads[event.thread].events
    if index == events.count { events.append(event) } else { events[index] = event }
    live.insert(index)
    threads[event.thread].events.insert(index)
    threads[event.thread].last = index
    linkRead(index)
    derive(index)
    return index
  }

  /// Removes the event added last, which has no place in modification order.
  mutating func removeLast(_ index: Int) {
    unlinkRead(index)
    let thread = events[index].thread
    live.remove(index)
    totallyOrdered.remove(index)
    totallyOrderedFences.remove(index)
    threads[thread].events.remove(index)
    threads[thread].last = events[index].previous
  }

  mutating func linkRead(_ index: Int) {
    guard events[index].isRead, let variable = events[index].variable else { return }
    variables[variable].reads.insert(index)
    let source = events[index].source
    if source == Self.initialWrite {
      variables[variable].initialReaders.insert(index)
    } else {
      events[source].readers.insert(index)
    }
  }

  mutating func unlinkRead(_ index: Int) {
    guard events[index].isRead, let variable = events[index].variable else { return }
    variables[variable].reads.remove(index)
    let source = events[index].source
    if source == Self.initialWrite {
      variables[variable].initialReaders.remove(index)
    } else {
      events[source].readers.remove(index)
    }
  }

  /// Places a write directly after another (or the initial write) in modification order.
  mutating func place(_ write: Int, after other: Int, of variable: Int) {
    var before = EventSet.empty
    if other != Self.initialWrite {
      before = events[other].modificationOrderBefore | EventSet(other)
    }
    events[write].modificationOrderBefore = before
    for later in variables[variable].writes - before {
      events[later].modificationOrderBefore.insert(write)
    }
    variables[variable].writes.insert(write)
  }

  mutating func unplace(_ write: Int, of variable: Int) {
    variables[variable].writes.remove(write)
    for later in variables[variable].writes - events[write].modificationOrderBefore {
      events[later].modificationOrderBefore.remove(write)
    }
  }

  /// Drops every event that is not in `kept`, which is closed under program order and reads-from
  /// except for reads whose sources the caller is about to change.
  mutating func restrict(to kept: EventSet) {
    for index in kept {
      events[index].readers &= kept
      events[index].modificationOrderBefore &= kept
    }
    for variable in variables.indices {
      variables[variable].writes &= kept
      variables[variable].reads &= kept
      variables[variable].initialReaders &= kept
    }
    for thread in threads.indices {
      threads[thread].events &= kept
      while let last = threads[thread].last, !kept.contains(last) {
        threads[thread].last = events[last].previous
      }
    }
    totallyOrdered &= kept
    totallyOrderedFences &= kept
    live &= kept
  }
}

// MARK: - Asking

extension ExecutionGraph {
  func valueWritten(by write: Int, to variable: Int) -> Int {
    write == Self.initialWrite ? variables[variable].initialValue : events[write].valueWritten
  }

  /// The writes after `write` in modification order.
  func laterWrites(than write: Int, of variable: Int) -> EventSet {
    guard write != Self.initialWrite else { return variables[variable].writes }
    return variables[variable].writes - events[write].modificationOrderBefore - EventSet(write)
  }

  func readers(of write: Int, variable: Int) -> EventSet {
    write == Self.initialWrite ? variables[variable].initialReaders : events[write].readers
  }

  /// The last write in modification order.
  func latestWrite(of variable: Int) -> Int {
    let count = variables[variable].writes.count
    for write in variables[variable].writes
    where events[write].modificationOrderBefore.count == count - 1 {
      return write
    }
    return Self.initialWrite
  }

  /// Whether an update other than `event` reads from `write`.
  func hasUpdate(readingFrom write: Int, of variable: Int, otherThan event: Int?) -> Bool {
    for reader in readers(of: write, variable: variable)
    where reader != event && events[reader].isWrite {
      return true
    }
    return false
  }
}
