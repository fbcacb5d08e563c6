import MemoryModel
import OrderLint

/// `__sync_lock_test_and_set` is used where its acquire barrier is not enough.
public struct CSyncBuiltinHalfBarrier: Rule {
  public static let description = RuleDescription(
    id: "c-sync-builtin-half-barrier",
    summary: "`__sync_lock_test_and_set` publishes memory, although it is an acquire barrier only",
    rationale: """
      All `__sync` functions are full barriers but two: `__sync_lock_test_and_set` only acquires and \
      `__sync_lock_release` only releases. They take and give back a lock. As an exchange that \
      publishes memory the former lacks the release: what was written before may be seen after it.
      """,
    severity: .error,
    knownLimits: "Swift has no such function; it arises in imported C code.",
    references: ["GCC manual, Legacy __sync Built-in Functions", "C++20 [atomics.order]"],
    triggering: [
      .c(
        """
        void *slot_atomic_swap(void **slot, void *value) {
          return ↓__sync_lock_test_and_set(slot, value);
        }
        int slot_atomic_replace_if(void **slot, void *old, void *value) {
          return __sync_bool_compare_and_swap(slot, old, value);
        }
        """),
      .c(
        """
        #include <stddef.h>
        struct node { int value; };
        struct node *slot;
        void put(struct node *n, int value) {
          n->value = value;
          (void)↓__sync_lock_test_and_set(&slot, n);
        }
        int take(void) {
          struct node *n = __atomic_exchange_n(&slot, NULL, __ATOMIC_ACQ_REL);
          return n ? n->value : -1;
        }
        """),
    ],
    clean: [
      .c(
        """
        void *slot_atomic_swap(void **slot, void *value) {
          __sync_synchronize();
          return __sync_lock_test_and_set(slot, value);
        }
        int slot_atomic_replace_if(void **slot, void *old, void *value) {
          return __sync_bool_compare_and_swap(slot, old, value);
        }
        """),
      // What it is made for.
      .c(
        """
        static int word;
        static int total;
        void lock(void) { while (__sync_lock_test_and_set(&word, 1)) {} }
        void unlock(void) { __sync_lock_release(&word); }
        void add(int n) { lock(); total += n; unlock(); }
        """),
      .c(
        """
        #include <stddef.h>
        struct node { int value; };
        struct node *slot;
        void put(struct node *n, int value) {
          n->value = value;
          (void)__atomic_exchange_n(&slot, n, __ATOMIC_ACQ_REL);
        }
        int take(void) {
          struct node *n = __atomic_exchange_n(&slot, NULL, __ATOMIC_ACQ_REL);
          return n ? n->value : -1;
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    let published = context.publications.filter {
      $0.writerIsWeak && $0.cut.item(0, $0.store).isTestAndSet
    }
    let handed = context.handovers.filter {
      $0.part == .publish && $0.cut.item(0, $0.access).isTestAndSet
    }
    return published.map { finding(for: $0, in: context) }
      + handed.map { shape in
        shape.finding(
          of: Self.description.id, saying: .doesNotPublish("\(shape.pointer)", "what it points to"),
          in: context)
      } + context.weakLocks.compactMap { unlock($0, in: context) }
      + context.exchangeWrappers.map { finding(for: $0, in: context) }
  }

  private func finding(for shape: ExchangeWrapper, in context: RuleContext) -> Finding {
    let exchange = shape.cut.item(0, shape.item)
    let edit = ScenarioEdit.setOrder(
      origin: shape.cut.origin(0, shape.item), to: .acquireRelease)
    return Finding(
      rule: Self.description.id, severity: .warning,
      message:
        "\(shape.name)() exchanges with __sync_lock_test_and_set, an acquire barrier only, while "
        + "\(shape.neighbour)() beside it is a full barrier; who publishes memory with it does not "
        + "release it",
      range: exchange.range, function: context.functionName(of: exchange),
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "the exchange acquires only: nothing orders what its caller wrote before it",
          conclusion: "a thread that sees the new value may not see what was written before")),
      repair: .order(
        .sequentiallyConsistent, at: exchange, in: .c,
        isChecked: context.forbids(shape.question, of: shape.cut, with: [edit])),
      targets: context.targets(showing: shape.question, of: shape.cut))
  }

  private func finding(for shape: Publication, in context: RuleContext) -> Finding {
    let store = shape.cut.item(0, shape.store)
    return Finding(
      rule: Self.description.id, severity: .error,
      message: .doesNotPublish("\(shape.flag)", "'\(shape.data)'"), range: store.range,
      function: context.functionName(of: store), notes: shape.notes(in: context),
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: .nothingOrders(shape.before, before: store) + ": it acquires only",
          conclusion: shape.conclusion(in: context))),
      repair: .order(.acquireRelease, at: store, in: .c, isChecked: false),
      targets: context.targets(showing: shape.question, of: shape.cut))
  }

  private func unlock(_ shape: WeakLock, in context: RuleContext) -> Finding? {
    let item = shape.cut.item(shape.part, shape.item)
    guard shape.fault == .givingBack, item.isTestAndSet else { return nil }
    var finding = shape.finding(
      of: Self.description.id,
      saying: "__sync_lock_test_and_set that gives '\(shape.word)' back does not release; the next "
        + "owner may not see what this owner wrote", in: context)
    finding.repair = Repair(
      summary: "__sync_lock_release(…) on line \(item.range.start.line)", isChecked: shape.isMended)
    return finding
  }
}

extension TraceItem {
  fileprivate var isTestAndSet: Bool { isOneSided && isRead }
}

extension String {
  fileprivate static func doesNotPublish(_ flag: String, _ data: String) -> String {
    "__sync_lock_test_and_set of '\(flag)' is an acquire barrier only and does not publish \(data)"
  }
}
