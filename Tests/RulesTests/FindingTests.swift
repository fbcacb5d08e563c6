import OrderLint
import TestSupport
import Testing

/// What findings say beside their place and their message's gist, which fixtures hold.
@Suite struct FindingTests {
  private func findings(of rule: String, in text: String, path: String = "a.c") throws -> [Finding]
  {
    try ProgramAnalysis.report(on: [FixtureSource(path: path, text: text)], testing: rule)
      .findings.filter { $0.rule == rule }
  }

  private func witness(of finding: Finding) throws -> Witness {
    guard case .witness(let witness) = finding.evidence else {
      throw Missing(what: "a witness in '\(finding.message)'")
    }
    return witness
  }

  private struct Missing: Error { var what: String }

  // MARK: The function in which an access stands

  /// Both threads do their work in functions that they call.
  private func publication(flag: String, store: String, load: String) -> String {
    """
    #include <stdatomic.h>
    static int data;
    static \(flag);
    static atomic_int version;
    static void fill(int value) { data = value; }
    static int is_ready(void) { return \(load); }
    static int use(void) { return data; }
    void produce(int value) {
      fill(value);
      \(store);
    }
    int consume(void) { return is_ready() ? use() : -1; }
    """
  }

  @Test func `a race is told by the functions of its accesses`() throws {
    let found = try findings(
      of: "publish-without-release",
      in: publication(
        flag: "atomic_int ready", store: "atomic_store_explicit(&ready, 1, memory_order_relaxed)",
        load: "atomic_load_explicit(&ready, memory_order_acquire)"))
    let conclusion = try witness(of: #require(found.first)).conclusion
    #expect(conclusion == "use() reads 'data' while fill() may still write it: a data race")
  }

  @Test func `who reads the other atomic is the function of that read`() throws {
    let found = try findings(
      of: "pairing-object-mismatch",
      in: publication(
        flag: "atomic_int ready",
        store: """
          atomic_store_explicit(&ready, 1, memory_order_relaxed);
            atomic_store_explicit(&version, 1, memory_order_release)
          """, load: "atomic_load_explicit(&ready, memory_order_acquire)"))
    #expect(try #require(found.first).message.hasSuffix("and is_ready() reads 'ready'"))
  }

  @Test func `a volatile flag's data is accessed where it says`() throws {
    let found = try findings(
      of: "volatile-or-plain-flag-as-synchronisation",
      in: publication(flag: "volatile int ready", store: "ready = 1", load: "ready"))
    let finding = try #require(found.first)
    #expect(finding.message.hasSuffix("use() may access it while fill() still does"))
    let conclusion = try witness(of: finding).conclusion
    #expect(conclusion == "use() and fill() access 'data' at the same time: a data race")
  }

  @Test func `a relay ends in the function that uses the data`() throws {
    let found = try findings(
      of: "relay-without-acquire",
      in: """
        #include <stdatomic.h>
        static int data;
        static atomic_int ready, go;
        static void fill(int value) { data = value; }
        static int use(void) { return data; }
        void produce(int value) {
          fill(value);
          atomic_store_explicit(&ready, 1, memory_order_release);
        }
        void relay(void) {
          if (atomic_load_explicit(&ready, memory_order_relaxed)) {
            atomic_store_explicit(&go, 1, memory_order_release);
          }
        }
        int consume(void) { return atomic_load_explicit(&go, memory_order_acquire) ? use() : -1; }
        """)
    let conclusion = try witness(of: #require(found.first)).conclusion
    #expect(conclusion == "use() uses 'data' while fill() may still write it: a data race")
  }

  @Test func `readers that disagree are those that read`() throws {
    let found = try findings(
      of: "independent-readers-need-seqcst",
      in: """
        #include <stdatomic.h>
        #include <stdbool.h>
        static atomic_bool left, right;
        void arrive_left(void) { atomic_store_explicit(&left, true, memory_order_release); }
        void arrive_right(void) { atomic_store_explicit(&right, true, memory_order_release); }
        static bool left_was_first(void) {
          return atomic_load_explicit(&left, memory_order_acquire)
            && !atomic_load_explicit(&right, memory_order_acquire);
        }
        static bool right_was_first(void) {
          return atomic_load_explicit(&right, memory_order_acquire)
            && !atomic_load_explicit(&left, memory_order_acquire);
        }
        bool judge(void) { return left_was_first(); }
        bool other_judge(void) { return right_was_first(); }
        """)
    let message = try #require(found.first).message
    #expect(message.hasPrefix("'left_was_first' and 'right_was_first' may disagree"))
  }

  @Test func `a double check is at fault where its access stands`() throws {
    let found = try findings(
      of: "double-checked-fast-path",
      in: """
        #include <pthread.h>
        #include <stdatomic.h>
        static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
        static atomic_int is_ready;
        static int table;
        static void fill(void) {
          table = 42;
          atomic_store_explicit(&is_ready, 1, memory_order_relaxed);
        }
        int lookup(void) {
          if (!atomic_load_explicit(&is_ready, memory_order_acquire)) {
            pthread_mutex_lock(&mutex);
            if (!atomic_load_explicit(&is_ready, memory_order_relaxed)) { fill(); }
            pthread_mutex_unlock(&mutex);
          }
          return table;
        }
        """)
    #expect(found.map(\.function) == ["fill"])
  }

  // MARK: Where it shows, and how bad it is

  @Test func `a store behind an acquire fence is late on every machine with store buffers`() throws
  {
    let found = try findings(
      of: "fence-on-wrong-side",
      in: """
        #include <stdatomic.h>
        struct reader { atomic_uint phase; };
        void enter(struct reader *me) {
          atomic_store_explicit(&me->phase, 1, memory_order_relaxed);
          atomic_thread_fence(memory_order_acquire);
        }
        int is_inside(struct reader *one) {
          return atomic_load_explicit(&one->phase, memory_order_relaxed) != 0;
        }
        """)
    #expect(try #require(found.first).targets.contains(.intel64))
  }

  @Test(arguments: [false, true])
  func `an exchange in two steps is a warning if threads are known to make it`(
    hasThreads: Bool
  ) throws {
    let threads = """
      import Dispatch
      func maskAll() {
        DispatchQueue.concurrentPerform(iterations: 4) { _ in _ = setMask(0) }
      }
      """
    let found = try findings(
      of: "load-store-not-rmw",
      in: """
        import Synchronization
        \(hasThreads ? threads : "")
        let opened = Atomic<Int>(0)
        nonisolated(unsafe) var creationMask: UInt32 = 0o22
        func setMask(_ mask: UInt32) -> UInt32 {
          let old = creationMask
          creationMask = mask
          return old
        }
        func open() { opened.wrappingAdd(1, ordering: .relaxed) }
        """, path: "a.swift")
    #expect(found.map(\.severity) == [hasThreads ? .warning : .note])
  }

  // MARK: Wording

  @Test(arguments: [false, true])
  func `a handler runs on another thread only if there is one`(hasThreads: Bool) throws {
    let found = try findings(
      of: "volatile-or-plain-flag-as-synchronisation",
      in: """
        #include <pthread.h>
        #include <signal.h>
        #include <stdatomic.h>
        static int caught, handled;
        static atomic_int events;
        static void on_event(int number) {
          caught += number > 0;
          atomic_fetch_add(&events, 1);
        }
        void install(void) { signal(SIGTERM, on_event); }
        void *serve(void *unused) {
          if (caught > handled) handled++;
          return unused;
        }
        \(hasThreads ? "void run(void) { pthread_t t; pthread_create(&t, 0, serve, 0); }" : "")
        """)
    let message = try #require(found.first).message
    #expect(message.contains("in the middle of the other access"))
    #expect(message.contains("on another thread") == hasThreads)
  }

  @Test func `two accesses on one line have no line before it`() throws {
    let found = try findings(
      of: "publish-without-release",
      in: """
        #include <stdatomic.h>
        int data;
        atomic_int ready;
        void produce(int v) { data = v; atomic_store_explicit(&ready, 1, memory_order_relaxed); }
        int consume(void) { return atomic_load_explicit(&ready, memory_order_acquire) ? data : -1; }
        """)
    let missing = try witness(of: #require(found.first)).missing
    #expect(missing.hasPrefix("nothing orders the two accesses on line 4"))
  }

  @Test func `an update is not called a write or a read`() throws {
    let source = """
      #include <stdatomic.h>
      int data;
      atomic_int flags;
      void produce(int v) {
        data = v;
        atomic_fetch_or_explicit(&flags, 1, memory_order_relaxed);
      }
      int consume(void) {
        return atomic_fetch_and_explicit(&flags, 6, memory_order_relaxed) & 1 ? data : -1;
      }
      """
    for rule in ["publish-without-release", "guard-load-without-acquire"] {
      let message = try #require(try findings(of: rule, in: source).first).message
      #expect(message.hasPrefix("relaxed read-modify-write of 'flags'"))
    }
  }
}
