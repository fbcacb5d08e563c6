import MemoryModel

extension IRParser {
  func parseEventKind(_ scanner: inout IRScanner) throws(IRSyntaxError) -> Event.Kind {
    let start = scanner.offset
    guard let word = scanner.takeWord(hyphens: true) else {
      throw scanner.error("expected an event")
    }
    switch word {
    case "read", "write", "update", "compare-exchange", "compare-exchange-weak":
      return try parseAccessEvent(word, &scanner)
    case "fence": return .fence(try parseOrdering(&scanner), .thread)
    case "signal-fence": return .fence(try parseOrdering(&scanner), .signal)
    case "assign":
      let local = try parseLocal(&scanner)
      try scanner.expect(":=")
      return .assign(local, try parseOperand(&scanner))
    case "allocate": return .allocate
    case "free": return .free(try parseOperand(&scanner))
    case "lock": return .lock(at: try parseOperand(&scanner), isTry: false)
    case "try-lock": return .lock(at: try parseOperand(&scanner), isTry: true)
    case "unlock": return .unlock(at: try parseOperand(&scanner))
    case "spawn":
      let entry = try parseOperand(&scanner)
      return .spawn(entry: entry, arguments: try parseArguments(&scanner))
    case "join": return .join(try parseOperand(&scanner))
    case "call", "call-member", "call-indirect":
      let callee = try parseCallee(word, &scanner)
      return .call(callee, arguments: try parseArguments(&scanner))
    case "opaque": return .opaque(try scanner.expectString())
    default: throw scanner.error("unknown event '\(word)'", at: start)
    }
  }

  /// What stands behind a call or a spawn, after a comma.
  func parseRole(_ scanner: inout IRScanner) throws(IRSyntaxError) -> Event.Role? {
    guard scanner.take(",") else { return nil }
    guard let word = scanner.takeWord(), let role = Event.Role(rawValue: word) else {
      throw scanner.error("expected what the event is to other threads")
    }
    return role
  }

  private func parseAccessEvent(
    _ word: String, _ scanner: inout IRScanner
  ) throws(IRSyntaxError) -> Event.Kind {
    let address = try parseOperand(&scanner)
    switch word {
    case "read":
      try scanner.expect(",")
      return .read(at: address, try parseAccess(&scanner))
    case "write":
      try scanner.expect(":=")
      let value = try parseOperand(&scanner)
      try scanner.expect(",")
      return .write(at: address, value: value, try parseAccess(&scanner))
    case "update":
      guard let name = scanner.takeWord(), let update = UpdateOperator(rawValue: name) else {
        throw scanner.error("expected an update operator")
      }
      let operand = try parseOperand(&scanner)
      try scanner.expect(",")
      return .update(at: address, update, operand: operand, try parseOrdering(&scanner))
    default:
      try scanner.expect(word: "from")
      let expected = try parseOperand(&scanner)
      try scanner.expect(word: "to")
      let desired = try parseOperand(&scanner)
      try scanner.expect(",")
      let success = try parseOrdering(&scanner)
      try scanner.expect(",")
      return .compareExchange(
        at: address, expected: expected, desired: desired, success: success,
        failure: try parseOrdering(&scanner), isWeak: word == "compare-exchange-weak")
    }
  }

  private func parseCallee(
    _ word: String, _ scanner: inout IRScanner
  ) throws(IRSyntaxError) -> Event.Callee {
    switch word {
    case "call": .direct(try scanner.expectName())
    case "call-member": .member(try scanner.expectName())
    default: .indirect(try parseOperand(&scanner))
    }
  }

  private func parseArguments(_ scanner: inout IRScanner) throws(IRSyntaxError) -> [Operand] {
    try scanner.expect("(")
    var operands: [Operand] = []
    while !scanner.isNext(")") {
      if !operands.isEmpty { try scanner.expect(",") }
      operands.append(try parseOperand(&scanner))
    }
    try scanner.expect(")")
    return operands
  }

  private func parseAccess(_ scanner: inout IRScanner) throws(IRSyntaxError) -> Access {
    if scanner.take(word: "plain") { return .plain }
    if scanner.take(word: "volatile") { return .volatile }
    return .atomic(try parseOrdering(&scanner))
  }

  /// `reference` marks the order of an operation on a strong reference of swift-atomics.
  private func parseOrdering(_ scanner: inout IRScanner) throws(IRSyntaxError) -> Ordering {
    let isOnReference = scanner.take(word: "reference")
    var ordering = try parsePlainOrdering(&scanner)
    ordering.isOnReference = isOnReference
    return ordering
  }

