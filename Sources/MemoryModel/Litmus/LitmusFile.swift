/// A litmus test as it is kept in a file: herd's C format, or the one-line notation of
/// `LitmusTest`.
public struct LitmusFile: Hashable, Sendable {
  public var name: String
  public var scenario: Scenario
  public var quantifier: LitmusQuantifier
  public var condition: FinalCondition
  /// Executions that do not satisfy it are not looked at.
  public var filter: FinalCondition?
  /// Places shown besides those of the condition.
  public var locations: [FinalPlace]
  /// Where each step stands, by `Step.origin`.
  public var places: [LitmusPlace]
  /// What integers stand for the addresses of variables.
  public var addresses: [Int: Variable]

  public init(
    name: String, scenario: Scenario, quantifier: LitmusQuantifier = .exists,
    condition: FinalCondition
  ) {
    self.name = name
    self.scenario = scenario
    self.quantifier = quantifier
    self.condition = condition
    filter = nil
    locations = []
    places = []
    addresses = [:]
  }

  /// Reads a file. A text whose first word names an architecture is herd's; any other is the
  /// one-line notation, with the condition on a line of its own.
  ///
  /// - Parameter loopLimit: how often a loop may run before its thread counts as blocked.
  public init(
    reading text: String, name: String, loopLimit: Int = 4
  ) throws(LitmusSyntaxError) {
    if HerdLexer.isHerd(text) {
      var parser = HerdParser(try HerdLexer.tokenize(text), loopLimit: loopLimit)
      self = try parser.parse()
    } else {
      self = try CompactLitmusReader(text, name: name).read()
    }
  }

  /// Every place whose final value is shown or asked about, sorted as herd sorts them.
  public var observed: [FinalPlace] { Self.sorted(locations + condition.places) }

  /// Registers by thread and name, then variables by name; each once.
  static func sorted(_ places: [FinalPlace]) -> [FinalPlace] {
    Set(places).sorted { left, right in
      switch (left, right) {
      case (.register(let first, let left), .register(let second, let right)):
        (first, left.name) < (second, right.name)
      case (.register, .variable): true
      case (.variable, .register): false
      case (.variable(let left), .variable(let right)): left.name < right.name
      }
    }
  }

  /// A value as the test's author would write it: addresses by name.
  public func show(_ value: Int) -> String { addresses[value].map { "&\($0)" } ?? "\(value)" }
}

/// Reads a condition in herd's notation or in the one-line notation.
extension FinalCondition {
  public init(reading text: String) throws(LitmusSyntaxError) {
    var parser = HerdParser(try HerdLexer.tokenizeCondition(text), loopLimit: 1)
    self = try parser.parseWholeCondition()
  }
}

/// The one-line notation in a file: program and condition on lines of their own, `#` comments.
private struct CompactLitmusReader {
  private struct Line {
    var number: Int
    var text: String
  }

  private let name: String
  private let lines: [Line]

  init(_ text: String, name: String) {
    self.name = name
    var lines: [Line] = []
    for (index, line) in text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    ).enumerated() {
      let code = line.prefix { $0 != "#" }
      if !code.allSatisfy(\.isWhitespace) {
        lines.append(Line(number: index + 1, text: String(code)))
      }
    }
    self.lines = lines
  }

  func read() throws(LitmusSyntaxError) -> LitmusFile {
    guard let first = lines.first else {
      throw LitmusSyntaxError(line: 1, column: 1, message: "there is no test in this file")
    }
    guard lines.count <= 2 else {
      throw LitmusSyntaxError(
        line: lines[2].number, column: 1,
        message: "expected the end: a test is a program and a condition, a line each; "
          + "herd's C format starts with 'C' and a name")
    }
    let scenario = try program(first)
    var file = LitmusFile(name: name, scenario: scenario, condition: .constant(true))
    guard lines.count == 2 else { return file }
    var parser = HerdParser(
      try HerdLexer.tokenizeCondition(lines[1].text, line: lines[1].number), loopLimit: 1)
    (file.quantifier, file.condition) = try parser.parseQuantifiedCondition()
    return file
  }

  private func program(_ line: Line) throws(LitmusSyntaxError) -> Scenario {
    do throws(LitmusError) {
      return try LitmusTest(program: line.text, condition: "").scenario
    } catch {
      throw LitmusSyntaxError(line: line.number, column: error.column, message: error.message)
    }
  }
}
