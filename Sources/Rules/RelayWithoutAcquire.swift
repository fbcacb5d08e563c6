import MemoryModel
import OrderLint

/// A thread passes on what a relaxed read told it.
public struct RelayWithoutAcquire: Rule {
  public static let description = RuleDescription(
    id: "relay-without-acquire",
    summary: "A thread releases to others what it has not acquired itself",
    rationale: """
      One thread publishes data and sets a flag; a second one sees the flag and sets another; a \
      third one acquires that and uses the data. What the first thread did happens before what the \
      third does only if the second acquires the first flag: a chain is as strong as each of its \
      links. On today's machines the barriers of the second flag's release cover the gap, so this \
      is a remark: the language does not promise it, and compilers may make use of that.
      """,
    severity: .note,
    knownLimits: "All three threads must be in the program.",
    references: ["C++20 [intro.races]", "litmus test ISA2"],
    triggering: [
      .c(RelayExamples.c(look: "↓atomic_load_explicit(&ready, memory_order_relaxed)")),
      .swift(
        """
        import Synchronization
        nonisolated(unsafe) var data = 0
        let ready = Atomic<Bool>(false), go = Atomic<Bool>(false)
        func produce(_ value: Int) {
          data = value
          ready.store(true, ordering: .releasing)
        }
        func relay() {
          if ↓ready.load(ordering: .relaxed) { go.store(true, ordering: .releasing) }
        }
        func consume() -> Int { go.load(ordering: .acquiring) ? data : -1 }
        """),
    ],
    clean: [
      .c(RelayExamples.c(look: "atomic_load_explicit(&ready, memory_order_acquire)")),
      // The last thread looks at the first flag itself.
      .swift(
        """
        import Synchronization
        nonisolated(unsafe) var data = 0
        let ready = Atomic<Bool>(false), go = Atomic<Bool>(false)
        func produce(_ value: Int) {
          data = value
          ready.store(true, ordering: .releasing)
        }
        func relay() {
          if ready.load(ordering: .relaxed) { go.store(true, ordering: .releasing) }
        }
        func consume() -> Int {
          guard go.load(ordering: .acquiring), ready.load(ordering: .acquiring) else { return -1 }
          return data
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.relays.map { shape in
      let read = shape.cut.item(1, shape.read)
      let before = shape.cut.item(0, shape.before)
      let after = shape.cut.item(2, shape.after)
      let origin = shape.cut.origin(1, shape.read)
      return Finding(
        rule: Self.description.id, severity: .note,
        message: "relaxed \(read.readPhrase) of '\(shape.first)' passes on to readers of "
          + "'\(shape.second)' what it has not acquired; '\(shape.data)' may be used as it was before",
        range: read.range, function: context.functionName(of: read),
        notes: [
          Finding.Note("'\(shape.data)' is written here", at: before.range),
          Finding.Note(
            "'\(shape.second)' is written here", at: shape.cut.item(1, shape.write).range),
          Finding.Note(
            "'\(shape.second)' is read here", at: shape.cut.item(2, shape.last).range),
          Finding.Note("'\(shape.data)' is used here", at: after.range),
        ],
        evidence: .witness(
          context.witness(
            shape.execution, of: shape.cut,
            missing: "line \(read.range.start.line) does not synchronize with the write of "
              + "'\(shape.first)'",
            conclusion: "\(context.functionName(of: after))() uses '\(shape.data)' while "
              + "\(context.functionName(of: before))() may still write it: a data race")),
        repair: .order(
          .acquire, at: read, in: context.language(of: read),
          isChecked: context.forbids(
            shape.question, of: shape.cut, with: [.setOrder(origin: origin, to: .acquire)])),
        targets: context.targets(showing: shape.question, of: shape.cut, expecting: []),
        targetRemark: "if the compiler makes use of it")
    }
  }
}

/// The relay that the examples vary.
private enum RelayExamples {
  static func c(look: String) -> String {
    """
    #include <stdatomic.h>
    int data;
    atomic_int ready, go;
    void produce(int value) {
      data = value;
      atomic_store_explicit(&ready, 1, memory_order_release);
    }
    void relay(void) {
      if (\(look)) {
        atomic_store_explicit(&go, 1, memory_order_release);
      }
    }
    int consume(void) { return atomic_load_explicit(&go, memory_order_acquire) ? data : -1; }
    """
  }
}
