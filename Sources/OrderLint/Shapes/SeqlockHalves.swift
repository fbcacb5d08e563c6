/// Begin and end functions of a sequence lock whose callers are not in view, and the whole protocol
/// put together from them with an assumed payload between.
struct SeqlockHalves {
  private struct Half {
    var thread: ThreadTrace
    var access: Int
    var name: String
  }

  private struct Validation {
    var half: Half
    var parameter: Int
    var acceptance: Value?
  }

  private let program: Program
  private let sequence: MemoryLocation
  private var bumps: [Half] = []
  private var entries: [Half] = []
  private var validations: [Validation] = []

  init(program: Program, sequence: MemoryLocation) {
    self.program = program
    self.sequence = sequence
  }

  /// Takes the thread as a half, if it is one.
  mutating func add(_ thread: ThreadTrace, _ accesses: [Int]) {
    let name = program.functions[thread.function].name
    let writes = accesses.filter { thread.items[$0].isWrite }
    if writes.count == 1, let write = writes.first {
      if thread.items[write].isIncrement {
        bumps.append(Half(thread: thread, access: write, name: name))
      }
      return
    }
    guard writes.isEmpty, accesses.count == 1, let read = accesses.first else { return }
    let half = Half(thread: thread, access: read, name: name)
    if let validation = validation(half) {
      validations.append(validation)
    } else if thread.trace.returned?.depends(on: { $0 == read }) == true {
      entries.append(half)
    }
  }

  /// A comparison of the word with a number the caller passes.
  private func validation(_ half: Half) -> Validation? {
    let read = half.access
    for item in half.thread.items[read...] {
      if case .assume(let condition) = item.kind,
        let parameter = condition.parameterEqual(to: read)
      {
        return Validation(half: half, parameter: parameter, acceptance: nil)
      }
    }
    guard let returned = half.thread.trace.returned else { return nil }
    if let parameter = returned.parameterEqual(to: read) {
      return Validation(half: half, parameter: parameter, acceptance: returned)
    }
    let negated = Value.negation(returned)
    return negated.parameterEqual(to: read).map {
      Validation(half: half, parameter: $0, acceptance: negated)
    }
  }

  // MARK: Whole protocols

  /// Writers of the payload that the readers read, or of an assumed one.
  func writers(for readers: [SeqlockReader]) -> [SeqlockWriter] {
    let payload = readers.first.map { $0.payload.map(\.location) } ?? Self.assumedPayload
    // Without names that say so, two functions that count are no section: a condition variable counts
    // its signals in several.
    let opening = Array(bumps.lazy.filter { SectionNames.isOpening($0.name) }.prefix(3))
    guard !opening.isEmpty else { return [] }
    let closing = Array(bumps.lazy.filter { SectionNames.isClosing($0.name) }.prefix(3))
    return opening.flatMap { begin in
      closing.map { end in writer(begin, end, payload) }
    }
  }

  /// Readers of the payload that the writers write, or of an assumed one.
  func readers(for writers: [SeqlockWriter]) -> [SeqlockReader] {
    let payload = writers.first.map { $0.payload.map(\.location) } ?? Self.assumedPayload
    return entries.prefix(3).flatMap { entry in
      validations.prefix(6).map { reader(entry, $0, payload) }
    }
  }

  private static let assumedPayload = [
    MemoryLocation(root: .global("payload a")), MemoryLocation(root: .global("payload b")),
  ]

  private func writer(
    _ begin: Half, _ end: Half, _ payload: [MemoryLocation]
  ) -> SeqlockWriter {
    var whole = begin.thread
    let items = whole.appendPayload(payload, isWrite: true)
    let offset = whole.append(end.thread) { $0 }
    return SeqlockWriter(
      thread: whole, opening: begin.access, closing: end.access + offset, payload: items,
      isPayloadAssumed: true)
  }

  private func reader(
    _ entry: Half, _ validation: Validation, _ payload: [MemoryLocation]
  ) -> SeqlockReader {
    var whole = entry.thread
    let number = whole.trace.returned ?? .result(entry.access)
    let items = whole.appendPayload(payload, isWrite: false)
    let substitute = { (leaf: Value) in leaf == .parameter(validation.parameter) ? number : leaf }
    let offset = whole.append(validation.half.thread, substitute)
    let acceptance = validation.acceptance?.shifted(by: offset).replacingLeaves(substitute)
    return SeqlockReader(
      thread: whole, first: entry.access, second: validation.half.access + offset,
      acceptance: acceptance, payload: items, isPayloadAssumed: true)
  }
}

