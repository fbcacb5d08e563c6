import Foundation
import OrderLint
import Testing

/// The module of one C++ file, checked by the verifier.
private func lower(cxx source: String, _ others: [String: String] = [:]) throws -> Module {
  var files = others
  files["test.cpp"] = source
  let module = try Workspace(files).frontendModule("test.cpp")
  #expect(IRVerifier.problems(in: module) == [])
  return module
}

/// The blocks of a function of a C++ file, as text.
private func body(_ function: String, ofCXX source: String) throws -> String {
  let module = try lower(cxx: source)
  let found = try #require(module.functions.first { $0.name == function })
  let lines = IRText.print(found).split(separator: "\n").dropFirst()
  return lines.filter { !$0.hasPrefix("  locals") }.map { $0.trimmingCharacters(in: .whitespaces) }
    .joined(separator: "\n")
}

/// The events of statements in a method of a class with fields `x`, `flag`, `p`, `m`, `v`, `owned`.
private func cxxEvents(_ statements: String) throws -> String {
  try body(
    "C::test",
    ofCXX: """
      #include <atomic>
      #include <condition_variable>
      #include <memory>
      #include <mutex>
      #include <thread>
      #include <vector>
      struct Node { Node *next = nullptr; int value; explicit Node(int v) : value(v) {} };
      void use(int); int global; std::once_flag once;
      class C {
        std::atomic<int> x{0}; std::atomic_flag flag; int p; std::mutex m; std::vector<int> v;
        std::unique_ptr<Node> owned; std::atomic<Node *> head; std::condition_variable cv;
        int &ref(); void with(int &r, std::memory_order o = std::memory_order_acquire);
        void test(int n, Node *node, int &r, std::memory_order o) { \(statements) }
      };
      """)
}

/// Operations of C++'s library, and the events they become.
struct CXXAtomicTests {
  @Test(arguments: [
    ("x.store(1, std::memory_order_release);", "write this->C.x := 1, release"),
    ("x.store(1);", "write this->C.x := 1, implicit seq_cst"),
    ("(void)x.load(std::memory_order::acquire);", "read this->C.x, acquire"),
    ("x = 2;", "write this->C.x := 2, implicit seq_cst"),
    ("use(x);", "read this->C.x, implicit seq_cst"),
    ("x++;", "update this->C.x add 1, implicit seq_cst"),
    ("use(--x);", "call \"use(int)\"(%0 - 1)"),
    ("use(x--);", "call \"use(int)\"(%0)"),
    ("x |= n;", "update this->C.x or n, implicit seq_cst"),
    ("x.fetch_sub(1, std::memory_order_acq_rel);", "update this->C.x subtract 1, acq_rel"),
    ("x.exchange(3, std::memory_order_relaxed);", "update this->C.x exchange 3, relaxed"),
    ("x.store(1, o);", "write this->C.x := 1, order(o)"),
    ("flag.test_and_set(std::memory_order_acquire);", "exchange 1, acquire"),
    ("flag.clear();", "write this->C.flag := 0, implicit seq_cst"),
    ("std::atomic_store_explicit(&x, 4, std::memory_order_relaxed);", "x := 4, relaxed"),
    ("std::atomic_thread_fence(std::memory_order_release);", "fence release"),
    ("std::atomic_signal_fence(std::memory_order_acquire);", "signal-fence acquire"),
    (
      "int e = 0; x.compare_exchange_strong(e, 1, std::memory_order_acq_rel);",
      "compare-exchange this->C.x from e to 1, acq_rel, implicit acquire"
    ),
    (
      "int e = 0; x.compare_exchange_weak(e, 1, std::memory_order_release);",
      "compare-exchange-weak this->C.x from e to 1, release, implicit relaxed"
    ),
    (
      "int e = 0; x.compare_exchange_weak(e, 1, std::memory_order_acquire, "
        + "std::memory_order_relaxed);", "acquire, relaxed"
    ),
    ("x.wait(0, std::memory_order_acquire);", "%0 = read this->C.x, acquire\nif %0 == 0"),
    ("std::atomic_ref<int> a(global); a.store(1);", "write %1 := 1, implicit seq_cst"),
  ])
  func operation(source: String, event: String) throws {
    let text = try cxxEvents(source)
    #expect(text.contains(event), "\(text)")
  }

