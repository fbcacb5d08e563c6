import MemoryModel
import OrderLint

/// The payload of a sequence lock is accessed plainly.
public struct SeqlockPayloadNotAtomic: Rule {
  public static let description = RuleDescription(
    id: "seqlock-payload-not-atomic",
    summary: "The payload of a sequence lock is not atomic",
    rationale: """
      Readers of a sequence lock read while a writer writes, and throw away what they read. With a \
      plain payload this is a data race, and a fence has no atomic access to act through. Relaxed \
      atomic accesses cost nothing on most machines and make the protocol sound.
      """,
    severity: .note,
    isOptional: true,
    knownLimits:
      "Accepted practice in kernels and beyond; hence a note.",
    references: [
      "Boehm, Can Seqlocks Get Along with Programming Language Memory Models?, MSPC 2012"
    ],
    triggering: [
      .c(SeqlockPayloadExamples.c(payload: "int", write: "↓s->a = a", read: "s->a")),
      .swift(SeqlockPayloadExamples.plainSwift),
    ],
    clean: [
      .c(
        SeqlockPayloadExamples.c(
          payload: "_Atomic int", write: "atomic_store_explicit(&s->a, a, memory_order_relaxed)",
          read: "atomic_load_explicit(&s->a, memory_order_relaxed)")),
      .swift(SeqlockPayloadExamples.atomicSwift),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.seqlockPayloads.map { finding(for: $0, in: context) }
  }

  private func finding(for shape: SeqlockPayload, in context: RuleContext) -> Finding {
    let write = shape.cut.item(0, shape.write)
    let read = shape.cut.item(1, shape.read)
    return Finding(
      rule: Self.description.id, severity: .note,
      message:
        "'\(shape.data)' is the payload of the sequence lock '\(shape.sequence)' and is plain; "
        + "readers race with this write",
      range: write.range, function: context.functionName(of: write),
      notes: [
        Finding.Note(
          "the write section opens here", at: shape.cut.item(0, shape.section.opening).range),
        Finding.Note("payload is written here", at: write.range),
        Finding.Note("and closes here", at: shape.cut.item(0, shape.section.closing).range),
        Finding.Note(
          "the reader takes the number here", at: shape.cut.item(1, shape.check.first).range),
        Finding.Note("payload is read here", at: read.range),
        Finding.Note("and compares it here", at: shape.cut.item(1, shape.check.second).range),
      ],
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "a reader reads the payload before it knows whether a writer is writing it",
          conclusion: "'\(shape.data)' is read and written at once: a data race")),
      repair: Repair(
        summary: "an atomic '\(shape.data)', accessed with "
          + MemoryOrder.relaxed.spelling(in: context.language(of: write)),
        isChecked: context.forbids(
          .dataRace(on: shape.cut.variable(of: shape.data)), of: shape.cut,
          makingAtomic: shape.data)),
      targets: Target.allCases, targetRemark: "if the compiler splits or repeats the plain accesses"
    )
  }
}

private enum SeqlockPayloadExamples {
  static func c(payload: String, write: String, read: String) -> String {
    """
    #include <stdatomic.h>
    struct shared { atomic_uint seq; \(payload) a; };
    void put(struct shared *s, int a) {
      unsigned n = atomic_load_explicit(&s->seq, memory_order_relaxed);
      atomic_store_explicit(&s->seq, n + 1, memory_order_relaxed);
      atomic_thread_fence(memory_order_release);
      \(write);
      atomic_store_explicit(&s->seq, n + 2, memory_order_release);
    }
    int get(struct shared *s) {
      for (;;) {
        unsigned n = atomic_load_explicit(&s->seq, memory_order_acquire);
        int a = \(read);
        atomic_thread_fence(memory_order_acquire);
        if ((n & 1) == 0 && atomic_load_explicit(&s->seq, memory_order_relaxed) == n) return a;
      }
    }
    """
  }

  static let plainSwift = swift(
    payload: "nonisolated(unsafe) var a = 0", write: "↓a = value", read: "a")
  static let atomicSwift = swift(
    payload: "let a = Atomic<Int>(0)", write: "a.store(value, ordering: .relaxed)",
    read: "a.load(ordering: .relaxed)")

  private static func swift(payload: String, write: String, read: String) -> String {
    """
    import Synchronization
    let seq = Atomic<UInt>(0)
    \(payload)
    func put(_ value: Int) {
      let n = seq.load(ordering: .relaxed)
      seq.store(n &+ 1, ordering: .relaxed)
      atomicMemoryFence(ordering: .releasing)
      \(write)
      seq.store(n &+ 2, ordering: .releasing)
    }
    func get() -> Int {
      while true {
        let n = seq.load(ordering: .acquiring)
        let copy = \(read)
        atomicMemoryFence(ordering: .acquiring)
        if n & 1 == 0, seq.load(ordering: .relaxed) == n { return copy }
      }
    }
    """
  }
}
