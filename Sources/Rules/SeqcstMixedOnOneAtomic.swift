import MemoryModel
import OrderLint

/// One atomic is accessed both with seq_cst and with weaker orders.
public struct SeqcstMixedOnOneAtomic: Rule {
  public static let description = RuleDescription(
    id: "seqcst-mixed-on-one-atomic",
    summary: "One atomic is accessed with seq_cst and with weaker orders",
    rationale: """
      The single total order of seq_cst operations contains only seq_cst operations. An access \
      with a weaker order drops out of it, and with it whatever the seq_cst accesses were meant to \
      guarantee about this atomic. Where the atomic takes part in a store-load handshake, the \
      guarantee is lost. Elsewhere the mix is most often an oversight: the seq_cst is stronger than \
      needed, or the weaker order is weaker than meant.
      """,
    severity: .warning,
    knownLimits: "Implicitly seq_cst accesses count only in a handshake.",
    references: ["C++20 [atomics.order]/4", "P0668R5"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        atomic_int x, y;
        bool enter_left(void) {
          ↓atomic_store_explicit(&x, 1, memory_order_release);
          return atomic_load_explicit(&y, memory_order_seq_cst) == 0;
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
      // Reading a counter for a report needs no order, whatever the writers use.
      .c(
        """
        #include <stdatomic.h>
        atomic_long requests;
        void handle(void) { atomic_fetch_add_explicit(&requests, 1, memory_order_seq_cst); }
        long report(void) { return atomic_load_explicit(&requests, memory_order_relaxed); }
        """),
      .swift(
        """
        import Synchronization
        let requests = Atomic<Int>(0)
        func handle() { requests.wrappingAdd(1, ordering: .sequentiallyConsistent) }
        func report() -> Int { requests.load(ordering: .relaxed) }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.censuses.compactMap { census in
      guard census.isMixed else { return nil }
      let handshakes = context.handshakes.filter {
        $0.first == census.location || $0.second == census.location
      }
      if !handshakes.isEmpty {
        return handshakes.lazy.compactMap { lost(census, in: $0, context) }.first
      }
      let isExplained =
        context.soundHandshakes.contains(census.location)
        || context.sequenceWords.contains(census.location) || census.meetsFullFence
      return isExplained ? nil : oversight(census)
    }
  }

  /// The mix costs a handshake its guarantee. Where a side relies on a fence, what is wrong is the
  /// fence, or that the other side has none, and not the mix.
  private func lost(
    _ census: AtomicCensus, in shape: Handshake, _ context: RuleContext
  ) -> Finding? {
    guard !shape.hasFence else { return nil }
    let faulty = Set(shape.accessesAtFault(in: context).map(\.item.range))
    guard let weak = census.accesses.first(where: { faulty.contains($0.range) }) else { return nil }
    return Finding(
      rule: Self.description.id, severity: .warning,
      message: "'\(census.location)' is seq_cst elsewhere but \(weak.order.name) here, so it drops "
        + "out of the total order that the store-load handshake with '\(shape.other(census))' needs",
      range: weak.range, function: weak.function, notes: census.notes(except: weak),
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "the \(weak.order.name) access is not in the total order of seq_cst operations",
          conclusion: shape.conclusion)),
      targets: context.targets(
        showing: shape.question, of: shape.cut,
        expecting: [.intel64, .apple, .riscv64, .power]))
  }

  /// No handshake is in view: worth a note if every seq_cst access is on one side, so that no two
  /// of them can meet and their order cannot mean anything, and no access is only a statistic.
  private func oversight(_ census: AtomicCensus) -> Finding? {
    let strongest = census.accesses.filter { $0.order == .sequentiallyConsistent }
    let meets = strongest.contains(where: \.isWrite) && strongest.contains { !$0.isWrite }
    let strong = strongest.first { !$0.isImplicit }
    let weak = census.accesses.first {
      $0.order != .sequentiallyConsistent && $0.order != .relaxed
        && $0.isWrite != strong?.isWrite
    }
    guard !meets else { return nil }
    guard strong != nil, let weak else { return nil }
    return Finding(
      rule: Self.description.id, severity: .note,
      message: "'\(census.location)' is seq_cst elsewhere but \(weak.order.name) here; a seq_cst "
        + "order holds only among accesses that all have it",
      range: weak.range, function: weak.function, notes: census.notes(except: weak),
      evidence: .shape)
  }
}

extension AtomicCensus {
  fileprivate var isMixed: Bool {
    accesses.contains { $0.order == .sequentiallyConsistent }
      && accesses.contains { $0.order != .sequentiallyConsistent }
  }

  fileprivate func notes(except access: Access) -> [Finding.Note] {
    accesses.filter { $0.order == .sequentiallyConsistent && $0.range != access.range }.prefix(3)
      .map {
        Finding.Note(
          "'\(location)' is \($0.isWrite ? "written" : "read") with seq_cst here", at: $0.range)
      }
  }
}

extension Handshake {
  /// Whether a fence stands between the write and the read of a side.
  fileprivate var hasFence: Bool {
    cut.scenario.threads.indices.contains { thread in
      guard sides.indices.contains(thread) else { return false }
      let steps = cut.scenario.threads[thread].steps
      let ends = [sides[thread].announcement, sides[thread].decision].compactMap { item in
        steps.firstIndex { $0.origin == cut.origin(thread, item) }
      }
      guard let first = ends.min(), let last = ends.max() else { return false }
      return steps[first...last].contains { if case .fence = $0.action { true } else { false } }
    }
  }

  fileprivate func other(_ census: AtomicCensus) -> MemoryLocation {
    first == census.location ? second : first
  }
}
