/// Execution graphs under construction: the events so far, what they read from, and the modification
/// order of each cell. Initial writes are not events; `initialWrite` stands for them.
///
/// Graphs form a stack. Only the top one grows; below it are the graphs that a revisit has left
/// and to which the search returns. Events are labels in one arena, each added after all that it
/// needs; a graph is the lists of labels it consists of, in one run of memory, so that making a
/// smaller graph from a graph copies a few hundred bytes and nothing is allocated.
struct ExecutionGraph: ~Copyable {
  static let initialWrite = -1

  let model: ConsistencyModel
  let usesTotalOrder: Bool
  /// Threads that clocks have room for, a multiple of 8.
  let threadCapacity: Int
  let clockWidth: Int
  let clockKinds: Int

  var labels = Buffer<Label>(capacity: 256)
  var labelCount = 0
  var clocks: Buffer<SIMD8<Int16>>
  var memory = Buffer<Int32>(capacity: 1 << 14)
  var layout: GraphLayout
  /// What was added to the top graph, to be undone in reverse. Twice the label, plus 1 for a write
  /// that got its place.
  var trail = Buffer<Int>(capacity: 256)
  var trailCount = 0
  var saved: ContiguousArray<SavedGraph> = []
  private var moments = 0
  /// Scratch for the axioms.
  var scratch = Buffer<Int>(capacity: 1024)

  struct SavedGraph {
    var layout: GraphLayout
    var trailCount: Int
    var labelCount: Int
  }

  init(threadCapacity: Int, usesTotalOrder: Bool, model: ConsistencyModel) {
    self.model = model
    self.usesTotalOrder = usesTotalOrder && model == .cxx20
    clockWidth = (threadCapacity + 7) / 8
    self.threadCapacity = clockWidth * 8
    clockKinds =
      self.usesTotalOrder ? ClockKind.countWithTotalOrder : ClockKind.countWithoutTotalOrder
    clocks = Buffer(capacity: 256 * clockKinds * clockWidth)
    layout = GraphLayout(
      base: 0, threads: self.threadCapacity, events: 32, order: 128, slots: 16, stride: 8,
      objects: 8)
    memory.reserve(layout.end)
    clear(layout)
  }

  /// The next moment of the order in which events are added; never 0, which is the beginning.
  mutating func tick() -> Int {
    moments += 1
    return moments
  }
}

// MARK: - The lists of a graph

extension ExecutionGraph {
  @inline(__always) func word(_ index: Int) -> Int { Int(memory.base[index]) }

  @inline(__always) func setWord(_ index: Int, _ value: Int) {
    memory.base[index] = Int32(truncatingIfNeeded: value)
  }

  func eventCount(of thread: Int) -> Int { word(layout.threadCount + thread) }

  func event(of thread: Int, at position: Int) -> Int {
    word(layout.threadEvents + thread * layout.eventCapacity + position)
  }

  func lastEvent(of thread: Int) -> Int? {
    let count = eventCount(of: thread)
    return count == 0 ? nil : event(of: thread, at: count - 1)
  }

  /// Where the thread's state is.
  func state(of thread: Int) -> Int { word(layout.threadState + thread) }

  /// The label of the spawn that started the thread; -1 for one that runs from the start, -2 if
  /// there is no such thread.
  func spawn(of thread: Int) -> Int { word(layout.threadSpawn + thread) }

  var threadCount: Int { layout.threadTotal }

  /// Threads are visited in the order of their names, which are the same in every graph.
  func thread(at rank: Int) -> Int { word(layout.threadOrder + rank) }

  var eventTotal: Int { layout.orderTotal }

  /// The events by when they were added.
  func event(at index: Int) -> Int { word(layout.order + index) }

  var orderedTotal: Int { layout.orderedTotal }
  var orderedFenceTotal: Int { layout.orderedFenceTotal }

  /// The events in S.
  func orderedEvent(at index: Int) -> Int { word(layout.ordered + index) }

  /// Cells that this graph has lists for.
  var slotCount: Int { layout.slotCapacity }

  func writeCount(_ slot: Int) -> Int { word(layout.writeCount + slot) }
  func readCount(_ slot: Int) -> Int { word(layout.readCount + slot) }

