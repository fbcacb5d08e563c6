import MemoryModel
import Testing

/// Herd's C format: what is read, and what is refused and where.
@Suite struct HerdFormatTests {
  /// The number of executions in which the condition holds, and of all.
  private func count(_ text: String, loopLimit: Int = 4) throws -> [Int] {
    let file = try LitmusFile(reading: text, name: "test", loopLimit: loopLimit)
    let survey = Checker().survey(of: file.scenario, observing: file.condition.places)
    let positive = survey.outcomes.filter {
      file.condition.holds(
        Dictionary(zip(file.condition.places, $0.values)) { first, _ in first })
    }
    return [positive.reduce(0) { $0 + $1.count }, survey.count.consistent, survey.count.blocked]
  }

  @Test func storeBuffering() throws {
    for (order, positive) in [("relaxed", 1), ("seq_cst", 0)] {
      let text = """
        C SB (* a comment *)
        "a description with a { in it"
        Author=nobody
        { x = 0; atomic_int y = 0; }
        P0 (atomic_int* x, atomic_int* y) {
          atomic_store_explicit(x, 1, memory_order_\(order)); // a store
          int r0 = atomic_load_explicit(y, memory_order_\(order));
        }
        (* between (* nested *) *)
        P1 (atomic_int* x, volatile int* y) {
          atomic_store_explicit(y, 1, memory_order_\(order));
          int r0;
          r0 = atomic_load_explicit(x, memory_order_\(order)); /* a load */
        }
        locations [x; y int; 0:r0;]
        exists (0:r0 = 0 /\\ 1:r0 = 0)
        """
      #expect(try count(text) == [positive, 3 + positive, 0])
      let file = try LitmusFile(reading: text, name: "")
      #expect(file.name == "SB")
      #expect(file.locations.count == 3)
      #expect(file.places[1].line == 7)
      #expect(file.places[1].text == "int r0 = atomic_load_explicit(y, memory_order_\(order))")
    }
  }

  @Test func conditionalsTypedRegistersAndCompilersFunctions() throws {
    let text = """
      C forms
      { int 1:r9 = 2; _Atomic(int) y = 0; }
      P0 (_Atomic(int) *x, int *y) {
        __atomic_store_n(x, 1, __ATOMIC_RELAXED);
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
        int r0 = __atomic_load_n(y, __ATOMIC_RELAXED);
        int r1 = r0 ? 5 : atomic_fetch_add_explicit(y, 4, memory_order_relaxed) + 7;
      }
      P1 (int *y) { __atomic_fetch_add(y, r9, __ATOMIC_RELAXED); }
      exists (0:r1=5 /\\ y=2 \\/ 0:r1=7 /\\ y=6 \\/ 0:r1=9 /\\ y=6)
      """
    // The load comes before, and the update before or after, or both come after.
    #expect(try count(text) == [3, 3, 0])
  }

  /// Nothing that is written can exhaust the stack.
  @Test func whatIsTooDeepOrTooLongIsRefused() throws {
    func body(_ text: String) -> String { "C c\n{}\nP0 (int* x) { int r = *x; \(text) }" }
    let deep = { (text: String, end: String) in
      String(repeating: text, count: 60_000) + "r" + String(repeating: end, count: 60_000)
    }
    let texts = [
      body("r = r\(String(repeating: " + r", count: 60_000));"),
      body("while (r\(String(repeating: " * r", count: 60_000))) {}"),
      body("r = \(deep("(", ")"));"), body("r = \(deep("!", ""));"),
      body("r = \(deep("*&", ""));"), body("\(deep("{", ";}"))"), body("\(deep("if (r) ", ";"))"),
      body("") + "exists (\(String(repeating: "~(", count: 60_000))x=1",
      body("") + "exists (\(String(repeating: "x=1 => ", count: 60_000))x=1)",
    ]
    for text in texts {
      #expect(throws: LitmusSyntaxError.self) { try LitmusFile(reading: text, name: "") }
    }
    let sum = body("r = r\(String(repeating: " + r", count: 900));")
    #expect(try count(sum) == [1, 1, 0])
    let many = (0..<400).map { "int v\($0); int* p = &v0;" }.joined()
    #expect(throws: LitmusSyntaxError.self) {
      try LitmusFile(
        reading: "C c\n{ \(many) }\nP0 (int** p) { int* r = *p; *r = 1; }", name: "")
    }
  }

  @Test func conditionsOfEveryForm() throws {
    let program = "C c\n{ x = 2; y = 0x10; p = x; }\nP0 (int* x) { int r = 2; int s = -1; }\n"
    for condition in [
      "x=2", "[x]=2 /\\ [y]=16", "~(x=1)", "not x=1", "x!=1", "x<>1 /\\ y==16", "0:r=x \\/ x=2",
      "0:r=[x]", "0:r = 0:r", "p=x", "p=&x", "x=1 => false", "true", "~false", "(x=2) /\\ (y=16)",
      "0:s=-1", "P0:r=2", "x=2 ∧ ¬ y=1 ∧ (x=7 ∨ x=2)", "x = 1 \\/ x = 2 /\\ y = 16",
    ] {
      #expect(try count(program + "exists (\(condition))") == [1, 1, 0], "\(condition)")
      #expect(try count(program + "exists (~(\(condition)))") == [0, 1, 0], "\(condition)")
    }
  }

