import MemoryModel
import OrderLint

/// Two readers may disagree on which of two independent writes came first.
public struct IndependentReadersNeedSeqcst: Rule {
  public static let description = RuleDescription(
    id: "independent-readers-need-seqcst",
    summary: "Two readers may see two writes in different orders",
    rationale: """
      Two threads each write an atomic of their own; two others read both, each the other way round. \
      With acquire and release one reader may see the first write and not the second, and the other \
      the second and not the first. Only seq_cst loads make them agree (or seq_cst fences between \
      them). It shows on POWER and on old Arm, where a write does not reach all others at once. Most \
      code does not care which write came first.
      """,
    severity: .warning,
    isOptional: true,
    knownLimits: "Both writers and both readers must be in view.",
    references: ["C++20 [atomics.order]/4", "litmus test IRIW"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        static atomic_bool left, right;
        void arrive_left(void) { atomic_store_explicit(&left, true, memory_order_release); }
        void arrive_right(void) { atomic_store_explicit(&right, true, memory_order_release); }
        bool left_was_first(void) {
          return ↓atomic_load_explicit(&left, memory_order_acquire)
            && !atomic_load_explicit(&right, memory_order_acquire);
        }
        bool right_was_first(void) {
          return atomic_load_explicit(&right, memory_order_acquire)
            && !atomic_load_explicit(&left, memory_order_acquire);
        }
        """),
      .swift(
        IndependentExamples.swift(
          first: "↓left.load(ordering: .acquiring)", load: ".acquiring", store: ".releasing")),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        static atomic_bool left, right;
        void arrive_left(void) { atomic_store(&left, true); }
        void arrive_right(void) { atomic_store(&right, true); }
        bool left_was_first(void) { return atomic_load(&left) && !atomic_load(&right); }
        bool right_was_first(void) { return atomic_load(&right) && !atomic_load(&left); }
        """),
      .swift(
        IndependentExamples.swift(
          first: "left.load(ordering: .sequentiallyConsistent)",
          load: ".sequentiallyConsistent", store: ".sequentiallyConsistent")),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.independentReaders().map { finding(for: $0, in: context) }
  }

  private func finding(for shape: IndependentReaders, in context: RuleContext) -> Finding {
    let reads = shape.reads.enumerated().map { reader, items in
      items.map { shape.cut.item(reader + 2, $0) }
    }
    let place = reads[0][0]
    return Finding(
      rule: Self.description.id, severity: .warning,
      message: .disagree(shape, in: context),
      range: place.range, function: context.functionName(of: place),
      notes: [
        Finding.Note("'\(shape.first)' is written here", at: write(shape, 0).range),
        Finding.Note("'\(shape.second)' is written here", at: write(shape, 1).range),
        Finding.Note("one reader sees '\(shape.first)' written", at: reads[0][0].range),
        Finding.Note("and '\(shape.second)' not yet", at: reads[0][1].range),
        Finding.Note("the other sees '\(shape.second)' written", at: reads[1][0].range),
        Finding.Note("and '\(shape.first)' not yet", at: reads[1][1].range),
      ],
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "nothing makes both readers see the two writes in one order",
          conclusion: "each reader takes another write for the first")),
      repair: repair(shape, in: context),
      targets: context.targets(showing: shape.question, of: shape.cut, expecting: [.power]))
  }

  private func write(_ shape: IndependentReaders, _ thread: Int) -> TraceItem {
    shape.cut.item(thread, shape.writes[thread])
  }

  /// All four reads seq_cst, or else the writes as well.
  private func repair(_ shape: IndependentReaders, in context: RuleContext) -> Repair? {
    let reads = shape.reads.enumerated().flatMap { reader, items in
      items.map { (thread: reader + 2, item: $0) }
    }
    let writes = shape.writes.enumerated().map { (thread: $0, item: $1) }
    for places in [reads, reads + writes] {
      let edits = places.map {
        ScenarioEdit.setOrder(
          origin: shape.cut.origin($0.thread, $0.item), to: .sequentiallyConsistent)
      }
      guard context.forbids(shape.question, of: shape.cut, with: edits) else { continue }
      return repair(of: places.map { shape.cut.item($0.thread, $0.item) }, in: context)
    }
    return nil
  }

  private func repair(of items: [TraceItem], in context: RuleContext) -> Repair {
    let weak = items.filter { $0.ordering?.order != .sequentiallyConsistent }
    let lines = Set(weak.map(\.range.start.line)).sorted().map { "\($0)" }
    return Repair(
      summary: "seq_cst on lines " + lines.joined(separator: ", "),
      edits: weak.flatMap { item in
        Repair.order(
          .sequentiallyConsistent, at: item, in: context.language(of: item), isChecked: true
        ).edits
      },
      isChecked: true)
  }
}

extension String {
  fileprivate static func disagree(
    _ shape: IndependentReaders, in context: RuleContext
  ) -> String {
    let readers = [2, 3].map { thread in
      let reads = shape.reads[thread - 2].map { shape.cut.item(thread, $0) }
      return context.functionName(of: reads[0], reads[1], thread: thread, in: shape.cut)
    }
    return "'\(readers[0])' and '\(readers[1])' may disagree on which of '\(shape.first)' and "
      + "'\(shape.second)' was written first"
  }
}

private enum IndependentExamples {
  static func swift(first: String, load: String, store: String) -> String {
    """
    import Synchronization
    private let left = Atomic<Bool>(false)
    private let right = Atomic<Bool>(false)
    func arriveLeft() { left.store(true, ordering: \(store)) }
    func arriveRight() { right.store(true, ordering: \(store)) }
    func leftWasFirst() -> Bool {
      \(first) && !right.load(ordering: \(load))
    }
    func rightWasFirst() -> Bool {
      right.load(ordering: \(load)) && !left.load(ordering: \(load))
    }
    """
  }
}
