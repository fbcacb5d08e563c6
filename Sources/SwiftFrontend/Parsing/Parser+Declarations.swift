extension Parser {
  private static let introducers: Set<Keyword> = [
    .func, .var, .let, .class, .struct, .enum, .protocol, .extension, .deinit, .typealias,
    .associatedtype, .import, .precedencegroup, .subscript,
  ]
  private static let modifierWords: Set<Keyword> = [
    .public, .private, .fileprivate, .internal, .open, .package, .static, .class, .final,
    .override, .mutating, .nonmutating, .lazy, .weak, .unowned, .nonisolated, .isolated,
    .required, .convenience, .dynamic, .optional, .indirect, .async, .distributed, .consuming,
    .borrowing, .prefix, .postfix, .infix, .sending, .unsafe,
  ]

  /// Whether a declaration, with its attributes and modifiers, begins here.
  func isDeclarationAhead() -> Bool {
    if kind == .poundKeyword { return false }
    guard isIdentifier || at("@") else { return false }
    if isIdentifier, keyword == nil, !spelling.hasPrefix("__") { return false }
    var look = self
    look.skipModifiers()
    return look.isIntroducer
  }

  private var isIntroducer: Bool {
    guard let keyword else { return false }
    if Self.introducers.contains(keyword) { return true }
    let next = tokens[peek()]
    if keyword == .`init` {
      return at("(", ahead: 1) || at("?", ahead: 1) || at("!", ahead: 1) || isGeneric(peek())
    }
    if keyword == .actor || keyword == .macro {
      return next.kind == .identifier && !next.isPrecededByNewline
    }
    return keyword == .operator && (isOperatorKind(next.kind) || next.kind == .punctuation)
      && !next.isPrecededByNewline
  }

  private func isGeneric(_ place: Int) -> Bool {
    isOperatorKind(tokens[place].kind) && bytes[tokens[place].start] == UInt8(ascii: "<")
      && !tokens[place].isPrecededBySpace
  }

  private mutating func skipModifiers() {
    var modifiers = Modifiers()
    parseModifiers(into: &modifiers)
  }

  mutating func parseModifiers(into modifiers: inout Modifiers) {
    while !isAtEnd {
      if at("@") {
        parseAttribute(into: &modifiers)
      } else if let keyword, Self.modifierWords.contains(keyword), isModifierHere(keyword) {
        note(keyword, in: &modifiers)
        advance()
        if at("("), !hasSpaceBefore {
          if keyword == .private || keyword == .fileprivate, spellingAhead(1) == "set" {
            modifiers.isFilePrivate = false
          }
          skipBalanced()
        }
      } else if isIdentifier, spelling == "__consuming" {
        advance()
      } else {
        return
      }
    }
  }

  /// `class` is a modifier only in front of a member, `async` only in front of `let`.
  private func isModifierHere(_ keyword: Keyword) -> Bool {
    let next = tokens[peek()]
    if keyword == .class {
      return [Keyword.func, .var, .let, .subscript, .final, .override, .private, .public]
        .contains { at($0, ahead: 1) }
    }
    if at("(", ahead: 1) { return !next.isPrecededBySpace }
    return next.kind == .identifier || at("@", ahead: 1)
  }

  private func note(_ keyword: Keyword, in modifiers: inout Modifiers) {
    if keyword == .static || keyword == .class { modifiers.isStatic = true }
    if keyword == .private || keyword == .fileprivate { modifiers.isFilePrivate = true }
    if keyword == .nonisolated { modifiers.isNonisolated = true }
    if keyword == .mutating { modifiers.isMutating = true }
    if keyword == .lazy { modifiers.isLazy = true }
    if keyword == .async { modifiers.isAsync = true }
    if keyword == .weak { modifiers.isWeak = true }
  }

  private mutating func parseAttribute(into modifiers: inout Modifiers) {
    advance()
    guard isIdentifier else { return }
    let name = spelling
    modifiers.attributes.append(name)
    advance()
    while at("."), tokens[peek()].kind == .identifier {
      advance()
      advance()
    }
    _ = parseGenericArguments()
    let takesName = name == "_cdecl" || name == "c" || name == "_silgen_name"
    if name == "_exported" { modifiers.isExportedImport = true }
    if takesName { modifiers.isExportedByOwnName = name == "c" }
    guard at("("), !isOnNewLine, !token.isPrecededBySpace || !isSignature else { return }
    let from = token.end
    skipBalanced()
    if takesName {
      let argument = text(from, max(from, previousEnd - 1)).filter { $0 != "\"" && $0 != " " }
      modifiers.exportedName = argument
    }
  }

  /// A parenthesis with a space before it belongs to what the attribute is on: `@Sendable (Int)`.
  private var isSignature: Bool { true }

  // MARK: Lists

  mutating func parseDeclarations() -> [Declaration] {
    var declarations: [Declaration] = []
    while !isAtEnd, !at("}") {
      if kind == .poundKeyword, isEndOfConditional { break }
      if at(")") || at("]") || at(";") {
        advance()
        continue
      }
      let before = (index, start)
      declarations.append(parseDeclaration())
      if before == (index, start) { skipBalanced() }
    }
    return declarations
  }

  mutating func parseDeclaration() -> Declaration {
    nested { $0.parseDeclarationBody() }
      ?? {
        skipStatement()
        return .other
      }()
  }

  private mutating func parseDeclarationBody() -> Declaration {
    if kind == .poundKeyword {
      if pound == .if { return parseConditionalDeclaration() }
      skipPoundLine()
      return .other
    }
    let from = start
    let before = mark
    var modifiers = Modifiers()
    parseModifiers(into: &modifiers)
    if isIdentifier, at(.case) { return parseEnumCases() }
    guard let keyword, isIntroducer else {
      reset(to: before)
      return .statement(parseStatementOutsideBody())
    }
    return parseIntroduced(keyword, modifiers, from)
  }

  /// A file may have statements at its top level; members of a type cannot.
  private mutating func parseStatementOutsideBody() -> Statement {
    let from = start
    if isDeclarationAhead() {
      skipStatement()
      return Statement(.opaque("declaration"), span(from: from))
    }
    return parseStatement()
  }

  private mutating func parseIntroduced(
    _ keyword: Keyword, _ modifiers: Modifiers, _ from: Int
  ) -> Declaration {
    switch keyword {
    case .func, .`init`, .deinit, .subscript: return parseFunction(modifiers, from)
    case .var, .let: return .variable(parseVariable(modifiers, from))
    case .class: return parseType(.class, modifiers, from)
    case .struct: return parseType(.struct, modifiers, from)
    case .enum: return parseType(.enum, modifiers, from)
    case .actor: return parseType(.actor, modifiers, from)
    case .protocol: return parseType(.protocol, modifiers, from)
    case .extension: return parseType(.extension, modifiers, from)
    case .typealias: return parseAlias()
    case .import: return parseImport(modifiers)
    default:
      skipStatement()
      return .other
    }
  }

  private mutating func parseAlias() -> Declaration {
    advance()
    let name = spelling
    advance()
    _ = parseGenericParameters()
    guard take("=") else { return .other }
    let type = parseType()
    skipWhereClause()
    return .alias(name, type)
  }

  private mutating func parseImport(_ modifiers: Modifiers) -> Declaration {
    advance()
    if [Keyword.struct, .class, .enum, .func, .var, .let, .typealias, .protocol]
      .contains(where: { at($0) }), !tokens[peek()].isPrecededByNewline
    {
      advance()
    }
    var path: [String] = []
    while isIdentifier || path.isEmpty {
      path.append(spelling)
      advance()
      guard at("."), !isOnNewLine else { break }
      advance()
      if isOperatorKind(kind) {
        advance()
        break
      }
    }
    return .imports(path, isExported: modifiers.isExportedImport)
  }

  private mutating func parseEnumCases() -> Declaration {
    advance()
    var cases: [EnumCase] = []
    while isIdentifier {
      var parsed = EnumCase(name: spelling, payload: [])
      advance()
      if at("(") {
        let type = parseType()
        if case .tuple(let elements) = type.kind {
          parsed.payload = elements
        } else {
          parsed.payload = [(label: nil, type: type)]
        }
      }
      if take("=") { parsed.rawValue = parseExpression() }
      cases.append(parsed)
      guard take(",") else { break }
    }
    return .enumCases(cases)
  }

  private mutating func parseType(
    _ kind: TypeDeclaration.Kind, _ modifiers: Modifiers, _ from: Int
  ) -> Declaration {
    advance()
    var path: [String] = []
    while isIdentifier, !at(.where) {
      path.append(spelling)
      advance()
      guard at("."), kind == .extension else { break }
      advance()
    }
    let generics = kind == .extension ? [] : parseGenericParameters()
    if kind == .extension || kind == .protocol { _ = parseGenericArguments() }
    var inherited: [TypeNode] = []
    if take(":") {
      while !isAtEnd, !at("{"), !at("}"), !at(.where) {
        let before = start
        inherited.append(parseType())
        guard take(","), start != before else { break }
      }
    }
    skipWhereClause()
    var members: [Declaration] = []
    if take("{") {
      members = parseDeclarations()
      _ = take("}")
    }
    return .type(
      TypeDeclaration(
        kind: kind, path: path, modifiers: modifiers, generics: generics, inherited: inherited,
        members: members, span: span(from: from)))
  }
}
