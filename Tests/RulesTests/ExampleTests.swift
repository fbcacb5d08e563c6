import OrderLint
import Rules
import TestSupport
import Testing

@Suite struct ExampleTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var rule: String
    var example: RuleDescription.Example
    var number: Int
    var testDescription: String { "\(rule) \(example.language) \(number)" }
  }

  static let triggering = cases(\.triggering)
  static let clean = cases(\.clean)

  static func cases(_ examples: KeyPath<RuleDescription, [RuleDescription.Example]>) -> [Case] {
    Registry.all.flatMap { rule in
      rule.description[keyPath: examples].enumerated().map {
        Case(rule: rule.description.id, example: $1, number: $0)
      }
    }
  }

  private func findings(in code: String, of example: Case) throws -> [Finding] {
    let path = example.example.language == .c ? "example.c" : "example.swift"
    return try ProgramAnalysis.report(
      on: [FixtureSource(path: path, text: code)], testing: example.rule
    ).findings
  }

  @Test(arguments: triggering)
  func `a triggering example is found where it says`(example: Case) throws {
    let marked = MarkedCode(example.example.code)
    let findings = try findings(in: marked.text, of: example)
      .filter { $0.rule == example.rule }
    let places = findings.map { $0.range.start }.sorted()
    #expect(places == marked.marks)
  }

  @Test(arguments: clean)
  func `a clean example is silent`(example: Case) throws {
    let findings = try findings(in: example.example.code, of: example)
    #expect(findings.map { "\($0.range.start.line): \($0.rule) \($0.message)" } == [])
  }
}
