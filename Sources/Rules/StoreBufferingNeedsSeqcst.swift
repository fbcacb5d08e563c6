import MemoryModel
import OrderLint

/// Two threads announce themselves and then look for each other, and can both miss the other.
public struct StoreBufferingNeedsSeqcst: Rule {
  public static let description = RuleDescription(
    id: "store-buffering-needs-seqcst",
    summary: "Both sides of a store-load handshake can miss each other",
    rationale: """
      Each side stores to its own atomic and then loads the other's, to decide whether to go on. \
      No order but seq_cst keeps a store before a later load of another object, and only if all \
      four accesses are seq_cst: three of four are as good as none. A seq_cst fence between the \
      store and the load of each side does the same, and so does a fence on one side with seq_cst \
      accesses on the other. Acquire, release and acq_rel fences never do.
      """,
    severity: .error,
    knownLimits: "A side whose decision is only returned as a number is not taken as one.",
    references: ["C++20 [atomics.order]/4", "litmus test SB"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        atomic_int x, y;
        bool enter_left(void) {
          ↓atomic_store_explicit(&x, 1, memory_order_release);
          return atomic_load_explicit(&y, memory_order_acquire) == 0;
        }
        bool enter_right(void) {
          atomic_store_explicit(&y, 1, memory_order_seq_cst);
          return atomic_load_explicit(&x, memory_order_seq_cst) == 0;
        }
        """),
      .swift(
        """
        import Synchronization
        let x = Atomic<Int>(0)
        let y = Atomic<Int>(0)
        func enterLeft() -> Bool {
          x.store(1, ordering: .sequentiallyConsistent)
          return ↓y.load(ordering: .acquiring) == 0
        }
        func enterRight() -> Bool {
          y.store(1, ordering: .sequentiallyConsistent)
          return x.load(ordering: .sequentiallyConsistent) == 0
        }
        """),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        atomic_int x, y;
        bool enter_left(void) {
          atomic_store_explicit(&x, 1, memory_order_relaxed);
          atomic_thread_fence(memory_order_seq_cst);
          return atomic_load_explicit(&y, memory_order_relaxed) == 0;
        }
        bool enter_right(void) {
          atomic_store(&y, 1);
          return atomic_load(&x) == 0;
        }
        """),
      .swift(
        """
        import Synchronization
        let x = Atomic<Int>(0)
        let y = Atomic<Int>(0)
        func enterLeft() -> Bool {
          x.store(1, ordering: .sequentiallyConsistent)
          return y.load(ordering: .sequentiallyConsistent) == 0
        }
        func enterRight() -> Bool {
          y.store(1, ordering: .sequentiallyConsistent)
          return x.load(ordering: .sequentiallyConsistent) == 0
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.handshakes.map { finding(for: $0, in: context) }
  }

  private func finding(for shape: Handshake, in context: RuleContext) -> Finding {
    let place = shape.weakest(in: context)
    return Finding(
      rule: Self.description.id, severity: .error,
      message: .missEachOther(shape, in: context),
      range: place.range, function: context.functionName(of: place),
      notes: shape.notes,
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "nothing orders the store of each side before its load of the other's atomic",
          conclusion: shape.conclusion)),
      repair: repair(shape, in: context),
      targets: context.targets(
        showing: shape.question, of: shape.cut, expecting: [.intel64, .apple, .riscv64, .power]))
  }

  /// All four accesses seq_cst, or else a seq_cst fence on each side.
  private func repair(_ shape: Handshake, in context: RuleContext) -> Repair? {
    let accesses = shape.accesses
    let strong = accesses.map {
      ScenarioEdit.setOrder(origin: $0.origin, to: .sequentiallyConsistent)
    }
    if context.forbids(shape.question, of: shape.cut, with: strong) {
      let weak = accesses.filter { $0.item.ordering?.order != .sequentiallyConsistent }
      return Repair(
        summary: "seq_cst on all four accesses (now weaker: line "
          + weak.map { "\($0.item.range.start.line)" }.joined(separator: ", ") + ")",
        edits: weak.flatMap { access in
          Repair.order(
            .sequentiallyConsistent, at: access.item, in: context.language(of: access.item),
            isChecked: true
          ).edits
        },
        isChecked: true)
    }
    guard shape.isMendedByFences(in: context) else { return nil }
    return Repair(
      summary: "a seq_cst fence between store and load on both sides", isChecked: true)
  }
}

extension String {
  fileprivate static func missEachOther(
    _ shape: Handshake, in context: RuleContext
  ) -> String {
    let strong = shape.accesses.count { $0.item.ordering?.order == .sequentiallyConsistent }
    let how = strong == 0 ? "" : "; \(strong) of 4 accesses are seq_cst, which is as good as none"
    return
      "\(shape.parties(in: context)) can both miss each other: the write of '\(shape.first)' may take effect after "
      + "the read of '\(shape.second)', and the other way round\(how)"
  }
}
