import MemoryModel
import OrderLint

/// An order other than seq_cst in code that must follow MISRA C.
public struct MisraSeqcstOnly: Rule {
  public static let description = RuleDescription(
    id: "misra-seqcst-only",
    summary: "An order other than seq_cst (MISRA C:2023 Rule 21.25)",
    rationale: """
      MISRA C:2023 Rule 21.25 asks that all memory synchronization operations be executed in \
      sequentially consistent order: whoever reads the code then need not know the weaker orders. \
      This rule reports every operation of C code that has another order, whether it is right or not.
      """,
    severity: .warning,
    isOptional: true,
    knownLimits: """
      Part of --profile misra. C only. An order that is not a constant is \
      not judged; order-not-constant reports it. Whether all seq_cst is enough is not asked here.
      """,
    references: ["MISRA C:2023 Rule 21.25"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        atomic_int state;
        int get(void) { return ↓atomic_load_explicit(&state, memory_order_acquire); }
        """)
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        atomic_int state;
        int get(void) { return atomic_load_explicit(&state, memory_order_seq_cst); }
        void set(int value) { atomic_store(&state, value); }
        """),
      // The rule is about C.
      .swift(
        """
        import Synchronization
        let state = Atomic<Int>(0)
        func get() -> Int { state.load(ordering: .acquiring) }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.operations.compactMap { operation in
      guard operation.language == .c, let order = operation.weakOrder else { return nil }
      return Finding(
        rule: Self.description.id, severity: .warning,
        message: .isWeaker(operation, order.order, isFailure: order.isFailure),
        range: operation.range,
        function: operation.function,
        notes: operation.innerNotes,
        evidence: .language(clause: "MISRA C:2023 Rule 21.25"),
        repair: Repair.order(.sequentiallyConsistent, at: operation))
    }
  }
}

extension Operation {
  /// The order, or the failure order, that is not seq_cst.
  fileprivate var weakOrder: (order: MemoryOrder, isFailure: Bool)? {
    if let order = order.order, order != .sequentiallyConsistent { return (order, false) }
    guard let failure = failureOrder?.order, failure != .sequentiallyConsistent else { return nil }
    return (failure, true)
  }
}

extension String {
  fileprivate static func isWeaker(
    _ operation: Operation, _ order: MemoryOrder, isFailure: Bool
  ) -> String {
    let kind = isFailure ? "failure order" : "order"
    return "\(order.name) \(kind)\(operation.ofObject): Rule 21.25 allows seq_cst only"
  }
}
