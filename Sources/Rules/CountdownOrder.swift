import MemoryModel
import OrderLint

/// The last of several threads gives the word although it has not synchronized with the others, or a
/// count says so that its waiters look at.
public struct CountdownOrder: Rule {
  public static let description = RuleDescription(
    id: "countdown-order",
    summary: "A countdown says that work is done which it does not hand over",
    rationale: """
      Each thread counts down when its work is done, and the one that comes to zero tells whoever \
      waits. Its release write publishes its own work only, and that of the others if it has \
      synchronized with them: each decrement must be a release, and the last one an acquire as \
      well, or be followed by an acquire fence. Where the waiting thread looks at the count itself, \
      each decrement must be a release.
      """,
    severity: .error,
    knownLimits: """
      The word must be a release write to another atomic, or the signal of a semaphore or condition, \
      in the same function. Where the waiting thread looks at the count itself, it must go on at 0, or \
      when a count that goes up has come to a number that it was told, and what it reads weakly is told \
      by `guard-load-without-acquire`. Where all in view who wait for the word and use what the threads \
      did acquire the count themselves, nothing is told. The last owner of an object is told by \
      `refcount-drop-order`.
      """,
    references: ["C++20 [atomics.order]", "C++20 [thread.latch]"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        struct pool { atomic_int active; atomic_int is_done; };
        void check_in(struct pool *p) {
          if (↓atomic_fetch_sub_explicit(&p->active, 1, memory_order_relaxed) == 1) {
            atomic_store_explicit(&p->is_done, 1, memory_order_release);
          }
        }
        """),
      .swift(PoolExamples.swift(drop: "↓active.subtract(1, ordering: .releasing)")),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        struct pool { atomic_int active; atomic_int is_done; };
        void check_in(struct pool *p) {
          if (atomic_fetch_sub_explicit(&p->active, 1, memory_order_release) == 1) {
            atomic_thread_fence(memory_order_acquire);
            atomic_store_explicit(&p->is_done, 1, memory_order_release);
          }
        }
        """),
      .swift(PoolExamples.swift(drop: "active.subtract(1, ordering: .acquiringAndReleasing)")),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    last(in: context) + waiting(in: context)
  }

  /// Counts that a thread waits for itself.
  private func waiting(in context: RuleContext) -> [Finding] {
    context.publications.compactMap { shape in
      guard shape.writingHalf(in: context) == .countdown else { return nil }
      return shape.writerFinding(of: Self.description.id, in: context) { order in
        "\(order.name) \(shape.isCountUp ? "count" : "countdown") of '\(shape.flag)' does not "
          + "release '\(shape.data)'; who waits for the count may read '\(shape.data)' as it was before"
      }
    }
  }

  /// Counts of which the last thread gives the word.
  private func last(in context: RuleContext) -> [Finding] {
    context.countdowns.map { finding(for: $0, in: context) }
  }

  private func finding(for shape: Countdown, in context: RuleContext) -> Finding {
    let drop = shape.cut.item(0, shape.drop)
    let order = drop.ordering?.order ?? .relaxed
    let edit = ScenarioEdit.setOrder(origin: shape.cut.origin(0, shape.drop), to: shape.needed)
    let lack = order.isRelease ? "acquire" : "release"
    return Finding(
      rule: Self.description.id, severity: .error,
      message: "\(order.name) countdown of '\(shape.counter)' does not \(lack) the work of the "
        + "threads it counts; '\(shape.signal)' may say that all are done before they are",
      range: drop.range, function: context.functionName(of: drop),
      notes: [
        Finding.Note(
          "the last thread says so here", at: shape.cut.item(0, shape.announcement).range)
      ],
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing:
            "the \(order.name) decrement orders \(order.isRelease ? "no read after" : "nothing before") it",
          conclusion: "the waiting thread uses what another thread may still write")),
      repair: .order(
        shape.needed, at: drop, in: context.language(of: drop),
        isChecked: context.forbids(shape.question, of: shape.cut, with: [edit])),
      targets: context.targets(showing: shape.question, of: shape.cut))
  }
}

/// The pool that the examples vary.
private enum PoolExamples {
  static func swift(drop: String) -> String {
    """
    import Synchronization
    final class Pool: Sendable {
      let active = Atomic<Int>(4)
      let isDone = Atomic<Bool>(false)
      func checkIn() {
        if \(drop).newValue == 0 {
          isDone.store(true, ordering: .releasing)
        }
      }
    }
    """
  }
}
