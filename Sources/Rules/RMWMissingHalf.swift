import MemoryModel
import OrderLint

/// An exchange takes over without acquiring, or hands over without releasing.
public struct RMWMissingHalf: Rule {
  public static let description = RuleDescription(
    id: "rmw-missing-half",
    summary: "An exchange lacks the half of its order that it needs",
    rationale: """
      A read-modify-write operation reads and writes: release orders its write after what comes \
      before, acquire orders what comes after behind its read. Whoever takes the address of memory \
      that another thread has written needs the acquire; whoever hands data over needs the release; \
      and neither stands for the other.
      """,
    severity: .error,
    knownLimits: """
      Told are exchanges and compare-exchanges: by both threads where data is handed over in view, and \
      by one thread and a sound partner where memory is handed over by its address. The memory must be \
      used in the same function or in one it is inlined into. Locks are told by `spinlock-order`, \
      failed compare-exchanges by `cas-failure-value-dereferenced`, and a relaxed exchange that \
      publishes, like other updates, by `publish-without-release`. An update that acquires, and whose \
      result nobody looks at, is a warning in functions whose names say that they end something.
      """,
    references: ["C++20 [atomics.order]", "litmus test MP"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        #include <stddef.h>
        struct node { struct node *next; int value; };
        struct list { _Atomic(struct node *) first; };
        int pop_all(struct list *l) {
          struct node *n =
            ↓atomic_exchange_explicit(&l->first, NULL, memory_order_release);
          return n ? n->value : 0;
        }
        void publish(struct list *l, struct node *n) {
          atomic_store_explicit(&l->first, n, memory_order_release);
        }
        """),
      .swift(SlotExamples.swift(take: "↓node.exchange(nil, ordering: .relaxed)")),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        #include <stddef.h>
        struct node { struct node *next; int value; };
        struct list { _Atomic(struct node *) first; };
        int pop_all(struct list *l) {
          struct node *n = atomic_exchange_explicit(&l->first, NULL, memory_order_acquire);
          return n ? n->value : 0;
        }
        void publish(struct list *l, struct node *n) {
          atomic_store_explicit(&l->first, n, memory_order_release);
        }
        """),
      .swift(SlotExamples.swift(take: "node.exchange(nil, ordering: .acquiring)")),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.handovers.compactMap { shape in
      message(of: shape).map { shape.finding(of: Self.description.id, saying: $0, in: context) }
    }
      + context.lostAnswers.filter(\.isHalfExchange)
      .map { $0.finding(of: Self.description.id, in: context) }
      + context.publications.flatMap { findings(for: $0, in: context) }
      + context.unreleasedEnds.map { finding(for: $0, in: context) }
  }

  private func finding(for shape: UnreleasedEnd, in context: RuleContext) -> Finding {
    let update = shape.cut.item(0, shape.update)
    let name = context.functionName(of: update)
    return Finding(
      rule: Self.description.id, severity: .warning,
      message: "acquire update of '\(shape.object)' in \(name)() does not release what was done "
        + "before, and nobody looks at what it read",
      range: update.range, function: name,
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "an acquire orders what comes after it, and nothing before",
          conclusion: "a thread that sees the new value may read what was there before")),
      repair: .order(
        .release, at: update, in: context.language(of: update), isChecked: shape.isMended),
      targets: context.targets(showing: shape.question, of: shape.cut))
  }

  private func findings(for shape: Publication, in context: RuleContext) -> [Finding] {
    var found: [Finding?] = []
    if shape.writingHalf(in: context) == .exchange {
      found.append(
        shape.writerFinding(of: Self.description.id, in: context) { order in
          "\(order.name) exchange of '\(shape.flag)' does not release \(shape.dataName); a thread "
            + "that sees it may read \(shape.dataName) as it was before"
        })
    }
    if shape.readingHalf(in: context) == .exchange {
      found.append(
        shape.readerFinding(of: Self.description.id, in: context) { order in
          "\(order.name) exchange of '\(shape.flag)' does not acquire \(shape.dataName); "
            + "\(shape.dataName) may be read before it"
        })
    }
    return found.compactMap { $0 }
  }

  private func message(of shape: PointerHandover) -> String? {
    switch shape.part {
    case .take:
      "\(shape.written.name) exchange takes memory from '\(shape.pointer)' and does not "
        + "acquire it; what it holds may be read before the other thread has written it"
    case .follow:
      "\(shape.written.name) exchange of '\(shape.pointer)' does not acquire the node it takes the "
        + "place of; the link written into that may be overwritten by the node's own initial value"
    case .publish, .failedExchange: nil
    }
  }
}

/// The slot that the examples vary.
private enum SlotExamples {
  static func swift(take: String) -> String {
    """
    import Synchronization
    struct Node { var value: Int }
    final class Slot {
      let node = Atomic<UnsafeMutablePointer<Node>?>(nil)
      func put(_ n: UnsafeMutablePointer<Node>) { node.store(n, ordering: .releasing) }
      func take() -> Int {
        guard let n = \(take) else { return 0 }
        return n.pointee.value
      }
    }
    """
  }
}
