import MemoryModel
import OrderLint

/// One atomic is released, and another one is acquired.
public struct PairingObjectMismatch: Rule {
  public static let description = RuleDescription(
    id: "pairing-object-mismatch",
    summary: "The writer releases one atomic and the reader acquires another",
    rationale: """
      A release and an acquire synchronize only if the acquire reads what the release wrote: the \
      same atomic. A thread that acquires another one, stored relaxed beside it, has synchronized \
      with nobody, however close together the two stores are.
      """,
    severity: .error,
    knownLimits: "Both stores must be in one function or in those it calls.",
    references: ["C++20 [atomics.order]/2", "litmus test MP"],
    triggering: [
      .c(
        PairExamples.c(
          version: "atomic_store_explicit(&version, 1, memory_order_release)",
          ready: "↓atomic_store_explicit(&ready, 1, memory_order_relaxed)")),
      .swift(
        """
        import Synchronization
        nonisolated(unsafe) var data = 0
        let ready = Atomic<Bool>(false)
        let version = Atomic<Int>(0)
        func produce(_ value: Int) {
          data = value
          ↓ready.store(true, ordering: .relaxed)
          version.store(1, ordering: .releasing)
        }
        func consume() -> Int { ready.load(ordering: .acquiring) ? data : -1 }
        """),
    ],
    clean: [
      .c(
        PairExamples.c(
          version: "atomic_store_explicit(&version, 1, memory_order_relaxed)",
          ready: "atomic_store_explicit(&ready, 1, memory_order_release)")),
      // A fence releases for both.
      .swift(
        """
        import Synchronization
        nonisolated(unsafe) var data = 0
        let ready = Atomic<Bool>(false)
        let version = Atomic<Int>(0)
        func produce(_ value: Int) {
          data = value
          atomicMemoryFence(ordering: .releasing)
          version.store(1, ordering: .relaxed)
          ready.store(true, ordering: .relaxed)
        }
        func consume() -> Int { ready.load(ordering: .acquiring) ? data : -1 }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.publications.compactMap { shape in
      // An unlock beside a release is an unlock.
      guard case .besideRelease(let item, let other) = shape.setting,
        shape.writingHalf(in: context) == nil
      else { return nil }
      let store = shape.cut.item(0, shape.store)
      let released = shape.cut.item(0, item)
      let reader = context.functionName(of: shape.cut.item(1, shape.load))
      var finding = shape.writerFinding(of: Self.description.id, in: context) { order in
        "\(order.name) \(store.writePhrase) of '\(shape.flag)' does not publish '\(shape.data)': "
          + "the release \(released.writePhrase) is that of '\(other)', and \(reader)() reads "
          + "'\(shape.flag)'"
      }
      finding?.notes.append(
        Finding.Note("'\(other)' is released here", at: released.range))
      return finding
    }
  }
}

/// The two atomics that the examples vary.
private enum PairExamples {
  static func c(version: String, ready: String) -> String {
    """
    #include <stdatomic.h>
    int data;
    atomic_int ready, version;
    void produce(int value) {
      data = value;
      \(version);
      \(ready);
    }
    int consume(void) {
      return atomic_load_explicit(&ready, memory_order_acquire) ? data : -1;
    }
    """
  }
}
