/// Locations that are one object because a pointer to one was stored in the other's place:
/// after `lock->seq = &header->seq`, what `lock->seq` points to is `header->seq`.
///
/// Flow-insensitive unification over the whole program (Steensgaard, POPL 1996), kept to stored
/// pointers: arguments are bound exactly by inlining, and are unified only where a callee stores
/// its parameter.
struct Aliases: Sendable {
  private var parents: [MemoryLocation: MemoryLocation] = [:]
  /// The roots of what has a parent.
  private var roots: Set<MemoryLocation.Root> = []

  /// - Parameter targets: for each function, what each of its calls reaches.
  init(of program: Program, _ targets: [[Int?]], embedding: Embedding) {
    let stored = program.functions.indices.map { number in
      program.traits[number].isDisjoint(with: [.writes, .synchronizes])
        ? [] : program.functions[number].storedParameters
    }
    let made = program.functions.map(\.returnedAllocations)
    for (number, function) in program.functions.enumerated()
    where !program.traits[number].isDisjoint(with: [.writes, .synchronizes, .calls]) {
      var places = StaticPlaces(function: function, embedding: embedding)
      var calls = targets[number].makeIterator()
      for event in function.events {
        switch event.kind {
        case .write(let address, let value, _), .update(let address, .exchange, let value, _),
          .compareExchange(let address, _, let value, _, _, _):
          addStore(of: value, at: address, &places, in: program)
        case .call(_, let arguments):
          guard let target = calls.next() ?? nil else { continue }
          places.calls[event.id] = made[target]
          guard !stored[target].isEmpty else { continue }
          addCall(of: program.functions[target], storing: stored[target], arguments, &places)
        case .read, .update, .fence, .assign, .allocate, .free, .lock, .unlock,
          .spawn, .join, .opaque:
          break
        }
      }
    }
  }

  /// The location that stands for all that are the same object.
  func canonical(_ location: MemoryLocation) -> MemoryLocation {
    var current = location
    if case .pointee(let pointer) = location.root {
      current = MemoryLocation(root: .pointee(of: canonical(pointer)), path: location.path)
    }
    guard !roots.isEmpty, roots.contains(current.root) else { return current }
    // An alias may concern the location itself or the object it lies in.
    for length in stride(from: current.path.count, through: 0, by: -1) {
      let prefix = MemoryLocation(root: current.root, path: Array(current.path[..<length]))
      if let parent = representative(prefix), parent != prefix {
        let rest = current.path[length...]
        // Fields of a known record are named from the record, whatever object they lie in.
        if case .field(let record, _) = rest.first, record != Embedding.unknownRecord,
          parent.path.isEmpty || length == 0
        {
          continue
        }
        return MemoryLocation(root: parent.root, path: parent.path + rest)
      }
    }
    return current
  }

  private func representative(_ location: MemoryLocation) -> MemoryLocation? {
    guard var current = parents[location] else { return nil }
    while let next = parents[current], next != current { current = next }
    return current
  }

  private mutating func addStore(
    of value: Operand, at address: Operand, _ places: inout StaticPlaces, in program: Program
  ) {
    let targets = places.locations(of: value)
    guard !targets.isEmpty else { return }
    for place in places.locations(of: address) {
      for target in targets where !Self.isPartOfBlock(target, kept: place, in: program) {
        unify(MemoryLocation(root: .pointee(of: place)), target)
      }
    }
  }

  private mutating func addCall(
    of target: Function, storing stored: Set<Int>, _ arguments: [Operand],
    _ places: inout StaticPlaces
  ) {
    for index in stored.sorted() where arguments.indices.contains(index) {
      guard let formal = target.location(ofParameter: index) else { continue }
      for actual in places.locations(of: arguments[index]) { unify(formal, actual) }
    }
  }

  /// Whether the target is somewhere in memory without a type and the place keeps a pointer to
  /// something that has one: what lies at different distances in one block are different objects.
  private static func isPartOfBlock(
    _ target: MemoryLocation, kept place: MemoryLocation, in program: Program
  ) -> Bool {
    guard target.path == [.element], case .pointee(let block) = target.root,
      let type = block.key?.declaredType(in: program), untyped.contains(type)
    else { return false }
    return place.key?.declaredType(in: program) != type
  }

  private static let untyped: Set<String> = [
    "void *", "char *", "unsigned char *", "uint8_t *", "std::byte *", "UnsafeMutableRawPointer",
    "UnsafeRawPointer",
  ]

