import OrderLint
import Testing

/// Values, addresses and the order of evaluation.
struct ExpressionTests {
  @Test(arguments: [
    ("use(n + 2 * 3);", "call use(n + 6)"),
    ("use(sizeof(long));", "call use(8)"),
    ("use('a');", "call use(97)"),
    ("use(-n);", "call use(0 - n)"),
    ("use(~0);", "call use(-1)"),
    ("use(!n);", "call use(!n)"),
    ("use((char)n);", "call use(n)"),
    ("use(*a);", "%0 = read a, plain"),
    ("use(a[0]);", "%0 = read a, plain"),
    ("use(a[2]);", "%0 = read a[2], plain"),
    ("use(*(a + n));", "%0 = read a[n], plain"),
    ("use(n[a]);", "%0 = read a[n], plain"),
    ("use(r->slots[n]);", "%0 = read r->ring.slots[n], plain"),
    ("use(s.slots[0]);", "%0 = read &s->ring.slots[0], plain"),
    ("use(r->in.deep);", "%0 = read r->ring.\"in.deep\", plain"),
    ("use(r->in.u);", "%0 = read r->ring.\"in.u\", plain"),
    ("use(list->next->value);", "%1 = read %0->node.next, plain"),
    ("int *b = &r->slots[3]; use(*b);", "assign b := r->ring.slots[3]"),
    ("int *b = a; *b++ = 1; *b = 2;", "assign b := b[1]"),
    ("a = a + 1; use(*a);", "read #0, plain"),
    ("list = NULL;", "write &list := null, plain"),
    ("void (*f)(int) = use; f(1);", "assign f := func(use)"),
    ("void (*f)(int) = &use; (*f)(1);", "call-indirect f(1)"),
    ("_Bool b = n; use(b);", "assign b := n != 0"),
    ("use((p, n));", "call use(n)"),
    ("use(({ int t = n; t + 1; }));", "call use(t + 1)"),
    ("use(_Generic(n, long: p, int: 7));", "call use(7)"),
    ("use(__builtin_expect(n, 1));", "call use(n)"),
    ("use(__builtin_offsetof(struct node, value));", "call use(8)"),
    ("use(__builtin_offsetof(__typeof__(*list), value));", "call use(8)"),
    ("int (*f)(int) = 0; use((*f)(n));", "call-indirect f(n)"),
    ("struct node k = { 0, 3 }; use(k.value);", "write &.k->node.value := 3, plain"),
    ("struct node k = { .value = n };", "write &.k->node.value := n, plain"),
    ("struct node *k = list; *k = *list;", "write k := %3, plain"),
    ("int z[2] = { 1, n }; use(z[1]);", "write &.z[1] := n, plain"),
    ("use(\"text\"[0]);", "?\"string\""),
    ("double d = 1.5; use(d > 1);", "?\"floating-point number\""),
  ])
  func expression(source: String, event: String) throws {
    let text = try events(source)
    #expect(text.contains(event), "\(text)")
  }