  @Test(arguments: [
    ("r = 1;", "write r := 1, plain"),
    ("ref() = 1;", "%0 = call \"C::ref()\"(this)\n%1: write %0 := 1, plain"),
    ("with(p);", "call \"C::with(int &, std::memory_order)\"(this, this->C.p, 2)"),
    ("auto &a = v[n]; a = 1;", "assign a := this->C.v[n]"),
    ("owned->value = 1;", "%0 = read this->C.owned, plain\n%1: write %0->Node.value := 1"),
    ("Node *a = new Node(n);", "%0 = allocate\n%1 = call \"Node::Node(int)\"(%0, n)"),
    ("delete node;", "free node"),
    ("owned = std::make_unique<Node>(1);", "write this->C.owned := %0, plain"),
    ("std::lock_guard<std::mutex> g(m); p = 1;", "lock this->C.m\n%1: write this->C.p"),
    ("{ std::scoped_lock g(m); p = 1; } p = 2;", "unlock this->C.m\n%3: write this->C.p := 2"),
    ("std::unique_lock g(m); if (n) return; p = 1;", "unlock this->C.m\nreturn"),
    ("if (m.try_lock()) p = 1;", "try-lock this->C.m"),
    ("std::thread t([this] { p = 1; });", "= spawn func(\"C::test("),
    ("std::call_once(once, [this] { p = 1; });", "lock &once"),
    ("std::unique_lock l(m); cv.wait(l);", "unlock this->C.m\n%3: lock this->C.m"),
    ("for (auto &e : v) e = 1;", "assign e := this->C.v[?\"index\"]"),
    ("try { p = 1; } catch (...) { p = 2; }", "write this->C.p := 1, plain\nreturn"),
    ("if (int k = x.load(); k) p = k;", "assign k := %0"),
    ("throw 1;", "unreachable"),
    ("static_cast<void>(x.load());", "read this->C.x, implicit seq_cst"),
  ])
  func statement(source: String, event: String) throws {
    let text = try cxxEvents(source)
    #expect(text.contains(event), "\(text)")
  }
}