  private mutating func unify(_ left: MemoryLocation, _ right: MemoryLocation) {
    let a = representative(left) ?? left
    let b = representative(right) ?? right
    guard a != b else { return }
    if (a.root.rank, a.description, a) < (b.root.rank, b.description, b) {
      parents[b] = a
      roots.insert(b.root)
    } else {
      parents[a] = b
      roots.insert(a.root)
    }
  }
}

extension Function {
  /// Parameters whose value the function stores in memory.
  fileprivate var storedParameters: Set<Int> {
    var found: Set<Int> = []
    for event in events {
      switch event.kind {
      case .write(_, .parameter(let index), _), .update(_, .exchange, .parameter(let index), _),
        .compareExchange(_, _, .parameter(let index), _, _, _):
        found.insert(index)
      default: break
      }
    }
    return found
  }

  /// The memory that the function allocates and returns.
  fileprivate var returnedAllocations: [MemoryLocation] {
    guard events.contains(where: { if case .allocate = $0.kind { true } else { false } }) else {
      return []
    }
    var assigned: [LocalID: Operand] = [:]
    var ranges: [EventID: SourceRange] = [:]
    for event in events {
      if case .assign(let local, let value) = event.kind { assigned[local] = value }
      if case .allocate = event.kind { ranges[event.id] = event.range }
    }
    return blocks.compactMap { block in
      guard case .return(var value?) = block.terminator else { return nil }
      if case .local(let local) = value, let known = assigned[local] { value = known }
      guard case .result(let event) = value, let range = ranges[event] else { return nil }
      return MemoryLocation(root: .allocation(at: range))
    }
  }

  func location(ofParameter index: Int) -> MemoryLocation? {
    guard parameters.indices.contains(index) else { return nil }
    let parameter = parameters[index]
    return MemoryLocation(
      root: .parameter(type: parameter.type ?? symbol, name: parameter.name))
  }
}

/// Locations of operands without following a path: a local stands for all it is assigned.
private struct StaticPlaces {
  private let function: Function
  private let embedding: Embedding
  /// What calls return, as far as they have allocated it.
  var calls: [EventID: [MemoryLocation]] = [:]
  /// Most operands say what they name without these.
  private lazy var sources = Sources(function)

  init(function: Function, embedding: Embedding) {
    self.function = function
    self.embedding = embedding
  }

  private struct Sources {
    var assigned: [LocalID: [Operand]] = [:]
    var events: [EventID: Event] = [:]

    init(_ function: Function) {
      for event in function.events {
        switch event.kind {
        case .assign(let local, let value): assigned[local, default: []].append(value)
        case .read, .allocate: events[event.id] = event
        default: break
        }
      }
    }
  }

  /// The locations whose address the operand may be.
  mutating func locations(of operand: Operand, depth: Int = 0) -> [MemoryLocation] {
    guard depth < 5 else { return [] }
    switch operand {
    case .global(let symbol): return [MemoryLocation(root: .global(symbol))]
    case .parameter(let index): return function.location(ofParameter: index).map { [$0] } ?? []
    case .local(let local):
      guard let values = sources.assigned[local] else { return [] }
      return values.prefix(3).flatMap { locations(of: $0, depth: depth + 1) }
    case .result(let event):
      if let made = calls[event] { return made }
      guard let source = sources.events[event] else { return [] }
      switch source.kind {
      case .read(let address, _):
        return locations(of: address, depth: depth + 1)
          .map { MemoryLocation(root: .pointee(of: $0)) }
      case .allocate:
        return [MemoryLocation(root: .allocation(at: source.range))]
      default: return []
      }
    case .field(let base, let record, let name):
      let field = MemoryLocation.Component.field(record: record, name: name)
      return embedded(base, field, depth)
    case .element(let base, _):
      return locations(of: base, depth: depth + 1).map {
        MemoryLocation(root: $0.root, path: $0.path + [.element])
      }
    case .integer, .null, .exchanged, .slot, .function, .not, .binary, .unknown: return []
    }
  }

  private mutating func embedded(
    _ base: Operand, _ field: MemoryLocation.Component, _ depth: Int
  ) -> [MemoryLocation] {
    switch base {
    case .global, .field, .element:
      return locations(of: base, depth: depth + 1).map { embedding.place(of: field, in: $0) }
    default: return [embedding.place(of: field, in: nil)]
    }
  }
}
