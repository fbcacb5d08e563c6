import MemoryModel
import OrderLint

/// An order weaker than seq_cst, or a fence, that no comment explains.
public struct RequireOrderingComment: Rule {
  public static let description = RuleDescription(
    id: "require-ordering-comment",
    summary: "An order weaker than seq_cst, or a fence, without a comment",
    rationale: """
      Who reads the code later cannot see from an order what it relies on: which access it pairs \
      with, or why none is needed. A comment behind the operation, directly above its statement, or \
      above its function says it. One comment serves operations on consecutive lines.
      """,
    severity: .warning,
    isOptional: true,
    knownLimits: """
      What a comment says is not judged. Operations whose order no text \
      names, as in macros of libraries, are left alone, fences excepted.
      """,
    references: [
      "Linux kernel, checkpatch: memory barrier without comment", "rust-lang/rust-clippy#16073",
    ],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        atomic_int hits;
        void hit(void) { ↓atomic_fetch_add_explicit(&hits, 1, memory_order_relaxed); }
        """),
      .swift(
        """
        import Synchronization
        let hits = Atomic<Int>(0)
        func hit() { ↓hits.wrappingAdd(1, ordering: .relaxed) }
        """),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        atomic_int hits, misses, total;
        void hit(void) {
          // relaxed: the figures are only printed.
          atomic_fetch_add_explicit(&hits, 1, memory_order_relaxed);
          atomic_fetch_add_explicit(&total, 1, memory_order_relaxed);
        }
        void miss(void) {
          atomic_fetch_add_explicit(&misses, 1, memory_order_relaxed);  // as in hit()
        }
        void clear(void) { atomic_store(&total, 0); }
        """),
      .swift(
        """
        import Synchronization
        let hits = Atomic<Int>(0)
        /// Counts a hit. Relaxed, since the figure is only printed.
        func hit() { hits.wrappingAdd(1, ordering: .relaxed) }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.unexplainedOrders().map { shape in
      Finding(
        rule: Self.description.id, severity: .warning, message: .unexplained(shape.operation),
        range: shape.operation.range, function: shape.operation.function, evidence: .shape)
    }
  }
}

extension String {
  fileprivate static func unexplained(_ operation: Operation) -> String {
    let order = operation.order.order?.name ?? "unknown"
    let subject = operation.kind.phrase(of: operation.object)
    return "\(order) \(subject) has no comment that says what the order relies on"
  }
}
