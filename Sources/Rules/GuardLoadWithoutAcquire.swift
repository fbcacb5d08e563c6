import MemoryModel
import OrderLint

/// A load that is not an acquire guards data that another thread published.
public struct GuardLoadWithoutAcquire: Rule {
  public static let description = RuleDescription(
    id: "guard-load-without-acquire",
    summary: "A load that is not an acquire guards data",
    rationale: """
      A branch on the value of a relaxed load orders nothing: neither the compiler nor an Arm, \
      RISC-V or POWER machine need wait for it before they read the data behind the branch. The \
      load must be an acquire, or an acquire fence must stand between it and the data, to \
      synchronize with the release that published the data.
      """,
    severity: .error,
    knownLimits: """
      The writer must be in the program; data in unrelated objects is not followed. What a function \
      out of view does with shared data whose address it is given is taken from its declaration, and \
      makes a warning. A function that \
      returns a status by a relaxed read to callers out of view is a warning, if its name or the \
      status's says that something is done, others acquire the status, and it is released after \
      work. A read of a node's address behind which the thread stores in the node is reported if the \
      initial value may come last, and the other thread waits for what is stored or both put nodes \
      in one place by exchanges. What a caller passes in another argument than the flag is its own \
      where the writer only reads it, or the reader writes it or alone is given it. Functions whose \
      names say that they take and give back, start and stop, or assign and clear one handle are run \
      by one thread. Locks are told by `spinlock-order`, exchanges by `rmw-missing-half`, rings by \
      `spsc-index-order`.
      """,
    references: ["C++20 [intro.races]", "C++20 [atomics.order]", "litmus test MP"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        int data;
        atomic_bool ready;
        void produce(int value) {
          data = value;
          atomic_store_explicit(&ready, true, memory_order_release);
        }
        int consume(void) {
          return ↓atomic_load_explicit(&ready, memory_order_relaxed) ? data : -1;
        }
        """),
      .swift(
        """
        import Synchronization
        nonisolated(unsafe) var data = 0
        let ready = Atomic<Bool>(false)
        func produce(_ value: Int) {
          data = value
          ready.store(true, ordering: .releasing)
        }
        func consume() -> Int {
          ↓ready.load(ordering: .relaxed) ? data : -1
        }
        """),
    ],
    clean: [
      // One fence after the loop serves every spin.
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        int data;
        atomic_bool ready;
        void produce(int value) {
          data = value;
          atomic_store_explicit(&ready, true, memory_order_release);
        }
        int consume(void) {
          while (!atomic_load_explicit(&ready, memory_order_relaxed)) {}
          atomic_thread_fence(memory_order_acquire);
          return data;
        }
        """),
      // The flag guards nothing but the loop.
      .swift(
        """
        import Synchronization
        let stop = Atomic<Bool>(false)
        func cancel() { stop.store(true, ordering: .releasing) }
        func run() { while !stop.load(ordering: .relaxed) {} }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    // Who asks whether it is the only owner is told what that means.
    let counted = Set(context.uniqueChecks.map { $0.cut.item(0, $0.read).range })
    let found = context.publications.compactMap { finding(for: $0, in: context) }
      .filter { !counted.contains($0.range) }
    let places = Set(found.map(\.range))
    return found
      + context.lostAnswers.filter { $0.fault == .answering && !$0.isHalfExchange }
      .map { $0.finding(of: Self.description.id, in: context) }
      .filter { !places.contains($0.range) }
      + context.statusGetters.map { finding(for: $0, in: context) }
      .filter { !places.contains($0.range) }
      + context.sectionLeaves.filter { $0.fault == .looking }
      .map { $0.finding(of: Self.description.id, in: context) }
      .filter { !places.contains($0.range) }
  }

  private func finding(for shape: StatusGetter, in context: RuleContext) -> Finding {
    let read = shape.cut.item(0, shape.read)
    let name = context.functionName(of: read)
    return Finding(
      rule: Self.description.id, severity: .warning,
      message:
        "relaxed read of '\(shape.status)' tells callers of \(name)() what was done, and does "
        + "not let them see it; other readers acquire it",
      range: read.range, function: name,
      notes: [
        Finding.Note("'\(shape.status)' is set here, after the work", at: shape.setting),
        Finding.Note("'\(shape.status)' is acquired here", at: shape.acquiring),
      ],
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "nothing orders the read before what a caller reads next",
          conclusion: "a caller sees the status, and not what was done before it was set")),
      repair: .order(
        .acquire, at: read, in: context.language(of: read), isChecked: shape.isMended),
      targets: context.targets(showing: shape.question, of: shape.cut))
  }

  private func finding(for shape: Publication, in context: RuleContext) -> Finding? {
    guard shape.readingHalf(in: context) == .plainOperation else { return nil }
    return shape.readerFinding(of: Self.description.id, in: context) { written in
      "\(written.name) \(shape.cut.item(1, shape.load).readPhrase) of '\(shape.flag)' does not "
        + "guard \(shape.dataName); \(shape.dataName) may be read before it"
    }
  }
}
