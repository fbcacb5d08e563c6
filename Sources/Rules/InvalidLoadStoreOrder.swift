import MemoryModel
import OrderLint

/// A load with a release order, or a store with an acquire order.
public struct InvalidLoadStoreOrder: Rule {
  public static let description = RuleDescription(
    id: "invalid-load-store-order",
    summary: "A load cannot release and a store cannot acquire",
    rationale: """
      The order of a load must not be release or acq_rel, the order of a store must not be \
      consume, acquire or acq_rel ([atomics.types.operations]). Anything else is undefined \
      behaviour; compilers warn at best, and not where the order goes through a wrapper or a \
      constant.
      """,
    severity: .error,
    knownLimits: "Swift's type system rejects such calls; they reach Swift only through C shims.",
    references: ["C++20 [atomics.types.operations]/4,11", "C11 7.17.7.1, 7.17.7.2"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        atomic_int x;
        int get(void) { return ↓atomic_load_explicit(&x, memory_order_release); }
        """),
      .c(
        """
        #include <stdatomic.h>
        atomic_int x;
        static inline void put(int v, memory_order order) { atomic_store_explicit(&x, v, order); }
        void reset(void) { ↓put(0, memory_order_acq_rel); }
        """),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        atomic_int x;
        int get(void) { return atomic_load_explicit(&x, memory_order_acquire); }
        """),
      .swift(
        """
        import Synchronization
        let x = Atomic<Int>(0)
        func get() -> Int { x.load(ordering: .acquiring) }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.operations.compactMap { finding(for: $0) }
  }

  private func finding(for operation: Operation) -> Finding? {
    guard let fault = fault(of: operation) else { return nil }
    return Finding(
      rule: Self.description.id, severity: .error,
      message:
        "\(fault.what)\(operation.ofObject) with order \(fault.order) is undefined behaviour",
      range: operation.range, function: operation.function,
      notes: operation.innerNotes,
      evidence: .language(clause: fault.clause),
      repair: fault.needed.map { needed in
        Repair(
          summary: "\(needed.spelling(in: operation.language)) on line "
            + "\(operation.range.start.line)", isChecked: false)
      })
  }

  private struct Fault {
    var what: String
    var order: String
    var clause: String
    var needed: MemoryOrder?
  }

  private func fault(of operation: Operation) -> Fault? {
    guard let order = operation.order.order else {
      return Fault(
        what: "atomic operation", order: "\(operation.order.raw)",
        clause: "C11 7.17.3: an order is one of the six memory_order constants", needed: nil)
    }
    switch operation.kind {
    case .load where order.isRelease && order != .sequentiallyConsistent:
      return Fault(
        what: "load", order: order.name, clause: "C++20 [atomics.types.operations]: load",
        needed: .acquire)
    case .store where order.isAcquire && order != .sequentiallyConsistent:
      return Fault(
        what: "store", order: order.name, clause: "C++20 [atomics.types.operations]: store",
        needed: .release)
    case .load, .store, .update, .compareExchange, .fence: return nil
    }
  }
}
