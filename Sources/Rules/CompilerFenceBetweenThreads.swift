import MemoryModel
import OrderLint

/// A barrier for the compiler stands where threads need a fence.
public struct CompilerFenceBetweenThreads: Rule {
  public static let description = RuleDescription(
    id: "compiler-fence-between-threads",
    summary: "A compiler barrier is used to order memory between threads",
    rationale: """
      A signal fence, or empty assembly that clobbers memory, keeps the compiler from moving \
      accesses and makes no instruction. It orders a thread against a handler that interrupts it, and \
      nothing against another processor: Arm, RISC-V and POWER machines reorder the accesses all the \
      same.
      """,
    severity: .error,
    knownLimits: """
      Barriers in macros and functions whose names promise a memory barrier are taken at their word \
      where a conditional or the name of the file says that they are for one machine: on some nothing \
      more is needed. Swift has no such fence of its own.
      """,
    references: ["C11 7.17.4.2", "C++20 [atomics.fences]", "GCC manual, Extended Asm"],
    triggering: [
      .c(
        MessagePassingExamples.c(
          publishing: """
            ↓atomic_signal_fence(memory_order_release);
              atomic_store_explicit(&ready, true, memory_order_relaxed);
            """))
    ],
    clean: [
      .c(MessagePassingExamples.fencedC),
      .swift(MessagePassingExamples.fencedSwift),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.compilerFences.map { finding(for: $0, in: context) }
  }

  private func finding(for shape: CompilerFence, in context: RuleContext) -> Finding {
    let publication = shape.publication
    let fence = publication.cut.item(shape.thread, shape.item)
    let (first, last) =
      shape.thread == 0
      ? (publication.data, publication.flag) : (publication.flag, publication.data)
    return Finding(
      rule: Self.description.id, severity: .error,
      message:
        "barrier orders '\(first)' before '\(last)' for the compiler only; the processor may "
        + "reorder them",
      range: fence.range, function: context.functionName(of: fence),
      notes: publication.notes(in: context),
      evidence: .witness(
        context.witness(
          publication.execution, of: publication.cut,
          missing: "line \(fence.range.start.line) is no fence for other threads",
          conclusion: publication.conclusion(in: context))),
      repair: Repair(
        summary: shape.needed.fenceSpelling(in: context.language(of: fence))
          + " in place of line \(fence.range.start.line)",
        isChecked: shape.isMended),
      targets: context.targets(showing: publication.question, of: publication.cut))
  }
}
