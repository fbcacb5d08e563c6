/// Finds the writing and reading halves of the sequence lock on one word, if it is one, or on two: one
/// that is written before the payload and one that is written after it.
struct SeqlockParts {
  let analysis: Analysis
  /// The word that the writer writes first and the reader reads last.
  let sequence: MemoryLocation
  /// The word that the writer writes last and the reader reads first.
  let stamp: MemoryLocation

  init(analysis: Analysis, sequence: MemoryLocation, stamp: MemoryLocation? = nil) {
    self.analysis = analysis
    self.sequence = sequence
    self.stamp = stamp ?? sequence
  }

  private var words: [MemoryLocation] { sequence == stamp ? [sequence] : [sequence, stamp] }

  /// Writers and readers that belong together, whole ones before those put together from begin and
  /// end functions whose callers are not in view.
  func pairs() -> [(SeqlockWriter, SeqlockReader)] {
    var writers: [SeqlockWriter] = []
    var readers: [SeqlockReader] = []
    var halves = SeqlockHalves(program: analysis.program, sequence: sequence)
    let sites = Dictionary(
      grouping: words.flatMap { analysis.atomicSites[$0] ?? [] }, by: \.thread)
    for (number, accesses) in sites.sorted(by: { $0.key < $1.key }) {
      let thread = analysis.threads[number]
      let accesses = accesses.map(\.item).sorted()
      if let writer = writer(thread, accesses) { writers.append(writer) }
      readers += reader(thread, accesses)
      if sequence == stamp { halves.add(thread, accesses) }
    }
    guard sequence == stamp else { return whole(writers, readers) }
    if writers.isEmpty { writers = halves.writers(for: readers) }
    if readers.isEmpty { readers = halves.readers(for: writers) }
    if writers.isEmpty && readers.isEmpty {
      readers = halves.readers(for: [])
      writers = halves.writers(for: readers)
    }
    return whole(writers, readers)
  }

  private func whole(
    _ writers: [SeqlockWriter], _ readers: [SeqlockReader]
  ) -> [(SeqlockWriter, SeqlockReader)] {
    writers.flatMap { writer in readers.map { (writer, $0) } }
      .sorted { $0.0.closing + $0.1.second < $1.0.closing + $1.1.second }
  }

  /// Two writes of the word with payload writes between.
  private func writer(_ thread: ThreadTrace, _ accesses: [Int]) -> SeqlockWriter? {
    let writes = accesses.filter { thread.items[$0].isWrite }
    for (opening, closing) in zip(writes, writes.dropFirst())
    where thread.location(at: opening) == sequence && thread.location(at: closing) == stamp {
      // What a constructor writes is an object that nobody else has yet.
      let payload = thread.payload(between: opening, and: closing, except: words) {
        $0.isWrite && !$0.isRead && analysis.program.functions[$0.function].kind != .initializer
      }
      if !payload.isEmpty {
        return SeqlockWriter(
          thread: thread, opening: opening, closing: closing, payload: payload)
      }
    }
    return nil
  }

  /// Two reads of the word with payload reads between, and a branch or result that compares them.
  private func reader(_ thread: ThreadTrace, _ accesses: [Int]) -> [SeqlockReader] {
    // A path that writes before it reads finds its own numbers.
    let firstWrite = accesses.first { thread.items[$0].isWrite && !thread.items[$0].isRead }
    let reads = accesses.filter {
      thread.items[$0].isRead && (sequence == stamp || $0 < firstWrite ?? .max)
    }
    for (position, first) in reads.enumerated() {
      for second in reads[(position + 1)...]
      where thread.location(at: first) == stamp && thread.location(at: second) == sequence {
        guard let comparison = thread.comparison(of: first, with: second) else { continue }
        let payload = thread.payload(between: first, and: second, except: words) {
          $0.isRead && !$0.isWrite
        }
        guard !payload.isEmpty else { continue }
        return [
          SeqlockReader(
            thread: thread, first: first, second: second, acceptance: comparison.acceptance,
            payload: payload)
        ]
      }
    }
    return []
  }
}

