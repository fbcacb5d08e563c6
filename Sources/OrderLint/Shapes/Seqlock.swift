import MemoryModel

/// A sequence lock: a word written before and after the payload is written, and read before and
/// after the payload is read, where both reads are compared. Recognised as a protocol, whatever
/// functions its parts stand in.
public struct Seqlock: Sendable {
  public enum Fault: Sendable {
    /// A reader accepts new payload under the old sequence number: payload writes are not kept
    /// after the opening write.
    case writerOpening
    /// A reader accepts old payload under the new sequence number: payload writes are not kept
    /// before the closing write.
    case writerClosing
    /// The payload reads are not kept before the second read of the sequence number.
    case readerValidation
    /// The payload reads are not kept after the first read of the sequence number.
    case readerEntry
  }

  public var sequence: MemoryLocation
  public var fault: Fault
  /// Thread 0 writes, thread 1 reads; plain payload accesses are taken as relaxed atomics.
  public var cut: CutPair
  public var question: Question
  public var execution: Execution
  /// Items of thread 0.
  public var opening: Int
  public var payloadWrites: [Int]
  public var closing: Int
  /// Items of thread 1.
  public var firstRead: Int
  public var payloadReads: [Int]
  public var secondRead: Int
  /// The payload accesses are those of callers that are not in view.
  public var isPayloadAssumed: Bool

  /// Whether the writer opens and closes with different words.
  public var hasTwoStamps: Bool {
    let writer = cut.cut.threads[0]
    return writer.location(at: opening) != writer.location(at: closing)
  }
}

/// The writing half of a sequence lock in one thread.
struct SeqlockWriter {
  var thread: ThreadTrace
  var opening: Int
  var closing: Int
  /// One write for each payload location.
  var payload: [(location: MemoryLocation, item: Int)]
  var isPayloadAssumed = false
}

/// The reading half.
struct SeqlockReader {
  var thread: ThreadTrace
  var first: Int
  var second: Int
  /// The condition under which the reader takes what it read, if the path does not already say.
  var acceptance: Value?
  var payload: [(location: MemoryLocation, item: Int)]
  var isPayloadAssumed = false
}

/// Finds sequence locks whose orders let a reader accept a wrong payload.
struct SeqlockFinder {
  let analysis: Analysis
  let oracle: Oracle
  /// Whether only volatile words are looked at, whose accesses are taken as relaxed ones.
  var isOnlyPromoted = false
  private let attempts = 24

  private struct FaultKey: Hashable {
    var fault: Seqlock.Fault
    var range: SourceRange
  }

  /// What is wrong with the sequence locks found, and the words of all, sound ones too.
  struct Result {
    var faults: [Seqlock] = []
    var sequences: Set<MemoryLocation> = []
    var payloads: [SeqlockPayload] = []
    var payloadPlaces: Set<MemoryLocation> = []
    /// Words whose payload has been judged.
    fileprivate var payloadWords: Set<MemoryLocation> = []
  }

  func find() -> Result {
    var result = Result()
    let words =
      analysis.atomicLocations.map { (sequence: $0, stamp: $0) } + analysis.twinStamps()
    let promoted = isOnlyPromoted ? analysis.promotedLocations : []
    for (sequence, stamp) in words where !isOnlyPromoted || promoted.contains(sequence) {
      let pairs = SeqlockParts(analysis: analysis, sequence: sequence, stamp: stamp).pairs()
      var known: Set<FaultKey> = []
      for (writer, reader) in pairs.prefix(attempts) {
        let common = commonPayload(writer, reader)
        guard !common.isEmpty else { continue }
        result.payloadPlaces.formUnion(writer.payload.map(\.location))
        result.payloadPlaces.formUnion(reader.payload.map(\.location))
        result.sequences.insert(stamp)
        if result.payloadWords.insert(sequence).inserted,
          let payload = payload(sequence, writer, reader, common)
        {
          result.payloads.append(payload)
        }
        result.sequences.insert(sequence)
        result.faults += faults(sequence, writer, reader, common).filter {
          known.insert(FaultKey(fault: $0.fault, range: $0.faultRange)).inserted
        }
      }
    }
    return result
  }

  private func commonPayload(
    _ writer: SeqlockWriter, _ reader: SeqlockReader
  ) -> [MemoryLocation] {
    writer.payload.filter { part in
      reader.payload.contains { $0.location.overlaps(part.location) }
    }.prefix(2).map(\.location)
  }

  private func faults(
    _ sequence: MemoryLocation, _ writer: SeqlockWriter, _ reader: SeqlockReader,
    _ common: [MemoryLocation]
  ) -> [Seqlock] {
    let cut = cut(sequence, writer, reader, Set(common))
    let pair = CutPair(cut: cut)
    let writes = items(writer.payload, in: common)
    let reads = items(reader.payload, in: common)
    let base = { (fault: Seqlock.Fault, question: Question, execution: Execution) in
      Seqlock(
        sequence: sequence, fault: fault, cut: pair, question: question, execution: execution,
        opening: writer.opening, payloadWrites: writes, closing: writer.closing,
        firstRead: reader.first, payloadReads: reads, secondRead: reader.second,
        isPayloadAssumed: writer.isPayloadAssumed || reader.isPayloadAssumed)
    }
    let stamp = reader.thread.location(at: reader.first) ?? sequence
    let start = Int(analysis.program.initialValue(of: stamp) ?? 0)
    var found: [Seqlock] = []
    for isEarly in [true, false] {
      let question = question(reader, reads, start: start, isEarly: isEarly)
      guard let execution = oracle.weakness(question, of: cut.scenario) else { continue }
      if oracle.isWeak(question, of: cut.scenario.idealizing(thread: 1)) {
        found.append(base(isEarly ? .writerOpening : .writerClosing, question, execution))
      }
      if oracle.isWeak(question, of: cut.scenario.idealizing(thread: 0)) {
        found.append(base(isEarly ? .readerValidation : .readerEntry, question, execution))
      }
    }
    return found
  }

