import OrderLint
import TestSupport
import Testing

/// Generated functions may have very many events: what is done to each must not depend on how many
/// there are.
@Suite struct LargeFunctionTests {
  private static let c = "#include <stdatomic.h>\nstatic atomic_int a; static int d;\n"
  private static let swift = """
    import Synchronization
    let a = Atomic<Int>(0)
    nonisolated(unsafe) var d = 0

    """

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      ("stores.c", c + "void f(void) {" + repeated("atomic_store(&a, 1);", 8000) + "}"),
      (
        "choices.c",
        c + "void f(int x) {" + repeated("if (x) atomic_store(&a, 1); else d = 1;", 2000) + "}"
      ),
      (
        "cases.c",
        c + "void f(int x) { switch (x) {"
          + numbered(6000) { "case \($0): atomic_store(&a, \($0)); break;" } + "} }"
      ),
      (
        "cases.swift",
        swift + "func f(x: Int) { switch x {"
          + numbered(5000) { "case \($0): a.store(\($0), ordering: .relaxed)" }
          + "default: break } }"
      ),
      (
        "loads.swift",
        swift + "func f() -> Int { var r = 0\n"
          + repeated("r += a.load(ordering: .relaxed)", 8000) + "return r }"
      ),
      (
        "deferred.swift",
        swift + "func f(x: Bool) {"
          + repeated("defer { a.store(1, ordering: .relaxed) }; guard x else { return }", 400) + "}"
      ),
    ])
  func costGrowsWithTheLength(path: String, text: String) throws {
    let report = try ProgramAnalysis.report(
      on: [FixtureSource(path: path, text: text)], rules: ProgramAnalysis.rules(on: []))
    #expect(report.statistics.atomicOperations > 300)
  }

  private static func repeated(_ line: String, _ count: Int) -> String {
    String(repeating: line + "\n", count: count)
  }

  private static func numbered(_ count: Int, _ line: (Int) -> String) -> String {
    (0..<count).map { line($0) + "\n" }.joined()
  }
}
