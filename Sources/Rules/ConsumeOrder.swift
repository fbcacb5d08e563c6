import MemoryModel
import OrderLint

/// A consume read on whose value nothing depends: it is only compared.
public struct ConsumeOrder: Rule {
  public static let description = RuleDescription(
    id: "consume-order",
    summary: "A consume read whose value is only compared",
    rationale: """
      Consume orders only what depends on the value read: accesses through it. Where the value is \
      only compared, as in a test for emptiness, nothing depends on it, and consume is as good as \
      relaxed. (Compilers treat consume as acquire, and C++26 deprecates it with that meaning.) \
      Swift has no such order.
      """,
    severity: .warning,
    knownLimits: "A value that is compared and also used is not reported.",
    references: ["C++26 [depr.atomics.order], P3475R2"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        struct node { struct node *next; };
        int is_empty(_Atomic(struct node *) *first) {
          return ↓atomic_load_explicit(first, memory_order_consume) == 0;
        }
        """)
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        struct node { struct node *next; };
        int is_empty(_Atomic(struct node *) *first) {
          return atomic_load_explicit(first, memory_order_acquire) == 0;
        }
        """),
      .swift(
        """
        import Synchronization
        let count = Atomic<Int>(0)
        func isEmpty() -> Bool { count.load(ordering: .acquiring) == 0 }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.operations.compactMap { operation in
      guard operation.kind == .load, operation.order.order == .consume, operation.isOnlyCompared,
        operation.orderRange != nil
      else { return nil }
      return Finding(
        rule: Self.description.id, severity: .warning,
        message: "consume read\(operation.ofObject) orders nothing: its value is only compared",
        range: operation.range, function: operation.function,
        notes: operation.innerNotes,
        evidence: .language(clause: "C++20 [intro.races]: a comparison carries no dependency"),
        repair: Repair(
          summary: "\(MemoryOrder.acquire.spelling(in: operation.language)) instead",
          isChecked: false))
    }
  }
}
