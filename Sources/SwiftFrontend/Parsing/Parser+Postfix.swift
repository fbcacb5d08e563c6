extension Parser {
  mutating func parsePostfix() -> Expression {
    let from = start
    var base = parsePrimary()
    var links = 0
    while !isAtEnd {
      guard let next = parseSuffix(of: base, from: from) else { return base }
      base = next
      links += 1
      if links > 150 {
        // Generated text: the tree must stay shallow.
        base = Expression(.opaque("long member chain", []), span(from: from))
        links = 0
      }
    }
    return base
  }

  private mutating func parseSuffix(of base: Expression, from: Int) -> Expression? {
    if at(".") { return parseMember(of: base, from: from) }
    if at("("), !isOnNewLine {
      var arguments = parseArguments("(", ")")
      appendTrailingClosures(to: &arguments)
      return Expression(.call(base, arguments), span(from: from))
    }
    if at("["), !isOnNewLine {
      let arguments = parseArguments("[", "]")
      return Expression(.subscript(base, arguments), span(from: from))
    }
    if at("{"), mayTakeClosure(base) {
      var arguments: [Argument] = []
      appendTrailingClosures(to: &arguments)
      return Expression(.call(base, arguments), span(from: from))
    }
    if at("?"), !hasSpaceBefore {
      advance()
      return Expression(.optionalChain(base), span(from: from))
    }
    if at("!"), !hasSpaceBefore {
      advance()
      return Expression(.forceUnwrap(base), span(from: from))
    }
    if kind == .postfixOperator { return parsePostfixOperator(base, from: from) }
    return nil
  }

  private mutating func parsePostfixOperator(_ base: Expression, from: Int) -> Expression {
    if byte == UInt8(ascii: "!") {
      advanceByte()
      return Expression(.forceUnwrap(base), span(from: from))
    }
    if byte == UInt8(ascii: "?") {
      advanceByte()
      return Expression(.optionalChain(base), span(from: from))
    }
    let spelling = spelling
    advance()
    return Expression(.postfix(spelling, base), span(from: from))
  }

  private mutating func parseMember(of base: Expression, from: Int) -> Expression {
    advance()
    if isIdentifier || kind == .integerLiteral {
      let name = kind == .integerLiteral ? text(start, token.end) : spelling
      advance()
      skipDeclarationNameArguments()
      if parseGenericArgumentsOfExpression() != nil, name == "self" { return base }
      if name == "self" { return base }
      return Expression(.member(base, name), span(from: from))
    }
    if kind == .floatLiteral {
      // `pair.0.1` may be read as a number.
      let parts = text(start, token.end).split(separator: ".").map(String.init)
      advance()
      return parts.reduce(base) { Expression(.member($0, $1), span(from: from)) }
    }
    if isOpening { return base }
    return Expression(.opaque("member", [base]), span(from: from))
  }

  /// `name(label:_:)` as the name of a function.
  private mutating func skipDeclarationNameArguments() {
    guard at("("), !hasSpaceBefore, at(":", ahead: 2), tokens[peek()].kind == .identifier,
      at(")", ahead: 3) || at(":", ahead: 4) && !tokens[peek(3)].isPrecededBySpace
    else { return }
    var place = index + 1
    while place + 1 < tokens.count, tokens[place].kind == .identifier,
      at(":", ahead: place + 1 - index)
    {
      place += 2
    }
    guard at(")", ahead: place - index) else { return }
    index = min(place, tokens.count - 1)
    advance()
  }

  /// Generic arguments, if what follows shows that `<` was no comparison.
  mutating func parseGenericArgumentsOfExpression() -> [TypeNode]? {
    let before = mark
    guard let arguments = parseGenericArguments() else { return nil }
    let first = byte
    let follows =
      isAtEnd || isOnNewLine || at("(") || at(".") || at(",") || at(";") || at("{") || isClosing
      || (at("[") && !hasSpaceBefore) || at(":") || first == UInt8(ascii: "?")
      || first == UInt8(ascii: "!") || at("=")
    if follows, !arguments.isEmpty { return arguments }
    reset(to: before)
    return nil
  }

  mutating func parseArguments(
    _ opening: Unicode.Scalar, _ closing: Unicode.Scalar
  ) -> [Argument] {
    guard take(opening) else { return [] }
    return inBrackets { parser in
      var arguments: [Argument] = []
      while !parser.isAtEnd, !parser.at(closing), !parser.at("}") {
        let before = (parser.index, parser.start)
        arguments.append(parser.parseArgument())
        if parser.take(",") { continue }
        if !parser.at(closing), before == (parser.index, parser.start) || !parser.isClosing {
          parser.skipBalanced()
        } else if !parser.at(closing) {
          break
        }
      }
      _ = parser.take(closing)
      return arguments
    }
  }

  private mutating func parseArgument() -> Argument {
    var label: String?
    if isIdentifier, at(":", ahead: 1) {
      label = spelling
      advance()
      advance()
    }
    if isClosing || at(",") {
      // Only a label: part of a function's name.
      return Argument(
        label: label, value: Expression(.otherLiteral, Span(start: start, end: start)))
    }
    return Argument(label: label, value: parseExpression())
  }

  private mutating func appendTrailingClosures(to arguments: inout [Argument]) {
    guard at("{"), mayTakeClosure(nil) else { return }
    arguments.append(Argument(label: nil, value: parseClosure()))
    while isIdentifier, at(":", ahead: 1), at("{", ahead: 2), !isInCondition, keyword != .default {
      let label = spelling
      advance()
      advance()
      arguments.append(Argument(label: label, value: parseClosure()))
    }
  }

  /// Whether the `{` here begins a trailing closure of the expression before it.
  private func mayTakeClosure(_ callee: Expression?) -> Bool {
    if let callee {
      switch callee.kind {
      case .name, .member, .implicitMember, .subscript, .optionalChain, .macro: break
      case .call, .type, .forceUnwrap: break
      case .integer, .boolean, .null, .string, .otherLiteral, .addressOf, .prefix, .postfix,
        .binary, .assignment, .ternary, .cast, .tuple, .array, .dictionary, .closure, .statement,
        .keyPath, .bind, .opaque:
        return false
      }
    }
    if startsAccessors { return false }
    guard isInCondition else { return true }
    return closureInConditionIsArgument()
  }

  /// Whether the brace here opens the accessors of a variable whose initial value came before.
  private var startsAccessors: Bool {
    guard tokens[peek()].kind == .identifier else { return false }
    if at("{", ahead: 2) {
      return ["willSet", "didSet", "get", "set"].contains(spellingAhead(1))
    }
    return at("(", ahead: 2) && ["willSet", "didSet", "set"].contains(spellingAhead(1))
      && at(")", ahead: 4) && at("{", ahead: 5)
  }

  /// In front of a body a closure is an argument only if the text behind it goes on with the
  /// condition (the rule of Swift's own parser).
  private func closureInConditionIsArgument() -> Bool {
    var look = self
    look.skipBalanced()
    if look.isOnNewLine || look.isAtEnd { return false }
    if look.at("{") || look.at(",") || look.at(".") || look.at("?") || look.at("!") { return true }
    return look.kind == .binaryOperator || look.at(.where) || look.at(.is) || look.at(.as)
  }
}
