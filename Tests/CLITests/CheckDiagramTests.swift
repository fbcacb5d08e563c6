import TestSupport
import Testing

/// `check --diagram`.
@Suite struct CheckDiagramTests {
  private let directory: TemporaryDirectory
  private static let publication = """
    #include <stdatomic.h>
    int data;
    atomic_int ready;
    void produce(void) {
      data = 42;
      atomic_store_explicit(&ready, 1, memory_order_relaxed);
    }
    int consume(void) {
      while (!atomic_load_explicit(&ready, memory_order_acquire)) {}
      return data;
    }

    """

  init() throws {
    directory = try TemporaryDirectory()
    try directory.write(Self.publication, to: "src/pub.c")
    try directory.write("", to: ".git/HEAD")
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
