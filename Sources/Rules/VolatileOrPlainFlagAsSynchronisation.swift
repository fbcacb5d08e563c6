import MemoryModel
import OrderLint

/// Threads wait for each other or hand over data through a variable that is not atomic.
public struct VolatileOrPlainFlagAsSynchronisation: Rule {
  public static let description = RuleDescription(
    id: "volatile-or-plain-flag-as-synchronisation",
    summary: "A plain or volatile variable synchronizes threads",
    rationale: """
      Two threads that access a variable, one of which writes it, race unless the variable is atomic \
      or something else orders them. The compiler may read a plain variable once and never again, so \
      that a loop waits for ever. `volatile` makes it read each time, but orders nothing: neither the \
      compiler's other accesses nor the machine's.
      """,
    severity: .error,
    knownLimits: """
      Interrupt handlers and device registers are left alone, and so are signal handlers, but for \
      plain counters that a handler adds to and other code decides by (a warning without an \
      execution). A volatile variable is reported if data or memory is handed over by it. A plain \
      variable is reported if a loop waits for it or tells by it whether a copy is whole, if fences stand beside it, if it is read to spare \
      the lock under which it is written, or if the program starts the threads that share it. A \
      first look outside a lock is told by `double-checked-fast-path`.
      """,
    references: ["C11 5.1.2.4", "C++20 [intro.races]", "SEI CERT C, CON02-C"],
    triggering: [
      .c(
        """
        int data;
        volatile int ready;
        void produce(int value) {
          data = value;
          ↓ready = 1;
        }
        int consume(void) { return ready ? data : -1; }
        """),
      .c(
        """
        #include <pthread.h>
        int done;
        void *work(void *unused) {
          done = 1;
          return unused;
        }
        void run(void) {
          pthread_t worker;
          pthread_create(&worker, 0, work, 0);
          while (!↓done) {}
        }
        """),
      .swift(
        """
        import Foundation
        nonisolated(unsafe) var done = false
        func run() {
          let worker = Thread { done = true }
          worker.start()
          while !↓done {}
        }
        """),
    ],
    clean: [
      // A handler interrupts its own thread.
      .c(
        """
        #include <signal.h>
        static volatile sig_atomic_t stop;
        static void on_signal(int number) { stop = 1; }
        void run(void) {
          signal(SIGINT, on_signal);
          while (!stop) {}
        }
        """),
      .c(
        """
        #include <stdatomic.h>
        int data;
        atomic_int ready;
        void produce(int value) {
          data = value;
          atomic_store_explicit(&ready, 1, memory_order_release);
        }
        int consume(void) {
          return atomic_load_explicit(&ready, memory_order_acquire) ? data : -1;
        }
        """),
      .swift(
        """
        import Foundation
        import Synchronization
        let done = Atomic<Bool>(false)
        func run() {
          let worker = Thread { done.store(true, ordering: .releasing) }
          worker.start()
          while !done.load(ordering: .acquiring) {}
        }
        """),
    ]
  )

  public init() {}

  public func check(_ context: RuleContext) -> [Finding] {
    let flags = Set(context.plainFlags.map { "\($0.flag)" })
    // What an atomic fails to hand over is reported there.
    let handedOver = Set(context.publications.map { $0.data })
    let locks = Set(context.volatileLocks.map { $0.cut.item($0.part, $0.item).range })
    return context.plainFlags.filter { shape in
      if locks.contains(shape.cut.item(0, shape.write).range) { return false }
      if case .guards(let data) = shape.use, handedOver.contains(data) { return false }
      // A plain double-checked initialization has a rule of its own.
      return !(shape.use == .peek && context.isDoubleCheck(shape.cut.item(1, shape.read).range))
    }.map { finding(for: $0, in: context) }
      + context.volatileHandovers.filter { !flags.contains("\($0.pointer)") }
      .map { handover($0, in: context) }
      + context.volatileRingEnds.filter { !flags.contains("\($0.index)") }
      .map { $0.finding(of: Self.description.id, in: context) }
      + context.handlerUpdates.map(finding)
      + context.strayAccesses.filter { !flags.contains("\($0.location)") }
      .map { $0.finding(of: Self.description.id, in: context) }
  }

  private func finding(for shape: HandlerUpdate) -> Finding {
    Finding(
      rule: Self.description.id, severity: .warning,
      message: "signal handler \(shape.handler)() changes the plain '\(shape.object)' that "
        + "\(shape.reader)() decides by; the signal may come in the middle of the other access"
        + (shape.hasThreads ? ", or be handled on another thread" : ""),
      range: shape.write, function: shape.handler,
      notes: [Finding.Note("'\(shape.object)' is read here", at: shape.read)],
      evidence: .shape,
      repair: Repair(
        summary: "an atomic '\(shape.object)', changed by one read-modify-write", isChecked: false),
      targets: Target.allCases)
  }

  private func handover(_ shape: PointerHandover, in context: RuleContext) -> Finding {
    let saying =
      switch shape.part {
      case .publish:
        "volatile write of '\(shape.pointer)' does not publish the memory it points to; a thread "
          + "that sees the address may read the memory as it was before"
      case .take, .failedExchange, .follow:
        "volatile read of '\(shape.pointer)' does not acquire the memory it points to; what it holds "
          + "may be read before the other thread has written it"
      }
    var finding = shape.finding(of: Self.description.id, saying: saying, in: context)
    finding.repair?.edits = []
    return finding
  }

