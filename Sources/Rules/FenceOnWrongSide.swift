import MemoryModel
import OrderLint

/// A fence stands on the side of an atomic access where it does nothing.
public struct FenceOnWrongSide: Rule {
  public static let description = RuleDescription(
    id: "fence-on-wrong-side",
    summary: "A fence stands on the wrong side of the access it is meant for",
    rationale: """
      A release fence acts through atomic stores that come after it, an acquire fence through \
      atomic loads that come before it. A release fence after the store that publishes, or an \
      acquire fence before the load that guards, orders nothing for this pair of accesses. Nor does \
      an acquire fence keep what is read next behind a store that comes before it: only a seq_cst \
      fence does.
      """,
    severity: .error,
    knownLimits: """
      Without the other thread in view the finding is a warning, shown against a sound partner. An \
      acquire fence behind a store is reported if the function ends there, reads nothing that the \
      fence could order, and others read what it stores.
      """,
    references: ["C++20 [atomics.fences]", "litmus test MP"],
    triggering: [
      .c(
        MessagePassingExamples.c(
          publishing: """
            atomic_store_explicit(&ready, true, memory_order_relaxed);
              ↓atomic_thread_fence(memory_order_release);
            """)),
      .swift(
        MessagePassingExamples.swift(
          publishing: "ready.store(true, ordering: .releasing)",
          consuming: """
            ↓atomicMemoryFence(ordering: .acquiring)
              return ready.load(ordering: .relaxed) ? data : -1
            """)),
    ],
    clean: [
      .c(
        MessagePassingExamples.c(
          publishing: """
            atomic_thread_fence(memory_order_release);
              atomic_store_explicit(&ready, true, memory_order_relaxed);
            """,
          consuming: """
            bool seen = atomic_load_explicit(&ready, memory_order_relaxed);
              atomic_thread_fence(memory_order_acquire);
              return seen ? data : -1;
            """)),
      // A seq_cst fence between a store and a load of another object is where it belongs.
      .swift(
        """
        import Synchronization
        let x = Atomic<Int>(0)
        let y = Atomic<Int>(0)
        func enter() -> Bool {
          x.store(1, ordering: .relaxed)
          atomicMemoryFence(ordering: .sequentiallyConsistent)
          return y.load(ordering: .relaxed) == 0
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    let proven = context.publications.flatMap { findings(for: $0, in: context) }
    let places = Set(proven.map(\.range))
    let alone = context.strayFences.map { finding(for: $0, in: context) }
    let late = context.storesBeforeAcquire.map { finding(for: $0, in: context) }
    return proven + (alone + late).filter { !places.contains($0.range) }
  }

  private func finding(for shape: StoreBeforeAcquire, in context: RuleContext) -> Finding {
    let item = shape.cut.item(0, shape.fence)
    let store = shape.cut.item(0, shape.store)
    let edit = ScenarioEdit.setOrder(
      origin: shape.cut.origin(0, shape.fence), to: .sequentiallyConsistent)
    var finding = finding(
      at: item, in: context,
      message: "acquire fence after the write of '\(shape.object)' on line "
        + "\(store.range.start.line) does not keep later reads behind that write; only a seq_cst "
        + "fence does",
      notes: [Finding.Note("'\(shape.object)' is written here", at: store.range)],
      evidence: context.witness(
        shape.execution, of: shape.cut,
        missing: "an acquire fence orders no write that comes before it",
        conclusion: "a thread that looks at '\(shape.object)' misses this one, and this one reads "
          + "what was there before"),
      repair: .order(
        .sequentiallyConsistent, at: item, in: context.language(of: item),
        isChecked: context.forbids(shape.question, of: shape.cut, with: [edit])))
    finding.severity = .warning
    finding.targets = context.targets(
      showing: shape.question, of: shape.cut, expecting: [.intel64, .apple, .riscv64, .power])
    return finding
  }

  private func findings(for shape: Publication, in context: RuleContext) -> [Finding] {
    var found: [Finding] = []
    if shape.writerIsWeak, let fence = shape.misplacedFence(in: .writer), !fence.isNoOp {
      let item = shape.cut.item(0, fence.item)
      let store = shape.cut.item(0, shape.store)
      found.append(
        finding(
          at: item, in: context, message: .standsAfter(store, writing: shape.flag),
          notes: shape.notes(in: context), evidence: witness(shape, in: context),
          repair: .fence(
            item.ordering?.order ?? .release, .before, store, in: context.language(of: item),
            isChecked: isMended(shape, 0, fence.item, context))))
    }
    if shape.readerIsWeak, let fence = shape.misplacedFence(in: .reader), !fence.isNoOp {
      let item = shape.cut.item(1, fence.item)
      let load = shape.cut.item(1, shape.load)
      found.append(
        finding(
          at: item, in: context, message: .standsBefore(load, reading: shape.flag),
          notes: shape.notes(in: context), evidence: witness(shape, in: context),
          repair: .fence(
            item.ordering?.order ?? .acquire, .after, load, in: context.language(of: item),
            isChecked: isMended(shape, 1, fence.item, context))))
    }
    return found.map { finding in
      var finding = finding
      finding.targets = context.targets(showing: shape.question, of: shape.cut)
      return finding
    }
  }

  /// Whether moving the fence mends its thread's part.
  private func isMended(
    _ shape: Publication, _ thread: Int, _ fence: Int, _ context: RuleContext
  ) -> Bool {
    let order = shape.cut.item(thread, fence).ordering?.order ?? .acquireRelease
    let access = shape.cut.origin(thread, thread == 0 ? shape.store : shape.load)
    let edit: ScenarioEdit =
      thread == 0 ? .insertFence(order, before: access) : .insertFence(order, after: access)
    return context.forbids(shape.question, of: shape.cut, with: [edit], idealizing: 1 - thread)
  }

  private func witness(_ shape: Publication, in context: RuleContext) -> Witness {
    context.witness(
      shape.execution, of: shape.cut,
      missing: "the fence orders nothing between the accesses to '\(shape.data)' and "
        + "'\(shape.flag)'",
      conclusion: shape.conclusion(in: context))
  }

  private func finding(for shape: StrayFence, in context: RuleContext) -> Finding {
    let item = shape.cut.item(0, shape.fence)
    let access = shape.cut.item(0, shape.access)
    let data = shape.cut.item(0, shape.dataAccess)
    let isRelease = shape.side == .release
    var finding = finding(
      at: item, in: context,
      message: isRelease
        ? .standsAfter(access, writing: shape.flag) : .standsBefore(access, reading: shape.flag),
      notes: [
        Finding.Note("'\(shape.flag)' is \(isRelease ? "written" : "read") here", at: access.range),
        Finding.Note(
          "'\(shape.data)' is \(data.isWrite ? "written" : "read") here", at: data.range),
      ],
      evidence: context.witness(
        shape.execution, of: shape.cut,
        missing: "the fence orders nothing between the accesses to '\(shape.data)' and "
          + "'\(shape.flag)'",
        conclusion: "a partner with the right orders still races on '\(shape.data)'"),
      repair: .fence(
        item.ordering?.order ?? .acquireRelease, isRelease ? .before : .after, access,
        in: context.language(of: item), isChecked: true))
    finding.severity = .warning
    finding.targets = context.targets(showing: shape.question, of: shape.cut)
    return finding
  }

  private func finding(
    at item: TraceItem, in context: RuleContext, message: String, notes: [Finding.Note],
    evidence: Witness, repair: Repair
  ) -> Finding {
    Finding(
      rule: Self.description.id, severity: .error, message: message, range: item.range,
      function: context.functionName(of: item), notes: notes, evidence: .witness(evidence),
      repair: repair)
  }
}

extension String {
  fileprivate static func standsAfter(
    _ store: TraceItem, writing flag: MemoryLocation
  ) -> String {
    "release fence after the write of '\(flag)' on line \(store.range.start.line) does nothing for "
      + "it; a release fence acts through writes that come after it"
  }

  fileprivate static func standsBefore(
    _ load: TraceItem, reading flag: MemoryLocation
  ) -> String {
    "acquire fence before the read of '\(flag)' on line \(load.range.start.line) does nothing for "
      + "it; an acquire fence acts through reads that come before it"
  }
}
