import Foundation
import TestSupport
import Testing

/// `orderlint model` guesses nothing in silence: what it cannot know is an error, a limit that was
/// reached, or an assumption that the report names.
@Suite struct ModelHonestyTests {
  private func run(
    _ text: String, _ arguments: [String] = [], file: String = "test.c"
  ) throws -> CommandRun {
    let directory = try TemporaryDirectory()
    try text.write(to: directory.url.appending(path: file), atomically: true, encoding: .utf8)
    return try CommandRun(["model", file] + arguments, in: directory.url)
  }

  // MARK: Values that are not known

  private static let average = """
    #include <assert.h>
    double half(int x) { return x * 0.5; }
    """

  @Test func unknownResultThatIsUsedIsRefused() throws {
    let run = try run(Self.average + "\nint main(void) { assert(half(2) == 1); }")
    #expect(run.code == 2)
    #expect(run.output.contains("test.c:2:"), "\(run.output)")
  }

  @Test func unknownResultThatIsDroppedIsNoMatter() throws {
    let run = try run(Self.average + "\nint main(void) { half(2); (void)half(3); return 0; }")
    #expect(run.output.hasPrefix("holds"), "\(run.output)")
  }

  @Test func unknownResultIsFollowedThroughCallers() throws {
    let text = Self.average + "\nstatic double again(int x) { return half(x); }\n"
    #expect(try run(text + "int main(void) { again(2); }").code == 0)
    #expect(try run(text + "int main(void) { assert(again(2) == 1); }").code == 2)
  }

  // MARK: What is refused

  /// A program's text, and what the error says of it.
  static let refused = [
    (
      "#include <stdarg.h>\nint f(int n, ...) { va_list l; va_start(l, n); int x = va_arg(l, int); va_end(l); "
        + "return x; }\nint main(void) { return f(1, 2); }", "pass an array"
    ),
    (
      "void __VERIFIER_atomic_begin(void);\nint main(void) { __VERIFIER_atomic_begin(); }",
      "lock a mutex"
    ),
    (
      "int x;\nvoid __VERIFIER_atomic_inc(void) { x++; }\nint main(void) { __VERIFIER_atomic_inc(); }",
      "lock a mutex in it"
    ),
    (
      "#include <stdlib.h>\nint main(void) { int *p = malloc(4); p = realloc(p, 8); *p = 1; }",
      "allocate anew, copy, and free"
    ),
    (
      "union word { int half[2]; short quarter[4]; } word;\nint main(void) { word.half[0] = 1; return 0; }",
      "shift and mask an integer"
    ),
    (
      "struct pair { int a, b; } pair;\nint main(void) { struct pair p; __atomic_load(&pair, &p, 5); return p.a; }",
      "declare it _Atomic"
    ),
  ]

  @Test(arguments: refused) func refusalSaysWhatToDo(_ text: String, _ advice: String) throws {
    let run = try run(text)
    #expect(run.code == 2, "\(run.output)")
    #expect((run.output + run.diagnostics).contains(advice), "\(run.output)")
  }

  @Test func functionsThatLockAreAtomicByThat() throws {
    let run = try run(
      """
      #include <pthread.h>
      pthread_mutex_t m; int x;
      void __VERIFIER_atomic_inc(void) { pthread_mutex_lock(&m); x++; pthread_mutex_unlock(&m); }
      // orderlint:thread
      // orderlint:repeat 2
      void count(void) { __VERIFIER_atomic_inc(); }
      """)
    #expect(run.output.hasPrefix("holds: 2"), "\(run.output)")
  }

  // MARK: Limits