/// Classes, templates and what errors leave of them.
struct CXXStructureTests {
  @Test func constructorsInitialiseFields() throws {
    let source = """
      struct A { int a; int &r; A(int n, int &m) : a(n), r(m) { a++; } ~A() { a = 0; } };
      """
    let module = try lower(cxx: source)
    #expect(module.functions.map(\.kind) == [.initializer, .deinitializer])
    #expect(
      try body("A::A", ofCXX: source).hasPrefix(
        "b0:\n%0: write this->A.a := n, plain\n%1: write this->A.r := m, plain"))
  }

  @Test func overloadsAreKeptApart() throws {
    let module = try lower(
      cxx:
        "namespace n { struct S { void f(int) {} void f(long) {} int f() const { return 1; } }; }")
    #expect(
      Set(module.functions.map(\.symbol)) == [
        "n::S::f(int)", "n::S::f(long)", "n::S::f() const",
      ])
  }

  @Test func whatCCanCallHasItsName() throws {
    let module = try lower(cxx: "extern \"C\" { void f(void) {} } void g() {} int main() {}")
    #expect(module.functions.map(\.symbol) == ["f", "g()", "main"])
  }

  static let stack = """
    #include <atomic>
    template <class T> class Stack {
      struct Node { T value; Node *next; };
      std::atomic<Node *> head{nullptr};
    public:
      T top() { auto n = head.load(std::memory_order_acquire); return n->value; }
      template <std::memory_order order> Node *peek() { return head.load(order); }
    };
    """

  @Test func templatesAreReadAsTheyStand() throws {
    let text = try body("Stack::top", ofCXX: Self.stack)
    #expect(text.contains("read this->Stack.head, acquire"))
    #expect(text.contains("read n->\"Stack::Node\".value, plain"))
  }

  @Test func longChainsOfUnknownCallsTakeNoLonger() throws {
    let chain = (0..<48).map { "m\($0)()" }.joined(separator: ".")
    let text = try body("f", ofCXX: "template <class T> void f(T &t) { t.\(chain); }")
    #expect(text.contains("call-member m47(%46)"))
    let arrows = String(repeating: ".next()", count: 40)
    let list = """
      template <class T> struct L { L &next() { return *this; } T value; };
      template <class T> T g(L<T> &l) { auto &last = l\(arrows); return last.value; }
      """
    #expect(try body("g", ofCXX: list).contains("L.value, plain"))
  }

  @Test func instantiationsTakeTheirPlace() throws {
    let module = try lower(cxx: Self.stack + "int f(Stack<int> &s) { return s.top(); }")
    #expect(module.functions.filter { $0.name == "Stack::top" }.count == 1)
    #expect(
      try body("f", ofCXX: Self.stack + "int f(Stack<int> &s) { return s.top(); }")
        .contains("call \"Stack::top()\"(s)"))
  }

  @Test func storesOfUnknownObjectsAreToldByTheirOrder() throws {
    let text = try body(
      "f",
      ofCXX: """
        #include <atomic>
        template <class T, class U> void f(T &t, U &u) {
          t.store(1, std::memory_order_release);
          u.store([&] { t.load(std::memory_order_acquire); });
        }
        """)
    #expect(text.contains("write t := 1, release"))
    #expect(text.contains("call-member store(u,"))
  }

  @Test func ordersAsTemplateArgumentsMakeFunctions() throws {
    let use = """
      void f(Stack<int> &s) { s.peek<std::memory_order_relaxed>();
        s.peek<std::memory_order_acquire>(); }
      """
    let module = try lower(cxx: Self.stack + use)
    let peeks = module.functions.filter { $0.name == "Stack::peek" }
    #expect(peeks.count == 2)
    #expect(peeks.contains { IRText.print($0).contains("head, relaxed") })
    #expect(peeks.contains { IRText.print($0).contains("head, acquire") })
  }

  @Test func locksOfTheRepositoryAreCalled() throws {
    let text = try body(
      "f",
      ofCXX: """
        #include <mutex>
        struct Spin { void lock() {} void unlock() {} }; Spin s;
        int f(int n) { std::lock_guard<Spin> g(s); return n; }
        """)
    #expect(text.contains("call \"Spin::lock()\"(&s)"))
    #expect(text.contains("call \"Spin::unlock()\"(&s)\nreturn n"))
  }

  @Test func destructorsRunAtTheEndOfTheScope() throws {
    let text = try body(
      "f", ofCXX: "int x; struct G { G() { x = 1; } ~G() { x = 0; } }; void f() { G g; x = 2; }")
    #expect(text.contains("write &x := 2, plain\n%2 = call \"G::~G()\"(&.g)"))
  }

  @Test func conditionsOfLoopsDestroyWhatTheyDeclare() throws {
    let guardian = """
      int x; struct G { G() { x = 1; } ~G() { x = 0; } operator bool() const { return x; } };
      """
    let text = try body("f", ofCXX: guardian + "void f() { while (G g = G()) { use: x = 2; } }")
    let calls = text.components(separatedBy: "call \"G::~G()\"").count - 1
    #expect(calls == 2, "\(text)")
    let loop = try body("f", ofCXX: guardian + "void f() { for (G g; x;) { x = 2; } x = 3; }")
    let end = try #require(loop.range(of: "call \"G::~G()\""))
    #expect(loop[end.upperBound...].contains("write &x := 3"))
  }

  @Test func lambdasGetWhatTheyCapture() throws {
    let module = try lower(
      cxx: """
        #include <thread>
        void f(int n) { int k = 0; std::thread t([&k, n] { k = n; }); t.join(); k++; }
        """)
    let closure = try #require(module.functions.first { $0.kind == .closure })
    #expect(IRText.print(closure).contains("write &\"f(int).k\" := n, plain"))
    #expect(module.globals.contains { $0.symbol == "f(int).k" })
  }

  @Test func lambdasNest() throws {
    let module = try lower(
      cxx: """
        template <class F> void apply(F f) { f(0); }
        void f(int n) {
          int a = n + 1; int b = a + 2; int c = b + 3; int d = c + 4; int e = d + 5;
          apply([&](int i) { apply([&](int j) { e = a + i + j; }); });
        }
        """)
    let closures = module.functions.filter { $0.kind == .closure }
    #expect(closures.count == 2)
    let inner = try #require(closures.first { $0.symbol.hasSuffix(".lambda1.lambda1") })
    #expect(inner.parameters.map(\.name) == ["j", "e", "a", "i"])
    #expect(IRText.print(inner).contains("write e := "))
  }

  @Test func variablesCapturedByReferenceAreMemory() throws {
    let text = try body(
      "f",
      ofCXX: """
        #include <atomic>
        std::atomic<int> x;
        void f(int n) { int k = 0; auto set = [&] { k = n; }; set(); x.store(k); }
        """)
    #expect(text.contains("write &.k := 0, plain"))
    #expect(text.contains("lambda1\"(&.k, &.#0)"), "\(text)")
    #expect(text.contains("= read &.k, plain"))
  }

  @Test func typesOfTemplatesAreKnownInLambdas() throws {
    let source = Self.stack.replacing(
      "return n->value;", with: "auto get = [=](int i) { return n->value; }; return get(0);")
    let module = try lower(cxx: source)
    let closure = try #require(module.functions.first { $0.kind == .closure })
    #expect(IRText.print(closure).contains("n->\"Stack::Node\".value"))
  }

  @Test func threadLocalsAreNobodyElsesBusiness() throws {
    let source = "struct T { int n; void f() { n++; } }; T &own() { thread_local T t; return t; }"
    #expect(try !body("T::f", ofCXX: source).contains("T.n"))
  }

  @Test func headersAreCXXByWhatTheySay() throws {
    let workspace = try Workspace([
      "a.h": "#include <atomic>\nnamespace n { inline std::atomic<int> x; }",
      "b.h": "int f(void);\n#ifdef __cplusplus\nextern \"C\" std::string g();\n#endif\n",
    ])
    #expect(try workspace.frontendModule("a.h").language == .cpp)
    #expect(try workspace.frontendModule("b.h").language == .c)
  }

  @Test func errorsLoseAsLittleAsTheyCan() throws {
    let text = try body(
      "S::f",
      ofCXX: """
        #include "missing.h"
        #include <atomic>
        struct S { std::atomic<int> x; void f(Missing *m) { x.store(unknown(m)); x = 1; } };
        """)
    #expect(text.contains("write this->S.x := 1, implicit seq_cst"))
  }

  @Test func macrosOfMissingHeadersDoNotHideDeclarations() throws {
    let text = try body(
      "S::f",
      ofCXX: """
        #include "missing.h"
        #include <atomic>
        class LIB_EXPORT Lock {};
        class S {
         public:
          LIB_ALWAYS_INLINE
          int f(int n) LIB_NO_ANALYSIS {
            if (LIB_UNLIKELY(x.load(std::memory_order_relaxed) != n)) return field;
            return 1;
          }
         private:
          Lock lock;
          int field LIB_GUARDED_BY(lock) = 0;
          std::atomic<int> x LIB_ALIGNED(64);
        };
        """)
    #expect(text.contains("%0 = read this->S.x, relaxed\nif %0 != n then"))
    #expect(text.contains("read this->S.field, plain"))
  }

  @Test func hintsOfLibrariesAreKnown() throws {
    let text = try body(
      "f",
      ofCXX: """
        #include "absl/base/optimization.h"
        #include <atomic>
        std::atomic<int> x;
        int f(int n) {
          if (ABSL_PREDICT_FALSE(x.load(std::memory_order_relaxed) != n)) return 0;
          return 1;
        }
        """)
    #expect(text.contains("%0 = read &x, relaxed\nif %0 != n then"))
  }

  @Test func unknownTypesAreNotTakenForMacros() throws {
    let module = try lower(
      cxx: """
        #include "missing.h"
        #include <atomic>
        struct S { std::atomic<int> x; void f() { HANDLE h = OPEN(1); x.store(1); } };
        """)
    let text = module.functions.map { IRText.print($0) }.joined()
    #expect(text.contains("write this->S.x := 1, implicit seq_cst"))
  }
}

