import MemoryModel

/// A thread's path run alone, again and again, until what another thread must write stops it: a
/// full ring buffer, a mailbox that was not emptied. From there the path waits for the other thread.
struct Rehearsal {
  let program: Program
  let thread: ThreadTrace
  private let maximumRuns = 4200

  /// What locations hold; nil if it is not known.
  typealias Memory = [MemoryLocation: Int64?]

  private enum Outcome {
    case finished(Memory)
    /// A branch on what the given item read goes another way.
    case stopped
    case unknown
  }

  /// What memory holds when a branch on what the item read stops the path for the first time; nil
  /// if it stops at once, or for another reason, or never.
  func memoryWhenStopped(at read: Int) -> [MemoryLocation: Int64]? {
    var memory: Memory = [:]
    for run in 0..<maximumRuns {
      switch perform(on: memory, stoppingAt: read) {
      case .finished(let next):
        if next == memory { return nil }
        memory = next
      case .stopped: return run == 0 ? nil : memory.compactMapValues { $0 }
      case .unknown: return nil
      }
    }
    return nil
  }

  private func perform(on before: Memory, stoppingAt read: Int) -> Outcome {
    var memory = before
    var results: [Int: Int64] = [:]
    var isDecided = false
    for (index, item) in thread.items.enumerated() {
      if case .assume(let condition) = item.kind {
        guard let holds = condition.evaluated({ results[$0] }) else { continue }
        let isAwaited = condition.depends { $0 == read }
        if holds == 0 { return isAwaited ? .stopped : .unknown }
        isDecided = isDecided || isAwaited
      } else if item.address != nil {
        guard let location = thread.location(at: index) else { continue }
        let old = value(of: location, memory, item)
        if item.isRead { results[index] = old }
        guard item.isWrite else { continue }
        let new = written(item, at: index, over: old) { results[$0] }
        if new == nil, item.isAtomicAccess { return .unknown }
        memory.updateValue(new, forKey: location)
      }
    }
    return isDecided ? .finished(memory) : .unknown
  }

  private func value(
    of location: MemoryLocation, _ memory: Memory, _ item: TraceItem
  ) -> Int64? {
    if let known = memory[location] { return known }
    // Atomics start at 0 where nothing else is said, as in scenarios.
    return program.initialValue(of: location) ?? (item.isAtomicAccess ? 0 : nil)
  }

  /// What the location holds after the item; nil if that is not known.
  private func written(
    _ item: TraceItem, at index: Int, over old: Int64?, _ read: (Int) -> Int64?
  ) -> Int64? {
    switch item.kind {
    case .write(_, let value, _): return value.evaluated(read)
    case .update(_, let operation, let operand, _):
      guard let old, let number = operand.evaluated(read) else { return nil }
      return Int64(operation.apply(Int(old), Int(number)))
    case .compareExchange(_, let expected, let desired, _, _, _):
      guard let old, let number = expected.evaluated(read) else { return nil }
      return number == old && thread.isTaken(index) ? desired.evaluated(read) : nil
    case .read, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call, .opaque:
      return nil
    }
  }
}
