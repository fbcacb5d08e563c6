// Spurious failures of weak exchanges, where they are bounded.
//
// An iteration that ends with the locals it began with, because an exchange failed spuriously, and
// that does the same when it is done again, is left out: its thread stops, and the graph counts for
// nothing. Without its events the graph is as consistent as with them, and nothing is lost:
//
// - What comes before the failure is also there when the exchange succeeds, or fails because of
//   another value; where the next iteration reads something newer, it could have done that.
// - What it wrote nobody else can have read: plain writes only after synchronizing with the thread's
//   next release, and then the next iteration has written them again; and to cells of which nobody
//   else has the address.
// - What comes behind the failure touches such cells only, or is an atomic read.

extension Explorer {
  /// Whether the operation, a weak exchange, may fail although it reads what it expects.
  mutating func mayFailSpuriously(_ index: Int, _ thread: Int, reading old: Int) -> Bool {
    let state = graph.state(of: thread)
    guard program.operations[index].isWeak,
      old == states.value(program.operations[index].second, state)
    else { return false }
    guard options.boundsSpuriousFailures, hasFailedSpuriously(index, thread) else { return true }
    states.limitsReached.insert(.spuriousFailures(origin: program.origins[index]))
    return false
  }

  private func hasFailedSpuriously(_ operation: Int, _ thread: Int) -> Bool {
    var number = states[graph.state(of: thread), ThreadState.spuriousFailure]
    while number > 0 {
      number -= 1
      let label = graph.labels.base + graph.event(of: thread, at: number)
      if label.pointee.operation == operation, !label.pointee.isDefault { return true }
    }
    return false
  }

  /// Whether the thread of the event has only failed to do what it will try again, and nothing that
  /// others may yet write can change that.
  mutating func onlyRetries(_ event: Int) -> Bool {
    guard event >= 0 else { return false }
    let thread = graph.labels[event].thread
    let state = graph.state(of: thread)
    guard states.status(state) == .retries else { return false }
    let next = states[state, ThreadState.spuriousFailure]
    states.assumptions.note(graph.labels[graph.event(of: thread, at: next - 1)].operation)
    // A later write may revisit what was read since, but not the failure or what is before it.
    return (next..<graph.eventCount(of: thread)).allSatisfy {
      let label = graph.labels[graph.event(of: thread, at: $0)]
      return !label.isRead || isUnpublished(label)
    }
  }

  /// Notes whether an event may be done again, or left out, and nobody can tell.
  func noteRepeatability(of label: Label, _ state: Int) {
    guard options.boundsSpuriousFailures, program.hasWeakExchanges else { return }
    let count = states[state, ThreadState.events]
    guard isRepeatable(label, isAfterFailure: states[state, ThreadState.spuriousFailure] > 0) else {
      states[state, ThreadState.unrepeatable] = count
      return
    }
    guard label.isWrite else { return }
    // Done again, a read before the write would give what was written.
    var number = count - 1
    while number > states[state, ThreadState.unrepeatable] {
      number -= 1
      let earlier = graph.labels.base + graph.event(of: label.thread, at: number)
      guard earlier.pointee.slot == label.slot, earlier.pointee.isRead,
        earlier.pointee.valueRead != label.valueWritten
      else { continue }
      states[state, ThreadState.unrepeatable] = number + 1
      return
    }
  }

  private func isRepeatable(_ label: Label, isAfterFailure: Bool) -> Bool {
    switch program.operations[label.operation].code {
    case .load, .compareExchange:
      return !label.isWrite && (!isAfterFailure || label.isAtomic || isUnpublished(label))
    case .store: return !label.isAtomic && !isAfterFailure || isUnpublished(label)
    case .fence: return true
    case .copy, .not, .binary, .unsigned, .wrap, .assume, .assert, .jump, .jumpIfZero, .call,
      .return, .unreachable, .exit, .enterLoop, .repeatLoop, .update, .choose, .allocate, .free,
      .lock, .tryLock, .unlock, .spawn, .join:
      return false
    }
  }

  /// Whether the cell is in an object that the thread allocated, and whose address it has given to
  /// nobody.
  private func isUnpublished(_ label: Label) -> Bool {
    guard label.object >= 0, memory.keys[label.object].thread == graph.name(of: label.thread)
    else { return false }
    var number = graph.eventCount(of: label.thread)
    while number > 0 {
      number -= 1
      let earlier = graph.labels.base + graph.event(of: label.thread, at: number)
      if graph.allocation(of: label.object) == graph.event(of: label.thread, at: number) {
        return true
      }
      if earlier.pointee.isSpawn || givesAway(label.object, earlier.pointee) { return false }
    }
    return true
  }

  /// Whether an event of the thread that has an object may show others its address. Marks and counts
  /// may be packed with it, so it does unless it writes a small number or another object's address.
  private func givesAway(_ object: Int, _ label: Label) -> Bool {
    guard label.isWrite, label.object != object else { return false }
    let value = label.valueWritten
    if let other = memory.object(at: value) { return other == object }
    return !(-Self.smallNumbers..<Self.smallNumbers).contains(value)
  }

  private static let smallNumbers = 1 << 20
}