/// Headers of libraries that are not there.
struct MissingLibraryTests {
  private let source = """
    #include "lib/missing.h"
    #include <atomic>
    namespace proj {
    class Ring {
     public:
      lib::Span<int *, 4> batch(lib::optional<int> which) const LIB_EXCLUSIVE(mu_);
      LIB_ALWAYS_INLINE void publish(int v) {
        const int s = lib::bit_cast<int>(v);
        if (LIB_PREDICT_TRUE(state_.load(std::memory_order_relaxed))) {
          lib::detail::Futex::Wake(&state_, lib::kAll);
        }
        state_.store(s, lib::memory_order_release);
      }
      lib::Status take(int *out, lib::Duration d) {
        lib::MutexLock l(&mu_);
        if (state_.load(std::memory_order_acquire) == 0) return lib::Unavailable("nothing");
        *out = count_;
        return lib::OkStatus();
      }
      void put(int *x) {
        guard_.Lock();
        list_.push_back(x);
        guard_.Unlock();
        if (list_.size() > 3) left_.fetch_add(list_.size(), std::memory_order_relaxed);
        for (auto &each : lib::all(x)) left_.store(0);
      }
     private:
      std::atomic<int> state_{0};
      lib::Mutex mu_, guard_;
      lib::Vector<int *, 8> list_;
      int count_ LIB_GUARDED_BY(mu_);
      std::atomic<int> left_ LIB_GUARDED_BY(mu_) = 3;
      static lib::Mutex global LIB_INIT;
    };
    }
    """

