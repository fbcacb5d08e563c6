import OrderLint
import Vocabularies

/// Blocks under construction. There is always a current block; what follows a jump goes to a fresh
/// block, which is dropped at the end if nothing leads there.
struct BlockBuilder {
  private struct Draft {
    var events: [Event] = []
    var terminator: Terminator?
  }

  private var drafts: [Draft] = [Draft()]
  private var current = 0
  private var eventCount = 0

  mutating func makeBlock() -> Int {
    drafts.append(Draft())
    return drafts.count - 1
  }

  mutating func emit(_ kind: Event.Kind, range: SourceRange) -> EventID {
    let id = EventID(eventCount)
    eventCount += 1
    var event = Event(id: id, kind: kind, range: range)
    switch kind {
    case .call(let callee, _):
      if case .direct(let name) = callee, let role = SignalCalls.role(of: name) {
        event.role = role
      }
      traits.append(.call)
    case .read(_, .plain): traits.append(.plainRead)
    case .spawn:
      spawned.append(id)
      traits.append(nil)
    case .read, .write, .update, .compareExchange, .fence, .assign, .allocate, .free, .lock,
      .unlock, .join, .opaque:
      traits.append(nil)
    }
    drafts[current].events.append(event)
    return id
  }

  /// Says what the event that was emitted last is to other threads.
  mutating func setRole(_ role: Event.Role?) {
    guard let last = drafts[current].events.indices.last else { return }
    drafts[current].events[last].role = role
  }

  /// Says that what the event which was emitted last gives is a number, and no optional one.
  mutating func setNumber(bits: Int = 64, isSigned: Bool = true) {
    guard let last = drafts[current].events.indices.last else { return }
    drafts[current].events[last].layout = .integer(bits: bits, isSigned: isSigned)
  }

  /// Says what the allocation that was emitted last makes.
  mutating func setAllocated(_ record: String) {
    guard let last = drafts[current].events.indices.last else { return }
    drafts[current].events[last].allocated = record
  }

  /// Ends the current block; what follows is unreachable until `begin`.
  mutating func terminate(_ terminator: Terminator) {
    if drafts[current].terminator == nil { drafts[current].terminator = terminator }
    current = makeBlock()
  }

  /// Ends the current block by going to `block`, which becomes current.
  mutating func begin(_ block: Int) {
    if drafts[current].terminator == nil { drafts[current].terminator = .jump(block) }
    current = block
  }

  /// Every thread started so far, in the order of starting.
  private(set) var spawned: [EventID] = []

  private enum Trait { case plainRead, call }

  /// What later questions about each event need, by its number.
  private var traits: [Trait?] = []

  func isPlainRead(_ event: EventID) -> Bool { trait(of: event) == .plainRead }
  func isCall(_ event: EventID) -> Bool { trait(of: event) == .call }

  private func trait(of event: EventID) -> Trait? {
    traits.indices.contains(event.index) ? traits[event.index] : nil
  }

  func assignsInCurrentBlock(_ local: LocalID) -> Bool {
    drafts[current].events.contains { if case .assign(local, _) = $0.kind { true } else { false } }
  }

  /// Whether the event is in the current block.
  func isInCurrentBlock(_ event: EventID) -> Bool {
    drafts[current].events.contains { $0.id == event }
  }

  /// Puts the result of an earlier event into a local, right behind the event.
  mutating func keep(_ event: EventID, in local: LocalID) {
    for draft in drafts.indices {
      guard let place = drafts[draft].events.firstIndex(where: { $0.id == event }) else { continue }
      let range = drafts[draft].events[place].range
      let assignment = Event(
        id: EventID(eventCount), kind: .assign(local, .result(event)), range: range)
      eventCount += 1
      traits.append(nil)
      drafts[draft].events.insert(assignment, at: place + 1)
      return
    }
  }

  /// Puts the result of an earlier event at the front of the list that a local holds: objects of a
  /// value and the rest of the list.
  mutating func chain(_ event: EventID, to local: LocalID) {
    for draft in drafts.indices {
      guard let place = drafts[draft].events.firstIndex(where: { $0.id == event }) else { continue }
      let range = drafts[draft].events[place].range
      let object = EventID(eventCount)
      let kinds: [Event.Kind] = [
        .call(.direct(Primitive.allocate.rawValue), arguments: [.integer(2), .integer(1)]),
        .write(
          at: .element(of: .result(object), index: .integer(0)), value: .result(event), .plain),
        .write(
          at: .element(of: .result(object), index: .integer(1)), value: .local(local), .plain),
        .assign(local, .result(object)),
      ]
      let events = kinds.enumerated().map { number, kind in
        Event(id: EventID(eventCount + number), kind: kind, range: range)
      }
      eventCount += kinds.count
      traits += kinds.map { _ in nil }
      drafts[draft].events.insert(contentsOf: events, at: place + 1)
      return
    }
  }

  /// The blocks that the entry reaches. Control that falls off the end returns.
  func finish() -> [Block] {
    let blocks = drafts.map {
      Block(events: $0.events, terminator: $0.terminator ?? .return(nil))
    }
    return BlockLayout.canonical(blocks, eventCount: eventCount)
  }
}
