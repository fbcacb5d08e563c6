import MemoryModel
import OrderLint

/// An index of a ring buffer with one writer and one reader is stored or read too weakly.
public struct SPSCIndexOrder: Rule {
  public static let description = RuleDescription(
    id: "spsc-index-order",
    summary: "An index of a ring buffer does not hand over its slots",
    rationale: """
      In a ring buffer with one thread on each side, each index hands slots over: the writer's says \
      that slots are filled, the reader's that they are free again. So there are four orders. Both \
      stores must be releases, and each side must acquire what it reads of the other's index \
      before it touches the slot. The pair that gives slots back is the one people leave out: the \
      writer may then overwrite a slot that is still being read. Each side may read its own index \
      relaxed.
      """,
    severity: .error,
    knownLimits: "What callers do with the address of a slot is assumed.",
    references: ["C++20 [intro.races]", "litmus test MP", "mozilla/cubeb#710"],
    triggering: [
      .c(RingExamples.c(look: "↓atomic_load_explicit(&r->head, memory_order_relaxed)")),
      .swift(
        """
        import Synchronization
        final class Ring {
          let head = Atomic<Int>(0), tail = Atomic<Int>(0)
          let slots = UnsafeMutablePointer<Int>.allocate(capacity: 64)
          func push(_ value: Int) -> Bool {
            let end = tail.load(ordering: .relaxed)
            if end &- head.load(ordering: .acquiring) == 64 { return false }
            slots[end % 64] = value
            ↓tail.store(end &+ 1, ordering: .relaxed)
            return true
          }
          func pop() -> Int? {
            let start = head.load(ordering: .relaxed)
            if start == tail.load(ordering: .acquiring) { return nil }
            let value = slots[start % 64]
            head.store(start &+ 1, ordering: .releasing)
            return value
          }
        }
        """),
    ],
    clean: [
      .c(RingExamples.c(look: "atomic_load_explicit(&r->head, memory_order_acquire)")),
      // Nobody touches a slot: how full it is may be out of date.
      .swift(
        """
        import Synchronization
        final class Gauge: Sendable {
          let head = Atomic<Int>(0), tail = Atomic<Int>(0)
          func pushed() { tail.wrappingAdd(1, ordering: .releasing) }
          func popped() { head.wrappingAdd(1, ordering: .releasing) }
          var count: Int { tail.load(ordering: .relaxed) - head.load(ordering: .relaxed) }
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.publications.flatMap { shape -> [Finding] in
      guard case .ring(let givesBack) = shape.setting else { return [] }
      let rule = Self.description.id
      return [
        shape.writerFinding(of: rule, in: context) { order in
          givesBack
            ? .givesBackEarly(shape.flag, shape.data, order)
            : .fillsLate(shape.flag, shape.data, order)
        },
        shape.readerFinding(of: rule, in: context) { order in
          givesBack
            ? .overwritesEarly(shape.flag, shape.data, order)
            : .readsEarly(shape.flag, shape.data, order)
        },
      ].compactMap { $0 }
    } + context.ringEnds.map { $0.finding(of: Self.description.id, in: context) }
  }
}

extension String {
  fileprivate static func fillsLate(
    _ index: MemoryLocation, _ slots: MemoryLocation, _ order: MemoryOrder
  ) -> String {
    "\(order.name) store of the index '\(index)' does not publish the slot of '\(slots)' that was "
      + "filled; the other side may read what was there before"
  }

  fileprivate static func givesBackEarly(
    _ index: MemoryLocation, _ slots: MemoryLocation, _ order: MemoryOrder
  ) -> String {
    "\(order.name) store of the index '\(index)' may give a slot of '\(slots)' back before it has "
      + "been read; the other side may overwrite it"
  }

  fileprivate static func readsEarly(
    _ index: MemoryLocation, _ slots: MemoryLocation, _ order: MemoryOrder
  ) -> String {
    "\(order.name) read of the index '\(index)' does not acquire the slots of '\(slots)'; a slot may "
      + "be read before it is filled"
  }

  fileprivate static func overwritesEarly(
    _ index: MemoryLocation, _ slots: MemoryLocation, _ order: MemoryOrder
  ) -> String {
    "\(order.name) read of the index '\(index)' does not acquire the slots of '\(slots)' that were "
      + "given back; a slot may be overwritten while the other side still reads it"
  }
}

/// The ring buffer that the examples vary.
private enum RingExamples {
  static func c(look: String) -> String {
    """
    #include <stdatomic.h>
    #include <stdbool.h>
    struct ring { _Atomic unsigned head, tail; int slots[64]; };
    bool push(struct ring *r, int value) {
      unsigned tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
      if (tail - \(look) == 64) return false;
      r->slots[tail % 64] = value;
      atomic_store_explicit(&r->tail, tail + 1, memory_order_release);
      return true;
    }
    bool pop(struct ring *r, int *value) {
      unsigned head = atomic_load_explicit(&r->head, memory_order_relaxed);
      if (head == atomic_load_explicit(&r->tail, memory_order_acquire)) return false;
      *value = r->slots[head % 64];
      atomic_store_explicit(&r->head, head + 1, memory_order_release);
      return true;
    }
    """
  }
}
