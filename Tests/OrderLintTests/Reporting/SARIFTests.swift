import Foundation
import TestSupport
import Testing

@testable import OrderLint

@Suite struct SARIFTests {
  private let schema: JSONSchema

  init() throws {
    schema = try JSONSchema(contentsOf: Repository.fixture("reports/sarif-schema-2.1.0.json"))
  }

  @Test func sampleFollowsSchemaAndCodeScanningRules() {
    let text = ReportFormat.sarif.render(SampleReport.presentation())
    #expect(schema.violations(in: text) == [])
    #expect(CodeScanningRules.violations(in: text) == [])
  }

  @Test func cleanReportHasEmptyResults() {
    let text = ReportFormat.sarif.render(SampleReport.presentation(findings: []))
    #expect(schema.violations(in: text) == [])
    #expect(CodeScanningRules.violations(in: text) == [])
    #expect(text.contains("\"results\": []"))
  }

  @Test func awkwardNamesAndPlacesStayValid() {
    var finding = SampleReport.shape
    finding.message = "[x](9) \u{1B}[31m \\ \"quoted\"\n\u{7F}"
    finding.range = SampleReport.range("odd dir/a:b#ü%.c", 99, 5..<5)
    finding.function = ""
    var spread = SampleReport.language
    spread.range.end = SourcePosition(line: 9, column: 1)
    let text = ReportFormat.sarif.render(SampleReport.presentation(findings: [finding, spread]))
    #expect(schema.violations(in: text) == [])
    #expect(CodeScanningRules.violations(in: text) == [])
    #expect(text.contains("odd%20dir/a%3Ab%23%C3%BC%25.c"))
  }

  @Test func longDescriptionsAreCutAtTheLimit() {
    var presentation = SampleReport.presentation()
    presentation.rules[0].rationale = String(repeating: "größer als ", count: 400)
    presentation.rules[1].rationale = String(repeating: "x", count: 4_000)
    let text = ReportFormat.sarif.render(presentation)
    #expect(CodeScanningRules.violations(in: text) == [])
  }

  @Test func columnsCountUTF16() throws {
    let text = ReportFormat.sarif.render(
      SampleReport.presentation(findings: [SampleReport.tornInSwift]))
    // Byte 44 of the line lies after 'ö' (2 bytes, 1 unit), 'ß' (2, 1) and a key (4, 2).
    #expect(text.contains("\"startColumn\": 40"))
  }

  @Test func validatorsSeeWhatIsWrong() {
    let good = ReportFormat.sarif.render(SampleReport.presentation())
    let absolute = good.replacing("\"uri\": \"src/lock.c\"", with: "\"uri\": \"/src/lock.c\"")
    #expect(CodeScanningRules.violations(in: absolute) != [])
    let nameless = good.replacing("primaryLocationLineHash", with: "lineHash")
    #expect(CodeScanningRules.violations(in: nameless) != [])
    let wrongLevel = good.replacing("\"level\": \"error\"", with: "\"level\": \"fatal\"")
    #expect(schema.violations(in: wrongLevel) != [])
    let extra = good.replacing("\"columnKind\"", with: "\"kindOfColumn\"")
    #expect(schema.violations(in: extra) != [])
    let textual = good.replacing("\"startLine\": 5", with: "\"startLine\": \"5\"")
    #expect(schema.violations(in: textual) != [])
  }
}

@Suite struct LineHashTests {
  @Test func publishedVectors() {
    #expect(LineHashes.compute("") == ["c129715d7a2bc9a3:1"])
    #expect(
      LineHashes.compute(" a\nb\n  \t\tc\n d") == [
        "271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1",
      ])
    #expect(
      LineHashes.compute(" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n") == [
        "e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1",
        "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1",
      ])
  }

  @Test func repeatedLinesAreCounted() {
    let text = String(repeating: "Lorem ipsum dolor sit amet.\n", count: 10)
    #expect(
      LineHashes.compute(text) == (1...6).map { "a7f2ff13bc495cf2:\($0)" } + [
        "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1",
        "c129715d7a2bc9a3:1",
      ])
  }
}
