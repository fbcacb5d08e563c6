import MemoryModel
import OrderLint

/// A lock made of atomics is taken or given back with an order that lets two owners race.
public struct SpinlockOrder: Rule {
  public static let description = RuleDescription(
    id: "spinlock-order",
    summary: "A lock is taken without acquire or given back without release",
    rationale: """
      What one owner of a lock did must happen before what the next owner does. The operation that \
      gives the lock back must be a release, and the one that takes it and sees that must be an \
      acquire; otherwise two critical sections may overlap although only one thread at a time is \
      inside. The same holds for semaphores and for both kinds of owners of a reader-writer lock.
      """,
    severity: .error,
    knownLimits: """
      Locks are recognised by the names of their functions (lock and unlock, acquire and release, \
      wait and signal, enter and leave, take and give), judged by two threads that take the lock and \
      give it back; or, where a word is set in the step that finds it 0 and set to 0 afterwards, by \
      data that two threads access between. Where what is between is not in view, a lock both of whose \
      operations are relaxed is a warning. A volatile write that gives a lock back counts as relaxed, \
      unless a barrier for the compiler says that it is meant for machines that keep writes in \
      order. A lock given back by `__sync_lock_test_and_set` is told \
      by `c-sync-builtin-half-barrier`.
      """,
    references: ["C++20 [atomics.order]", "C++20 [thread.mutex.requirements]"],
    triggering: [
      .c(
        """
        #include <stdatomic.h>
        struct spinlock { atomic_int word; };
        void spin_lock(struct spinlock *l) {
          while (atomic_exchange_explicit(&l->word, 1, memory_order_acquire)) {}
        }
        void spin_unlock(struct spinlock *l) {
          ↓atomic_store_explicit(&l->word, 0, memory_order_relaxed);
        }
        """),
      .swift(
        """
        import Synchronization
        final class SpinLock: Sendable {
          private let isTaken = Atomic<Bool>(false)
          func lock() {
            while ↓isTaken.exchange(true, ordering: .relaxed) {}
          }
          func unlock() { isTaken.store(false, ordering: .releasing) }
        }
        """),
    ],
    clean: [
      .c(
        """
        #include <stdatomic.h>
        #include <stdbool.h>
        struct spinlock { atomic_int word; };
        bool spin_trylock(struct spinlock *l) {
          int expected = 0;
          return atomic_compare_exchange_strong_explicit(
              &l->word, &expected, 1, memory_order_acquire, memory_order_relaxed);
        }
        void spin_unlock(struct spinlock *l) {
          atomic_store_explicit(&l->word, 0, memory_order_release);
        }
        """),
      // Nobody is kept out: the flag only says what was asked for.
      .swift(
        """
        import Synchronization
        final class Door: Sendable {
          private let isLocked = Atomic<Bool>(false)
          func lock() { isLocked.store(true, ordering: .relaxed) }
          func unlock() { isLocked.store(false, ordering: .relaxed) }
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    let found = named(in: context)
    let places = Set(found.map(\.range))
    return found
      + context.opaqueSections.map { finding(for: $0, in: context) }
      .filter { !places.contains($0.range) }
      + context.volatileLocks.map { volatileFinding(for: $0, in: context) }
      .filter { !places.contains($0.range) }
  }

  /// A volatile write in the place of a release.
  private func volatileFinding(for shape: WeakLock, in context: RuleContext) -> Finding {
    var finding = shape.finding(
      of: Self.description.id,
      saying: "volatile write that gives the lock '\(shape.word)' back orders nothing; the next "
        + "owner may not see what this owner wrote",
      in: context)
    finding.repair?.edits = []
    return finding
  }

  private func named(in context: RuleContext) -> [Finding] {
    context.weakLocks
      // `c-sync-builtin-half-barrier` explains those.
      .filter { !($0.fault == .givingBack && $0.cut.item($0.part, $0.item).isOneSided) }
      .map { publication(of: $0, in: context) ?? finding(for: $0, in: context) }
      + context.publications.flatMap { findings(for: $0, in: context) }
  }

  /// A lock without a name, around what is not in view.
  private func finding(for shape: OpaqueSection, in context: RuleContext) -> Finding {
    let taking = shape.cut.item(0, shape.taking)
    let giving = shape.cut.item(0, shape.givingBack)
    let language = context.language(of: taking)
    return Finding(
      rule: Self.description.id, severity: .warning,
      message:
        "'\(shape.word)' lets one thread in at a time, and neither this relaxed operation nor the "
        + "one that gives it back orders anything; the next owner may not see what this one did",
      range: taking.range, function: context.functionName(of: taking),
      notes: [
        Finding.Note("what is called here is not in view", at: shape.cut.item(0, shape.call).range),
        Finding.Note("'\(shape.word)' is given back here", at: giving.range),
      ],
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut,
          missing: "nothing orders one owner's call before the next owner's",
          conclusion: "what both calls work on is accessed by two threads without order")),
      repair: Repair(
        summary: "\(MemoryOrder.acquire.spelling(in: language)) here and "
          + "\(MemoryOrder.release.spelling(in: language)) on line \(giving.range.start.line)",
        isChecked: shape.isMended),
      targets: context.targets(showing: shape.question, of: shape.cut))
  }

  /// What is weak in a lock that only its operations show: one that sets a word in the step in which
  /// it finds it clear.
  private func findings(for shape: Publication, in context: RuleContext) -> [Finding] {
    var found: [Finding?] = []
    if shape.writingHalf(in: context) == .lock,
      !context.isLockOperation(shape.cut.item(0, shape.store).range)
    {
      found.append(
        shape.writerFinding(of: Self.description.id, in: context) {
          .givesBackWeakly(shape.flag, $0)
        })
    }
    if shape.readingHalf(in: context) == .lock,
      !context.isLockOperation(shape.cut.item(1, shape.load).range)
    {
      found.append(
        shape.readerFinding(of: Self.description.id, in: context) {
          .takesWeakly(shape.flag, $0)
        })
    }
    return found.compactMap { $0 }
  }

  /// The finding with the data that the lock protects, where that is in view.
  private func publication(of shape: WeakLock, in context: RuleContext) -> Finding? {
    let range = shape.cut.item(shape.part, shape.item).range
    for data in context.publications {
      let finding: Finding? =
        switch shape.fault {
        case .givingBack where data.cut.item(0, data.store).range == range:
          data.writerFinding(of: Self.description.id, in: context) {
            .givesBackWeakly(shape.word, $0)
          }
        case .taking where data.cut.item(1, data.load).range == range:
          data.readerFinding(of: Self.description.id, in: context) { .takesWeakly(shape.word, $0) }
        case .givingBack, .taking: nil
        }
      if let finding { return finding }
    }
    return nil
  }

  private func finding(for shape: WeakLock, in context: RuleContext) -> Finding {
    let order = shape.cut.item(shape.part, shape.item).ordering?.order ?? .relaxed
    return shape.finding(
      of: Self.description.id,
      saying: shape.fault == .taking
        ? .takesWeakly(shape.word, order) : .givesBackWeakly(shape.word, order), in: context)
  }
}

extension String {
  fileprivate static func takesWeakly(_ word: MemoryLocation, _ order: MemoryOrder) -> String {
    "\(order.name) operation that takes the lock '\(word)' does not acquire; the new owner may not "
      + "see what the last owner wrote"
  }

  fileprivate static func givesBackWeakly(_ word: MemoryLocation, _ order: MemoryOrder) -> String {
    "\(order.name) operation that gives the lock '\(word)' back does not release; the next owner may "
      + "not see what this owner wrote"
  }
}