  @Test func evaluationIsLeftToRight() throws {
    #expect(
      try events("p = q + *a + x;") == """
        b0:
        %0 = read &q, plain
        %1 = read a, plain
        %2 = read &x, implicit seq_cst
        %3: write &p := (%0 + %1) + %2, plain
        return
        """)
  }

  @Test func postfixKeepsTheOldValue() throws {
    #expect(
      try events("int i = 0; use(i++); use(i);") == """
        b0:
        %0: assign i := 0
        %1: assign _1 := i
        %2: assign i := i + 1
        %3 = call use(_1)
        %4 = call use(i)
        return
        """)
  }

  @Test func aLocalWhoseAddressIsTakenIsMemory() throws {
    #expect(
      try events("int i = 1; a = &i; use(i);").contains("write &.i := 1, plain"))
  }

  @Test func assignedParametersBecomeLocals() throws {
    #expect(
      try events("n += 1; use(n);") == """
        b0:
        %0: assign #0 := $0
        %1: assign #0 := #0 + 1
        %2 = call use(#0)
        return
        """)
  }

  @Test func manyLocalsOfOneNameTakeNoLonger() throws {
    let scopes = String(repeating: "{ int i = n; n = i; }\n", count: 3000)
    let function = try #require(
      try lower("void f(int n) {\n\(scopes)}").functions.first)
    #expect(function.locals.map(\.name).suffix(2) == ["i_2999", "i_3000"])
  }

  @Test func staticsAndGlobals() throws {
    let module = try lower(
      """
      static int hidden = 4;
      const int fixed = 7;
      extern int elsewhere;
      int zeroed;
      int *nothing = (void *)0;
      static int f(void) { static int count = 2; return ++count + hidden + elsewhere; }
      int g(void) { return f(); }
      """)
    let globals = Dictionary(uniqueKeysWithValues: module.globals.map { ($0.symbol, $0) })
    #expect(globals["hidden@test.c"]?.initialValue == 4)
    #expect(globals["fixed"]?.isConstant == true)
    #expect(globals["elsewhere"].map { $0.initialValue == nil } == true)
    #expect(globals["zeroed"]?.initialValue == 0)
    #expect(globals["nothing"]?.initialValue == 0)
    #expect(globals["f@test.c.count"]?.initialValue == 2)
    #expect(module.functions.map(\.symbol) == ["f@test.c", "g"])
    #expect(module.functions.map(\.visibility) == [.file, .shared])
  }

  /// Nothing in the IR is a variable that each thread has for itself.
  @Test func threadLocalsAreNotShared() throws {
    let module = try lower("static _Thread_local int mine; int f(void) { return ++mine; }")
    #expect(module.globals == [])
    let text = IRText.print(try #require(module.functions.first))
    #expect(text.contains("read ?\"thread-local 'mine'\", plain"))
  }

  @Test func headersAndStaticsAreNamedForLinking() throws {
    let module = try lower(
      "#include \"lib.h\"\nint g(void) { return f(); }",
      ["lib.h": "static inline int f(void) { return 1; }"])
    #expect(module.functions.map(\.symbol) == ["f", "g"])
    #expect(module.functions.map(\.range.file) == ["lib.h", "test.c"])
    #expect(module.functions.map(\.visibility) == [.shared, .shared])
  }

  @Test func recordsAreNamedByTagOrTypedef() throws {
    let module = try lower(
      """
      typedef struct { _Atomic(long) n; } counter;
      struct outer { counter c; struct { int a; union { int u; }; } in; };
      long f(struct outer *o, counter *c) { return o->c.n + c->n; }
      """)
    #expect(module.records.map(\.name) == ["counter", "outer"])
    #expect(module.records[1].fields.map(\.name) == ["c", "in.a", "in.u"])
    #expect(module.records[0].fields.map(\.isAtomic) == [true])
    let text = module.functions.map { IRText.print($0) }.joined()
    #expect(text.contains("read o->outer.c->counter.n, implicit seq_cst"))
    #expect(text.contains("read c->counter.n, implicit seq_cst"))
  }

  @Test func rangesPointAtTheUsersLine() throws {
    let module = try lower(
      """
      #include <stdatomic.h>
      #define PUBLISH(x, v) atomic_store_explicit(x, v, memory_order_release)
      void f(atomic_int *x) {
        PUBLISH(x, 1);
        atomic_store_explicit(x, 2, memory_order_relaxed);
        __atomic_store_n((int *)x, 3, __ATOMIC_SEQ_CST);
        atomic_store(x, 4);
      }
      """)
    let events = try #require(module.functions.first).blocks.flatMap(\.events)
    #expect(events.map(\.range.start.line) == [4, 5, 6, 7])
    #expect(events.map(\.range.start.column) == [3, 3, 3, 3])
    #expect(events[0].via == [])
    let orders = events.map { $0.kind.orderings.first?.range }
    #expect(orders.map { $0?.start.line } == [2, 5, 6, nil])
    #expect(orders[1]?.start.column == 31)
    #expect(orders[1]?.end.column == 51)
    #expect(orders[2]?.start.column == 33)
    #expect(orders[2]?.end.column == 49)
  }

  @Test func whatALongMacroSaysStandsInItsBody() throws {
    let module = try lower(
      """
      #include <stdatomic.h>
      #define PUBLISH(x, v) do { \\
          int next = (v); \\
          atomic_store_explicit(x, next, memory_order_release); \\
        } while (0)
      #define DROP(x) atomic_fetch_sub_explicit(x, 1, memory_order_release)
      void f(atomic_int *x) {
        PUBLISH(x, 1);
        DROP(x);
      }
      """)
    let events = try #require(module.functions.first).blocks.flatMap(\.events)
      .filter { !$0.kind.orderings.isEmpty }
    #expect(events.map(\.range.start.line) == [4, 6])
    #expect(events.map { $0.via.map(\.start.line) } == [[8], [9]])
  }
}
