import ClangFrontend
import OrderLint
import Testing

/// What is missing, and what is unusually long or deep.
struct RecoveryTests {
  private func cxxBody(_ source: String) throws -> String {
    let workspace = try Workspace(["test.cpp": source])
    let module = try workspace.frontend().lower("test.cpp")
    #expect(IRVerifier.problems(in: module) == [])
    let function = try #require(module.functions.first { $0.name == "K::f" })
    return IRText.print(function)
  }

  @Test func membersOfClassesFromMissingHeadersAreCalled() throws {
    let text = try cxxBody(
      """
      #include "absl/synchronization/notification.h"
      struct K { absl::Notification n; int v; void f() { v = 2; n.Notify(); } };
      """)
    #expect(text.contains("call-member Notify(this->K.n)"))
  }

  @Test func headersThatNeedOthersAreReadThroughWhatIncludesThem() throws {
    let workspace = try Workspace([
      "part.h": """
      struct Part { word_t count; };
      static inline void take(Part *part) { __atomic_store_n(&part->count, 1, __ATOMIC_RELAXED); }
      """,
      "whole.h": """
      typedef unsigned word_t;
      typedef struct Part Part;
      #include "part.h"
      """,
      "other.h": "#if 0\n#include \"part.h\"\n#endif\n",
    ])
    let frontend = try workspace.frontend()
    let module = frontend.lower("part.h")
    #expect(module.problems.isEmpty)
    let function = try #require(module.functions.first { $0.name == "take" })
    #expect(IRText.print(function).contains("write part->Part.count"))
  }

  @Test func typesOfMissingHeadersAreNumbers() throws {
    let text = try body(
      "grow",
      of: """
        #include "generated-config.h"
        union data { struct { lib_size count; int state; } list; void *other; };
        struct node { union data *data; };
        int grow(struct node *n, void *by) {
          n->data->list.count += (lib_size) by + sizeof (lib_word);
          return n->data->list.state;
        }
        """)
    #expect(text.contains("list.state"))
    #expect(!text.contains("opaque"))
    #expect(!text.contains("?\""))
  }

  @Test func functionsWithErrorsAreDamaged() throws {
    let workspace = try Workspace([
      "test.cpp": """
      struct Gate { std::mutex mutex; int count; };
      void wait_for(Gate *gate) { while (gate->count == 0) { gate->changed.wait(gate->mutex); } }
      int read(Gate *gate) { return gate->count; }
      """
    ])
    let module = try workspace.frontend().lower("test.cpp")
    let damaged = module.functions.filter(\.isDamaged).map(\.name)
    #expect(damaged == ["wait_for"])
  }

  @Test func membersThatAClassDoesNotHaveAreCalled() throws {
    let text = try cxxBody(
      """
      struct Signal {};
      struct K { Signal n, *p; int v; void f() { n.raise(v); p->wait(); } };
      """)
    #expect(text.contains("call-member raise(this->K.n, %0)"))
    #expect(text.contains("call-member wait("))
  }

  @Test func longRangesOfCasesAreTestedByTheirEnds() throws {
    let text = try body(
      "f",
      of: """
        void use(int);
        void f(long n) {
          switch (n) {
          case 0 ... 100000: use(1); break;
          case 0x7ffffffffffffff0 ... 0x7fffffffffffffff: use(2); break;
          case 5 ... 4: use(3); break;
          case -0x7fffffffffffffff ... -2: use(4); break;
          default: use(5);
          }
        }
        """)
    #expect(text.contains("if n >= 0 then"))
    #expect(text.contains("if n <= 100000 then"))
    #expect(text.contains("9223372036854775807: "))
    #expect(text.contains("if n <= -2 then"))
    #expect(!text.contains("call use(3)"))
  }

  @Test func machinesAreNamedByOpenConditionals() throws {
    func fence(_ condition: String) throws -> String {
      try body(
        "f",
        of: """
          /*
          #ifdef __x86_64__
          */
          int other;
          \(condition)
          #define memory_fence() __asm__ volatile("" ::: "memory")
          #endif
          void f(void) { memory_fence(); }
          """)
    }
    #expect(try fence("#if !defined(__i386__)").contains(" fence "))
    #expect(!(try fence("#if !defined(OTHER)").contains(" fence ")))
  }

  @Test(.timeLimit(.minutes(1)))
  func manyCompilerBarriers() throws {
    let barriers = String(repeating: "__asm__ volatile(\"\" ::: \"memory\");\n", count: 6000)
    let module = try lower("void f(void) {\n\(barriers)}")
    #expect(module.functions[0].blocks[0].events.count == 6000)
  }

  @Test(.timeLimit(.minutes(1)))
  func longChainsOfMacros() throws {
    let count = 8000
    let macros = (0..<count).map { "#define M\($0)(x) M\($0 + 1)(x)\n" }.joined()
    let workspace = try Workspace([
      "chain.h": macros + "#define M\(count)(x) __atomic_store_n(x, 1, 3)\n",
      "user.c": "#include \"chain.h\"\nvoid f(int *p) { M\(count - 5)(p); }",
    ])
    #expect(try workspace.frontend().plan(files: workspace.files).units == ["user.c"])
  }

  @Test(.timeLimit(.minutes(1)))
  func layoutsDoNotDependOnWhoAsks() throws {
    var text = "struct e0 {}; struct s0 { int a; };\n"
    for level in 1..<48 { text += "struct e\(level) { struct e\(level - 1) a, b, c; };\n" }
    for level in 1..<120 { text += "struct s\(level) { int x; struct s\(level - 1) a; };\n" }
    text += "struct s119 deep; struct s30 good; struct e47 hollow;\n"
    text += "int f(struct s119 *p, struct s30 *q) { return p->x + q->x; }"
    let workspace = try Workspace(["a.c": text])
    let frontend = ClangFrontend(
      commands: try workspace.commands(), root: workspace.root, isExact: true)
    let layouts = frontend.lower("a.c").layouts
    #expect(layouts["s119"] == .unsupported("a deeply nested type"))
    #expect(layouts["s30"]?.cells == 31)
  }
}
