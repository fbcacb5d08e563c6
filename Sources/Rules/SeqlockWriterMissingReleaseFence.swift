import MemoryModel
import OrderLint

/// A sequence lock's writer opens its section without a release fence before the payload.
public struct SeqlockWriterMissingReleaseFence: Rule {
  public static let description = RuleDescription(
    id: "seqlock-writer-missing-release-fence",
    summary: "Payload writes may be seen before the sequence number turns odd",
    rationale: """
      The writer of a sequence lock makes the number odd, writes the payload, and makes it even \
      again. A release order on the first store orders what comes before that store; nothing keeps \
      the payload writes behind it. The same holds for seq_cst and for read-modify-writes of any \
      order: they are not fences for other objects. A reader can then see new payload between two \
      equal even numbers. The cure is a release fence after the first store; the store itself may \
      be relaxed.
      """,
    severity: .error,
    knownLimits: "A reader that compares two reads of the number must be in the program.",
    references: [
      "Boehm, Can seqlocks get along with programming language memory models?, MSPC 2012",
      "C++20 [atomics.fences]",
    ],
    triggering: [
      .c(SeqlockExamples.c(opening: "↓atomic_store_explicit(&seq, s + 1, memory_order_release);")),
      .c(
        SeqlockExamples.c(
          opening: "↓atomic_fetch_add_explicit(&seq, 1, memory_order_acq_rel);")),
      .swift(SeqlockExamples.swift(opening: "↓seq.store(s &+ 1, ordering: .releasing)")),
    ],
    clean: [
      .c(
        SeqlockExamples.c(
          opening: """
            atomic_store_explicit(&seq, s + 1, memory_order_relaxed);
              atomic_thread_fence(memory_order_release);
            """)),
      .swift(
        SeqlockExamples.swift(
          opening: """
            seq.store(s &+ 1, ordering: .relaxed)
              atomicMemoryFence(ordering: .releasing)
            """)),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.seqlocks.compactMap { finding(for: $0, in: context) }
  }

  private func finding(for shape: Seqlock, in context: RuleContext) -> Finding? {
    guard case .writerOpening = shape.fault else { return nil }
    let opening = shape.cut.item(0, shape.opening)
    let edit = ScenarioEdit.insertFence(.release, after: shape.cut.origin(0, shape.opening))
    guard context.forbids(shape.question, of: shape.cut, with: [edit], idealizing: 1) else {
      return nil
    }
    let function = context.functionName(of: opening)
    return Finding(
      rule: Self.description.id, severity: .error,
      message: .opensLate(shape, in: function, by: opening),
      range: opening.range, function: function, notes: shape.notes(in: context),
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "nothing orders line \(opening.range.start.line) before the payload writes "
            + "for other threads",
          conclusion: "the reader accepts new payload under the old sequence number: a torn read")),
      repair: .fence(
        .release, .after, opening, in: context.language(of: opening),
        isChecked: context.forbids(shape.question, of: shape.cut, with: [edit])),
      targets: context.targets(
        showing: shape.question, of: shape.cut,
        expecting: opening.isRead ? [.arm64Linux] : .weaklyOrdered),
      targetRemark: opening.isRead
        ? "Arm64 built without LSE atomics; formally wrong everywhere"
        : "on x86-64 only if the compiler moves the writes")
  }
}

extension String {
  fileprivate static func opensLate(
    _ shape: Seqlock, in function: String, by opening: TraceItem
  ) -> String {
    let sequence = shape.sequence
    let what =
      opening.isRead
      ? "the \(opening.orderWord) read-modify-write of '\(sequence)' is not a fence"
      : "the \(opening.orderWord) store of '\(sequence)' does not order what follows it"
    return "a reader can accept a torn read: writes after '\(function)' opens the section may be "
      + "seen before '\(sequence)' \(shape.hasTwoStamps ? "changes" : "turns odd"); \(what)"
  }
}
