import MemoryModel

/// A compare-exchange in a loop: what a failed one finds is expected next time, and the memory
/// there is used on the way.
struct RetriedExchange {
  let thread: ThreadTrace
  let program: Program
  /// The compare-exchange, which succeeds on this path.
  let exchange: Int

  /// The first plain use of the memory whose address a failed try has found, if that address is the
  /// only one the next try uses.
  var use: Int? {
    guard
      case .compareExchange(_, .result(let read), _, let success, let failure, _) =
        thread.items[exchange].kind,
      // Where no text names an order, the library's documentation has the say.
      !success.isImplicit || !failure.isImplicit,
      read < exchange, thread.isTaken(exchange), let place = exchangePlace,
      case .read(_, .atomic(let first)) = thread.items[read].kind, first.assumedOrder.isAcquire,
      thread.location(at: read) == thread.location(at: exchange),
      let loop = Loop(around: place, in: program, until: frameRange(read))
    else { return nil }
    return thread.items.indices[(read + 1)..<exchange].first { other in
      thread.items[other].isPlainAccess && thread.items[other].address?.base == .result(read)
        && loop.repeats(frameRange(other))
    }
  }

  /// Where the exchange, or the call it is a part of, stands in the function of the thread.
  private var exchangePlace: EventPlace? {
    program.functions[thread.function].place(of: frameRange(exchange), in: thread.function)
  }

  private func frameRange(_ item: Int) -> SourceRange {
    thread.items[item].calls.first ?? thread.items[item].range
  }
}

/// The way from a failed compare-exchange to the next try.
private struct Loop {
  private let function: Function
  private let place: EventPlace
  private let around: Set<Int>

  /// Nil if the way does not exist, reads the atomic anew, or acquires.
  init?(around place: EventPlace, in program: Program, until read: SourceRange) {
    let function = program.functions[place.function]
    let event = function.blocks[place.block].events[place.index]
    guard
      let branch = function.branch(
        after: place,
        on: { value in
          value == .exchanged(event.id) || value == .result(event.id) && event.isCall
        })
    else { return nil }
    let back = function.leading(to: place.block)
    let around = function.reachable(from: [branch.otherwise]) { $0 == place.block }
      .intersection(back)
    let isLoop =
      branch.otherwise == place.block
      || around.contains { function.blocks[$0].terminator.targets.contains(place.block) }
    guard isLoop else { return nil }
    self.function = function
    self.place = place
    self.around = around
    let rest = function.blocks[place.block].events.prefix(place.index)
    let events = around.flatMap { function.blocks[$0].events } + rest
    guard !events.contains(where: { $0.range == read || $0.kind.mayAcquire }),
      event.isCall || function.blocks.contains(where: { $0.events.contains { $0.keeps(event) } })
    else { return nil }
  }

  /// Whether the next try comes by the place.
  func repeats(_ range: SourceRange) -> Bool {
    function.blocks[place.block].events.prefix(place.index).contains { $0.range == range }
      || around.contains { function.blocks[$0].events.contains { $0.range == range } }
  }
}

extension Function {
  fileprivate func place(of range: SourceRange, in number: Int) -> EventPlace? {
    for (block, code) in blocks.enumerated() {
      let index = code.events.firstIndex { event in
        event.range == range && (event.isCall || event.isExchange)
      }
      if let index { return EventPlace(function: number, block: block, index: index) }
    }
    return nil
  }
}

extension Event {
  fileprivate var isCall: Bool { if case .call = kind { true } else { false } }
  fileprivate var isExchange: Bool { if case .compareExchange = kind { true } else { false } }

  /// Whether the event keeps what the exchange found for the next try.
  fileprivate func keeps(_ exchange: Event) -> Bool {
    switch kind {
    case .assign(_, let value), .write(_, let value, .plain): value == .result(exchange.id)
    case .read, .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
      .join, .call, .opaque:
      false
    }
  }
}

extension Event.Kind {
  fileprivate var mayAcquire: Bool {
    switch self {
    case .fence(let ordering, .thread): ordering.order?.isAcquire != false
    case .lock, .join, .opaque: true
    case .read, .write, .update, .compareExchange, .fence, .assign, .allocate, .free, .unlock,
      .spawn, .call:
      false
    }
  }
}
