import MemoryModel
import OrderLint

/// A compare-exchange that fails finds an address, and the memory there is used unacquired.
public struct CASFailureValueDereferenced: Rule {
  public static let description = RuleDescription(
    id: "cas-failure-value-dereferenced",
    summary: "What a failed compare-exchange found is used without acquiring it",
    rationale: """
      The loser of a compare-exchange reads the address that the winner has stored. The failure \
      order must be an acquire if the memory there is used: the success order does not apply. \
      In Swift, the one-order forms with .relaxed or .releasing fail with .relaxed. A value that is \
      only compared or expected again needs no acquire.
      """,
    severity: .error,
    knownLimits: "The memory must be used in the same function or in one it is inlined into.",
    references: ["C++20 [atomics.types.operations]", "litmus test MP"],
    triggering: [
      .c(
        InstallExamples.c(
          exchange: "↓atomic_compare_exchange_strong_explicit", failure: "memory_order_relaxed")),
      .swift(
        """
        import Synchronization
        struct Node { var value: Int }
        final class Once {
          let shared = Atomic<UnsafeMutablePointer<Node>?>(nil)
          func install(_ mine: UnsafeMutablePointer<Node>) -> Int {
            let (exchanged, found) = ↓shared.compareExchange(
              expected: nil, desired: mine, ordering: .releasing)
            if exchanged { return 0 }
            return found!.pointee.value
          }
        }
        """),
    ],
    clean: [
      .c(
        InstallExamples.c(
          exchange: "atomic_compare_exchange_strong_explicit", failure: "memory_order_acquire")),
      .swift(
        """
        import Synchronization
        struct Node { var value: Int }
        final class Once {
          let shared = Atomic<UnsafeMutablePointer<Node>?>(nil)
          func install(_ mine: UnsafeMutablePointer<Node>) -> Int {
            let (exchanged, found) = shared.compareExchange(
              expected: nil, desired: mine, successOrdering: .releasing,
              failureOrdering: .acquiring)
            if exchanged { return 0 }
            return found!.pointee.value
          }
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.handovers.filter { $0.part == .failedExchange }.map { shape in
      shape.finding(
        of: Self.description.id,
        saying: "failed compare-exchange of '\(shape.pointer)' does not acquire the memory it "
          + "finds; what it holds may be read before the other thread has written it",
        in: context)
    }
      + context.publications.compactMap { shape in
        if case .ring = shape.setting { return nil }
        guard shape.readingHalf(in: context) == .failedExchange else { return nil }
        return shape.readerFinding(of: Self.description.id, in: context) { order in
          "failed compare-exchange of '\(shape.flag)' reads it \(order.name) and does not acquire "
            + "\(shape.dataName), which is then used"
        }
      }
  }
}

/// The installation that the examples vary.
private enum InstallExamples {
  static func c(exchange: String, failure: String) -> String {
    """
    #include <stdatomic.h>
    #include <stddef.h>
    struct node { int value; };
    _Atomic(struct node *) shared;
    int install(struct node *mine) {
      struct node *found = NULL;
      if (\(exchange)(
            &shared, &found, mine, memory_order_release, \(failure))) {
        return 0;
      }
      return found->value;
    }
    """
  }
}
