import MemoryModel
import OrderLint

/// A fence has no atomic access through which it could act.
public struct FenceWithoutPartner: Rule {
  public static let description = RuleDescription(
    id: "fence-without-partner",
    summary: "A fence stands beside plain accesses only",
    rationale: """
      A fence does not order memory by itself: a release fence synchronizes through an atomic write \
      after it, an acquire fence through an atomic read before it. Where the flag beside the fence is \
      plain, the accesses of the flag race, and what the fence is to order is not ordered.
      """,
    severity: .warning,
    knownLimits: """
      A fence for which some path has an atomic or volatile access, a lock, or a call of unknown code \
      on the right side is left alone.
      """,
    references: ["C++20 [atomics.fences]", "C11 7.17.4"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        int data, ready;
        void produce(int value) {
          data = value;
          ↓atomic_thread_fence(memory_order_release);
          ready = 1;
        }
        int consume(void) { return ready ? data : -1; }
        """),
      .swift(
        """
        import Synchronization
        nonisolated(unsafe) var data = 0
        nonisolated(unsafe) var ready = false
        func produce(_ value: Int) {
          data = value
          ↓atomicMemoryFence(ordering: .releasing)
          ready = true
        }
        func consume() -> Int { ready ? data : -1 }
        """),
    ],
    clean: [
      .c(MessagePassingExamples.fencedC),
      .swift(MessagePassingExamples.fencedSwift),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    // A flag with fences on both sides is the defect itself, not the fences.
    let fenced = Set(context.plainFlags.filter { $0.use == .fenced }.map(\.flag))
    return context.lonelyFences.filter { !fenced.contains($0.flag) }
      .map { finding(for: $0, in: context) }
  }

  private func finding(for shape: LonelyFence, in context: RuleContext) -> Finding {
    let fence = shape.cut.item(0, shape.fence)
    let access = shape.cut.item(0, shape.access)
    let other = shape.cut.item(1, shape.other)
    let isRelease = shape.side == .release
    return Finding(
      rule: Self.description.id, severity: .warning,
      message: isRelease
        ? "release fence acts through atomic writes after it, and '\(shape.flag)' is written plainly"
        : "acquire fence acts through atomic reads before it, and '\(shape.flag)' is read plainly",
      range: fence.range, function: context.functionName(of: fence),
      notes: [
        Finding.Note(
          "'\(shape.flag)' is \(isRelease ? "written" : "read") here", at: access.range),
        Finding.Note(
          "'\(shape.flag)' is \(other.isWrite ? "written" : "read") here", at: other.range),
      ],
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing:
            "no atomic access carries what the fence on line \(fence.range.start.line) orders",
          conclusion: "'\(shape.flag)' is read and written at once: a data race")),
      repair: Repair(
        summary: "an atomic '\(shape.flag)', accessed with "
          + MemoryOrder.relaxed.spelling(in: context.language(of: fence)),
        isChecked: context.forbids(shape.question, of: shape.cut, makingAtomic: shape.flag)),
      targets: Target.allCases, targetRemark: "if the compiler moves or splits the plain access")
  }
}