  @Test func statementsWithNamesOfMissingLibrariesStay() throws {
    let publish = try body("Ring::publish", ofCXX: source)
    #expect(publish.contains(".state_, relaxed\nif %2 != 0 then b1 else b2"))
    #expect(publish.contains("call \"lib::detail::Futex::Wake(...)\"(this->\"proj::Ring\".state_"))
    #expect(publish.contains(":= s, release"))
    let put = try body("Ring::put", ofCXX: source)
    #expect(put.contains("call-member push_back(this->\"proj::Ring\".list_, x)"))
    #expect(put.contains("lock this->\"proj::Ring\".guard_"))
    #expect(put.contains(".left_ add %"))
    #expect(put.contains(".left_ := 0, implicit seq_cst"))
    let module = try lower(cxx: source)
    #expect(module.problems.filter { $0.severity != .note } == [])
    let fields = module.records.first { $0.name == "proj::Ring" }?.fields ?? []
    #expect(fields.map(\.initialValue) == [0, nil, nil, nil, nil, 3])
  }

  @Test func locksOfMissingLibrariesAreHeldToTheEndOfTheirScope() throws {
    let take = try body("Ring::take", ofCXX: source)
    #expect(
      take.split(separator: "\n").count { $0.hasSuffix(": lock this->\"proj::Ring\".mu_") } == 1)
    #expect(
      take.split(separator: "\n").count { $0.hasSuffix(": unlock this->\"proj::Ring\".mu_") } == 2)
  }

  @Test(arguments: [
    // Statements that begin with the call of a macro are none.
    "int f(int x) { CHECKED(x) return x; }",
    "const Kind NAME; int x = lib::missing;", "lib::", "lib::a<",
    "lib::a::b::c::d::e::f::g::h::i x;",
    "using namespace lib::inner; void f() { inner_call(); }", "namespace lib { int x; } lib::Y y;",
    "class lib; lib::Y y;", "struct S { lib::T *t; void f() { t->x.y(lib::T::make(1)); } };",
    "lib::f(1) lib::f<2>(3) lib::f x",
    "template <class T> struct V : lib::B<T> { lib::C<V, 3> c; };",
  ])
  func anythingBehindAMissingHeader(text: String) throws {
    _ = try lower(
      cxx: "#include \"missing.h\"\n#include <atomic>\n" + text + "\nstd::atomic<int> last;")
  }
}
