// Expressions. What touches memory becomes a step; what remains is an expression over registers.

extension HerdParser {
  mutating func newTemporary() -> Register {
    temporaries += 1
    return .temporary(temporaries)
  }

  mutating func expression(isStatement: Bool = false) throws(LitmusSyntaxError) -> Expression {
    let value = try nested { (parser: inout Self) throws(LitmusSyntaxError) in
      try parser.conditional()
    }
    if !isStatement, isNext("=") { throw failure("assignment is not an expression here") }
    return value
  }

  /// `c ? a : b`: only the side that is chosen is evaluated.
  private mutating func conditional() throws(LitmusSyntaxError) -> Expression {
    let condition = try logicalOr()
    guard skip("?") else { return condition }
    let result = newTemporary()
    let yes = try collected { (parser: inout Self) throws(LitmusSyntaxError) in
      let value = try parser.expression()
      parser.registerTypes[result] = parser.type(of: value).promoted
      parser.emit(.assign(result, value))
    }
    try expect(":")
    let no = try collected { (parser: inout Self) throws(LitmusSyntaxError) in
      let value = try parser.expression()
      let type = parser.registerTypes[result] ?? .unknown
      parser.registerTypes[result] = type.common(with: parser.type(of: value).promoted)
      parser.emit(.assign(result, value))
    }
    emit(.branch(condition, then: yes, else: no))
    return .register(result)
  }

  private mutating func logicalOr() throws(LitmusSyntaxError) -> Expression {
    var left = try logicalAnd()
    while skip("||") {
      left = try shortCircuit(left, decides: 1) { (parser) throws(LitmusSyntaxError) in
        try parser.logicalAnd()
      }
    }
    return left
  }

  private mutating func logicalAnd() throws(LitmusSyntaxError) -> Expression {
    var left = try binary(level: 0)
    while skip("&&") {
      left = try shortCircuit(left, decides: 0) { (parser) throws(LitmusSyntaxError) in
        try parser.binary(level: 0)
      }
    }
    return left
  }

  /// The right side is evaluated only if the left one does not decide.
  private mutating func shortCircuit(
    _ left: Expression, decides value: Int,
    _ right: (inout Self) throws(LitmusSyntaxError) -> Expression
  ) throws(LitmusSyntaxError) -> Expression {
    let result = newTemporary()
    emit(.assign(result, .constant(value)))
    registerTypes[result] = .int
    let steps = try collected { (parser: inout Self) throws(LitmusSyntaxError) in
      let truth = try right(&parser)
      parser.emit(.assign(result, .binary(.notEqual, truth, .constant(0))))
    }
    emit(
      value == 1 ? .branch(left, then: [], else: steps) : .branch(left, then: steps, else: []))
    return .register(result)
  }

