import MemoryModel

extension [PlainWait] {
  /// The waits of a loop. If it compares two numbers of one object, and reads more of that in between,
  /// it waits for nothing but that the second one is as the first: a sequence number.
  func markingRecheck(
    in body: [Event], _ condition: Operand, _ places: inout FunctionPlaces
  ) -> [PlainWait] {
    guard count == 2, condition.isEquality, !body.contains(where: \.mayChangeMemory),
      let first = body.firstIndex(where: { $0.isRead(at: self[0].range, or: self[1].range) }),
      let last = body.lastIndex(where: { $0.isRead(at: self[0].range, or: self[1].range) }),
      let stamp = body[first].readKey(&places), let number = body[last].readKey(&places),
      case .field(let record, _) = stamp, case .field(record, _) = number,
      body[first..<last].contains(where: { event in
        event.isRead(in: record)
          && event.readKey(&places).map { $0 != stamp && $0 != number } == true
      }),
      let recheck = firstIndex(where: { $0.range == body[last].range })
    else { return self }
    var marked = self[recheck]
    marked.stamp = stamp
    return [marked]
  }
}

extension Function {
  /// Whether the function writes the one number, then other fields of the object, and then the other
  /// number.
  func writesBetween(_ number: PlaceKey, _ stamp: PlaceKey) -> Bool {
    guard case .field(let record, _) = number else { return false }
    var places = FunctionPlaces(self)
    let writes = blocks.flatMap(\.events).compactMap(\.plainlyWritten)
    let keys = writes.map { (key: places.key(of: $0), isInside: $0.lies(in: record)) }
    guard let first = keys.firstIndex(where: { $0.key == number }),
      let last = keys.lastIndex(where: { $0.key == stamp }), first < last
    else { return false }
    return keys[first...last].contains { $0.isInside && $0.key != number && $0.key != stamp }
  }
}

extension Event {
  fileprivate func isRead(at place: SourceRange, or other: SourceRange) -> Bool {
    guard case .read = kind else { return false }
    return range == place || range == other
  }

  fileprivate func isRead(in record: String) -> Bool {
    if case .read(let address, .plain) = kind { address.lies(in: record) } else { false }
  }

  fileprivate func readKey(_ places: inout FunctionPlaces) -> PlaceKey? {
    if case .read(let address, .plain) = kind { places.key(of: address) } else { nil }
  }

  fileprivate var plainlyWritten: Operand? {
    if case .write(let address, _, .plain) = kind { address } else { nil }
  }

  /// Whether other memory may be changed than what the loop itself copies to.
  fileprivate var mayChangeMemory: Bool {
    switch kind {
    case .read, .write, .assign: false
    case .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn, .join, .call,
      .opaque:
      true
    }
  }
}

extension Operand {
  fileprivate var isEquality: Bool {
    switch self {
    case .binary(.equal, _, _), .binary(.notEqual, _, _): true
    case .not(let inner): inner.isEquality
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .slot, .field, .element,
      .function, .binary, .unknown:
      false
    }
  }

  /// Whether the address lies in a record's object, at any depth.
  fileprivate func lies(in record: String) -> Bool {
    switch self {
    case .field(let base, let name, _): name == record || base.lies(in: record)
    case .element(let base, _): base.lies(in: record)
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .slot, .function, .not,
      .binary, .unknown:
      false
    }
  }
}
