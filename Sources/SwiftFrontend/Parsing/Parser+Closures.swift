extension Parser {
  mutating func parseClosure() -> Expression {
    let from = start
    guard
      let closure = nested({ parser in
        parser.inBrackets { $0.parseClosureBody() }
      })
    else {
      skipBalanced()
      return Expression(.opaque(Self.tooDeep, []), span(from: from))
    }
    return Expression(.closure(closure), closure.span)
  }

  private mutating func parseClosureBody() -> Closure {
    let from = start
    let wasBinding = isBinding
    isBinding = false
    defer { isBinding = wasBinding }
    advance()
    var captures: [Argument] = []
    var parameters: [ParameterSyntax]?
    let before = mark
    if !parseClosureSignature(&captures, &parameters) {
      reset(to: before)
      captures = []
      parameters = nil
    }
    let body = parseStatements()
    _ = take("}")
    return Closure(
      captures: captures, parameters: parameters, body: body, span: span(from: from))
  }

  /// The part up to `in`; false if there is none.
  private mutating func parseClosureSignature(
    _ captures: inout [Argument], _ parameters: inout [ParameterSyntax]?
  ) -> Bool {
    guard hasClosureSignature else { return false }
    while at("@") {
      advance()
      advance()
      if at("("), !hasSpaceBefore { skipBalanced() }
    }
    if at("[") { captures = parseCaptures() }
    if at("(") {
      parameters = parseParameters(inClosure: true)
    } else if isIdentifier, !at(.in), !at(.async), !at(.throws) {
      parameters = parseBareParameters()
    }
    skipEffects()
    if isArrow {
      advance()
      _ = parseType()
    }
    return take(.in)
  }

  private mutating func parseBareParameters() -> [ParameterSyntax] {
    var parameters: [ParameterSyntax] = []
    while isIdentifier {
      parameters.append(ParameterSyntax(label: nil, name: spelling))
      advance()
      guard take(",") else { break }
    }
    return parameters
  }

  private mutating func parseCaptures() -> [Argument] {
    advance()
    var captures: [Argument] = []
    while !isAtEnd, !at("]"), !at("}") {
      let before = index
      if at(.weak) || at(.unowned) {
        advance()
        if at("("), !hasSpaceBefore { skipBalanced() }
      }
      if isIdentifier, at("=", ahead: 1) {
        let name = spelling
        advance()
        advance()
        captures.append(Argument(label: name, value: parseExpression()))
      } else {
        let value = parseExpression()
        if case .name(let name, _) = value.kind {
          captures.append(Argument(label: name, value: value))
        }
      }
      _ = take(",")
      if index == before { skipBalanced() }
    }
    _ = take("]")
    return captures
  }

  /// Looks ahead for `in` behind what may be a signature.
  private var hasClosureSignature: Bool {
    var look = self
    while look.at("@") {
      look.advance()
      look.advance()
      if look.at("("), !look.hasSpaceBefore { look.skipBalanced() }
    }
    if look.at("[") { look.skipBalanced() }
    if look.at("(") {
      look.skipBalanced()
    } else if look.isIdentifier, !look.at(.in) {
      look.advance()
      while look.at(",") {
        look.advance()
        guard look.isIdentifier else { return false }
        look.advance()
      }
    }
    if look.at(.in) { return true }
    look.skipEffects()
    if look.isArrow {
      look.advance()
      _ = look.parseType()
    }
    return look.at(.in)
  }
}
