// Threads and their statements.

extension HerdParser {
  mutating func parseThreads() throws(LitmusSyntaxError) -> [Scenario.Thread] {
    var threads: [Scenario.Thread] = []
    while let start = try threadStart() {
      guard start == threads.count else {
        throw failure("expected P\(threads.count), found P\(start)")
      }
      thread = start
      position += 1
      try expect("(")
      _ = try parameters()
      threads.append(Scenario.Thread(name: "P\(start)", steps: try body()))
    }
    guard !threads.isEmpty else { throw unexpected("'P0 (…) { … }'") }
    return threads
  }

  /// The number of the thread that starts here, after its result type.
  private mutating func threadStart() throws(LitmusSyntaxError) -> Int? {
    if isNext("void") || isNext("static") {
      _ = take()
      while skip("*") {}
    }
    guard let number = threadNumber(next), token(1).text == "(" else { return nil }
    return number
  }

  private mutating func body() throws(LitmusSyntaxError) -> [Step] {
    registers = []
    registerTypes = [:]
    steps = []
    origin = nil
    for (register, value) in initialRegisters[thread] ?? [] {
      registers.insert(register)
      emit(.assign(Register(register), .constant(value)))
    }
    try expect("{")
    while !skip("}") { try statement() }
    finalTypes[thread] = registerTypes
    return steps
  }

  mutating func emit(_ action: Step.Action) { steps.append(Step(action, origin: origin)) }

  /// The steps that `read` makes, kept apart from those before.
  mutating func collected(
    _ read: (inout Self) throws(LitmusSyntaxError) -> Void
  ) throws(LitmusSyntaxError) -> [Step] {
    let saved = steps
    steps = []
    try read(&self)
    let made = steps
    steps = saved
    return made
  }

  mutating func nested<Result>(
    _ read: (inout Self) throws(LitmusSyntaxError) -> Result
  ) throws(LitmusSyntaxError) -> Result {
    guard depth < Self.depthLimit else { throw failure("nested too deeply") }
    depth += 1
    defer { depth -= 1 }
    return try read(&self)
  }

  mutating func statement() throws(LitmusSyntaxError) {
    try nested { (parser: inout Self) throws(LitmusSyntaxError) in
      try parser.unboundedStatement()
    }
  }

  private mutating func unboundedStatement() throws(LitmusSyntaxError) {
    let start = next
    switch start.text {
    case ";":
      _ = take()
    case "{":
      _ = take()
      while !skip("}") {
        guard next.kind != .end else { throw unexpected("'}'") }
        try statement()
      }
    case "if": try ifStatement()
    case "while": try whileStatement()
    case "do": try doStatement()
    case "for": try forStatement()
    case "break", "continue", "goto", "switch":
      throw failure("'\(start.text)' is not supported in a litmus test")
    case "return":
      throw failure("'return' is not supported in a litmus test; let the body end instead")
    default:
      guard start.kind != .end else { throw unexpected("a statement or '}'") }
      try placed { (parser: inout Self) throws(LitmusSyntaxError) in try parser.simpleStatement() }
      try expect(";")
    }
  }

  /// Reads something that takes a place of its own in the text.
  private mutating func placed<Result>(
    _ read: (inout Self) throws(LitmusSyntaxError) -> Result
  ) throws(LitmusSyntaxError) -> Result {
    let start = position
    let first = next
    origin = places.count
    operators = 0
    places.append(LitmusPlace(line: first.line, column: first.column, text: ""))
    let place = places.count - 1
    let result = try read(&self)
    places[place].text = text(from: start)
    return result
  }

  // MARK: - Control flow

  private mutating func ifStatement() throws(LitmusSyntaxError) {
    _ = take()
    try expect("(")
    let condition = try placedExpression()
    try expect(")")
    let branch = origin
    let then = try collected { (parser: inout Self) throws(LitmusSyntaxError) in
      try parser.statement()
    }
    var otherwise: [Step] = []
    if skip("else") {
      otherwise = try collected { (parser: inout Self) throws(LitmusSyntaxError) in
        try parser.statement()
      }
    }
    origin = branch
    emit(.branch(condition, then: then, else: otherwise))
  }

  private mutating func placedExpression() throws(LitmusSyntaxError) -> Expression {
    try placed { (parser: inout Self) throws(LitmusSyntaxError) in try parser.expression() }
  }

