import MemoryModel

/// Reads the text form of `IRText`, line by line.
struct IRParser {
  let file: String
  let lineRanges: Bool
  private var module: Module
  /// The function whose lines are being read, and its last block if that has no terminator yet.
  private var function: Function?
  private var openBlock: [Event]?
  private var record: Record?
  /// The names of the function's variables; fixed at its first block.
  var names = IRNames(parameters: [], locals: [])

  init(file: String, lineRanges: Bool) {
    self.file = file
    self.lineRanges = lineRanges
    module = Module(file: file, language: .c)
  }

  mutating func parse(_ text: String) throws(IRSyntaxError) -> Module {
    var number = 0
    // Bytes, because "\r\n" is one Character.
    for bytes in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      var scanner = IRScanner(Substring(bytes), file: file, line: number)
      if !scanner.isAtEnd { try parseLine(&scanner) }
    }
    let end = IRScanner("", file: file, line: number)
    try closeRecord()
    try closeFunction(end)
    return module
  }

  private mutating func parseLine(_ scanner: inout IRScanner) throws(IRSyntaxError) {
    if scanner.isNext("%") {
      try parseEvent(&scanner)
    } else if let word = scanner.peekWord() {
      if Self.declarations.contains(word) {
        try parseDeclaration(word, &scanner)
      } else if function != nil {
        try parseFunctionLine(word, &scanner)
      } else {
        throw scanner.error("unknown line '\(word)'")
      }
    } else {
      throw scanner.error("expected a declaration, label, event or terminator")
    }
    try scanner.expectEnd()
  }

  private static let declarations: Set<String> = [
    "module", "global", "record", "field", "handler", "external", "problem",
    "function",
  ]

  private mutating func parseDeclaration(
    _ word: String, _ scanner: inout IRScanner
  ) throws(IRSyntaxError) {
    try scanner.expect(word: word)
    if word == "field" { return try parseField(&scanner) }
    try closeRecord()
    try closeFunction(scanner)
    switch word {
    case "module":
      module.file = try scanner.expectString()
      module.language = try parseLanguage(&scanner)
    case "global": module.globals.append(try parseGlobal(&scanner))
    case "record":
      let name = try scanner.expectName()
      let isReference = scanner.take(word: "class")
      let range = try parseAnnotation(&scanner)
      record = Record(name: name, fields: [], isReference: isReference, range: range ?? .nowhere)
    case "handler": module.handlers.append(try parseHandler(&scanner))
    case "external": module.externals.append(try parseExternal(&scanner))
    case "problem": module.problems.append(try parseProblem(&scanner))
    default: function = try parseHeader(&scanner)
    }
  }

  private mutating func closeRecord() throws(IRSyntaxError) {
    if let finished = record { module.records.append(finished) }
    record = nil
  }

  private mutating func closeFunction(_ scanner: IRScanner) throws(IRSyntaxError) {
    guard openBlock == nil else { throw scanner.error("the block has no terminator") }
    if let finished = function { module.functions.append(finished) }
    function = nil
  }

  // MARK: Declarations

  private func parseLanguage(_ scanner: inout IRScanner) throws(IRSyntaxError) -> Language {
    guard let word = scanner.takeWord(), let language = Language(rawValue: word) else {
      throw scanner.error("expected a language")
    }
    return language
  }

  private func parseGlobal(_ scanner: inout IRScanner) throws(IRSyntaxError) -> Global {
    let symbol = try scanner.expectName()
    var global = Global(symbol: symbol, name: symbol)
    if scanner.take(word: "name") { global.name = try scanner.expectName() }
    if scanner.take(":") { global.type = try scanner.expectName() }
    if scanner.take("=") { global.initialValue = try scanner.expectInteger() }
    if scanner.take(word: "constant") { global.isConstant = true }
    return global
  }

  private mutating func parseField(_ scanner: inout IRScanner) throws(IRSyntaxError) {
    guard var owner = record else { throw scanner.error("a field needs a record before it") }
    var field = Record.Field(name: try scanner.expectName())
    if scanner.take(":") { field.type = try scanner.expectName() }
    if scanner.take(word: "atomic") { field.isAtomic = true }
    if scanner.take("=") { field.initialValue = try scanner.expectInteger() }
    owner.fields.append(field)
    record = owner
  }

  private func parseHandler(_ scanner: inout IRScanner) throws(IRSyntaxError) -> InstalledHandler {
    guard let cause = scanner.takeWord().flatMap(InstalledHandler.Cause.init) else {
      throw scanner.error("expected signal or interrupt")
    }
    return InstalledHandler(symbol: try scanner.expectName(), cause: cause)
  }

  private func parseExternal(_ scanner: inout IRScanner) throws(IRSyntaxError) -> ExternalFunction {
    var external = ExternalFunction(symbol: try scanner.expectName(), parameters: [])
    try scanner.expect("(")
    while !scanner.take(")") {
      if !external.parameters.isEmpty { try scanner.expect(",") }
      guard let use = scanner.takeWord().flatMap(ExternalFunction.Parameter.init) else {
        throw scanner.error("expected value, reads or writes")
      }
      external.parameters.append(use)
    }
    return external
  }

  private func parseProblem(_ scanner: inout IRScanner) throws(IRSyntaxError) -> FrontendProblem {
    let word = scanner.takeWord()
    let all: [FrontendProblem.Severity] = [.note, .warning, .error]
    guard let severity = all.first(where: { $0.irWord == word }) else {
      throw scanner.error("expected note, warning or error")
    }
    let message = try scanner.expectString()
    try scanner.expect(word: "in")
    var problem = FrontendProblem(
      severity: severity, message: message, file: try scanner.expectString())
    if scanner.take(word: "at") { problem.position = try parsePosition(&scanner) }
    return problem
  }

  private func parseHeader(_ scanner: inout IRScanner) throws(IRSyntaxError) -> Function {
    let symbol = try scanner.expectName()
    var result = Function(
      symbol: symbol, name: symbol, language: module.language, range: .nowhere)
    try scanner.expect("(")
    while !scanner.isNext(")") {
      if !result.parameters.isEmpty { try scanner.expect(",") }
      var parameter = Parameter(name: try scanner.expectName())
      if scanner.take(":") { parameter.type = try scanner.expectName() }
      if scanner.take("=") { parameter.defaultArgument = try scanner.expectInteger() }
      result.parameters.append(parameter)
    }
    try scanner.expect(")")
    while let word = scanner.takeWord() { try parse(attribute: word, of: &result, &scanner) }
    if let range = try parseAnnotation(&scanner) { result.range = range }
    return result
  }

  private func parse(
    attribute word: String, of function: inout Function, _ scanner: inout IRScanner
  ) throws(IRSyntaxError) {
    switch word {
    case "name": function.name = try scanner.expectName()
    case "exported": function.exportedName = try scanner.expectName()
    case "private": function.visibility = .file
    default:
      let kinds: [Function.Kind] = [.ordinary, .initializer, .deinitializer, .closure]
      if let language = Language(rawValue: word) {
        function.language = language
      } else if let kind = kinds.first(where: { $0.irWord == word }) {
        function.kind = kind
      } else {
        throw scanner.error("unknown attribute '\(word)'")
      }
    }
  }

  // MARK: Lines of a function

  private mutating func parseFunctionLine(
    _ word: String, _ scanner: inout IRScanner
  ) throws(IRSyntaxError) {
    if word == "locals" {
      try parseLocals(&scanner)
    } else if openBlock == nil {
      try parseLabel(&scanner)
    } else {
      let terminator = try parseTerminator(&scanner)
      function?.blocks.append(Block(events: openBlock ?? [], terminator: terminator))
      openBlock = nil
    }
  }

  private mutating func parseLocals(_ scanner: inout IRScanner) throws(IRSyntaxError) {
    guard let owner = function, owner.blocks.isEmpty, openBlock == nil, owner.locals.isEmpty else {
      throw scanner.error("locals stand once, before the first block")
    }
    try scanner.expect(word: "locals")
    repeat {
      function?.locals.append(Local(name: try scanner.expectName()))
    } while scanner.take(",")
  }

  private mutating func parseLabel(_ scanner: inout IRScanner) throws(IRSyntaxError) {
    let expected = function?.blocks.count ?? 0
    guard scanner.take(word: "b\(expected)") else {
      throw scanner.error("expected the label 'b\(expected):'")
    }
    try scanner.expect(":")
    if expected == 0, let owner = function { names = IRNames(owner) }
    openBlock = []
  }

  private mutating func parseEvent(_ scanner: inout IRScanner) throws(IRSyntaxError) {
    guard openBlock != nil else { throw scanner.error("an event needs a block before it") }
    try scanner.expect("%")
    let id = EventID(try scanner.expectIndex())
    let mark = scanner.offset
    let hasResult = scanner.take("=")
    if !hasResult { try scanner.expect(":") }
    let kind = try parseEventKind(&scanner)
    guard kind.hasResult == hasResult else {
      throw scanner.error(hasResult ? "the event has no result" : "expected '='", at: mark)
    }
    let role = try parseRole(&scanner)
    let annotated = try parseAnnotation(&scanner)
    var event = Event(id: id, kind: kind, range: annotated ?? defaultRange(of: scanner))
    event.role = role
    while scanner.take(word: "via") { event.via.append(try parseRange(&scanner)) }
    openBlock?.append(event)
  }

  private func defaultRange(of scanner: IRScanner) -> SourceRange {
    guard lineRanges else { return .nowhere }
    return SourceRange(
      file: file, start: SourcePosition(line: scanner.line, column: 1),
      end: SourcePosition(line: scanner.line, column: scanner.offset + 1))
  }

  private func parseTerminator(_ scanner: inout IRScanner) throws(IRSyntaxError) -> Terminator {
    switch scanner.takeWord() {
    case "jump": return .jump(try parseTarget(&scanner))
    case "if":
      let condition = try parseOperand(&scanner)
      try scanner.expect(word: "then")
      let then = try parseTarget(&scanner)
      try scanner.expect(word: "else")
      return .branch(condition, then: then, else: try parseTarget(&scanner))
    case "switch": return try parseSwitch(&scanner)
    case "return": return .return(scanner.isAtEnd ? nil : try parseOperand(&scanner))
    case "unreachable": return .unreachable
    case let other: throw scanner.error("unknown terminator '\(other ?? "")'")
    }
  }

  private func parseSwitch(_ scanner: inout IRScanner) throws(IRSyntaxError) -> Terminator {
    let value = try parseOperand(&scanner)
    try scanner.expect("{")
    var cases: [Terminator.SwitchCase] = []
    while !scanner.take(word: "default") {
      let label = try scanner.expectInteger()
      try scanner.expect(":")
      cases.append(Terminator.SwitchCase(value: label, target: try parseTarget(&scanner)))
      try scanner.expect(",")
    }
    try scanner.expect(":")
    let target = try parseTarget(&scanner)
    try scanner.expect("}")
    return .switch(value, cases: cases, default: target)
  }

  private func parseTarget(_ scanner: inout IRScanner) throws(IRSyntaxError) -> Int {
    guard let word = scanner.takeWord(), word.hasPrefix("b"), let index = Int32(word.dropFirst()),
      index >= 0
    else { throw scanner.error("expected a block") }
    return Int(index)
  }

  // MARK: Ranges

  /// `@"file":1:2-3:4`, if it comes next.
  func parseAnnotation(_ scanner: inout IRScanner) throws(IRSyntaxError) -> SourceRange? {
    guard scanner.take("@") else { return nil }
    return try parseRange(&scanner)
  }

  private func parseRange(_ scanner: inout IRScanner) throws(IRSyntaxError) -> SourceRange {
    let name = try scanner.expectString()
    try scanner.expect(":")
    let start = try parsePosition(&scanner)
    try scanner.expect("-")
    return SourceRange(file: name, start: start, end: try parsePosition(&scanner))
  }

  private func parsePosition(_ scanner: inout IRScanner) throws(IRSyntaxError) -> SourcePosition {
    let line = try scanner.expectIndex()
    try scanner.expect(":")
    return SourcePosition(line: line, column: try scanner.expectIndex())
  }
}
