import MemoryModel
import OrderLint

/// An order that is chosen at run time.
public struct OrderNotConstant: Rule {
  public static let description = RuleDescription(
    id: "order-not-constant",
    summary: "An order that is chosen at run time",
    rationale: """
      Compilers want an order as a constant. Where it is none, even after inlining, GCC takes seq_cst \
      and Clang emits a branch for every order there is, so what was to be cheaper is not; and nobody, \
      this tool included, can check an order that is not known. A function that only passes its \
      callers' orders on is fine. In Swift an order that is no constant does not compile.
      """,
    severity: .note,
    knownLimits: """
      Orders given back by functions, and orders in local variables whose address is taken, are not \
      followed.
      """,
    references: ["GCC manual, Built-in Functions for Memory Model Aware Atomic Operations"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        atomic_int state;
        int get(bool is_fast) {
          memory_order order = is_fast ? memory_order_relaxed : memory_order_acquire;
          return ↓atomic_load_explicit(&state, order);
        }
        """)
    ],
    clean: [
      // The wrapper only passes on what its callers say.
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        atomic_int state;
        static inline int load(memory_order order) { return atomic_load_explicit(&state, order); }
        int get(bool is_fast) {
          return is_fast ? load(memory_order_relaxed) : load(memory_order_acquire);
        }
        """),
      .swift(
        """
        import Synchronization
        let state = Atomic<Int>(0)
        func get(_ isFast: Bool) -> Int {
          isFast ? state.load(ordering: .relaxed) : state.load(ordering: .acquiring)
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.variableOrders().map { shape in
      Finding(
        rule: Self.description.id, severity: .note, message: .isVariable(shape),
        range: shape.range, function: shape.function, evidence: .shape,
        repair: Repair(
          summary: "one operation for each order, with the order as a constant", isChecked: false))
    }
  }
}

extension String {
  fileprivate static func isVariable(_ shape: VariableOrder) -> String {
    let source =
      switch shape.source {
      case .chosen: "is chosen at run time"
      case .stored(let name): "is read from '\(name)'"
      }
    if let callee = shape.callee {
      return "the order given to '\(callee)' \(source); compilers take seq_cst, or branch"
    }
    let operation = (shape.kind ?? .fence).phrase(of: shape.object)
    return "the order of this \(operation) \(source); compilers take seq_cst, or branch"
  }
}
