import MemoryModel
import OrderLint

/// A consume read: told as a note, and with a warning if nothing depends on its value.
public struct ConsumeOrder: Rule {
  public static let description = RuleDescription(
    id: "consume-order",
    summary: "A consume read, above all one whose value is only compared",
    rationale: """
      Consume orders only what depends on the value read: accesses through it. Where the value is \
      only compared, as in a test for emptiness, nothing depends on it, and consume is as good as \
      relaxed. What the value guards without leading to it is not ordered either. Compilers treat \
      consume as acquire, and C++26 deprecates it with that meaning: acquire says what happens. \
      Swift has no such order.
      """,
    severity: .warning,
    knownLimits: """
      A value that is also used is told as a note, once for each place where the order is spelled.
      """,
    references: ["C++26 [depr.atomics.order], P3475R2"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        struct node { struct node *next; };
        int is_empty(_Atomic(struct node *) *first) {
          return ↓atomic_load_explicit(first, memory_order_consume) == 0;
        }
        """),
      .c(
        """
        #include <stdatomic.h>
        struct node { int value; };
        int value(_Atomic(struct node *) *first) {
          struct node *node = ↓atomic_load_explicit(first, memory_order_consume);
          return node ? node->value : 0;
        }
        """),
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
    var told: Set<SourceRange> = []
    return context.operations.compactMap { operation in
      guard operation.kind == .load, operation.order.order == .consume,
        let spelled = operation.orderRange,
        operation.isOnlyCompared || told.insert(spelled).inserted
      else { return nil }
      let isWrong = operation.isOnlyCompared
      return Finding(
        rule: Self.description.id, severity: isWrong ? .warning : .note,
        message: "consume read\(operation.ofObject) orders "
          + (isWrong
            ? "nothing: its value is only compared"
            : "only what its value leads to; compilers make it acquire, and C++26 deprecates it"),
        range: operation.range, function: operation.function,
        notes: operation.innerNotes,
        evidence: .language(clause: "C++20 [intro.races]: a comparison carries no dependency"),
        repair: Repair(
          summary: "\(MemoryOrder.acquire.spelling(in: operation.language)) instead",
          isChecked: false))
    }
  }
}
