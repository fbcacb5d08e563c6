/// Where the lists of one execution graph are in the memory of all graphs.
struct GraphLayout: Sendable {
  var base: Int
  var threads: Int
  var eventCapacity: Int
  var orderCapacity: Int
  var slotCapacity: Int
  /// Room for the writes, and for the reads, of one cell.
  var stride: Int
  var objectCapacity: Int

  var threadTotal = 0
  var orderTotal = 0
  var orderedTotal = 0
  var orderedFenceTotal = 0

  private(set) var threadCount = 0
  private(set) var threadSpawn = 0
  private(set) var threadStart = 0
  private(set) var threadState = 0
  private(set) var threadTwin = 0
  private(set) var threadOrder = 0
  private(set) var threadEvents = 0
  private(set) var order = 0
  private(set) var ordered = 0
  private(set) var writeCount = 0
  private(set) var readCount = 0
  private(set) var writes = 0
  private(set) var reads = 0
  private(set) var allocations = 0
  private(set) var frees = 0
  private(set) var end = 0

  init(
    base: Int, threads: Int, events: Int, order: Int, slots: Int, stride: Int, objects: Int
  ) {
    self.base = base
    self.threads = threads
    eventCapacity = events
    orderCapacity = order
    slotCapacity = slots
    self.stride = stride
    objectCapacity = objects
    layOut()
  }

  mutating func layOut() {
    threadCount = base
    threadSpawn = threadCount + threads
    threadStart = threadSpawn + threads
    threadState = threadStart + threads
    threadTwin = threadState + threads
    threadOrder = threadTwin + threads
    threadEvents = threadOrder + threads
    order = threadEvents + threads * eventCapacity
    ordered = order + orderCapacity
    writeCount = ordered + orderCapacity
    readCount = writeCount + slotCapacity
    writes = readCount + slotCapacity
    reads = writes + slotCapacity * stride
    allocations = reads + slotCapacity * stride
    frees = allocations + objectCapacity
    end = frees + objectCapacity
  }
}

extension ExecutionGraph {
  /// Empties the lists of a layout.
  func clear(_ layout: GraphLayout) {
    for thread in 0..<layout.threads {
      setWord(layout.threadCount + thread, 0)
      setWord(layout.threadSpawn + thread, -2)
      setWord(layout.threadState + thread, 0)
    }
    for slot in 0..<layout.slotCapacity {
      setWord(layout.writeCount + slot, 0)
      setWord(layout.readCount + slot, 0)
    }
    for object in 0..<layout.objectCapacity {
      setWord(layout.allocations + object, -1)
      setWord(layout.frees + object, -1)
    }
  }

  /// Gives the top graph larger lists.
  mutating func relayOut(_ change: (inout GraphLayout) -> Void) {
    let old = layout
    var new = old
    change(&new)
    // Above the old lists, so that nothing is overwritten while it is moved.
    new.base = old.end
    new.layOut()
    memory.reserve(new.end)
    clear(new)
    move(old, new)
    let size = new.end - new.base
    var final = new
    final.base = old.base
    final.layOut()
    (memory.base + old.base).update(from: memory.base + new.base, count: size)
    layout = final
  }

  private func move(_ old: GraphLayout, _ new: GraphLayout) {
    func move(_ from: Int, _ to: Int, _ count: Int) {
      (memory.base + to).update(from: memory.base + from, count: count)
    }
    // Up to the events, the lists have the same size.
    move(old.base, new.base, old.threadEvents - old.base)
    for thread in 0..<old.threads {
      move(
        old.threadEvents + thread * old.eventCapacity,
        new.threadEvents + thread * new.eventCapacity, old.eventCapacity)
    }
    move(old.order, new.order, old.orderTotal)
    move(old.ordered, new.ordered, old.orderedTotal)
    move(old.writeCount, new.writeCount, old.slotCapacity)
    move(old.readCount, new.readCount, old.slotCapacity)
    for slot in 0..<old.slotCapacity {
      move(old.writes + slot * old.stride, new.writes + slot * new.stride, old.stride)
      move(old.reads + slot * old.stride, new.reads + slot * new.stride, old.stride)
    }
    move(old.allocations, new.allocations, old.objectCapacity)
    move(old.frees, new.frees, old.objectCapacity)
  }

