import MemoryModel

/// Finds loops that attempt more than they need to: an exchange that is repeated until a lock is free,
/// and a strong compare-exchange where a failure for no reason would do no harm.
struct RepeatedAttemptFinder {
  let analysis: Analysis
  /// Tells operations that have a weak form from library functions that have none.
  let sources: Linter.Sources

  func find() -> [ExcessOrder] {
    var texts: [String: SourceLines] = [:]
    var found: [ExcessOrder] = []
    for (place, function) in analysis.program.functions.enumerated() {
      for (number, block) in function.blocks.enumerated() {
        for (index, event) in block.events.enumerated() where event.via.isEmpty {
          guard event.isAttempt, analysis.repeats(number, of: place) else { continue }
          let file = event.range.file
          if texts[file] == nil { texts[file] = sources(file).map { SourceLines($0) } }
          guard let text = texts[file] else { continue }
          let attempt = Attempt(function: function, block: number, index: index, event: event)
          if let excess = attempt.spinningExchange(text) ?? attempt.strongRetry(text) {
            found.append(excess)
          }
        }
      }
    }
    return found
  }
}

extension Event {
  /// What may be tried again and again: cheap to tell before the text is read.
  fileprivate var isAttempt: Bool {
    switch kind {
    case .update(_, .exchange, .integer(let value), _): value != 0
    case .compareExchange(_, _, _, _, _, let isWeak): !isWeak
    case .update, .read, .write, .fence, .assign, .allocate, .free, .lock, .unlock, .spawn, .join,
      .call, .opaque:
      false
    }
  }
}

/// An atomic operation in a loop.
private struct Attempt {
  let function: Function
  let block: Int
  let index: Int
  let event: Event

  private var place: EventPlace { EventPlace(function: 0, block: block, index: index) }

  // MARK: Exchanges

  /// `while (atomic_exchange(&lock, 1)) {}`: the loop does nothing else, and goes on as long as the
  /// exchange put back what was there.
  func spinningExchange(_ text: SourceLines) -> ExcessOrder? {
    guard case .update(let address, .exchange, .integer(let value), let ordering) = event.kind,
      let order = ordering.order, order != .relaxed, hasLoad(text.text(in: event.range)),
      let branch = function.branch(after: place, on: { $0 == .result(event.id) }),
      goesOn(holding: value, branch)
    else { return nil }
    let body = function.blocks(from: goesOnTarget(branch, value), backTo: block)
    guard body.contains(block), exits(of: body).count <= 1,
      events(of: body).allSatisfy({ $0.id == event.id || $0.isIdle })
    else { return nil }
    return excess(.spinningExchange, address, order)
  }

  /// `atomic_flag` can only be read since C++20 and C23.
  private func hasLoad(_ text: String) -> Bool {
    text.contains("__") || text.firstRange(of: "test_and_set") == nil
  }

  /// Whether the loop ends only if something else than the value was there.
  private func goesOn(holding value: Int64, _ branch: (then: Int, otherwise: Int)) -> Bool {
    let back = goesOnTarget(branch, value)
    return function.reachable(from: [back]).contains(block)
      && (back == branch.then) == isTrue(for: value) && isTrue(for: value) != isTrue(for: 0)
  }

  private func goesOnTarget(_ branch: (then: Int, otherwise: Int), _ value: Int64) -> Int {
    isTrue(for: value) ? branch.then : branch.otherwise
  }

  private func isTrue(for value: Int64) -> Bool {
    guard case .branch(let condition, _, _) = function.blocks[block].terminator else {
      return value != 0
    }
    return (condition.evaluated { $0 == .result(event.id) ? value : nil } ?? 0) != 0
  }

  // MARK: Compare-exchanges

  /// A failure leads to the next try and to nothing else: no other way out, nothing that another
  /// thread could see, and nothing that is counted.
  func strongRetry(_ text: SourceLines) -> ExcessOrder? {
    guard case .compareExchange(let address, _, _, let success, _, false) = event.kind,
      let edit = weakForm(in: text),
      let branch = function.branch(after: place, on: { $0 == .exchanged(event.id) })
    else { return nil }
    let retry = function.reachable(from: [branch.otherwise]) { $0 == block }
    let leads = retry.flatMap { function.blocks[$0].terminator.targets }
    guard branch.otherwise == block || leads.contains(block), !retry.contains(branch.then),
      leads.allSatisfy({ $0 == block || retry.contains($0) }),
      retry.allSatisfy({ function.blocks[$0].terminator.continues })
    else { return nil }
    let before = function.blocks[block].events.prefix(index)
    let after = function.blocks[block].events.dropFirst(index + 1)
    let repeated = Array(before) + Array(after) + events(of: retry)
    guard repeated.allSatisfy(\.isRepeatable), !counts(repeated) else { return nil }
    var excess = excess(.strongRetry, address, success.order)
    excess.place.new = nil
    excess.edits = [edit]
    return excess
  }

