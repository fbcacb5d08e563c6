import MemoryModel
import OrderLint

/// A release store is followed by a relaxed store of the same atomic.
public struct ReleaseSequenceBrokenByStore: Rule {
  public static let description = RuleDescription(
    id: "release-sequence-broken-by-store",
    summary: "A relaxed store hides the release before it",
    rationale: """
      A thread that reads the later, relaxed value does not synchronize with the release store \
      before it. Up to C++17 and in C17 a later store of the same thread belonged to the release \
      sequence; C++20 took it out. Read-modify-writes still belong to it, whatever their order.
      """,
    severity: .warning,
    knownLimits: "Both stores must be in one function or in those it calls.",
    references: ["C++20 [intro.races]/5", "P0982R1", "C++20 [diff.cpp17.basic]"],
    triggering: [
      .c(StageExamples.c(second: "↓atomic_store_explicit(&stage, 2, memory_order_relaxed)")),
      .swift(StageExamples.swift(second: "↓stage.store(2, ordering: .relaxed)")),
    ],
    clean: [
      // A read-modify-write goes on with the release sequence.
      .c(StageExamples.c(second: "atomic_fetch_add_explicit(&stage, 1, memory_order_relaxed)")),
      .swift(StageExamples.swift(second: "stage.store(0, ordering: .relaxed)")),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.publications.compactMap { shape in
      guard case .afterRelease(let earlier) = shape.setting,
        shape.writingHalf(in: context) == nil
      else { return nil }
      let released = shape.cut.item(0, earlier)
      var finding = shape.writerFinding(of: Self.description.id, .warning, in: context) { order in
        "\(order.name) store of '\(shape.flag)' takes the place of the release store before it; a "
          + "thread that reads the later value may read '\(shape.data)' as it was before"
      }
      finding?.notes.append(
        Finding.Note("the release store is here", at: released.range))
      return finding
    }
  }
}

/// The stages that the examples vary.
private enum StageExamples {
  static func swift(second: String) -> String {
    """
    import Synchronization
    nonisolated(unsafe) var data = 0
    let stage = Atomic<Int>(0)
    func produce(_ value: Int) {
      data = value
      stage.store(1, ordering: .releasing)
      \(second)
    }
    func consume() -> Int { stage.load(ordering: .acquiring) >= 1 ? data : -1 }
    """
  }

  static func c(second: String) -> String {
    """
    #include <stdatomic.h>
    int data;
    atomic_int stage;
    void produce(int value) {
      data = value;
      atomic_store_explicit(&stage, 1, memory_order_release);
      \(second);
    }
    int consume(void) {
      return atomic_load_explicit(&stage, memory_order_acquire) >= 1 ? data : -1;
    }
    """
  }
}
