import MemoryModel
import OrderLint

/// Initialization on first use lets a thread use what is not initialized.
public struct DoubleCheckedFastPath: Rule {
  public static let description = RuleDescription(
    id: "double-checked-fast-path",
    summary: "A double-checked initialization lets a thread use what is not initialized",
    rationale: """
      The first look, without the lock, is all that most threads do. It must be an acquire, and the \
      write that says that the initialization is done must be a release and the last of it: \
      otherwise a thread that finds it done may read what was there before. A plain or volatile \
      variable will not do for the first look: it races with the write under the lock. The second \
      look, under the lock, may be relaxed.
      """,
    severity: .error,
    knownLimits: """
      Both looks, the lock and the write must be in one function or in those it calls. What is \
      initialized may be used by callers out of view if they get its address. A value that is its own \
      flag needs no order. A plain first look with fences around it is an idiom older than atomics \
      and is left alone. A write that comes too early and a plain look go wrong whatever the orders \
      are. A plain look before a call that takes the lock and looks again is told if what is written \
      there is then used. A plain flag without any lock is a warning, without an execution, if its function sets it \
      before it does its work and, by the names of functions, each thread comes by.
      """,
    references: [
      "C++20 [intro.races]", "Meyers and Alexandrescu, Dr. Dobb's 2004", "litmus test MP",
    ],
    triggering: [
      .c(TableExamples.c(look: "↓atomic_load_explicit(&table, memory_order_relaxed)")),
      .swift(
        """
        import Synchronization
        nonisolated(unsafe) var table = 0
        let isReady = Atomic<Bool>(false)
        let mutex = Mutex<Void>(())
        func get() -> Int {
          if !isReady.load(ordering: .acquiring) {
            mutex.withLock { _ in
              if !isReady.load(ordering: .relaxed) {
                table = 16
                ↓isReady.store(true, ordering: .relaxed)
              }
            }
          }
          return table
        }
        """),
    ],
    clean: [
      .c(TableExamples.c(look: "atomic_load_explicit(&table, memory_order_acquire)")),
      // The value is its own flag.
      .swift(
        """
        import Synchronization
        let cached = Atomic<Int>(0)
        let mutex = Mutex<Void>(())
        func compute() -> Int { 16 }
        func get() -> Int {
          let known = cached.load(ordering: .relaxed)
          if known != 0 { return known }
          return mutex.withLock { _ in
            let again = cached.load(ordering: .relaxed)
            if again != 0 { return again }
            let value = compute()
            cached.store(value, ordering: .relaxed)
            return value
          }
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    context.doubleChecks.map { finding(for: $0, in: context) } + context.onceFlags.map(finding)
  }

  private func finding(for shape: OnceFlag) -> Finding {
    Finding(
      rule: Self.description.id, severity: .warning,
      message: "'\(shape.flag)' is tested and set in plain steps before the work that it "
        + "announces; of two threads in \(shape.function)() one may go on before the other has done it",
      range: shape.set, function: shape.function,
      notes: [
        Finding.Note("'\(shape.flag)' is tested here", at: shape.test),
        Finding.Note("the work begins here", at: shape.work),
      ],
      evidence: .shape,
      repair: Repair(
        summary: "an atomic '\(shape.flag)' that one thread takes by a compare-exchange and sets "
          + "when the work is done, or the library's call for what is done once",
        isChecked: false),
      targets: Target.allCases)
  }

  private func finding(for shape: DoubleCheck, in context: RuleContext) -> Finding {
    let write = shape.cut.item(0, shape.write)
    let look = shape.cut.item(1, shape.look)
    let initialization = shape.cut.item(0, shape.initialization)
    var notes = [
      Finding.Note("the first look is here", at: look.range),
      Finding.Note("'\(shape.flag)' is written here", at: write.range),
    ]
    if shape.initialization != shape.write {
      notes.append(Finding.Note("the initialization is here", at: initialization.range))
    }
    if let use = shape.use {
      notes.append(Finding.Note("and is used here", at: shape.cut.item(1, use).range))
    }
    return Finding(
      rule: Self.description.id, severity: .error, message: shape.message,
      range: shape.itemAtFault.range,
      function: context.functionName(of: shape.itemAtFault), notes: notes,
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut, missing: shape.missing, conclusion: shape.conclusion)),
      repair: repair(for: shape, in: context),
      targets: shape.fault == .firstLook || shape.fault == .publication
        ? context.targets(showing: shape.question, of: shape.cut) : Target.allCases)
  }

  private func repair(for shape: DoubleCheck, in context: RuleContext) -> Repair? {
    let write = shape.cut.item(0, shape.write)
    let look = shape.cut.item(1, shape.look)
    switch shape.fault {
    case .firstLook:
      return .order(.acquire, at: look, in: context.language(of: look), isChecked: shape.isMended)
    case .publication:
      return .order(.release, at: write, in: context.language(of: write), isChecked: shape.isMended)
    case .earlyPublication, .plainLook: return nil
    }
  }
}

extension DoubleCheck {
  private var order: String { (itemAtFault.ordering?.order ?? .relaxed).name }

  fileprivate var message: String {
    switch fault {
    case .firstLook:
      "\(order) \(itemAtFault.readPhrase) of '\(flag)' outside the lock does not acquire what the initialization wrote; "
        + "it may be used as it was before"
    case .publication:
      "\(order) \(itemAtFault.writePhrase) of '\(flag)' does not publish what was initialized; a thread that does not "
        + "take the lock may use it as it was before"
    case .earlyPublication:
      "'\(flag)' is written before the initialization is complete; a thread that does not take the "
        + "lock may use what is half made"
    case .plainLook:
      "'\(flag)' is read outside the lock and is not atomic; the read races with the write under "
        + "the lock, and what was initialized may be used as it was before"
    }
  }

  fileprivate var missing: String {
    switch fault {
    case .firstLook:
      "nothing orders line \(cut.item(1, look).range.start.line) before the use of what is there"
    case .publication:
      "nothing orders the initialization before line \(cut.item(0, write).range.start.line) for a "
        + "thread that reads '\(flag)'"
    case .earlyPublication:
      "line \(cut.item(0, initialization).range.start.line) comes after the write of '\(flag)'"
    case .plainLook: "the reading thread does not hold the lock"
    }
  }

  fileprivate var conclusion: String {
    switch fault {
    case .firstLook, .publication, .earlyPublication:
      "one thread uses what another may still initialize: a data race"
    case .plainLook: "'\(flag)' is read while another thread writes it: a data race"
    }
  }
}

/// The table that the examples vary.
private enum TableExamples {
  static func c(look: String) -> String {
    """
    #include <pthread.h>
    #include <stdatomic.h>
    #include <stdlib.h>
    struct table { int size; };
    static _Atomic(struct table *) table;
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    struct table *get(void) {
      struct table *t = \(look);
      if (!t) {
        pthread_mutex_lock(&mutex);
        t = atomic_load_explicit(&table, memory_order_relaxed);
        if (!t) {
          t = malloc(sizeof *t);
          t->size = 16;
          atomic_store_explicit(&table, t, memory_order_release);
        }
        pthread_mutex_unlock(&mutex);
      }
      return t;
    }
    """
  }
}
