import MemoryModel

extension Slice {
  /// Leaves out what comes after the decision, and earlier writes of what it reads: what a thread took
  /// from there before it announced itself is not what it looks for.
  mutating func keepOnly(from announcement: Int, to decision: Int) {
    items.removeAll { index in
      let item = thread.items[index]
      if index > decision { return !item.isAssumption }
      return index < announcement && item.isAtomicAccess && item.isWrite
        && thread.places[index] == thread.places[decision]
    }
  }
}

extension MemoryLocation {
  /// One of the two elements of an array that a handshake is about.
  func element(_ number: Int) -> MemoryLocation {
    MemoryLocation(root: .global("\(self)[\(number)]"))
  }
}

extension ThreadTrace {
  /// Whether the path goes on only if a later read of the same object finds the same.
  func isComparedWithLaterRead(_ index: Int) -> Bool {
    items.dropFirst(index + 1).contains { item in
      guard case .assume(.binary(.equal, let left, let right)) = item.kind else { return false }
      for (one, other) in [(left, right), (right, left)] where one == .result(index) {
        guard case .result(let later) = other, later > index else { continue }
        return items[later].isAtomicAccess && location(at: later) == location(at: index)
      }
      return false
    }
  }

  /// The later accesses to the memory whose address the item read.
  func uses(ofMemoryFoundAt index: Int) -> [TraceItem] {
    items.dropFirst(index + 1).filter { $0.isAccess && $0.address?.base == .result(index) }
  }

  /// Whether the thread takes its announcement back after the decision: it counts itself out, or stores
  /// what says that nobody is there.
  func leaves(_ announcement: Int, after decision: Int, isIdle: (Value) -> Bool) -> Bool {
    items.indices.dropFirst(decision + 1).contains { index in
      guard isSameField(index, announcement) else { return false }
      switch items[index].kind {
      case .update(_, .subtract, _, _): return true
      case .write(_, let value, .atomic): return isIdle(value)
      case .update, .write, .read, .compareExchange, .fence, .allocate, .free, .lock, .unlock,
        .spawn, .join, .assume, .call, .opaque:
        return false
      }
    }
  }

  /// Whether two items access one field, if perhaps of objects of which one is not known: a guard
  /// object that counts its owner out has a copy of the reference.
  private func isSameField(_ first: Int, _ second: Int) -> Bool {
    if location(at: first) == location(at: second) { return true }
    guard case .field(.unknown, let record, let name)? = items[first].address,
      case .field(_, let other, let otherName)? = items[second].address
    else { return false }
    return record == other && name == otherName
  }

  /// Whether the thread frees what its announcement took away, or what that holds, after the decision.
  func freesReplaced(_ announcement: Int, _ decision: Int) -> Bool {
    let kept = places(keeping: announcement, until: decision)
    let isReplaced = { (value: Value) -> Bool in
      var holder = value.base
      for _ in 0..<4 {
        guard case .result(let source) = holder, items.indices.contains(source),
          let place = location(at: source)
        else { return false }
        if place == location(at: announcement)
          || source > decision && kept.contains(where: place.overlaps)
        {
          return true
        }
        guard let address = items[source].address else { return false }
        holder = address.base
      }
      return false
    }
    return items.dropFirst(decision + 1).contains { item in
      switch item.kind {
      case .free(let address): isReplaced(address)
      case .call(let name, let arguments):
        ReferenceDropFinder.saysDestroys(name) && arguments.contains(where: isReplaced)
      case .read, .write, .update, .compareExchange, .fence, .allocate, .lock, .unlock, .spawn,
        .join, .assume, .opaque:
        false
      }
    }
  }

  /// What the thread itself last stored in the word before it reads it.
  func ownStore(toPlaceReadAt index: Int) -> Value? {
    for earlier in items.indices.prefix(index).reversed() where places[earlier] == places[index] {
      switch items[earlier].kind {
      case .write(_, let value, .atomic): return value
      case .update, .compareExchange: return nil
      case .write, .read, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call,
        .opaque:
        continue
      }
    }
    return nil
  }

  /// Whether the path is taken with what the announcement finds in its word.
  func mayAnnounce(_ announcement: Int, finding found: (Int) -> Int64?) -> Bool {
    items.allSatisfy { item in
      guard case .assume(let condition) = item.kind, condition.dependencies == [announcement]
      else { return true }
      return condition.evaluated(found) != 0
    }
  }

  /// The atomic update whose result the thread has last written to the plain place that an item reads.
  func updateKept(forReadAt index: Int) -> Int? {
    guard items[index].isPlainAccess, items[index].isRead, let place = location(at: index) else {
      return nil
    }
    for earlier in items.indices.prefix(index).reversed() {
      guard case .write(_, let value, .plain) = items[earlier].kind,
        location(at: earlier)?.overlaps(place) == true
      else { continue }
      guard case .result(let source) = value, items[source].isAtomicAccess, items[source].isWrite
      else { return nil }
      return source
    }
    return nil
  }

  /// Plain places, a list of what is to be freed, that what the announcement took away is put into.
  private func places(keeping announcement: Int, until decision: Int) -> Set<MemoryLocation> {
    Set(
      items.indices.prefix(decision).dropFirst(announcement).compactMap { index in
        guard case .write(_, .result(let source), .plain) = items[index].kind,
          items.indices.contains(source), location(at: source) == location(at: announcement)
        else { return nil }
        return location(at: index)
      })
  }

