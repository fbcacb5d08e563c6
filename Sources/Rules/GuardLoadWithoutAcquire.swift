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
    guard shape.readerIsWeak, shape.misplacedFence(in: .reader) == nil,
      let mending = Mending(of: shape, in: context)
    else { return nil }
    let load = shape.cut.item(1, shape.load)
    return Finding(
      rule: Self.description.id, severity: .error,
      message: .doesNotGuard(shape.data, loadedWith: mending.written, from: shape.flag),
      range: load.range, function: context.functionName(of: load),
      notes: shape.notes(in: context),
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "nothing orders line \(load.range.start.line) before line "
            + "\(shape.after.range.start.line)",
          conclusion: shape.conclusion(in: context))),
      repair: .order(
        mending.needed, at: load, in: context.language(of: load),
        isChecked: context.forbids(shape.question, of: shape.cut, with: mending.edits)
          || shape.writerIsWeak),
      targets: context.targets(showing: shape.question, of: shape.cut),
      targetRemark: "on x86-64 only if the compiler reorders the reads")
  }

  /// The order that the load lacks.
  private struct Mending {
    var written: MemoryOrder
    var needed: MemoryOrder
    var edits: [ScenarioEdit]

    init?(of shape: Publication, in context: RuleContext) {
      let load = shape.cut.item(1, shape.load)
      let success = load.ordering?.order ?? .relaxed
      var options = [(order: success, isFailure: false)]
      if case .compareExchange(_, _, _, _, let failure, _) = load.kind {
        options.append((order: failure.order ?? .relaxed, isFailure: true))
      }
      for (order, isFailure) in options where !order.isAcquire {
        let needed = order.joined(.acquire)
        let edit = { (origin: Int) -> ScenarioEdit in
          isFailure
            ? .setFailureOrder(origin: origin, to: needed) : .setOrder(origin: origin, to: needed)
        }
        if context.isMended(shape.question, of: shape.cut, by: edit, thread: 1, item: shape.load) {
          written = order
          self.needed = needed
          edits = shape.cut.origins(1, shape.load).map(edit)
          return
        }
      }
      return nil
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
