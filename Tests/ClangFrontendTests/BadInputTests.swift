import ClangFrontend
import Foundation
import OrderLint
import Testing

/// Files no compiler would accept, and which of the good ones are worth parsing.
struct BadInputTests {
  private func problem(_ name: String, _ data: Data) throws -> FrontendProblem? {
    let workspace = try Workspace()
    try workspace.write(name, data)
    let module = try workspace.frontend().lower(name)
    #expect(IRVerifier.problems(in: module) == [])
    return module.problems.first
  }

  @Test func unreadableText() throws {
    let binary = try problem("a.c", Data([0x7F, 0x45, 0x4C, 0x46, 0, 0, 1]))
    #expect(binary?.message == "this is a binary file")
    #expect(binary?.severity == .error)
    #expect(binary?.file == "a.c")
    #expect(try problem("a.c", Data()) == nil)
  }

  @Test func latinCommentsAreRead() throws {
    let workspace = try Workspace()
    let code = "\nint x; void f(void) { x = 1; } // "
    try workspace.write("a.c", Data([0x2F, 0x2F, 0xE9]) + Data(code.utf8) + Data([0xFC]))
    let module = try workspace.frontend().lower("a.c")
    #expect(module.problems == [])
    #expect(module.functions.map(\.name) == ["f"])
  }

  @Test func missingFilesAndDirectories() throws {
    let workspace = try Workspace(["dir.c/x.txt": ""])
    let frontend = try workspace.frontend()
    #expect(frontend.lower("absent.c").problems.first?.message == "there is no such file")
    #expect(frontend.lower("dir.c").problems.first?.message == "this is not a regular file")
  }

  @Test func hugeFile() throws {
    let message = try problem("a.c", Data(repeating: 0x20, count: 50 << 20))?.message
    #expect(message == "the file has 50 MB; the limit is 48 MB")
  }

  @Test(arguments: [
    "void f(void) { if (1) {", "}}}}", "int f(void) { return ((((; }", "void f(int x { x++; }",
    "void f(void) { for (", "void f(void) { for (;;",
    "#define F for (\nvoid f(void) { F ;;) ; }",
    "#include \"a.c\"\nint x;", "#if 1\nvoid f(void) {}", "void f(void) { goto nowhere; }",
    "void f(void) { break; case 3: continue; default: ; }", "struct s { struct s x; }; struct s g;",
    "void f(void) { int a[-1]; a[0] = 1; unknown_t t; t.x = 3; t->y++; }", "\u{FEFF}int x;",
    "void f(void) { switch (1) { case 1: case 1: ; } }", "#error no\nint f(void) { return 1; }",
    "void f(void) { ({ ; }); int x = ({ }); }", "int f(x, y) int x; { return x + y; }",
    "void f(void) { __atomic_load_n(); __atomic_store_n(1); __c11_atomic_store(0, 1, 2, 3); }",
    "void f(void) { asm(; } void g(void) { asm volatile(\"", "void f(int n) { n = n = n++ + ++n; }",
  ])
  func brokenCode(source: String) throws {
    let workspace = try Workspace(["a.c": source])
    let module = try workspace.frontend().lower("a.c")
    #expect(IRVerifier.problems(in: module) == [])
  }

  @Test func brokenStatementsLeaveAMark() throws {
    let text = try body("f", of: "int x; void f(void) { x = 1; nope + 1; x = 2; }")
    #expect(text.contains("opaque \"not understood: use of undeclared identifier 'nope'\""))
    #expect(text.contains("write &x := 1, plain"))
    #expect(text.contains("write &x := 2, plain"))
  }

  @Test(arguments: [
    String(repeating: "(", count: 900) + "1" + String(repeating: ")", count: 900),
    String(repeating: "!", count: 5000) + "1",
    String(repeating: "(int)", count: 5000) + "1",
    (0..<3000).map { "x\($0 % 3)" }.joined(separator: " + "),
    (0..<1500).map { _ in "x0 ? 1 : " }.joined() + "2",
  ])
  func deepNesting(expression: String) throws {
    let workspace = try Workspace([
      "a.c": "int x0, x1, x2; int f(void) { return \(expression); }"
    ])
    let module = try workspace.frontend().lower("a.c")
    #expect(IRVerifier.problems(in: module) == [])
  }

  @Test(.timeLimit(.minutes(1)))
  func recordsOfRecordsOfRecords() throws {
    var text = "struct s0 { int a, b; };\n"
    for level in 1..<50 {
      text += "struct s\(level) { struct s\(level - 1) a, b, c; };\n"
    }
    text += "struct small { struct s3 a, b; } good; struct s30 bad;\n"
    text +=
      "int f(struct small *p, struct s30 *q) { return p[1].b.a.b.c.a + q[1].b.a.b.c.b.a.a.a; }"
    let workspace = try Workspace(["a.c": text])
    let frontend = ClangFrontend(
      commands: try workspace.commands(), root: workspace.root, isExact: true)
    let layouts = frontend.lower("a.c").layouts
    #expect(layouts["small"]?.cells == 108)
    #expect((layouts["s30"]?.cells ?? .max) < 1 << 16)
  }

