import MemoryModel

/// The functions that share plain and volatile places with others, as threads. Volatile accesses that
/// take part in it are relaxed atomic ones here, so that what they guard can be asked for.
struct PlainSharing: Sendable {
  let analysis: Analysis
  let users: PlaceUsers
  let roles: ThreadRoles
  let ownership: ThreadOwnership
  /// Loops that wait for what other functions write.
  let waits: [PlainWait]
  /// Places that some functions access atomically and others do not.
  let mixed: Set<PlaceKey>

  init(of base: Analysis) {
    let program = base.program
    users = PlaceUsers(of: program, base.callGraph.targets)
    let calls = RepeatedCalls(of: program, base.callGraph)
    roles = ThreadRoles(of: program, base.callGraph, calls)
    ownership = ThreadOwnership(of: program, calls)
    let found = Self.waits(in: program, users, roles, base.callGraph)
    waits = found
    let volatiles = Self.sharedVolatiles(in: program, users)
    mixed = Self.mixedPlaces(users)
    var concerned: Set<Int> = []
    for key in volatiles.union(mixed).union(found.map(\.key)) {
      concerned.formUnion(users.users[key]?.all ?? [])
      concerned.formUnion(users.users[key]?.callersOfAtomics.numbers ?? [])
    }
    concerned.formUnion(Self.lockedPeeks(in: program))
    concerned.formUnion(StrayAccessFinder.suspects(in: program, users))
    for key in Self.fencedPlaces(of: base) { concerned.formUnion(users.users[key]?.all ?? []) }
    analysis = Analysis(program.promoting(volatiles), like: base, concerning: concerned)
  }

  private static func sharedVolatiles(in program: Program, _ users: PlaceUsers) -> Set<PlaceKey> {
    let blocks = program.registerBlocks
    return Set(
      users.users.lazy.filter { key, use in
        guard !use.isDevice,
          !use.volatileReaders.isEmpty || !use.volatileWriters.isEmpty
        else { return false }
        if key.isRegister(in: blocks) { return false }
        if key.declaredType(in: program)?.contains("sig_atomic_t") == true { return false }
        return isSharedByThreads(use, users.interrupts)
      }.map(\.key))
  }

  /// Whether some function reads what another one writes, and neither interrupts the other.
  private static func isSharedByThreads(
    _ use: PlaceUsers.Users, _ interrupts: Set<Int>
  ) -> Bool {
    let writers = use.writers
    let readers = Set(
      use.volatileReaders.numbers + use.plainReaders.numbers + use.atomicReaders.numbers
        + use.callersOfAtomics.numbers)
    guard writers.isDisjoint(with: interrupts), readers.isDisjoint(with: interrupts) else {
      return false
    }
    return writers.contains { writer in readers.contains { $0 != writer } }
  }

  private static func mixedPlaces(_ users: PlaceUsers) -> Set<PlaceKey> {
    Set(
      users.users.lazy.filter { _, use in
        !use.isDevice && use.isAtomic && !use.others.isEmpty && !use.writers.isEmpty
      }.map(\.key))
  }

  private static func waits(
    in program: Program, _ users: PlaceUsers, _ roles: ThreadRoles, _ callGraph: CallGraph
  ) -> [PlainWait] {
    let blocks = program.registerBlocks
    var found: [PlainWait] = []
    for (number, function) in program.functions.enumerated()
    where !users.interrupts.contains(number) && !function.isDamaged {
      for wait in function.plainWaits(number: number) {
        guard let use = users.users[wait.key], !use.isDevice,
          !wait.isVolatile || !use.isAtomic && !wait.key.isRegister(in: blocks),
          use.writers.isDisjoint(with: users.interrupts),
          wait.key.declaredType(in: program)?.contains("sig_atomic_t") != true
        else { continue }
        let others = use.writers.filter { writer in
          writer != number && !callGraph.callees[number].contains(writer)
            && !program.functions[writer].isClosure(of: function, after: wait.range)
        }
        // Who writes it atomically need not write what is read beside it.
        let isMixed = wait.isRecheck && use.isAtomic && !others.isEmpty
        guard isMixed || isAwaited(wait, from: others, in: program, roles),
          // What the loop itself changes by its calls, it need not wait for.
          callGraph.reached(by: wait.callees, of: function, in: program)
            .isDisjoint(with: use.writers)
        else { continue }
        found.append(wait)
      }
    }
    return found
  }

  private static func isAwaited(
    _ wait: PlainWait, from writers: Set<Int>, in program: Program, _ roles: ThreadRoles
  ) -> Bool {
    if let stamp = wait.stamp {
      return writers.contains { program.functions[$0].writesBetween(wait.key, stamp) }
    }
    return wait.isSpin
      ? !writers.isEmpty : writers.contains { roles.overlap($0, wait.function) }
  }

  /// Plain places that are written right after a release fence.
  private static func fencedPlaces(of base: Analysis) -> Set<PlaceKey> {
    var found: Set<PlaceKey> = []
    for thread in base.threads {
      for (fence, item) in thread.items.enumerated()
      where item.isFence && item.ordering?.order?.isRelease == true {
        if let write = thread.announcement(after: fence),
          let key = thread.location(at: write)?.key
        {
          found.insert(key)
        }
      }
    }
    return found
  }

  /// Functions that read a place, take a lock and access the place again.
  private static func lockedPeeks(in program: Program) -> Set<Int> {
    Set(
      program.functions.indices.filter { number in
        guard program.traits[number].contains(.locks) else { return false }
        let function = program.functions[number]
        let events = function.blocks.flatMap(\.events)
        guard let lock = events.firstIndex(where: \.isLock) else { return false }
        var places = FunctionPlaces(function)
        let before = Set(events[..<lock].compactMap { $0.plainRead.flatMap { places.key(of: $0) } })
        guard !before.isEmpty else { return false }
        return events[lock...].contains { event in
          guard case .write(let address, _, let access) = event.kind, !access.isAtomic,
            let key = places.key(of: address)
          else { return false }
          return before.contains(key)
        }
      })
  }
}

extension Function {
  /// Whether the function is a closure that another one makes after a place in its text: whoever waits
  /// there does not wait for it, unless the loop makes it anew each time round, and then in vain.
  fileprivate func isClosure(of function: Function, after place: SourceRange) -> Bool {
    kind == .closure && range.file == function.range.file && range.start > place.start
      && range.start < function.range.end
  }
}

extension PlaceKey {
  fileprivate func isRegister(in blocks: Set<String>) -> Bool {
    if case .field(let record, _) = self { blocks.contains(record) } else { false }
  }
}

extension Access {
  var isAtomic: Bool { if case .atomic = self { true } else { false } }
}

extension Event {
  fileprivate var isLock: Bool {
    if case .lock(_, isTry: false) = kind { true } else { false }
  }

  fileprivate var plainRead: Operand? {
    if case .read(let address, let access) = kind, !access.isAtomic { address } else { nil }
  }
}

extension Program {
  /// Records that describe a device's registers: nothing in them but volatile fields.
  fileprivate var registerBlocks: Set<String> {
    Set(
      records.values.lazy.filter { record in
        record.fields.count > 2
          && record.fields.allSatisfy { $0.type?.contains("volatile") == true }
      }.map(\.name))
  }
}
