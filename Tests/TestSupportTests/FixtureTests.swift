import OrderLint
import Testing

@testable import TestSupport

@Suite struct FixtureTests {
  private func runs(_ text: String, path: String = "f.c") throws -> [FixtureRun] {
    try Fixture.runs(name: path, sources: [FixtureSource(path: path, text: text)])
  }

  private func finding(
    _ rule: String, line: Int, columns: Range<Int> = 1..<2, file: String = "f.c",
    notes: [(String, Int)] = [], evidence: Finding.Evidence = .language(clause: "x")
  ) -> Finding {
    let range = { (line: Int, columns: Range<Int>) in
      SourceRange(
        file: file, start: SourcePosition(line: line, column: columns.lowerBound),
        end: SourcePosition(line: line, column: columns.upperBound))
    }
    return Finding(
      rule: rule, severity: .error, message: "message of \(rule)", range: range(line, columns),
      function: "f", notes: notes.map { Finding.Note($0.0, at: range($0.1, 1..<2)) },
      evidence: evidence)
  }

  @Test func saidAndFoundIsNoFailure() throws {
    let run = try #require(
      runs("a;\nb;  // expect: no-op-fence \"message of\"\nc;  // note: \"written\"\n").first)
    let found = finding("no-op-fence", line: 2, notes: [("is written here", 3)])
    #expect(run.failures(comparing: [found]) == [])
  }

  @Test func everyDifferenceIsAFailure() throws {
    let run = try #require(runs("b;  // expect: no-op-fence \"odd\"\nc;  // note: \"w\"\n").first)
    #expect(run.failures(comparing: []).count == 1)
    #expect(
      run.failures(comparing: [finding("no-op-fence", line: 1)]) == [
        "expected f.c:1: no-op-fence \"odd\", not found; "
          + "there is f.c:1:1-2: no-op-fence: message of no-op-fence",
        "unexpected f.c:1:1-2: no-op-fence: message of no-op-fence",
        "no finding has the note f.c:2: note \"w\"",
      ])
    let clean = try #require(runs("b;  // expect: nothing").first)
    #expect(clean.failures(comparing: []) == [])
    #expect(clean.failures(comparing: [finding("x", line: 1)]).count == 1)
  }

  @Test func oneExpectationNeedsOneFinding() throws {
    let run = try #require(runs("b;  // expect: x // expect: x").first)
    #expect(run.failures(comparing: [finding("x", line: 1)]).count == 1)
    #expect(run.failures(comparing: [finding("x", line: 1), finding("x", line: 1)]) == [])
    #expect(run.failures(comparing: [finding("x", line: 1), finding("y", line: 1)]).count == 2)
  }

  @Test func errorsNeedEvidence() throws {
    let run = try #require(runs("b;  // expect: x").first)
    #expect(run.failures(comparing: [finding("x", line: 1, evidence: .shape)]).count == 1)
  }

  @Test func caretsGiveColumns() throws {
    let run = try #require(
      runs("  fence(x);\n  // ^~~ expect: no-op-fence\n  //   ^ expect: other").first)
    #expect(run.expectations.map(\.line) == [1, 1])
    #expect(run.expectations.map(\.columns) == [6..<9, 8..<9])
    #expect(
      run.failures(comparing: [
        finding("no-op-fence", line: 1, columns: 6..<9), finding("other", line: 1, columns: 8..<9),
      ]) == [])
    #expect(
      run.failures(comparing: [
        finding("no-op-fence", line: 1, columns: 6..<8), finding("other", line: 1, columns: 8..<9),
      ]).count == 2)
  }

  @Test func relativeLines() throws {
    let run = try #require(runs("a\nb\n// expect@-2: x\n// expect@+1: y\nc").first)
    #expect(run.expectations.map(\.line) == [1, 5])
  }

  static let publication = """
    // orders: STORE = relaxed release; LOAD = relaxed acquire
    store(&ready, STORE);  // expect[STORE=relaxed]: publish
    //            ^~~~~ expect[STORE=relaxed]: place
    load(&ready, LOAD); // expect[STORE=release, LOAD=relaxed]: guard
    """

  @Test func everyCombinationRuns() throws {
    let found = try runs(Self.publication)
    #expect(
      found.map(\.name) == [
        "f.c [STORE=relaxed LOAD=relaxed]", "f.c [STORE=relaxed LOAD=acquire]",
        "f.c [STORE=release LOAD=relaxed]", "f.c [STORE=release LOAD=acquire]",
      ])
    #expect(
      found.map { $0.expectations.compactMap(\.rule) } == [
        ["publish", "place"], ["publish", "place"], ["guard"], [],
      ])
    #expect(found[1].sources[0].text.contains("store(&ready, memory_order_relaxed);  // expect"))
    #expect(found[1].sources[0].text.contains("load(&ready, memory_order_acquire);"))
    #expect(found[0].expectations[1].columns == 15..<35)
  }

  @Test func eachLanguageSpellsOrdersItsWay() throws {
    let found = try Fixture.runs(
      name: "both",
      sources: [
        FixtureSource(path: "a.c", text: "// orders: O = acq_rel\nf(O, NO, O);\n"),
        FixtureSource(path: "a.swift", text: "f(ordering: O) // expect: x"),
        FixtureSource(path: "a.cpp", text: "f(O)"), FixtureSource(path: "O.txt", text: "O"),
      ])
    let text = found[0].sources.map(\.text)
    #expect(text[0].hasSuffix("f(memory_order_acq_rel, NO, memory_order_acq_rel);\n"))
    #expect(text[1] == "f(ordering: .acquiringAndReleasing) // expect: x")
    #expect(text[2] == "f(std::memory_order_acq_rel)")
    #expect(text[3] == "O")
  }

  @Test func noneRemovesTheStatement() throws {
    let found = try runs(
      "// orders: F = none release\nfence(F); // expect[F=none]: x\nb;\n")
    #expect(found[0].sources[0].text.hasSuffix("\n// expect[F=none]: x\nb;\n"))
    #expect(found[1].sources[0].text.contains("\nfence(memory_order_release); "))
  }

  @Test(arguments: [
    "a;", "a; // expect: x\nb; // expect: nothing", "a; // expect: ", "a; // note: text",
    "a; // expect[S=relaxed]: x", "// orders: S = relax\na; // expect: x", "// expect@x: y",
    "// orders: S = relaxed; S = release\na; // expect: x", "a; // expect: x \"open",
    "// orders: S = relaxed\na; // expect[S=release]: x", "a; // expect: x y",
    "// orders: S = relaxed\na; // expect[S=relaxed]: nothing",
    "// orders: S = relaxed release\na; // expect[S=relaxed, S=release]: x",
  ])
  func mistakesInFixturesAreErrors(text: String) {
    #expect(throws: FixtureError.self) { try runs(text) }
  }

  @Test func directoriesAreOneProgram() throws {
    let directory = try TemporaryDirectory()
    try directory.write("a; // expect: x\n", to: "seqlock/Sources/a.c")
    try directory.write("b\n", to: "seqlock/b.swift")
    try directory.write("c; // expect: nothing", to: "other.c")
    let found = try Fixture.loadAll(in: directory.url.path)
    #expect(found.map(\.name) == ["other.c", "seqlock"])
    #expect(found[1].sources.map(\.path) == ["Sources/a.c", "b.swift"])
    let failures = try Fixture.failures(at: directory.url.appending(path: "seqlock").path) {
      sources in
      sources.count == 2 ? [finding("x", line: 1, file: "tmp/Sources/a.c")] : []
    }
    #expect(failures == [])
  }
}