  @Test func quantifiers() throws {
    let program = "C c\n{}\nP0 (int* x) { *x = 1; }\n"
    for (text, quantifier) in [
      ("exists x=1", LitmusQuantifier.exists), ("~exists x=1", .notExists),
      ("not exists x=1", .notExists), ("forall (x=1);", .forall), ("", .exists), ("(x=1)", .exists),
      ("filter (x=1) forall (x=1)", .forall), ("final x=1 with tso: ~exists;", .exists),
    ] {
      #expect(try LitmusFile(reading: program + text, name: "").quantifier == quantifier, "\(text)")
    }
  }

  @Test func statementsAndExpressions() throws {
    for (body, condition) in [
      ("int r = (1 + 2) * 3 - 4 / 2;", "0:r=7"),
      ("int r = 6 & 3 | 8 ^ 1;", "0:r=11"),
      ("int r = !0 + (2 >= 2) + ~0;", "0:r=1"),
      ("int r; r = 5; r += 2; r++;", "0:r=8"),
      ("int r = 0; if (*x == 0) r = 1; else { r = 2; }", "0:r=1"),
      ("int r = 0; while (r < 3) { r = r + 1; }", "0:r=3"),
      ("int r = 0; do r++; while (r < 3);", "0:r=3"),
      ("int s = 0; for (int i = 0; i < 10; i++) { s += i; }", "0:s=45"),
      ("int r = (int) atomic_load(x) + 1;", "0:r=1"),
      ("int r = 1 && *x; int s = 1 || *x;", "0:r=0 /\\ 0:s=1"),
      ("*x = 3; *(volatile int*)x += 2; int r = *x;", "0:r=5 /\\ x=5"),
      (
        "int r = atomic_exchange(x, 4); int s = atomic_fetch_sub_explicit(x, 1, memory_order_relaxed);",
        "0:r=0 /\\ 0:s=4 /\\ x=3"
      ),
      (
        "int r = atomic_flag_test_and_set(x); int s = atomic_flag_test_and_set(x); atomic_flag_clear(x);",
        "0:r=0 /\\ 0:s=1 /\\ x=0"
      ),
      (
        "int e = 0; int r = atomic_compare_exchange_strong(x, &e, 7); int s = atomic_compare_exchange_strong(x, &e, 8);",
        "0:r=1 /\\ 0:s=0 /\\ 0:e=7 /\\ x=7"
      ),
      ("int r = SCAS(x, y, 7); int s = SCAS(x, y, 8);", "0:r=1 /\\ 0:s=0 /\\ y=7 /\\ x=7"),
      ("(void) atomic_fetch_or(x, 6); atomic_thread_fence(memory_order_seq_cst);", "x=6"),
      ("int r = *y + 1; int* p = &x; *p = r; int s = *p;", "0:s=1 /\\ x=1"),
    ] {
      let text = "C c\n{ int x; y = 0; }\nP0 (int* x, int* y) { \(body) }\nexists (\(condition))"
      #expect(try count(text) == [1, 1, 0], "\(body)")
    }
  }

  @Test func pointersAreValues() throws {
    let text = """
      C publish
      { int x = 0; int y = 7; int *p = &y; }
      P0 (int* x, int** p) { *x = 1; atomic_store_explicit(p, x, memory_order_release); }
      P1 (int** p) { int* q = atomic_load_explicit(p, memory_order_acquire); int r = *q; }
      exists (1:q = x /\\ 1:r = 1 /\\ p = x)
      """
    #expect(try count(text) == [1, 2, 0])
  }

  @Test func arraysAndElements() throws {
    let text = """
      C arrays
      { int a[2] = {5, 6}; atomic_int i = 1; }
      P0 (int* a, atomic_int* i) {
        int r0 = atomic_load_explicit(i, memory_order_relaxed);
        int r1 = a[r0]; int r2 = *(a + 1); a[0] = 9;
      }
      exists (0:r1 = 6 /\\ 0:r2 = 6 /\\ a[0] = 9)
      """
    #expect(try count(text) == [1, 1, 0])
  }

  @Test func locksExclude() throws {
    let text = """
      C locks
      { mtx_t m; int x = 0; }
      P0 (mtx_t* m, int* x) { lock(m); *x = *x + 1; unlock(m); }
      P1 (mtx_t* m, int* x) { mtx_lock(m); *x = *x + 1; mtx_unlock(m); }
      forall (x = 2)
      """
    #expect(try count(text) == [2, 2, 0])
  }

  @Test func loopsThatGoOnAreBlocked() throws {
    let text = """
      C spin
      { x = 0; }
      P0 (atomic_int* x) { while (atomic_load(x) == 0) { int r = 1; } }
      exists (x = 0)
      """
    #expect(try count(text, loopLimit: 2) == [0, 0, 1])
  }

