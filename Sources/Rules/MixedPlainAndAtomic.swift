import MemoryModel
import OrderLint

/// An object is accessed atomically in one place and plainly in another.
public struct MixedPlainAndAtomic: Rule {
  public static let description = RuleDescription(
    id: "mixed-plain-and-atomic",
    summary: "An object is accessed atomically here and plainly there",
    rationale: """
      Two accesses of one object that may happen at once race unless both are atomic; that one of \
      them is does not help. The compiler may split, repeat, merge or leave out the plain access, \
      and what it reads or writes orders nothing. C's `_Atomic` and Swift's atomic types rule this \
      out; `__atomic` and `__sync` functions, libraries like them, and pointers into the storage of \
      an atomic do not.
      """,
    severity: .error,
    knownLimits: """
      Reported only with evidence that both accesses may overlap: the program starts the threads, a \
      loop waits for the write, the path itself also accesses the object atomically, a plain write \
      publishes memory, gives back a lock, changes in two steps what others change in one or stands \
      beside atomic stores to other fields of the object, a stored property of Swift is changed in \
      one step through its address, or all other functions use atomic accesses. \
      What runs before an object is shared or after its end is left out, as is what a lock protects.
      """,
    references: ["C11 5.1.2.4", "C++20 [intro.races]", "SEI CERT C, CON43-C"],
    triggering: [
      .c(
        """
        struct gate { int owner; };
        int gate_try_lock(struct gate *g) {
          int free = 0;
          return __atomic_compare_exchange_n(
              &g->owner, &free, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
        }
        void gate_unlock(struct gate *g) { ↓g->owner = 0; }
        """),
      .swift(
        """
        import Foundation
        struct State {
          let value: UnsafeMutablePointer<Int32>
          func matches(_ expected: Int32) -> Bool { ↓value.pointee == expected }
          func advance(from expected: Int32, to next: Int32) -> Bool {
            OSAtomicCompareAndSwap32Barrier(expected, next, value)
          }
        }
        """),
    ],
    clean: [
      // The object is not shared before it is initialized.
      .c(
        """
        struct counter { int value; };
        void counter_init(struct counter *c) { c->value = 0; }
        void counter_add(struct counter *c) { __atomic_fetch_add(&c->value, 1, __ATOMIC_RELAXED); }
        int counter_full(struct counter *c) {
          return __atomic_load_n(&c->value, __ATOMIC_RELAXED) > 7;
        }
        """),
      .swift(
        """
        import Foundation
        struct State {
          let value: UnsafeMutablePointer<Int32>
          init(_ start: Int32) {
            value = .allocate(capacity: 1)
            value.initialize(to: start)
          }
          func advance(from expected: Int32, to next: Int32) -> Bool {
            OSAtomicCompareAndSwap32Barrier(expected, next, value)
          }
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    // What a volatile variable fails to hand over says more than that it is volatile.
    let known = Set(
      context.volatileHandovers.map { $0.cut.item(0, $0.access).range }
        + context.plainFlags.map { $0.cut.item(0, $0.write).range }
        + context.volatileLocks.map { $0.cut.item($0.part, $0.item).range })
    return context.mixedAccesses.filter { !known.contains($0.cut.item(0, $0.plain).range) }
      .map { finding(for: $0, in: context) }
  }

  private func finding(for shape: MixedAccess, in context: RuleContext) -> Finding {
    let plain = shape.cut.item(0, shape.plain)
    let atomic = shape.cut.item(1, shape.atomic)
    let verb = shape.isWrite ? "write" : "read"
    let isVolatile =
      switch plain.kind {
      case .read(_, .volatile), .write(_, _, .volatile): true
      case .read, .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock,
        .spawn, .join, .assume, .call, .opaque:
        false
      }
    let other = context.functionName(of: atomic)
    return Finding(
      rule: Self.description.id, severity: shape.isWrite ? .error : .warning,
      message:
        "\(isVolatile ? "volatile" : "plain") \(verb) of '\(shape.object)' races with the atomic access in \(other)()",
      range: plain.range, function: context.functionName(of: plain),
      notes: [
        Finding.Note("'\(shape.object)' is accessed atomically here", at: atomic.range)
      ]
        + shape.others.map {
          Finding.Note("and plainly \($0.isWrite ? "written" : "read") here", at: $0.range)
        },
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "nothing orders the two accesses, and one of them is not atomic",
          conclusion: "'\(shape.object)' is accessed plainly and atomically at once: a data race")),
      repair: Repair(
        summary: "an atomic \(verb) on line \(plain.range.start.line), "
          + MemoryOrder.relaxed.spelling(in: context.language(of: plain))
          + " if it hands nothing over",
        isChecked: context.forbids(shape.question, of: shape.cut, makingAtomic: shape.object)),
      targets: Target.allCases)
  }
}
