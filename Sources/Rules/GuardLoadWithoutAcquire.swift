import MemoryModel
import OrderLint

/// A load that is not an acquire guards data that another thread published.
public struct GuardLoadWithoutAcquire: Rule {
  public static let description = RuleDescription(
    id: "guard-load-without-acquire",
    summary: "A load that is not an acquire guards data",
    rationale: """
      A branch on the value of a relaxed load orders nothing: neither the compiler nor an Arm, \
      RISC-V or POWER machine need wait for it before they read the data behind the branch. The \
      load must be an acquire, or an acquire fence must stand between it and the data, to \
      synchronize with the release that published the data.
      """,
    severity: .error,
    knownLimits: "The writer must be in the program; data in unrelated objects is not followed.",
    references: ["C++20 [intro.races]", "C++20 [atomics.order]", "litmus test MP"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        int data;
        atomic_bool ready;
        void produce(int value) {
          data = value;
          atomic_store_explicit(&ready, true, memory_order_release);
        }
        int consume(void) {
          return ↓atomic_load_explicit(&ready, memory_order_relaxed) ? data : -1;
        }
        """),
      .swift(
        """
        import Synchronization
        nonisolated(unsafe) var data = 0
        let ready = Atomic<Bool>(false)
        func produce(_ value: Int) {
          data = value
          ready.store(true, ordering: .releasing)
        }
        func consume() -> Int {
          ↓ready.load(ordering: .relaxed) ? data : -1
        }
        """),
    ],
    clean: [
      // One fence after the loop serves every spin.
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        int data;
        atomic_bool ready;
        void produce(int value) {
          data = value;
          atomic_store_explicit(&ready, true, memory_order_release);
        }
        int consume(void) {
          while (!atomic_load_explicit(&ready, memory_order_relaxed)) {}
          atomic_thread_fence(memory_order_acquire);
          return data;
        }
        """),
      // The flag guards nothing but the loop.
      .swift(
        """
        import Synchronization
        let stop = Atomic<Bool>(false)
        func cancel() { stop.store(true, ordering: .releasing) }
        func run() { while !stop.load(ordering: .relaxed) {} }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.publications.compactMap { finding(for: $0, in: context) }
  }

  private func finding(for shape: Publication, in context: RuleContext) -> Finding? {
    if case .ring = shape.setting { return nil }
    guard shape.readingHalf(in: context) == .plainOperation else { return nil }
    return shape.readerFinding(of: Self.description.id, in: context) { written in
      .doesNotGuard(shape.data, loadedWith: written, from: shape.flag)
    }
  }
}

extension String {
  fileprivate static func doesNotGuard(
    _ data: MemoryLocation, loadedWith order: MemoryOrder, from flag: MemoryLocation
  ) -> String {
    "\(order.name) read of '\(flag)' does not guard '\(data)'; '\(data)' may be read before it"
  }
}