  /// The writes of a cell in modification order.
  func write(_ slot: Int, _ index: Int) -> Int {
    word(layout.writes + slot * layout.stride + index)
  }

  func read(_ slot: Int, _ index: Int) -> Int {
    word(layout.reads + slot * layout.stride + index)
  }

  /// Where a write stands in modification order; -1 for the initial one.
  func place(of write: Int, in slot: Int) -> Int {
    var index = writeCount(slot) - 1
    while index >= 0, self.write(slot, index) != write { index -= 1 }
    return index
  }

  /// The write at a place in modification order; the initial one at -1.
  func write(in slot: Int, at place: Int) -> Int {
    place < 0 ? Self.initialWrite : write(slot, place)
  }

  func latestWrite(of slot: Int) -> Int { write(in: slot, at: writeCount(slot) - 1) }

  /// The event that allocated an object, and the one that freed it; -1 if there is none.
  func allocation(of object: Int) -> Int {
    object < layout.objectCapacity ? word(layout.allocations + object) : -1
  }

  func release(of object: Int) -> Int {
    object < layout.objectCapacity ? word(layout.frees + object) : -1
  }
}

// MARK: - Adding and removing

extension ExecutionGraph {
  /// A thread that runs from the start.
  mutating func addThread(state: Int, twin: Int) {
    let thread = layout.threadTotal
    setWord(layout.threadTwin + thread, twin)
    setWord(layout.threadSpawn + thread, -1)
    setWord(layout.threadStart + thread, state)
    setWord(layout.threadState + thread, state)
    setWord(layout.threadOrder + thread, thread)
    layout.threadTotal += 1
  }

  /// The lowest number that no thread has; nil if there are too many threads.
  func freeThread() -> Int? {
    (0..<threadCapacity).first { spawn(of: $0) == -2 }
  }

  /// Gives the thread that `spawn` starts its place.
  mutating func startThread(_ thread: Int, by spawn: Int, state: Int, twin: Int) {
    setWord(layout.threadTwin + thread, twin)
    setWord(layout.threadSpawn + thread, spawn)
    setWord(layout.threadStart + thread, state)
    setWord(layout.threadState + thread, state)
    setWord(layout.threadCount + thread, 0)
    insertInOrder(thread)
  }

  mutating func insertInOrder(_ thread: Int) {
    var rank = layout.threadTotal
    let name = self.name(of: thread)
    while rank > 0, self.name(of: self.thread(at: rank - 1)) > name {
      setWord(layout.threadOrder + rank, self.thread(at: rank - 1))
      rank -= 1
    }
    setWord(layout.threadOrder + rank, thread)
    layout.threadTotal += 1
  }

  /// What a thread is called in every graph: the numbers of the spawns that led to it.
  func name(of thread: Int) -> Int {
    let spawn = spawn(of: thread)
    return spawn < 0 ? thread + 1 : labels[spawn].valueWritten
  }

  mutating func reserveLists(slot: Int, object: Int) {
    if slot >= layout.slotCapacity {
      relayOut { $0.slotCapacity = Swift.max(slot + 1, $0.slotCapacity * 2) }
    }
    if object >= layout.objectCapacity {
      relayOut { $0.objectCapacity = Swift.max(object + 1, $0.objectCapacity * 2) }
    }
  }

  /// Adds an event at the end of its thread's program order. A write has no place in modification
  /// order yet. The state of the thread is the caller's to set.
  mutating func append(_ label: Label) -> Int {
    var label = label
    label.added = tick()
    label.writeAdded = tick()
    let id = link(label)
    if layout.orderTotal == layout.orderCapacity { relayOut { $0.orderCapacity *= 2 } }
    setWord(layout.order + layout.orderTotal, id)
    layout.orderTotal += 1
    return id
  }

  /// Adds a revisited read again, at the place in the order of events that was kept for it.
  mutating func appendAgain(_ label: Label, at index: Int) -> Int {
    let id = link(label)
    setWord(layout.order + index, id)
    return id
  }

