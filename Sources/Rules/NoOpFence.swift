import MemoryModel
import OrderLint

/// A fence with relaxed order has no effect.
public struct NoOpFence: Rule {
  public static let description = RuleDescription(
    id: "no-op-fence",
    summary: "A relaxed fence does nothing",
    rationale: """
      A fence with relaxed order has no effects ([atomics.fences]). It is an error where the \
      program relies on it to hand over data, and a warning elsewhere. (A consume fence is an \
      acquire fence and is not reported.)
      """,
    severity: .error,
    knownLimits: "An order that is not a constant is not judged.",
    references: ["C++20 [atomics.fences]/5", "C11 7.17.4.1"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        void barrier(void) { ↓atomic_thread_fence(memory_order_relaxed); }
        """),
      .swift(
        """
        import Synchronization
        func barrier() { ↓atomicMemoryFence(ordering: .relaxed) }
        """),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        void barrier(void) { atomic_thread_fence(memory_order_acq_rel); }
        """),
      .swift(
        """
        import Synchronization
        func barrier() { atomicMemoryFence(ordering: .acquiringAndReleasing) }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    let proven = context.publications.flatMap { findings(for: $0, in: context) }
    let places = Set(proven.map(\.range))
    let alone = context.operations.compactMap { finding(for: $0) }
    return proven + alone.filter { !places.contains($0.range) }
  }

  private func findings(for shape: Publication, in context: RuleContext) -> [Finding] {
    var found: [Finding] = []
    if shape.writerIsWeak, let fence = shape.misplacedFence(in: .writer), fence.isNoOp {
      found.append(finding(shape, 0, fence.item, .release, context))
    }
    if shape.readerIsWeak, let fence = shape.misplacedFence(in: .reader), fence.isNoOp {
      found.append(finding(shape, 1, fence.item, .acquire, context))
    }
    return found
  }

  private func finding(
    _ shape: Publication, _ thread: Int, _ fence: Int, _ needed: MemoryOrder,
    _ context: RuleContext
  ) -> Finding {
    let item = shape.cut.item(thread, fence)
    let edit = ScenarioEdit.setOrder(origin: shape.cut.origin(thread, fence), to: needed)
    return Finding(
      rule: Self.description.id, severity: .error,
      message: "relaxed fence does nothing; '\(shape.data)' is not ordered with '\(shape.flag)'",
      range: item.range, function: context.functionName(of: item),
      notes: shape.notes(in: context),
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "a relaxed fence has no effects ([atomics.fences])",
          conclusion: shape.conclusion(in: context))),
      repair: .order(
        needed, at: item, in: context.language(of: item),
        isChecked: context.forbids(
          shape.question, of: shape.cut, with: [edit], idealizing: 1 - thread)),
      targets: context.targets(showing: shape.question, of: shape.cut))
  }

  private func finding(for operation: Operation) -> Finding? {
    guard operation.kind == .fence, operation.order.order == .relaxed else { return nil }
    return Finding(
      rule: Self.description.id, severity: .warning,
      message: "relaxed fence does nothing", range: operation.range,
      function: operation.function,
      notes: operation.innerRange.map { [Finding.Note("the fence is here", at: $0)] } ?? [],
      evidence: .language(clause: "C++20 [atomics.fences]: a relaxed fence has no effects"))
  }
}