  /// `implicit` marks an order that no text names, `one-sided` that of the two `__sync_lock`
  /// functions; any other has a range, empty if none is given.
  private func parsePlainOrdering(_ scanner: inout IRScanner) throws(IRSyntaxError) -> Ordering {
    let isOneSided = scanner.take(word: "one-sided")
    let isImplicit = isOneSided || scanner.take(word: "implicit")
    let value: Ordering.Value
    if scanner.take(word: "order") {
      try scanner.expect("(")
      value = .operand(try parseOperand(&scanner))
      try scanner.expect(")")
    } else {
      let word = scanner.peekWord()
      guard let order = MemoryOrder.allCases.first(where: { $0.irWord == word }) else {
        throw scanner.error("expected a memory order")
      }
      _ = scanner.takeWord()
      value = .known(order)
    }
    guard !isImplicit else { return Ordering(value, isOneSided: isOneSided) }
    return Ordering(value, range: try parseOrderingAnnotation(&scanner) ?? .nowhere)
  }

  /// The order's own annotation touches its word; the event's stands after a space.
  private func parseOrderingAnnotation(
    _ scanner: inout IRScanner
  ) throws(IRSyntaxError) -> SourceRange? {
    let end = scanner.offset
    guard scanner.isNext("@"), scanner.offset == end else { return nil }
    return try parseAnnotation(&scanner)
  }
}

// MARK: - Operands

extension IRParser {
  /// Operands nest at most this deep in text, so that no text exhausts the stack.
  private static let depthLimit = 200

  func parseOperand(_ scanner: inout IRScanner) throws(IRSyntaxError) -> Operand {
    try parseOperand(&scanner, depth: 0)
  }

  private func parseOperand(
    _ scanner: inout IRScanner, depth: Int
  ) throws(IRSyntaxError) -> Operand {
    let left = try parsePrefixed(&scanner, depth: depth)
    guard let operation = takeBinaryOperator(&scanner) else { return left }
    return .binary(operation, left, try parsePrefixed(&scanner, depth: depth))
  }

  /// Longer operators first, so that `<=` is not read as `<`.
  private static let binaryOperators = BinaryOperator.allCases.sorted {
    ($1.rawValue.utf8.count, $0.rawValue) < ($0.rawValue.utf8.count, $1.rawValue)
  }

  private func takeBinaryOperator(_ scanner: inout IRScanner) -> BinaryOperator? {
    Self.binaryOperators.first { scanner.take($0.rawValue) }
  }

  private func parsePrefixed(
    _ scanner: inout IRScanner, depth: Int
  ) throws(IRSyntaxError) -> Operand {
    guard depth < Self.depthLimit else { throw scanner.error("the operand nests too deep") }
    if scanner.take("!") { return .not(try parsePrefixed(&scanner, depth: depth + 1)) }
    var operand = try parsePrimary(&scanner, depth: depth)
    var length = 0
    while true {
      length += 1
      guard length < Self.depthLimit else { throw scanner.error("the operand nests too deep") }
      if scanner.take("->") {
        let record = try scanner.expectName()
        try scanner.expect(".")
        operand = .field(of: operand, record: record, name: try scanner.expectName())
      } else if scanner.take("[") {
        let index = try parseOperand(&scanner, depth: depth + 1)
        try scanner.expect("]")
        operand = .element(of: operand, index: index)
      } else {
        return operand
      }
    }
  }

  private func parsePrimary(
    _ scanner: inout IRScanner, depth: Int
  ) throws(IRSyntaxError) -> Operand {
    if scanner.startsInteger { return .integer(try scanner.expectInteger()) }
    if scanner.take("(") {
      let inner = try parseOperand(&scanner, depth: depth + 1)
      try scanner.expect(")")
      return inner
    }
    if scanner.take("%") {
      let event = EventID(try scanner.expectIndex())
      guard scanner.take(".") else { return .result(event) }
      try scanner.expect(word: "exchanged")
      return .exchanged(event)
    }
    if scanner.take("&") {
      if scanner.take(".") { return .slot(try parseLocal(&scanner)) }
      return .global(try scanner.expectName())
    }
    if scanner.take("?") { return .unknown(try scanner.expectString()) }
    if scanner.take("$") { return .parameter(try scanner.expectIndex()) }
    if scanner.isNext("#") { return .local(try parseLocal(&scanner)) }
    return try parseWordOperand(&scanner)
  }

  private func parseWordOperand(_ scanner: inout IRScanner) throws(IRSyntaxError) -> Operand {
    let start = scanner.offset
    switch scanner.takeWord() {
    case nil: throw scanner.error("expected an operand")
    case "null": return .null
    case "func":
      try scanner.expect("(")
      let operand = Operand.function(try scanner.expectName())
      try scanner.expect(")")
      return operand
    case let word?:
      guard let variable = names.operand(named: word) else {
        throw scanner.error("no parameter or local is called '\(word)'", at: start)
      }
      return variable
    }
  }

  private func parseLocal(_ scanner: inout IRScanner) throws(IRSyntaxError) -> LocalID {
    if scanner.take("#") { return LocalID(try scanner.expectIndex()) }
    let start = scanner.offset
    guard let word = scanner.takeWord(), let local = names.local(named: word) else {
      throw scanner.error("expected a local", at: start)
    }
    return local
  }
}
