import MemoryModel
import OrderLint

/// An atomic is read, the value changed and stored: what another thread did between is lost.
public struct LoadStoreNotRMW: Rule {
  public static let description = RuleDescription(
    id: "load-store-not-rmw",
    summary: "A read and a write are used where a read-modify-write is needed",
    rationale: """
      A load and a store of an atomic are two operations. What another thread writes between them is \
      overwritten, whatever their orders are. A read-modify-write (an addition, an exchange, a \
      compare-exchange) reads and writes in one step. The same holds for a word that a thread finds \
      free and then takes, and for a global of Swift that a function replaces and returns.
      """,
    severity: .warning,
    knownLimits: """
      Reported only if several threads are known to change the atomic: by an update elsewhere, or \
      because threads that run at the same time do so. So is a volatile variable that threads change in \
      two steps, and a constant state that is tested and then set if another thread takes the word out \
      of that state in one step. A word that is found 0 and then set for good is reported if the function \
      returns which it was, goes on to call what it was given or to end something, or is the only one that \
      has to do with the word and works in between; so is a number that is read, returned, and counted up \
      in a second step. A single writer may load and store. A plain global of Swift that no \
      actor isolates is exchanged by a function of its own, in a program that uses atomics; without \
      threads in view that call it, that is a note, and no execution is shown. \
      Accessors of a property are told by `swift-atomic-accessor-compound`, writers of a sequence \
      lock by `seqlock-close-or-exclusion`.
      """,
    references: ["C++20 [atomics.types.operations]", "SEI CERT C, CON40-C"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        atomic_int users;
        void enter(void) { atomic_fetch_add(&users, 1); }
        void leave(void) { ↓atomic_store(&users, atomic_load(&users) - 1); }
        """),
      .swift(
        """
        import Dispatch
        import Synchronization
        let total = Atomic<Int>(0)
        func count(_ items: Int) {
          DispatchQueue.concurrentPerform(iterations: items) { _ in
            ↓total.store(total.load(ordering: .relaxed) + 1, ordering: .relaxed)
          }
        }
        """),
    ],
    clean: [
      // One thread counts, others only look.
      .c(
        """
        #include <stdatomic.h>
        atomic_int frames;
        void render(void) {
          int now = atomic_load_explicit(&frames, memory_order_relaxed);
          atomic_store_explicit(&frames, now + 1, memory_order_relaxed);
        }
        int frame_count(void) { return atomic_load_explicit(&frames, memory_order_relaxed); }
        """),
      .swift(
        """
        import Dispatch
        import Synchronization
        let total = Atomic<Int>(0)
        func count(_ items: Int) {
          DispatchQueue.concurrentPerform(iterations: items) { _ in
            total.wrappingAdd(1, ordering: .relaxed)
          }
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.lostUpdates.filter { !$0.isThroughProperty || $0.kind != .change }.map {
      $0.finding(
        of: Self.description.id, at: $0.cut.item(0, $0.store), saying: account(of: $0), in: context)
    }
      + context.volatileUpdates.map {
        $0.finding(
          of: Self.description.id, at: $0.cut.item(0, $0.store),
          saying: $0.lostChange(
            "volatile '\($0.location)' is read, changed and stored in two steps; a change that "
              + "another thread makes between is lost"), in: context)
      } + context.globalSwaps.map(finding)
  }

  private func account(of shape: LostUpdate) -> LostUpdate.Account {
    switch shape.kind {
    case .change: shape.lostChange(.loses(shape.location))
    case .claim:
      LostUpdate.Account(
        message: .claims(shape.location),
        conclusion: "both threads found '\(shape.location)' free and took it")
    case .number:
      LostUpdate.Account(
        message: .sharesNumber(shape.location),
        conclusion: "both threads were given the same number")
    }
  }

  private func finding(for shape: GlobalSwap) -> Finding {
    Finding(
      rule: Self.description.id, severity: shape.isShared ? .warning : .note,
      message: "\(shape.function)() exchanges the global '\(shape.object)' in two plain steps; two "
        + "threads that call it race, and may both be given the same old value",
      range: shape.read, function: shape.function,
      notes: [Finding.Note("'\(shape.object)' is written here", at: shape.write)],
      evidence: .shape,
      repair: Repair(summary: "an atomic '\(shape.object)', and one exchange", isChecked: false),
      targets: Target.allCases)
  }
}

extension String {
  fileprivate static func claims(_ location: MemoryLocation) -> String {
    "'\(location)' is read and set in two steps; two threads may both find it free and take it"
  }

  fileprivate static func sharesNumber(_ location: MemoryLocation) -> String {
    "'\(location)' is read and counted up in two steps; two threads may be given the same number"
  }

  fileprivate static func loses(_ location: MemoryLocation) -> String {
    "'\(location)' is read, changed and stored in two steps; a change that another thread makes "
      + "between is lost"
  }
}
