/// What an address names in the text of one function, whichever object it lies in: a coarse
/// `MemoryLocation` that needs no paths.
indirect enum PlaceKey: Hashable, Sendable {
  case global(String)
  case field(record: String, name: String)
  /// What the pointer stored at the place points to.
  case pointee(of: PlaceKey)
}

extension PlaceKey {
  /// The type's spelling as declared; nil if it is not known.
  func declaredType(in program: Program) -> String? {
    switch self {
    case .global(let symbol): program.globals[symbol]?.type
    case .field(let record, let name):
      program.records[record]?.fields.first { $0.name == name }?.type
    case .pointee(let pointer):
      pointer.declaredType(in: program).flatMap { type in
        type.last == "*" ? String(type.dropLast()) : nil
      }
    }
  }
}

extension MemoryLocation {
  /// The key by which the place is known in the text of functions.
  var key: PlaceKey? {
    switch path.last(where: { $0 != .element }) {
    case .field(let record, let name): return .field(record: record, name: name)
    case .element, nil: break
    }
    switch root {
    case .global(let symbol): return .global(symbol)
    case .pointee(let pointer): return pointer.key.map { .pointee(of: $0) }
    case .record, .parameter, .allocation: return nil
    }
  }
}

/// The keys of the addresses in one function.
struct FunctionPlaces {
  private struct Sources {
    /// Where each event that reads reads from.
    var reads: [EventID: Operand] = [:]
    /// Locals that are given a value once.
    var values: [LocalID: Operand?] = [:]

    init(_ function: Function) {
      for block in function.blocks {
        for event in block.events {
          switch event.kind {
          case .read(let address, _): reads[event.id] = address
          case .assign(let local, let value):
            values[local] = values[local] == nil ? .some(value) : .some(nil)
          case .write, .update, .compareExchange, .fence, .allocate, .free, .lock, .unlock, .spawn,
            .join, .call, .opaque:
            break
          }
        }
      }
    }
  }

  private let function: Function
  /// Most addresses say what they name without these.
  private lazy var sources = Sources(function)

  init(_ function: Function) { self.function = function }

  mutating func key(of address: Operand, depth: Int = 0) -> PlaceKey? {
    guard depth < 6 else { return nil }
    switch address {
    case .global(let symbol): return .global(symbol)
    case .field(_, let record, let name):
      return record == Embedding.unknownRecord || record == Embedding.tuple
        ? nil : .field(record: record, name: name)
    case .element(let base, _): return key(of: base, depth: depth + 1)
    case .result(let event):
      guard let source = sources.reads[event] else { return nil }
      return key(of: source, depth: depth + 1).map { .pointee(of: $0) }
    case .local(let local):
      guard let value = sources.values[local], let value else { return nil }
      return key(of: value, depth: depth + 1)
    case .integer, .null, .parameter, .exchanged, .slot, .function, .not, .binary, .unknown:
      return nil
    }
  }
}
