import MemoryModel
import OrderLint

/// A store that is not a release announces data that another thread then reads.
public struct PublishWithoutRelease: Rule {
  public static let description = RuleDescription(
    id: "publish-without-release",
    summary: "A store that is not a release publishes data",
    rationale: """
      One thread writes data, then writes an atomic; another thread reads the atomic and uses the \
      data. The first access happens before the second only if the write of the atomic is a \
      release (or follows a release fence) and the read that sees it is an acquire. Otherwise the \
      two accesses to the data race, and the second thread may see what was there before.
      """,
    severity: .error,
    knownLimits: "The reader must be in the program; data in unrelated objects is not followed.",
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
          ↓atomic_store_explicit(&ready, true, memory_order_relaxed);
        }
        int consume(void) {
          return atomic_load_explicit(&ready, memory_order_acquire) ? data : -1;
        }
        """),
      .swift(
        """
        import Synchronization
        nonisolated(unsafe) var data = 0
        let ready = Atomic<Bool>(false)
        func produce(_ value: Int) {
          data = value
          ↓ready.store(true, ordering: .relaxed)
        }
        func consume() -> Int {
          ready.load(ordering: .acquiring) ? data : -1
        }
        """),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        int data;
        atomic_bool ready;
        void produce(int value) {
          data = value;
          atomic_thread_fence(memory_order_release);
          atomic_store_explicit(&ready, true, memory_order_relaxed);
        }
        int consume(void) {
          return atomic_load_explicit(&ready, memory_order_acquire) ? data : -1;
        }
        """),
      // Nothing is published: the flag is the data.
      .swift(
        """
        import Synchronization
        let stop = Atomic<Bool>(false)
        func cancel() { stop.store(true, ordering: .relaxed) }
        func run() { while !stop.load(ordering: .relaxed) {} }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.publications.compactMap { finding(for: $0, in: context) }
      + context.handovers.filter { $0.part == .publish }.map { shape in
        shape.finding(
          of: Self.description.id,
          saying:
            "\(shape.written.name) write of '\(shape.pointer)' does not publish the memory it "
            + "points to; a thread that sees the address may read the memory as it was before",
          in: context)
      }
  }

  private func finding(for shape: Publication, in context: RuleContext) -> Finding? {
    guard shape.writerIsWeak, shape.misplacedFence(in: .writer) == nil else { return nil }
    let store = shape.cut.item(0, shape.store)
    let written = store.ordering?.order ?? .relaxed
    let needed = written.joined(.release)
    let edit = { (origin: Int) in ScenarioEdit.setOrder(origin: origin, to: needed) }
    guard !written.isRelease,
      context.isMended(shape.question, of: shape.cut, by: edit, thread: 0, item: shape.store)
    else { return nil }
    let edits = shape.cut.origins(0, shape.store).map(edit)
    return Finding(
      rule: Self.description.id, severity: .error,
      message: .doesNotPublish(shape.data, storedWith: written, through: shape.flag),
      range: store.range, function: context.functionName(of: store),
      notes: shape.notes(in: context),
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "nothing orders line \(shape.before.range.start.line) before line "
            + "\(store.range.start.line) for a thread that reads '\(shape.flag)'",
          conclusion: shape.conclusion(in: context))),
      repair: .order(
        needed, at: store, in: context.language(of: store),
        isChecked: context.forbids(shape.question, of: shape.cut, with: edits)
          || shape.readerIsWeak),
      targets: context.targets(showing: shape.question, of: shape.cut),
      targetRemark: "on x86-64 only if the compiler reorders the writes")
  }
}

extension String {
  fileprivate static func doesNotPublish(
    _ data: MemoryLocation, storedWith order: MemoryOrder, through flag: MemoryLocation
  ) -> String {
    "\(order.name) write of '\(flag)' does not publish '\(data)'; a thread that sees it may read "
      + "'\(data)' as it was before"
  }
}
