import MemoryModel

extension Analysis {
  /// The same threads with calls of functions out of view taken as the accesses that these make to
  /// memory whose address they are given: what the declaration says that they cannot change is read,
  /// anything else written. Nil if there are none.
  func withHandedMemory() -> Analysis? {
    guard !program.externals.isEmpty else { return nil }
    let handed = HandedMemory(program: program, locator: locator)
    var isChanged = false
    let changed = threads.map { thread -> ThreadTrace in
      guard let copy = handed.thread(thread) else { return thread }
      isChanged = true
      return copy
    }
    return isChanged ? with(changed) : nil
  }

  /// Atomics of threads in which such calls are.
  var flagsBesideHandedMemory: Set<MemoryLocation> {
    let threads = threads
    return Set(
      atomicSites.lazy.filter { _, sites in
        sites.contains { !threads[$0.thread].handed.isEmpty }
      }.map(\.key))
  }
}

/// Calls of functions out of view by which memory that threads share is filled or used.
private struct HandedMemory {
  let program: Program
  let locator: Locator

  func thread(_ thread: ThreadTrace) -> ThreadTrace? {
    let root = program.functions[thread.function]
    var found: [Int: (kind: TraceItem.Kind, place: Locator.Place)] = [:]
    for (index, item) in thread.items.enumerated() where item.isCall {
      guard case .call(let name, let arguments) = item.kind, item.role == nil, !item.isBarrier,
        !thread.isExclusive[index], let parameters = program.externals[name]
      else { continue }
      // What is filled says more than what it is filled from.
      for use in [ExternalFunction.Parameter.writes, .reads] where found[index] == nil {
        for (argument, parameter) in zip(arguments, parameters) where parameter == use {
          guard let place = place(of: argument, in: thread, root),
            isShown(argument, at: place, in: thread, by: name)
          else { continue }
          let kind: TraceItem.Kind =
            use == .reads
            ? .read(at: argument, .plain)
            : .write(at: argument, value: .unknown(index), .plain)
          found[index] = (kind, place)
          break
        }
      }
    }
    guard !found.isEmpty else { return nil }
    var copy = thread.replacing(found.mapValues(\.kind))
    copy.change { contents in
      for (index, access) in found {
        contents.places[index] = access.place
        contents.handed.insert(index)
      }
    }
    return copy
  }

  /// The place of an argument. What is allocated goes by the pointer through which others get it.
  private func place(of argument: Value, in thread: ThreadTrace, _ root: Function) -> Locator.Place?
  {
    guard let place = locator.place(of: argument, in: thread.items, root: root),
      case .result(let source) = argument, thread.items.indices.contains(source),
      case .allocate = thread.items[source].kind
    else { return locator.place(of: argument, in: thread.items, root: root) }
    let publication = thread.items.indices.dropFirst(source).first { index in
      thread.items[index].isAtomicAccess && thread.items[index].storedValue == argument
    }
    return publication.flatMap { thread.location(at: $0) }.map {
      Locator.Place(location: locator.target(of: $0), object: place.object)
    }
  }

  /// Whether the function is shown plain data that threads share, or all of an object that a pointer
  /// names by which it is handed over: whatever that does later, it must have been made before.
  private func isShown(
    _ argument: Value, at place: Locator.Place, in thread: ThreadTrace, by name: String
  ) -> Bool {
    if case .result(let source) = argument {
      guard thread.items.indices.contains(source), !Self.ends(name) else { return false }
      if case .allocate = thread.items[source].kind { return true }
      return thread.items[source].isAtomicAccess && thread.items[source].isRead
    }
    return argument.isPartOfObject && !Self.hasRules(name) && isData(place)
  }

  private static func ends(_ name: String) -> Bool {
    CalleeName(name).endsObject
      || NameWords.words(of: name).contains { $0.hasPrefix("log") || $0.hasPrefix("print") }
  }

  /// Whether the place is plain data, as far as its type says.
  private func isData(_ place: Locator.Place) -> Bool {
    let location = place.location
    if case .parameter = location.root { return false }
    if case .global(let symbol) = place.object.base, program.globals[symbol]?.isConstant == true {
      return false
    }
    if Self.hasRules("\(location)") || program.isDeclaredAtomic(location) { return false }
    return type(of: location).map { isData(type: $0, depth: 0) } ?? false
  }

  private func type(of location: MemoryLocation) -> String? {
    if case .field(let record, let name)? = location.path.last(where: { $0 != .element }) {
      return program.records[record]?.fields.first { $0.name == name }?.type
    }
    switch location.root {
    case .record(let name): return name
    case .global(let symbol): return program.globals[symbol]?.type
    case .parameter, .pointee, .allocation: return nil
    }
  }

  private func isData(type: String, depth: Int) -> Bool {
    guard depth < 4, !Self.hasRules(type), !type.contains("tomic") else { return false }
    guard let record = Embedding.heldRecord(of: type).flatMap({ program.records[$0] }) else {
      return true
    }
    return record.fields.allSatisfy { field in
      !field.isAtomic && (field.type.map { isData(type: $0, depth: depth + 1) } ?? true)
    }
  }

  /// Whether a name speaks of something that threads may use at the same time, of its beginning or
  /// its end, or of telling people.
  private static func hasRules(_ name: String) -> Bool {
    NameWords.words(of: name).contains { word in
      rules.contains(word) || LockName.isAboutLocks(word) || word.hasPrefix("log")
        || word.hasPrefix("print") || word.hasPrefix("init") || word.hasPrefix("mutex")
    }
  }

  private static let rules: Set<String> = [
    "mutex", "cond", "condition", "sem", "semaphore", "event", "events", "wait", "waiter",
    "waiters", "queue", "ring", "fifo", "channel", "signal", "notify", "wake", "wakeup", "once",
    "thread", "threads", "async", "timer", "rcu", "list", "pool", "work", "task", "future",
    "promise", "completion", "barrier", "latch", "ref", "refcount", "kref", "futex", "spin",
    "stat", "stats", "counter", "counters", "debug", "trace", "dump", "assert", "error", "create",
    "setup", "new", "alloc", "free", "destroy", "delete", "release", "dealloc", "fini", "close",
    "destruct", "dispose", "callback", "handler", "register", "guard", "sync", "group",
  ]
}

extension Value {
  /// Whether the value is the address of a global, or of a part of an object that others may have.
  fileprivate var isPartOfObject: Bool {
    switch self {
    case .global: true
    case .field, .element:
      switch base {
      case .global, .parameter, .result: true
      case .integer, .slot, .field, .element, .function, .not, .binary, .exchanged, .unknown: false
      }
    case .integer, .parameter, .result, .exchanged, .slot, .function, .not, .binary, .unknown:
      false
    }
  }
}
