import Foundation
import MemoryModel
import Testing

/// What the pictures show, and that they fit.
@Suite struct DiagramTests {
  private func diagram(_ program: String, _ condition: String) throws -> ExecutionDiagram {
    let test = try LitmusTest(program: program, condition: condition)
    guard case .allowed(let execution) = Checker().ask(.outcome(test.condition), of: test.scenario)
    else { throw LitmusError(part: .condition, column: 1, message: "never holds") }
    return ExecutionDiagram(execution, threads: test.scenario.threads.map(\.name))
  }

  @Test func aMissingEdgeIsDashedAndNamed() throws {
    let diagram = try diagram(
      "W.rlx x 1; W.rlx y 1 || r0=R.acq y; r1=R.rlx x", "1:r0=1 & 1:r1=0")
    #expect(
      diagram.lines(width: 100) == [
        "  T0                        T1                  x                  y",
        "  ──────────────            ─────────────       ───────────────    ──────────",
        "  a  x := 1  rlx                                0  initial  ← d    0  initial",
        "  │                                             │                  │",
        "  b  y := 1  rlx ╶╮                             1  a               1  b  ← c",
        "                  ┆ no sw",
        "                  ╰┄┄┄┄┄┄┄▶ c  y = 1  acq",
        "                            │",
        "                            d  x = 0  rlx",
        "",
        "  c reads from b, but nothing synchronizes with it",
      ])
  }

  @Test func synchronizationIsBoldAndTheOrderSNumbered() throws {
    let diagram = try diagram(
      "W.na x 1; W.sc y 1 || r0=R.sc y; r1=R.na x", "1:r0=1 & 1:r1=1")
    let unicode = diagram.lines(width: 100)
    #expect(unicode.contains { $0.contains("b  y := 1  sc  S1 ╺┿━┓") })
    #expect(unicode.contains { $0.contains("┗━━▶ c  y = 1  sc  S2") })
    let ascii = diagram.lines(width: 100, ascii: true)
    #expect(ascii.joined().unicodeScalars.allSatisfy { $0.isASCII })
    #expect(ascii.contains { $0.contains("+==> c  y = 1  sc  S2") })
  }

  @Test func storeBufferingLoosensProgramOrder() throws {
    let diagram = try diagram(
      "W.rel x 1; r0=R.acq y || W.sc y 1; r0=R.sc x", "0:r0=0 & 1:r0=0")
    let lines = diagram.lines(width: 100)
    #expect(lines.contains("  S need not keep a before b"))
    #expect(lines.filter { $0.contains("┆") }.count == 1)
  }

  private let long =
    (0..<12).map { "W.rel x\($0) \($0 + 1)" }.joined(separator: "; ") + " || "
    + (0..<12).reversed().map { "r\($0)=R.acq x\($0)" }.joined(separator: "; ")

  @Test func narrowTerminalsGetLess() throws {
    let condition = "1:r11=12 & 1:r0=1"
    let diagram = try diagram(long, condition)
    for width in [200, 120, 80, 60, 50] {
      #expect(diagram.lines(width: width).allSatisfy { $0.count <= max(width, 50) || width < 60 })
    }
    #expect(diagram.lines(width: 20).contains { $0.contains("synchronizes with") })
  }

  /// Every event of a thread is below the one before it, and every arrow ends at an event.
  @Test func aThreadOfTwelveEventsIsWhole() throws {
    let diagram = try diagram(long, "1:r11=12 & 1:r0=1")
    let svg = diagram.svg(title: "twelve <events> & \"more\"")
    #expect(svg.contains("<title>twelve &lt;events&gt; &amp; &quot;more&quot;</title>"))
    #expect(svg.components(separatedBy: "class=\"event\"").count == 25)
    #expect(svg.components(separatedBy: "<path class=\"sw\"").count == 13)
    #expect(!svg.contains("NaN") && !svg.contains("inf"))
    let letters = Set("abcdefghijklmnopqrstuvwx".map(String.init))
    let lines = diagram.lines(width: 300)
    for letter in letters {
      #expect(lines.contains { $0.contains("\(letter)  x") }, "\(letter)")
    }
  }

  /// Drawing must not trap, whatever the execution: every example of the table.
  @Test func everyRowCanBeDrawn() throws {
    for row in try LitmusTable().rows where row.verdict == "allowed" {
      let diagram = try diagram(row.program, row.condition)
      #expect(!diagram.svg(title: row.name).isEmpty)
      let lines = diagram.lines(width: 100)
      #expect(!lines.isEmpty)
      #expect(lines.allSatisfy { $0.unicodeScalars.count <= 100 }, "\(row.name)")
    }
  }
}
