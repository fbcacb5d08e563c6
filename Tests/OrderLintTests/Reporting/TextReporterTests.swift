import Foundation
import TestSupport
import Testing

@testable import OrderLint

@Suite struct TextReporterTests {
  @Test(arguments: [ReportFormat.pretty, .gcc, .github])
  func hostileTextCannotReachTheTerminal(format: ReportFormat) {
    var finding = SampleReport.seqlock
    finding.message = "bad \u{1B}]0;owned\u{07} \u{9B}31m \u{202E}txet\u{200B}\r\n::error::x"
    finding.range.file = "src/\u{1B}[2J.c"
    finding.notes[0].message = "note\u{1B}[31m"
    let text = format.render(SampleReport.presentation(findings: [finding]))
    let forbidden = text.unicodeScalars.filter {
      $0 != "\n" && [.control, .format].contains($0.properties.generalCategory)
    }
    #expect(forbidden.isEmpty)
    #expect(!text.split(separator: "\n").contains { $0.hasPrefix("::error::x") })
  }

  @Test func hostileSourceIsEscaped() {
    var presentation = SampleReport.presentation(findings: [SampleReport.shape])
    presentation.sources = { _ in SourceLines("\n\n\n\u{1B}[31m\u{202E} x = 1;\n") }
    let text = ReportFormat.pretty.render(presentation)
    #expect(text.contains("\\u{1B}[31m\\u{202E} x = 1;"))
  }

  @Test func gccLinesMatchTheGrammar() throws {
    let text = ReportFormat.gcc.render(SampleReport.presentation())
    let line =
      #/^([^:\n]+):([1-9]\d*):([1-9]\d*): (error|warning|note): (.+?)(?: \[([\w.,=+-]+)\])?$/#
    let lines = text.split(separator: "\n")
    #expect(lines.count > 4)
    for each in lines { #expect(try line.wholeMatch(in: each) != nil, "\(each)") }
    #expect(!lines[0].contains(": note:"))
  }

  @Test func gitHubSortsBySeverityEscapesAndRollsUp() {
    var many: [Finding] = [SampleReport.shape, SampleReport.language]
    var odd = SampleReport.shape
    odd.message = "50% of\nlines"
    odd.range.file = "a,b:c.c"
    many += Array(repeating: odd, count: 10)
    let text = ReportFormat.github.render(SampleReport.presentation(findings: many))
    let lines = text.split(separator: "\n")
    #expect(lines.first?.hasPrefix("::error ") == true)
    #expect(
      lines.contains { $0.contains("file=a%2Cb%3Ac.c,") && $0.contains("::50%25 of%0Alines") })
    #expect(
      lines.last
        == "orderlint: 1 error, 11 warnings, 0 notes; GitHub shows the first 10 of each kind")
  }

  @Test func gitHubDropsColumnsOfSeveralLines() {
    var finding = SampleReport.language
    finding.range.end = SourcePosition(line: 6, column: 2)
    let text = ReportFormat.github.render(SampleReport.presentation(findings: [finding]))
    #expect(text.contains("line=4,endLine=6,title="))
  }

  @Test func linesStayWithinTheWidth() {
    for width in [80, 100, 120] {
      let text = ReportFormat.pretty.render(SampleReport.presentation(width: width))
      for line in text.split(separator: "\n") {
        #expect(TerminalText.width(of: String(line)) <= width, "\(line)")
      }
    }
  }

  @Test func reportsAreEqualByteForByte() {
    for format in ReportFormat.allCases {
      let first = format.render(SampleReport.presentation())
      #expect(first == format.render(SampleReport.presentation()))
    }
  }

  @Test func caretStandsUnderTheMarkedCells() {
    let line = Array("\tx = \"日本\" + y;".utf8)
    let range = SampleReport.range("a.c", 1, 17..<18)
    let excerpt = SourceExcerpt(line: line[...], number: 1, range: range, width: 80)
    #expect(excerpt.text == "    x = \"日本\" + y;")
    #expect(excerpt.marked == 17..<18)
  }

  @Test func longLinesShowAWindow() {
    let text = String(repeating: "a", count: 300) + "HERE" + String(repeating: "b", count: 300)
    let range = SampleReport.range("a.c", 1, 301..<305)
    let excerpt = SourceExcerpt(line: Array(text.utf8)[...], number: 1, range: range, width: 60)
    #expect(TerminalText.width(of: excerpt.text) == 60)
    let cells = Array(excerpt.text)
    #expect(String(cells[excerpt.marked]) == "HERE")
  }

  @Test func brokenTextIsShownAndNotTrapped() {
    let bytes: [UInt8] = [0x61, 0xFF, 0xC3, 0x28, 0xF0, 0x9F, 0x92]
    let range = SampleReport.range("a.c", 1, 3..<40)
    let excerpt = SourceExcerpt(line: bytes[...], number: 1, range: range, width: 60)
    #expect(excerpt.text == "a\u{FFFD}\u{FFFD}(\u{FFFD}\u{FFFD}\u{FFFD}")
  }

  @Test func pathsAreRelativeToTheRoot() {
    let paths = PathMapping(workingDirectory: "/repo/src", root: "/repo")
    #expect(paths.relativeToRoot("a.c") == "src/a.c")
    #expect(paths.relativeToRoot("../include/./a.h") == "include/a.h")
    #expect(paths.relativeToRoot("/repo/b.c") == "b.c")
    #expect(paths.relativeToRoot("../../other/b.c") == "/other/b.c")
  }
}
