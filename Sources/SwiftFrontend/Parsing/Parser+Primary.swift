extension Parser {
  mutating func parsePrimary() -> Expression {
    let from = start
    switch kind {
    case .integerLiteral:
      let value = Self.integer(bytes[start..<token.end])
      advance()
      return Expression(.integer(value), span(from: from))
    case .floatLiteral, .regexLiteral:
      advance()
      return Expression(.otherLiteral, span(from: from))
    case .stringQuote, .rawStringPounds:
      return parseString()
    case .identifier:
      return parseWord()
    case .punctuation:
      return parsePunctuation()
    case .prefixOperator, .postfixOperator, .binaryOperator, .stringSegment, .poundKeyword,
      .unknown:
      advance()
      return Expression(.opaque("token", []), span(from: from))
    case .endOfFile:
      return Expression(.opaque("end of file", []), span(from: from))
    }
  }

  private mutating func parsePunctuation() -> Expression {
    let from = start
    if at("(") { return parseTuple() }
    if at("[") { return parseBracketLiteral() }
    if at("{") { return parseClosure() }
    if at(".") { return parseImplicitMember() }
    if at("\\") { return parseKeyPath() }
    if at("#") { return parseMacro() }
    if at("@") {
      // An attribute inside an expression, as before a closure.
      advance()
      advance()
      return isClosing ? Expression(.otherLiteral, span(from: from)) : parsePrimary()
    }
    if isClosing || at(",") || at(";") || at(":") {
      return Expression(.opaque("missing expression", []), span(from: from))
    }
    advance()
    return Expression(.opaque("token", []), span(from: from))
  }

  private mutating func parseWord() -> Expression {
    let from = start
    switch keyword {
    case .true:
      advance()
      return Expression(.boolean(true), span(from: from))
    case .false:
      advance()
      return Expression(.boolean(false), span(from: from))
    case .nil:
      advance()
      return Expression(.null, span(from: from))
    case .if, .switch, .do:
      let statement = parseStatement()
      return Expression(.statement(statement), span(from: from))
    default:
      return parseName()
    }
  }

  private mutating func parseName() -> Expression {
    let from = start
    let name = spelling
    advance()
    if isBinding, !at("("), !at("."), !(byte == UInt8(ascii: "<") && !hasSpaceBefore) {
      return Expression(name == "_" ? .name("_", generics: []) : .bind(name), span(from: from))
    }
    let generics = parseGenericArgumentsOfExpression() ?? []
    return Expression(.name(name, generics: generics), span(from: from))
  }

  private mutating func parseImplicitMember() -> Expression {
    let from = start
    advance()
    guard isIdentifier else { return Expression(.opaque("member", []), span(from: from)) }
    let name = spelling
    advance()
    _ = parseGenericArgumentsOfExpression()
    return Expression(.implicitMember(name), span(from: from))
  }

  private mutating func parseTuple() -> Expression {
    let from = start
    let arguments = parseArguments("(", ")")
    return Expression(.tuple(arguments), span(from: from))
  }

  private mutating func parseBracketLiteral() -> Expression {
    let from = start
    advance()
    return inBrackets { parser in
      var elements: [Expression] = []
      var pairs: [(Expression, Expression)] = []
      if parser.at(":") { parser.advance() }
      while !parser.isAtEnd, !parser.at("]"), !parser.at("}") {
        let before = (parser.index, parser.start)
        let element = parser.parseExpression()
        if parser.take(":") {
          pairs.append((element, parser.parseExpression()))
        } else {
          elements.append(element)
        }
        if parser.take(",") { continue }
        if before == (parser.index, parser.start) || !parser.isClosing { parser.skipBalanced() }
      }
      _ = parser.take("]")
      let kind: Expression.Kind = pairs.isEmpty ? .array(elements) : .dictionary(pairs)
      return Expression(kind, parser.span(from: from))
    }
  }

  private mutating func parseKeyPath() -> Expression {
    let from = start
    advance()
    var names: [String] = []
    var isSimple = true
    var isMember = false
    while !isAtEnd, !isOnNewLine, isIdentifier || at(".") || at("?") || at("!") || at("[") {
      if hasSpaceBefore { break }
      if isIdentifier, isMember { names.append(spelling) }
      if at("?") || at("!") || at("[") { isSimple = false }
      isMember = at(".")
      if at("[") { skipBalanced() } else { advance() }
    }
    return Expression(.keyPath(isSimple ? names : []), span(from: from))
  }

  private mutating func parseMacro() -> Expression {
    let from = start
    advance()
    guard isIdentifier else { return Expression(.opaque("macro", []), span(from: from)) }
    let name = spelling
    advance()
    _ = parseGenericArgumentsOfExpression()
    let arguments = at("(") && !isOnNewLine ? parseArguments("(", ")") : []
    return Expression(.macro(name, arguments), span(from: from))
  }

  /// A string literal; what is interpolated is parsed.
  private mutating func parseString() -> Expression {
    let from = start
    if kind == .rawStringPounds { advance() }
    guard kind == .stringQuote else { return Expression(.otherLiteral, span(from: from)) }
    advance()
    var parts: [Expression] = []
    while true {
      switch kind {
      case .stringSegment, .rawStringPounds:
        advance()
      case .stringQuote:
        advance()
        if kind == .rawStringPounds, !hasSpaceBefore { advance() }
        return Expression(.string(parts), span(from: from))
      case .punctuation where at("\\"):
        advance()
        if kind == .rawStringPounds { advance() }
        if at("(") {
          parts += parseArguments("(", ")").map(\.value)
        }
      case .punctuation, .identifier, .integerLiteral, .floatLiteral, .regexLiteral,
        .prefixOperator, .postfixOperator, .binaryOperator, .poundKeyword, .unknown, .endOfFile:
        return Expression(.string(parts), span(from: from))
      }
    }
  }

  /// The value of an integer literal; nil if it does not fit 64 bits.
  static func integer(_ digits: ArraySlice<UInt8>) -> Int64? {
    var digits = digits.filter { $0 != UInt8(ascii: "_") }
    var radix = 10
    if digits.count > 2, digits[0] == UInt8(ascii: "0") {
      switch digits[1] {
      case UInt8(ascii: "x"): radix = 16
      case UInt8(ascii: "o"): radix = 8
      case UInt8(ascii: "b"): radix = 2
      default: break
      }
      if radix != 10 { digits.removeFirst(2) }
    }
    return UInt64(String(decoding: digits, as: UTF8.self), radix: radix)
      .map(Int64.init(truncatingIfNeeded:))
  }
}