  private func finding(for shape: PlainFlag, in context: RuleContext) -> Finding {
    let item = shape.place
    return Finding(
      rule: Self.description.id, severity: severity(of: shape),
      message: message(for: shape, in: context), range: item.range,
      function: context.functionName(of: item), notes: notes(for: shape),
      evidence: .witness(
        context.witness(
          shape.execution, of: shape.cut, missing: missing(in: shape),
          conclusion: conclusion(of: shape, in: context))),
      repair: Repair(
        summary: repair(for: shape, in: context.language(of: item)), isChecked: shape.isMended),
      // A race on a plain variable is the compiler's to make use of, whatever the machine does.
      targets: shape.use.isGuard
        ? context.targets(showing: shape.question, of: shape.cut) : Target.allCases,
      targetRemark: shape.use.isGuard ? "on x86-64 if the compiler reorders" : nil)
  }

  private func severity(of shape: PlainFlag) -> Severity {
    switch shape.use {
    case .guards: shape.isHanded ? .warning : .error
    case .spin: shape.isVolatile ? .warning : .error
    case .recheck: .error
    case .poll, .fenced, .peek: .warning
    }
  }

  private func notes(for shape: PlainFlag) -> [Finding.Note] {
    let write = shape.cut.item(0, shape.write)
    let read = shape.cut.item(1, shape.read)
    var notes = [
      Finding.Note("'\(shape.flag)' is written here", at: write.range),
      Finding.Note("'\(shape.flag)' is read here", at: read.range),
    ]
    if case .guards(let data) = shape.use, let accesses = shape.dataAccesses {
      let before = shape.cut.item(0, accesses.before)
      let after = shape.cut.item(1, accesses.after)
      notes += [
        Finding.Note("'\(data)' is \(before.isWrite ? "written" : "read") here", at: before.range),
        Finding.Note("'\(data)' is \(after.isWrite ? "written" : "read") here", at: after.range),
      ]
    }
    return notes
  }

  private func message(for shape: PlainFlag, in context: RuleContext) -> String {
    let kind = shape.isVolatile ? "volatile" : "plain"
    let (writer, reader) = parties(of: shape, in: context)
    switch shape.use {
    case .guards(let data):
      return "volatile '\(shape.flag)' does not order '\(data)'; \(reader)() may access it while "
        + "\(writer)() still does"
    case .spin:
      return shape.isVolatile
        ? "loop waits for '\(shape.flag)', which \(writer)() writes; a volatile read orders nothing "
          + "that comes after the loop"
        : "loop waits for '\(shape.flag)', which \(writer)() writes; a plain read may be made once "
          + "and never again"
    case .poll:
      return
        "\(kind) '\(shape.flag)' is polled here while another thread writes it in \(writer)(): a "
        + "data race"
    case .fenced:
      return "fences act through atomic accesses only, and '\(shape.flag)' is plain; its read here "
        + "races with the write in \(writer)()"
    case .recheck:
      return
        "'\(shape.flag)' is read again to see whether \(writer)() wrote meanwhile; a plain read "
        + "may be made once and never again, and the two race"
    case .peek:
      return
        "'\(shape.flag)' is read here without the lock under which \(writer)() writes it: a data "
        + "race"
    }
  }

  /// The functions in which the two accesses stand: those to the data, if it is that which races.
  private func parties(
    of shape: PlainFlag, in context: RuleContext
  ) -> (writer: String, reader: String) {
    let (write, read) = shape.dataAccesses ?? (shape.write, shape.read)
    return (
      context.functionName(of: shape.cut.item(0, write)),
      context.functionName(of: shape.cut.item(1, read))
    )
  }

  private func missing(in shape: PlainFlag) -> String {
    switch shape.use {
    case .guards(let data):
      "volatile accesses to '\(shape.flag)' order nothing, '\(data)' neither"
    case .spin, .poll, .recheck:
      "'\(shape.flag)' is not atomic, and nothing else orders the two accesses"
    case .fenced: "no atomic access carries what the fences order"
    case .peek: "the lock is taken only after this read of '\(shape.flag)'"
    }
  }

  private func conclusion(of shape: PlainFlag, in context: RuleContext) -> String {
    let (writer, reader) = parties(of: shape, in: context)
    if case .guards(let data) = shape.use {
      return "\(reader)() and \(writer)() access '\(data)' at the same time: a data race"
    }
    return "\(reader)() reads '\(shape.flag)' while \(writer)() may still write it: a data race"
  }

  private func repair(for shape: PlainFlag, in language: Language) -> String {
    let store = MemoryOrder.release.spelling(in: language)
    let load = MemoryOrder.acquire.spelling(in: language)
    return switch shape.use {
    case .fenced: "an atomic '\(shape.flag)', accessed with relaxed order"
    case .recheck:
      "an atomic '\(shape.flag)', with an acquire fence before this read and a release fence after the "
        + "write that opens the section"
    case .guards, .spin, .poll, .peek:
      "an atomic '\(shape.flag)', written with \(store) and read with \(load)"
    }
  }
}

extension PlainFlag {
  /// Both ends of a handover are to be changed, and the first one in the text stands for them; an end
  /// that is atomic has no need.
  fileprivate var place: TraceItem {
    let (write, read) = (cut.item(0, self.write), cut.item(1, self.read))
    guard use.isGuard else { return read }
    if write.isAtomicAccess != read.isAtomicAccess { return write.isAtomicAccess ? read : write }
    return write.range < read.range ? write : read
  }
}

extension PlainFlag.Use {
  fileprivate var isGuard: Bool { if case .guards = self { true } else { false } }
}