/// Words in the names of functions that open and close a critical section.
enum SectionNames {
  private static let closingWords = [
    "unlock", "end", "finish", "exit", "leave", "close", "release", "done", "commit", "stop",
    "publish",
  ].map { Array($0.utf8) }
  private static let openingWords = [
    "begin", "start", "enter", "open", "acquire", "lock", "prepare",
  ].map { Array($0.utf8) }

  static func isClosing(_ name: String) -> Bool {
    let lowered = NameWords.lowercased(name)
    return closingWords.contains { NameWords.contains($0, in: lowered) }
  }

  static func isOpening(_ name: String) -> Bool {
    let lowered = NameWords.lowercased(name)
    return openingWords.contains { NameWords.contains($0, in: lowered) } && !isClosing(name)
  }
}

extension TraceItem {
  /// Whether the item makes the word one more than it was, or sets its lowest bit.
  fileprivate var isIncrement: Bool {
    switch kind {
    case .update(_, let operation, let operand, _):
      operation != .exchange && operation != .subtract && operation != .and
        && operand != .integer(0)
    case .write(_, .binary(let kind, _, .integer), _): kind == .add || kind == .or || kind == .xor
    case .compareExchange(_, let expected, .binary(let kind, let base, .integer), _, _, _):
      base == expected && (kind == .add || kind == .or)
    case .write, .compareExchange, .read, .fence, .allocate, .free, .lock, .unlock, .spawn, .join,
      .assume, .call, .opaque:
      false
    }
  }
}

extension Value {
  /// The parameter with which the value is true exactly if the item read the same number.
  fileprivate func parameterEqual(to read: Int) -> Int? {
    guard dependencies == [read] else { return nil }
    return parameters.first { parameter in
      let asRead = { (number: Int64) in
        replacingLeaves { leaf in
          switch leaf {
          case .parameter(parameter): .integer(4)
          case .result(read): .integer(number)
          default: leaf
          }
        }
      }
      return asRead(4) == .integer(1) && asRead(6) == .integer(0) && asRead(2) == .integer(0)
    }
  }

  private var parameters: [Int] {
    switch self {
    case .parameter(let index): [index]
    case .not(let inner): inner.parameters
    case .binary(_, let left, let right): left.parameters + right.parameters
    case .integer, .result, .exchanged, .global, .slot, .field, .element, .function, .unknown: []
    }
  }

  /// The value with its references to items moved.
  func shifted(by offset: Int) -> Value {
    replacingLeaves { leaf in
      switch leaf {
      case .result(let index): .result(index + offset)
      case .exchanged(let index): .exchanged(index + offset)
      case .integer, .parameter, .global, .slot, .field, .element, .function, .not, .binary,
        .unknown:
        leaf
      }
    }
  }
}

extension ThreadTrace {
  /// Adds accesses to a payload that callers are assumed to make.
  fileprivate mutating func appendPayload(
    _ locations: [MemoryLocation], isWrite: Bool
  ) -> [(location: MemoryLocation, item: Int)] {
    guard let last = items.last else { return [] }
    return locations.prefix(2).map { location in
      let address = Value.global("\(location)")
      let kind: TraceItem.Kind =
        isWrite
        ? .write(at: address, value: .integer(1), .plain) : .read(at: address, .plain)
      let index = items.count
      change {
        $0.trace.items.append(
          TraceItem(kind: kind, range: last.range, calls: [], function: last.function))
        $0.places.append(Locator.Place(location: location, object: address))
        $0.isExclusive.append(false)
        $0.assumed.insert(index)
      }
      return (location, index)
    }
  }

  /// Continues the thread with another's items. Returns how far these were moved.
  fileprivate mutating func append(
    _ other: ThreadTrace, _ substitute: (Value) -> Value
  ) -> Int {
    let offset = items.count
    let moved = other.items.map { item in
      let kind = item.kind.mapValues { $0.shifted(by: offset).replacingLeaves(substitute) }
      return item.with(kind, calls: item.calls)
    }
    // Both halves work on one object of each kind, however each comes by its address.
    let objects = Dictionary(
      places.compactMap { place in place.map { ($0.location, $0.object) } },
      uniquingKeysWith: { first, _ in first })
    let movedPlaces = other.places.map { place in
      place.map {
        Locator.Place(
          location: $0.location, object: objects[$0.location] ?? $0.object.shifted(by: offset))
      }
    }
    change {
      $0.trace.items += moved
      $0.places += movedPlaces
      $0.isExclusive += other.isExclusive
      $0.trace.returned = other.trace.returned?.shifted(by: offset).replacingLeaves(substitute)
    }
    return offset
  }
}