  /// Puts a graph on top that has only what was there before `read` was added, and what `write`
  /// needs. Neither the read is in it, whose place among the events is returned, nor has the
  /// write a place in modification order.
  mutating func pushGraph(revisiting read: Int, from write: Int) -> Int {
    saved.append(SavedGraph(layout: layout, trailCount: trailCount, labelCount: labelCount))
    let old = layout
    var new = old
    new.base = old.end
    new.layOut()
    new.threadTotal = 0
    new.orderTotal = 0
    new.orderedTotal = 0
    new.orderedFenceTotal = 0
    memory.reserve(new.end)
    clear(new)
    layout = new
    let place = keepEvents(of: old, revisiting: read, from: write)
    keepThreads(of: old)
    keepAccesses(of: old, revisiting: read, from: write)
    return place
  }

  /// Returns to the graph below the top.
  mutating func popGraph() {
    guard let last = saved.popLast() else { return }
    layout = last.layout
    trailCount = last.trailCount
    labelCount = last.labelCount
  }

  @inline(__always)
  private func isKept(_ event: Int, _ moment: Int, _ write: Int) -> Bool {
    labels.base[event].added < moment || event == write || isInPrefix(event, of: write)
  }

  private mutating func keepEvents(
    of old: GraphLayout, revisiting read: Int, from write: Int
  ) -> Int {
    let moment = labels[read].added
    var place = 0
    for index in 0..<old.orderTotal {
      let event = word(old.order + index)
      if event == read {
        place = layout.orderTotal
      } else if !isKept(event, moment, write) {
        continue
      }
      setWord(layout.order + layout.orderTotal, event)
      layout.orderTotal += 1
      guard event != read else { continue }
      let label = labels.base[event]
      setWord(
        layout.threadEvents + label.thread * layout.eventCapacity + label.position, event)
      if label.position >= eventCount(of: label.thread) {
        setWord(layout.threadCount + label.thread, label.position + 1)
      }
      if label.isOrdered {
        setWord(layout.ordered + layout.orderedTotal, event)
        layout.orderedTotal += 1
        if label.isFence { layout.orderedFenceTotal += 1 }
      }
      if label.slot < 0, label.object >= 0 { keepObject(event, label.object, of: old) }
    }
    return place
  }

  private func keepObject(_ event: Int, _ object: Int, of old: GraphLayout) {
    if word(old.allocations + object) == event { setAllocation(event, of: object) }
    if word(old.frees + object) == event { setFree(event, of: object) }
  }

  private mutating func keepThreads(of old: GraphLayout) {
    for rank in 0..<old.threadTotal {
      let thread = word(old.threadOrder + rank)
      let spawn = word(old.threadSpawn + thread)
      if spawn >= 0 {
        let parent = labels.base[spawn].thread
        guard labels.base[spawn].position < eventCount(of: parent) else { continue }
      }
      let start = word(old.threadStart + thread)
      setWord(layout.threadSpawn + thread, spawn)
      setWord(layout.threadStart + thread, start)
      setWord(layout.threadTwin + thread, word(old.threadTwin + thread))
      let last = lastEvent(of: thread)
      setWord(layout.threadState + thread, last.map { labels.base[$0].state } ?? start)
      setWord(layout.threadOrder + layout.threadTotal, thread)
      layout.threadTotal += 1
    }
  }

  private func keepAccesses(of old: GraphLayout, revisiting read: Int, from write: Int) {
    let moment = labels[read].added
    /// The list at `from`, without what is not kept, at `to`; its length.
    func keep(_ count: Int, _ from: Int, _ to: Int) -> Int {
      var kept = 0
      for index in 0..<count {
        let event = word(from + index)
        guard event != read, isKept(event, moment, write) else { continue }
        setWord(to + kept, event)
        kept += 1
      }
      return kept
    }
    for slot in 0..<old.slotCapacity {
      let start = slot * old.stride
      let writes = keep(word(old.writeCount + slot), old.writes + start, layout.writes + start)
      setWord(layout.writeCount + slot, writes)
      let reads = keep(word(old.readCount + slot), old.reads + start, layout.reads + start)
      setWord(layout.readCount + slot, reads)
    }
  }
}
