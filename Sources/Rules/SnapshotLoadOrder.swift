import MemoryModel
import OrderLint

/// Two indices are compared that may be from different times, the wrong way round.
public struct SnapshotLoadOrder: Rule {
  public static let description = RuleDescription(
    id: "snapshot-load-order",
    summary: "Two indices are read to be compared, and the first read does not stay first",
    rationale: """
      Where one index is moved on only after a look at another, a thread that reads both can rely \
      on their distance only if it reads the derived one first and acquires it. A relaxed first \
      read may take effect after the second: the derived index is new and the other one old, and \
      their difference is larger than the buffer, or below zero. Unsigned, that is a very large \
      number.
      """,
    severity: .warning,
    knownLimits: """
      Reported where a branch or a returned truth value hangs on the difference or on which is \
      larger, and where the second value less the first is returned. A truth value may be out of date \
      where the function's name asks for a size or an estimate, or whether there is anything. Each \
      side may read its own index relaxed. Two relaxed reads are reported only if their function \
      writes an atomic as well. What is only ever set to values given from outside is a limit and no \
      side.
      """,
    references: ["C++20 [intro.races]", "iree-org/iree#23707"],
    triggering: [
      .c(
        ReservationExamples.c(
          look: "↓atomic_load_explicit(&tail, memory_order_relaxed)",
          failure: "memory_order_relaxed")),
      .swift(
        """
        import Synchronization
        final class Window: Sendable {
          let sent = Atomic<UInt>(0), acknowledged = Atomic<UInt>(0)
          func acknowledge() {
            acknowledged.wrappingAdd(1, ordering: .releasing)
          }
          func send() {
            let done = acknowledged.load(ordering: .acquiring)
            if done &+ 64 > sent.load(ordering: .relaxed) {
              sent.wrappingAdd(1, ordering: .acquiringAndReleasing)
            }
          }
          func hasRoom() -> Bool {
            let s = ↓sent.load(ordering: .relaxed)
            let a = acknowledged.load(ordering: .acquiring)
            return 64 &- (s &- a) > 0
          }
        }
        """),
    ],
    clean: [
      .c(
        ReservationExamples.c(
          look: "atomic_load_explicit(&tail, memory_order_acquire)",
          failure: "memory_order_acquire")),
      // The distance is only shown.
      .swift(
        """
        import Synchronization
        final class Window: Sendable {
          let sent = Atomic<UInt>(0), acknowledged = Atomic<UInt>(0)
          func acknowledge() {
            acknowledged.wrappingAdd(1, ordering: .releasing)
          }
          func send() {
            let done = acknowledged.load(ordering: .acquiring)
            if done &+ 64 > sent.load(ordering: .relaxed) {
              sent.wrappingAdd(1, ordering: .acquiringAndReleasing)
            }
          }
          var inFlight: UInt {
            sent.load(ordering: .relaxed) &- acknowledged.load(ordering: .relaxed)
          }
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.snapshots.map { shape in
      let first = shape.cut.item(0, shape.first)
      let second = shape.cut.item(0, shape.second)
      return Finding(
        rule: Self.description.id, severity: .warning,
        message:
          "relaxed \(first.readPhrase) of '\(shape.names.derived)' may take effect after that of '\(shape.names.base)', "
          + "which follows; '\(shape.names.derived)' may be newer than '\(shape.names.base)' by more than it "
          + "can be",
        range: first.range, function: context.functionName(of: first),
        notes: [
          Finding.Note("'\(shape.names.base)' is read here", at: second.range),
          Finding.Note(
            "'\(shape.names.base)' is looked at here", at: shape.cut.item(1, shape.look).range),
          Finding.Note(
            "before '\(shape.names.derived)' is moved on here",
            at: shape.cut.item(1, shape.move).range),
        ],
        evidence: .witness(
          context.witness(
            shape.execution, of: shape.cut,
            missing: .nothingOrders(first, before: second),
            conclusion: "'\(shape.names.derived)' is new and '\(shape.names.base)' is old")),
        repair: .order(
          .acquire, at: first, in: context.language(of: first), isChecked: shape.isMended),
        targets: context.targets(showing: shape.question, of: shape.cut),
        targetRemark: "on x86-64 only if the compiler reorders the reads")
    }
  }
}

/// The reservation that the examples vary.
private enum ReservationExamples {
  static func c(look: String, failure: String) -> String {
    """
    #include <stdatomic.h>
    #include <stdbool.h>
    _Atomic unsigned head, tail;
    bool reserve(void) {
      unsigned t = \(look);
      for (;;) {
        unsigned h = atomic_load_explicit(&head, memory_order_acquire);
        if (64u - (t - h) == 0) return false;
        if (atomic_compare_exchange_strong_explicit(
              &tail, &t, t + 1, memory_order_acq_rel, \(failure))) {
          return true;
        }
      }
    }
    void release(void) { atomic_fetch_add_explicit(&head, 1, memory_order_release); }
    """
  }
}
