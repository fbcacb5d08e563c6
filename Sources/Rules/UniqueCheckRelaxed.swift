import MemoryModel
import OrderLint

/// Who finds to be the only owner changes the object without acquiring the others' last uses.
public struct UniqueCheckRelaxed: Rule {
  public static let description = RuleDescription(
    id: "unique-check-relaxed",
    summary: "A relaxed read of a reference count decides that an object is not shared",
    rationale: """
      An owner who reads 1 may change the object in place, move it out or free it: nobody else has \
      it. The others had it a moment ago, and what they did with it before they dropped it happens \
      before what the last owner does only if the read of the count acquires what the drops \
      released. A relaxed read lets the change overtake another owner's last use. The same holds for \
      whoever reads 0 and frees what nobody owns any more, also under a lock that the drops do not take.
      """,
    severity: .error,
    knownLimits: "The change must be in the same function or in one it is inlined into.",
    references: ["C++20 [intro.races]", "rust-lang/rust#51780"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        struct text { atomic_int refs; int length; };
        void text_drop(struct text *t) {
          atomic_fetch_sub_explicit(&t->refs, 1, memory_order_release);
        }
        void text_clear(struct text *t) {
          if (↓atomic_load_explicit(&t->refs, memory_order_relaxed) == 1) t->length = 0;
        }
        """),
      .swift(
        """
        import Synchronization
        final class Storage {
          let refs = Atomic<Int>(1)
          var length = 0
          func drop() { refs.wrappingSubtract(1, ordering: .releasing) }
          func clear() {
            if ↓refs.load(ordering: .relaxed) == 1 { length = 0 }
          }
        }
        """),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        struct text { atomic_int refs; int length; };
        void text_drop(struct text *t) {
          atomic_fetch_sub_explicit(&t->refs, 1, memory_order_release);
        }
        void text_clear(struct text *t) {
          if (atomic_load_explicit(&t->refs, memory_order_acquire) == 1) t->length = 0;
        }
        """),
      // Only looked at.
      .swift(
        """
        import Synchronization
        final class Storage {
          let refs = Atomic<Int>(1)
          func drop() { refs.wrappingSubtract(1, ordering: .releasing) }
          var isShared: Bool { refs.load(ordering: .relaxed) != 1 }
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.uniqueChecks.map { shape in
      let read = shape.cut.item(0, shape.read)
      let use = shape.cut.item(0, shape.use)
      return Finding(
        rule: Self.description.id, severity: .error,
        message:
          "\((read.ordering?.order ?? .relaxed).name) \(read.readPhrase) of '\(shape.counter)' does "
          + "not acquire what other owners did before they dropped the object; it may be "
          + "\(shape.ends ? "destroyed" : "changed") while one of them still uses it",
        range: read.range, function: context.functionName(of: read),
        notes: [
          Finding.Note(
            "the object is \(shape.ends ? "destroyed" : "changed") here", at: use.range)
        ],
        evidence: .witness(
          context.witness(
            shape.execution, of: shape.cut,
            missing: "nothing orders another owner's last use before line "
              + "\(use.range.start.line)",
            conclusion:
              "\(shape.findsNone ? "one thread" : "one owner") \(shape.ends ? "destroys" : "changes") the object while another "
              + "may still use it: a data race")),
        repair: .order(
          (read.ordering?.order ?? .relaxed).joined(.acquire), at: read,
          in: context.language(of: read), isChecked: shape.isMended),
        targets: context.targets(showing: shape.question, of: shape.cut),
        targetRemark: "on x86-64 only if the compiler moves the access")
    }
  }
}