  /// From the loosest to the tightest.
  private static let levels: [[String: BinaryOperator]] = [
    ["|": .or], ["^": .xor], ["&": .and], ["==": .equal, "!=": .notEqual],
    ["<": .less, "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual],
    ["<<": .shiftLeft, ">>": .shiftRight], ["+": .add, "-": .subtract],
    ["*": .multiply, "/": .divide, "%": .remainder],
  ]

  private mutating func binary(level: Int) throws(LitmusSyntaxError) -> Expression {
    guard level < Self.levels.count else { return try unary() }
    var left = try binary(level: level + 1)
    while next.kind == .sign, let symbol = Self.levels[level][next.text] {
      _ = take()
      try countOperator()
      let right = try binary(level: level + 1)
      left = folded(symbol, left, right)
    }
    return left
  }

  private mutating func countOperator() throws(LitmusSyntaxError) {
    operators += 1
    guard operators <= Self.operatorLimit else {
      throw failure("more than \(Self.operatorLimit) operators in one statement")
    }
  }

  /// Arithmetic on constants is done here, so that `a + 1` is an address.
  private func folded(
    _ symbol: BinaryOperator, _ left: Expression, _ right: Expression
  ) -> Expression {
    if case .constant(let left) = left, case .constant(let right) = right {
      return .constant(symbol.apply(left, right))
    }
    return arithmetic(symbol, left, right)
  }

  mutating func unary() throws(LitmusSyntaxError) -> Expression {
    try nested { (parser: inout Self) throws(LitmusSyntaxError) in try parser.unboundedUnary() }
  }

  private mutating func unboundedUnary() throws(LitmusSyntaxError) -> Expression {
    if skip("!") { return .not(try unary()) }
    if skip("-") { return folded(.subtract, .constant(0), try unary()) }
    if skip("+") { return try unary() }
    if skip("~") { return folded(.xor, try unary(), .constant(-1)) }
    if skip("*") { return try read(from: try unary(), .plain) }
    if skip("&") { return try addressOf() }
    if isNext("("), Self.isType(token(1)) {
      _ = take()
      let words = try typeWords()
      try expect(")")
      return converted(try unary(), to: HerdType(words, isPointer: words.contains("*")))
    }
    return try primary()
  }

  private mutating func addressOf() throws(LitmusSyntaxError) -> Expression {
    if skip("*") { return try unary() }
    let start = next
    let name = try word("a variable")
    if registers.contains(name) {
      throw failure("the address of register '\(name)' is not supported here", at: start)
    }
    guard let address = address(of: name) else {
      throw failure("there is no variable '\(name)'", at: start)
    }
    guard skip("[") else { return .constant(address) }
    let index = try expression()
    try expect("]")
    return folded(.add, .constant(address), index)
  }

  private mutating func primary() throws(LitmusSyntaxError) -> Expression {
    if skip("(") {
      let value = try expression()
      try expect(")")
      return value
    }
    if next.kind == .number { return .constant(try integer()) }
    guard next.kind == .word else { throw unexpected("an expression") }
    let start = next
    try refuseKernel(start)
    if token(1).text == "(" { return try call() }
    if token(1).text == "[" { return try read(from: try elementAddress(), .plain) }
    let name = take().text
    switch name {
    case "NULL", "false": return .constant(0)
    case "true": return .constant(1)
    default: break
    }
    if registers.contains(name) { return .register(Register(name)) }
    if isParameter(name) || address(of: name) != nil, let address = address(of: name) {
      return .constant(address)
    }
    throw failure("there is no register or variable '\(name)'", at: start)
  }

  /// `a[i]`, before it is read or written.
  mutating func elementAddress() throws(LitmusSyntaxError) -> Expression {
    let start = next
    let name = try word("an array")
    guard registers.contains(name) || address(of: name) != nil else {
      throw failure("there is no register or variable '\(name)'", at: start)
    }
    let base: Expression =
      registers.contains(name)
      ? .register(Register(name)) : .constant(address(of: name) ?? 0)
    try expect("[")
    let index = try expression()
    try expect("]")
    return folded(.add, base, index)
  }
}

// MARK: - Memory

extension HerdParser {
  mutating func read(
    from address: Expression, _ mode: AccessMode
  ) throws(LitmusSyntaxError) -> Expression {
    let result = newTemporary()
    registerTypes[result] = type(at: address)
    try access(address) { .load(result, $0, mode) }
    return .register(result)
  }

  mutating func write(
    to address: Expression, _ value: Expression, _ mode: AccessMode
  ) throws(LitmusSyntaxError) {
    try access(address) { .store($0, value, mode) }
  }

  /// The type of what is at an address, if that is the same wherever it may point.
  func type(at address: Expression) -> HerdType {
    if case .constant(let address) = address {
      return variables[address].map { type(of: $0) } ?? .unknown
    }
    let types = Set(variables.values.map { type(of: $0) })
    return types.count == 1 ? types.first ?? .unknown : .unknown
  }

  /// What is stored becomes a value of the variable's type.
  private func converted(_ action: Step.Action) -> Step.Action {
    switch action {
    case .store(let variable, let value, let mode):
      return .store(variable, converted(value, to: type(of: variable)), mode)
    case .compareExchange(var exchange):
      let type = type(of: exchange.variable)
      exchange.expected = converted(exchange.expected, to: type)
      exchange.desired = converted(exchange.desired, to: type)
      return .compareExchange(exchange)
    case .load, .update, .fence, .assign, .assume, .assert, .branch, .loop, .lock, .unlock:
      return action
    }
  }

  /// Performs an operation on the variable that the address names. An address that is known only
  /// when the thread runs is compared with that of every variable.
  mutating func access(
    _ address: Expression, _ operation: (Variable) -> Step.Action
  ) throws(LitmusSyntaxError) {
    if case .constant(let address) = address {
      guard let variable = variables[address] else {
        throw failure("this is not the address of a variable")
      }
      return emit(converted(operation(variable)))
    }
    guard variables.count <= Self.candidateLimit else {
      throw failure(
        "an address that is computed, in a test of more than \(Self.candidateLimit) variables")
    }
    // No variable has the address: the program is undefined, and the thread ends here.
    var otherwise = [
      Step(.assert(.constant(0)), origin: origin), Step(.assume(.constant(0)), origin: origin),
    ]
    for (candidate, variable) in sortedVariables.reversed() {
      let test = Expression.binary(.equal, address, .constant(candidate))
      let hit = [Step(converted(operation(variable)), origin: origin)]
      otherwise = [Step(.branch(test, then: hit, else: otherwise), origin: origin)]
    }
    steps += otherwise
  }
}
