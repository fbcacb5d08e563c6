import MemoryModel
import OrderLint

/// A sequence lock is closed by a relaxed write, or two writers open it at once.
public struct SeqlockCloseOrExclusion: Rule {
  public static let description = RuleDescription(
    id: "seqlock-close-or-exclusion",
    summary: "A sequence lock is closed too early, or lets two writers in",
    rationale: """
      The write that makes the sequence number even again says that the payload is complete: it \
      must be a release, or readers accept the old payload under the new number. And only one \
      writer may be between the two writes. A load and a store do not keep a second writer out: \
      both see an even number, both store the same odd one, and a reader finds their payloads \
      mixed under an even number. Writers need a lock, or a compare-exchange that opens.
      """,
    severity: .error,
    knownLimits: """
      Two writers are reported if they are known to run at once. A single writer may load and store.
      """,
    references: ["Boehm, MSPC 2012", "C++20 [atomics.order]"],
    triggering: [
      .c(SeqlockExamples.c(closing: "↓atomic_store_explicit(&seq, s + 2, memory_order_relaxed);")),
      .swift(
        WriterExamples.swift(
          putting: """
            let s = seq.load(ordering: .relaxed)
                ↓seq.store(s &+ 1, ordering: .relaxed)
                atomicMemoryFence(ordering: .releasing)
                x.store(round, ordering: .relaxed)
                y.store(round, ordering: .relaxed)
                seq.store(s &+ 2, ordering: .releasing)
            """)),
    ],
    clean: [
      .c(SeqlockExamples.c()),
      // A lock keeps the second writer out.
      .swift(
        WriterExamples.swift(
          guardedBy: "\nlet writers = Mutex<Void>(())",
          putting: """
            writers.withLock { _ in
                  let s = seq.load(ordering: .relaxed)
                  seq.store(s &+ 1, ordering: .relaxed)
                  atomicMemoryFence(ordering: .releasing)
                  x.store(round, ordering: .relaxed)
                  y.store(round, ordering: .relaxed)
                  seq.store(s &+ 2, ordering: .releasing)
                }
            """)),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.seqlocks.compactMap { closing(of: $0, in: context) }
      + context.seqlockIntrusions.map { opening($0, in: context) }
  }

  private func closing(of shape: Seqlock, in context: RuleContext) -> Finding? {
    guard case .writerClosing = shape.fault else { return nil }
    let store = shape.cut.item(0, shape.closing)
    let written = store.ordering?.order ?? .relaxed
    let edit = ScenarioEdit.setOrder(
      origin: shape.cut.origin(0, shape.closing), to: written.joined(.release))
    guard context.forbids(shape.question, of: shape.cut, with: [edit], idealizing: 1) else {
      return nil
    }
    return Finding(
      rule: Self.description.id, severity: .error,
      message:
        "\(store.orderWord) \(store.writePhrase) that closes '\(shape.sequence)' does not publish the payload; "
        + "a reader may accept the old payload under the new number",
      range: store.range, function: context.functionName(of: store),
      notes: shape.notes(in: context),
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "nothing orders the payload writes before line \(store.range.start.line)",
          conclusion: "the reader accepts the old payload under the new sequence number")),
      repair: .order(
        written.joined(.release), at: store, in: context.language(of: store), isChecked: true),
      targets: context.targets(showing: shape.question, of: shape.cut))
  }

  private func opening(_ shape: LostUpdate, in context: RuleContext) -> Finding {
    shape.finding(
      of: Self.description.id, at: shape.cut.item(0, shape.store),
      saying: LostUpdate.Account(
        severity: .error,
        message:
          "'\(shape.location)' is read and stored to open the write section; two writers may "
          + "read the same number and both go in",
        conclusion: "both writers are inside; a reader may accept a mixture of their payloads"),
      in: context)
  }
}

/// The writers that the examples run at the same time.
private enum WriterExamples {
  static func swift(guardedBy lock: String = "", putting: String) -> String {
    """
    import Dispatch
    import Synchronization
    let seq = Atomic<UInt>(0)
    let x = Atomic<Int>(0)
    let y = Atomic<Int>(0)\(lock)
    func put(_ rounds: Int) {
      DispatchQueue.concurrentPerform(iterations: rounds) { round in
        \(putting)
      }
    }
    func get() -> (Int, Int)? {
      let s = seq.load(ordering: .acquiring)
      let pair = (x.load(ordering: .relaxed), y.load(ordering: .relaxed))
      atomicMemoryFence(ordering: .acquiring)
      guard s & 1 == 0, seq.load(ordering: .relaxed) == s else { return nil }
      return pair
    }
    """
  }
}
