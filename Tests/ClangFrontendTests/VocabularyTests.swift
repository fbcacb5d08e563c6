import ClangFrontend
import OrderLint
import Testing
import Vocabularies

/// What libraries' functions and macros become, with and without their headers.
struct VocabularyTests {
  private static let preamble = """
    struct ring { unsigned head, tail; struct ring *next; } r;
    unsigned old, found; void *p;

    """

  private func events(
    _ statement: String, _ header: String = "", includes: String = ""
  ) throws -> String {
    let source = "#include \"lib.h\"\n" + Self.preamble + "void f(void) { \(statement) }"
    let module = try lower(source, ["lib.h": includes + header + "\n"])
    let function = try #require(module.functions.first { $0.name == "f" })
    return IRText.print(function)
  }

  @Test(arguments: [
    ("ck_pr.h", "ck_pr_load_uint(&r.head);", "%0 = read &r->ring.head, implicit relaxed"),
    ("ck_pr.h", "ck_pr_fence_store();", "%0: fence implicit release"),
    ("ck_pr.h", "ck_pr_faa_uint(&r.head, 2);", "%0 = update &r->ring.head add 2, implicit relaxed"),
    (
      "ck_pr.h", "if (ck_pr_cas_uint_value(&r.head, 1, 2, &found)) old = 1;",
      "%1: write &found := %0, plain\n  if %0.exchanged"
    ),
    ("urcu/uatomic.h", "uatomic_set(&r.head, 4);", "write &r->ring.head := 4, implicit relaxed"),
    (
      "urcu/uatomic.h", "uatomic_xchg(&r.head, 4);",
      "%0: fence implicit seq_cst\n  %1 = update &r->ring.head exchange 4, implicit seq_cst\n"
        + "  %2: fence implicit seq_cst"
    ),
    ("glib.h", "g_atomic_int_set(&r.head, 1);", "write &r->ring.head := 1, implicit seq_cst"),
    (
      "windows.h", "old = InterlockedCompareExchangeRelease(&r.head, 7, 5);",
      "compare-exchange &r->ring.head from 5 to 7, implicit release, implicit relaxed"
    ),
    (
      "libkern/OSAtomic.h", "OSAtomicAdd32(3, &r.head);",
      "update &r->ring.head add 3, implicit relaxed"
    ),
    ("vmb.h", "VWMB();", "%0: fence implicit release"),
  ])
  func callsWithoutTheHeader(include: String, statement: String, event: String) throws {
    let text = try events(statement, includes: "#include <\(include)>\n")
    #expect(text.contains(event), "\(text)")
  }

  @Test func namesMeanNothingUnlessTheLibraryIsUsed() throws {
    #expect(try events("ck_pr_load_uint(&r.head);").contains("call ck_pr_load_uint"))
  }

  /// The compiler would see volatile accesses and a compiler barrier.
  @Test(arguments: [
    ("old = READ_ONCE(r.head);", "read &r->ring.head, implicit relaxed"),
    ("WRITE_ONCE(r.head, old + 1);", "write &r->ring.head := %0 + 1, implicit relaxed"),
    ("old = READ_ONCE(r.next)->tail;", "%1 = read %0->ring.tail, plain"),
    ("smp_wmb();", "fence implicit release"),
    ("old = smp_load_acquire(&r.head);", "read &r->ring.head, implicit acquire"),
  ])
  func opaqueMacrosAreReplaced(statement: String, event: String) throws {
    let header = """
      #define READ_ONCE(x) (*(volatile __typeof__(x) *)&(x))
      #define WRITE_ONCE(x, v) \\
        do { *(volatile __typeof__(x) *)&(x) = (v); } while (0)
      #define smp_wmb() __asm__ volatile("" ::: "memory")
      #define smp_load_acquire(p) \\
        ({ __typeof__(*(p)) _v = READ_ONCE(*(p)); __asm__ volatile("" ::: "memory"); _v; })
      """
    let text = try events(statement, header)
    #expect(text.contains(event), "\(text)")
    #expect(!text.contains("volatile") && !text.contains("signal"), "\(text)")
  }

