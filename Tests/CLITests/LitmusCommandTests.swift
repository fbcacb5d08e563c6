import Foundation
import TestSupport
import Testing

/// `orderlint litmus` as a user runs it.
@Suite struct LitmusCommandTests {
  private static let storeBuffering = """
    C SB
    { x = 0; y = 0; }
    P0 (atomic_int* x, atomic_int* y) { atomic_store(x, 1); int r0 = atomic_load(y); }
    P1 (atomic_int* x, atomic_int* y) { atomic_store(y, 1); int r0 = atomic_load(x); }
    exists (0:r0=0 /\\ 1:r0=0)
    """

  private func run(
    _ text: String, named name: String = "test.litmus", _ arguments: [String] = []
  ) throws -> CommandRun {
    let directory = try TemporaryDirectory()
    try text.write(
      to: directory.url.appending(path: name), atomically: true, encoding: .utf8)
    return try CommandRun(["litmus"] + arguments + [name], in: directory.url)
  }

  @Test func herdsReport() throws {
    let run = try run(Self.storeBuffering)
    #expect(run.code == 0)
    #expect(run.diagnostics == "")
    #expect(
      run.output.hasPrefix(
        """
        Test SB Allowed
        States 3
        1 :>0:r0=0; 1:r0=1;
        1 :>0:r0=1; 1:r0=0;
        1 :>0:r0=1; 1:r0=1;
        No
        Witnesses
        Positive: 0 Negative: 3
        Condition exists (0:r0=0 /\\ 1:r0=0)
        Observation SB Never 0 3
        Model cxx20
        Executions 3
        Races none
        Verdict forbidden

        """))
  }

  @Test func oneLineTestAndAnotherOutcome() throws {
    let program = "W.rlx x 1; r0=R.rlx y || W.rlx y 1; r0=R.rlx x\n0:r0=0 & 1:r0=0\n"
    let allowed = try run(program)
    #expect(allowed.output.contains("Observation test Sometimes 1 3\n"))
    #expect(allowed.output.contains("Verdict allowed\n"))
    let model = try run(program, ["--model", "sc"])
    #expect(model.output.contains("Verdict forbidden\n"))
    #expect(
      allowed.output.contains(
        "Shows on x86-64, Arm64 (Linux), Apple silicon, RISC-V, POWER (approximate model)\n"))
    let machine = try run(program, ["--model", "x86-64"])
    #expect(machine.output.contains("Observation test Sometimes 1 3\nModel x86-64\n"))
    let outcome = try run(program, ["--outcome", "~(x=1 /\\ [y]=1)"])
    #expect(outcome.output.contains("Verdict forbidden\n"))
  }

  @Test func racesNameBothSides() throws {
    let text = """
      C MP
      {}
      P0 (int* x, atomic_int* y) {
        *x = 1;
        atomic_store_explicit(y, 1, memory_order_relaxed);
      }
      P1 (int* x, atomic_int* y) {
        if (atomic_load_explicit(y, memory_order_relaxed)) { int r = *x; }
      }
      exists (1:r=0)
      """
    let run = try run(text)
    #expect(run.output.contains("at 4:3 '*x = 1' with P1: R.na x"))
    #expect(run.output.contains("at 8:56 'int r = *x'"))
    #expect(run.output.contains("\nUndef\n"))
    #expect(run.output.contains("Verdict race"))
  }

  @Test func jsonHoldsTheWitness() throws {
    let run = try run(Self.storeBuffering, ["--format", "json", "--model", "cxx20", "--all"])
    let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let test = try #require((value as? [[String: Any]])?.first)
    #expect(test["verdict"] as? String == "forbidden")
    #expect(test["executions"] as? Int == 3)
    let executions = try #require(test["allExecutions"] as? [[String: Any]])
    #expect(executions.count == 3)
    #expect(executions.allSatisfy { ($0["totalOrder"] as? [Int])?.count == 4 })
  }

  @Test func everyFormatShowsTheExecution() throws {
    for (format, part) in [
      ("dot", "digraph \"SB\" {"), ("svg", "<svg xmlns="), ("html", "<!DOCTYPE html>"),
      ("text", "An execution; none satisfies the condition:"),
    ] {
      let run = try run(Self.storeBuffering, ["--format", format])
      #expect(run.code == 0)
      #expect(run.output.contains(part), "\(format)")
    }
    let plain = try run(Self.storeBuffering, ["--no-diagram"])
    #expect(plain.output.hasSuffix("Verdict forbidden\n"))
    let all = try run(Self.storeBuffering, ["--all", "--ascii"])
    #expect(all.output.contains("Execution 3 of 3 :> 0:r0=1; 1:r0=1;:"))
    let isASCII = all.output.allSatisfy { $0.isASCII }
    #expect(isASCII)
  }

  @Test func exportsAreReadAgain() throws {
    let exported = try run(Self.storeBuffering, ["--export", "litmus"])
    #expect(exported.output.hasPrefix("C SB\n{\n  int x = 0;\n"))
    let again = try run(exported.output, ["--no-diagram"])
    #expect(again.output.contains("Observation SB Never 0 3\n"))
    let program = try run(Self.storeBuffering, ["--export", "c"])
    #expect(program.output.contains("#include <pthread.h>"))
    #expect(program.output.contains("assert(!(P0_r0 == 0 && P1_r0 == 0));"))
  }

  @Test func errorsPointAtLineAndColumn() throws {
    let run = try run("C c\n{}\nP0 (int* x) {\n  WRITE_ONCE(*x, 1);\n}\n")
    #expect(run.code == 2)
    #expect(run.output == "")
    #expect(run.diagnostics.hasPrefix("test.litmus:4:3: error: 'WRITE_ONCE' makes this a test"))
    let missing = try CommandRun(["litmus", "/no/such.litmus"])
    #expect(missing.code == 2)
    #expect(try CommandRun(["litmus"]).code == 2)
  }

  @Test func tablesCloseWithTotals() throws {
    let table = Repository.root.appending(path: "Tests/Fixtures/litmus/litmus.tsv")
    let agreed = try CommandRun(["litmus", "--table", table.path])
    #expect(agreed.code == 0)
    #expect(agreed.output == "1401 rows, 1401 agree, 0 differ\n")

    let directory = try TemporaryDirectory()
    try """
    verdict\tother\ttest\tcondition\tprogram\texecutions
    allowed\t-\tSB\t0:r0=0 & 1:r0=0\tW.rlx x 1; r0=R.rlx y || W.rlx y 1; r0=R.rlx x\t4
    forbidden\t-\tSB2\t0:r0=0 & 1:r0=0\tW.rlx x 1; r0=R.rlx y || W.rlx y 1; r0=R.rlx x\t5
    allowed\t-\tbad\t0:r0=0\tW.foo x 1\t1

    """.write(
      to: directory.url.appending(path: "t.tsv"), atomically: true, encoding: .utf8)
    let run = try CommandRun(["litmus", "--table", "t.tsv"], in: directory.url)
    #expect(run.code == 1)
    #expect(
      run.output == """
        t.tsv:3: SB2: allowed, expected forbidden; 4 executions, expected 5
        t.tsv:4: bad: program, column 3: unknown memory order 'foo'
        3 rows, 1 agree, 2 differ

        """)
  }
}
