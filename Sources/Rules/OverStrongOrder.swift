import MemoryModel
import OrderLint

/// An order, a fence or an exchange that could be cheaper with the same outcomes.
public struct OverStrongOrder: Rule {
  public static let description = RuleDescription(
    id: "over-strong-order",
    summary: "A weaker order gives the same outcomes",
    rationale: """
      Nothing is wrong: the operation costs more than it must. Reported are counters whose values \
      decide nothing (relaxed does); atomics that are the only ones with seq_cst operations among the \
      threads that can meet (acquire and release do); a fence beside one, or beside an operation, that \
      gives as much; locks that wait by exchanging again and again instead of reading; and strong \
      compare-exchanges that a loop tries again anyway. Each is proven for the code in view: for every \
      two threads that access the atomic, the model has no outcome with the weaker orders that it does \
      not have with those in the source. On many machines the difference is small: compare the code \
      that your compiler emits.
      """,
    severity: .note,
    isOptional: true,
    knownLimits: """
      Never reported with --profile misra. Callers that are not in view are \
      taken not to order anything by the operation. An atomic whose address is passed on, that is read \
      plainly, or whose functions have too many paths is left alone.
      """,
    references: [
      "C++20 [atomics.order]/4", "Oberhauser et al., VSync: push-button verification, ASPLOS 2021",
      "Lepers et al., OFence: pairing barriers to find concurrency bugs, EuroSys 2023",
    ],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        static atomic_int hits;
        void hit(void) { ↓atomic_fetch_add(&hits, 1); }
        """),
      .c(
        """
        #include <stdatomic.h>
        static int data;
        static atomic_int ready;
        void produce(void) {
          data = 42;
          ↓atomic_store(&ready, 1);
        }
        int consume(void) { return atomic_load(&ready) ? data : 0; }
        """),
      .c(
        """
        #include <stdatomic.h>
        void publish(void) {
          ↓atomic_thread_fence(memory_order_release);
          atomic_thread_fence(memory_order_seq_cst);
        }
        """),
      .swift(
        """
        import Synchronization
        private let hits = Atomic<Int>(0)
        func hit() { ↓hits.wrappingAdd(1, ordering: .sequentiallyConsistent) }
        """),
      .swift(
        """
        import Synchronization
        let highest = Atomic<Int>(0)
        func raise(by amount: Int) {
          var seen = highest.load(ordering: .relaxed)
          while true {
            let (exchanged, found) = ↓highest.compareExchange(
              expected: seen, desired: seen + amount, ordering: .relaxed)
            if exchanged { break }
            seen = found
          }
        }
        """),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        static atomic_int hits;
        void hit(void) { atomic_fetch_add_explicit(&hits, 1, memory_order_relaxed); }
        """),
      // Store buffering: seq_cst is what makes it right.
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        static atomic_int x, y;
        bool enter_left(void) {
          atomic_store(&x, 1);
          return atomic_load(&y) == 0;
        }
        bool enter_right(void) {
          atomic_store(&y, 1);
          return atomic_load(&x) == 0;
        }
        """),
      // Somebody waits for the count.
      .swift(
        """
        import Synchronization
        nonisolated(unsafe) private var result = 0
        private let left = Atomic<Int>(1)
        func work() {
          result = 42
          left.wrappingSubtract(1, ordering: .releasing)
        }
        func wait() -> Int {
          while left.load(ordering: .acquiring) > 0 {}
          return result
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.excessOrders().map { shape in
      Finding(
        rule: Self.description.id, severity: .note, message: .couldBeWeaker(shape),
        range: shape.place.range, function: shape.place.function,
        notes: shape.others.map { Finding.Note($0.remark(shape.reason), at: $0.range) },
        evidence: .shape, repair: shape.repair)
    }
  }
}

extension String {
  fileprivate static func couldBeWeaker(_ shape: ExcessOrder) -> String {
    let object = shape.object.map { "'\($0)'" } ?? "the atomic"
    let old = shape.place.old?.name ?? "unknown"
    switch shape.reason {
    case .counter:
      return "\(object) only counts: no value of it decides anything, and relaxed gives the same "
        + "outcomes as \(old)"
    case .aloneInTotalOrder:
      return
        "all operations on \(object) are seq_cst, and no seq_cst operation on anything else can "
        + "meet them: acquire and release give the same outcomes"
    case .secondFence:
      return "this \(old) fence stands beside one that orders as much"
    case .impliedFence:
      return "this \(old) fence orders nothing that the operation beside it does not order itself"
    case .spinningExchange:
      return "\(object) is exchanged again and again while it is taken; a relaxed load that waits "
        + "before the next exchange has the same outcomes and leaves the cache line shared"
    case .strongRetry:
      return
        "this loop tries the compare-exchange of \(object) again in any case: the weak form has "
        + "the same outcomes, and is one loop less where an exchange is a loop"
    }
  }
}

extension ExcessOrder {
  fileprivate var repair: Repair? {
    let summary: String
    switch reason {
    case .counter, .aloneInTotalOrder:
      let places = ([place] + others).compactMap { place in
        place.new.map {
          "\($0.spelling(in: place.language)) on line \(place.range.start.line)"
        }
      }
      summary = places.joined(separator: ", ")
    case .secondFence, .impliedFence:
      summary = "no fence on line \(place.range.start.line)"
    case .spinningExchange:
      summary = "wait with relaxed loads until it is free, then exchange"
    case .strongRetry: summary = edits.first?.text ?? "the weak form"
    }
    return Repair(summary: summary, edits: edits, isChecked: false)
  }
}

extension ExcessOrder.Place {
  fileprivate func remark(_ reason: ExcessOrder.Reason) -> String {
    switch reason {
    case .counter, .aloneInTotalOrder:
      "and \(new?.name ?? "a weaker order") is enough here"
    case .secondFence: "the other fence"
    case .impliedFence: "the operation"
    case .spinningExchange, .strongRetry: "here, too"
    }
  }
}