  @Test func findingsPointAtTheUsersLine() throws {
    let module = try lower(
      "#define READ_ONCE(x) \\\n  (*(volatile int *)&(x))\nint a;\nint f(void) {\n  return READ_ONCE(a);\n}"
    )
    let event = try #require(module.functions.first?.blocks.first?.events.first)
    #expect(event.range.start == SourcePosition(line: 5, column: 10))
  }

  /// A body that says more than the vocabulary is kept.
  @Test func nativeMacrosAreLeftAlone() throws {
    let text = try events(
      "WRITE_ONCE(r.head, 1); smp_mb();",
      """
      #define WRITE_ONCE(x, v) __atomic_store_n(&(x), (v), __ATOMIC_RELEASE)
      #define smp_mb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
      """)
    #expect(text.contains("write &r->ring.head := 1, release"), "\(text)")
    #expect(text.contains("fence acquire"), "\(text)")
  }

  @Test func functionsWithAssemblyAreReplacedAndOthersOnlyIfTheNameIsTheLibrarysOwn() throws {
    let header = """
      static inline unsigned ck_pr_md_load_uint(const unsigned *p) {
        unsigned v; __asm__ volatile("movl %1, %0" : "=r"(v) : "m"(*p)); return v;
      }
      static inline int atomic_dec_and_test(int *p) {
        return __atomic_sub_fetch(p, 1, __ATOMIC_RELEASE) == 0;
      }
      """
    let text = try events(
      "old = ck_pr_md_load_uint(&r.head); if (atomic_dec_and_test((int *)p)) old = 2;", header,
      includes: "#include <ck_pr.h>\n#include <linux/atomic.h>\n")
    #expect(text.contains("read &r->ring.head, implicit relaxed"), "\(text)")
    #expect(text.contains("call atomic_dec_and_test"), "\(text)")
  }

  @Test func bodiesOfDescribedFunctionsAreNotLookedAt() throws {
    let module = try lower(
      """
      #include <ck_pr.h>
      static inline void ck_pr_add_uint(unsigned *p, unsigned v) { *p += v; }
      void f(unsigned *p) { ck_pr_add_uint(p, 1); }
      """)
    #expect(module.functions.map(\.name) == ["f"])
  }

  @Test func aUsersVocabularyComesFirst() throws {
    let workspace = try Workspace([
      "a.c": "int x; int my_get(int *p, int o); int f(void) { return my_get(&x, 2); }"
    ])
    let user = try #require(
      try LibraryVocabulary.user("api:\n  - {match: my_get, kind: load, order: argument 1}"))
    let frontend = try workspace.frontend(VocabularySelection(user: [user]))
    let module = frontend.lower("a.c")
    #expect(IRText.print(module).contains("%0 = read &x, acquire"))
  }

  /// A file that uses nothing else than the user's own names is a unit.
  @Test(arguments: [
    ("mg", "mg"), ("my_get", "my_get"), ("my_{get|put}", "my_put"), ("m*", "my_get"),
    ("*_{order}", "get_acquire"),
  ])
  func filesWithAUsersNamesAreChosen(pattern: String, name: String) throws {
    let workspace = try Workspace([
      "a.c": "int x; int \(name)(int *p); int f(void) { return \(name)(&x); }",
      "b.c": "int y; int other(int *p); int g(void) { return other(&y); }",
    ])
    let user = try #require(
      try LibraryVocabulary.user("api:\n  - {match: \"\(pattern)\", kind: load, order: acquire}"))
    let frontend = try workspace.frontend(VocabularySelection(user: [user]))
    #expect(frontend.plan(files: workspace.files).units == ["a.c"])
    #expect(try workspace.frontend().plan(files: workspace.files).units == [])
  }
}

