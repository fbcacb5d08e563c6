import MemoryModel
import OrderLint

/// A compare-exchange whose failure order releases.
public struct InvalidCASFailureOrder: Rule {
  public static let description = RuleDescription(
    id: "invalid-cas-failure-order",
    summary: "A failed compare-exchange cannot release",
    rationale: """
      A compare-exchange that fails is only a load, so its failure order must not be release or \
      acq_rel ([atomics.types.operations]). A failure order stronger than the success order is \
      fine since C++17 and in Swift, and is not reported.
      """,
    severity: .error,
    knownLimits: "Swift's type system rejects such calls; they reach Swift only through C shims.",
    references: ["C++20 [atomics.types.operations]/18", "C11 7.17.7.4"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        atomic_int x;
        bool claim(int seen) {
          return ↓atomic_compare_exchange_strong_explicit(
            &x, &seen, 1, memory_order_acq_rel, memory_order_release);
        }
        """)
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        atomic_int x;
        bool claim(int seen) {
          return atomic_compare_exchange_strong_explicit(
            &x, &seen, 1, memory_order_release, memory_order_acquire);
        }
        """),
      .swift(
        """
        import Synchronization
        let x = Atomic<Int>(0)
        func claim() -> Bool {
          x.compareExchange(
            expected: 0, desired: 1, successOrdering: .releasing, failureOrdering: .acquiring
          ).exchanged
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.operations.compactMap { finding(for: $0) }
  }

  private func finding(for operation: Operation) -> Finding? {
    guard operation.kind == .compareExchange, let order = operation.failureOrder?.order,
      order.isRelease, order != .sequentiallyConsistent
    else { return nil }
    let needed: MemoryOrder = order == .release ? .relaxed : .acquire
    return Finding(
      rule: Self.description.id, severity: .error,
      message:
        "\(operation.kind.phrase(of: operation.object)) with failure order \(order.name) is undefined behaviour",
      range: operation.range, function: operation.function,
      notes: operation.innerNotes,
      evidence: .language(clause: "C++20 [atomics.types.operations]: compare_exchange"),
      repair: Repair(
        summary: "failure order \(needed.spelling(in: operation.language)) on line "
          + "\(operation.range.start.line)", isChecked: false))
  }
}
