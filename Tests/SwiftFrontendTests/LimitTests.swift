import OrderLint
import SwiftFrontend
import Testing

@Suite struct LimitTests {
  @Test(arguments: [
    "return a.load(ordering: .relaxed)" + String(repeating: " + x", count: 700),
    "return x + " + String(repeating: "x &+ ", count: 700) + "a.load(ordering: .relaxed)",
    (0..<500).map { "if x == \($0) { return \($0) } else " }.joined()
      + "{ return a.load(ordering: .relaxed) }",
  ])
  func longChainsAreKept(body text: String) {
    let lines = body(
      of: "f",
      in: """
        import Synchronization
        let a = Atomic<Int>(0)
        func f(x: Int) -> Int { \(text) }
        """)
    #expect(lines.count { $0.hasSuffix("read &a, relaxed") } == 1)
  }

  @Test(arguments: [
    ("return " + String(repeating: "(", count: 300) + "x" + String(repeating: ")", count: 300)),
    String(repeating: "if x == 1 {", count: 300) + String(repeating: "}", count: 300),
    "return x" + String(repeating: " + x", count: 700),
    String(repeating: "defer { use(x) }; if x == 1 { return 0 };", count: 100) + "return 1",
  ])
  func whatIsBeyondALimitIsSaid(text: String) throws {
    let source = "func f(x: Int) -> Int { \(text) }"
    let front = SwiftFrontend(files: [(path: "f.swift", bytes: Array(source.utf8))])
    let module = front.lower(0)
    let problem = try #require(module.problems.first)
    #expect(module.problems.count == 1)
    #expect(problem.severity == .warning)
    #expect(problem.message.hasSuffix("; this part is not analysed"))
    #expect(problem.position?.line == 1)
  }
}
