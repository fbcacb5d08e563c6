/// A candidate execution in the instructions of a machine.
///
/// The instructions are those that clang selects (checked against clang 21 at -O2):
///
///     |                | x86-64 | Armv8.0     | Apple   | RISC-V                     | POWER              |
///     | load acquire   | mov    | ldar        | ldapr   | l; fence r,rw              | ld; isync          |
///     | load seq_cst   | mov    | ldar        | ldar    | fence rw,rw; l; fence r,rw | sync; ld; isync    |
///     | store release  | mov    | stlr        | stlr    | fence rw,w; s              | lwsync; st         |
///     | store seq_cst  | xchg   | stlr        | stlr    | fence rw,w; s; fence rw,rw | sync; st           |
///     | update         | lock   | ldxr, stxr  | LSE     | amo, lr/sc with .aq .rl    | lwarx, stwcx       |
///     | fence acquire  |        | dmb ishld   | dmb ishld | fence r,rw               | lwsync             |
///     | fence release  |        | dmb ish     | dmb ish | fence rw,w                 | lwsync             |
///     | fence seq_cst  | lock or| dmb ish     | dmb ish | fence rw,rw                | sync               |
struct MachineCode {
  enum Fence: Hashable, Sendable {
    /// `mfence` or a locked instruction; `dmb ish`; `fence rw,rw`; `sync`.
    case full
    /// `dmb ishld`, `fence r,rw`.
    case afterLoads
    /// `fence rw,w`.
    case beforeStores
    /// `fence.tso`.
    case totalStore
    case lwsync
  }

  struct Event: Sendable {
    /// Index of the event of the execution.
    var source: Int
    var thread: Int?
    var isRead = false
    var isWrite = false
    var fence: Fence?
    /// `ldar`, `.aq`: kept before everything after.
    var isAcquire = false
    /// `ldapr`: the same, but a release store before it may be overtaken.
    var isWeakAcquire = false
    /// `stlr`, `.rl`.
    var isRelease = false
    /// Part of a single-instruction update, or of a locked one.
    var isUpdate = false
    /// Followed by a branch on its value and `isync`.
    var isFollowedByISync = false
  }

  let machine: Machine
  let candidate: Candidate
  private(set) var events: [Event] = []
  /// From the read of an update to its write.
  private(set) var updates: [(Int, Int)] = []
  /// The machine events that read and write for an event of the execution.
  private(set) var reads: [Int: Int] = [:]
  private(set) var writes: [Int: Int] = [:]

  init(_ candidate: Candidate, for machine: Machine) {
    self.machine = machine
    self.candidate = candidate
    for index in candidate.execution.events.indices { compile(index) }
  }

  private mutating func compile(_ index: Int) {
    let event = candidate.execution.events[index]
    let order = event.order
    let isStrong = order == .sequentiallyConsistent
    guard event.thread != nil else { return access(Event(source: index, isWrite: true)) }
    if event.isFence {
      if let fence = fence(order ?? .relaxed) { barrier(fence, index) }
    } else if event.isRead, event.isWrite {
      update(index, order ?? .relaxed)
    } else if event.isRead {
      load(index, acquires: order?.isAcquire == true, isStrong: isStrong)
    } else if event.isWrite {
      store(index, releases: order?.isRelease == true, isStrong: isStrong)
    }
  }

  private mutating func access(_ event: Event) {
    var event = event
    event.thread = candidate.execution.events[event.source].thread
    if event.isRead { reads[event.source] = events.count }
    if event.isWrite { writes[event.source] = events.count }
    events.append(event)
  }

  private mutating func barrier(_ fence: Fence, _ source: Int) {
    events.append(
      Event(source: source, thread: candidate.execution.events[source].thread, fence: fence))
  }

  private func fence(_ order: MemoryOrder) -> Fence? {
    switch (order, machine) {
    case (.relaxed, _): nil
    case (.sequentiallyConsistent, _): .full
    case (_, .x86): nil
    case (_, .power): .lwsync
    case (.acquire, _), (.consume, _): .afterLoads
    case (.release, .riscv): .beforeStores
    case (.acquireRelease, .riscv): .totalStore
    case (.release, _), (.acquireRelease, _): .full
    }
  }

  private mutating func load(_ index: Int, acquires: Bool, isStrong: Bool) {
    var event = Event(source: index, isRead: true)
    switch machine {
    case .x86:
      // A compare-exchange that fails is still a locked instruction.
      let isLocked = candidate.failedExchanges.contains(index)
      event.isUpdate = isLocked
      access(event)
    case .armLinux:
      event.isAcquire = acquires
      access(event)
    case .apple:
      event.isAcquire = isStrong || acquires && candidate.failedExchanges.contains(index)
      event.isWeakAcquire = acquires && !event.isAcquire
      access(event)
    case .riscv:
      if isStrong { barrier(.full, index) }
      access(event)
      if acquires { barrier(.afterLoads, index) }
    case .power:
      if isStrong { barrier(.full, index) }
      event.isFollowedByISync = acquires
      access(event)
    }
  }

  private mutating func store(_ index: Int, releases: Bool, isStrong: Bool) {
    var event = Event(source: index, isWrite: true)
    switch machine {
    case .x86:
      access(event)
      // `xchg`: what it reads nobody looks at, so a fence behind the store says the same.
      if isStrong { barrier(.full, index) }
    case .armLinux, .apple:
      event.isRelease = releases
      access(event)
    case .riscv:
      if releases { barrier(.beforeStores, index) }
      access(event)
      if isStrong { barrier(.full, index) }
    case .power:
      if releases { barrier(isStrong ? .full : .lwsync, index) }
      access(event)
    }
  }

  private mutating func update(_ index: Int, _ order: MemoryOrder) {
    let isStrong = order == .sequentiallyConsistent
    var read = Event(source: index, isRead: true)
    var write = Event(source: index, isWrite: true)
    read.isUpdate = true
    write.isUpdate = true
    switch machine {
    case .x86: break
    case .armLinux, .apple:
      read.isAcquire = order.isAcquire
      write.isRelease = order.isRelease
      // A pair of exclusives is no barrier as a whole.
      read.isUpdate = machine == .apple
      write.isUpdate = machine == .apple
    case .riscv:
      // An AMO is one operation: what it orders, it orders as a whole.
      read.isAcquire = order.isAcquire
      write.isAcquire = order.isAcquire
      read.isRelease = order.isRelease
      write.isRelease = order.isRelease
    case .power:
      if order.isRelease { barrier(isStrong ? .full : .lwsync, index) }
    }
    access(read)
    access(write)
    updates.append((events.count - 2, events.count - 1))
    if machine == .power, order.isAcquire { barrier(.lwsync, index) }
  }
}
