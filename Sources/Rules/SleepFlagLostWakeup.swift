import MemoryModel
import OrderLint

/// A thread changes something, reads whether anybody sleeps, and wakes nobody although somebody is
/// about to sleep.
public struct SleepFlagLostWakeup: Rule {
  public static let description = RuleDescription(
    id: "sleep-flag-lost-wakeup",
    summary: "A wake-up is left out because the sleeper's flag is read too early",
    rationale: """
      Who waits announces that it will sleep and then looks once more; who wakes changes what is \
      waited for and then reads the announcement. If the read may be made before the change is \
      visible, both miss each other and nobody wakes the sleeper. Release and acquire do not order \
      a store before a later load of another object: a seq_cst fence between them does, or seq_cst \
      on all four accesses. The sleeper is often out of view: a kernel thread, or the check that a \
      futex call makes.
      """,
    severity: .warning,
    knownLimits: """
      The sleeper is assumed to do its part with a seq_cst fence. Calls are known to wake by their \
      names. Who wakes until it reads that the work is done misses nobody, nor who has woken somebody \
      between the change and the read. Where both sides are in view, store-buffering-needs-seqcst \
      reports the pair.
      """,
    references: ["C++20 [atomics.order]/4", "litmus test SB"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        struct ring { _Atomic unsigned *tail; _Atomic unsigned *flags; };
        int enter_kernel(struct ring *ring);
        void submit(struct ring *ring, unsigned tail) {
          atomic_store_explicit(ring->tail, tail, memory_order_release);
          if (↓atomic_load_explicit(ring->flags, memory_order_acquire) & 1)
            enter_kernel(ring);
        }
        """),
      .swift(
        PostExamples.swift(
          post: "events.wrappingAdd(1, ordering: .releasing)",
          look: "↓sleepers.load(ordering: .relaxed)",
          announce: "sleepers.wrappingAdd(1, ordering: .relaxed)")),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        struct ring { _Atomic unsigned *tail; _Atomic unsigned *flags; };
        int enter_kernel(struct ring *ring);
        void submit(struct ring *ring, unsigned tail) {
          atomic_store_explicit(ring->tail, tail, memory_order_release);
          atomic_thread_fence(memory_order_seq_cst);
          if (atomic_load_explicit(ring->flags, memory_order_relaxed) & 1)
            enter_kernel(ring);
        }
        """),
      .swift(
        PostExamples.swift(
          post: "events.wrappingAdd(1, ordering: .sequentiallyConsistent)",
          look: "sleepers.load(ordering: .sequentiallyConsistent)",
          announce: "sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)")),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    let paired = Set(
      context.handshakes.flatMap { shape in
        shape.sides.enumerated().map { shape.cut.item($0, $1.decision).range }
      })
    return context.wakeDecisions
      .filter { !paired.contains($0.cut.item(0, $0.decision).range) }
      .map { finding(for: $0, in: context) }
  }

  private func finding(for shape: WakeDecision, in context: RuleContext) -> Finding {
    let decision = shape.cut.item(0, shape.decision)
    return Finding(
      rule: Self.description.id, severity: .warning,
      message: "'\(shape.flag)' may be read before the write of '\(shape.announced)' is visible: a "
        + "thread that is about to sleep is not woken, and does not see the write either",
      range: decision.range, function: context.functionName(of: decision),
      notes: [
        Finding.Note(
          "'\(shape.announced)' is written here",
          at: shape.cut.item(0, shape.announcement).range),
        Finding.Note("this call is left out", at: shape.cut.item(0, shape.wake).range),
      ],
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "nothing orders the write before the read of the other atomic",
          conclusion: "nobody is woken, and the sleeper does not see the change")),
      repair: repair(shape, decision, in: context),
      targets: context.targets(
        showing: shape.question, of: shape.cut, expecting: [.intel64, .apple, .riscv64, .power]))
  }

  private func repair(
    _ shape: WakeDecision, _ decision: TraceItem, in context: RuleContext
  ) -> Repair? {
    let fence = ScenarioEdit.insertFence(
      .sequentiallyConsistent, before: shape.cut.origin(0, shape.decision))
    guard context.forbids(shape.question, of: shape.cut, with: [fence]) else { return nil }
    let spelling = MemoryOrder.sequentiallyConsistent.fenceSpelling(
      in: context.language(of: decision))
    return Repair(
      summary: "\(spelling) between the write on line "
        + "\(shape.cut.item(0, shape.announcement).range.start.line) and the read on line "
        + "\(decision.range.start.line), and the same in the thread that sleeps",
      isChecked: true)
  }
}

/// The sleepers that the examples vary.
private enum PostExamples {
  static func swift(post: String, look: String, announce: String) -> String {
    """
    import Foundation
    import Synchronization
    let events = Atomic<Int>(0)
    let sleepers = Atomic<Int>(0)
    let condition = NSCondition()
    func post() {
      \(post)
      if \(look) > 0 { condition.signal() }
    }
    func sleep() {
      \(announce)
      condition.wait()
    }
    """
  }
}
