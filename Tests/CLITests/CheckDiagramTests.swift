import TestSupport
import Testing

/// `check --diagram`.
@Suite struct CheckDiagramTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try .withPublication()
  }

  private func run(_ arguments: String...) throws -> CommandRun {
    try CommandRun(arguments, in: directory.url)
  }

  /// The diagram of `litmus` and `model`, below the events.
  @Test func executionsAreDrawnOnDemand() throws {
    let drawing = """
        produce                         consume                 data               ready
        ──────────────────              ─────────────────       ───────────────    ──────────
        a  data := 42 ◀┄┄┄┄┄╮                                   0  initial  ← d    0  initial
        │                   ┆ data race                         │                  │
        b  ready := 1  rlx ╶┼─╮                                 42  a              1  b  ← c
                            ┆ │
                            ┆ ╰───────▶ c  ready = 1  acq
                            ┆           │
                            ╰┄┄┄┄┄┄┄┄┄▶ d  data = 0

        a and d race: neither happens before the other


      """
    let plain = try run().output
    #expect(!plain.contains("▶"))
    let drawn = try run("--diagram").output
    #expect(drawn.contains(drawing), "\(drawn)")
    // Nothing else changes.
    #expect(drawn.replacing(drawing, with: "") == plain)
    let ascii = try run("--diagram", "--ascii").output
    let same = drawing.map { Self.ascii[$0] ?? String($0) }.joined()
    #expect(ascii.contains(same), "\(ascii)")
    #expect(try run("--diagram", "-f", "gcc").output == run("-f", "gcc").output)
  }

  private static let ascii: [Character: String] = [
    "─": "-", "│": "|", "┄": ".", "┆": ":", "╮": "+", "╰": "+", "┼": "+", "╶": "-", "▶": ">",
    "◀": "<", "←": "<",
  ]
}
