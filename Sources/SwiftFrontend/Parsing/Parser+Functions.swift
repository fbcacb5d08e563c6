extension Parser {
  mutating func parseFunction(_ modifiers: Modifiers, _ from: Int) -> Declaration {
    let kind: FunctionDeclaration.Kind =
      at(.func) ? .function : at(.deinit) ? .deinitializer : at(.`init`) ? .initializer : .subscript
    let nameFrom = start
    var name = spelling
    advance()
    var nameSpan = span(from: nameFrom)
    if kind == .function { (name, nameSpan) = parseFunctionName() }
    if kind == .initializer, at("?") || byte == UInt8(ascii: "!") { advanceByte() }
    var signature = Signature()
    signature.generics = parseGenericParameters()
    if at("(") { signature.parameters = parseParameters(inClosure: false, kind) }
    skipEffects()
    if isArrow {
      advance()
      signature.result = parseType()
    }
    skipWhereClause()
    var body: [Statement]?
    var accessors: [Accessor] = []
    if at("{") {
      if kind == .subscript {
        accessors = parseAccessorBlock()
      } else {
        body = parseBlock()
      }
    }
    return .function(
      FunctionDeclaration(
        kind: kind, name: name, nameSpan: nameSpan, modifiers: modifiers, signature: signature,
        body: body, accessors: accessors, span: span(from: nameSpan.start)))
  }

  /// A name, or an operator of any tokens up to the parameters.
  private mutating func parseFunctionName() -> (String, Span) {
    let from = start
    if isIdentifier {
      let name = spelling
      advance()
      return (name, span(from: from))
    }
    while !isAtEnd, !at("("), !at("{"), !at("}"), !isIdentifier {
      // `==<T>(`: the generic parameters may be glued to the operator.
      if isOperatorKind(kind), token.end - start > 1, bytes[token.end - 1] == UInt8(ascii: "<"),
        tokens[peek()].kind == .identifier
      {
        start = token.end - 1
        return (text(from, start), Span(start: from, end: start))
      }
      advance()
    }
    return (text(from, previousEnd), span(from: from))
  }

  mutating func parseParameters(
    inClosure: Bool, _ kind: FunctionDeclaration.Kind = .function
  ) -> [ParameterSyntax] {
    guard take("(") else { return [] }
    var parameters: [ParameterSyntax] = []
    inBrackets { parser in
      while !parser.isAtEnd, !parser.at(")"), !parser.at("}") {
        let before = (parser.index, parser.start)
        parameters.append(parser.parseParameter(kind))
        _ = parser.take(",")
        if before == (parser.index, parser.start) { parser.skipBalanced() }
      }
    }
    _ = take(")")
    return parameters
  }

  private mutating func parseParameter(_ kind: FunctionDeclaration.Kind) -> ParameterSyntax {
    while at("@") {
      advance()
      advance()
      if at("("), !hasSpaceBefore { skipBalanced() }
    }
    var words: [String] = []
    while isIdentifier, words.count < 3 {
      words.append(spelling)
      advance()
    }
    let first = words.first ?? "_"
    var label: String? = first == "_" ? nil : first
    if kind == .subscript, words.count == 1 { label = nil }
    var parameter = ParameterSyntax(label: label, name: words.last ?? "_")
    if take(":") {
      parameter.type = parseType()
      if isOperatorKind(self.kind), spelling == "..." {
        parameter.isVariadic = true
        advance()
      }
    }
    if take("=") { parameter.defaultValue = parseExpression() }
    return parameter
  }

  mutating func parseVariable(_ modifiers: Modifiers, _ from: Int) -> VariableDeclaration {
    let isLet = at(.let)
    advance()
    var bindings: [VariableDeclaration.Binding] = []
    repeat {
      bindings.append(parseVariableBinding())
    } while take(",") && (isIdentifier || at("("))
    return VariableDeclaration(
      isLet: isLet, modifiers: modifiers, bindings: bindings, span: span(from: from))
  }

  private mutating func parseVariableBinding() -> VariableDeclaration.Binding {
    let from = start
    isBinding = true
    let pattern = parsePrimary()
    isBinding = false
    var binding = VariableDeclaration.Binding(
      pattern: pattern, accessors: [], span: span(from: from))
    if take(":") { binding.type = parseType() }
    if take("=") { binding.initial = inBrackets { $0.parseExpression() } }
    if at("{"), !isOnNewLine || binding.initial == nil {
      binding.accessors = inBrackets { $0.parseAccessorBlock() }
    }
    binding.span = span(from: from)
    return binding
  }

  /// `{ get { } set { } }`, or a body that is the getter.
  mutating func parseAccessorBlock() -> [Accessor] {
    let from = start
    guard isAccessorList else {
      let body = parseBlock()
      return [Accessor(kind: .get, parameter: nil, body: body, span: span(from: from))]
    }
    advance()
    var accessors: [Accessor] = []
    while !isAtEnd, !at("}") {
      let before = (index, start)
      if let accessor = parseAccessor() { accessors.append(accessor) }
      if before == (index, start) { skipBalanced() }
    }
    _ = take("}")
    return accessors
  }

  private static let accessorKinds: [String: Accessor.Kind] = [
    "get": .get, "set": .set, "willSet": .willSet, "didSet": .didSet, "_read": .get,
    "read": .get, "yielding": .get, "unsafeAddress": .get, "_modify": .set, "modify": .set,
    "unsafeMutableAddress": .set, "init": .set,
  ]

  private var isAccessorList: Bool {
    var look = self
    look.advance()
    var modifiers = Modifiers()
    look.parseModifiers(into: &modifiers)
    if look.kind == .poundKeyword { return true }
    guard look.isIdentifier, Self.accessorKinds[look.spelling] != nil else { return false }
    look.advance()
    return look.at("{") || look.at("}") || look.at(.async) || look.at(.throws)
      || look.at("(") && look.accessorParameterFollows
      || look.isIdentifier && Self.accessorKinds[look.spelling] != nil
  }

  private var accessorParameterFollows: Bool {
    tokens[peek()].kind == .identifier && at(")", ahead: 2) && at("{", ahead: 3)
  }

  private mutating func parseAccessor() -> Accessor? {
    if kind == .poundKeyword {
      skipPoundLine()
      return nil
    }
    var modifiers = Modifiers()
    parseModifiers(into: &modifiers)
    let from = start
    guard isIdentifier, let kind = Self.accessorKinds[spelling] else { return nil }
    advance()
    var parameter: String?
    if at("(") {
      parameter = spellingAhead(1)
      skipBalanced()
    }
    skipEffects()
    let body: [Statement]? = at("{") ? parseBlock() : nil
    return Accessor(kind: kind, parameter: parameter, body: body, span: span(from: from))
  }
}
