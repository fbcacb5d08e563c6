/// A recursive-descent parser of herd's C litmus format.
///
/// Statements become scenario steps as they are read. A location is known by its address, an
/// integer, so that pointers are ordinary values; a dereference of anything but a known address
/// asks all variables in turn.
///
/// As in herd, `*x` is a plain access whatever the type of `x`.
struct HerdParser {
  /// The smallest integer that is an address.
  static let firstAddress = 1_000_000_000
  /// Addresses of one variable; an array may have as many elements.
  static let addressStride = 4096
  /// Statements, expressions and conditions may nest no deeper, so that no text can exhaust the stack.
  static let depthLimit = 100
  /// Operators of one statement: a long sum is as deep a tree as nested parentheses.
  static let operatorLimit = 1_000
  /// A dereference of a computed address asks all variables in turn, each inside the last.
  static let candidateLimit = 256

  let name: String
  let loopLimit: Int
  private let tokens: [HerdToken]
  var position = 0
  var depth = 0

  // MARK: What was declared

  var initialValues: [Variable: Int] = [:]
  /// The C types of variables, where they are known.
  var variableTypes: [Variable: HerdType] = [:]
  private(set) var addresses: [Variable: Int] = [:]
  private(set) var variables: [Int: Variable] = [:]
  private var nextAddress = Self.firstAddress
  /// Initial values of registers, by thread.
  var initialRegisters: [Int: [(register: String, value: Int)]] = [:]
  /// The parameters of each thread, which name variables.
  var parameterNames: [Int: Set<String>] = [:]

  // MARK: The thread being read

  var thread = 0
  var registers: Set<String> = []
  var registerTypes: [Register: HerdType] = [:]
  /// The types of all threads' registers.
  var finalTypes: [Int: [Register: HerdType]] = [:]
  var steps: [Step] = []
  var temporaries = 0
  /// Index into `places` of the statement being read.
  var origin: Int?
  /// Of that statement, so far.
  var operators = 0
  var places: [LitmusPlace] = []

  init(_ tokens: HerdTokens, loopLimit: Int) {
    name = tokens.name
    self.tokens = tokens.tokens
    self.loopLimit = loopLimit
  }

  mutating func parse() throws(LitmusSyntaxError) -> LitmusFile {
    try parseInitialState()
    try declareParameters()
    for (variable, value) in initialValues where variables[value] == nil {
      initialValues[variable] = type(of: variable).converted(value)
    }
    let threads = try parseThreads()
    var file = LitmusFile(
      name: name, scenario: Scenario(threads: threads), condition: .constant(true))
    skipToConstraints()
    file.locations = try parseLocations()
    if skip("filter") { file.filter = try parseProposition() }
    (file.quantifier, file.condition) = try parseQuantified()
    file.scenario.initialValues = initialValues
    file.scenario.types = updateTypes
    file.places = places
    file.addresses = variables
    return file
  }
}

// MARK: - Tokens

extension HerdParser {
  var next: HerdToken { tokens[min(position, tokens.count - 1)] }

  func token(_ offset: Int) -> HerdToken { tokens[min(position + offset, tokens.count - 1)] }

  func isNext(_ text: String) -> Bool { next.kind != .end && next.text == text }

  mutating func take() -> HerdToken {
    let token = next
    if position < tokens.count - 1 { position += 1 }
    return token
  }

  mutating func skip(_ text: String) -> Bool {
    guard isNext(text) else { return false }
    position += 1
    return true
  }

  mutating func expect(_ text: String) throws(LitmusSyntaxError) {
    guard skip(text) else { throw unexpected("'\(text)'") }
  }

  mutating func word(_ what: String) throws(LitmusSyntaxError) -> String {
    guard next.kind == .word else { throw unexpected(what) }
    return take().text
  }

  func failure(_ message: String, at token: HerdToken? = nil) -> LitmusSyntaxError {
    let token = token ?? next
    return LitmusSyntaxError(line: token.line, column: token.column, message: message)
  }

  func unexpected(_ expected: String) -> LitmusSyntaxError {
    failure("expected \(expected), found \(next.kind == .end ? "the end" : "'\(next.text)'")")
  }

  mutating func integer() throws(LitmusSyntaxError) -> Int {
    let start = next
    let isNegative = skip("-")
    guard next.kind == .number else { throw unexpected("an integer") }
    let text = take().text
    guard let value = Self.integer(text) else {
      throw failure("'\(text)' is no integer", at: start)
    }
    return isNegative ? 0 &- value : value
  }

  /// Decimal or hexadecimal, with C's suffixes.
  static func integer(_ text: String) -> Int? {
    let digits = text.lowercased()
    if digits.hasPrefix("0x") {
      let body = digits.dropFirst(2).prefix { $0.isHexDigit }
      guard digits.dropFirst(2 + body.count).allSatisfy({ "ul".contains($0) }) else { return nil }
      return UInt(body, radix: 16).map { Int(truncatingIfNeeded: $0) }
    }
    let body = digits.prefix { $0.isNumber }
    guard digits.dropFirst(body.count).allSatisfy({ "ul".contains($0) }) else { return nil }
    return Int(body) ?? UInt(body).map { Int(truncatingIfNeeded: $0) }
  }

  /// The text from a token up to the current one, on one line.
  func text(from start: Int) -> String {
    var text = ""
    var previous: HerdToken?
    for token in tokens[min(start, tokens.count)..<min(position, tokens.count)] {
      if let previous {
        let end = previous.column + previous.text.unicodeScalars.count
        if token.line != previous.line || token.column > end { text += " " }
      }
      text += token.text
      previous = token
    }
    return text
  }
}

// MARK: - Variables

extension HerdParser {
  mutating func declare(_ name: String, count: Int? = nil) {
    let names = count.map { (0..<$0).map { "\(name)[\($0)]" } } ?? [name]
    guard let first = names.first, addresses[Variable(first)] == nil else { return }
    for (index, name) in names.enumerated() {
      addresses[Variable(name)] = nextAddress + index
      variables[nextAddress + index] = Variable(name)
    }
    nextAddress += Self.addressStride
  }

  /// The address a name stands for: a variable's, or that of an array's first element.
  func address(of name: String) -> Int? {
    addresses[Variable(name)] ?? addresses[Variable("\(name)[0]")]
  }

  var sortedVariables: [(address: Int, variable: Variable)] {
    variables.sorted { $0.key < $1.key }.map { (address: $0.key, variable: $0.value) }
  }
}
