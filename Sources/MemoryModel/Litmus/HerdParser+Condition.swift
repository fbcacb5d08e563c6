// What comes after the threads: locations, filter, and the quantified condition.
//
//     locations [x; 0:r1;]  filter (x=1)  exists (0:r0=0 /\ ~(x=1 \/ [y]=2))

extension HerdParser {
  private static let constraintWords: Set<String> = [
    "exists", "forall", "locations", "filter", "final", "observed", "not",
  ]

  /// Herd allows memory maps (`scopes:`, `regions:`) here, which mean nothing in C.
  mutating func skipToConstraints() {
    guard isNext("scopes") || isNext("regions") || isNext("levels") else { return }
    while next.kind != .end, !Self.constraintWords.contains(next.text), !isNext("~") { _ = take() }
  }

  mutating func parseLocations() throws(LitmusSyntaxError) -> [FinalPlace] {
    guard skip("locations") else { return [] }
    try expect("[")
    var places: [FinalPlace] = []
    while !skip("]") {
      if skip(";") { continue }
      places.append(try finalPlace())
      // A type may follow: `x int*;`.
      while next.kind == .word || isNext("*") { _ = take() }
      guard isNext(";") || isNext("]") else { throw unexpected("';' or ']'") }
    }
    return places
  }

  mutating func parseQuantified() throws(LitmusSyntaxError) -> (LitmusQuantifier, FinalCondition) {
    _ = skip(";")
    guard next.kind != .end else { return (.exists, .constant(true)) }
    var quantifier = LitmusQuantifier.exists
    if skip("forall") {
      quantifier = .forall
    } else if isNext("~") || isNext("not"), token(1).text == "exists" {
      position += 2
      quantifier = .notExists
    } else if skip("exists") || skip("final") {
      quantifier = .exists
    } else if !isNext("(") {
      throw unexpected("'exists', '~exists' or 'forall'")
    }
    let condition = try parseProposition()
    _ = skip(";")
    if isNext("with") { return (quantifier, condition) }
    guard next.kind == .end else { throw unexpected("'/\\', '\\/' or the end") }
    return (quantifier, condition)
  }

  /// A condition with or without a quantifier.
  mutating func parseQuantifiedCondition() throws(LitmusSyntaxError)
    -> (LitmusQuantifier, FinalCondition)
  {
    if isNext("forall") || isNext("exists") || isNext("final") || token(1).text == "exists" {
      return try parseQuantified()
    }
    return (.exists, try parseWholeCondition())
  }

  /// A condition without a quantifier.
  mutating func parseWholeCondition() throws(LitmusSyntaxError) -> FinalCondition {
    let condition = try parseProposition()
    guard next.kind == .end else { throw unexpected("'/\\', '\\/' or the end") }
    return condition
  }

  // MARK: - Propositions

  /// `=>` binds loosest, then `\/`, then `/\`.
  mutating func parseProposition() throws(LitmusSyntaxError) -> FinalCondition {
    try nested { (parser: inout Self) throws(LitmusSyntaxError) in
      let left = try parser.disjunction()
      guard parser.skip("=>") else { return left }
      return .any([.not(left), try parser.parseProposition()])
    }
  }

  private mutating func disjunction() throws(LitmusSyntaxError) -> FinalCondition {
    var parts = [try conjunction()]
    while skip("\\/") || skip("||") || skip("|") || skip("or") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction() throws(LitmusSyntaxError) -> FinalCondition {
    var parts = [try negation()]
    while skip("/\\") || skip("&&") || skip("&") || skip("and") { parts.append(try negation()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func negation() throws(LitmusSyntaxError) -> FinalCondition {
    if isNext("~") || isNext("not") || isNext("!") {
      _ = take()
      return .not(
        try nested { (parser: inout Self) throws(LitmusSyntaxError) in try parser.negation() })
    }
    if skip("true") { return .constant(true) }
    if skip("false") { return .constant(false) }
    if skip("(") {
      let inner = try parseProposition()
      try expect(")")
      return inner
    }
    return try comparison()
  }

  private mutating func comparison() throws(LitmusSyntaxError) -> FinalCondition {
    let place = try finalPlace()
    let isEqual: Bool
    if skip("=") || skip("==") {
      isEqual = true
    } else if skip("!=") || skip("<>") {
      isEqual = false
    } else {
      throw unexpected("'=' or '!='")
    }
    let atom: FinalCondition
    if isNext("[") || isNext("*") || startsRegister {
      atom = .same(place, try finalPlace())
    } else {
      let isName = next.kind == .word || isNext("&")
      let value = try constantOrAddress()
      atom = .equal(place, isName ? value : type(of: place).converted(value))
    }
    return isEqual ? atom : .not(atom)
  }

  private var startsRegister: Bool { token(1).text == ":" }

  /// `0:r1`, `x`, `[x]`, `*x`, `a[1]`.
  private mutating func finalPlace() throws(LitmusSyntaxError) -> FinalPlace {
    if let thread = try threadPrefix() {
      return .register(thread: thread, Register(try word("a register")))
    }
    _ = skip("*")
    if skip("[") {
      let name = try word("a variable")
      try expect("]")
      return .variable(Variable(name))
    }
    let name = try word("a variable, or a thread and a register")
    guard skip("[") else { return .variable(Variable(name)) }
    let index = try integer()
    try expect("]")
    return .variable(Variable("\(name)[\(index)]"))
  }
}