  private mutating func link(_ label: Label) -> Int {
    let id = labelCount
    labelCount += 1
    labels.reserve(labelCount)
    clocks.reserve(labelCount * clockKinds * clockWidth)
    var label = label
    let thread = label.thread
    label.position = eventCount(of: thread)
    if label.position == layout.eventCapacity { relayOut { $0.eventCapacity *= 2 } }
    label.twin = eventOfTwin(of: thread)
    label.isTied = label.twin >= 0 && isTied(label)
    labels[id] = label
    derive(id)
    setWord(layout.threadEvents + thread * layout.eventCapacity + label.position, id)
    setWord(layout.threadCount + thread, label.position + 1)
    if label.isRead {
      let count = readCount(label.slot)
      if count == layout.stride { relayOut { $0.stride *= 2 } }
      setWord(layout.reads + label.slot * layout.stride + count, id)
      setWord(layout.readCount + label.slot, count + 1)
    }
    if label.isOrdered {
      if layout.orderedTotal == layout.orderCapacity { relayOut { $0.orderCapacity *= 2 } }
      setWord(layout.ordered + layout.orderedTotal, id)
      layout.orderedTotal += 1
      if label.isFence { layout.orderedFenceTotal += 1 }
    }
    push(id << 1)
    return id
  }

  mutating func setState(_ state: Int, after id: Int) {
    labels[id].state = state
    setWord(layout.threadState + labels[id].thread, state)
  }

  func setAllocation(_ id: Int, of object: Int) { setWord(layout.allocations + object, id) }

  func setFree(_ id: Int, of object: Int) { setWord(layout.frees + object, id) }

  private mutating func push(_ entry: Int) {
    trailCount += 1
    trail.reserve(trailCount)
    trail[trailCount - 1] = entry
  }

  /// Gives a write its place in modification order, directly after what is at `place`.
  mutating func insert(_ write: Int, after place: Int) {
    let slot = labels[write].slot
    let count = writeCount(slot)
    if count == layout.stride { relayOut { $0.stride *= 2 } }
    let start = layout.writes + slot * layout.stride
    var index = count
    while index > place + 1 {
      memory.base[start + index] = memory.base[start + index - 1]
      index -= 1
    }
    setWord(start + index, write)
    setWord(layout.writeCount + slot, count + 1)
    push(write << 1 | 1)
  }

  private mutating func remove(_ write: Int) {
    let slot = labels[write].slot
    let start = layout.writes + slot * layout.stride
    let last = writeCount(slot) - 1
    var index = place(of: write, in: slot)
    while index < last {
      memory.base[start + index] = memory.base[start + index + 1]
      index += 1
    }
    setWord(layout.writeCount + slot, last)
  }

  /// Takes away what was added to the top graph since the trail had this length. Returns where the
  /// states of the threads now end, if an event was taken away.
  mutating func undo(to length: Int) -> Int? {
    var state: Int?
    while trailCount > length {
      trailCount -= 1
      let id = trail[trailCount] >> 1
      if trail[trailCount] & 1 == 1 {
        remove(id)
      } else {
        state = labels[id].state
        unlink(id)
      }
    }
    return state
  }

  private mutating func unlink(_ id: Int) {
    let label = labels[id]
    labelCount = id
    setWord(layout.threadCount + label.thread, label.position)
    let state =
      label.position == 0
      ? word(layout.threadStart + label.thread)
      : labels[event(of: label.thread, at: label.position - 1)].state
    setWord(layout.threadState + label.thread, state)
    if label.isRead { setWord(layout.readCount + label.slot, readCount(label.slot) - 1) }
    if label.isOrdered {
      layout.orderedTotal -= 1
      if label.isFence { layout.orderedFenceTotal -= 1 }
    }
    if label.object >= 0, label.slot < 0 {
      if allocation(of: label.object) == id { setWord(layout.allocations + label.object, -1) }
      if release(of: label.object) == id { setWord(layout.frees + label.object, -1) }
    }
    // A read that was added again leaves its place to the next one.
    if event(at: layout.orderTotal - 1) == id { layout.orderTotal -= 1 }
    guard label.isSpawn else { return }
    for thread in 0..<threadCapacity where spawn(of: thread) == id { endThread(thread) }
  }

  private mutating func endThread(_ thread: Int) {
    setWord(layout.threadSpawn + thread, -2)
    var rank = 0
    while self.thread(at: rank) != thread { rank += 1 }
    layout.threadTotal -= 1
    while rank < layout.threadTotal {
      setWord(layout.threadOrder + rank, self.thread(at: rank + 1))
      rank += 1
    }
  }
}
