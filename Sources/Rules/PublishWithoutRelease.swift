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
    knownLimits: """
      The reader must be in the program, but for memory that is handed over by its address; data in \
      unrelated objects is not followed. A function out of view that is given the address of shared \
      data is taken to read it where its declaration says `const`, and to write it otherwise, which \
      makes a warning. Flags that are set before what they announce is written are \
      reported with an execution that every order allows, and so are counts that include an element \
      before it is written, where an order or a lock says that others look meanwhile; pointers of \
      callers out of view, if no access to them orders anything, are a warning. A node whose address is shown is reported if its \
      initial value may come after what another thread stores in it, and the one waits for that or \
      both put nodes in one place by exchanges. What a caller passes in another argument than the \
      flag is its own where the writer only reads it, or the reader writes it or alone is given it. \
      A reader that says in an atomic that it is at work must say it before it reads the pointer, and who \
      frees the object must have taken it out of that pointer on the same path. \
      Functions whose names say that they take and give back, start and stop, or assign and clear one \
      handle are run by one thread. Locks are told by `spinlock-order`, counts by `countdown-order`, \
      exchanges that only acquire by `rmw-missing-half`, rings by \
      `spsc-index-order`, and stores beside another release by `pairing-object-mismatch` and \
      `release-sequence-broken-by-store`.
      """,
    references: ["C++20 [intro.races]", "C++20 [atomics.order]", "litmus test MP"],
    triggering: [
      .c(
        MessagePassingExamples.c(
          publishing: "↓atomic_store_explicit(&ready, true, memory_order_relaxed);")),
      .swift(MessagePassingExamples.swift(publishing: "↓ready.store(true, ordering: .relaxed)")),
    ],
    clean: [
      .c(MessagePassingExamples.fencedC),
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
      + context.handovers.filter { shape in
        shape.part == .publish && !shape.cut.item(0, shape.access).isOneSided
          && !context.isDoubleCheck(shape.cut.item(0, shape.access).range)
      }.map { shape in
        shape.finding(
          of: Self.description.id,
          saying:
            "\(shape.written.name) \(shape.cut.item(0, shape.access).writePhrase) of "
            + "'\(shape.pointer)' does not publish the memory it points to; a thread that sees the address may read the memory as it was before",
          in: context)
      }
      + context.lostAnswers.filter { $0.fault == .showing && !$0.isHalfExchange }
      .map { $0.finding(of: Self.description.id, in: context) }
      + context.earlyFlags.map { finding(for: $0, in: context) }
      + context.sectionLeaves.filter { $0.fault == .leaving }
      .map { $0.finding(of: Self.description.id, in: context) }
      + context.relaxedPointers.map { finding(for: $0, in: context) }
  }

  private func finding(for shape: EarlyFlag, in context: RuleContext) -> Finding {
    let store = shape.cut.item(0, shape.store)
    let write = shape.cut.item(0, shape.write)
    return Finding(
      rule: Self.description.id, severity: .error,
      message:
        shape.counts
        ? "'\(shape.flag)' counts an element of '\(shape.data)' before it is written; others read "
          + "elements that are counted"
        : "'\(shape.flag)' is set before '\(shape.data)' is written, which others read once it is set",
      range: store.range, function: context.functionName(of: store),
      notes: [
        Finding.Note("'\(shape.data)' is written here", at: write.range),
        Finding.Note("'\(shape.flag)' is read here", at: shape.cut.item(1, shape.load).range),
        Finding.Note("'\(shape.data)' is read here", at: shape.cut.item(1, shape.read).range),
      ],
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "'\(shape.flag)' is written too early, and no order can mend that",
          conclusion: "'\(shape.data)' is read while it is written: a data race")),
      repair: Repair(
        summary: "write '\(shape.flag)' after line \(write.range.start.line), with "
          + MemoryOrder.release.spelling(in: context.language(of: store)), isChecked: false),
      targets: Target.allCases)
  }

  private func finding(for shape: RelaxedPointer, in context: RuleContext) -> Finding {
    Finding(
      rule: Self.description.id, severity: .warning,
      message:
        "all \(shape.accessCount) accesses of the pointer '\(shape.pointer)' are relaxed: who "
        + "gets it from here may use the memory as it was before",
      range: shape.store.range, function: context.functionName(of: shape.store),
      notes: [Finding.Note("the pointer is given away here", at: shape.load.range)],
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "neither the store releases the memory nor the load acquires it",
          conclusion: "the memory is read while its writes may still be under way: a data race")),
      repair: Repair(
        summary: "\(MemoryOrder.release.spelling(in: context.language(of: shape.store))) where the "
          + "pointer is stored and "
          + "\(MemoryOrder.acquire.spelling(in: context.language(of: shape.load))) where it is read",
        isChecked: false),
      targets: context.targets(showing: shape.question, of: shape.cut))
  }

  private func finding(for shape: Publication, in context: RuleContext) -> Finding? {
    guard shape.writingHalf(in: context) == .plainOperation else { return nil }
    return shape.writerFinding(of: Self.description.id, in: context) { written in
      "\(written.name) \(shape.cut.item(0, shape.store).writePhrase) of '\(shape.flag)' does not "
        + "publish \(shape.dataName); a thread that sees it may read \(shape.dataName) as it was before"
    }
  }
}