  /// The condition is computed before the loop and again at the end of each round.
  private mutating func whileStatement() throws(LitmusSyntaxError) {
    _ = take()
    let flag = newTemporary()
    let start = position
    try loopCondition(into: flag)
    let end = position
    let loop = origin
    var body = try collected { (parser: inout Self) throws(LitmusSyntaxError) in
      try parser.statement()
    }
    let after = position
    position = start
    body += try collected { (parser: inout Self) throws(LitmusSyntaxError) in
      try parser.loopCondition(into: flag)
    }
    assert(position == end)
    position = after
    origin = loop
    emit(.loop(while: .register(flag), body: body, limit: loopLimit))
  }

  private mutating func loopCondition(into flag: Register) throws(LitmusSyntaxError) {
    try expect("(")
    let value = try placedExpression()
    emit(.assign(flag, value))
    try expect(")")
  }

  private mutating func doStatement() throws(LitmusSyntaxError) {
    _ = take()
    let flag = newTemporary()
    emit(.assign(flag, .constant(1)))
    var body = try collected { (parser: inout Self) throws(LitmusSyntaxError) in
      try parser.statement()
    }
    guard skip("while") else { throw unexpected("'while'") }
    body += try collected { (parser: inout Self) throws(LitmusSyntaxError) in
      try parser.loopCondition(into: flag)
    }
    try expect(";")
    emit(.loop(while: .register(flag), body: body, limit: loopLimit))
  }

  private mutating func forStatement() throws(LitmusSyntaxError) {
    _ = take()
    try expect("(")
    if !isNext(";") {
      try placed { (parser: inout Self) throws(LitmusSyntaxError) in try parser.simpleStatement() }
    }
    try expect(";")
    let flag = newTemporary()
    let start = position
    try forCondition(into: flag)
    try expect(";")
    let step = try collected { (parser: inout Self) throws(LitmusSyntaxError) in
      guard !parser.isNext(")") else { return }
      try parser.placed { (parser: inout Self) throws(LitmusSyntaxError) in
        try parser.simpleStatement()
      }
    }
    try expect(")")
    var body = try collected { (parser: inout Self) throws(LitmusSyntaxError) in
      try parser.statement()
    }
    let after = position
    position = start
    body +=
      step
      + (try collected { (parser: inout Self) throws(LitmusSyntaxError) in
        try parser.forCondition(into: flag)
      })
    position = after
    // A counted loop needs as many rounds as it counts.
    emit(.loop(while: .register(flag), body: body, limit: max(loopLimit, 64)))
  }

  private mutating func forCondition(into flag: Register) throws(LitmusSyntaxError) {
    let value = isNext(";") ? .constant(1) : try placedExpression()
    emit(.assign(flag, value))
  }
}

// MARK: - Declarations, assignments and calls

extension HerdParser {
  private static let typeWords: Set<String> = [
    "int", "long", "short", "char", "unsigned", "signed", "bool", "_Bool", "volatile", "const",
    "register", "static", "_Atomic", "atomic_int", "atomic_uint", "atomic_long", "atomic_bool",
    "atomic_flag", "size_t", "int8_t", "uint8_t", "int16_t", "uint16_t", "int32_t", "uint32_t",
    "int64_t", "uint64_t", "intptr_t", "uintptr_t", "ptrdiff_t", "intmax_t", "uintmax_t",
    "atomic_char", "atomic_schar", "atomic_uchar", "atomic_short", "atomic_ushort",
    "atomic_ulong", "atomic_llong", "atomic_ullong", "atomic_size_t", "atomic_intptr_t",
    "atomic_uintptr_t", "__int128", "int128_t", "uint128_t", "__int128_t", "__uint128_t",
    "__uint128", "mtx_t", "struct", "void", "atomic", "pthread_mutex_t",
  ]

  static func isType(_ token: HerdToken) -> Bool {
    token.kind == .word && typeWords.contains(token.text)
  }

  /// A declaration, an assignment or a call, without its `;`.
  mutating func simpleStatement() throws(LitmusSyntaxError) {
    if next.kind == .word { try refuseKernel(next) }
    if Self.isType(next) { return try declaration() }
    if next.kind == .word, try assignment() { return }
    if isNext("++") || isNext("--") {
      let sign = take().text
      return try step(Register(try word("a register")), by: sign)
    }
    if isNext("*"), try store() { return }
    if next.kind == .word, token(1).text == "[", try store() { return }
    if skip("(") {
      // `(void) f();`
      if isNext("void") {
        _ = take()
        try expect(")")
      } else {
        position -= 1
      }
    }
    _ = try expression(isStatement: true)
  }

