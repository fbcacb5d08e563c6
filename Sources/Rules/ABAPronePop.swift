import MemoryModel
import OrderLint

/// A compare-exchange of a stack's head does not notice that the head has left and come back.
public struct ABAPronePop: Rule {
  public static let description = RuleDescription(
    id: "aba-prone-pop",
    summary: "A node is popped by a compare-exchange that cannot tell an old head from a new one",
    rationale: """
      A pop reads the head, reads what comes after it, and exchanges the one for the other if the \
      head is still the same. Meanwhile other threads may pop that node and the next one, and push \
      the first again: the head is the same address, the exchange succeeds, and the stack's head \
      becomes a node that somebody else has. No order helps. The head needs a counter beside the \
      address, nodes must not be reused while a pop may hold them, or one thread at a time pops.
      """,
    severity: .warning,
    knownLimits: """
      Reported if nodes are pushed again or freed, and unless one thread alone pops, a lock is \
      held, or hazard pointers, epochs or the like are in the way.
      """,
    references: ["Treiber 1986", "Michael, IEEE TPDS 2004"],
    triggering: [
      .c(
        StackExamples.c(
          taking: """
            struct node *take(void) {
              struct node *head = atomic_load_explicit(&pool, memory_order_acquire);
              while (head && !↓atomic_compare_exchange_weak_explicit(
                &pool, &head, head->next, memory_order_acquire, memory_order_acquire)) {
              }
              return head;
            }
            """)),
      .swift(
        StackExamples.swift(
          taking: """
            while let node = head.load(ordering: .acquiring) {
                  if ↓head.weakCompareExchange(
                    expected: node, desired: node.pointee.next, ordering: .acquiring
                  ).exchanged {
                    return node
                  }
                }
                return nil
            """)),
    ],
    clean: [
      // Takes all there is: nothing hangs on what comes after the head.
      .c(
        StackExamples.c(
          taking: """
            struct node *take_all(void) {
              return atomic_exchange_explicit(&pool, NULL, memory_order_acquire);
            }
            """)),
      .swift(
        StackExamples.swift(
          guardedBy: "\n  let poppers = Mutex<Void>(())",
          taking: """
            poppers.withLock { _ in
                  while let node = head.load(ordering: .acquiring) {
                    if head.weakCompareExchange(
                      expected: node, desired: node.pointee.next, ordering: .acquiring
                    ).exchanged {
                      return node
                    }
                  }
                  return nil
                }
            """)),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.untaggedPops.map { shape in
      let exchange = shape.cut.item(0, shape.exchange)
      let next = shape.cut.item(0, shape.next)
      return Finding(
        rule: Self.description.id, severity: .warning,
        message: "pop from '\(shape.head)' does not notice that the head was popped and pushed "
          + "again; it may install a node that another thread has",
        range: exchange.range, function: context.functionName(of: exchange),
        notes: [
          Finding.Note("what comes after the head is read here", at: next.range),
          Finding.Note("a node may be pushed again here", at: shape.push),
        ],
        evidence: .witness(
          context.witness(
            shape.execution, of: shape.cut,
            missing: "'\(shape.head)' has no counter that tells one visit of a node from the next",
            conclusion: "'\(shape.head)' becomes node 2, which another thread has taken")),
        targets: Target.allCases)
    }
  }
}

/// The stack that the examples pop from.
private enum StackExamples {
  static func c(taking: String) -> String {
    """
    #include <stdatomic.h>
    #include <stddef.h>
    struct node { struct node *next; };
    _Atomic(struct node *) pool;
    void put(struct node *n) {
      struct node *head = atomic_load_explicit(&pool, memory_order_relaxed);
      do {
        n->next = head;
      } while (!atomic_compare_exchange_weak_explicit(
        &pool, &head, n, memory_order_release, memory_order_relaxed));
    }
    \(taking)
    """
  }

  static func swift(guardedBy lock: String = "", taking: String) -> String {
    """
    import Synchronization
    struct Node { var next: UnsafeMutablePointer<Node>? }
    final class Pool: Sendable {
      let head = Atomic<UnsafeMutablePointer<Node>?>(nil)\(lock)
      func put(_ node: UnsafeMutablePointer<Node>) {
        var seen = head.load(ordering: .relaxed)
        while true {
          node.pointee.next = seen
          let result = head.weakCompareExchange(
            expected: seen, desired: node, successOrdering: .releasing,
            failureOrdering: .relaxed)
          if result.exchanged { return }
          seen = result.original
        }
      }
      func take() -> UnsafeMutablePointer<Node>? {
        \(taking)
      }
    }
    """
  }
}
