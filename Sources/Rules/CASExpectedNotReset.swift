import MemoryModel
import OrderLint

/// A compare-exchange that is tried again expects what the last try found.
public struct CASExpectedNotReset: Rule {
  public static let description = RuleDescription(
    id: "cas-expected-not-reset",
    summary: "A compare-exchange is tried again from whatever the last try found",
    rationale: """
      A compare-exchange that fails stores what it found where the expected value was. A loop that \
      waits for one certain value has to set the expected value anew each time round: otherwise \
      the second try expects what is there, and succeeds. A lock that is taken this way is taken \
      while another thread holds it. A loop that computes the new value from the one found wants \
      exactly this and is right.
      """,
    severity: .error,
    knownLimits: """
      Reported if the variable starts as a constant, nothing else looks at what was found, and the \
      value to be stored does not change in the loop.
      """,
    references: ["C++20 [atomics.types.operations]", "C17 7.17.7.4"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        atomic_int taken;
        void acquire(void) {
          int expected = 0;
          while (!↓atomic_compare_exchange_weak_explicit(
            &taken, &expected, 1, memory_order_acquire, memory_order_relaxed)) {
          }
        }
        """),
      .swift(
        """
        import Synchronization
        let taken = Atomic<Int>(0)
        func acquire() {
          var expected = 0
          while true {
            let result = ↓taken.compareExchange(
              expected: expected, desired: 1, ordering: .acquiring)
            if result.exchanged { return }
            expected = result.original
          }
        }
        """),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        atomic_int taken;
        void acquire(void) {
          int expected;
          do {
            expected = 0;
          } while (!atomic_compare_exchange_weak_explicit(
            &taken, &expected, 1, memory_order_acquire, memory_order_relaxed));
        }
        """),
      // What was found is what the new value is made of.
      .swift(
        """
        import Synchronization
        let total = Atomic<Int>(0)
        func double() {
          var expected = 0
          while true {
            let result = total.compareExchange(
              expected: expected, desired: expected * 2, ordering: .relaxed)
            if result.exchanged { return }
            expected = result.original
          }
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.staleExpectations.map { shape in
      let item = shape.cut.item(0, shape.item)
      return Finding(
        rule: Self.description.id, severity: .error,
        message: "compare-exchange of '\(shape.object)' that fails is tried again from the value "
          + "it found and not from \(shape.expected); it succeeds while another thread has "
          + "'\(shape.object)'",
        range: item.range, function: context.functionName(of: item),
        evidence: .witness(
          context.witness(
            shape.execution, of: shape.cut,
            missing: "the expected value is not \(shape.expected) again before the second try",
            conclusion: "the second exchange succeeds although '\(shape.object)' was never "
              + "\(shape.expected)")),
        repair: Repair(
          summary: "set the expected value to \(shape.expected) before each try",
          isChecked: shape.isMended),
        targets: Target.allCases)
    }
  }
}