  /// Whether something is computed from what it was the last time round.
  private func counts(_ events: [Event]) -> Bool {
    let assigned = Set(
      events.compactMap { event -> LocalID? in
        if case .assign(let local, _) = event.kind { local } else { nil }
      })
    return events.contains { other in
      switch other.kind {
      case .assign(_, let value):
        return value.contains { operand in
          if case .local(let local) = operand {
            assigned.contains(local) && !holdsFound(local, events)
          } else {
            false
          }
        }
      case .write(let address, let value, _):
        return value.contains { operand in
          guard case .result(let read) = operand else { return false }
          return events.contains { event in
            if case .read(address, _) = event.kind { event.id == read } else { false }
          }
        }
      case .read, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
        .join, .call, .opaque:
        return false
      }
    }
  }

  /// Whether the variable only ever holds what memory held, or a constant.
  private func holdsFound(_ local: LocalID, _ events: [Event]) -> Bool {
    events.allSatisfy { other in
      guard case .assign(local, let value) = other.kind else { return true }
      switch value {
      case .result, .integer, .null, .parameter: return true
      case .local, .exchanged, .global, .slot, .field, .element, .function, .not, .binary, .unknown:
        return !value.contains { if case .local = $0 { true } else { false } }
      }
    }
  }

  /// The edit that makes it the weak form; nil if the text is no operation that has one.
  private func weakForm(in text: SourceLines) -> Repair.Edit? {
    guard let line = text.line(event.range.start.line) else { return nil }
    let code = String(
      decoding: line.dropFirst(max(0, event.range.start.column - 1)), as: UTF8.self)
    let (old, new) =
      function.language == .swift
      ? (".compareExchange(", ".weakCompareExchange(")
      : ("compare_exchange_strong", "compare_exchange_weak")
    guard let found = code.firstRange(of: old) else { return nil }
    let start = event.range.start.column + code[..<found.lowerBound].utf8.count
    let position = { (column: Int) in
      SourcePosition(line: event.range.start.line, column: column)
    }
    return Repair.Edit(
      range: SourceRange(
        file: event.range.file, start: position(start), end: position(start + old.utf8.count)),
      text: new)
  }

  // MARK: Loops

  private func exits(of body: Set<Int>) -> Set<Int> {
    Set(body.flatMap { function.blocks[$0].terminator.targets }).subtracting(body)
  }

  private func events(of blocks: Set<Int>) -> [Event] {
    blocks.sorted().flatMap { function.blocks[$0].events }
  }

  private func excess(
    _ reason: ExcessOrder.Reason, _ address: Operand, _ order: MemoryOrder?
  ) -> ExcessOrder {
    ExcessOrder(
      reason: reason, object: address.lastName,
      place: ExcessOrder.Place(
        range: event.range, function: function.name, language: function.language, old: order,
        new: nil),
      others: [], edits: [])
  }
}

extension Event {
  /// Whether nothing happens but in registers, or the processor is told to wait.
  fileprivate var isIdle: Bool {
    switch kind {
    case .assign: true
    case .call(.direct(let name), _), .call(.member(let name), _): CalleeName(name).isSpinHint
    case .call, .read, .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock,
      .spawn, .join, .opaque:
      false
    }
  }

  /// Whether it can happen twice with the same values, and no one could tell.
  fileprivate var isRepeatable: Bool {
    switch kind {
    case .read, .assign, .write(_, _, .plain): true
    case .call(.direct(let name), _), .call(.member(let name), _): CalleeName(name).isPause
    case .call, .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
      .join, .opaque:
      false
    }
  }
}

extension Terminator {
  fileprivate var continues: Bool {
    switch self {
    case .jump, .branch, .switch: true
    case .return, .unreachable: false
    }
  }
}