  private func items(
    _ payload: [(location: MemoryLocation, item: Int)], in common: [MemoryLocation]
  ) -> [Int] {
    payload.filter { part in common.contains { $0.overlaps(part.location) } }.map(\.item).sorted()
  }

  private func cut(
    _ sequence: MemoryLocation, _ writer: SeqlockWriter, _ reader: SeqlockReader,
    _ payload: Set<MemoryLocation>, isPromoting: Bool = true
  ) -> CutScenario {
    let words = [sequence, reader.thread.location(at: reader.first) ?? sequence]
    let kept = payload.union(words)
    var writing = slice(writer.thread, kept, reader.thread)
    writing.opaqueWrites = Set(writer.payload.map(\.item))
    // A writer that retries or writes twice is one writing.
    writing.items = writing.items.filter {
      $0 <= writer.closing || writer.thread.items[$0].mayFence
    }
    var reading = slice(reader.thread, kept, writer.thread)
    reading.acceptance = reader.acceptance
    var cut = CutScenario(of: [writing, reading], in: analysis.program)
    if isPromoting { cut.scenario = cut.scenario.promotingPlainAccesses() }
    // The payload starts as the version that the first sequence number names.
    let numbers = words.compactMap { cut.variables[$0] }
    cut.scenario.initialValues = cut.scenario.initialValues.filter { numbers.contains($0.key) }
    return cut
  }

  private func slice(
    _ thread: ThreadTrace, _ locations: Set<MemoryLocation>, _ other: ThreadTrace
  ) -> Slice {
    let locks = thread.lockLocations.intersection(other.lockLocations)
    var kept: Set<Int> = []
    for (index, item) in thread.items.enumerated() {
      if case .assume(let condition) = item.kind {
        let dependencies = condition.dependencies
        if !dependencies.isEmpty, dependencies.isSubset(of: kept) { kept.insert(index) }
      } else if item.mayFence {
        kept.insert(index)
      } else if let location = thread.location(at: index), !thread.isExclusive[index] {
        let isLock = item.lockAddress != nil && locks.contains(location)
        if isLock || locations.contains(where: { $0.overlaps(location) }) { kept.insert(index) }
      }
    }
    return Slice(thread: thread, items: kept.sorted(), acceptance: nil)
  }

  /// "The reader accepts" is part of the scenario; the question is whether what it accepts belongs
  /// to another version than its sequence number says.
  private func question(
    _ reader: SeqlockReader, _ reads: [Int], start: Int, isEarly: Bool
  ) -> Question {
    let sequence = CutScenario.register(reader.first)
    let isStart = Condition.register(thread: 1, sequence, equals: start)
    let old = reads.map { Condition.register(thread: 1, CutScenario.register($0), equals: 0) }
    return .outcome(
      isEarly
        ? .all([isStart, .not(.all(old))])
        : .all([.not(isStart), .any(old)]))
  }
}

/// The payload of a sequence lock that is not atomic, whatever the orders of its number.
public struct SeqlockPayload: Sendable {
  public var sequence: MemoryLocation
  public var data: MemoryLocation
  /// Thread 0 writes, thread 1 reads.
  public var cut: CutPair
  public var execution: Execution
  public var write: Int
  public var read: Int
  /// The writes of the number around the write, and its reads around the read.
  public var section: (opening: Int, closing: Int)
  public var check: (first: Int, second: Int)
}

extension SeqlockFinder {
  private func payload(
    _ sequence: MemoryLocation, _ writer: SeqlockWriter, _ reader: SeqlockReader,
    _ common: [MemoryLocation]
  ) -> SeqlockPayload? {
    guard !writer.isPayloadAssumed, !reader.isPayloadAssumed else { return nil }
    for part in writer.payload where writer.thread.items[part.item].isPlainAccess {
      guard common.contains(part.location),
        let read = reader.payload.first(where: { $0.location.overlaps(part.location) }),
        reader.thread.items[read.item].isPlainAccess
      else { continue }
      let pair = CutPair(
        cut: cut(sequence, writer, reader, [part.location], isPromoting: false))
      let question = Question.dataRace(on: pair.variable(of: part.location))
      guard let execution = oracle.show(question, of: pair.scenario) else { continue }
      return SeqlockPayload(
        sequence: sequence, data: part.location, cut: pair, execution: execution,
        write: part.item, read: read.item, section: (writer.opening, writer.closing),
        check: (reader.first, reader.second))
    }
    return nil
  }
}

extension Seqlock {
  /// The place of the access at fault.
  var faultRange: SourceRange {
    switch fault {
    case .writerOpening: cut.item(0, opening).range
    case .writerClosing: cut.item(0, closing).range
    case .readerValidation: cut.item(1, secondRead).range
    case .readerEntry: cut.item(1, firstRead).range
    }
  }
}

extension ThreadTrace {
  var lockLocations: Set<MemoryLocation> {
    Set(
      items.indices.compactMap { items[$0].lockAddress == nil ? nil : location(at: $0) })
  }
}

extension [LostUpdate] {
  /// The first of the changes that each read leads to: the one that opens a write section.
  var openings: [LostUpdate] {
    filter { update in
      !contains {
        $0.cut.item(0, $0.load).range == update.cut.item(0, update.load).range
          && $0.cut.item(0, $0.store).range < update.cut.item(0, update.store).range
      }
    }
  }
}
