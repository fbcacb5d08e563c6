import Foundation
import OrderLint
import TestSupport
import Testing

@Suite struct ReporterGoldenTests {
  @Test(arguments: [(80, false), (120, false), (60, false), (120, true)])
  func pretty(width: Int, color: Bool) throws {
    let name = "pretty-\(width)\(color ? "-color" : "").txt"
    try expect(ReportFormat.pretty, golden: name, width: width, color: color)
  }

  @Test(arguments: [ReportFormat.gcc, .json, .sarif, .github])
  func machineReadable(format: ReportFormat) throws {
    try expect(format, golden: "sample.\(format.rawValue)")
  }

  private func expect(
    _ format: ReportFormat, golden: String, width: Int = 100, color: Bool = false
  ) throws {
    let text = format.render(SampleReport.presentation(width: width, color: color))
    let path = Repository.fixture("reports/\(golden)")
    #expect(try GoldenFile.difference(of: text, from: path) == nil)
  }
}
