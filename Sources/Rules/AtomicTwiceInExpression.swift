import MemoryModel
import OrderLint

/// One expression reads an atomic twice, or reads it and assigns to it.
public struct AtomicTwiceInExpression: Rule {
  public static let description = RuleDescription(
    id: "atomic-twice-in-expression",
    summary: "An expression accesses one atomic twice",
    rationale: """
      Each mention of an atomic in an expression is an access of its own, and another thread may \
      write between two of them: the expression is computed from two values although it was \
      written for one, a value is used that was not tested, and 'x = x + 1' loses what others \
      store. Read once into a local variable, or use one read-modify-write.
      """,
    severity: .warning,
    knownLimits: """
      Two reads in two statements are taken to be meant. So are comparisons of two reads, \
      assertions, loops that poll, and figures computed from counters.
      """,
    references: ["SEI CERT C, CON40-C"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        atomic_int n;
        void set(int value) { atomic_store(&n, value); }
        int triangle(void) { return ↓n * (n + 1) / 2; }
        """),
      .swift(
        """
        import Synchronization
        let n = Atomic<Int>(0)
        func set(_ value: Int) { n.store(value, ordering: .relaxed) }
        func triangle() -> Int {
          ↓n.load(ordering: .relaxed) * (n.load(ordering: .relaxed) + 1) / 2
        }
        """),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        atomic_int n;
        void set(int value) { atomic_store(&n, value); }
        int triangle(void) {
          int now = n;
          return now * (now + 1) / 2;
        }
        """),
      // Two statements: how far it came in between.
      .swift(
        """
        import Synchronization
        let n = Atomic<Int>(0)
        func set(_ value: Int) { n.store(value, ordering: .relaxed) }
        func progress(during work: () -> Void) -> Int {
          let before = n.load(ordering: .relaxed)
          work()
          return n.load(ordering: .relaxed) - before
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    let lost = Set(context.lostUpdates.map { $0.cut.item(0, $0.store).range })
    return context.doubleReads.filter { !lost.contains($0.cut.item(0, $0.second).range) }.map {
      finding(for: $0, in: context)
    }
  }

  private func finding(for shape: DoubleRead, in context: RuleContext) -> Finding {
    let first = shape.cut.item(0, shape.first)
    let second = shape.cut.item(0, shape.second)
    return Finding(
      rule: Self.description.id, severity: .warning, message: shape.message,
      range: first.range, function: context.functionName(of: first),
      notes: [
        Finding.Note(
          "'\(shape.object)' is \(shape.form.secondAccess) here",
          at: second.range)
      ],
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "the two accesses of '\(shape.object)' are not one step",
          conclusion: shape.conclusion)),
      targets: Target.allCases)
  }
}

extension DoubleRead {
  fileprivate var message: String {
    switch form {
    case .combined:
      "'\(object)' is read twice in one expression; another thread may change it between, and the "
        + "result belongs to neither value"
    case .testedThenUsed:
      "'\(object)' is tested and then read again; another thread may change it between, and the "
        + "second value was not tested"
    case .assignment:
      "'\(object)' is read and assigned to in two steps; what another thread stores between is lost"
    case .operand:
      "'\(object)' is read for the operand of its own update; another thread may change it between, "
        + "and the update is computed from a value that is gone"
    }
  }

  fileprivate var conclusion: String {
    switch form {
    case .combined, .testedThenUsed: "the two reads of '\(object)' give different values"
    case .assignment: "what the other thread stored to '\(object)' is lost"
    case .operand: "the update finds another value than its operand was computed from"
    }
  }
}

extension DoubleRead.Form {
  fileprivate var secondAccess: String {
    switch self {
    case .assignment: "stored"
    case .operand: "updated"
    case .combined, .testedThenUsed: "read again"
    }
  }
}