extension ThreadTrace {
  /// One access to each location between two items, of those that `matches` picks.
  func payload(
    between first: Int, and last: Int, except words: [MemoryLocation],
    matches: (TraceItem) -> Bool
  ) -> [(location: MemoryLocation, item: Int)] {
    guard first < last else { return [] }
    var found: [(location: MemoryLocation, item: Int)] = []
    for index in (first + 1)..<last where matches(items[index]) && !isExclusive[index] {
      guard let place = places[index], !words.contains(place.location),
        !found.contains(where: { $0.location.overlaps(place.location) })
      else { continue }
      found.append((place.location, index))
    }
    return found
  }

  struct Comparison {
    /// What must hold besides the branches already taken; nil if the path itself compares.
    var acceptance: Value?
  }

  /// Whether the path, or its result, compares what two items read, and goes on when it is equal.
  func comparison(of first: Int, with second: Int) -> Comparison? {
    let both = { (value: Value) in
      value.depends { $0 == first } && value.depends { $0 == second }
    }
    for item in items[second...] {
      if case .assume(let condition) = item.kind, both(condition),
        condition.holdsWhenEqual(second, to: first)
      {
        return Comparison(acceptance: nil)
      }
    }
    guard let returned = trace.returned, both(returned) else { return nil }
    let condition = returned.holdsWhenEqual(second, to: first) ? returned : .negation(returned)
    guard condition.holdsWhenEqual(second, to: first) else { return nil }
    return Comparison(acceptance: condition)
  }
}

extension Value {
  /// Whether the value is true when both items read the same even number, and false when the second
  /// read another.
  func holdsWhenEqual(_ second: Int, to first: Int) -> Bool {
    let when = { (number: Int64) in
      evaluated { $0 == first ? 4 : ($0 == second ? number : nil) }.map { $0 != 0 }
    }
    // A bound, unlike a comparison, holds on one side.
    if when(4) == true, when(6) == false, when(2) == false { return true }
    guard let unsigned = boundOnUnsignedDifference else { return false }
    return unsigned.holdsWhenEqual(second, to: first)
  }

  /// `b - a < 1` with sequence numbers, which are unsigned: a smaller `b` is far from it.
  private var boundOnUnsignedDifference: Value? {
    guard case .binary(.less, let difference, let bound) = self,
      case .binary(.subtract, _, _) = difference
    else { return nil }
    return .binary(
      .and, .binary(.greaterOrEqual, difference, .integer(0)),
      .binary(.lessOrEqual, difference, .binary(.subtract, bound, .integer(1))))
  }

  /// The number the value is when items read the given numbers; nil if that does not decide it.
  func evaluated(_ read: (Int) -> Int64?) -> Int64? {
    switch self {
    case .integer(let number): return number
    case .result(let index): return read(index)
    case .not(let inner): return inner.evaluated(read).map { $0 == 0 ? 1 : 0 }
    case .binary(let kind, let left, let right):
      guard let a = left.evaluated(read), let b = right.evaluated(read) else { return nil }
      return kind.apply(a, b)
    case .parameter, .exchanged, .global, .slot, .field, .element, .function, .unknown: return nil
    }
  }
}

extension Analysis {
  /// Pairs of words that some thread reads before and after other reads and then finds equal: the
  /// stamps of sequence locks that have two.
  func twinStamps() -> [(sequence: MemoryLocation, stamp: MemoryLocation)] {
    var found: Set<[MemoryLocation]> = []
    for thread in threads {
      let comparisons = thread.items.compactMap { item -> Value? in
        if case .assume(let condition) = item.kind { condition } else { nil }
      }
      for value in comparisons + (thread.trace.returned.map { [$0] } ?? []) {
        let reads = value.dependencies.filter {
          thread.items.indices.contains($0) && thread.items[$0].isAtomicAccess
        }.sorted()
        guard reads.count == 2, reads[0] + 1 < reads[1],
          let stamp = thread.location(at: reads[0]), let sequence = thread.location(at: reads[1]),
          stamp != sequence, stamp.record == sequence.record, value.isEquality
        else { continue }
        found.insert([sequence, stamp])
      }
    }
    return found.sorted { $0.lexicographicallyPrecedes($1) }.map { ($0[0], $0[1]) }
  }
}

extension Value {
  /// Whether the value says that two numbers are equal, or that they are not.
  fileprivate var isEquality: Bool {
    switch self {
    case .binary(.equal, _, _), .binary(.notEqual, _, _): true
    case .not(let inner): inner.isEquality
    case .integer, .parameter, .result, .exchanged, .global, .slot, .field, .element, .function,
      .binary, .unknown:
      false
    }
  }
}
