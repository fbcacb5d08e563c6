import OrderLint
import Rules
import TestSupport
import Testing

/// Every example of every rule, in the forms in which it must still work or must fall silent.
@Suite struct ExampleVariantTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var rule: String
    var variant: MutatedExample
    var number: Int
    var testDescription: String { "\(rule) \(number), \(variant)" }
  }

  static let cases = Registry.all.flatMap { rule in
    (rule.description.triggering + rule.description.clean).enumerated().flatMap { number, example in
      ExampleMutations.variants(of: example, rule: rule.description.id).map {
        Case(rule: rule.description.id, variant: $0, number: number)
      }
    }
  }

  @Test(arguments: cases)
  func variantIsFoundWhereItShouldBe(example: Case) throws {
    let variant = example.variant
    let report = try ProgramAnalysis.report(
      on: [FixtureSource(path: variant.path, text: variant.code)], testing: example.rule)
    let suppressions = FileSuppressions(
      file: variant.path, source: SourceLines(Array(variant.code.utf8)), language: variant.language)
    let all = Registry.all.map { $0.description.id }
    let concluded = SuppressionPass(knownRules: all, activeRules: Set(all))
      .apply([suppressions], to: report)
    let places = concluded.findings.filter { $0.rule == example.rule }.map(\.range.start).sorted()
    #expect(places == variant.expected)
    // A suppression that does not match would be reported as unused.
    let comments = concluded.findings.filter { $0.rule.hasSuffix("suppression") }
    #expect(comments.map(\.message) == [])
  }
}