  @Test(arguments: [
    ("X86 SB\n{}\n", 1, 1, "this is a litmus test for X86"),
    ("C c\n{}\nP0 (int* x) {\n  WRITE_ONCE(*x, 1);\n}", 4, 3, "Linux kernel's memory model"),
    ("C c\n{}\nP0 (int* x) {\n  int r = READ_ONCE(*x);\n}", 4, 11, "Linux kernel's memory model"),
    ("C c\n{}\nP0 (spinlock_t* x) { }", 3, 5, "Linux kernel's memory model"),
    ("C c\n{}\nP0 (int* x) { smp_mb(); }", 3, 15, "Linux kernel's memory model"),
    ("C c\n{}\nP0 (int* x) { r1 = __load{once}(x); }", 3, 20, "Linux kernel's memory model"),
    ("C c\n{}\nP0 (int* x) { foo(x); }", 3, 15, "unknown function 'foo'"),
    ("C c\n{}\nP0 (int* x) { int r = z; }", 3, 23, "no register or variable 'z'"),
    ("C c\n{}\nP0 (int* x) { int r = 1 }", 3, 25, "expected ';', found '}'"),
    ("C c\n{}\nP1 (int* x) { }", 3, 1, "expected P0, found P1"),
    ("C c\n{}\nP0 (int* x) { x = 1; }", 3, 15, "'*x = …' stores to the variable"),
    ("C c\n{}\nP0 (int* x) { return; }", 3, 15, "'return' is not supported"),
    ("C c\n{}\nP0 (int* x) { atomic_store_explicit(x, 1, relaxed); }", 3, 43, "no memory order"),
    ("C c\n{}\nP0 (int x) { }", 3, 9, "no pointer"),
    ("C c\n{}\nP0 (int* x) { }\nexists (x)", 4, 10, "expected '=' or '!='"),
    ("C c\n{}\nP0 (int* x) { }\nexist (x=1)", 4, 1, "expected 'exists', '~exists' or 'forall'"),
    ("C c\n{ x = 1\nP0 (int* x) { }", 3, 16, "expected ';' or '}', found the end"),
    ("C c\n{}", 2, 3, "expected 'P0"),
    ("C c\n(* open", 2, 1, "unterminated comment"),
    ("C c", 1, 4, "expected '{' and the initial state"),
    ("W.rlx x 1; r0=Q.rlx y\nx=1", 1, 15, "unknown operation 'Q'"),
    ("W.rlx x 1\n\nx=", 3, 3, "expected an integer"),
    ("# nothing\n", 1, 1, "no test"),
  ])
  func errorsHaveAPlace(text: String, line: Int, column: Int, message: String) {
    let error = #expect(throws: LitmusSyntaxError.self) {
      try LitmusFile(reading: text, name: "")
    }
    #expect(error?.line == line)
    #expect(error?.column == column)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test func deepNestingIsAnErrorAndNoCrash() {
    let open = String(repeating: "(", count: 100_000)
    let bodies = ["int r = \(open)1;", String(repeating: "{", count: 50_000), "r = \(open)"]
    for body in bodies + [String(repeating: "if (1) ", count: 50_000)] {
      #expect(throws: LitmusSyntaxError.self) {
        try LitmusFile(reading: "C c\n{}\nP0 (int* x) { \(body) }", name: "")
      }
    }
    #expect(throws: LitmusSyntaxError.self) { try FinalCondition(reading: open) }
    let nots = String(repeating: "~", count: 100_000)
    #expect(throws: LitmusSyntaxError.self) { try FinalCondition(reading: nots + "x=1") }
  }

  /// Whatever the text, reading it ends in a test or an error.
  @Test func mutilatedTextsAreReadOrRefused() throws {
    let text = """
      C SB (* c *)
      { x = 0; int a[2] = {1, 2}; int* p = &x; 0:r1 = 3; }
      P0 (atomic_int* x, int* a, int** p) {
        int r0 = atomic_load_explicit(x, memory_order_acquire);
        if (r0 == 1 && *x) { *x = r0 * 2; } else while (r0 < 2) { r0++; }
        int r2 = atomic_compare_exchange_weak(x, a, 2); *(a + r0) = -1; *p = a;
      }
      locations [x; a[1]]
      filter (x=1) ~exists (0:r0=1 /\\ ~(x=2 \\/ [x]=a[0]))
      """
    let characters = Array(text)
    for start in stride(from: 0, to: characters.count, by: 3) {
      for length in [1, 2, 9] where start + length <= characters.count {
        var copy = characters
        copy.removeSubrange(start..<start + length)
        _ = try? LitmusFile(reading: String(copy), name: "")
      }
      _ = try? LitmusFile(reading: String(characters[..<start]), name: "")
    }
  }

  /// A variable may be met first as what another one points to.
  @Test func initialAddressesDeclareVariables() throws {
    let file = try LitmusFile(
      reading: """
        C pointers
        { x = y; p = &z; }
        P0 (intptr_t *x) { intptr_t r0 = *x; }
        exists (0:r0 = y)
        """, name: "", loopLimit: 4)
    #expect(file.scenario.threads.count == 1)
    let addresses = Set(file.addresses.values.map(\.name))
    #expect(addresses.isSuperset(of: ["x", "y", "z", "p"]))
  }
}