  @Test(arguments: ["-1", "3000000"]) func sizeThatIsNotKeptIsALimit(_ count: String) throws {
    let run = try run(
      """
      #include <stdlib.h>
      int main(void) { int *p = malloc(sizeof(int) * (\(count))); *p = 1; free(p); }
      """)
    #expect(run.code == 0)
    #expect(
      run.output.contains("bounded: an allocation of a negative or a very large size at test.c:2"))
  }

  @Test func hugeRecordsAreRefused() throws {
    let run = try run(
      """
      struct Table { int rows[100000]; };
      struct Table *from, *to;
      int main(void) { *to = *from; }
      """)
    #expect(run.code == 2)
    #expect(run.output.contains("a block of 100000 cells"), "\(run.output)")
  }

  // MARK: Marks

  @Test func marksThatMainWouldPassOverAreRefused() throws {
    let text = """
      int x;
      // orderlint:init
      void prepare(void) { x = 1; }
      int main(void) { return x; }
      """
    let refused = try run(text)
    #expect(refused.code == 2)
    #expect(refused.diagnostics.contains("'prepare' is marked to run before or after threads"))
    #expect(try run(text, ["--threads", "main"]).code == 0)
  }

  @Test func whatDoesNotRunIsSaid() throws {
    let text = "int x;\n// orderlint:thread\nvoid left(void) { x = 1; }\n"
    let with = try run(text + "int main(void) { return 0; }\n")
    #expect(
      with.output == "holds: 1 execution\n  assumed: main does not run: "
        + "the functions that are marked or named do\n")
    #expect(try run(text).output == "holds: 1 execution\n")
  }

  @Test func marksBehindCodeAreRefused() throws {
    let run = try run("int x;\nvoid left(void) { x = 1; } // orderlint:thread\n")
    #expect(run.code == 2)
    #expect(run.diagnostics.contains("test.c:2: 'orderlint:thread' stands behind code"))
  }

  @Test func misspeltMarksAreNamed() throws {
    let text = """
      int x;
      // orderlint:tread
      void left(void) { x = 1; } // orderlint: prose, and ignored
      // orderlint:ignore-next -- a suppression is no mark
      int main(void) { return x; }
      """
    let run = try run(text)
    #expect(run.code == 2)
    #expect(
      run.diagnostics.contains("test.c:2: 'orderlint:tread' is no mark; did you mean 'thread'?"))
    #expect(try self.run(text.replacing("tread", with: "thread")).code == 0)
  }

  // MARK: Sequential consistency

  /// The assertion fails in any case, but the race is one of weak orders.
  @Test func onlyTheSameKindOfFailureCountsAsSequential() throws {
    let text = """
      #include <stdatomic.h>
      #include <assert.h>
      int data, seen; atomic_int flag;
      // orderlint:thread
      void writer(void) { data = 1; atomic_store_explicit(&flag, 1, memory_order_relaxed); }
      // orderlint:thread
      void reader(void) {
        if (atomic_load_explicit(&flag, memory_order_relaxed)) seen = data;
      }
      // orderlint:final
      void last(void) { assert(!seen); }
      """
    let run = try run(text, ["--format", "json"])
    let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    #expect(report.failure.kind == "dataRace")
    #expect(report.failure.sequential == false)
  }

  private struct Report: Decodable {
    struct Failure: Decodable {
      var kind: String
      var sequential: Bool?
    }
    var failure: Failure
  }

  // MARK: Assumptions

  struct Assumption: CustomTestStringConvertible, Sendable {
    var text: String
    var used: String
    /// The same program without need for the assumption.
    var unused: String
    var file = "test.c"
    var testDescription: String { text }
  }

  static let assumptions = [
    Assumption(
      text: "'x' in 'main' starts as 0",
      used: "int main(void) { int x; return x; }",
      unused: "int main(void) { int x; x = 2; return x; }"),
    Assumption(
      text: "'x' in 'main' starts as 0",
      used: "int main(void) { int x; int *p = &x; return *p; }",
      unused: "int main(void) { int x; int *p = &x; *p = 2; return *p; }"),
    Assumption(
      text: "'x' in 'main' starts as 0",
      used: """
        int zero; int main(void) { int x; if (zero) x = 1; if (!zero) return x; return 0; }
        """,
      unused: """
        int zero; int main(void) { int x; if (!zero) x = 1; if (!zero) return x; return 0; }
        """),
    Assumption(
      text: "memory allocated in 'main' starts as 0",
      used: "#include <stdlib.h>\nint main(void) { int *p = malloc(sizeof *p); return *p; }",
      unused: "#include <stdlib.h>\nint main(void) { int *p = calloc(1, sizeof *p); return *p; }"),
    Assumption(
      text: "allocations succeed",
      used: "#include <stdlib.h>\nint main(void) { int *p = malloc(sizeof *p); free(p); }",
      unused: "#include <stdlib.h>\nint main(void) { int *p = NULL; free(p); }"),
    Assumption(
      text: "the arguments of main are 0",
      used: "int main(int argc, char **argv) { return argc; }",
      unused: "int main(int argc, char **argv) { return 0; }"),
    Assumption(
      text: "waits for condition variables end only after a signal",
      used: waiting("while (!ready) "),
      unused: waiting("if (0) ")),
  ]

  private static func waiting(_ condition: String) -> String {
    """
    #include <pthread.h>
    pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER; pthread_cond_t c = PTHREAD_COND_INITIALIZER;
    int ready;
    // orderlint:thread
    void waits(void) {
      pthread_mutex_lock(&m);
      \(condition)pthread_cond_wait(&c, &m);
      pthread_mutex_unlock(&m);
    }
    // orderlint:thread
    void wakes(void) {
      pthread_mutex_lock(&m); ready = 1; pthread_cond_signal(&c); pthread_mutex_unlock(&m);
    }
    """
  }

  @Test(arguments: assumptions) func assumptionIsNamedWhereItIsUsed(
    _ assumption: Assumption
  ) throws {
    let used = try run(assumption.used, file: assumption.file)
    #expect(
      used.output.contains("  assumed: \(assumption.text)\n"),
      "\(used.output) \(used.diagnostics)")
    let unused = try run(assumption.unused, file: assumption.file)
    #expect(unused.output.hasPrefix("holds"), "\(unused.output) \(unused.diagnostics)")
    #expect(!unused.output.contains(assumption.text), "\(unused.output)")
  }

  @Test func capturesOfFunctionsThatRunTwiceAreNamed() throws {
    let text = """
      import Foundation
      func work() {
        var sum = 0
        let thread = Thread { sum += 1 }
        thread.start()
      }
      // orderlint:thread
      func outer() { work() }
      """
    let once = try run(text, file: "test.swift")
    #expect(!once.output.contains("closures capture"), "\(once.output) \(once.diagnostics)")
    let twice = try run(
      text.replacing("{ work() }", with: "{ work(); work() }"), file: "test.swift")
    #expect(
      twice.output.contains("assumed: what closures capture of 'work"),
      "\(twice.output) \(twice.diagnostics)")
  }

  /// What functions return is followed through calls that form a circle, wherever one begins.
  @Test func unknownResultIsFollowedThroughCircles() throws {
    let circle = """
      #include <assert.h>
      double odd(int x);
      double even(int x) { if (x == 0) return 1; return odd(x - 1); }
      double odd(int x) { if (x == 0) return x * 0.5; return even(x - 1); }
      """
    #expect(try run(circle + "\nint main(void) { even(2); odd(2); }").code == 0)
    for (first, second) in [("odd(2)", "even(1)"), ("even(1)", "odd(2)")] {
      let text = "int main(void) { \(first); assert(\(second) == 0); }"
      #expect(try run(circle + "\n" + text).code == 2, "\(second)")
    }
  }

  /// A parameter is an order however many calls it goes through.
  @Test func ordersArePassedThroughCircles() throws {
    let run = try run(
      """
      #include <stdatomic.h>
      atomic_int x;
      void second(int n, memory_order order);
      void first(int n, memory_order order) { if (n > 0) second(n - 1, order); }
      void second(int n, memory_order order) {
        atomic_store_explicit(&x, n, order);
        first(n - 1, order);
      }
      int main(void) { first(3, memory_order_release); second(2, memory_order_relaxed); }
      """)
    #expect(run.output.hasPrefix("holds: 1 execution"), "\(run.output) \(run.diagnostics)")
  }

  /// An exchange that fails for no reason does not do so for ever.
  @Test func spuriousFailuresEnd() throws {
    let run = try run(
      """
      #include <pthread.h>
      #include <stdatomic.h>
      atomic_int turn;
      void *take(void *unused) {
        int free = 0;
        while (!atomic_compare_exchange_weak(&turn, &free, 1)) {}
        return 0;
      }
      int main(void) {
        pthread_t thread;
        pthread_create(&thread, 0, take, 0);
        pthread_join(thread, 0);
      }
      """)
    #expect(run.output.hasPrefix("holds: 1 execution"), "\(run.output)")
  }

  @Test func threadsMayEndWithAValue() throws {
    let text = """
      #include <pthread.h>
      #include <assert.h>
      static void leave(void *value) { pthread_exit(value); }
      void *run(void *unused) { leave((void *)41); return 0; }
      int main(void) {
        pthread_t thread;
        void *value;
        pthread_create(&thread, 0, run, 0);
        pthread_join(thread, &value);
        assert(value == (void *)WANTED);
      }
      """
    #expect(try run(text, ["-D", "WANTED=41"]).output.hasPrefix("holds: 1 execution"))
    #expect(try run(text, ["-D", "WANTED=0"]).output.contains("fails: the assertion can fail"))
  }

  /// Pointers have room for marks.
  @Test func marksInPointers() throws {
    let run = try run(
      """
      #include <assert.h>
      #include <stdint.h>
      #include <stdlib.h>
      struct node { struct node *next; int data; };
      struct node first, second;
      int main(void) {
        struct node *third = malloc(sizeof *third), *fourth = malloc(sizeof *fourth);
        struct node *all[] = {&first, &second, third, fourth};
        for (int i = 0; i < 4; i++) {
          uintptr_t marked = (uintptr_t)all[i] | 1;
          assert(marked != (uintptr_t)all[i] && (marked & 1));
          assert((struct node *)(marked & ~(uintptr_t)1) == all[i]);
        }
      }
      """)
    #expect(run.output.hasPrefix("holds: 1 execution"), "\(run.output)")
  }

  @Test func unionOfOneMember() throws {
    let run = try run(
      """
      #include <stdatomic.h>
      #include <assert.h>
      typedef union { atomic_int lock; } lock_t;
      lock_t mine;
      int main(void) { atomic_fetch_add(&mine.lock, 2); assert(atomic_load(&mine.lock) == 2); }
      """)
    #expect(run.output.hasPrefix("holds: 1 execution"), "\(run.output)")
  }

  @Test func namesOfCellsStayWithTheirCells() throws {
    let run = try run(
      """
      #include <pthread.h>
      struct table { int rows[5000]; int last; } table;
      void *write(void *unused) { table.last = 1; return 0; }
      int main(void) {
        pthread_t thread;
        pthread_create(&thread, 0, write, 0);
        table.last = 2;
        pthread_join(thread, 0);
      }
      """)
    #expect(run.code == 1)
    #expect(run.output.contains("'table[5000]'"), "\(run.output)")
  }
}
