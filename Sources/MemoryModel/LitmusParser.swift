/// A recursive-descent parser of litmus text.
struct LitmusParser {
  private let part: LitmusError.Part
  private let tokens: [Token]
  private var position = 0
  /// Branches may nest no deeper, so that no text can exhaust the stack.
  private static let depthLimit = 100
  private var depth = 0
  private let endColumn: Int

  private struct Token {
    var text: String
    var column: Int
  }

  init(_ text: String, part: LitmusError.Part) {
    self.part = part
    tokens = Self.tokenize(text)
    endColumn = text.count + 1
  }

  /// Words (letters, digits, `_`, and a sign before a digit), `||`, `==`, and single characters.
  private static func tokenize(_ text: String) -> [Token] {
    let characters = Array(text)
    var tokens: [Token] = []
    var index = 0
    while index < characters.count {
      let start = index
      let character = characters[index]
      index += 1
      if character.isWhitespace { continue }
      let next = index < characters.count ? characters[index] : " "
      let isNegative = character == "-" && next.isNumber
      if isWordCharacter(character) || isNegative {
        while index < characters.count, isWordCharacter(characters[index]) { index += 1 }
      } else if character == next, character == "|" || character == "=" {
        index += 1
      }
      tokens.append(Token(text: String(characters[start..<index]), column: start + 1))
    }
    return tokens
  }

  private static func isWordCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}

// MARK: - Tokens

extension LitmusParser {
  private var next: String? { position < tokens.count ? tokens[position].text : nil }
  private var column: Int { position < tokens.count ? tokens[position].column : endColumn }

  private func failure(_ message: String, at column: Int? = nil) -> LitmusError {
    LitmusError(part: part, column: column ?? self.column, message: message)
  }

  private mutating func skip(_ text: String) -> Bool {
    guard next == text else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ text: String) throws(LitmusError) {
    guard skip(text) else { throw failure("expected '\(text)'") }
  }

  private mutating func word(_ what: String) throws(LitmusError) -> String {
    guard let word = next, word.first.map({ $0.isLetter || $0 == "_" }) == true else {
      throw failure("expected \(what)")
    }
    position += 1
    return word
  }

  private mutating func integer() throws(LitmusError) -> Int {
    guard let text = next, let value = Int(text) else { throw failure("expected an integer") }
    position += 1
    return value
  }

  private mutating func expression() throws(LitmusError) -> Expression {
    if let text = next, let value = Int(text) {
      position += 1
      return .constant(value)
    }
    return .register(Register(try word("a value or a register")))
  }

  private mutating func mode() throws(LitmusError) -> AccessMode {
    try expect(".")
    let start = column
    let name = try word("a memory order")
    if name == "na" { return .plain }
    guard let order = MemoryOrder(litmusName: name) else {
      throw failure("unknown memory order '\(name)'", at: start)
    }
    return .atomic(order)
  }

  private mutating func order() throws(LitmusError) -> MemoryOrder {
    let start = column
    guard case .atomic(let order) = try mode() else {
      throw failure("only loads and stores can be plain", at: start + 1)
    }
    return order
  }

  private mutating func variable() throws(LitmusError) -> Variable {
    Variable(try word("a variable"))
  }
}

// MARK: - Programs

extension LitmusParser {
  mutating func parseProgram() throws(LitmusError) -> Scenario {
    var threads: [Scenario.Thread] = []
    repeat {
      threads.append(Scenario.Thread(name: "T\(threads.count)", steps: try steps()))
    } while skip("||")
    guard next == nil else { throw failure("expected ';', '||' or the end") }
    return Scenario(threads: threads)
  }

  private mutating func steps() throws(LitmusError) -> [Step] {
    var steps: [Step] = []
    while next != nil, next != "||", next != "}" {
      steps.append(try step())
      guard skip(";") else { break }
    }
    return steps
  }

  private mutating func step() throws(LitmusError) -> Step {
    let start = column
    let name = try word("an operation")
    switch name {
    case "W":
      let mode = try mode()
      let variable = try variable()
      return Step(.store(variable, try expression(), mode))
    case "F":
      return Step(.fence(try order()))
    case "if":
      return try branch()
    default:
      guard skip("=") else { throw failure("unknown operation '\(name)'", at: start) }
      return try reading(into: Register(name))
    }
  }

  private mutating func branch() throws(LitmusError) -> Step {
    guard depth < Self.depthLimit else { throw failure("too many nested branches") }
    depth += 1
    let register = Register(try word("a register"))
    try expect("==")
    let value = try integer()
    try expect("{")
    let body = try steps()
    try expect("}")
    depth -= 1
    return Step(
      .branch(.binary(.equal, .register(register), .constant(value)), then: body, else: []))
  }

  private mutating func reading(into register: Register) throws(LitmusError) -> Step {
    let start = column
    let name = try word("an operation")
    switch name {
    case "R":
      let mode = try mode()
      return Step(.load(register, try variable(), mode))
    case "ADD", "XCHG":
      let order = try order()
      let variable = try variable()
      let update = name == "ADD" ? UpdateOperator.add : .exchange
      return Step(.update(register, variable, update, try expression(), order))
    case "CAS":
      let successOrder = try order()
      let failureOrder = try order()
      let variable = try variable()
      let expected = try expression()
      let exchange = Step.CompareExchange(
        old: Register(LitmusTest.unnamedRegister), success: register, variable: variable,
        expected: expected, desired: try expression(), successOrder: successOrder,
        failureOrder: failureOrder, isWeak: false)
      return Step(.compareExchange(exchange))
    default:
      throw failure("unknown operation '\(name)'", at: start)
    }
  }
}

// MARK: - Conditions

extension LitmusParser {
  /// Terms joined by `&`; none at all holds always.
  mutating func parseCondition() throws(LitmusError) -> Condition {
    guard next != nil else { return .all([]) }
    var terms: [Condition] = []
    repeat { terms.append(try term()) } while skip("&")
    guard next == nil else { throw failure("expected '&' or the end") }
    return terms.count == 1 ? terms[0] : .all(terms)
  }

  private mutating func term() throws(LitmusError) -> Condition {
    if let text = next, let thread = Int(text) {
      guard thread >= 0 else { throw failure("expected a thread's number") }
      position += 1
      try expect(":")
      let register = Register(try word("a register"))
      try expect("=")
      return .register(thread: thread, register, equals: try integer())
    }
    let variable = Variable(try word("a variable, or a thread and a register"))
    try expect("=")
    return .variable(variable, equals: try integer())
  }
}
