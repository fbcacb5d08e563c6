import MemoryModel
import OrderLint

/// A weak compare-exchange fails for no reason, and nobody tries again.
public struct CASWeakWithoutLoop: Rule {
  public static let description = RuleDescription(
    id: "cas-weak-without-loop",
    summary: "A weak compare-exchange is not tried again",
    rationale: """
      A weak compare-exchange may fail although the atomic holds the expected value. On machines \
      that build it from a load-linked and a store-conditional it does, now and then; on x86-64 it \
      never does, which is why tests pass. Outside a loop the failure is taken for a real one: an \
      initialization is left out, a wake-up is lost, the program ends. Who compares what was found \
      with what was expected takes it for a success. The strong form fails for one reason only.
      """,
    severity: .error,
    knownLimits: """
      A failure that leads to a slower attempt is no defect, nor one whose result nobody looks at. \
      In functions that by their name only try, it is a remark.
      """,
    references: ["C++20 [atomics.types.operations]", "SEI CERT C, CON41-C"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        atomic_int owner;
        bool claim(int me) {
          int nobody = 0;
          return ↓atomic_compare_exchange_weak(&owner, &nobody, me);
        }
        """),
      .swift(
        """
        import Synchronization
        func start() {}
        let isStarted = Atomic<Bool>(false)
        func startOnce() {
          if ↓isStarted.weakCompareExchange(
            expected: false, desired: true, ordering: .acquiringAndReleasing
          ).exchanged {
            start()
          }
        }
        """),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        atomic_int owner;
        bool claim(int me) {
          int nobody = 0;
          return atomic_compare_exchange_strong(&owner, &nobody, me);
        }
        """),
      // The loop tries again.
      .swift(
        """
        import Synchronization
        let highest = Atomic<Int>(0)
        func raise(to level: Int) {
          var seen = highest.load(ordering: .relaxed)
          while seen < level {
            let (exchanged, found) = highest.weakCompareExchange(
              expected: seen, desired: level, ordering: .relaxed)
            if exchanged { return }
            seen = found
          }
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.weakExchanges.map { finding(for: $0, in: context) }
  }

  private func finding(for shape: WeakExchange, in context: RuleContext) -> Finding {
    let item = shape.cut.item(0, shape.item)
    let function = context.functionName(of: item)
    return Finding(
      rule: Self.description.id, severity: shape.severity,
      message: shape.message(in: function), range: item.range, function: function,
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "a weak exchange may fail on the value it expects",
          conclusion: "the exchange fails although no other thread has touched '\(shape.object)'")),
      repair: Repair(
        summary: context.language(of: item).strongExchange + " on line \(item.range.start.line)",
        isChecked: shape.isMended),
      targets: [.arm64Linux, .riscv64, .power],
      targetRemark: "where the exchange is a load-linked and a store-conditional")
  }
}

extension WeakExchange {
  fileprivate var severity: Severity {
    switch (fault, consequence) {
    case (.isJudgedByValue, _), (_, .aborts), (_, .frees): .error
    case (.isNotRepeated, .givesUp): .warning
    case (.isNotRepeated, .reportsBusy): .note
    }
  }

  fileprivate func message(in function: String) -> String {
    let subject = "weak compare-exchange of '\(object)'"
    switch (fault, consequence) {
    case (.isJudgedByValue, _):
      return "\(subject) is taken to have succeeded if it found the expected value; it may find "
        + "that and fail"
    case (_, .aborts):
      return "\(subject) may fail on the value it expects, and then the program ends"
    case (_, .frees):
      return "\(subject) may fail on the value it expects; the path that then frees memory takes "
        + "it that another thread was first"
    case (_, .givesUp), (_, .reportsBusy):
      return "\(subject) may fail on the value it expects, and \(function)() does not try again"
    }
  }
}

extension Language {
  fileprivate var strongExchange: String {
    switch self {
    case .c: "atomic_compare_exchange_strong"
    case .cpp: "compare_exchange_strong"
    case .swift: "compareExchange"
    }
  }
}
