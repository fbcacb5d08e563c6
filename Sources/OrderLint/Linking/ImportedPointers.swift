extension Program {
  /// Lets Swift functions read the pointers that fields of C records hold before they use an element
  /// of what these point to: `ring.pointee.slots[i]` looks the same whether `slots` is an array or a
  /// pointer, and only the C side says which.
  mutating func readImportedPointers() {
    let pointers = Set(
      records.values.flatMap { record in
        record.fields.filter { $0.type?.isPointer == true }.map {
          PointerField(record: record.name, name: $0.name)
        }
      })
    guard !pointers.isEmpty else { return }
    for number in functions.indices where functions[number].language == .swift {
      functions[number].readPointers(pointers)
    }
  }
}

/// A field that holds a pointer.
private struct PointerField: Hashable {
  var record: String
  var name: String
}

extension String {
  /// Whether a C type is that of one pointer to objects.
  fileprivate var isPointer: Bool {
    filter { $0 == "*" }.count == 1 && !contains("[") && !contains("(") && !contains("_Atomic")
  }
}

extension Function {
  fileprivate mutating func readPointers(_ pointers: Set<PointerField>) {
    let uses = blocks.contains { block in
      block.events.contains { $0.kind.accessedAddress?.uses(pointers) ?? false }
    }
    guard uses else { return }
    var next = 1 + (events.map(\.id.index).max() ?? -1)
    for block in blocks.indices {
      var events: [Event] = []
      for event in blocks[block].events {
        var event = event
        var reads: [Event] = []
        if let address = event.kind.accessedAddress {
          let changed = address.readingPointers(pointers) { field in
            let id = EventID(next)
            next += 1
            reads.append(Event(id: id, kind: .read(at: field, .plain), range: event.range))
            return .result(id)
          }
          event.kind = event.kind.mapOperands { $0 == address ? changed : $0 }
        }
        events += reads
        events.append(event)
      }
      blocks[block].events = events
    }
  }
}

extension Operand {
  /// Whether the address is that of an element of what one of the fields points to.
  fileprivate func uses(_ pointers: Set<PointerField>) -> Bool {
    switch self {
    case .element(.field(let base, let record, let name), _):
      pointers.contains(PointerField(record: record, name: name)) || base.uses(pointers)
    case .element(let base, _), .field(let base, _, _): base.uses(pointers)
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .slot, .function, .not,
      .binary, .unknown:
      false
    }
  }

  fileprivate func readingPointers(
    _ pointers: Set<PointerField>, _ read: (Operand) -> Operand
  ) -> Operand {
    switch self {
    case .element(let base, let index):
      let inner = base.readingPointers(pointers, read)
      if case .field(_, let record, let name) = base,
        pointers.contains(PointerField(record: record, name: name))
      {
        return .element(of: read(inner), index: index)
      }
      return .element(of: inner, index: index)
    case .field(let base, let record, let name):
      return .field(of: base.readingPointers(pointers, read), record: record, name: name)
    case .integer, .null, .parameter, .local, .result, .exchanged, .global, .slot, .function, .not,
      .binary, .unknown:
      return self
    }
  }
}
