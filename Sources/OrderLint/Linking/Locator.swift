/// Finds the memory location that an address in a trace denotes.
struct Locator: Sendable {
  private(set) var program: Program
  let embedding: Embedding
  private let aliases: Aliases
  /// Records that atomic fields hold as a whole: what is behind a parameter of such a type is some
  /// caller's copy, and not what threads share.
  private let values: Set<String>

  /// - Parameter targets: for each function, what each of its calls reaches.
  init(program: Program, _ targets: [[Int?]]) {
    self.program = program
    values = Set(
      program.records.values.lazy.flatMap(\.fields).filter(\.isAtomic).compactMap(\.type))
    embedding = Embedding(program.records.values)
    aliases = Aliases(of: program, targets, embedding: embedding)
  }

  /// For a program whose records, globals and addresses are those of another.
  init(of program: Program, like other: Locator) {
    self = other
    self.program = program
  }

  /// A location, and which object of its kind it is within the trace.
  struct Place: Hashable, Sendable {
    var location: MemoryLocation
    var object: Value
  }

  /// The place of an address, or nil if nothing is known about it.
  func place(of address: Value, in items: [TraceItem], root function: Function) -> Place? {
    guard let location = location(of: address, items, function, 0) else { return nil }
    return Place(
      location: recordStored(at: aliases.canonical(location)), object: address.object)
  }

  /// What the pointer stored at a place points to.
  func target(of pointer: MemoryLocation) -> MemoryLocation {
    recordStored(at: aliases.canonical(pointee(of: pointer)))
  }

  private func location(
    of address: Value, _ items: [TraceItem], _ function: Function, _ depth: Int
  ) -> MemoryLocation? {
    guard depth < 6 else { return nil }
    switch address {
    case .global(let symbol): return MemoryLocation(root: .global(symbol))
    case .slot(let activation, let local):
      return MemoryLocation(root: .global("\(function.symbol).slot\(activation).\(local.index)"))
    case .parameter(let index): return pointee(ofParameter: index, of: function)
    case .result(let index):
      guard items.indices.contains(index) else { return nil }
      if case .allocate = items[index].kind {
        return MemoryLocation(root: .allocation(at: items[index].range))
      }
      guard items[index].isRead, let source = items[index].address,
        let pointer = location(of: source, items, function, depth + 1)
      else { return nil }
      return pointee(of: pointer)
    case .field(let base, let record, let name):
      let field = MemoryLocation.Component.field(record: record, name: name)
      return self.field(field, in: base, items, function, depth)
    case .element(let base, _), .binary(.add, let base, _), .binary(.subtract, let base, _):
      guard let array = location(of: base, items, function, depth + 1) else { return nil }
      if array.path.last == .element { return array }
      return MemoryLocation(root: array.root, path: array.path + [.element])
    case .integer, .exchanged, .function, .not, .binary, .unknown: return nil
    }
  }

  private func field(
    _ field: MemoryLocation.Component, in base: Value, _ items: [TraceItem],
    _ function: Function, _ depth: Int
  ) -> MemoryLocation? {
    let isInside =
      switch base {
      case .global, .field, .element, .slot: true
      case .integer, .parameter, .result, .exchanged, .function, .not, .binary, .unknown:
        field.isOfUnknownRecord || field.isOfTuple
      }
    var outer = isInside ? location(of: base, items, function, depth + 1) : nil
    // What a pointer to a record points to is a record, wherever it lies. Parameters do not say
    // whether they point to one or to pointers.
    if base.isElementOfResult, let row = outer, row.isRowOfRecords {
      outer = MemoryLocation(root: row.root)
    }
    if isBeside(base, field, function) { outer = nil }
    if outer == nil, field.isOfTuple { return nil }
    return embedding.place(of: field, in: outer)
  }

  /// Whether the field is of the object around what a parameter points to: `container_of`, where bytes
  /// are counted back from a part to the whole.
  private func isBeside(
    _ base: Value, _ field: MemoryLocation.Component, _ function: Function
  ) -> Bool {
    guard case .element(.parameter(let index), .integer(let offset)) = base, offset < 0,
      case .field(let record, _) = field, function.parameters.indices.contains(index),
      let part = function.parameters[index].type
    else { return false }
    return part != record && program.records[part] != nil && program.records[record] != nil
  }

  /// All of a global that is a record is some object of the record, as its fields are.
  private func recordStored(at location: MemoryLocation) -> MemoryLocation {
    guard case .global(let symbol) = location.root, let type = program.globals[symbol]?.type,
      let name = Embedding.heldRecord(of: type), let record = program.records[name],
      !record.isReference, location.path == (Embedding.holdsSeveral(type) ? [.element] : [])
    else { return location }
    return embedding.location(in: name)
  }

  /// What a pointer stored at the location points to.
  private func pointee(of pointer: MemoryLocation) -> MemoryLocation {
    if case .global(let symbol) = pointer.root, pointer.path.isEmpty,
      let type = program.globals[symbol]?.type, let target = Embedding.pointee(of: type),
      program.records[target] != nil
    {
      return embedding.location(in: target)
    }
    if case .field(let record, let name) = pointer.path.last,
      let type = program.records[record]?.fields.first(where: { $0.name == name })?.type,
      let target = Embedding.pointee(of: type), program.records[target] != nil
    {
      return embedding.location(in: target)
    }
    return MemoryLocation(root: .pointee(of: aliases.canonical(pointer)))
  }

  /// Whether what a parameter of the type refers to is some caller's local: a value that atomics
  /// hold, or what a C++ reference to anything but a record or an atomic refers to.
  private func isCopy(_ type: String) -> Bool {
    values.contains(type) || type.hasSuffix("&") && !type.contains("atomic")
  }

  /// What a pointer parameter points to.
  private func pointee(ofParameter index: Int, of function: Function) -> MemoryLocation? {
    guard function.parameters.indices.contains(index) else { return nil }
    if let type = function.parameters[index].type, isCopy(type) { return nil }
    if let type = function.parameters[index].type, program.records[type] != nil {
      return embedding.location(in: type)
    }
    return function.location(ofParameter: index)
  }
}

extension MemoryLocation {
  fileprivate var isRowOfRecords: Bool {
    if case .record = root { path == [.element] } else { false }
  }
}

extension MemoryLocation.Component {
  fileprivate var isOfUnknownRecord: Bool {
    if case .field(Embedding.unknownRecord, _) = self { true } else { false }
  }

  fileprivate var isOfTuple: Bool {
    if case .field(Embedding.tuple, _) = self { true } else { false }
  }
}

extension Value {
  /// An element of the array that a pointer which was read points to, or of a part of that array.
  fileprivate var isElementOfResult: Bool {
    guard case .element(let base, _) = self else { return false }
    if case .result = base { return true }
    return base.isElementOfResult
  }

  /// The object an address lies in, array indices included: `slots[i].key` lies in `slots[i]`.
  var object: Value {
    switch self {
    case .field(let base, _, _): base.object
    case .binary(.add, let left, _), .binary(.subtract, let left, _): left.object
    case .element, .integer, .parameter, .result, .exchanged, .global, .slot, .function, .not,
      .binary, .unknown:
      self
    }
  }
}
