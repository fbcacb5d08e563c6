extension Parser {
  /// An expression with all its operators.
  mutating func parseExpression() -> Expression {
    let from = start
    return nested { $0.parseBinary(minimum: 0) } ?? skippedExpression(from)
  }

  private mutating func skippedExpression(_ from: Int) -> Expression {
    repeat { skipBalanced() } while !isAtEnd && !isOnNewLine && !at(",") && !at(";") && !isClosing
    return Expression(.opaque(Self.tooDeep, []), span(from: from))
  }

  /// An expression in front of the body of a statement: `if e {`.
  mutating func parseConditionExpression() -> Expression {
    let saved = isInCondition
    isInCondition = true
    defer { isInCondition = saved }
    return parseExpression()
  }

  /// Inside brackets, braces no longer belong to the statement around.
  mutating func inBrackets<Node>(_ parse: (inout Parser) -> Node) -> Node {
    let saved = isInCondition
    isInCondition = false
    defer { isInCondition = saved }
    return parse(&self)
  }

  private mutating func parseBinary(minimum: Int) -> Expression {
    let from = start
    var left = parseUnary()
    var earlier: [Expression] = []
    var links = 0
    while let next = operatorAhead(), next.level >= minimum {
      links += 1
      if links.isMultiple(of: Self.chainLimit) {
        // A chain this long is generated text; its depth must not grow with it.
        earlier.append(left)
        left = Expression(.opaque("missing expression", []), span(from: from))
      }
      left = parseOperator(next, left: left, from: from)
    }
    guard !earlier.isEmpty else { return left }
    return Expression(.opaque(Self.tooLong, earlier + [left]), span(from: from))
  }

  private static let chainLimit = 100

  private enum Operator {
    case binary(String)
    case assignment(String?)
    case ternary, cast
  }

  private func operatorAhead() -> (kind: Operator, level: Int, isRight: Bool)? {
    switch kind {
    case .binaryOperator:
      if isArrow { return nil }
      let spelling = spelling
      let precedence = OperatorTable.precedence(of: spelling)
      if precedence.level == OperatorTable.assignment {
        let base = spelling == "=" ? nil : String(spelling.dropLast())
        return (.assignment(base), precedence.level, true)
      }
      return (.binary(spelling), precedence.level, precedence.isRightAssociative)
    case .punctuation:
      if at("=") { return (.assignment(nil), OperatorTable.assignment, true) }
      if at("?"), hasSpaceBefore { return (.ternary, OperatorTable.ternary, true) }
      if at("&"), hasSpaceBefore || !tokens[peek()].isPrecededBySpace {
        return isOnNewLine ? nil : (.binary("&"), 80, false)
      }
      return nil
    case .identifier:
      return at(.is) || at(.as) ? (.cast, OperatorTable.cast, false) : nil
    case .prefixOperator, .postfixOperator, .integerLiteral, .floatLiteral, .stringQuote,
      .rawStringPounds, .stringSegment, .regexLiteral, .poundKeyword, .unknown, .endOfFile:
      return nil
    }
  }

  private mutating func parseOperator(
    _ next: (kind: Operator, level: Int, isRight: Bool), left: Expression, from: Int
  ) -> Expression {
    switch next.kind {
    case .binary(let spelling):
      advance()
      let right = parseRight(minimum: next.isRight ? next.level : next.level + 1)
      return Expression(.binary(spelling, left, right), span(from: from))
    case .assignment(let base):
      advance()
      let right = parseRight(minimum: next.level)
      return Expression(.assignment(base, left, right), span(from: from))
    case .ternary:
      advance()
      let yes = inBrackets { $0.parseRight(minimum: 0) }
      guard take(":") else {
        return Expression(.opaque("ternary", [left, yes]), span(from: from))
      }
      let no = parseRight(minimum: OperatorTable.ternary)
      return Expression(.ternary(left, yes, no), span(from: from))
    case .cast:
      var cast: Expression.CastKind = at(.is) ? .test : .plain
      advance()
      if at("?"), !hasSpaceBefore {
        cast = .conditional
        advance()
      } else if byte == UInt8(ascii: "!"), !hasSpaceBefore {
        cast = .forced
        advance()
      }
      let type = parseType()
      return Expression(.cast(left, type, cast), span(from: from))
    }
  }

  private mutating func parseRight(minimum: Int) -> Expression {
    let from = start
    return nested { $0.parseBinary(minimum: minimum) } ?? skippedExpression(from)
  }

  private mutating func parseUnary() -> Expression {
    skipEffectWords()
    let from = start
    if at("&"), !at(",", ahead: 1), !at(")", ahead: 1) {
      advance()
      return Expression(.addressOf(parsePostfix()), span(from: from))
    }
    if byte == UInt8(ascii: "!"), kind == .punctuation {
      advance()
      return Expression(.prefix("!", nestedUnary()), span(from: from))
    }
    if kind == .prefixOperator || kind == .binaryOperator || kind == .postfixOperator {
      return parsePrefixOperator(from)
    }
    if isBinding == false, at(.let) || at(.var) { return parseBindingPattern() }
    if at(.is) {
      advance()
      let type = parseType()
      let any = Expression(.name("_", generics: []), Span(start: from, end: from))
      return Expression(.cast(any, type, .test), span(from: from))
    }
    return parsePostfix()
  }

  private mutating func parsePrefixOperator(_ from: Int) -> Expression {
    let spelling = spelling
    advance()
    if spelling == "...", isClosing || at(",") {
      return Expression(.otherLiteral, span(from: from))
    }
    if spelling == "&" {
      return Expression(.addressOf(nestedUnary()), span(from: from))
    }
    // An operator passed as a function: `reduce(0, +)`.
    if isClosing || at(",") || isAtEnd { return Expression(.otherLiteral, span(from: from)) }
    let operand = nestedUnary()
    if spelling == "-", case .integer(let value) = operand.kind {
      return Expression(.integer(value.map { 0 &- $0 }), span(from: from))
    }
    return Expression(.prefix(spelling, operand), span(from: from))
  }

  private mutating func nestedUnary() -> Expression {
    let from = start
    return nested { $0.parseUnary() } ?? skippedExpression(from)
  }

  /// `let` or `var` in a pattern: names behind it are bound.
  private mutating func parseBindingPattern() -> Expression {
    advance()
    isBinding = true
    defer { isBinding = false }
    return parsePostfix()
  }

  /// Skips `try`, `await` and their like, which change nothing in memory.
  private mutating func skipEffectWords() {
    while true {
      if at(.try) {
        advance()
        if at("?") || byte == UInt8(ascii: "!"), !hasSpaceBefore { advanceByte() }
      } else if at(.await) || at(.unsafe) || at(.consume) || at(.copy) || at(.each)
        || at(.repeat) || at(.borrowing) || at(.any) || at(.discard) || at(.yield) || at(.then),
        startsOperand(peek())
      {
        advance()
      } else {
        return
      }
    }
  }

  private func startsOperand(_ place: Int) -> Bool {
    guard !tokens[place].isPrecededByNewline else { return false }
    switch tokens[place].kind {
    case .identifier:
      return ![Keyword.in, .is, .as, .else, .where].contains { $0.rawValue == words[place] }
    case .integerLiteral, .floatLiteral, .stringQuote, .rawStringPounds, .regexLiteral: return true
    case .prefixOperator: return true
    case .punctuation:
      let spaced = tokens[place].isPrecededBySpace
      let first = bytes[tokens[place].start]
      return spaced
        && (first == UInt8(ascii: "(") || first == UInt8(ascii: "[")
          || first == UInt8(ascii: "&") || first == UInt8(ascii: "\\")
          || first == UInt8(ascii: "."))
    case .stringSegment, .postfixOperator, .binaryOperator, .poundKeyword, .unknown, .endOfFile:
      return false
    }
  }
}
