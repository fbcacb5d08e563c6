import MemoryModel
import OrderLint

/// A sequence lock's reader can accept payload that does not belong to its sequence number.
public struct SeqlockReaderMissingAcquireFence: Rule {
  public static let description = RuleDescription(
    id: "seqlock-reader-missing-acquire-fence",
    summary: "Payload reads may be made after the sequence number is compared",
    rationale: """
      The reader of a sequence lock reads the number, the payload, and the number again. An \
      acquire on the second read orders what follows it; the payload reads may sink below it. An \
      acquire fence must stand between the payload reads and the second read of the number, which \
      may be relaxed then. The first read must be an acquire, or the payload may be read before it.
      """,
    severity: .error,
    knownLimits: """
      A writer that bumps the number twice must be in the program. A volatile number counts as relaxed.
      """,
    references: [
      "Boehm, Can seqlocks get along with programming language memory models?, MSPC 2012",
      "C++20 [atomics.fences]",
    ],
    triggering: [
      .c(
        SeqlockExamples.c(
          validation: """
            return !(s & 1) && ↓atomic_load_explicit(&seq, memory_order_acquire) == s;
            """)),
      .swift(
        SeqlockExamples.swift(
          validation: """
            return s & 1 == 0 && ↓seq.load(ordering: .acquiring) == s ? (x, y) : nil
            """)),
    ],
    clean: [
      .c(SeqlockExamples.c()),
      .swift(SeqlockExamples.swift()),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.seqlocks.compactMap { shape in
      switch shape.fault {
      case .readerValidation: validation(shape, in: context)
      case .readerEntry: entry(shape, in: context)
      case .writerOpening, .writerClosing: nil
      }
    }
  }

  private func validation(_ shape: Seqlock, in context: RuleContext) -> Finding? {
    let second = shape.cut.item(1, shape.secondRead)
    let edit = ScenarioEdit.insertFence(.acquire, before: shape.cut.origin(1, shape.secondRead))
    guard context.forbids(shape.question, of: shape.cut, with: [edit], idealizing: 0) else {
      return nil
    }
    return finding(
      shape, at: second, in: context,
      message: .comparesEarly(shape.sequence, by: second),
      missing: "nothing orders the payload reads before line \(second.range.start.line)",
      conclusion: "the reader accepts new payload under the old sequence number: a torn read",
      repair: .fence(
        .acquire, .before, second, in: context.language(of: second),
        isChecked: context.forbids(shape.question, of: shape.cut, with: [edit])))
  }

  private func entry(_ shape: Seqlock, in context: RuleContext) -> Finding? {
    let first = shape.cut.item(1, shape.firstRead)
    let written = first.ordering?.order ?? .relaxed
    let edit = ScenarioEdit.setOrder(
      origin: shape.cut.origin(1, shape.firstRead), to: written.joined(.acquire))
    guard context.forbids(shape.question, of: shape.cut, with: [edit], idealizing: 0) else {
      return nil
    }
    return finding(
      shape, at: first, in: context, message: .readsEarly(shape.sequence, by: first),
      missing: "nothing orders line \(first.range.start.line) before the payload reads",
      conclusion: "the reader accepts old payload under the new sequence number",
      repair: .order(
        written.joined(.acquire), at: first, in: context.language(of: first),
        isChecked: context.forbids(shape.question, of: shape.cut, with: [edit])))
  }

  private func finding(
    _ shape: Seqlock, at item: TraceItem, in context: RuleContext, message: String,
    missing: String, conclusion: String, repair: Repair
  ) -> Finding {
    Finding(
      rule: Self.description.id, severity: .error, message: message, range: item.range,
      function: context.functionName(of: item), notes: shape.notes(in: context),
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut, missing: missing, conclusion: conclusion)),
      repair: repair, targets: context.targets(showing: shape.question, of: shape.cut),
      targetRemark: "on x86-64 only if the compiler reorders the reads")
  }
}

extension String {
  fileprivate static func comparesEarly(
    _ sequence: MemoryLocation, by read: TraceItem
  ) -> String {
    "a reader can accept a torn read: the payload may be read after this "
      + "\(read.orderWord) \(read.readPhrase) of '\(sequence)', which orders "
      + "nothing before it"
  }

  fileprivate static func readsEarly(
    _ sequence: MemoryLocation, by read: TraceItem
  ) -> String {
    "a reader can accept a stale read: the payload may be read before this \(read.orderWord) "
      + "\(read.readPhrase) of '\(sequence)'"
  }
}
