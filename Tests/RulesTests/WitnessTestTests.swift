import MemoryModel
import OrderLint
import Rules
import TestSupport
import Testing

/// The executions of findings, written for other checkers and read again.
@Suite struct WitnessTestTests {
  @Test(arguments: ExampleTests.triggering)
  func theWrittenTestHasTheExecution(example: ExampleTests.Case) throws {
    let path = example.example.language == .c ? "example.c" : "example.swift"
    let code = MarkedCode(example.example.code).text
    let report = try ProgramAnalysis.report(
      on: [FixtureSource(path: path, text: code)], testing: example.rule)
    for finding in report.findings {
      guard case .witness(let witness) = finding.evidence else { continue }
      let test = try #require(witness.test, "\(finding.rule)")
      #expect(try test.programText().contains("int main(void)"))
      let text: String
      do {
        text = try test.herdText()
      } catch {
        // Assertions, for one.
        #expect(error.description.hasPrefix("herd's format has no"), "\(finding.rule): \(error)")
        continue
      }
      let again = try LitmusFile(reading: text, name: "")
      let survey = Checker().survey(of: again.scenario, observing: again.condition.places)
      guard test.quantifier == .exists else {
        #expect(survey.race != nil, "\(finding.rule)\n\(text)")
        continue
      }
      let isAllowed = survey.outcomes.contains {
        again.condition.holds(
          Dictionary(zip(again.condition.places, $0.values)) { first, _ in first })
      }
      #expect(isAllowed, "\(finding.rule)\n\(text)")
    }
  }
}