  @Test func designatorsAtTheEnd() throws {
    let text = """
      int a[] = { [0x7fffffffffffffff] = 1, 2, [5] = 3, 4 };
      void f(void) { int b[] = { [0x7fffffffffffffff] = 1, 2 }; int c[8] = { [6] = 1, 2, 3 }; }
      """
    for isExact in [false, true] {
      let workspace = try Workspace(["a.c": text])
      let frontend = ClangFrontend(
        commands: try workspace.commands(), root: workspace.root, isExact: isExact)
      #expect(IRVerifier.problems(in: frontend.lower("a.c")) == [])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func aLineOfErrors() throws {
    let line = (0..<3000).map { "GUARDED int x\($0) BY_LOCK(l);" }.joined(separator: " ")
    let workspace = try Workspace(["a.cpp": "#include <missing.h>\n" + line + "\nint f();"])
    #expect(IRVerifier.problems(in: try workspace.frontend().lower("a.cpp")) == [])
  }

  @Test func manyThreadsAtOnce() async throws {
    let workspace = try Workspace([
      "a.c": "#include <stdatomic.h>\natomic_int x; void f(void) { x++; }",
      "b.c": "#include <pthread.h>\npthread_mutex_t m; void g(void) { pthread_mutex_lock(&m); }",
    ])
    let frontend = try workspace.frontend()
    let expected = ["a.c", "b.c"].map { frontend.lower($0) }
    await withTaskGroup(of: (Int, Module).self) { group in
      for number in 0..<8 {
        group.addTask { (number % 2, frontend.lower(number.isMultiple(of: 2) ? "a.c" : "b.c")) }
      }
      for await (kind, module) in group { #expect(module == expected[kind]) }
    }
  }
}

/// Which files are parsed at all.
struct UnitSelectionTests {
  @Test func onlyFilesThatReachAtomics() throws {
    let workspace = try Workspace([
      "plain.c": "int f(void) { return 1; }",
      "direct.c": "#include <stdatomic.h>\natomic_int x;",
      "lock.h": "struct lock; void write_lock(struct lock *);",
      "lock.c": "#include \"lock.h\"\nvoid write_lock(struct lock *l) { __sync_synchronize(); }",
      "caller.c": "#include \"lock.h\"\nvoid put(struct lock *l) { write_lock(l); }",
      "macros.h": "#define FENCE() __atomic_thread_fence(5)\n#define OUTER FENCE",
      "uses_macro.c": "#include \"macros.h\"\nvoid g(void) { OUTER(); }",
      "barrier.c": "void b(void) { asm volatile(\"\" ::: \"memory\"); }",
      "linkage.h": """
      #ifdef __cplusplus
      extern "C" {
      #endif
      static inline int held(int *p) { return __atomic_load_n(p, 2); }
      #ifdef __cplusplus
      }
      #endif
      """,
      "linked.c": "#include \"linkage.h\"\nint l(int *p) { return held(p); }",
      "lonely.h": "static inline void h(int *p) { __atomic_store_n(p, 1, 3); }",
      "threads.c": "#include <pthread.h>\nvoid t(void) { pthread_create(0, 0, 0, 0); }",
    ])
    let plan = try workspace.frontend().plan(files: workspace.files)
    #expect(
      plan.units == [
        "barrier.c", "caller.c", "direct.c", "linked.c", "lock.c", "threads.c", "uses_macro.c",
        "lonely.h",
      ])
    #expect(plan.skipped == ["plain.c"])
  }

  @Test func namesThatNearlyAllFilesHaveSelectNone() throws {
    var files = [
      "atomic.c": """
      int main(void) { return __atomic_load_n(&state, 2); }
      void log_line(void) { __atomic_store_n(&state, 1, 3); }
      void rare(void) { __atomic_store_n(&state, 2, 3); }
      """,
      "main.c": "int main(void) { return 1; }", "rare.c": "void r(void) { rare(); }",
      "comment.c": "/* This is atomic. */ int c; // memory_order",
      "text.c": "void t(void) { asm(\"mfence\"); }",
    ]
    for number in 0..<70 { files["user\(number).c"] = "void u\(number)(void) { log_line(); }" }
    let workspace = try Workspace(files)
    let plan = try workspace.frontend().plan(files: workspace.files)
    #expect(plan.units == ["atomic.c", "rare.c", "text.c"])
  }

  @Test func unreadableFilesAreLoweredSoThatTheyAreReported() throws {
    let workspace = try Workspace(["a.c": "int x;"])
    try workspace.write("bad.c", Data([0xFF, 0xFE, 0x00]))
    let plan = try workspace.frontend().plan(files: workspace.files + ["gone.c"])
    #expect(plan.units.contains("gone.c"))
  }
}
