import Testing

/// Statements and the blocks they become.
struct ControlFlowTests {
  @Test func ifElse() throws {
    #expect(
      try events("if (n) p = 1; else p = 2; q = 3;") == """
        b0:
        if n then b1 else b3
        b1:
        %0: write &p := 1, plain
        jump b2
        b2:
        %1: write &q := 3, plain
        return
        b3:
        %2: write &p := 2, plain
        jump b2
        """)
  }

  @Test func shortCircuit() throws {
    #expect(
      try events("if (p && !q) use(1);") == """
        b0:
        %0 = read &p, plain
        if %0 then b1 else b2
        b1:
        %1 = read &q, plain
        if %1 then b2 else b3
        b2:
        return
        b3:
        %2 = call use(1)
        jump b2
        """)
  }

  @Test func logicalValue() throws {
    #expect(
      try events("use(p || n);") == """
        b0:
        %0 = read &p, plain
        if %0 then b1 else b3
        b1:
        %1: assign _1 := 1
        jump b2
        b2:
        %2 = call use(_1)
        return
        b3:
        if n then b1 else b4
        b4:
        %3: assign _1 := 0
        jump b2
        """)
  }

  @Test func ternaryAndElvis() throws {
    let ternary = try events("use(n ? p : 2);")
    #expect(ternary.contains("if n then b1 else b3"))
    #expect(ternary.contains("assign _1 := %0"))
    #expect(ternary.contains("assign _1 := 2"))
    let elvis = try events("use(n ?: 4);")
    #expect(elvis.contains("assign _1 := n\nif _1"))
    #expect(elvis.contains("assign _1 := 4"))
  }

  @Test func spinLoop() throws {
    #expect(
      try events("while (atomic_load_explicit(&x, memory_order_acquire) == 0) ; p = 1;") == """
        b0:
        jump b1
        b1:
        %0 = read &x, acquire
        if %0 == 0 then b1 else b2
        b2:
        %1: write &p := 1, plain
        return
        """)
  }

  @Test func doWhileWithContinueAndBreak() throws {
    #expect(
      try events("do { if (n == 1) continue; if (n == 2) break; use(0); } while (p);") == """
        b0:
        jump b1
        b1:
        if n == 1 then b2 else b4
        b2:
        %0 = read &p, plain
        if %0 then b1 else b3
        b3:
        return
        b4:
        if n == 2 then b3 else b5
        b5:
        %1 = call use(0)
        jump b2
        """)
  }

  @Test func forWithEveryClause() throws {
    #expect(
      try events("for (int i = 0; i < n; i++) use(i);") == """
        b0:
        %0: assign i := 0
        jump b1
        b1:
        if i < n then b2 else b3
        b2:
        %1 = call use(i)
        %2: assign i := i + 1
        jump b1
        b3:
        return
        """)
  }

  @Test(arguments: [
    ("for (;;) { if (n) break; }", "b0:\njump b1\nb1:\nif n then b2 else b1\nb2:\nreturn"),
    ("for (; n;) use(1);", "if n then b2 else b3"),
    ("for (int i = 0;; i++) { if (i) break; }", "assign i := i + 1"),
    ("int i; for (i = 1; /* ; */ ; ) { use(i); return; }", "assign i := 1"),
    ("#define LOOP(i) for (; i < 3; i++)\nint i = 0; LOOP(i) use(i);", "if i < 3 then"),
    ("#define FOREVER for (;;)\nFOREVER { use(1); }", "call use(1)\njump b1"),
  ])
  func forWithMissingClauses(source: String, expected: String) throws {
    let text = try events(source)
    #expect(text.contains(expected) || text == expected, "\(text)")
  }

  @Test func switchWithFallthrough() throws {
    #expect(
      try events("switch (n) { case 1: use(1); case 2 ... 3: use(2); break; default: use(3); }")
        == """
        b0:
        switch n { 1: b1, 2: b2, 3: b2, default: b4 }
        b1:
        %0 = call use(1)
        jump b2
        b2:
        %1 = call use(2)
        jump b3
        b3:
        return
        b4:
        %2 = call use(3)
        jump b3
        """)
  }

  @Test func gotoForwardsAndBackwards() throws {
    #expect(
      try events("again: if (p) goto again; if (n) goto out; use(1); out: q = 1;") == """
        b0:
        jump b1
        b1:
        %0 = read &p, plain
        if %0 then b1 else b2
        b2:
        if n then b3 else b4
        b3:
        %1: write &q := 1, plain
        return
        b4:
        %2 = call use(1)
        jump b3
        """)
  }

  @Test func whatDoesNotReturnEndsTheBlock() throws {
    #expect(try events("abort(); p = 1;") == "b0:\n%0 = call abort()\nunreachable")
    #expect(try events("__builtin_unreachable();").hasSuffix("unreachable"))
    let text = try body(
      "f", of: "_Noreturn void die(int); int x; void f(void) { die(1); x = 1; }")
    #expect(text == "b0:\n%0 = call die(1)\nunreachable")
  }

  @Test func constantConditionsAreDecided() throws {
    #expect(try events("if (0) use(1); while (1) { use(2); }").contains("use(1)") == false)
  }

  @Test func caseInsideALoop() throws {
    let text = try events(
      "switch (n) { case 0: do { use(0); case 1: use(1); } while (p); }")
    #expect(text.contains("switch n { 0: b1, 1: b2, default: b3 }"))
    #expect(text.contains("then b1 else b3"))
  }

  @Test func whatFailsAnAssertionDoesNotReturnUnlessItHasAResult() throws {
    let source = """
      void assert_failed(void); int assert_failures(void); int x;
      void f(void) { assert_failures(); x = 1; }
      void g(void) { assert_failed(); x = 1; }
      """
    #expect(try body("f", of: source).contains("x := 1"))
    #expect(try !body("g", of: source).contains("x := 1"))
  }
}
