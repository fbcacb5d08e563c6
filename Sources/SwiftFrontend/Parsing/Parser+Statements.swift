extension Parser {
  /// Statements up to a `}`, `case` or `default` of the switch around, or the end.
  mutating func parseStatements(inCase: Bool = false) -> [Statement] {
    var statements: [Statement] = []
    while !isAtEnd, !at("}") {
      if inCase, at(.case) || at(.default) && at(":", ahead: 1) || at("@") && isCaseAttribute {
        break
      }
      if at(")") || at("]") || at(";") {
        advance()
        continue
      }
      if kind == .poundKeyword, isEndOfConditional { break }
      let before = (index, start)
      statements.append(parseStatement())
      if before == (index, start) { skipBalanced() }
    }
    return statements
  }

  private var isCaseAttribute: Bool { spellingAhead(1) == "unknown" }

  func spellingAhead(_ distance: Int) -> String {
    let word = words[peek(distance)]
    return word >= 0 ? spellings[Int(word)] : ""
  }

  mutating func parseStatement() -> Statement {
    let from = start
    let savedBinding = isBinding
    isBinding = false
    defer { isBinding = savedBinding }
    if let statement = nested({ $0.parseStatementBody() }) { return statement }
    skipStatement()
    return Statement(.opaque(Self.tooDeep), span(from: from))
  }

  private mutating func parseStatementBody() -> Statement {
    let from = start
    if kind == .poundKeyword { return parsePoundStatement() }
    var label: String?
    if isIdentifier, at(":", ahead: 1), isLabelled(2) {
      label = spelling
      advance()
      advance()
    }
    if let keyword, let kind = parseKeywordStatement(keyword, label: label) {
      return Statement(kind, span(from: from))
    }
    if isDeclarationAhead() {
      let declaration = parseDeclaration()
      if case .type = declaration { localTypes.append(declaration) }
      return Statement(.declaration(declaration), span(from: from))
    }
    let expression = inBrackets { $0.parseExpression() }
    return Statement(.expression(expression), span(from: from))
  }

  private func isLabelled(_ distance: Int) -> Bool {
    [Keyword.while, .for, .repeat, .switch, .do, .if].contains { at($0, ahead: distance) }
  }

  private mutating func parseKeywordStatement(
    _ keyword: Keyword, label: String?
  ) -> Statement.Kind? {
    switch keyword {
    case .if: return parseIf()
    case .guard: return parseGuard()
    case .while:
      advance()
      let conditions = parseConditions()
      return .while(label: label, conditions, parseBlock())
    case .repeat: return parseRepeat(label)
    case .for: return parseFor(label)
    case .switch: return parseSwitch(label)
    case .do: return parseDo(label)
    case .defer where at("{", ahead: 1):
      advance()
      return .defer(parseBlock())
    case .return:
      advance()
      return .return(parseOperand())
    case .throw:
      advance()
      return .throw(inBrackets { $0.parseExpression() })
    case .break:
      advance()
      return .break(parseTarget())
    case .continue:
      advance()
      return .continue(parseTarget())
    case .fallthrough:
      advance()
      return .fallthrough
    default:
      return nil
    }
  }

  private mutating func parseOperand() -> Expression? {
    if isAtEnd || isClosing || at(";") || kind == .poundKeyword { return nil }
    if isOnNewLine {
      // `return` alone; a value may still stand on the next line if nothing else could.
      if isDeclarationAhead() || keyword != nil && !at(.self) && !at(.try) && !at(.await) {
        return nil
      }
    }
    return inBrackets { $0.parseExpression() }
  }

  private mutating func parseTarget() -> String? {
    guard isIdentifier, !isOnNewLine, keyword == nil else { return nil }
    let name = spelling
    advance()
    return name
  }

  mutating func parseBlock() -> [Statement] {
    guard take("{") else { return [] }
    let body = inBrackets { $0.parseStatements() }
    _ = take("}")
    return body
  }

  private mutating func parseIf() -> Statement.Kind {
    var branches: [IfBranch] = []
    repeat {
      advance()
      let conditions = parseConditions()
      branches.append(IfBranch(conditions: conditions, body: parseBlock()))
      guard take(.else) else { return .if(branches, otherwise: nil) }
    } while at(.if)
    return .if(branches, otherwise: parseBlock())
  }

  private mutating func parseGuard() -> Statement.Kind {
    advance()
    let conditions = parseConditions()
    _ = take(.else)
    return .guard(conditions, parseBlock())
  }

  private mutating func parseRepeat(_ label: String?) -> Statement.Kind? {
    guard at("{", ahead: 1) else { return nil }
    advance()
    let body = parseBlock()
    guard take(.while) else {
      return .repeatWhile(
        label: label, body, Expression(.boolean(false), Span(start: start, end: start)))
    }
    let condition = inBrackets { $0.parseExpression() }
    return .repeatWhile(label: label, body, condition)
  }

  private mutating func parseFor(_ label: String?) -> Statement.Kind {
    advance()
    while at(.try) || at(.await) || at(.unsafe) { advance() }
    if at("!") || at("?") { advance() }
    let pattern: Expression
    if take(.case) {
      pattern = parseConditionExpression()
    } else {
      isBinding = true
      if at(.var) || at(.let) { advance() }
      pattern = parsePostfix()
      isBinding = false
    }
    if take(":") { _ = parseType() }
    guard take(.in) else {
      let body = parseBlock()
      return .forIn(label: label, pattern, pattern, filter: nil, body)
    }
    let sequence = parseConditionExpression()
    let filter = take(.where) ? parseConditionExpression() : nil
    return .forIn(label: label, pattern, sequence, filter: filter, parseBlock())
  }

  private mutating func parseDo(_ label: String?) -> Statement.Kind {
    advance()
    if at(.throws) { skipEffects() }
    let body = parseBlock()
    var catches: [CatchSyntax] = []
    while take(.catch) {
      var patterns: [Expression] = []
      while !isAtEnd, !at("{"), !at("}") {
        let before = index
        patterns.append(parseConditionExpression())
        if take(.where) { patterns.append(parseConditionExpression()) }
        _ = take(",")
        if index == before { skipBalanced() }
      }
      catches.append(CatchSyntax(patterns: patterns, body: parseBlock()))
    }
    return .do(label: label, body, catches)
  }

  private mutating func parseSwitch(_ label: String?) -> Statement.Kind {
    advance()
    let subject = parseConditionExpression()
    guard take("{") else { return .switch(label: label, subject, []) }
    var cases: [SwitchCaseSyntax] = []
    inBrackets { parser in
      while !parser.isAtEnd, !parser.at("}") {
        let before = (parser.index, parser.start)
        parser.parseCases(into: &cases)
        if before == (parser.index, parser.start) { parser.skipBalanced() }
      }
    }
    _ = take("}")
    return .switch(label: label, subject, cases)
  }

  private mutating func parseCases(into cases: inout [SwitchCaseSyntax]) {
    if kind == .poundKeyword {
      // All branches: which cases exist matters less than that none is lost.
      skipPoundLine()
      return
    }
    while at("@") {
      advance()
      advance()
    }
    if take(.default) {
      _ = take(":")
      cases.append(SwitchCaseSyntax(patterns: [], body: parseStatements(inCase: true)))
      return
    }
    guard take(.case) else { return }
    var patterns: [(pattern: Expression, filter: Expression?)] = []
    while !isAtEnd, !at(":"), !at("}") {
      let before = index
      let pattern = inBrackets { $0.parseExpression() }
      patterns.append((pattern, take(.where) ? inBrackets { $0.parseExpression() } : nil))
      _ = take(",")
      if index == before { skipBalanced() }
    }
    _ = take(":")
    cases.append(SwitchCaseSyntax(patterns: patterns, body: parseStatements(inCase: true)))
  }

  // MARK: Conditions

  private mutating func parseConditions() -> [Condition] {
    var conditions: [Condition] = []
    while !isAtEnd, !at("{"), !at("}") {
      let before = (index, start)
      conditions.append(parseCondition())
      guard take(","), before != (index, start) else { break }
    }
    return conditions
  }

  private mutating func parseCondition() -> Condition {
    let from = start
    if kind == .poundKeyword || at("#") && ["available", "unavailable"].contains(spellingAhead(1)) {
      if at("#") { advance() }
      advance()
      if at("(") { skipBalanced() }
      return .expression(Expression(.boolean(true), span(from: from)))
    }
    if take(.case) {
      let pattern = parseCasePattern()
      if take(":") { _ = parseType() }
      _ = take("=")
      return .pattern(pattern, parseConditionExpression())
    }
    if at(.let) || at(.var), tokens[peek()].kind == .identifier {
      return parseBindingCondition()
    }
    if at(.let) || at(.var), at("(", ahead: 1) {
      // `if let (a, b) = value` is `if case let (a, b)? = value`.
      let pattern = parseCasePattern()
      let optional = Expression(.optionalChain(pattern), pattern.span)
      _ = take("=")
      return .pattern(optional, parseConditionExpression())
    }
    return .expression(parseConditionExpression())
  }

  private mutating func parseBindingCondition() -> Condition {
    let isLet = at(.let)
    advance()
    let name = spelling
    advance()
    let type = take(":") ? parseType() : nil
    guard take("=") else { return .binding(name, type, nil, isLet: isLet) }
    return .binding(name, type, parseConditionExpression(), isLet: isLet)
  }

  /// A pattern in front of `=`.
  private mutating func parseCasePattern() -> Expression {
    if at(.let) || at(.var) {
      advance()
      isBinding = true
      defer { isBinding = false }
      return inBrackets { $0.parsePostfix() }
    }
    return inBrackets { $0.parsePostfix() }
  }
}