  /// Whether the item stands before the other in the text of one function: a loop has come back to it,
  /// and the other was the end of an earlier round.
  func isNextRound(_ item: Int, after earlier: Int) -> Bool {
    let (first, second) = (items[earlier], items[item])
    return first.function == second.function && first.range.file == second.range.file
      && second.range.start < first.range.start
  }

  /// Whether a write from before the first item is made once more between the two: the next round of
  /// a loop and no second look.
  func announcesAgain(between first: Int, and last: Int) -> Bool {
    let earlier = Set(
      items.prefix(first).lazy.filter { $0.isAtomicAccess && $0.isWrite }.map(\.range))
    return items[first..<last].contains {
      $0.isAtomicAccess && $0.isWrite && earlier.contains($0.range)
    }
  }

  /// Whether the path is taken when the read at `decision` misses an announcement, and another one
  /// when it sees it.
  /// - Parameter surely: what is not known decides nothing.
  func turns(
    at decision: Int, surely: Bool, missing: (Int) -> Int64?, seeing: (Int) -> Int64?
  ) -> Bool {
    let conditions = items[decision...].compactMap { item -> Value? in
      guard case .assume(let condition) = item.kind, condition.depends(on: { $0 == decision })
      else { return nil }
      return condition
    }
    guard
      conditions.allSatisfy({ condition in
        condition.evaluated(missing).map { $0 != 0 } ?? !surely
      })
    else { return false }
    if conditions.contains(where: { $0.evaluated(seeing) == 0 }) { return true }
    if surely { return false }
    // A number that the caller chose, or that was kept somewhere, may be the one to wait for.
    if let seen = seeing(decision) {
      let awaited = conditions.map {
        $0.replacingGiven(with: seen, comparedWith: decision) { items[$0].isPlainAccess }
      }
      if awaited.allSatisfy({ $0.evaluated(missing) != 0 }),
        awaited.contains(where: { $0.evaluated(seeing) == 0 })
      {
        return true
      }
    }
    // The result tells the caller: either answer is a way to go.
    guard let returned = trace.returned, returned.depends(on: { $0 == decision }),
      returned.isTruthValue, let seen = returned.evaluated(seeing),
      let missed = returned.evaluated(missing)
    else { return false }
    return seen != missed
  }
}

extension Value {
  /// The condition with a number in the place of parameters, and of what is not known, or was kept
  /// somewhere, but compared with what the item read for being the same.
  func replacingGiven(
    with number: Int64, comparedWith item: Int, isGiven: (Int) -> Bool
  ) -> Value {
    switch self {
    case .not(let value):
      return .not(value.replacingGiven(with: number, comparedWith: item, isGiven: isGiven))
    case .binary(let comparison, let left, let right)
    where comparison == .equal || comparison == .notEqual:
      if right.depends(on: { $0 == item }), left.isGiven(isGiven) {
        return .binary(comparison, .integer(number), right)
      }
      if left.depends(on: { $0 == item }), right.isGiven(isGiven) {
        return .binary(comparison, left, .integer(number))
      }
      return replacingParameters(with: number)
    case .binary(let kind, let left, let right) where kind == .or || kind == .and:
      // What is found for several words is put together.
      return .binary(
        kind, left.replacingGiven(with: number, comparedWith: item, isGiven: isGiven),
        right.replacingGiven(with: number, comparedWith: item, isGiven: isGiven))
    case .binary, .integer, .parameter, .result, .exchanged, .global, .slot, .field, .element,
      .function, .unknown:
      return replacingParameters(with: number)
    }
  }

  private func replacingParameters(with number: Int64) -> Value {
    replacingLeaves { if case .parameter = $0 { .integer(number) } else { $0 } }
  }

  private func isGiven(_ isGivenRead: (Int) -> Bool) -> Bool {
    switch self {
    case .unknown: true
    case .result(let source): isGivenRead(source)
    case .integer, .parameter, .exchanged, .global, .slot, .field, .element, .function, .not,
      .binary:
      false
    }
  }
}

extension TraceItem {
  var isAssumption: Bool {
    if case .assume = kind { true } else { false }
  }

  /// Whether the thread waits there for another: a join, a semaphore, a condition.
  var waits: Bool {
    switch kind {
    case .join: true
    case .call(let name, _): role == .waits || role == .meets || CalleeName.waitsForThread(name)
    case .read, .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock,
      .spawn, .assume, .opaque:
      false
    }
  }

  var isProcessBarrier: Bool {
    if case .call(let name, _) = kind { CalleeName(name).isProcessBarrier } else { false }
  }

  /// What the word is after the item, if it was `before`.
  func announcedValue(
    from before: Int64, reading: (Int) -> Int64?
  ) -> Int64 {
    let other = before &+ 7
    switch kind {
    case .write(_, let value, _), .compareExchange(_, _, let value, _, _, _),
      .update(_, .exchange, let value, _):
      return value.evaluated(reading) ?? other
    case .update(_, let operation, let operand, _):
      return operand.evaluated(reading).map {
        Int64(operation.apply(Int(before), Int($0)))
      } ?? other
    case .read, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .assume, .call, .opaque:
      return other
    }
  }
}
