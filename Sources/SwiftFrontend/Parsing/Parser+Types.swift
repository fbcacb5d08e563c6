extension Parser {
  private static let typeModifiers: Set<Keyword> = [
    .inout, .borrowing, .consuming, .sending, .isolated, .some, .any, .each, .repeat, .nonisolated,
  ]

  mutating func parseType() -> TypeNode {
    let from = start
    return nested { $0.parseTypeBody() } ?? opaqueType(from)
  }

  private mutating func opaqueType(_ from: Int) -> TypeNode {
    if !isAtEnd { skipBalanced() }
    return TypeNode(.opaque, span(from: from))
  }

  private mutating func parseTypeBody() -> TypeNode {
    let from = start
    var isInOut = false
    var isEscaping = false
    while true {
      if at("@") {
        advance()
        if spelling == "escaping" || spelling == "Sendable" { isEscaping = true }
        advance()
        if at("("), !hasSpaceBefore { skipBalanced() }
      } else if let keyword, Self.typeModifiers.contains(keyword), startsType(ahead: 1) {
        if keyword == .inout { isInOut = true }
        advance()
        if keyword == .nonisolated, at("(") { skipBalanced() }
      } else if isIdentifier, spelling.hasPrefix("__") {
        if spelling == "__shared" || spelling == "__owned" { advance() } else { break }
      } else {
        break
      }
    }
    let inner = parsePostfixType()
    return TypeNode(
      inner.kind, span(from: from), isInOut: isInOut, isEscaping: isEscaping || inner.isEscaping)
  }

  private func startsType(ahead: Int) -> Bool {
    tokens[peek(ahead)].kind == .identifier || at("(", ahead: ahead) || at("[", ahead: ahead)
      || at("@", ahead: ahead)
  }

  private mutating func parsePostfixType() -> TypeNode {
    let from = start
    var type = parsePrimaryType()
    while !isAtEnd {
      if byte == UInt8(ascii: "?") || byte == UInt8(ascii: "!"), !hasSpaceBefore {
        advanceByte()
        type = TypeNode(.optional(type), span(from: from))
      } else if at("."), tokens[peek()].kind == .identifier, !isOnNewLine {
        // `.Type`, `.Protocol`, or a member of a parenthesised type.
        advance()
        advance()
        type = TypeNode(.opaque, span(from: from))
      } else if byte == UInt8(ascii: "&"), token.end - start == 1 {
        advance()
        _ = parsePrimaryType()
      } else {
        break
      }
    }
    return parseArrow(after: type, from: from)
  }

  private mutating func parseArrow(after type: TypeNode, from: Int) -> TypeNode {
    let before = mark
    skipEffects()
    guard isArrow else {
      reset(to: before)
      return type
    }
    advance()
    let result = parseType()
    var parameters = [type]
    if case .tuple(let elements) = type.kind { parameters = elements.map(\.type) }
    return TypeNode(.function(parameters, result), span(from: from))
  }

  /// Skips `async`, `throws`, `throws(E)`, `rethrows`.
  mutating func skipEffects() {
    while at(.async) || at(.rethrows) || at(.throws) {
      let mayHaveType = at(.throws)
      advance()
      if mayHaveType, at("("), !isOnNewLine { skipBalanced() }
    }
  }

  private mutating func parsePrimaryType() -> TypeNode {
    let from = start
    if at("(") { return parseTupleType() }
    if at("[") { return parseBracketType() }
    if isOperatorKind(kind), byte == UInt8(ascii: "~") {
      advanceByte()
      _ = parsePrimaryType()
      return TypeNode(.opaque, span(from: from))
    }
    guard isIdentifier else { return TypeNode(.opaque, span(from: from)) }
    var path = [spelling]
    advance()
    var arguments = parseGenericArguments() ?? []
    while at("."), tokens[peek()].kind == .identifier, !isOnNewLine {
      let word = spellings[Int(max(0, words[peek()]))]
      if word == "Type" || word == "Protocol" { break }
      advance()
      path.append(spelling)
      advance()
      arguments = parseGenericArguments() ?? []
    }
    return TypeNode(.named(path, arguments), span(from: from))
  }

  private mutating func parseTupleType() -> TypeNode {
    let from = start
    advance()
    var elements: [(label: String?, type: TypeNode)] = []
    while !isAtEnd, !at(")"), !at("}") {
      let before = index
      var label: String?
      if isIdentifier, at(":", ahead: 1) || at(":", ahead: 2) && tokens[peek()].kind == .identifier
      {
        label = spelling
        while !at(":") { advance() }
        advance()
      }
      elements.append((label, parseType()))
      if isOperatorKind(kind) { advance() }
      if at("=") { while !isAtEnd, !at(","), !isClosing { skipBalanced() } }
      _ = take(",")
      if index == before { skipBalanced() }
    }
    _ = take(")")
    if elements.count == 1, let only = elements.first, only.label == nil, !isArrow {
      return TypeNode(only.type.kind, span(from: from))
    }
    return TypeNode(.tuple(elements), span(from: from))
  }

  private mutating func parseBracketType() -> TypeNode {
    let from = start
    advance()
    var element = parseType()
    var kind = TypeNode.Kind.array(element)
    if take(":") {
      kind = .dictionary(element, parseType())
    } else if isIdentifier, spelling == "of" {
      advance()
      element = parseType()
      kind = .array(element)
    }
    skipToClosing("]")
    return TypeNode(kind, span(from: from))
  }

  /// `<A, B>` right after a name, or nil without moving.
  mutating func parseGenericArguments() -> [TypeNode]? {
    guard byte == UInt8(ascii: "<"), isOperatorKind(kind), !hasSpaceBefore else { return nil }
    let before = mark
    advanceByte()
    var arguments: [TypeNode] = []
    while !isAtEnd, byte != UInt8(ascii: ">") {
      let from = start
      if kind == .integerLiteral {
        advance()
        arguments.append(TypeNode(.opaque, span(from: from)))
      } else {
        arguments.append(parseType())
      }
      if start == from {
        reset(to: before)
        return nil
      }
      if !take(",") { break }
    }
    guard byte == UInt8(ascii: ">"), isOperatorKind(kind) else {
      reset(to: before)
      return nil
    }
    advanceByte()
    return arguments
  }

  /// `<T: P, each U>` of a declaration: the names.
  mutating func parseGenericParameters() -> [String] {
    guard byte == UInt8(ascii: "<"), isOperatorKind(kind) else { return [] }
    advanceByte()
    var names: [String] = []
    while !isAtEnd, byte != UInt8(ascii: ">"), !at("{"), !at("}") {
      let before = start
      if at(.each) || at(.let) { advance() }
      if isIdentifier {
        names.append(spelling)
        advance()
      }
      if take(":") { _ = parseType() }
      if at(.where) { skipWhereClause() }
      _ = take(",")
      if start == before { advance() }
    }
    if byte == UInt8(ascii: ">") { advanceByte() }
    return names
  }

  mutating func skipWhereClause() {
    guard take(.where) else { return }
    while !isAtEnd, !at("{"), !at("}"), !at(";") {
      let before = start
      _ = parseType()
      if take(":") || isOperatorKind(kind) && spelling == "==" {
        if isOperatorKind(kind) { advance() }
        if kind == .integerLiteral { advance() } else { _ = parseType() }
      }
      guard take(",") else { break }
      if start == before { break }
    }
  }
}
