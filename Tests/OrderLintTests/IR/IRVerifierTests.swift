import OrderLint
import Testing

@Suite struct IRVerifierTests {
  private func problems(_ body: String) throws -> [String] {
    let text = "function f(p)\n  locals x\nb0:\n" + body
    return try IRVerifier.problems(in: IRText.parse(text, file: "v"))
  }

  @Test func soundFunctionHasNoProblems() throws {
    #expect(try IRVerifier.problems(in: IRText.parse(IRTextTests.seqlock, file: "v")) == [])
    #expect(try problems("%0: try-lock p\nif %0.exchanged then b1 else b1\nb1:\nreturn") == [])
  }

  @Test(arguments: [
    ("jump b3", "end of b0: b3 does not exist"),
    ("%0 = allocate\n%0 = allocate\nreturn", "two events are called %0"),
    ("%99999 = allocate\nreturn", "event %99999 is out of range for 1 events"),
    ("return $1", "end of b0: parameter 1 does not exist"),
    ("return #4", "end of b0: local 4 does not exist"),
    ("%0: assign #2 := 1\nreturn", "event %0: local 2 does not exist"),
    ("return %5", "end of b0: %5 does not exist"),
    ("%0: fence acquire\nreturn %0 + 1", "end of b0: %0 has no result"),
    ("%0: lock p\nreturn %0.exchanged", "end of b0: %0 cannot fail"),
    ("%0: free %1\n%1 = allocate\nreturn", "event %0: %1 is used where it may not have happened"),
    ("switch 1 { 2: b0, 2: b0, default: b0 }", "end of b0: case 2 stands twice"),
    ("%0 = allocate @\"a\":3:1-2:1\nreturn", "event %0: bad range"),
    (
      "if p then b1 else b2\nb1:\n%0 = allocate\njump b2\nb2:\nreturn %0",
      "end of b2: %0 is used where it may not have happened"
    ),
  ])
  func violationIsReported(body: String, expected: String) throws {
    let found = try problems(body)
    #expect(found.contains { $0.hasSuffix(expected) }, "\(found)")
  }

  @Test func emptyFunctionAndDuplicatesAreReported() throws {
    let module = try IRText.parse("function f()\nfunction f()\nglobal g\nglobal g", file: "v")
    #expect(
      IRVerifier.problems(in: module) == [
        "function 'f' is defined twice", "global 'g' is defined twice",
        "function 'f': has no block", "function 'f': has no block",
      ])
  }
}