/// The same in C++.
struct HandlerTests {
  @Test func whatIsGivenToTheSystemIsAHandler() throws {
    let workspace = try Workspace([
      "a.c": """
      #include <signal.h>
      #include <stdlib.h>
      void on_signal(int n), on_action(int n), at_end(void), on_alarm(void), mine(void);
      void install_alarm(void (*f)(void));
      void use(void (*f)(void));
      void f(void) {
        struct sigaction action = {0};
        signal(SIGTERM, on_signal);
        action.sa_handler = on_action;
        atexit(at_end);
        install_alarm(on_alarm);
        use(mine);
      }
      """
    ])
    let user = try LibraryVocabulary.user("handlers:\n  - {match: install_alarm, cause: interrupt}")
    let module = try workspace.frontend(.init(user: [try #require(user)])).lower("a.c")
    #expect(
      module.handlers == [
        InstalledHandler(symbol: "at_end", cause: .interrupt),
        InstalledHandler(symbol: "on_action", cause: .signal),
        InstalledHandler(symbol: "on_alarm", cause: .interrupt),
        InstalledHandler(symbol: "on_signal", cause: .signal),
      ])
  }
}

struct CXXVocabularyTests {
  /// Classes of a library that is not in the repository.
  private func body(_ statements: String, _ header: String, _ name: String) throws -> String {
    let library = try Workspace([name: header])
    let workspace = try Workspace([
      "a.cpp": "#include <\(name)>\n\(Self.variables)void f() { \(statements) }",
      "compile_flags.txt": "-I\(library.root)\n",
    ])
    let user = try LibraryVocabulary.user(
      "classes:\n  - {match: \"my::Gate\", kind: mutex, lock: Take, unlock: Give}")
    let frontend = try workspace.frontend(.init(user: [try #require(user)]))
    let module = frontend.lower("a.cpp")
    #expect(module.problems.isEmpty && IRVerifier.problems(in: module) == [])
    return IRText.print(try #require(module.functions.first { $0.name == "f" }))
  }

  private static let variables = "int data; extern lib::Mutex mu; "

  @Test(arguments: [
    (
      "lib::MutexLock l(&mu); data = 1;",
      "lock &mu\n  %1: write &data := 1, plain\n  %2: unlock &mu"
    ),
    ("mu.ReaderLock(); data = 1; mu.ReaderUnlock();", "lock &mu"),
    ("if (mu.TryLock()) data = 1;", "try-lock &mu"),
  ])
  func classesOfLibraries(statement: String, events: String) throws {
    let header = """
      namespace absl {
      class Mutex { public: void ReaderLock(); void ReaderUnlock(); bool TryLock(); };
      class MutexLock { public: explicit MutexLock(Mutex *mu); ~MutexLock(); };
      }
      namespace lib = absl;

      """
    let text = try body(statement, header, "absl/synchronization/mutex.h")
    #expect(text.contains(events), "\(text)")
  }

  @Test func aUsersClasses() throws {
    let header = "namespace my { class Gate { public: void Take(); void Give(); }; }\n"
    let text = try body(
      "mu.Take(); data = 1; mu.Give();", header + "namespace lib { using Mutex = my::Gate; }\n",
      "my/gate.h")
    #expect(text.contains("lock &mu\n"), "\(text)")
    #expect(text.contains("unlock &mu\n"), "\(text)")
  }

  @Test func functionsAndReplacedMacros() throws {
    let workspace = try Workspace([
      "a.cpp": """
      #include "lib.h"
      struct node { node *next; int value; };
      node *head; unsigned flag; int data;
      int read() { return READ_ONCE(head)->value; }
      void set() { data = 1; smp_wmb(); rte_atomic32_inc(&flag); }
      """,
      "lib.h": """
      #define READ_ONCE(x) (*(volatile __typeof__(x) *)&(x))
      #define smp_wmb() __asm__ volatile("" ::: "memory")
      extern "C" void rte_atomic32_inc(unsigned *v);
      #define rte_smp_mb() __asm__ volatile("" ::: "memory")
      """,
    ])
    let frontend = ClangFrontend(
      commands: try CompileCommands(
        root: workspace.root, files: ["a.cpp", "lib.h"], databasePath: nil), root: workspace.root)
    let module = frontend.lower("a.cpp")
    #expect(IRVerifier.problems(in: module) == [])
    let text = IRText.print(module)
    #expect(text.contains("read &head, implicit consume"), "\(text)")
    #expect(text.contains("fence implicit release"), "\(text)")
    #expect(text.contains("update &flag add 1, implicit seq_cst"), "\(text)")
    #expect(module.problems.isEmpty)
  }
}