  func isParameter(_ name: String) -> Bool { parameterNames[thread]?.contains(name) == true }

  private mutating func declaration() throws(LitmusSyntaxError) {
    let words = try typeWords()
    repeat {
      var isPointer = words.contains("*")
      while skip("*") { isPointer = true }
      let start = next
      let name = try word("a register's name")
      guard !isParameter(name) else {
        throw failure("'\(name)' is a parameter already", at: start)
      }
      if isNext("[") { throw failure("local arrays are not supported") }
      registers.insert(name)
      registerTypes[Register(name)] = HerdType(words, isPointer: isPointer)
      if skip("=") { try assign(to: Register(name)) }
    } while skip(",")
  }

  /// The words and stars of a type.
  mutating func typeWords() throws(LitmusSyntaxError) -> [String] {
    var words: [String] = []
    while Self.isType(next) || isNext("*") {
      try refuseKernel(next)
      words.append(take().text)
      if words.last == "_Atomic", skip("(") {
        words += try typeWords()
        try expect(")")
      }
    }
    return words
  }

  /// `r = e`, `r += e`, `r++`; false if it is something else after all.
  private mutating func assignment() throws(LitmusSyntaxError) -> Bool {
    let name = next.text
    let register = Register(name)
    switch token(1).text {
    case "=":
      if isParameter(name) {
        throw failure("'\(name)' is a parameter; '*\(name) = …' stores to the variable")
      }
      position += 2
      registers.insert(name)
      try assign(to: register)
      return true
    case "++", "--":
      _ = take()
      try step(register, by: take().text)
      return true
    default:
      guard let symbol = Self.compound[token(1).text] else { return false }
      guard registers.contains(name) else { throw failure("there is no register '\(name)'") }
      position += 2
      set(register, to: arithmetic(symbol, .register(register), try expression()))
      return true
    }
  }

  private static let compound: [String: BinaryOperator] = [
    "+=": .add, "-=": .subtract, "*=": .multiply, "/=": .divide, "&=": .and, "|=": .or,
    "^=": .xor,
  ]

  private mutating func step(_ register: Register, by sign: String) throws(LitmusSyntaxError) {
    let symbol = sign == "++" ? BinaryOperator.add : .subtract
    set(register, to: arithmetic(symbol, .register(register), .constant(1)))
  }

  /// A register becomes what the value is in its type.
  private mutating func set(_ register: Register, to value: Expression) {
    emit(.assign(register, converted(value, to: registerTypes[register] ?? .unknown)))
  }

  /// Puts the expression's value into the register, directly if a step just made it.
  mutating func assign(to register: Register) throws(LitmusSyntaxError) {
    let given = try expression()
    // A register that nobody declared is what it is given first.
    let type = registerTypes[register] ?? self.type(of: given).promoted
    registerTypes[register] = type
    let value = converted(given, to: type)
    if case .register(let temporary) = value, temporary.isTemporary,
      let last = steps.popLast()
    {
      if let retargeted = last.retargeted(from: temporary, to: register) {
        steps.append(retargeted)
        return
      }
      steps.append(last)
    }
    emit(.assign(register, value))
  }

  /// `*x = e`, `a[i] = e`; false if it is an expression instead.
  private mutating func store() throws(LitmusSyntaxError) -> Bool {
    let start = position
    let address: Expression
    if skip("*") {
      address = try unary()
    } else {
      address = try elementAddress()
    }
    let symbol = Self.compound[next.text]
    guard isNext("=") || symbol != nil else {
      position = start
      return false
    }
    let sign = take()
    if sign.text == "=" {
      let value = try expression()
      try write(to: address, value, .plain)
    } else if let symbol {
      let old = try read(from: address, .plain)
      let operand = try expression()
      try write(to: address, arithmetic(symbol, old, operand), .plain)
    }
    return true
  }
}

extension Register {
  /// Temporaries have names that no text can have.
  static func temporary(_ number: Int) -> Register { Register("(\(number))") }

  var isTemporary: Bool { name.hasPrefix("(") }
}

extension Step {
  /// The same step with its result in another register; nil if the result is not in `old`.
  fileprivate func retargeted(from old: Register, to new: Register) -> Step? {
    if case .load(old, let variable, let mode) = action {
      return Step(.load(new, variable, mode), origin: origin)
    }
    if case .update(old, let variable, let update, let operand, let order) = action {
      return Step(.update(new, variable, update, operand, order), origin: origin)
    }
    return nil
  }
}
