import MemoryModel
import OrderLint

/// The last owner of a reference-counted object destroys it while another's last use may go on.
public struct RefcountDropOrder: Rule {
  public static let description = RuleDescription(
    id: "refcount-drop-order",
    summary: "The last reference is dropped without release and acquire",
    rationale: """
      Whoever drops the last reference destroys the object. Every other owner's last use must \
      happen before that: each drop must be a release, and an acquire must stand between the last \
      drop and the destruction, either on the decrement (acq_rel) or as an acquire fence on the \
      path that destroys. Taking a reference may be relaxed.
      """,
    severity: .error,
    knownLimits: """
      The destruction must be a free, a call whose name says so, or a plain field of the object that \
      is reset where the counter's name says that it counts references. A C function that offers an \
      atomic addition with relaxed order to callers out of view is a warning: what they count is \
      taken to be references.
      """,
    references: ["C++20 [atomics.order]", "Boost.Atomic, reference counting example"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdlib.h>
        struct object { atomic_int refs; int value; };
        void object_unref(struct object *o) {
          if (↓atomic_fetch_sub_explicit(&o->refs, 1, memory_order_relaxed) == 1) free(o);
        }
        """),
      .swift(
        """
        import Synchronization
        struct Object: ~Copyable { let refs = Atomic<Int>(1) }
        func unref(_ o: UnsafeMutablePointer<Object>) {
          if ↓o.pointee.refs.subtract(1, ordering: .releasing).oldValue == 1 { o.deallocate() }
        }
        """),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdlib.h>
        struct object { atomic_int refs; int value; };
        void object_unref(struct object *o) {
          if (atomic_fetch_sub_explicit(&o->refs, 1, memory_order_release) == 1) {
            atomic_thread_fence(memory_order_acquire);
            free(o);
          }
        }
        """),
      .swift(
        """
        import Synchronization
        struct Object: ~Copyable { let refs = Atomic<Int>(1) }
        func unref(_ o: UnsafeMutablePointer<Object>) {
          if o.pointee.refs.subtract(1, ordering: .acquiringAndReleasing).oldValue == 1 {
            o.deallocate()
          }
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.referenceDrops.map { finding(for: $0, in: context) }
      + context.counterWrappers.map { finding(for: $0, in: context) }
  }

  private func finding(for shape: CounterWrapper, in context: RuleContext) -> Finding {
    let addition = shape.cut.item(0, shape.item)
    let edits = [0, 1].map {
      ScenarioEdit.setOrder(origin: shape.cut.origin($0, shape.item), to: .acquireRelease)
    }
    return Finding(
      rule: Self.description.id, severity: .warning,
      message:
        "\(shape.name)() adds with relaxed order and returns the sum; a caller who drops the "
        + "last reference with it destroys what another owner may still use",
      range: addition.range, function: context.functionName(of: addition),
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "a relaxed drop does not order the owners' uses of the object",
          conclusion: "one owner destroys the object while another may still use it")),
      repair: .order(
        .acquireRelease, at: addition, in: context.language(of: addition),
        isChecked: context.forbids(shape.question, of: shape.cut, with: edits)),
      targets: context.targets(showing: shape.question, of: shape.cut))
  }

  private func finding(for shape: ReferenceDrop, in context: RuleContext) -> Finding {
    let drop = shape.cut.item(0, shape.drop)
    let destruction = shape.cut.item(0, shape.destruction)
    let order = drop.ordering?.order ?? .relaxed
    let origins = [0, 1].map { shape.cut.origin($0, shape.drop) }
    let edits = origins.map { ScenarioEdit.setOrder(origin: $0, to: .acquireRelease) }
    return Finding(
      rule: Self.description.id, severity: .error,
      message: .destroysEarly(shape.counter, droppedWith: order),
      range: shape.range, function: context.functionName(of: drop),
      notes: [
        Finding.Note(
          destruction.isWrite ? "the object is reset here" : "the object is destroyed here",
          at: destruction.range)
      ],
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: order.isRelease
            ? "no acquire stands between the last drop and the destruction"
            : "the \(order.name) drop does not release the owner's last use of the object",
          conclusion: "one owner destroys the object while another may still use it")),
      repair: .order(
        .acquireRelease, at: drop, in: context.language(of: drop),
        isChecked: context.forbids(shape.question, of: shape.cut, with: edits)),
      targets: context.targets(showing: shape.question, of: shape.cut))
  }
}

extension String {
  fileprivate static func destroysEarly(
    _ counter: MemoryLocation, droppedWith order: MemoryOrder
  ) -> String {
    let lack =
      order.isRelease
      ? "does not acquire the other owners' uses"
      : order.isAcquire ? "does not release this owner's uses" : "orders nothing"
    return "\(order.name) drop of '\(counter)' \(lack); the object may be destroyed while another "
      + "owner still uses it"
  }
}
